"""What stands behind 异议 and 手册: their pages, the FABE helper and the calculator."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from phrasebook.model import Phrase, PhraseDraft
from phrasebook.template import escape
from ui.copying import copy_text
from ui.flows.tips import TipsFlow
from ui.i18n import tr
from ui.window import MANUAL

if TYPE_CHECKING:
    from ui.app import App
    from ui.dialogs.calculator import CalculatorWindow
    from ui.dialogs.fabe_form import FabeWindow
    from ui.flows.manual import ManualFlow
    from ui.services import Services


_FABE: Final = "fabe"
"""Name of what is typed into the FABE helper."""


class LearnFlows(QObject):
    """Joins the pages of advice: each opens the other's."""

    def __init__(self, app: App, parts: Services) -> None:
        """Make the flows; their pages are made when they are first asked for."""
        super().__init__()
        self._app, self._parts = app, parts
        self.tips = TipsFlow(
            sidebar=app.sidebar,
            phrases=app.phrases,
            bridge=app.bridge,
            buyer=parts.buyer,
            keys=parts.keys,
            wire_cards=parts.wire_cards,
            open_page=lambda page: self.manual.open(page),
            open_fabe=lambda: self.fabe.open(parts.sidebar_place()),
            remind=lambda text: parts.desk.set_reminder(text),
        )
        app.sidebar.page_requested.connect(self._on_requested)

    def _on_requested(self, page: str) -> None:
        if page == MANUAL:
            self.manual.open()

    @cached_property
    def manual(self) -> ManualFlow:
        """The manual, made when first asked for: most starts never open it."""
        from ui.flows.manual import ManualFlow

        app, parts = self._app, self._parts
        return ManualFlow(
            sidebar=app.sidebar,
            store=app.store,
            phrases=app.phrases,
            bridge=app.bridge,
            options=app.options,
            keys=parts.keys,
            wire_cards=parts.wire_cards,
            links={
                "tip": self._open_tip,
                "guide": self._open_guide,
                "scene": app.show_scene,
                "calc": lambda id: self.calculator.open(id, parts.sidebar_place()),
            },
            drafts=parts.drafts,
            near=parts.sidebar_place,
            give_back=self._give_back,
        )

    @cached_property
    def fabe(self) -> FabeWindow:
        """The FABE helper, made when first asked for."""
        from ui.dialogs.fabe_form import FabeWindow

        made = FabeWindow()
        kept = self._parts.drafts.get(_FABE)
        if kept is not None:
            made.restore(_fields(kept.text))
        made.changed.connect(lambda: self._keep_fabe(made.typed()))
        made.paste_requested.connect(self._paste)
        made.copy_requested.connect(self._copy)
        made.save_requested.connect(lambda text: self._parts.edit.new("", "", escape(text)))
        made.dismissed.connect(self._give_back)
        return made

    @cached_property
    def calculator(self) -> CalculatorWindow:
        """The calculator, made when first asked for."""
        from ui.dialogs.calculator import CalculatorWindow

        made = CalculatorWindow()
        made.dismissed.connect(self._give_back)
        return made

    def _keep_fabe(self, typed: dict[str, str]) -> None:
        text = json.dumps(typed, ensure_ascii=False)
        self._parts.drafts.put(_FABE, PhraseDraft("", "", text) if typed else None)

    def keep(self) -> None:
        """Keep what stands unsaved in open windows."""
        if "manual" in vars(self):
            self.manual.keep()
        if "fabe" in vars(self):
            self.fabe.keep()

    def _open_tip(self, id: str) -> None:
        self.tips.open(tip=id)

    def _open_guide(self, id: str) -> None:
        self.tips.open(guide=id)

    def stop(self) -> None:
        """Keep what is unsaved; for the way out."""
        self.keep()
        if "manual" in vars(self):
            self.manual.stop()

    def refresh(self) -> None:
        """Follow a change of keys or phrases."""
        self.tips.refresh()
        if "manual" in vars(self):
            self.manual.refresh()

    def _paste(self, text: str) -> None:
        target = self._parts.dock.target
        if target is None:
            self._copy(text)
            return
        self._parts.paste.into(target, Phrase("", tr("FABE"), escape(text)), refocus=True)

    def _copy(self, text: str) -> None:
        copy_text(text)
        self._app.sidebar.toast.say(tr("已复制"), kind="ok", code="fabe_copied")
        self._give_back()

    def _give_back(self) -> None:
        self._parts.paste.give_back(self._parts.dock.target)


def _fields(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str)}
