"""Acts on windows and clipboard as another Windows program does; runs under Windows Python.

One request a line on stdin (``{"do": name, "with": {...}}``), one answer a line on stdout. Windows
messages are answered meanwhile, as by any program that owns a clipboard.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from ctypes import wintypes
from typing import Any, Final

assert sys.platform == "win32"

_WM_REQUEST: Final = 0x8000
_WM_SETTEXT: Final = 0x000C
_WM_CLIPBOARDUPDATE: Final = 0x031D
_MOVEABLE: Final = 2
_HANDLES: Final = (2, 3, 9, 14)
"""CF_BITMAP, CF_METAFILEPICT, CF_PALETTE, CF_ENHMETAFILE: what is no memory to copy."""
_STANDARD: Final = {
    1: "CF_TEXT", 2: "CF_BITMAP", 7: "CF_OEMTEXT", 8: "CF_DIB", 13: "CF_UNICODETEXT",
    15: "CF_HDROP", 16: "CF_LOCALE", 17: "CF_DIBV5",
}  # fmt: skip
_NUMBERS: Final = {name: number for number, name in _STANDARD.items()}
_TERMINATE: Final = 1
_NO_ORDER_NO_ACTIVATE: Final = 0x14

user = ctypes.WinDLL("user32", use_last_error=True)
kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_PROCEDURE: Final = ctypes.WINFUNCTYPE(
    ctypes.c_ssize_t, wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM
)
_ENUM: Final = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)


class _Class(ctypes.Structure):
    """``WNDCLASSW``."""

    _fields_ = (
        ("style", wintypes.UINT),
        ("procedure", _PROCEDURE),
        ("class_extra", ctypes.c_int),
        ("window_extra", ctypes.c_int),
        ("instance", wintypes.HINSTANCE),
        ("icon", wintypes.HANDLE),
        ("cursor", wintypes.HANDLE),
        ("brush", wintypes.HANDLE),
        ("menu", wintypes.LPCWSTR),
        ("name", wintypes.LPCWSTR),
    )


_SIGNATURES: Final[dict[str, tuple[Any, list[Any]]]] = {
    "OpenClipboard": (wintypes.BOOL, [wintypes.HWND]),
    "SetClipboardData": (wintypes.HANDLE, [wintypes.UINT, wintypes.HANDLE]),
    "GetClipboardData": (wintypes.HANDLE, [wintypes.UINT]),
    "GetClipboardOwner": (wintypes.HWND, []),
    "RegisterClipboardFormatW": (wintypes.UINT, [wintypes.LPCWSTR]),
    "GetClipboardFormatNameW": (ctypes.c_int, [wintypes.UINT, wintypes.LPWSTR, ctypes.c_int]),
    "AddClipboardFormatListener": (wintypes.BOOL, [wintypes.HWND]),
    "RegisterClassW": (wintypes.ATOM, [ctypes.POINTER(_Class)]),
    "CreateWindowExW": (
        wintypes.HWND,
        [wintypes.DWORD, wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.DWORD, ctypes.c_int,
         ctypes.c_int, ctypes.c_int, ctypes.c_int, wintypes.HWND, wintypes.HMENU,
         wintypes.HINSTANCE, ctypes.c_void_p],
    ),
    "DefWindowProcW": (
        ctypes.c_ssize_t, [wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM],
    ),
    "SendMessageTimeoutW": (
        ctypes.c_ssize_t,
        [wintypes.HWND, wintypes.UINT, wintypes.WPARAM, ctypes.c_void_p, wintypes.UINT,
         wintypes.UINT, ctypes.POINTER(ctypes.c_size_t)],
    ),
    "PostMessageW": (
        wintypes.BOOL, [wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM],
    ),
    "PostThreadMessageW": (
        wintypes.BOOL, [wintypes.DWORD, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM],
    ),
    "GetForegroundWindow": (wintypes.HWND, []),
    "SetForegroundWindow": (wintypes.BOOL, [wintypes.HWND]),
    "ShowWindow": (wintypes.BOOL, [wintypes.HWND, ctypes.c_int]),
    "SetWindowPos": (
        wintypes.BOOL,
        [wintypes.HWND, wintypes.HWND, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int,
         wintypes.UINT],
    ),
    "GetWindowRect": (wintypes.BOOL, [wintypes.HWND, ctypes.POINTER(wintypes.RECT)]),
    "GetWindowThreadProcessId": (
        wintypes.DWORD, [wintypes.HWND, ctypes.POINTER(wintypes.DWORD)],
    ),
    "GetClassNameW": (ctypes.c_int, [wintypes.HWND, wintypes.LPWSTR, ctypes.c_int]),
    "GetWindowTextW": (ctypes.c_int, [wintypes.HWND, wintypes.LPWSTR, ctypes.c_int]),
    "IsWindowVisible": (wintypes.BOOL, [wintypes.HWND]),
    "IsIconic": (wintypes.BOOL, [wintypes.HWND]),
    "EnumWindows": (wintypes.BOOL, [_ENUM, wintypes.LPARAM]),
    "RegisterHotKey": (wintypes.BOOL, [wintypes.HWND, ctypes.c_int, wintypes.UINT, wintypes.UINT]),
    "GetAsyncKeyState": (wintypes.SHORT, [ctypes.c_int]),
}  # fmt: skip
_KERNEL_SIGNATURES: Final[dict[str, tuple[Any, list[Any]]]] = {
    "GlobalAlloc": (wintypes.HGLOBAL, [wintypes.UINT, ctypes.c_size_t]),
    "GlobalLock": (ctypes.c_void_p, [wintypes.HGLOBAL]),
    "GlobalUnlock": (wintypes.BOOL, [wintypes.HGLOBAL]),
    "GlobalSize": (ctypes.c_size_t, [wintypes.HGLOBAL]),
    "OpenProcess": (wintypes.HANDLE, [wintypes.DWORD, wintypes.BOOL, wintypes.DWORD]),
    "TerminateProcess": (wintypes.BOOL, [wintypes.HANDLE, wintypes.UINT]),
    "CloseHandle": (wintypes.BOOL, [wintypes.HANDLE]),
}
for _library, _table in ((user, _SIGNATURES), (kernel, _KERNEL_SIGNATURES)):
    for _name, (_result, _arguments) in _table.items():
        getattr(_library, _name).restype = _result
        getattr(_library, _name).argtypes = _arguments


def _format(name: str) -> int:
    return _NUMBERS.get(name) or int(user.RegisterClipboardFormatW(name))


def _format_name(number: int) -> str:
    text = ctypes.create_unicode_buffer(200)
    found = user.GetClipboardFormatNameW(number, text, len(text))
    return text.value if found else _STANDARD.get(number, str(number))


def _memory(data: bytes) -> int:
    handle = kernel.GlobalAlloc(_MOVEABLE, len(data))
    ctypes.memmove(kernel.GlobalLock(handle), data, len(data))
    kernel.GlobalUnlock(handle)
    return int(handle)


def _bytes(handle: int) -> bytes:
    at = kernel.GlobalLock(handle)
    try:
        return ctypes.string_at(at, kernel.GlobalSize(handle)) if at else b""
    finally:
        kernel.GlobalUnlock(handle)


class Agent:
    """Answers requests; each public method is one that may be asked for."""

    def __init__(self) -> None:
        """Make the window that owns what is copied."""
        self._procedure = _PROCEDURE(self._message)
        kind = _Class(procedure=self._procedure, name="BanhuaTestAgent")
        user.RegisterClassW(ctypes.byref(kind))
        self._window = user.CreateWindowExW(
            0, "BanhuaTestAgent", "", 0, 0, 0, 1, 1, None, None, None, None
        )
        self._seen: list[list[tuple[str, str | None]]] = []

    def _message(self, window: int, number: int, wparam: int, lparam: int) -> int:
        if number == _WM_CLIPBOARDUPDATE:
            self._seen.append(self.read())
            return 0
        return int(user.DefWindowProcW(window, number, wparam, lparam))

    def open(self, seconds: float = 5.0) -> bool:
        """Open the clipboard and leave it open: nobody else can have it until ``close``."""
        end = time.monotonic() + seconds
        while not user.OpenClipboard(self._window):
            if time.monotonic() > end:
                raise TimeoutError("another program has the clipboard open")
            time.sleep(0.002)
        return True

    def close(self) -> bool:
        """Close the clipboard again."""
        return bool(user.CloseClipboard())

    def put(self, formats: list[tuple[str, str | None]]) -> bool:
        """Copy something: names and bytes (hexadecimal; None for one that is rendered later)."""
        self.open()
        user.EmptyClipboard()
        for name, data in formats:
            handle = None if data is None else _memory(bytes.fromhex(data))
            user.SetClipboardData(_format(name), handle)
        return self.close()

    def empty(self) -> bool:
        """Leave nothing on the clipboard."""
        self.open()
        user.EmptyClipboard()
        return self.close()

    def read(self) -> list[tuple[str, str | None]]:
        """Give all formats in their order, with their bytes where they are memory."""
        self.open()
        found: list[tuple[str, str | None]] = []
        number = 0
        while number := user.EnumClipboardFormats(number):
            handle = None if number in _HANDLES else user.GetClipboardData(number)
            found.append((_format_name(number), _bytes(handle).hex() if handle else None))
        self.close()
        return found

    def watch(self) -> bool:
        """Read each change from now on, as a clipboard manager does."""
        return bool(user.AddClipboardFormatListener(self._window))

    def seen(self) -> list[list[tuple[str, str | None]]]:
        """Give what was read on each change since ``watch``."""
        return self._seen

    def windows(self) -> list[dict[str, Any]]:
        """Describe all top-level windows, from the top down."""
        found: list[int] = []

        def take(window: int, _: int) -> bool:
            found.append(window)
            return True

        user.EnumWindows(_ENUM(take), 0)
        return [self._described(window) for window in found]

    def _described(self, window: int) -> dict[str, Any]:
        pid, rect, text = wintypes.DWORD(), wintypes.RECT(), ctypes.create_unicode_buffer(300)
        user.GetWindowThreadProcessId(window, ctypes.byref(pid))
        user.GetWindowRect(window, ctypes.byref(rect))
        user.GetWindowTextW(window, text, len(text))
        title = text.value
        user.GetClassNameW(window, text, len(text))
        return {
            "window": window, "title": title, "kind": text.value, "pid": pid.value,
            "visible": bool(user.IsWindowVisible(window)), "iconic": bool(user.IsIconic(window)),
            "frame": [rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top],
        }  # fmt: skip

    def foreground(self) -> int:
        """Give the window in front."""
        return int(user.GetForegroundWindow() or 0)

    def activate(self, window: int) -> bool:
        """Bring a window to the front."""
        return bool(user.SetForegroundWindow(window))

    def show(self, window: int, how: int) -> bool:
        """``ShowWindow``."""
        user.ShowWindow(window, how)
        return True

    def place(self, window: int, x: int, y: int, width: int, height: int) -> bool:
        """Move a window and give it a size."""
        return bool(user.SetWindowPos(window, None, x, y, width, height, _NO_ORDER_NO_ACTIVATE))

    def title(self, window: int, text: str) -> int:
        """Give a window of another program a new title, as it would itself."""
        buffer = ctypes.create_unicode_buffer(text)
        return self.send(window, _WM_SETTEXT, 0, ctypes.addressof(buffer))

    def post(self, window: int, number: int, wparam: int = 0, lparam: int = 0) -> bool:
        """Post a message."""
        return bool(user.PostMessageW(window, number, wparam, lparam))

    def send(
        self, window: int, number: int, wparam: int = 0, lparam: int = 0, limit_ms: int = 10_000
    ) -> int:
        """Send a message and give its answer; -1 if none comes in time."""
        answer = ctypes.c_size_t()
        done = user.SendMessageTimeoutW(
            window, number, wparam, lparam, 0, limit_ms, ctypes.byref(answer)
        )
        return int(answer.value) if done else -1

    def hotkey(self, modifiers: int, key: int) -> bool:
        """Take a hotkey of the whole system for as long as this program lives."""
        return bool(user.RegisterHotKey(None, key, modifiers, key))

    def held(self) -> list[int]:
        """Give the keys (VK codes) that Windows takes for held."""
        return [key for key in range(8, 255) if user.GetAsyncKeyState(key) & 0x8000]

    def kill(self, pid: int) -> bool:
        """End a process at once, as a power cut does."""
        process = kernel.OpenProcess(_TERMINATE, False, pid)
        done = bool(kernel.TerminateProcess(process, 9))
        kernel.CloseHandle(process)
        return done


def _listen(requests: queue.Queue[dict[str, Any]], thread: int) -> None:
    for line in sys.stdin:
        requests.put(json.loads(line))
        user.PostThreadMessageW(thread, _WM_REQUEST, 0, 0)
    os._exit(0)  # whoever asks is gone


def main() -> None:
    """Answer until stdin ends."""
    agent = Agent()
    requests: queue.Queue[dict[str, Any]] = queue.Queue()
    thread = kernel.GetCurrentThreadId()
    message = wintypes.MSG()
    user.PeekMessageW(ctypes.byref(message), None, 0, 0, 0)  # makes the thread's queue
    threading.Thread(target=_listen, args=(requests, thread), daemon=True).start()
    print(json.dumps({"value": os.getpid()}), flush=True)
    while user.GetMessageW(ctypes.byref(message), None, 0, 0) > 0:
        if message.message == _WM_REQUEST and not message.hWnd:
            _answer(agent, requests.get())
        user.DispatchMessageW(ctypes.byref(message))


def _answer(agent: Agent, request: dict[str, Any]) -> None:
    if request["do"] == "hang":  # answers, and then nothing for so long
        print(json.dumps({"value": True}), flush=True)
        time.sleep(request["with"]["seconds"])
        return
    method: Callable[..., object] = getattr(agent, request["do"])
    try:
        answer: dict[str, object] = {"value": method(**request["with"])}
    except Exception as error:  # noqa: BLE001 (told to whoever asked)
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
