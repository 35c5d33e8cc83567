"""What is done to each target, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from tests.desktop.harness.process import MissingTool, Timeout, wait_for
from tests.desktop.targets.base import Target
from tests.desktop.targets.server import PageFault
from tests.desktop.targets.stage import ROW, SHORT, TEXT, Ended, Stage

COLUMNS: Final = (
    "text", "draft", "caret", "clipboard text+HTML", "clipboard PNG", "nothing sent",
    "three in a row", "copied, Alt+1", "ms",
)  # fmt: skip
NOT_TRIED: Final = "–"
OK: Final = "ok"
LEAST_REPLY: Final = 8
"""No suggestion for the message is shorter, in characters."""
_DRAFT: Final = "entwurf"
_PUT_AND_BACK: Final = 2  # changes of the clipboard's owner in a paste


class Failure(Exception):
    """A column failed; the text says how."""


def wrong(name: str, text: str) -> Failure:
    """Make the failure of a text that is not as it must be."""
    return Failure(f"{name}: {text[:40]!r}" + ("…" if len(text) > 40 else ""))


class Trial:
    """One row: the target goes through all columns."""

    def __init__(self, stage: Stage, target: Target) -> None:
        """Take a target that is not started yet."""
        self._stage, self._target = stage, target
        self.cells: dict[str, str] = dict.fromkeys(COLUMNS, NOT_TRIED)
        self._sent: list[str] = []

    def run(self) -> str:
        """Do everything; returns name and version, or why the target could not be tried."""
        target = self._target
        try:
            target.start()
        except MissingTool as missing:
            return str(missing)
        except (Timeout, PageFault) as fault:
            self.cells["text"] = f"FAILED: did not start ({str(fault)[:60]})"
            return target.version()
        steps: tuple[tuple[str, Callable[[], str]], ...] = (
            (("text", self._refused),)
            if target.refused
            else (
                ("text", self._text),
                ("caret", self._caret),
                ("three in a row", self._row),
                ("copied, Alt+1", self._message),
                ("nothing sent", self._nothing_sent),
            )
        )
        for column, step in steps:
            try:
                self.cells[column] = step()
            except Failure as failure:
                self.cells[column] = f"FAILED: {failure}"
            except (Timeout, PageFault) as fault:
                self.cells[column] = f"FAILED: {str(fault).splitlines()[0][:80]}"
            self._stage.hand.let_go()
        return target.version()

    # -- the columns --

    def _refused(self) -> str:
        self._target.front()
        (ended,) = self._stage.press("Ctrl+Alt+1")
        time.sleep(0.5)
        text = self._target.text()
        if text:
            raise wrong("something arrived", text)
        if (ended.kind, ended.code) != ("refused", self._target.refused):
            raise Failure(f"{ended.kind} {ended.code}, not refused {self._target.refused}")
        return f"refused ({ended.code}), nothing arrived"

    def _text(self) -> str:
        self._target.wipe()
        self._stage.copy("text+HTML")
        pressed = time.monotonic()
        (ended,) = self._stage.press("Ctrl+Alt+1")
        self._pasted(ended)
        self.cells["ms"] = f"{ended.ms:.0f}"
        self._back("text+HTML", pressed)
        self._arrived(TEXT if self._target.breaks == "keep" else TEXT.replace("\n", " "))
        self._note_sent()
        return OK if self._target.breaks == "keep" else "ok, break is a space"

    def _caret(self) -> str:
        if not self._target.typed:
            return NOT_TRIED
        self._target.wipe()
        self._stage.hand.type(_DRAFT)
        for _ in range(3):
            self._stage.hand.tap("Left")
        time.sleep(0.2)
        self._stage.copy("PNG")
        pressed = time.monotonic()
        (ended,) = self._stage.press("Ctrl+Alt+2")
        self._pasted(ended)
        self._back("PNG", pressed)
        wanted = _DRAFT[:-3] + SHORT + _DRAFT[-3:]
        found = self._read(wanted)
        self._note_sent()
        kept = found.replace(SHORT, "") == _DRAFT
        self.cells["draft"] = OK if kept else f"FAILED: {found[:40]!r}"
        if found != wanted:
            raise wrong("not there", found)
        return OK

    def _row(self) -> str:
        self._target.wipe()
        self._stage.copy("text+HTML")
        begun = time.monotonic()
        for ended in self._stage.press("Ctrl+Alt+4", "Ctrl+Alt+5", "Ctrl+Alt+6", seconds=20):
            self._pasted(ended)
        took = time.monotonic() - begun
        self._stage.settle(len(ROW) + 1)
        self._arrived("".join(ROW))
        self._note_sent()
        return f"ok, {took:.1f} s"

    def _message(self) -> str:
        if not self._target.history:
            return NOT_TRIED
        self._target.wipe()
        time.sleep(0.5)
        app, before = self._stage.app, self._stage.app.text().count("suggested n=")
        self._target.copy_message()
        wait_for(lambda: app.text().count("suggested n=") > before, "suggestions", 5)
        time.sleep(0.3)  # the keys of the suggestions come after them
        (ended,) = self._stage.press("Alt+1")
        try:
            # Which suggestion is the first changes with what was picked before.
            wait_for(lambda: len(self._target.text()) >= LEAST_REPLY, "a reply is in the box", 4)
        except Timeout:
            text = self._target.text()
            if text:
                raise wrong("not the reply", text) from None
            if ended.kind == "pasted" and not self._untouched():
                raise Failure("lost, and called pasted") from None
            code = "untouched" if ended.kind == "pasted" else ended.code
            return f"not in the box, said so ({code})"
        self._note_sent()
        return OK

    def _untouched(self) -> bool:
        return "paste untouched" in "\n".join(self._stage.app.text().splitlines()[-6:])

    def _nothing_sent(self) -> str:
        self._note_sent()
        if self._sent:
            raise Failure(f"{len(self._sent)} sent")
        return OK

    # -- what they share --

    def _note_sent(self) -> None:
        found = self._target.sent()
        self._sent += [text for text in found if text not in self._sent]

    def _pasted(self, ended: Ended) -> None:
        if ended.kind != "pasted":
            raise Failure(f"{ended.kind} ({ended.code})")

    def _back(self, name: str, pressed: float) -> None:
        column = f"clipboard {name}"
        at = self._stage.settle(_PUT_AND_BACK)
        if at is None:
            self.cells[column] = "FAILED: not back after 5 s"
        elif not self._stage.has_back(name):
            self.cells[column] = "FAILED: not as it was"
        else:
            self.cells[column] = f"ok, {(at - pressed) * 1000:.0f}"

    def _read(self, wanted: str) -> str:
        try:
            wait_for(lambda: self._target.text() == wanted, "the text", 5, every=0.1)
        except Timeout:
            return self._target.text()
        return wanted

    def _arrived(self, wanted: str) -> None:
        found = self._read(wanted)
        if found != wanted:
            raise wrong("not exact" if found else "nothing arrived", found)
