"""Drives Banhua's Windows code on a Wine desktop: screen, hand, chat client and helpers."""
