"""The desk in the program put together: set up, opened, locked, and rid of a buyer's traces."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from assistant.actions import ActionId
from assistant.backends.memory_vault import MemoryVault
from assistant.backends.null import NullVault
from assistant.desk.keys import DeskKeys
from assistant.desk.wrapping import Cost
from phrasebook.desk import Agent, HandoverDraft, NoteDraft, ReminderDraft
from phrasebook.model import UserError
from phrasebook.store.desk import Desk
from tests import canary
from tests.ui.app_world import NoProblems, Program, seed
from ui import handover_acts
from ui.pages.buyers import BuyersPage
from ui.pages.handovers import HandoversPage
from ui.pages.reminders import RemindersPage
from ui.window import BUYERS, HANDOVERS, PHRASES, REMINDERS, SETTINGS

PASSPHRASE = "晨光小铺-2026"


class DeskProgram(Program):
    """A program whose desk can be opened.

    Attributes:
        chosen: The passphrase of a new desk; empty for the keyring.
    """

    chosen = PASSPHRASE

    @property
    def flows(self):
        return self.parts.desk

    @property
    def setup(self):
        return self.flows.key.setup

    def when(self, ready) -> None:
        self.qtbot.waitUntil(lambda: bool(ready()), timeout=10_000)

    def set_up(self) -> None:
        """Do what a new shop does."""
        self.open(BUYERS)
        self.when(lambda: self.setup.state == "new")
        self.setup.create_requested.emit(self.chosen)
        self.when(lambda: self.setup.state == "recovery")
        self.setup.done.emit()
        self.when(lambda: self.flows.desk() is not None)

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        self.open(HANDOVERS)
        self.when(lambda: self.setup.state == "locked")
        self.setup.unlock_requested.emit(passphrase)


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DeskProgram]:
    monkeypatch.setattr("phrasebook.content.sync", lambda *_: NoProblems())
    monkeypatch.setattr("assistant.desk.wrapping.COST", Cost(2**10, 8, 1))
    monkeypatch.setattr(
        "assistant.backends.pick_vault", lambda _held="": NullVault("没有钥匙串", "")
    )
    seed(tmp_path)
    made = DeskProgram(qtbot, tmp_path)
    yield made
    made.stop()


def page_of(program: DeskProgram, name: str):
    program.open(name)
    return program.app.sidebar.shown_page()


def test_without_a_desk_every_page_shows_how_to_begin(program: DeskProgram) -> None:
    for name in (BUYERS, HANDOVERS, REMINDERS):
        assert page_of(program, name) is program.setup
    program.when(lambda: program.setup.state == "new")
    assert not (program.folder / "desk.db").exists(), "nothing is made before one says so"


def test_after_the_set_up_every_page_is_its_own(program: DeskProgram) -> None:
    program.open(REMINDERS)
    program.set_up()
    assert isinstance(program.app.sidebar.shown_page(), BuyersPage), "the page that was asked for"
    assert isinstance(page_of(program, HANDOVERS), HandoversPage)
    assert isinstance(page_of(program, REMINDERS), RemindersPage)
    assert isinstance(page_of(program, BUYERS), BuyersPage)


def test_keys_changed_in_the_settings_hold_on_every_page_at_once(program: DeskProgram) -> None:
    program.set_up()
    pages = {name: page_of(program, name) for name in (BUYERS, HANDOVERS, REMINDERS)}
    new = {BUYERS: "write", HANDOVERS: "write", REMINDERS: "new"}
    assert {getattr(pages[name], button).key for name, button in new.items()} == {"N"}
    program.app.options.set("keys", {"desk.new": "Z", "desk.end_shift": "Y"})
    program.when(
        lambda: {getattr(pages[name], button).key for name, button in new.items()} == {"Z"}
    )
    asked: list[str] = []
    pages[HANDOVERS].asked.disconnect()
    pages[HANDOVERS].asked.connect(asked.append)
    for key in ("N", "B", "Z", "Y"):
        pages[HANDOVERS].press(key)
    assert asked == [handover_acts.WRITE, handover_acts.END]


def test_a_locked_desk_shows_nothing_and_opens_again(program: DeskProgram) -> None:
    program.set_up()
    desk = program.flows.desk()
    buyer = desk.buyers.ensure("小鹿的窝", "千牛", "", 1.0).result()
    desk.handovers.hand(
        [HandoverDraft(buyer.id, "断货", "", "打电话")], Agent("03", "晚班"), 1.0, "UTC"
    ).result()
    program.when(lambda: program.app.sidebar.rail.button(HANDOVERS)._badge == 1)
    program.flows.ask("lock")
    program.settle()
    sidebar = program.app.sidebar
    assert program.flows.desk() is None
    assert sidebar.page == PHRASES
    assert sidebar.rail.button(HANDOVERS)._badge == 0
    program.unlock("wrong words")
    program.when(lambda: program.setup.locked.error.text())
    assert program.flows.desk() is None
    program.setup.unlock_requested.emit(PASSPHRASE)
    program.when(lambda: program.flows.desk() is not None)
    program.settle()
    page = sidebar.shown_page()
    assert isinstance(page, HandoversPage)
    program.when(lambda: sidebar.rail.button(HANDOVERS)._badge == 1)
    assert isinstance(page_of(program, BUYERS), BuyersPage)


@pytest.mark.parametrize("name", [BUYERS, HANDOVERS, REMINDERS])
def test_a_page_on_which_the_desk_was_opened_is_filled(program: DeskProgram, name: str) -> None:
    program.set_up()
    desk = program.flows.desk()
    buyer = desk.buyers.ensure("小鹿的窝", "千牛", "", 1.0).result()
    desk.handovers.hand(
        [HandoverDraft(buyer.id, "断货", "", "打电话")], Agent("03", "晚班"), 1.0, "UTC"
    ).result()
    desk.reminders.add(ReminderDraft("回电", 2.0, buyer=buyer.id), 1.0, "UTC", "07").result()
    program.flows.ask("lock")
    program.when(lambda: program.flows.notes is None)
    program.open(name)
    program.when(lambda: program.setup.state == "locked")
    program.setup.unlock_requested.emit(PASSPHRASE)
    program.when(lambda: program.flows.desk() is not None)
    page = program.app.sidebar.shown_page()
    program.when(lambda: page.list.selected_id())


def test_the_recovery_key_is_shown_again_only_for_the_passphrase(program: DeskProgram) -> None:
    program.set_up()
    program.app.sidebar.show_page(SETTINGS)
    program.flows.ask("recovery")
    program.when(lambda: program.setup.state == "locked")
    program.setup.unlock_requested.emit(PASSPHRASE)
    program.when(lambda: program.setup.state == "recovery")
    assert program.setup.recovery.key.key.startswith("BH1-")
    program.setup.done.emit()
    program.settle()
    assert program.app.sidebar.page == SETTINGS
    assert isinstance(page_of(program, BUYERS), BuyersPage)


@pytest.mark.parametrize("way_out", ["escape", "rail"])
def test_leaving_the_recovery_key_takes_it_off_the_screen(
    program: DeskProgram, way_out: str
) -> None:
    program.open(HANDOVERS)
    program.set_up()
    program.flows.ask("recovery")
    program.when(lambda: program.setup.state == "locked")
    program.setup.unlock_requested.emit(PASSPHRASE)
    program.when(lambda: program.setup.state == "recovery")
    assert program.app.sidebar.shown_page() is program.setup, "no page takes its place"
    if way_out == "escape":
        QTest.keyClick(program.setup, Qt.Key.Key_Escape)
        assert program.app.sidebar.page == SETTINGS
    else:
        program.open(PHRASES)
    assert program.setup.recovery.key.key == ""
    assert isinstance(page_of(program, BUYERS), BuyersPage)


def test_the_passphrase_is_changed_and_the_old_one_opens_no_more(program: DeskProgram) -> None:
    program.set_up()
    program.flows.ask("passphrase")
    program.when(lambda: program.setup.state == "locked")
    program.setup.unlock_requested.emit(PASSPHRASE)
    program.when(lambda: program.setup.state == "new")
    program.setup.create_requested.emit("换了一个新的口令")
    program.when(lambda: program.app.sidebar.page == SETTINGS)
    program.flows.ask("lock")
    program.unlock(PASSPHRASE)
    program.when(lambda: program.setup.locked.error.text())
    assert program.flows.desk() is None
    program.setup.unlock_requested.emit("换了一个新的口令")
    program.when(lambda: program.flows.desk() is not None)


def test_the_keys_from_anywhere_open_the_popups(program: DeskProgram) -> None:
    program.set_up()
    program.dock("小鹿的窝")
    run = program.parts.commands.of_keys()
    run[ActionId.NOTE]()
    popup = program.flows.notes.writing._popup
    assert popup.isVisible()
    assert popup.form().name == "小鹿的窝"
    popup.hide()
    run[ActionId.HANDOVER_NEW]()
    assert program.flows.handovers.writing.form.isVisible()
    program.flows.handovers.writing.form.hide()
    run[ActionId.REMINDER_NEW]()
    program.settle()
    run[ActionId.PAGE_REMINDERS]()
    assert isinstance(program.app.sidebar.shown_page(), RemindersPage)


def test_a_locked_screen_hides_the_page(program: DeskProgram) -> None:
    program.set_up()
    program.open(BUYERS)
    program.parts.session.locked.emit()
    assert program.app.sidebar.page == PHRASES


def test_a_reminder_that_falls_due_behind_a_locked_screen_is_told_after_it(
    program: DeskProgram,
) -> None:
    program.set_up()
    desk, now = program.flows.desk(), program.flows.around.now()
    one = desk.reminders.add(ReminderDraft("回电", now + 0.5), now, "UTC", "07").result()
    program.parts.session.locked.emit()
    program.when(lambda: program.flows.notes is None)
    program.parts.session.resumed.emit()  # the machine wakes up before the screen is unlocked
    program.when(lambda: program.flows.around.now() > now + 0.6)
    assert "回电" not in program.app.sidebar.toast.text
    program.parts.session.unlocked.emit()
    program.unlock()
    program.when(lambda: program.flows.desk() is not None)
    desk = program.flows.desk()
    program.when(lambda: desk.reminders.get(one.id).result().told_at is not None)
    assert "提醒" in program.app.sidebar.toast.text or "回电" in program.app.sidebar.toast.text


def test_waiting_handovers_are_shown_first_without_taking_the_focus(program: DeskProgram) -> None:
    program.set_up()
    desk = program.flows.desk()
    desk.handovers.hand(
        [HandoverDraft("", "", "", "换打印纸")], Agent("03", "晚班"), 1.0, "UTC"
    ).result()
    program.open(PHRASES)
    program.flows._greet(1)
    sidebar = program.app.sidebar
    assert isinstance(sidebar.shown_page(), HandoversPage)
    assert sidebar.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert "1 条交接" in sidebar.toast.text


def test_an_erased_buyer_leaves_no_trace_in_the_data_folder(program: DeskProgram) -> None:
    program.set_up()
    flows, desk = program.flows, program.flows.desk()
    now = flows.around.now()
    buyer = desk.buyers.ensure(canary.NAME, "千牛", "", now).result()
    text = f"{canary.NAME} 电话 {canary.PHONE},{canary.ADDRESS},单号 {canary.ORDER}"
    draft = NoteDraft(buyer.id, text, order=canary.ORDER, keep_until=now + 86_400)
    note = desk.notes.add(draft, now, "UTC", "07").result()
    assert canary.MASKED in note.text
    assert canary.PHONE not in note.text
    desk.handovers.hand(
        [HandoverDraft(buyer.id, text, text, text, order=canary.ORDER)], Agent("07"), now, "UTC"
    ).result()
    desk.reminders.add(ReminderDraft(text, now, buyer=buyer.id), now, "UTC", "07").result()
    desk.drafts.put(f"note.new.千牛/{canary.NAME}", text).result()
    desk.store.backup("daily").result()
    program.dock(canary.NAME, "千牛")
    for name in (BUYERS, HANDOVERS, REMINDERS):
        program.open(name)
    desk.buyers.erase(buyer.id).result()
    program.settle()
    assert desk.buyers.find(canary.NAME).result() == []
    assert desk.store.undo().result() == "" or desk.buyers.find(canary.NAME).result() == []
    assert list(canary.traces(program.folder)) == []


class Gate:
    """Stands in for ``Desk.open``: counts, and lets nobody through before it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open_it, self.opened = threading.Event(), []
        real = Desk.open

        def wait(folder: Path, key: str) -> Desk:
            assert self.open_it.wait(30)
            self.opened.append(real(folder, key))
            return self.opened[-1]

        monkeypatch.setattr(Desk, "open", wait)

    @property
    def left_open(self) -> int:
        return sum(desk.store._thread.is_alive() for desk in self.opened)


@pytest.fixture
def opens_itself(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[DeskProgram, Gate]]:
    """A program at whose start the keyring gives the key, and the opening takes a while."""
    monkeypatch.setattr("phrasebook.content.sync", lambda *_: NoProblems())
    vault = MemoryVault()
    monkeypatch.setattr("assistant.backends.pick_vault", lambda _held="": vault)
    seed(tmp_path)
    Desk.open(tmp_path, DeskKeys(tmp_path, vault).create().key).close()
    gate = Gate(monkeypatch)
    made = DeskProgram(qtbot, tmp_path)
    yield made, gate
    gate.open_it.set()
    made.stop()
    assert gate.left_open == 0, "a connection leaks"


@pytest.mark.parametrize("pressed", [[BUYERS], [BUYERS, BUYERS, HANDOVERS], [REMINDERS] * 5])
def test_a_desk_that_is_opening_is_opened_once_whoever_asks(
    opens_itself: tuple[DeskProgram, Gate], pressed: list[str]
) -> None:
    program, gate = opens_itself
    for name in pressed:
        program.flows.open(name)
        program.settle()
    assert program.app.sidebar.shown_page() is program.setup
    gate.open_it.set()
    program.when(lambda: program.flows.desk() is not None)
    for _ in range(3):  # whatever was asked meanwhile is answered
        program.flows.key.run(lambda: None, lambda _none: None)
        program.settle()
    assert len(gate.opened) == 1
    kinds = {BUYERS: BuyersPage, HANDOVERS: HandoversPage, REMINDERS: RemindersPage}
    assert isinstance(program.app.sidebar.shown_page(), kinds[pressed[-1]])
    program.key(1)
    assert program.pasted, "the numbered keys work"


def test_who_went_elsewhere_while_it_opened_is_left_there(
    opens_itself: tuple[DeskProgram, Gate],
) -> None:
    program, gate = opens_itself
    program.flows.open(BUYERS)
    program.app.sidebar.show_page(PHRASES)
    gate.open_it.set()
    program.when(lambda: program.flows.desk() is not None)
    program.settle()
    assert program.app.sidebar.page == PHRASES


def test_a_passphrase_sent_twice_opens_once(
    program: DeskProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.set_up()
    program.flows.ask("lock")
    program.when(lambda: program.flows.notes is None)
    gate = Gate(monkeypatch)
    program.open(BUYERS)
    program.when(lambda: program.setup.state == "locked")
    for _ in range(3):
        program.setup.unlock_requested.emit(PASSPHRASE)
    gate.open_it.set()
    program.when(lambda: program.flows.desk() is not None)
    program.flows.key.run(lambda: None, lambda _none: None)
    program.settle()
    assert len(gate.opened) == 1


def test_beginning_twice_makes_one_desk(
    program: DeskProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    program.open(BUYERS)
    program.when(lambda: program.setup.state == "new")
    for _ in range(2):
        program.setup.create_requested.emit(PASSPHRASE)
    gate.open_it.set()
    program.when(lambda: program.setup.state == "recovery")
    program.setup.done.emit()
    program.when(lambda: program.flows.desk() is not None)
    assert len(gate.opened) == 1


class Frozen(MemoryVault):
    """A keyring whose password window nobody answers, behind the real waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.answer = threading.Event(), threading.Event()

    def put(self, key_id: str, secret: str) -> None:
        from assistant.backends.keyring_vault import _within

        def ask() -> None:
            self.asked.set()
            self.answer.wait()

        try:
            _within(120.0, ask)
        except TimeoutError as error:
            raise UserError("没有回应") from error


def test_leaving_does_not_wait_for_a_keyring(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("phrasebook.content.sync", lambda *_: NoProblems())
    vault = Frozen()
    monkeypatch.setattr("assistant.backends.pick_vault", lambda _held="": vault)
    seed(tmp_path)
    program = DeskProgram(qtbot, tmp_path)
    program.open(BUYERS)
    program.when(lambda: program.setup.state == "new")
    program.setup.create_requested.emit("")
    program.when(vault.asked.is_set)
    late = threading.Timer(30, vault.answer.set)  # so that a fault ends the test too
    late.start()
    program.stop()
    assert not vault.answer.is_set(), "it waited for the answer"
    late.cancel()
    vault.answer.set()
    assert not (tmp_path / "desk.db").exists()


def test_what_is_opened_while_leaving_is_closed(
    opens_itself: tuple[DeskProgram, Gate],
) -> None:
    """The fixture looks whether it was."""
    program, gate = opens_itself
    threading.Timer(0.2, gate.open_it.set).start()
    program.flows.stop()
    assert len(gate.opened) == 1
    assert gate.left_open == 0
