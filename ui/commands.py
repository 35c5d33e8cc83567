"""What each action of the table does, however it is asked for: key, menu or tray."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from assistant.actions import ActionId
from assistant.ports import KeyPress
from phrasebook.model import Phrase
from ui.i18n import tr
from ui.window import BUYERS, HANDOVERS, REMINDERS

if TYPE_CHECKING:
    from ui.app import App
    from ui.services import Services


@runtime_checkable
class HasCards(Protocol):
    """A page whose first cards have the numbered keys."""

    def phrase_at(self, number: int) -> Phrase | None:
        """Give the phrase of the card with this number (1 to 9)."""


PICK_SECONDS = 15.0
"""How long the hint to click a window stays, unless the click comes before."""


class Commands:
    """Runs actions by their id. The parts are looked up late: some need this table to be made."""

    def __init__(self, app: App, services: Services) -> None:
        """Keep both."""
        self._app, self._parts = app, services

    def run(self, action_id: str) -> None:
        """Do an action; an unknown one does nothing."""
        found = self._all.get(action_id)
        if found is not None:
            found()

    def of_keys(self) -> dict[str, Callable[[], object]]:
        """Give what the global keys do, by action id."""
        app, parts = self._app, self._parts
        actions: dict[str, Callable[[], object]] = {
            ActionId.PALETTE: lambda: parts.find.toggle(),
            ActionId.STEP_NEXT: lambda: app.move_step(1),
            ActionId.STEP_PREVIOUS: lambda: app.move_step(-1),
            ActionId.SIDEBAR_TOGGLE: lambda: parts.dock.toggle(),
            ActionId.DOCK_PICK: self.pick,
            ActionId.NOTE: lambda: parts.desk.write_note(),
            ActionId.HANDOVER_NEW: lambda: parts.desk.write_handover(),
            ActionId.REMINDER_NEW: lambda: parts.desk.set_reminder(),
            ActionId.PAGE_BUYERS: lambda: parts.desk.open(BUYERS),
            ActionId.PAGE_HANDOVERS: lambda: parts.desk.open(HANDOVERS),
            ActionId.PAGE_REMINDERS: lambda: parts.desk.open(REMINDERS),
        }
        return actions

    def of_cards(self) -> dict[str, Callable[[KeyPress], object]]:
        """Give what the keys of the first cards do, by action id; told of the press."""
        return {
            **{f"paste.{number}": partial(self.paste_card, number) for number in range(1, 10)},
            ActionId.SUGGEST_SELECTION: lambda press: self._parts.selection.take(press.target),
            **{f"suggest.{number}": partial(self.paste_suggestion, number) for number in (1, 2, 3)},
        }

    @cached_property
    def _all(self) -> dict[str, Callable[[], object]]:
        return {
            **self.of_keys(),
            ActionId.NEW: lambda: self._parts.edit.new(),
            ActionId.UNDO: lambda: self._parts.edit.undo(),
            ActionId.SETTINGS: self.open_settings,
            ActionId.QUIT: self._app.quit,
        }

    def paste_card(self, number: int, press: KeyPress) -> None:
        """Paste the card with this number (1 to 9) into the window of the key press.

        The cards of the page that is shown are meant, as each shows its key (a guide's question
        has none, so nothing is pasted); while the sidebar is hidden or shows the settings, those
        of the step.
        """
        sidebar = self._app.sidebar
        shown: object = sidebar.shown_page() if sidebar.isVisible() else None

        def paste() -> None:
            page = shown if isinstance(shown, HasCards) else self._app.page
            phrase = page.phrase_at(number)
            if phrase is not None:
                self._parts.paste.by_key(phrase, press)

        if isinstance(shown, HasCards) and shown is not self._app.page:
            paste()
        else:
            self._app.when_shown(paste)

    def paste_suggestion(self, number: int, press: KeyPress) -> None:
        """Paste the suggestion with this number; in the palette the key means its row."""
        if self._parts.find.is_open:
            self._parts.find.palette.paste_row(number - 1)
        else:
            self._parts.suggest.paste(number, press)

    def open_settings(self, section: str = "") -> None:
        """Show the settings; they stand in the sidebar, which may be hidden."""
        self._parts.dock.show()
        self._parts.settings.open(section)

    def pick(self) -> None:
        """Dock to the window that is clicked next, and say how that ended."""
        toast = self._app.sidebar.toast

        def picked(name: str, fault: str) -> None:
            text = fault or (tr("已停靠 {client}", client=name) if name else tr("已停靠"))
            toast.say(text, kind="warn" if fault else "ok", code="pick")

        toast.say(tr("点一下要停靠的窗口,按 Esc 取消"), seconds=PICK_SECONDS, code="pick")
        self._parts.dock.pick(picked)

    def say_no_room(self) -> None:
        """Say that the sidebar is hidden, since nothing is free beside the chat."""
        from PySide6.QtCore import QTimer

        from ui.toast import TOAST_SECONDS

        text = tr("聊天窗口旁边放不下侧栏,快捷键照常可用。请把聊天窗口收窄一些")
        key = self._parts.keys.key(ActionId.SIDEBAR_TOGGLE)
        text += tr(",或按 {key} 让侧栏浮在上面。", key=key) if key else tr("。")
        self._app.sidebar.toast.say(text, kind="warn", code="no_room")
        self._parts.unseen(text, False)
        # Without a tray the sidebar itself has to show it, over the chat.
        QTimer.singleShot(round(TOAST_SECONDS * 1000), self._parts.dock.place_again)
