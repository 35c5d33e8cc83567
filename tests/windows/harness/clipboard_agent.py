"""A program that makes it hard for others to use the clipboard; runs under Windows Python.

An ``Agent`` that can do more: give formats late, die while it is asked, open the clipboard after
each change of it, read it as managers do (also without a window of its own).
"""

from __future__ import annotations

import ctypes
import os
import sys
import threading
import time
from typing import Final

assert sys.platform == "win32"

import agent  # noqa: E402 (beside this file)

_WM_RENDERFORMAT: Final = 0x0305
_LOOK_S: Final = 0.002


class ClipboardAgent(agent.Agent):
    """Answers requests as ``Agent`` does."""

    def __init__(self) -> None:
        """Make the window."""
        super().__init__()
        self._later: dict[int, bytes] = {}
        self._pause = 0.0
        self._left = -1
        self.read_texts: list[str] = []

    def _message(self, window: int, number: int, wparam: int, lparam: int) -> int:
        if number != _WM_RENDERFORMAT:
            return super()._message(window, number, wparam, lparam)
        if self._left == 0:
            os._exit(1)
        self._left -= 1
        time.sleep(self._pause)
        agent.user.SetClipboardData(wparam, agent._memory(self._later[wparam]))
        return 0

    def promise(
        self, formats: list[tuple[str, str]], milliseconds: int = 0, dies_after: int = -1
    ) -> bool:
        """Copy something that is given only when asked for, each format so late.

        Args:
            formats: Names and bytes (hexadecimal).
            milliseconds: How late.
            dies_after: After so many the program ends; never where it is negative.
        """
        self._later = {agent._format(name): bytes.fromhex(data) for name, data in formats}
        self._pause, self._left = milliseconds / 1000, dies_after
        return self.put([(name, None) for name, _ in formats])

    def hold_for(self, milliseconds: int, after: int = 0) -> bool:
        """Have the clipboard open for so long, from ``after`` ms on; returns at once."""

        def hold() -> None:
            time.sleep(after / 1000)
            self._hold(milliseconds)

        threading.Thread(target=hold, daemon=True).start()
        return True

    def _hold(self, milliseconds: float) -> None:
        while not agent.user.OpenClipboard(None):
            time.sleep(0.001)
        time.sleep(milliseconds / 1000)
        agent.user.CloseClipboard()

    def hold_each_change(self, milliseconds: int) -> bool:
        """Open the clipboard right after each change, for so long."""
        self._each_change(lambda: self._hold(milliseconds))
        return True

    def read_each_change(self, nameless: bool) -> bool:
        """Read the text of each change, with a window of one's own or with none."""
        window = None if nameless else self._window

        def read() -> None:
            if agent.user.OpenClipboard(window):
                handle = agent.user.GetClipboardData(13)
                data = agent._bytes(handle) if handle else b""
                agent.user.CloseClipboard()
                self.read_texts.append(data.decode("utf-16-le").partition("\0")[0])

        self._each_change(read)
        return True

    def _each_change(self, act) -> None:
        def look() -> None:
            last = agent.user.GetClipboardSequenceNumber()
            while True:
                now = agent.user.GetClipboardSequenceNumber()
                if now != last:
                    act()
                    last = agent.user.GetClipboardSequenceNumber()
                time.sleep(_LOOK_S)

        threading.Thread(target=look, daemon=True).start()

    def texts(self) -> list[str]:
        """What ``read_each_change`` has read."""
        return self.read_texts

    def put_picture(self, kind: str) -> bool:
        """Copy a metafile of one rectangle; ``kind`` is "emf" or "wmf"."""
        gdi = ctypes.WinDLL("gdi32")
        make = gdi.CreateEnhMetaFileW if kind == "emf" else gdi.CreateMetaFileW
        make.restype = close_type = ctypes.c_void_p
        context = make(None, None, None, None) if kind == "emf" else make(None)
        gdi.Rectangle(ctypes.c_void_p(context), 1, 2, 30, 40)
        close = gdi.CloseEnhMetaFile if kind == "emf" else gdi.CloseMetaFile
        close.restype = close_type
        picture = close(ctypes.c_void_p(context))
        self.open()
        agent.user.EmptyClipboard()
        if kind == "emf":
            agent.user.SetClipboardData(14, picture)
        else:
            block = (8).to_bytes(4, "little") + (100).to_bytes(4, "little") * 2 + bytes(4)
            agent.user.SetClipboardData(3, agent._memory(block + picture.to_bytes(8, "little")))
        return self.close()

    def picture(self) -> str:
        """Give the bits of the metafile on the clipboard (hexadecimal)."""
        gdi = ctypes.WinDLL("gdi32")
        self.open()
        try:
            handle, ask, head = agent.user.GetClipboardData(14), gdi.GetEnhMetaFileBits, ""
            if 3 in self._numbers()[:1]:
                block = agent._bytes(agent.user.GetClipboardData(3))
                handle, ask = int.from_bytes(block[16:24], "little"), gdi.GetMetaFileBitsEx
                head = block[:12].hex()
            size = ask(ctypes.c_void_p(handle), 0, None)
            bits = ctypes.create_string_buffer(size)
            ask(ctypes.c_void_p(handle), size, bits)
            return head + bits.raw.hex()
        finally:
            self.close()

    def _numbers(self) -> list[int]:
        found, number = [], 0
        while number := agent.user.EnumClipboardFormats(number):
            found.append(number)
        return found


agent.Agent = ClipboardAgent

if __name__ == "__main__":
    agent.main()
