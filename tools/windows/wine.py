"""Runs Windows programs under Wine, each run with a prefix and a display of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

_FOLDERS: Final = ("/usr/lib/wine", "/usr/lib/x86_64-linux-gnu/wine", "/opt/wine-stable/bin")
"""Where distributions keep the 64-bit programs that are not on the path."""
_DROPPED: Final = ("PYTHONUTF8", "PYTHONHOME", "PYTHONPATH", "WINEARCH")
"""What the Python of this system wants, and what an existing prefix has decided already."""
_LINGER: Final = 1.0
"""Seconds that the output of an ended program is waited for; see ``Wine.run``."""


def program(*names: str) -> Path | None:
    """Find the first of Wine's own programs that is installed; None if there is none."""
    for name in names:
        found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(_FOLDERS))
        if found:
            return Path(found)
    return None


def loader() -> Path | None:
    """Find the program that runs 64-bit Windows programs."""
    return program("wine64", "wine")


@dataclass(frozen=True)
class Wine:
    """A Windows Python in a Wine prefix on an X display.

    Attributes:
        python: ``python.exe``, with everything that Banhua needs beside it.
        prefix: The prefix. One at a time may use it: whoever runs beside others copies it first.
        display: Name of the X display, such as ``:91``.
    """

    python: Path
    prefix: Path
    display: str

    def environment(self, **more: str) -> dict[str, str]:
        """Give the whole environment of a program; ``more`` wins over what is set here.

        Wine hands on no variable that begins with ``QT_``.
        """
        base = {name: value for name, value in os.environ.items() if name not in _DROPPED}
        return base | {
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
            "DISPLAY": self.display,
            # File names are bytes to Wine: without a UTF-8 locale Chinese ones are lost.
            "LC_ALL": os.environ.get("LC_ALL") or "C.UTF-8",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONDONTWRITEBYTECODE": "1",
            **more,
        }

    def path(self, path: Path) -> str:
        r"""Give the name that a Windows program knows a file by: ``/a/b`` is ``Z:\a\b``."""
        return "Z:" + str(path.absolute()).replace("/", "\\")

    def start(
        self, *command: str | Path, cwd: Path | None = None, **more: str
    ) -> subprocess.Popen[bytes]:
        """Start a program with pipes for input and for output (errors among it).

        The caller reads the output: a full pipe stops the program. A plain file in a pipe's
        place makes Python fail at its start under Wine (WinError 6).

        Args:
            command: The program, by its path here, and its arguments.
            cwd: Working folder.
            more: More environment variables.

        Raises:
            FileNotFoundError: If Wine is not installed.
        """
        wine = loader()
        if wine is None:
            raise FileNotFoundError("Wine is not installed: apt-get install wine wine64")
        return subprocess.Popen(
            [str(wine), *map(str, command)],
            cwd=cwd,
            env=self.environment(**more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(
        self, *command: str | Path, cwd: Path | None = None, timeout: float = 60, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end and give what it wrote.

        The end is that of the program, not that of its output: what is run first starts Wine's
        services, and those keep the pipe open for as long as the prefix is in use.

        Args:
            command: The program, by its path here, and its arguments.
            cwd: Working folder.
            timeout: Seconds.
            more: More environment variables.

        Raises:
            subprocess.TimeoutExpired: After ``timeout``; the program has been killed.
            FileNotFoundError: If Wine is not installed.
        """
        process = self.start(*command, cwd=cwd, **more)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        kept: list[bytes] = []
        reader = threading.Thread(target=_read, args=(process.stdout, kept), daemon=True)
        reader.start()
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired as late:
            process.kill()
            process.wait()
            reader.join(_LINGER)
            raise subprocess.TimeoutExpired(late.cmd, timeout, _text(kept)) from None
        reader.join(_LINGER)
        return subprocess.CompletedProcess(process.args, code, _text(kept), "")

    def close(self) -> None:
        """End everything that runs in the prefix, and wait until it is gone."""
        server = program("wineserver64", "wineserver")
        if server is None:
            return
        for option in ("-k", "-w"):
            subprocess.run(
                [str(server), option],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=60,
                check=False,
            )


def _read(pipe: IO[bytes], kept: list[bytes]) -> None:
    with pipe:
        while chunk := os.read(pipe.fileno(), 65536):
            kept.append(chunk)


def _text(chunks: list[bytes]) -> str:
    return b"".join(chunks).decode("utf-8", "replace").replace("\r\n", "\n")
