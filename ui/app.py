"""Puts the window together and wires its parts; the first cards are painted before anything else.

``show`` does only what the first painted card needs. ``_settle`` then brings up the rest:
platform back-ends, paste gate, hotkeys, docking, tray, content.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QRect, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from assistant.buyer_types import suiting_first
from assistant.options import Options
from assistant.paths import Paths
from assistant.ports import Target
from phrasebook.model import STEPS, Phrase, UserError
from phrasebook.store import Changes, Phrases, Store
from phrasebook.store.phrases import Order
from ui.bridge import Bridge
from ui.flows.notices import Notices
from ui.i18n import tr
from ui.leaving import finish
from ui.pages.phrases import PhrasesPage
from ui.theme import theme
from ui.window import (
    BUYERS,
    HANDOVERS,
    MANUAL,
    PHRASES,
    REMINDERS,
    SETTINGS,
    TIPS,
    Sidebar,
    default_size,
)

if TYPE_CHECKING:
    from PySide6.QtCore import QProcess

    from assistant.crash import CrashReport
    from ui.services import Services

log = logging.getLogger(__name__)

PAINT_LIMIT_MS = 5000
"""A start behind a lock screen is never painted; hotkeys and docking come up then all the same."""
FIRST_CARDS = 40
"""How many cards are read before the first paint: more than the tallest screen shows."""


class App(QObject):
    """The running program.

    Signals:
        painted: The first cards are on the screen.
    """

    painted = Signal()

    def __init__(
        self,
        *,
        paths: Paths,
        options: Options,
        store: Store,
        version: str,
        passing: bool = False,
    ) -> None:
        """Take what ``main.py`` opened; nothing is shown yet.

        Args:
            paths: The files of this user.
            options: The settings.
            store: The phrasebook.
            version: Version of the program.
            passing: The data folder goes with the program (``--demo``): nothing is left elsewhere.
        """
        super().__init__()
        self.passing = passing
        self.paths, self.options, self.store, self.version = paths, options, store, version
        self.phrases = Phrases(store)
        self.bridge = Bridge(self.show_problem)
        self.services: Services | None = None
        self._leaving = False
        self._all_shown = True
        self._step = int(options.get("list.step"))
        self._scene = ""
        self._order: Order = options.get("list.order")
        self._wanted = 0
        self._after_shown: list[Callable[[], object]] = []
        self.buyer_type = ""
        self._practice: QProcess | None = None
        theme().force(options.get("look.theme"))
        theme().set_text_size(options.get("look.text_size"))
        theme().apply()
        self.page = PhrasesPage()
        self.sidebar = Sidebar(self.page)
        self.notices = Notices(self.sidebar.banner)
        self.sidebar.add_page(TIPS, None, "shield", tr("异议"))
        self.sidebar.add_page(BUYERS, None, "user", tr("买家"))
        self.sidebar.add_page(HANDOVERS, None, "handover", tr("交接"))
        self.sidebar.add_page(REMINDERS, None, "clock", tr("提醒"))
        self.sidebar.add_page(MANUAL, None, "book", tr("手册"))
        self.sidebar.add_page(SETTINGS, None, "settings", tr("设置"), at_foot=True)
        self.sidebar.set_step(self._step)
        self.page.set_order(self._order)
        self.use_edited_keys()
        self._wire()

    def _wire(self) -> None:
        self.sidebar.step_changed.connect(self.go_to_step)
        self.page.order_changed.connect(lambda order: self.options.set("list.order", order))
        self.page.scene_chosen.connect(self.choose_scene)
        self.page.search_closed.connect(self.reload)
        self.page.retry_requested.connect(self.reload)
        self.options.listen(self.bridge.posting(self._option_changed))
        self.options.on_problem(self.bridge.posting(self.show_problem))
        self.store.listen(self.bridge.posting(self._changed))

    # Starting.

    def show(self) -> None:
        """Show the first cards; the rest follows when they are painted."""
        try:
            first = self.phrases.by_step(self._step, self._order, FIRST_CARDS).result()
        except UserError as error:
            self.page.show_message(error.message, error.advice)
        else:
            self._all_shown = len(first) < FIRST_CARDS
            self.page.show_phrases(self._step, first, complete=self._all_shown)
        self.show_agent()
        self._place_first()
        # Not by a filter on the list's viewport: asking for that makes PySide load every widget
        # class there is, 10 ms, to find which one it is.
        self.page.list.first_painted.connect(self._on_painted)
        self.page.state.installEventFilter(self)
        self.sidebar.show()
        QTimer.singleShot(PAINT_LIMIT_MS, self, self._on_painted)

    def _place_first(self) -> None:
        area = QGuiApplication.primaryScreen().availableGeometry()
        width, height = default_size()
        width = self.options.get("dock.width") or width
        self.sidebar.place(
            QRect(area.right() - width - 20, area.y() + 20, width, min(height, area.height() - 40))
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint of what stands there when there are no cards."""
        if event.type() == QEvent.Type.Paint:
            self.page.state.removeEventFilter(self)
            # Zero, so that this paint itself is finished and flushed before.
            QTimer.singleShot(0, self, self._on_painted)
        return super().eventFilter(watched, event)

    def _on_painted(self) -> None:
        if self.services is not None or self._leaving:
            return
        self.painted.emit()
        if not self._all_shown:
            self.reload()
        from ui.services import Services

        self.services = Services(self)
        self.services.start()
        self.show_start_problems()
        log.info("ready")

    def show_start_problems(self) -> None:
        """Say what went wrong on the way up, once the window can say it."""
        for problem in self.options.problems:
            self.show_problem(problem, "options")
        if self.store.notice is not None:
            self.show_problem(self.store.notice, "read_only")

    # What the window shows.

    def go_to_step(self, number: int) -> None:
        """Show the cards of a step, of all its scenes."""
        self._step, self._scene = number, ""
        self.sidebar.set_step(number)
        self.reload()

    def choose_scene(self, id: str) -> None:
        """Show only the cards of a scene of the present step; empty shows all."""
        self._scene = id
        self.reload()

    def show_scene(self, id: str) -> None:
        """Show the cards of a scene on their page, whatever step it is of."""
        from phrasebook.scenes import scene

        found = scene(id)
        if found is not None:
            self._step, self._scene = found.step, id
            self.sidebar.set_step(found.step)
            self.sidebar.show_page(PHRASES)
            self.reload()

    def move_step(self, by: int) -> None:
        """Go to the next or previous step, round and round."""
        numbers = [step.number for step in STEPS]
        self.go_to_step(numbers[(numbers.index(self._step) + by) % len(numbers)])

    def reload(self) -> None:
        """Read the cards of the present step again; a newer wish overtakes an older one."""
        self._wanted += 1
        wanted, step, scene = self._wanted, self._step, self._scene
        wish = (
            self.phrases.by_scene(scene, self._order)
            if scene
            else self.phrases.by_step(step, self._order)
        )

        def show(found: list[Phrase]) -> None:
            if wanted != self._wanted:
                return
            type = self.buyer_type
            self.page.show_phrases(step, suiting_first(found, type), suits=type, scene=scene)
            waiting, self._after_shown = self._after_shown, []
            for do in waiting:
                do()

        def failed(error: UserError) -> None:
            if wanted == self._wanted:
                self._after_shown.clear()
                self.page.show_message(error.message, error.advice)

        self.bridge.when_done(wish, show, failed)

    def set_buyer_type(self, type: str) -> None:
        """Move the cards up that suit the current buyer; "" goes back to the usual order."""
        if type != self.buyer_type:
            self.buyer_type = type
            if self.page.query is None:
                self.reload()

    @property
    def step(self) -> int:
        """The step that is chosen; its cards may still be on their way."""
        return self._step

    def when_shown(self, do: Callable[[], object]) -> None:
        """Run ``do`` once the cards of the chosen step are shown, at once if they are.

        A digit pressed right after the key of the next step means the cards of that step, not
        those which stand there until the store has answered.
        """
        if (self.page.step, self.page.scene) == (self._step, self._scene):
            do()
        else:
            self._after_shown.append(do)

    def use_edited_keys(self) -> None:
        """Let page and sidebar know the option ``keys``."""
        edited = self.options.get("keys")
        self.page.set_edited_keys(edited)
        self.sidebar.set_edited_keys(edited)

    def show_problem(self, error: UserError, code: str = "fault") -> None:
        """Say a fault in the banner, with what to do; ``code`` is for the log."""
        self.notices.problem(error, code)

    def show_mended(self, what: str) -> None:
        """Say that a data file was removed under the running program, and is back."""
        self.notices.say(
            "mended",
            tr("{what}文件刚才被别的程序删掉或换掉了,已经补回,内容没有少。", what=what),
            tr("请看看是不是清理软件、杀毒软件或同步盘动了数据文件夹,把它排除在外。"),
            again=True,
        )

    def _changed(self, changes: Changes) -> None:
        if changes.mended:
            self.show_mended(tr("话术库"))
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
            case "agent.number" | "agent.shift_label" | "desk.shifts" | "desk.shift":
                self.show_agent()
        if self.services is not None:
            self.services.option_changed(name)

    def show_agent(self) -> None:
        """Show number and shift of the agent in the foot."""
        services = self.services
        shift = self.options.get("agent.shift_label")
        self.sidebar.set_agent(
            self.options.get("agent.number"),
            services.desk.around.shift_label() if services is not None else shift,
        )

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
        self.notices.say(
            "crash",
            tr("出了点问题,已记录下来,可以继续使用。"),
            tr(
                "话术和设置没有受影响。若再次出现,"
                "请把数据文件夹里 logs 下最新的 crash 文件发给我们。"
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
        self._practice.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedChannels)
        self._practice.start()

    # Leaving.

    def stop(self) -> None:
        """Give everything back: clipboard, keys, the chat window's place; then close the file."""
        self._leaving = True
        try:
            if self.services is not None:
                self.services.stop()
        finally:
            self.bridge.close()
            self._end_practice()
            self.options.set("list.step", self._step)
            finish(self.store.close)

    def _end_practice(self) -> None:
        practice, self._practice = self._practice, None
        if practice is None:
            return
        practice.terminate()
        if not practice.waitForFinished(2000):
            practice.kill()
            practice.waitForFinished(2000)

    def quit(self) -> None:
        """End the program, once what was typed is stored or the person gives it up."""
        if self._leaving:  # Qt closes all windows on the way, and those ask to leave again
            return
        if self.services is None:
            self._quit()
        else:
            self.services.leaving.leave(self._quit, tr("照样退出"))

    def _quit(self) -> None:
        if not self._leaving:
            self._leaving = True
            QApplication.quit()
