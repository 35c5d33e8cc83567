"""The calls into Windows that ``windows_clipboard`` is made of.

Content is carried as bytes: memory blocks as they are, metafiles by their bits.
"""

from __future__ import annotations

import ctypes
import logging
import struct
import sys
from collections.abc import Callable, Sequence
from ctypes import wintypes
from typing import Any, Final, Protocol

from assistant.backends.windows_clipboard_content import ENHANCED_METAFILE, METAFILE
from assistant.ports import ClipboardBusy

log = logging.getLogger(__name__)

_WM_RENDER_FORMAT: Final = 0x0305
_WM_RENDER_ALL_FORMATS: Final = 0x0306
_MESSAGE_ONLY: Final = -3
_MOVEABLE: Final = 2
_ABORT_IF_HUNG: Final = 2
_PROCESSES: Final = 2
_NO_HANDLE: Final = ctypes.c_void_p(-1).value
_LONGEST_NAME: Final = 256
_LONGEST_TITLE: Final = 32_768
_MOST_FORMATS: Final = 1000
_METAFILE_HEAD: Final = struct.Struct("<iii")
_METAFILE_PICTURE: Final = struct.Struct("<iii4xQ")
"""METAFILEPICT of a 64-bit Windows: mapping mode, width, height, handle."""


class ClipboardCalls(Protocol):
    """The questions that need Windows. From ``get`` to ``replace`` the clipboard must be open."""

    def listen(self, render: Callable[[int], None]) -> None:
        """Make the window that owns what we put there (GUI thread).

        Args:
            render: Asked, on the GUI thread, for a format that was promised.
        """

    def open(self) -> bool:
        """Open the clipboard for this thread; False if another program has it open."""

    def close(self) -> None:
        """Close it."""

    def get(self, number: int, room: int) -> bytes | None:
        """Copy one format; None if it cannot be read.

        Raises:
            ClipboardBusy: If it is larger than ``room``.
        """

    def replace(self, entries: Sequence[tuple[int, bytes | None]]) -> bool:
        """Put these formats in place of everything, those without bytes as a promise.

        Returns:
            Whether all of them are there.

        Raises:
            ClipboardBusy: If there is no memory; then nothing was changed.
        """

    def supply(self, number: int, data: bytes) -> None:
        """Give a format that was promised (while ``render`` runs)."""

    def formats(self) -> list[int]:
        """List the formats in their order; the clipboard need not be open."""

    def name(self, number: int) -> str:
        """Give the name of a registered format; "" for one of the system's own."""

    def register(self, name: str) -> int:
        """Give the number of a registered format."""

    def owner(self) -> int:
        """Give the window that owns the content; 0 if none."""

    def window(self) -> int:
        """Give our own window."""

    def sequence(self) -> int:
        """Give the number that each change of the clipboard increases."""

    def opener(self) -> int:
        """Give the process that has the clipboard open; 0 if unknown."""

    def front(self) -> int:
        """Give the process of the window in front; 0 if none."""

    def title(self, window: int) -> str:
        """Give the title of a window, without a word to its program."""

    def answers(self, window: int, seconds: float) -> bool:
        """Tell whether the thread of a window answers."""

    def inside(self, window: int) -> frozenset[int]:
        """Give the processes of a window and of the windows in it."""

    def parents(self, pid: int) -> tuple[int, ...]:
        """Give the processes that a process was started by, the nearest first."""

    def pump(self) -> None:
        """Answer what other threads ask the GUI thread's windows (GUI thread)."""

    def end(self) -> None:
        """Give the window back (GUI thread); what was promised is supplied before."""


if sys.platform == "win32":
    _WINDOW_PROC = ctypes.WINFUNCTYPE(
        ctypes.c_ssize_t, wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM
    )
    _EACH_WINDOW = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)

    class _WindowClass(ctypes.Structure):
        _fields_ = (
            ("style", wintypes.UINT), ("procedure", _WINDOW_PROC), ("extra", ctypes.c_int),
            ("window_extra", ctypes.c_int), ("instance", wintypes.HINSTANCE),
            ("icon", wintypes.HANDLE), ("cursor", wintypes.HANDLE),
            ("background", wintypes.HANDLE), ("menu", wintypes.LPCWSTR),
            ("name", wintypes.LPCWSTR),
        )  # fmt: skip

    class _Process(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD), ("usage", wintypes.DWORD), ("pid", wintypes.DWORD),
            ("heap", ctypes.c_size_t), ("module", wintypes.DWORD), ("threads", wintypes.DWORD),
            ("parent", wintypes.DWORD), ("priority", wintypes.LONG), ("flags", wintypes.DWORD),
            ("program", wintypes.WCHAR * 260),
        )  # fmt: skip

    def _declare(library: Any, result: Any, name: str, *arguments: Any) -> None:
        function = getattr(library, name)
        function.restype, function.argtypes = result, list(arguments)

    class Win32Clipboard:
        """Answers by user32, kernel32 and gdi32 (``ClipboardCalls``)."""

        def __init__(self) -> None:
            """Declare the calls."""
            self._user = user = ctypes.WinDLL("user32", use_last_error=True)
            self._kernel = kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            self._gdi = gdi = ctypes.WinDLL("gdi32", use_last_error=True)
            size, pointer = ctypes.c_size_t, ctypes.c_void_p
            hwnd, handle, uint, word = (
                wintypes.HWND, wintypes.HANDLE, wintypes.UINT, wintypes.DWORD,
            )  # fmt: skip
            flag, text = wintypes.BOOL, wintypes.LPCWSTR
            declared: tuple[tuple[Any, Any, str, tuple[Any, ...]], ...] = (
                (user, flag, "OpenClipboard", (hwnd,)),
                (user, flag, "CloseClipboard", ()),
                (user, flag, "EmptyClipboard", ()),
                (user, handle, "GetClipboardData", (uint,)),
                (user, handle, "SetClipboardData", (uint, handle)),
                (user, flag, "GetUpdatedClipboardFormats", (pointer, uint, pointer)),
                (user, ctypes.c_int, "GetClipboardFormatNameW",
                 (uint, wintypes.LPWSTR, ctypes.c_int)),
                (user, uint, "RegisterClipboardFormatW", (text,)),
                (user, hwnd, "GetClipboardOwner", ()),
                (user, word, "GetClipboardSequenceNumber", ()),
                (user, hwnd, "GetOpenClipboardWindow", ()),
                (user, hwnd, "GetForegroundWindow", ()),
                (user, ctypes.c_int, "InternalGetWindowText",
                 (hwnd, wintypes.LPWSTR, ctypes.c_int)),
                (user, word, "GetWindowThreadProcessId", (hwnd, pointer)),
                (user, ctypes.c_ssize_t, "SendMessageTimeoutW",
                 (hwnd, uint, wintypes.WPARAM, wintypes.LPARAM, uint, uint, pointer)),
                (user, flag, "EnumChildWindows", (hwnd, _EACH_WINDOW, wintypes.LPARAM)),
                (user, flag, "PeekMessageW", (pointer, hwnd, uint, uint, uint)),
                (user, ctypes.c_ssize_t, "DefWindowProcW",
                 (hwnd, uint, wintypes.WPARAM, wintypes.LPARAM)),
                (user, wintypes.ATOM, "RegisterClassW", (pointer,)),
                (user, flag, "UnregisterClassW", (text, wintypes.HINSTANCE)),
                (user, hwnd, "CreateWindowExW",
                 (word, text, text, word, *[ctypes.c_int] * 4, hwnd, handle, handle, pointer)),
                (user, flag, "DestroyWindow", (hwnd,)),
                (kernel, handle, "GlobalAlloc", (uint, size)),
                (kernel, pointer, "GlobalLock", (handle,)),
                (kernel, flag, "GlobalUnlock", (handle,)),
                (kernel, size, "GlobalSize", (handle,)),
                (kernel, handle, "GlobalFree", (handle,)),
                (kernel, wintypes.HMODULE, "GetModuleHandleW", (text,)),
                (kernel, handle, "CreateToolhelp32Snapshot", (word, word)),
                (kernel, flag, "Process32FirstW", (handle, pointer)),
                (kernel, flag, "Process32NextW", (handle, pointer)),
                (kernel, flag, "CloseHandle", (handle,)),
                (gdi, uint, "GetEnhMetaFileBits", (handle, uint, pointer)),
                (gdi, handle, "SetEnhMetaFileBits", (uint, pointer)),
                (gdi, flag, "DeleteEnhMetaFile", (handle,)),
                (gdi, uint, "GetMetaFileBitsEx", (handle, uint, pointer)),
                (gdi, handle, "SetMetaFileBitsEx", (uint, pointer)),
                (gdi, flag, "DeleteMetaFile", (handle,)),
            )  # fmt: skip
            for library, result, name, arguments in declared:
                _declare(library, result, name, *arguments)
            self._window = 0
            self._class = ""
            self._kept: Any = None
            self._render: Callable[[int], None] = lambda _: None

        # -- our window --

        def listen(self, render: Callable[[int], None]) -> None:
            """Make the owner's window on this thread.

            Raises:
                OSError: If Windows makes none.
            """
            self._render = render
            instance = self._kernel.GetModuleHandleW(None)
            self._kept = _WINDOW_PROC(self._handle)  # must live as long as the window
            self._class = f"BanhuaClipboard{id(self):x}"
            described = _WindowClass(procedure=self._kept, instance=instance, name=self._class)
            self._user.RegisterClassW(ctypes.byref(described))
            self._window = self._user.CreateWindowExW(
                0, self._class, "", 0, 0, 0, 0, 0, _MESSAGE_ONLY, None, instance, None
            )
            if not self._window:
                raise ctypes.WinError(ctypes.get_last_error())

        def _handle(self, window: int, message: int, first: int, second: int) -> int:
            if message not in (_WM_RENDER_FORMAT, _WM_RENDER_ALL_FORMATS):
                return int(self._user.DefWindowProcW(window, message, first, second))
            try:
                if message == _WM_RENDER_FORMAT:
                    self._render(first)
                elif self.open():
                    try:
                        if self.owner() == self._window:
                            self._render(0)
                    finally:
                        self.close()
            except Exception:  # into Windows no exception may go
                log.exception("clipboard format not given")
            return 0

        def window(self) -> int:
            """Give our own window."""
            return self._window

        def pump(self) -> None:
            """Have messages that other threads sent handled; queued ones stay where they are."""
            self._user.PeekMessageW(ctypes.byref(wintypes.MSG()), None, 0, 0, 0)

        def end(self) -> None:
            """Destroy the window."""
            if self._window:
                self._user.DestroyWindow(self._window)
                self._user.UnregisterClassW(self._class, self._kernel.GetModuleHandleW(None))
                self._window = 0

        # -- the content --

        def open(self) -> bool:
            """Open the clipboard in the name of our window."""
            return bool(self._user.OpenClipboard(self._window))

        def close(self) -> None:
            """Close it."""
            self._user.CloseClipboard()

        def get(self, number: int, room: int) -> bytes | None:
            """Copy one format."""
            handle = self._user.GetClipboardData(number)
            if not handle:
                return None
            if number == ENHANCED_METAFILE:
                return self._bits(self._gdi.GetEnhMetaFileBits, handle, room)
            block = self._block(handle, room)
            if number != METAFILE or block is None:
                return block
            if len(block) < _METAFILE_PICTURE.size:
                return None
            *head, metafile = _METAFILE_PICTURE.unpack_from(block)
            bits = self._bits(self._gdi.GetMetaFileBitsEx, metafile, room)
            return None if bits is None else _METAFILE_HEAD.pack(*head) + bits

        def _block(self, handle: int, room: int) -> bytes | None:
            size = int(self._kernel.GlobalSize(handle))
            _fits(size, room)
            address = self._kernel.GlobalLock(handle)
            if not address:
                return None
            try:
                return ctypes.string_at(address, size)
            finally:
                self._kernel.GlobalUnlock(handle)

        def _bits(self, ask: Any, handle: int, room: int) -> bytes | None:
            size = int(ask(handle, 0, None))
            _fits(size, room)
            buffer = ctypes.create_string_buffer(size)
            return buffer.raw if size and ask(handle, size, buffer) == size else None

        def replace(self, entries: Sequence[tuple[int, bytes | None]]) -> bool:
            """Put these formats in place of everything."""
            made: list[tuple[int, int | None]] = []
            try:
                for number, data in entries:
                    made.append((number, None if data is None else self._make(number, data)))
            except OSError as problem:
                for number, handle in made:
                    self._free(number, handle)
                raise ClipboardBusy("no memory for the clipboard") from problem
            if not self._user.EmptyClipboard():
                for number, handle in made:
                    self._free(number, handle)
                return False
            for number, handle in made:
                if not self._user.SetClipboardData(number, handle) and handle is not None:
                    log.warning("clipboard format refused number=%d", number)
                    self._free(number, handle)
            return {number for number, _ in entries} <= set(self.formats())

        def supply(self, number: int, data: bytes) -> None:
            """Give a format that was promised."""
            handle = self._make(number, data)
            if not self._user.SetClipboardData(number, handle):
                self._free(number, handle)

        def _make(self, number: int, data: bytes) -> int:
            """Make the handle that Windows takes over for these bytes."""
            if number == ENHANCED_METAFILE:
                return _made(self._gdi.SetEnhMetaFileBits(len(data), data))
            if number == METAFILE:
                head = _METAFILE_HEAD.unpack_from(data)
                bits = data[_METAFILE_HEAD.size :]
                metafile = _made(self._gdi.SetMetaFileBitsEx(len(bits), bits))
                data = _METAFILE_PICTURE.pack(*head, metafile)
            handle = _made(self._kernel.GlobalAlloc(_MOVEABLE, max(1, len(data))))
            address = self._kernel.GlobalLock(handle)
            if not address:
                self._kernel.GlobalFree(handle)
                raise OSError("memory cannot be locked")
            ctypes.memmove(address, data, len(data))
            self._kernel.GlobalUnlock(handle)
            return handle

        def _free(self, number: int, handle: int | None) -> None:
            if handle is None:
                return
            if number == ENHANCED_METAFILE:
                self._gdi.DeleteEnhMetaFile(handle)
                return
            if number == METAFILE:
                block = self._block(handle, 1 << 20)
                if block is not None:
                    self._gdi.DeleteMetaFile(_METAFILE_PICTURE.unpack_from(block)[-1])
            self._kernel.GlobalFree(handle)

        # -- questions --

        def formats(self) -> list[int]:
            """List the formats without opening the clipboard."""
            found, count = (wintypes.UINT * _MOST_FORMATS)(), wintypes.UINT()
            self._user.GetUpdatedClipboardFormats(found, _MOST_FORMATS, ctypes.byref(count))
            return list(found[: min(count.value, _MOST_FORMATS)])

        def name(self, number: int) -> str:
            """Give the name of a registered format."""
            buffer = ctypes.create_unicode_buffer(_LONGEST_NAME)
            self._user.GetClipboardFormatNameW(number, buffer, _LONGEST_NAME)
            return buffer.value

        def register(self, name: str) -> int:
            """Give the number of a registered format."""
            return int(self._user.RegisterClipboardFormatW(name))

        def owner(self) -> int:
            """Give the window that owns the content."""
            return int(self._user.GetClipboardOwner() or 0)

        def sequence(self) -> int:
            """Give the number of changes."""
            return int(self._user.GetClipboardSequenceNumber())

        def opener(self) -> int:
            """Give the process that has the clipboard open."""
            return self._process(self._user.GetOpenClipboardWindow())

        def front(self) -> int:
            """Give the process of the window in front."""
            return self._process(self._user.GetForegroundWindow())

        def _process(self, window: int | None) -> int:
            pid = wintypes.DWORD()
            if window:
                self._user.GetWindowThreadProcessId(window, ctypes.byref(pid))
            return int(pid.value)

        def title(self, window: int) -> str:
            """Read the title that Windows keeps: the program waits for our text meanwhile."""
            found = ctypes.create_unicode_buffer(_LONGEST_TITLE)
            self._user.InternalGetWindowText(window, found, _LONGEST_TITLE)
            return found.value

        def answers(self, window: int, seconds: float) -> bool:
            """Send the message that does nothing."""
            answer = ctypes.c_size_t()
            limit = int(seconds * 1000)
            return bool(
                self._user.SendMessageTimeoutW(
                    window, 0, 0, 0, _ABORT_IF_HUNG, limit, ctypes.byref(answer)
                )
            )

        def inside(self, window: int) -> frozenset[int]:
            """Give the processes of a window and of the windows in it."""
            found = {self._process(window)}

            def seen(child: int, _: int) -> bool:
                found.add(self._process(child))
                return True

            self._user.EnumChildWindows(window, _EACH_WINDOW(seen), 0)
            return frozenset(found - {0})

        def parents(self, pid: int) -> tuple[int, ...]:
            """Give the processes that a process was started by."""
            taken = self._kernel.CreateToolhelp32Snapshot(_PROCESSES, 0)
            if taken in (None, _NO_HANDLE):
                return ()
            parent: dict[int, int] = {}
            one = _Process(size=ctypes.sizeof(_Process))
            more = self._kernel.Process32FirstW(taken, ctypes.byref(one))
            while more:
                parent[one.pid] = one.parent
                more = self._kernel.Process32NextW(taken, ctypes.byref(one))
            self._kernel.CloseHandle(taken)
            chain: list[int] = []
            while (pid := parent.get(pid, 0)) and pid not in chain:
                chain.append(pid)
            return tuple(chain)

    def _fits(size: int, room: int) -> None:
        if size > room:
            raise ClipboardBusy("too much is on the clipboard to keep a copy")

    def _made(handle: int | None) -> int:
        if not handle:
            raise ctypes.WinError(ctypes.get_last_error())
        return handle
