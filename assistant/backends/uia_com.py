"""The calls behind ``uia_caret``: UI Automation by ctypes, as few methods of COM as will do.

comtypes would generate and keep a module for the type library at its first use; these are ten
methods, by their place in the tables of ``UIAutomationClient.h``. Nothing is decided here. Not run
on Windows yet.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import Any, Final

from assistant.backends.uia_caret import Facts, UiaFault

CLSID_AUTOMATION: Final = "{FF48DBA4-60EF-4201-AA87-54103EEF594E}"
IID_AUTOMATION: Final = "{30CBE57D-D9D0-452A-AB13-7AC5AC4825EE}"

_PROPERTY_IS_ENABLED: Final = 30010
_PROPERTY_IS_FOCUSABLE: Final = 30009
_PROPERTY_IS_OFFSCREEN: Final = 30022
_PROPERTY_HAS_VALUE: Final = 30043
_PROPERTY_READ_ONLY: Final = 30046
_SUBTREE: Final = 4  # TreeScope_Descendants
_VT_BOOL: Final = 11

_RELEASE: Final = 2
_COMPARE: Final = 3
_FROM_HANDLE: Final = 6
_FOCUSED: Final = 8
_CONTROL_WALKER: Final = 14
_PROPERTY_CONDITION: Final = 23
_AND_CONDITION: Final = 25
_SET_FOCUS: Final = 3
_FIND_ALL: Final = 6
_PROPERTY_VALUE: Final = 10
_CONTROL_TYPE: Final = 21
_HAS_FOCUS: Final = 26
_IS_FOCUSABLE: Final = 27
_IS_ENABLED: Final = 28
_IS_PASSWORD: Final = 35
_NATIVE_WINDOW: Final = 36
_RECTANGLE: Final = 43
_PARENT: Final = 3
_LENGTH: Final = 3
_ELEMENT: Final = 4


class Guid(ctypes.Structure):
    """``GUID`` of guiddef.h."""

    _fields_ = (
        ("first", ctypes.c_uint32),
        ("second", ctypes.c_uint16),
        ("third", ctypes.c_uint16),
        ("rest", ctypes.c_uint8 * 8),
    )


class Variant(ctypes.Structure):
    """``VARIANT`` of oaidl.h, as far as a truth value needs it."""

    _fields_ = (
        ("kind", ctypes.c_uint16),
        ("reserved", ctypes.c_uint16 * 3),
        ("truth", ctypes.c_int16),
        ("rest", ctypes.c_uint8 * (6 + ctypes.sizeof(ctypes.c_void_p))),
    )


def guid(text: str) -> Guid:
    """Read ``{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}``."""
    plain = bytes.fromhex(text.strip("{}").replace("-", ""))
    first, second, third = plain[:4], plain[4:6], plain[6:8]
    rest = (ctypes.c_uint8 * 8)(*plain[8:])
    numbers = (int.from_bytes(part, "big") for part in (first, second, third))
    return Guid(*numbers, rest)


if sys.platform == "win32":
    _APARTMENT_FREE: Final = 0
    _IN_PROCESS: Final = 1

    class ComObject:
        """A COM pointer that is released with the object."""

        def __init__(self, pointer: int) -> None:
            """Own ``pointer``."""
            self.pointer = pointer

        def call(self, place: int, *arguments: Any, kinds: tuple[Any, ...] = ()) -> None:
            """Call the method at ``place`` of the table.

            Raises:
                UiaFault: If it gives an error.
            """
            table = ctypes.cast(self.pointer, ctypes.POINTER(ctypes.c_void_p))[0]
            address = ctypes.cast(table or 0, ctypes.POINTER(ctypes.c_void_p))[place]
            prototype = ctypes.WINFUNCTYPE(ctypes.c_long, ctypes.c_void_p, *kinds)
            result = prototype(address or 0)(self.pointer, *arguments)
            if result < 0:
                raise UiaFault(f"{place}: {result & 0xFFFFFFFF:#x}")

        def object(self, place: int, *arguments: Any, kinds: tuple[Any, ...] = ()) -> ComObject:
            """Call a method that gives an object.

            Raises:
                UiaFault: If it gives an error or nothing.
            """
            found = ctypes.c_void_p()
            self.call(
                place, *arguments, ctypes.byref(found),
                kinds=(*kinds, ctypes.POINTER(ctypes.c_void_p)),
            )  # fmt: skip
            if not found.value:
                raise UiaFault(f"{place}: nothing")
            return ComObject(found.value)

        def number(self, place: int) -> int:
            """Call a method that gives a whole number or a truth value."""
            found = ctypes.c_int()
            self.call(place, ctypes.byref(found), kinds=(ctypes.POINTER(ctypes.c_int),))
            return int(found.value)

        def __del__(self) -> None:
            """Give it back."""
            pointer, self.pointer = self.pointer, 0
            if pointer:
                table = ctypes.cast(pointer, ctypes.POINTER(ctypes.c_void_p))[0]
                address = ctypes.cast(table or 0, ctypes.POINTER(ctypes.c_void_p))[_RELEASE]
                ctypes.WINFUNCTYPE(ctypes.c_ulong, ctypes.c_void_p)(address or 0)(pointer)

    class UiaElement:
        """``Element`` of ``uia_caret``."""

        def __init__(self, api: UiaApi, it: ComObject) -> None:
            """Wrap an IUIAutomationElement."""
            self.api, self.it = api, it

        def facts(self) -> Facts:
            """Read what is asked of it."""
            it = self.it
            has_value = self._truth(_PROPERTY_HAS_VALUE)
            return Facts(
                kind=it.number(_CONTROL_TYPE),
                window=self.window(),
                focusable=bool(it.number(_IS_FOCUSABLE)),
                enabled=bool(it.number(_IS_ENABLED)),
                password=bool(it.number(_IS_PASSWORD)),
                has_value=has_value,
                read_only=has_value and self._truth(_PROPERTY_READ_ONLY),
            )

        def parent(self) -> UiaElement | None:
            """Give the element around it."""
            try:
                above = self.api.walker.object(_PARENT, self.it.pointer, kinds=(ctypes.c_void_p,))
            except UiaFault:
                return None
            return UiaElement(self.api, above)

        def window(self) -> int:
            """Give its window handle; 0 for most."""
            found = ctypes.c_void_p()
            self.it.call(
                _NATIVE_WINDOW, ctypes.byref(found), kinds=(ctypes.POINTER(ctypes.c_void_p),)
            )
            return int(found.value or 0)

        def has_focus(self) -> bool:
            """Tell whether it has the keyboard."""
            return bool(self.it.number(_HAS_FOCUS))

        def bottom(self) -> int:
            """Give the lower edge on the screen."""
            rect = wintypes.RECT()
            self.it.call(_RECTANGLE, ctypes.byref(rect), kinds=(ctypes.POINTER(wintypes.RECT),))
            return int(rect.bottom)

        def set_focus(self) -> None:
            """Give it the keyboard."""
            self.it.call(_SET_FOCUS)

        def boxes(self) -> list[UiaElement]:
            """List what can be written in below it."""
            found = self.it.object(
                _FIND_ALL, _SUBTREE, self.api.writable.pointer,
                kinds=(ctypes.c_int, ctypes.c_void_p),
            )  # fmt: skip
            return [
                UiaElement(self.api, found.object(_ELEMENT, place, kinds=(ctypes.c_int,)))
                for place in range(found.number(_LENGTH))
            ]

        def same(self, other: UiaElement) -> bool:
            """Tell whether both are one."""
            answer = ctypes.c_int()
            self.api.it.call(
                _COMPARE, self.it.pointer, other.it.pointer, ctypes.byref(answer),
                kinds=(ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int)),
            )  # fmt: skip
            return bool(answer.value)

        def _truth(self, property_id: int) -> bool:
            value = Variant()
            self.it.call(
                _PROPERTY_VALUE, property_id, ctypes.byref(value),
                kinds=(ctypes.c_int, ctypes.POINTER(Variant)),
            )  # fmt: skip
            return value.kind == _VT_BOOL and bool(value.truth)

    class UiaApi:
        """``Automation`` of ``uia_caret``, for the thread that makes it."""

        def __init__(self) -> None:
            """Start UI Automation.

            Raises:
                UiaFault: If Windows refuses.
            """
            ole = ctypes.WinDLL("ole32")
            ole.CoInitializeEx.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
            ole.CoCreateInstance.argtypes = [ctypes.c_void_p] * 2 + [
                ctypes.c_ulong, ctypes.c_void_p, ctypes.c_void_p,
            ]  # fmt: skip
            ole.CoInitializeEx(None, _APARTMENT_FREE)
            found = ctypes.c_void_p()
            result = ole.CoCreateInstance(
                ctypes.byref(guid(CLSID_AUTOMATION)), None, _IN_PROCESS,
                ctypes.byref(guid(IID_AUTOMATION)), ctypes.byref(found),
            )  # fmt: skip
            if result != 0 or not found.value:
                raise UiaFault(f"{result & 0xFFFFFFFF:#x}")
            self.it = ComObject(found.value)
            self.walker = self.it.object(_CONTROL_WALKER)
            self.writable = self._writable()

        def focused(self) -> UiaElement:
            """Give what has the keyboard."""
            return UiaElement(self, self.it.object(_FOCUSED))

        def at_window(self, window: int) -> UiaElement:
            """Give the element of a window."""
            return UiaElement(self, self.it.object(_FROM_HANDLE, window, kinds=(ctypes.c_void_p,)))

        def _writable(self) -> ComObject:
            wanted = (
                (_PROPERTY_IS_ENABLED, True), (_PROPERTY_IS_FOCUSABLE, True),
                (_PROPERTY_IS_OFFSCREEN, False), (_PROPERTY_READ_ONLY, False),
            )  # fmt: skip
            condition = None
            for property_id, truth in wanted:
                value = Variant(kind=_VT_BOOL, truth=-1 if truth else 0)
                one = self.it.object(
                    _PROPERTY_CONDITION, property_id, value, kinds=(ctypes.c_int, Variant)
                )
                condition = one if condition is None else self.it.object(
                    _AND_CONDITION, condition.pointer, one.pointer,
                    kinds=(ctypes.c_void_p, ctypes.c_void_p),
                )  # fmt: skip
            assert condition is not None
            return condition
