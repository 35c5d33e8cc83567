"""A Wine desktop on a screen of its own: where Banhua and a chat client stand side by side."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

from Xlib import X
from Xlib.ext import xtest

from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import REPO, MissingTool, need, wait_for
from tests.desktop.harness.screen import Frame, Screen
from tests.windows.harness.program import Agent, Program
from tools.windows.wine import Wine, loader

SIZE: Final = (1600, 1000)
COMPILER: Final = "x86_64-w64-mingw32-gcc"
_SOURCE: Final = REPO / "tests" / "windows" / "harness" / "chat.c"
_FLAGS: Final = ("-O1", "-Wall", "-Wextra", "-Werror", "-DUNICODE", "-D_UNICODE", "-mwindows")
_EXPLORER: Final = r"HKCU\Software\Wine\Explorer"
_CLICK_S: Final = 0.08
START_S: Final = 60.0
"""Limit for anything to come up: the first program of a prefix also starts Wine's services."""


def missing(runtime: Path | None) -> str:
    """Say why the tests cannot run; empty if they can."""
    if runtime is None:
        return "BANHUA_WINDOWS names no folder with python/ and prefix/ (dev.py test --windows)"
    lacking = [name for name in ("python/python.exe", "prefix") if not (runtime / name).exists()]
    lacking += [tool for tool in (COMPILER, "Xvfb") if shutil.which(tool) is None]
    lacking += [] if loader() else ["wine64"]
    return f"missing: {', '.join(lacking)}" if lacking else ""


def chat_program() -> Path:
    """Build the stand-in chat client, once for each state of its source.

    Its name is that of a client which Banhua knows (千牛).
    """
    need(COMPILER)
    state = hashlib.sha256(_SOURCE.read_bytes() + " ".join(_FLAGS).encode()).hexdigest()[:16]
    folder = REPO / "build" / "windows" / f"chat-{state}"
    program = folder / "AliWorkbench.exe"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{program.name}.part"
        subprocess.run([COMPILER, *_FLAGS, "-o", part, _SOURCE], check=True)
        part.replace(program)
    return program


class Desk:
    """Screen, Wine desktop, hand and a helper program."""

    def __init__(self, runtime: Path) -> None:
        """Bring it up.

        The prefix is copied (1 s): the tests write into its registry and its credential store,
        and a run that is killed must not leave the cached one half written.

        Args:
            runtime: Folder with ``python/python.exe`` and ``prefix/``.

        Raises:
            MissingTool: If a program is not installed.
        """
        if reason := missing(runtime):
            raise MissingTool(reason)
        self._folder = Path(tempfile.mkdtemp(prefix="banhua-wine-"))
        self.screen = Screen("", f"{SIZE[0]}x{SIZE[1]}x24")
        prefix = self._folder / "prefix"
        shutil.copytree(runtime / "prefix", prefix, symlinks=True)
        self.wine = Wine(runtime / "python" / "python.exe", prefix, self.screen.name)
        try:
            self._bring_up()
        except BaseException:
            self.close()
            raise

    def _bring_up(self) -> None:
        size = f"{SIZE[0]}x{SIZE[1]}"
        for key, name, value in (
            (_EXPLORER, "Desktop", "Default"),
            (rf"{_EXPLORER}\Desktops", "Default", size),
        ):
            self.wine.run("reg", "add", key, "/v", name, "/d", value, "/f", timeout=START_S)
        self._explorer = Program(self.wine, "explorer", f"/desktop=Default,{size}")
        self._desktop = wait_for(self._look, "the Wine desktop is shown", START_S)
        self.hand = Hand(self.screen.name)
        # Wine ignores MOD_NOREPEAT, so on a busy machine a tap could count as several.
        self.screen.x.change_keyboard_control(auto_repeat_mode=X.AutoRepeatModeOff)
        self.screen.x.sync()
        self.agent = Agent(self.wine)

    def _look(self) -> int:
        shown = self.screen.every_window()
        return next((one for one in shown if "Wine desktop" in self.screen.title(one)), 0)

    def focus(self) -> None:
        """Give the keyboard to the Wine desktop: its taskbar sometimes takes it."""
        self.screen.focus_directly(self._desktop)

    def wait_drawn(self, x: int, y: int, width: int, height: int) -> None:
        """Wait until something is drawn in a part of the screen that had one colour until then."""

        def drawn() -> bool:
            pixels = self.screen.image(Frame(x, y, width, height))
            return pixels != pixels[:4] * (len(pixels) // 4)

        wait_for(drawn, "something is drawn there", START_S, every=0.05)

    def click(self, x: int, y: int) -> None:
        """Click as a person does, with the button down for a moment: Banhua looks every 20 ms."""
        self.hand.move(x, y)
        for kind in (X.ButtonPress, X.ButtonRelease):
            xtest.fake_input(self.hand.x, kind, 1)
            self.hand.x.sync()
            time.sleep(_CLICK_S)

    def close(self) -> None:
        """End everything and leave no file."""
        if hasattr(self, "hand"):
            self.hand.close()
        if hasattr(self, "agent"):
            self.agent.close()
        self.wine.close()
        if hasattr(self, "_explorer"):
            self._explorer.kill()
        self.screen.close()
        shutil.rmtree(self._folder, ignore_errors=True)
