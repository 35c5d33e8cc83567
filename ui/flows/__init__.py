"""What happens between the parts: one file a job, no widget of its own, wired by ``ui/app.py``."""
