"""``python dev.py package``: the Windows folder, zip and setup, and the wheel, from a checkout."""
