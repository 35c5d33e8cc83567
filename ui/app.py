"""Puts the window together and wires its parts; the first cards are painted before anything else.

``show`` does only what the first painted card needs. ``_settle`` then brings up the rest:
platform back-ends, paste gate, hotkeys, docking, tray, content.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QRect, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from assistant.options import Options
from assistant.paths import Paths
from assistant.ports import Target
from phrasebook.model import STEPS, Phrase, UserError
from phrasebook.store import Changes, Phrases, Store
from phrasebook.store.phrases import Order
from ui.bridge import Bridge
from ui.i18n import tr
from ui.pages.phrases import PhrasesPage
from ui.theme import theme
from ui.window import SETTINGS, Sidebar, default_size

if TYPE_CHECKING:
    from PySide6.QtCore import QProcess

    from assistant.crash import CrashReport
    from ui.services import Services

log = logging.getLogger(__name__)


class App(QObject):
    """The running program.

    Signals:
        painted: The first cards are on the screen.
    """

    painted = Signal()

    def __init__(self, *, paths: Paths, options: Options, store: Store, version: str) -> None:
        """Take what ``main.py`` opened; nothing is shown yet."""
        super().__init__()
        self.paths, self.options, self.store, self.version = paths, options, store, version
        self.phrases = Phrases(store)
        self.bridge = Bridge(self.show_problem)
        self.services: Services | None = None
        self._step = int(options.get("list.step"))
        self._order: Order = options.get("list.order")
        self._wanted = 0
        self._practice: QProcess | None = None
        theme().force(options.get("look.theme"))
        theme().set_text_size(options.get("look.text_size"))
        theme().apply()
        self.page = PhrasesPage()
        self.sidebar = Sidebar(self.page)
        self.sidebar.add_page(SETTINGS, None, "settings", tr("设置"), at_foot=True)
        self.sidebar.set_step(self._step)
        self.page.set_order(self._order)
        self._wire()

    def _wire(self) -> None:
        self.sidebar.step_changed.connect(self.go_to_step)
        self.page.order_changed.connect(lambda order: self.options.set("list.order", order))
        self.page.search_closed.connect(self.reload)
        self.page.retry_requested.connect(self.reload)
        self.options.listen(self.bridge.posting(self._option_changed))
        self.options.on_problem(self.bridge.posting(self.show_problem))
        self.store.listen(self.bridge.posting(self._changed))

    # Starting.

    def show(self) -> None:
        """Show the first cards; the rest follows when they are painted."""
        first = self.phrases.by_step(self._step, self._order).result()
        self.page.show_phrases(self._step, first)
        self.sidebar.set_agent(*self._agent())
        self._place_first()
        self.page.list.viewport().installEventFilter(self)
        self.page.state.installEventFilter(self)
        self.sidebar.show()

    def _place_first(self) -> None:
        area = QGuiApplication.primaryScreen().availableGeometry()
        width, height = default_size()
        width = self.options.get("dock.width") or width
        self.sidebar.place(
            QRect(area.right() - width - 20, area.y() + 20, width, min(height, area.height() - 40))
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint, and go on after it."""
        if event.type() == QEvent.Type.Paint:
            self.page.list.viewport().removeEventFilter(self)
            self.page.state.removeEventFilter(self)
            # Zero, so that this paint itself is finished and flushed before.
            QTimer.singleShot(0, self._on_painted)
        return super().eventFilter(watched, event)

    def _on_painted(self) -> None:
        self.painted.emit()
        from ui.services import Services

        self.services = Services(self)
        self.services.start()
        self.show_start_problems()
        log.info("ready")

    def show_start_problems(self) -> None:
        """Say what went wrong on the way up, once the window can say it."""
        for problem in self.options.problems:
            log.info("problem shown code=%s", "options")
            self.show_problem(problem)
        if self.store.notice is not None:
            log.info("problem shown code=%s", "read_only")
            self.show_problem(self.store.notice)

    # What the window shows.

    def go_to_step(self, number: int) -> None:
        """Show the cards of a step."""
        self._step = number
        self.sidebar.set_step(number)
        self.reload()

    def move_step(self, by: int) -> None:
        """Go to the next or previous step, round and round."""
        numbers = [step.number for step in STEPS]
        self.go_to_step(numbers[(numbers.index(self._step) + by) % len(numbers)])

    def reload(self) -> None:
        """Read the cards of the present step again; a newer wish overtakes an older one."""
        self._wanted += 1
        wanted, step = self._wanted, self._step

        def show(found: list[Phrase]) -> None:
            if wanted == self._wanted:
                self.page.show_phrases(step, found)

        def failed(error: UserError) -> None:
            self.page.show_message(error.message, error.advice)

        self.bridge.when_done(self.phrases.by_step(step, self._order), show, failed)

    def show_problem(self, error: UserError) -> None:
        """Say a fault in the banner, with what to do."""
        self.sidebar.show_banner(error.message, error.message, error.advice, again=True)

    def _changed(self, changes: Changes) -> None:
        # A paste changes the order only where the order is by use.
        if changes.phrases or (changes.uses and self._order != "standard"):
            if self.page.query is None:
                self.reload()
            if self.services is not None and changes.phrases:
                self.services.phrases_changed()

    def _option_changed(self, name: str, value: Any) -> None:
        match name:
            case "look.theme":
                theme().force(value)
            case "look.text_size":
                theme().set_text_size(value)
            case "list.order":
                self._order = value
                self.page.set_order(value)
                self.reload()
            case "agent.number" | "agent.shift_label":
                self.sidebar.set_agent(*self._agent())
        if self.services is not None:
            self.services.option_changed(name)

    def _agent(self) -> tuple[str, str]:
        return self.options.get("agent.number"), self.options.get("agent.shift_label")

    # What texts are filled with.

    def values(self, target: Target | None, buyer: Callable[[Target], str]) -> Mapping[str, str]:
        """Give the values of variables for a target: shop, agent, buyer."""
        found = {name: text for name, text in self.options.get("shop.values").items() if text}
        if number := self.options.get("agent.number"):
            found["工号"] = number
        if target is not None and (name := buyer(target)):
            found["买家昵称"] = name
        return found

    def show_crash(self, _report: CrashReport) -> None:
        """Say that something went wrong, what is safe, and what helps."""
        self.sidebar.show_banner(
            "crash",
            tr("出了点问题,已记录下来,可以继续使用。"),
            tr(
                "话术和设置没有受影响。若再次出现,请把数据文件夹里 logs 下最新的 crash 文件发给我们。"
            ),
            again=True,
        )

    def come_forward(self) -> None:
        """Show the window to a person who started the program again."""
        if self.services is not None:
            self.services.dock.show()
        self.sidebar.raise_()
        self.sidebar.toast.say(tr("伴话已经在运行"))

    def open_practice(self, command: Sequence[str]) -> None:
        """Open the practice chat as a process of its own; it ends with the program."""
        from PySide6.QtCore import QProcess

        self._practice = QProcess(self)
        self._practice.setProgram(command[0])
        self._practice.setArguments(list(command[1:]))
        self._practice.start()

    # Leaving.

    def stop(self) -> None:
        """Give everything back: clipboard, keys, the chat window's place; then close the file."""
        if self._practice is not None:
            self._practice.terminate()
            self._practice.waitForFinished(2000)
        if self.services is not None:
            self.services.stop()
        self.bridge.close()
        self.options.set("list.step", self._step)
        self.store.close()

    def quit(self) -> None:
        """End the program."""
        QApplication.quit()

    def resource(self, *parts: str) -> Path:
        """Give a file of the resources."""
        from phrasebook import resources

        return resources.path(*parts)
