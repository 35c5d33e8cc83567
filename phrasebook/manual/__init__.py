"""The manual (手册): built-in pages, the shop's own words over them, and how they are searched."""
