"""The user's clipboard, held by another program (xclip)."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.desktop.harness.process import Child, need, wait_for
from tests.desktop.harness.screen import Screen


class Clip:
    """Puts things on the clipboard of a screen and reads them, from outside the program."""

    def __init__(self, screen: Screen) -> None:
        """Use ``xclip`` on this screen.

        Raises:
            MissingTool: If it is not installed.
        """
        need("xclip")
        self._screen = screen

    def put(self, content: str | bytes, kind: str = "") -> None:
        """Own the clipboard with text, or with bytes of a MIME type such as ``image/png``."""
        data = content.encode() if isinstance(content, str) else content
        # A pipe of our own, not ``communicate``: xclip stays behind as the owner and keeps any
        # output pipe open, so only its input may be one.
        subprocess.run(
            ["xclip", "-selection", "clipboard", *(["-t", kind] if kind else [])],
            input=data,
            env=self._screen.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=10,
        )

    def get(self, kind: str = "UTF8_STRING") -> bytes | None:
        """Bytes of one type; None if nobody offers it."""
        try:
            done = subprocess.run(
                ["xclip", "-selection", "clipboard", "-o", "-t", kind],
                env=self._screen.env,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=5,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        return done.stdout if done.returncode == 0 else None

    def text(self) -> str | None:
        """The text; None if there is none."""
        data = self.get()
        return None if data is None else data.decode()

    @contextmanager
    def frozen_owner(self, text: str) -> Iterator[None]:
        """Let a program own the clipboard that does not answer (SIGSTOP) while the block runs."""
        file = self._screen.folder / "frozen.txt"
        file.write_text(text, encoding="utf-8")
        owner = Child(["xclip", "-quiet", "-selection", "clipboard", file], self._screen.env)
        wait_for(lambda: self.text() == text, "xclip owns the clipboard")
        owner.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            owner.close()
