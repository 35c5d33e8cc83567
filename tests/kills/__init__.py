"""Kills of the real program.

It is started, driven through its own flows and killed by SIGKILL right before each commit and each
change of a file, then started again and looked at. ``harness.run`` is what a test calls;
``scene.Scene`` says what is prepared, done and looked at.
"""
