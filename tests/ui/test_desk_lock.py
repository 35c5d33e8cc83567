"""The desk locks by itself when nobody is there, and shows that it is locked."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from assistant.backends.null import NullVault
from assistant.desk.wrapping import Cost
from phrasebook.desk import Agent, HandoverDraft
from tests import canary
from tests.assistant.desk.fake_vault import FakeVault
from tests.ui.app_world import NoProblems, seed
from tests.ui.test_app_desk import PASSPHRASE, DeskProgram
from ui.flows.lock_signs import NOTICE
from ui.window import BUYERS, HANDOVERS, PHRASES, REMINDERS

PAGES = (BUYERS, HANDOVERS, REMINDERS)


class Idle:
    """Says how long nobody did anything, as told."""

    def __init__(self) -> None:
        self.idle: float | None = 0.0

    def seconds(self) -> float | None:
        return self.idle

    def close(self) -> None:
        self.idle = None


class Locking(DeskProgram):
    """A program whose keyring and idle time the test decides."""

    @property
    def lock(self):
        return self.flows.auto_lock

    @property
    def banner(self):
        return self.app.sidebar.banner

    @property
    def marked(self) -> set[str]:
        rail = self.app.sidebar.rail
        return {name for name in PAGES if rail.button(name)._locked}

    def says_locked(self) -> bool:
        if self.banner.isVisible() and self.banner.name == "reach":
            self.banner.close_by_hand()  # offscreen there are no windows of others
        return self.banner.isVisible() and self.banner.name == NOTICE

    def closed(self) -> None:
        self.when(lambda: self.flows.desk() is None and self.flows.notes is None)

    def opened(self) -> None:
        self.when(lambda: self.flows.desk() is not None)


@pytest.fixture(params=["passphrase", "keyring"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str):
    monkeypatch.setattr("phrasebook.content.sync", lambda *_: NoProblems())
    monkeypatch.setattr("assistant.desk.wrapping.COST", Cost(2**10, 8, 1))
    vault = FakeVault() if kind == "keyring" else NullVault("没有钥匙串", "")
    monkeypatch.setattr("assistant.backends.pick_vault", lambda _held="": vault)
    seed(tmp_path)
    made: list[Locking] = []

    def start() -> Locking:
        while made:
            made.pop().stop()
        made.append(Locking(qtbot, tmp_path))
        made[-1].chosen = PASSPHRASE if kind == "passphrase" else ""
        return made[-1]

    yield start
    for one in made:
        one.stop()


@pytest.fixture
def program(make) -> Locking:
    return make()


def type_note(program: Locking, text: str) -> None:
    program.dock("小鹿的窝", "千牛")
    program.flows.write_note()
    popup = program.flows.notes.writing._popup
    popup.text.setPlainText(text)


def test_without_a_desk_nothing_is_marked(program: Locking) -> None:
    program.flows.signs.look()
    program.flows.key._worker.submit(lambda: None).result()
    program.settle()
    assert program.marked == set()
    assert not program.says_locked()


def test_a_start_says_whether_the_desk_is_locked(make, kind: str) -> None:
    make().set_up()
    program = make()
    if kind == "keyring":
        program.opened()
        assert program.marked == set()
        assert not program.says_locked()
        return
    program.when(program.says_locked)
    assert program.marked == set(PAGES)
    assert program.app.sidebar.page == PHRASES, "nothing comes in between"
    rail = program.app.sidebar.rail
    assert rail.button(BUYERS).accessibleDescription() == "备注本已锁"
    assert "交接和到点的提醒" in program.banner.accessibleName()
    program.banner._action.click()
    program.when(lambda: program.setup.state == "locked")
    program.setup.unlock_requested.emit(PASSPHRASE)
    program.opened()
    assert program.marked == set()
    assert not program.says_locked()
    assert rail.button(BUYERS).accessibleDescription() == ""


def test_a_hidden_sidebar_says_it_beside_the_tray(
    make, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make().set_up()
    said: list[str] = []
    monkeypatch.setattr("ui.services.Services.unseen", lambda _self, text, _ask: said.append(text))
    program = make()
    if kind == "passphrase":
        program.when(lambda: said)
        assert said[0].startswith("备注本已锁")
    else:
        program.opened()
        assert said == []


@pytest.mark.parametrize("event", ["locked", "sleeping"])
def test_it_locks_with_the_screen_and_before_sleep(program: Locking, kind: str, event: str) -> None:
    program.set_up()
    type_note(program, f"答应补发 {canary.PHONE}")
    program.parts.suggest.take("电话是多少")
    program.when(lambda: program.parts.suggest.message)
    program.app.sidebar.toast.say("小鹿的窝 提醒")
    getattr(program.parts.session, event).emit()
    assert program.flows.desk() is None
    assert not program.parts.suggest.message
    assert program.parts.suggest._message == ""
    assert program.app.sidebar.toast.isHidden()
    assert "小鹿" not in program.app.sidebar.head.buyer.accessibleName()
    program.closed()
    program.when(lambda: program.marked == set(PAGES))
    back = "unlocked" if event == "locked" else "resumed"
    getattr(program.parts.session, back).emit()
    if kind == "passphrase":
        assert program.marked == set(PAGES)
        program.unlock()
    program.opened()
    program.when(lambda: program.flows.notes is not None)
    desk = program.flows.desk()
    assert any(canary.PHONE in text for text in desk.drafts.all().result().values())
    program.when(lambda: program.marked == set())


def test_what_was_locked_by_hand_stays_locked(program: Locking, kind: str) -> None:
    program.set_up()
    program.flows.key.lock()
    program.closed()
    program.parts.session.locked.emit()
    program.parts.session.unlocked.emit()
    program.settle()
    assert program.flows.desk() is None


@pytest.mark.parametrize("kind", ["keyring"], indirect=True)
def test_a_desk_on_its_way_is_locked_behind_a_locked_screen(program: Locking) -> None:
    program.set_up()
    program.flows.key.lock()
    program.closed()
    opened: list[bool] = []
    program.flows.key.opened.connect(lambda: opened.append(True))
    program.flows.key.start()
    program.parts.session.locked.emit()
    program.when(lambda: opened)
    program.closed()
    program.parts.session.unlocked.emit()
    program.opened()


def test_a_screen_that_stays_locked_after_waking_keeps_it_locked(program: Locking) -> None:
    program.set_up()
    session = program.parts.session
    session.locked.emit()
    session.sleeping.emit()
    program.closed()
    session.resumed.emit()
    program.settle()
    assert program.lock.away
    assert program.flows.desk() is None
    session.unlocked.emit()
    assert not program.lock.away


def test_it_locks_after_idling_if_that_is_chosen(program: Locking, kind: str) -> None:
    program.set_up()
    idle = Idle()
    program.lock._make_idle = lambda: idle
    idle.idle = 10_000.0
    assert not program.lock._timer.isActive(), "nobody is asked while the option is off"
    program.app.options.set("desk.lock_idle", "15")
    program.when(program.lock._timer.isActive)
    idle.idle = 15 * 60 - 1
    program.lock.look()
    assert program.flows.desk() is not None
    idle.idle = 15 * 60
    program.lock.look()
    assert program.flows.desk() is None
    program.closed()
    idle.idle = 1.0
    program.lock.look()
    if kind == "passphrase":
        program.unlock()
    program.opened()


def test_what_cannot_be_told_locks_nothing(program: Locking) -> None:
    program.set_up()
    idle = Idle()
    program.lock._make_idle = lambda: idle
    idle.idle = None
    program.app.options.set("desk.lock_idle", "5")
    program.when(lambda: not program.says_locked() and program.banner.name == "idle_unknown")
    program.lock.look()
    assert program.flows.desk() is not None


def test_no_secret_is_left_in_what_asks_for_one(program: Locking, kind: str) -> None:
    program.set_up()
    if kind == "passphrase":
        program.flows.ask("passphrase")
        program.when(lambda: program.setup.state == "locked")
        program.setup.unlock_requested.emit(PASSPHRASE)
        program.when(lambda: program.setup.state == "new")
    store = program.flows.desk().store
    program.flows.key.lock()
    program.closed()
    assert program.flows.key._with_passphrase == program.flows.key._create
    program.when(lambda: store._key == "")


def test_waiting_handovers_are_told_once_it_is_open(make, kind: str) -> None:
    program = make()
    program.set_up()
    program.flows.desk().handovers.hand(
        [HandoverDraft("", "", "", "换打印纸")], Agent("03", "晚班"), 1.0, "UTC"
    ).result()
    program = make()
    if kind == "passphrase":
        program.when(program.says_locked)
        program.unlock()
    program.opened()
    program.when(lambda: program.app.sidebar.rail.button(HANDOVERS)._badge == 1)


@pytest.mark.parametrize("kind", ["passphrase"], indirect=True)
def test_a_weak_passphrase_of_before_opens_and_is_told(make) -> None:
    from assistant.desk.keys import DeskKeys

    make().set_up()
    program = make()
    keys = DeskKeys(program.folder, None)
    keys._keep(keys.unlock_with(PASSPHRASE), "12345678", fresh=False)
    program.unlock("12345678")
    program.opened()
    program.when(lambda: not program.says_locked() and program.banner.name == "weak_passphrase")
    assert "太容易猜到" in program.banner.text
    program.banner._action.click()
    program.when(lambda: program.setup.state == "locked")


def test_a_recovery_key_on_the_screen_goes_with_it(program: Locking, kind: str) -> None:
    program.set_up()
    program.flows.ask("recovery")
    if kind == "passphrase":
        program.when(lambda: program.setup.state == "locked")
        program.setup.unlock_requested.emit(PASSPHRASE)
    program.when(lambda: program.setup.recovery.key.key.startswith("BH1-"))
    program.parts.session.locked.emit()
    assert program.app.sidebar.page == PHRASES
    assert program.setup.recovery.key.key == ""
    program.closed()
