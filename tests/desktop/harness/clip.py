"""The user's clipboard, held by another program (xclip)."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from Xlib import X
from Xlib.protocol import request

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
        """Own the clipboard with text, or with bytes of a MIME type such as ``image/png``.

        Returns when that has happened: xclip itself returns before the server has heard of it,
        and a busy machine would then take the clipboard from the program in mid-paste.
        """
        self.clear()
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
        wait_for(self._owner, "xclip owns the clipboard", 10, every=0.001)

    def _owner(self) -> int:
        x = self._screen.x
        owner = x.get_selection_owner(x.intern_atom("CLIPBOARD"))
        return int(getattr(owner, "id", owner))

    def clear(self) -> None:
        """Leave the clipboard without an owner."""
        x = self._screen.x
        request.SetSelectionOwner(
            display=x.display, window=X.NONE, selection=x.intern_atom("CLIPBOARD"), time=0
        )
        x.sync()

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
