"""The calls behind ``windows_windows``: user32, kernel32 and dwmapi, by ctypes.

Nothing is decided here, and nothing waits for another program.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Any, Final

from assistant.backends.windows_events import EventNotes, Note
from assistant.ports import Rect

if sys.platform == "win32":
    from assistant.backends.windows_libraries import kernel32, user32
    from assistant.backends.windows_messages import MessageWindow

    _WM_APP: Final = 0x8000
    _NOT_OURS: Final = 0x0002  # WINEVENT_SKIPOWNPROCESS
    _QUERY_LIMITED: Final = 0x1000
    _EXTENDED_FRAME_BOUNDS: Final = 9
    _CLOAKED_ATTRIBUTE: Final = 14
    _GA_ROOT: Final = 2
    _GW_OWNER: Final = 4
    _GWL_EXSTYLE: Final = -20
    _SW_MAXIMIZE: Final = 3
    _SW_RESTORE: Final = 9
    _NO_ACTIVATE_NO_ORDER_ASYNC: Final = 0x0010 | 0x0004 | 0x4000
    _WIN_EVENT_PROC: Final = ctypes.WINFUNCTYPE(
        None, wintypes.HANDLE, wintypes.DWORD, wintypes.HWND, wintypes.LONG, wintypes.LONG,
        wintypes.DWORD, wintypes.DWORD,
    )  # fmt: skip
    _ENUM_PROC: Final = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)

    class Win32Windows:
        """``WindowApi`` by user32, kernel32 and dwmapi."""

        def __init__(self) -> None:
            """Declare the calls."""
            self._user, self._kernel = user32(), kernel32()
            self._dwm = ctypes.WinDLL("dwmapi")
            user, kernel = self._user, self._kernel
            user.SetWinEventHook.restype = wintypes.HANDLE
            user.SetWinEventHook.argtypes = [
                wintypes.DWORD, wintypes.DWORD, wintypes.HMODULE, _WIN_EVENT_PROC,
                wintypes.DWORD, wintypes.DWORD, wintypes.DWORD,
            ]  # fmt: skip
            user.UnhookWinEvent.argtypes = [wintypes.HANDLE]
            user.GetWindow.restype = wintypes.HWND
            user.GetWindow.argtypes = [wintypes.HWND, wintypes.UINT]
            for name in ("IsIconic", "IsZoomed", "IsWindowEnabled", "IsWindowVisible",
                         "SetForegroundWindow"):  # fmt: skip
                getattr(user, name).argtypes = [wintypes.HWND]
            user.GetWindowLongW.argtypes = [wintypes.HWND, ctypes.c_int]
            user.GetWindowTextLengthW.argtypes = [wintypes.HWND]
            user.GetWindowRect.argtypes = [wintypes.HWND, ctypes.POINTER(wintypes.RECT)]
            user.ShowWindowAsync.argtypes = [wintypes.HWND, ctypes.c_int]
            user.EnumWindows.argtypes = [_ENUM_PROC, wintypes.LPARAM]
            user.SetWindowPos.argtypes = [
                wintypes.HWND, wintypes.HWND, ctypes.c_int, ctypes.c_int, ctypes.c_int,
                ctypes.c_int, wintypes.UINT,
            ]  # fmt: skip
            kernel.QueryFullProcessImageNameW.argtypes = [
                wintypes.HANDLE, wintypes.DWORD, wintypes.LPWSTR, ctypes.POINTER(wintypes.DWORD),
            ]  # fmt: skip
            self._dwm.DwmGetWindowAttribute.argtypes = [
                wintypes.HWND, wintypes.DWORD, ctypes.c_void_p, wintypes.DWORD,
            ]  # fmt: skip
            self._kept: dict[int, Any] = {}
            self._notes: EventNotes | None = None
            self._loop: MessageWindow | None = None

        def listen(self, tell: Callable[[Note], None]) -> None:
            """Make the window by whose messages notes are handed on.

            Raises:
                OSError: Windows makes none.
            """
            self._loop = loop = MessageWindow("BanhuaEvents", _WM_APP, self._hand_on)
            self._notes = EventNotes(loop.post, tell)

        def _hand_on(self, _wparam: int, _moment: int) -> None:
            if self._notes is not None:
                self._notes.hand_on()

        def waiting(self) -> tuple[Note, ...]:
            """Have Windows tell what it still holds for this thread; give all not handed on."""
            if self._loop is not None:
                self._loop.hear_events()
            return self._notes.waiting() if self._notes is not None else ()

        def ticks(self) -> int:
            """Give the time that events carry."""
            return int(self._kernel.GetTickCount())

        def close(self) -> None:
            """End the window; what was not handed on is dropped."""
            if self._notes is not None and self._loop is not None:
                self._notes.clear()
                self._loop.close()
                self._notes = self._loop = None

        def hook(self, first: int, last: int, pid: int) -> object:
            """Set a hook; zero if Windows refuses."""

            def called(
                _hook: int, event: int, window: int, object_id: int, child: int,
                _thread: int, moment: int,
            ) -> None:  # fmt: skip
                if self._notes is not None:
                    self._notes.add(event, int(window or 0), object_id, child, int(moment))

            function = _WIN_EVENT_PROC(called)
            # Where a process is named it is not ours. Wine 8 hears nothing with both.
            handle = self._user.SetWinEventHook(
                first, last, None, function, pid, 0, 0 if pid else _NOT_OURS
            )
            if handle:
                self._kept[int(handle)] = function  # Windows calls it until it is unhooked
            return int(handle or 0)

        def unhook(self, hook: object) -> None:
            """End a hook."""
            if isinstance(hook, int) and hook in self._kept:
                self._user.UnhookWinEvent(hook)
                del self._kept[hook]

        def foreground(self) -> int:
            """Give the window in front."""
            return int(self._user.GetForegroundWindow() or 0)

        def root(self, window: int) -> int:
            """Give the top-level window."""
            return int(self._user.GetAncestor(window, _GA_ROOT) or 0)

        def windows(self) -> list[int]:
            """List top-level windows."""
            found: list[int] = []

            def take(window: int, _: int) -> bool:
                found.append(int(window))
                return True

            self._user.EnumWindows(_ENUM_PROC(take), 0)
            return found

        def pid(self, window: int) -> int:
            """Give the process."""
            pid = wintypes.DWORD()
            self._user.GetWindowThreadProcessId(window, ctypes.byref(pid))
            return int(pid.value)

        def path(self, pid: int) -> str:
            """Give the program file."""
            process = self._kernel.OpenProcess(_QUERY_LIMITED, False, pid)
            if not process:
                return ""
            try:
                size = wintypes.DWORD(1024)
                text = ctypes.create_unicode_buffer(size.value)
                done = self._kernel.QueryFullProcessImageNameW(process, 0, text, ctypes.byref(size))
                return text.value if done else ""
            finally:
                self._kernel.CloseHandle(process)

        def title(self, window: int) -> str:
            """Give the title (from Windows' own copy: a hung program does not block)."""
            text = ctypes.create_unicode_buffer(self._user.GetWindowTextLengthW(window) + 1)
            self._user.GetWindowTextW(window, text, len(text))
            return text.value

        def visible(self, window: int) -> bool:
            """Tell whether it is shown."""
            cloaked = wintypes.DWORD()
            self._dwm.DwmGetWindowAttribute(window, _CLOAKED_ATTRIBUTE, ctypes.byref(cloaked), 4)
            return bool(self._user.IsWindowVisible(window)) and not cloaked.value

        def iconic(self, window: int) -> bool:
            """Tell whether it is minimised."""
            return bool(self._user.IsIconic(window))

        def zoomed(self, window: int) -> bool:
            """Tell whether it is maximised."""
            return bool(self._user.IsZoomed(window))

        def owner(self, window: int) -> int:
            """Give its owner."""
            return int(self._user.GetWindow(window, _GW_OWNER) or 0)

        def enabled(self, window: int) -> bool:
            """Tell whether it takes keys."""
            return bool(self._user.IsWindowEnabled(window))

        def style(self, window: int) -> int:
            """Give its extended style."""
            return int(self._user.GetWindowLongW(window, _GWL_EXSTYLE)) & 0xFFFFFFFF

        def frame(self, window: int) -> Rect | None:
            """Give what a person sees."""
            rect = wintypes.RECT()
            failed = self._dwm.DwmGetWindowAttribute(
                window, _EXTENDED_FRAME_BOUNDS, ctypes.byref(rect), ctypes.sizeof(rect)
            )
            return self.bounds(window) if failed else _rect(rect)

        def bounds(self, window: int) -> Rect | None:
            """Give what moving counts by."""
            rect = wintypes.RECT()
            done = self._user.GetWindowRect(window, ctypes.byref(rect))
            return _rect(rect) if done else None

        def restore(self, window: int) -> None:
            """Ask for it to be un-maximised or un-minimised."""
            self._user.ShowWindowAsync(window, _SW_RESTORE)

        def maximize(self, window: int) -> None:
            """Ask for it to be maximised."""
            self._user.ShowWindowAsync(window, _SW_MAXIMIZE)

        def place(self, window: int, bounds: Rect) -> None:
            """Move it; a hung program does not block us."""
            self._user.SetWindowPos(
                window, None, bounds.x, bounds.y, bounds.width, bounds.height,
                _NO_ACTIVATE_NO_ORDER_ASYNC,
            )  # fmt: skip

        def activate(self, window: int) -> None:
            """Give it the focus, as far as Windows' foreground lock allows."""
            self._user.SetForegroundWindow(window)

    def _rect(rect: wintypes.RECT) -> Rect:
        return Rect(rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top)
