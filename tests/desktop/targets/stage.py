"""What all targets of a run share: the screen, the hand, the program, and one user's clipboard."""

from __future__ import annotations

import re
import struct
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from Xlib import display
from Xlib.ext import xfixes

from phrasebook.model import PhraseDraft
from tests.desktop.harness import access
from tests.desktop.harness.access import AccessBus
from tests.desktop.harness.app import App, seed
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.owner import Owner
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.targets.irc import IrcServer
from tests.desktop.targets.server import PageServer

TEXT: Final = (
    "亲,您好😀 这款现在有现货,今天下单24小时内发出,一般两到三天就能到您手里👨\u200d👩\u200d👧"
    "\u200d👦\n"
    "颜色和尺码拍下时在备注里写一下就可以,收到后先试穿,七天内不合适都可以退换,吊牌别剪、包装留好就行,"
    "来回运费险我们已经给您买好了;洗的时候用冷水手洗,别暴晒,第一次有一点浮色是正常的,"
    "不会染到别的衣服。有什么问题随时找我,看到就回,不在的时候同事也会接着帮您,谢谢亲的信任和支持啦🎉🎉🎉🙏🏽"
)
"""Two lines and emoji of several code points, 191 characters in all."""
SHORT: Final = "亲,这款有现货的😊"
ROW: Final = ("第一条🚚", "第二条🎁", "第三条💐")
MESSAGE: Final = "能便宜点吗"
REPLY: Final = "亲,您先拍下,我帮您看看能用哪张券😊"
_OUTCOME: Final = re.compile(
    r"paste request=\d+ outcome=(?P<kind>\w+) code=(?P<code>\w+) total_ms=(?P<ms>[\d.]+)"
)


def picture() -> bytes:
    """Make a small PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = b"".join(b"\0" + bytes((x * y) % 256 for x in range(120)) for y in range(120))
    head = struct.pack(">IIBBBBB", 120, 120, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


COPIED: Final[Mapping[str, Mapping[str, bytes]]] = {
    "text+HTML": {"UTF8_STRING": "meins 📋".encode(), "text/html": "<b>meins</b> 📋".encode()},
    "PNG": {"image/png": picture()},
}
"""What the user has on the clipboard, by name."""


@dataclass(frozen=True)
class Ended:
    """How a request ended, from the program's own log.

    Attributes:
        kind: ``pasted``, ``refused`` …
        code: Why.
        ms: From the key to the paste key, in milliseconds.
    """

    kind: str
    code: str
    ms: float


class Changes:
    """Hears each time the clipboard gets an owner, without fetching anything."""

    def __init__(self, screen: Screen) -> None:
        """Listen from now on."""
        self._x = display.Display(screen.name)
        self._x.xfixes_query_version()
        self._clipboard = self._x.intern_atom("CLIPBOARD")
        self._x.xfixes_select_selection_input(
            self._x.screen().root, self._clipboard, xfixes.XFixesSetSelectionOwnerNotifyMask
        )
        self._x.sync()
        self._heard: list[float] = []

    def times(self) -> list[float]:
        """When it happened since the last ``forget``, in seconds of the monotonic clock."""
        while self._x.pending_events():
            # Injected keys bring each connection notices of the keymap as well.
            if hasattr(self._x.next_event(), "owner"):
                self._heard.append(time.monotonic())
        return self._heard

    def forget(self) -> None:
        """Count from here."""
        self._x.sync()  # what the server has told by now is here after that
        self.times()
        self._heard = []

    def close(self) -> None:
        """Close the connection."""
        self._x.close()


class Stage:
    """A screen with the program, and everything that targets need."""

    def __init__(self, folder: Path, rules: list[dict[str, Any]]) -> None:
        """Start it.

        Args:
            folder: For data and profiles.
            rules: A shop's own rules for clients, of all targets.
        """
        self.folder = folder
        self.screen = Screen()
        # As on a desktop, accessibility is on; where it is not installed the caret cannot be moved.
        self.bus = AccessBus(self.screen) if access.available() else None
        if self.bus is not None:
            self.screen.env = self.bus.env
        self.hand = Hand(self.screen.name)
        self.clip = Clip(self.screen)
        self.changes = Changes(self.screen)
        self.server = PageServer(folder / "bundles")
        self.irc = IrcServer()
        self._owner: Owner | None = None
        data = folder / "data"
        seed(data, (TEXT, SHORT, SHORT, *ROW))
        self._add_reply(data)
        self.app = App(
            self.screen,
            data,
            options={"clients": rules, "dock.make_room": False, "clipboard.watch": True},
        )

    def _add_reply(self, data: Path) -> None:
        from phrasebook.store import Phrases, Store

        store = Store.open(data)
        try:
            phrases = Phrases(store)
            for scene in ("price.cheaper", "price.coupon"):
                made = phrases.add(PhraseDraft(scene, "先用券", REPLY)).result(10)
                phrases.pin(made.id, pinned=True).result(10)
        finally:
            store.close()

    def copy(self, name: str) -> None:
        """Let the user have copied something (``COPIED``)."""
        self._let_go()
        self._owner = Owner(self.screen.name, COPIED[name])
        self.changes.forget()

    def _let_go(self) -> None:
        if self._owner is not None:
            self._owner.close()
            self._owner = None

    def has_back(self, name: str) -> bool:
        """Tell whether the clipboard holds what the user had copied, byte for byte."""
        return all(self.clip.get(kind) == data for kind, data in COPIED[name].items())

    def ended(self) -> list[Ended]:
        """All requests that have ended."""
        return [
            Ended(found["kind"], found["code"], float(found["ms"]))
            for found in _OUTCOME.finditer(self.app.text())
        ]

    def press(self, *keys: str, gap: float = 0.15, seconds: float = 12.0) -> list[Ended]:
        """Press hotkeys one after the other, and wait until each request has ended."""
        before = len(self.ended())
        for number, key in enumerate(keys):
            if number:
                time.sleep(gap)
            self.hand.chord(key)

        def all_ended() -> list[Ended]:
            found = self.ended()[before:]
            return found if len(found) >= len(keys) else []

        return wait_for(all_ended, f"{len(keys)} pastes ended", seconds)

    def settle(self, changes: int, seconds: float = 5.0) -> float | None:
        """Wait until the clipboard changed hands so often since ``copy``.

        Returns:
            When the last of these was; None if it did not happen in time.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.changes.times()
            if len(found) >= changes:
                return found[changes - 1]
            time.sleep(0.005)
        return None

    def close(self) -> None:
        """End everything."""
        self._let_go()
        self.app.close()
        self.server.close()
        self.irc.close()
        self.changes.close()
        self.hand.close()
        if self.bus is not None:
            self.bus.close()
        self.screen.close()
