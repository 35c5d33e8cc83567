"""Figures of Banhua, beside rivals and beside a bare Qt list, made by one command."""
