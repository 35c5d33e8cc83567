"""The matrix of real targets: what arrives where when Banhua pastes.

``python dev.py targets`` starts each target on a screen of its own beside the real program, does
to it what an agent does, and writes ``docs/targets.md``.
"""
