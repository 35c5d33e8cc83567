"""Sends keys on Windows by ``SendInput``, and tells windows that it cannot reach.

Everything goes in one call: lift what the hand holds, the paste key, press again what was held.
Windows inserts the events of one call without any other between them, so the hand cannot let go
in the middle. What it holds is read last, right before that call. The decisions are plain functions
over ``KeyApi``, tested on every platform; the calls stand in ``windows_input``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from assistant.backends.keytables import WINDOWS_MODIFIER_VKS, WINDOWS_VKS
from assistant.keys import Hotkey
from assistant.ports import Capability, Sent, Spot, Target
from phrasebook.i18n import tr

BACKEND: Final = "windows-sendinput"
MASK_KEY: Final = 0xE8
"""An unassigned key that is tapped before Alt or Win goes up, so that no menu opens."""
_MODIFIER_VKS: Final = tuple(vk for pair in WINDOWS_MODIFIER_VKS.values() for vk in pair)


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """One keyboard event: virtual key, and whether it goes up."""

    vk: int
    up: bool


class KeyApi(Protocol):
    """The few questions and calls that need Windows."""

    def prepare(self, vks: Iterable[int]) -> None:
        """Find out what ``send`` has to know of these keys, so that it does nothing but send."""

    def send(self, events: Sequence[KeyEvent]) -> int:
        """Insert events; returns how many were accepted."""

    def down(self, vk: int) -> bool:
        """Tell whether a key is down now."""

    def foreground(self) -> tuple[int, int]:
        """Give window and process in front; zeros for none."""

    def title(self, window: int) -> str:
        """Give the title of a window without waiting for its program."""

    def integrity(self, pid: int) -> int | None:
        """Give the integrity level of a process (0: our own); None if it cannot be read."""

    def place_of(self, window: int, spot: Spot) -> tuple[int, int] | None:
        """Turn a place in a window into one on the screen; None if the window is not seen there."""

    def aim(self, place: tuple[int, int]) -> bool:
        """Make the next ``click`` ready; False where none can be made."""

    def click(self, before: Sequence[KeyEvent], after: Sequence[KeyEvent]) -> bool:
        """Click where it was aimed at, between these keys, and put the pointer back: one call."""


def chord(key: Hotkey) -> list[KeyEvent]:
    """Give the events of one key with its modifiers: ``Ctrl+V`` makes four."""
    vks = [WINDOWS_MODIFIER_VKS[name][0] for name in key.modifiers] + [WINDOWS_VKS[key.key]]
    return [KeyEvent(vk, False) for vk in vks] + [KeyEvent(vk, True) for vk in reversed(vks)]


def lift(held: Sequence[int]) -> list[KeyEvent]:
    """Give the events that lift held modifiers without opening a menu."""
    return _mask(held) + [KeyEvent(vk, True) for vk in held]


def press_again(held: Sequence[int]) -> list[KeyEvent]:
    """Give the events that press held modifiers again, in the reverse order of lifting.

    The mask key is tapped behind Alt and Win: where the hand lets them go with no other key in
    between, the chat's menu would open and take what is typed next.
    """
    return [KeyEvent(vk, False) for vk in reversed(held)] + _mask(held)


def _mask(held: Sequence[int]) -> list[KeyEvent]:
    menus = {*WINDOWS_MODIFIER_VKS["Alt"], *WINDOWS_MODIFIER_VKS["Meta"]}
    return [KeyEvent(MASK_KEY, False), KeyEvent(MASK_KEY, True)] if menus & set(held) else []


class WindowsKeySender:
    """``KeySender`` over a ``KeyApi`` (paste worker only)."""

    def __init__(self, api: KeyApi) -> None:
        """Use ``api``; ``open`` gives the real one."""
        self._api = api

    @classmethod
    def open(cls) -> WindowsKeySender:
        """Use this machine.

        Raises:
            OSError: If this is not Windows.
        """
        if sys.platform == "win32":
            from assistant.backends.windows_input import Win32Keys

            return cls(Win32Keys())
        raise OSError("not Windows")

    def capability(self) -> Capability:
        """Works on every Windows."""
        return Capability(True, BACKEND)

    def can_reach(self, target: Target) -> Capability:
        """Refuse windows of programs of a higher integrity level, and of one that cannot be read.

        Windows drops keys sent up without a word (User Interface Privilege Isolation).
        """
        ours, theirs = self._api.integrity(0), self._api.integrity(target.pid)
        if ours is None or theirs is None:
            reason = tr(
                "读不到“{program}”以什么权限运行,不知道 Windows 让不让伴话给它发按键。",
                program=target.program,
            )
            advice = tr("如果它是以管理员身份运行的,请让它正常启动,或者也以管理员身份启动伴话。")
        elif theirs > ours:
            reason = tr(
                "“{program}”以管理员身份运行,Windows 不让普通程序给它发按键。",
                program=target.program,
            )
            advice = tr("请让它不以管理员身份启动,或者也以管理员身份启动伴话。")
        else:
            return Capability(True, BACKEND)
        return Capability(False, BACKEND, reason, advice)

    def paste(
        self,
        key: Hotkey,
        target: Target | None = None,
        same: Callable[[str], bool] | None = None,
    ) -> Sent:
        """Send ``key`` once; see ``KeySender``."""
        return self._send(key, 1, lambda: self._look(target, same))

    def tap(
        self,
        key: Hotkey,
        times: int = 1,
        target: Target | None = None,
        same: Callable[[str], bool] | None = None,
    ) -> Sent:
        """Send ``key`` that many times; see ``KeySender``."""
        return self._send(key, times, lambda: self._look(target, same))

    def click(self, target: Target, spot: Spot) -> bool:
        """Click in ``target`` with no modifier held; see ``KeySender``."""
        self._api.prepare((*_MODIFIER_VKS, MASK_KEY))
        place = self._api.place_of(target.window, spot)
        if place is None or not self._api.aim(place):
            return False
        if self._api.foreground() != (target.window, target.pid):
            return False
        held = self._held()
        return self._api.click(lift(held), press_again(held))

    def _send(self, key: Hotkey, times: int, look: Callable[[], Sent]) -> Sent:
        tapped = chord(key) * times
        self._api.prepare((*_MODIFIER_VKS, MASK_KEY, *(event.vk for event in tapped)))
        seen = look()
        if not seen:
            return seen
        # Last: a key that the hand let go of meanwhile would be pressed again and stay down.
        held = self._held()
        return self._insert(lift(held) + tapped + press_again(held))

    def _held(self) -> list[int]:
        return [vk for vk in _MODIFIER_VKS if self._api.down(vk)]

    def _look(self, target: Target | None, same: Callable[[str], bool] | None) -> Sent:
        """Look once more whether the bound chat is in front, as the last thing before the key."""
        if target is None:
            return Sent.YES
        if self._api.foreground() != (target.window, target.pid):
            return Sent.MOVED
        if same is not None and not same(self._api.title(target.window)):
            return Sent.OTHER_CHAT
        return Sent.YES

    def _insert(self, events: list[KeyEvent]) -> Sent:
        accepted = self._api.send(events)
        if accepted == len(events):
            return Sent.YES
        if accepted:  # some program blocked input in the middle: leave no key down
            self._api.send([KeyEvent(e.vk, True) for e in events[:accepted] if not e.up])
        return Sent.BLOCKED

    def close(self) -> None:
        """Nothing is held between two calls."""
