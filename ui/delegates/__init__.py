"""Painters of rows: they draw and measure, and decide nothing."""
