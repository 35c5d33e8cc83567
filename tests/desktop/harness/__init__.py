"""Real windows for tests and benchmarks: a screen of its own, a hand, a chat page, the program.

Everything here starts real processes on a private X server and ends them again. A tool that
this machine lacks raises ``MissingTool``; tests turn that into a skip, benchmarks into a note.
"""
