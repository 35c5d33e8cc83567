"""The sections of the settings page, one file each. ``ui.pages.settings`` puts them together."""
