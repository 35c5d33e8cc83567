"""Settings of the desk: options in force at once, wishes as signals, the state in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from assistant.options import Options
from ui.settings.desk import RETENTIONS, DeskFacts, DeskSection

OPEN = DeskFacts(open=True, lock="passphrase", buyers=1234, open_items=17)


class World:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.options = Options(folder / "options.json")
        self.facts = OPEN
        self.section = DeskSection(self.options, lambda: self.facts)
        qtbot.addWidget(self.section)
        self.asked: list[str] = []
        for name in ("purge", "lock", "unlock", "passphrase", "recovery"):
            signal = getattr(self.section, f"{name}_requested")
            signal.connect(lambda n=name: self.asked.append(n))


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> World:
    return World(qtbot, tmp_path)


def test_choices_are_stored_at_once(world: World) -> None:
    retention = next(
        made for made in world.section.findChildren(QPushButton) if made.text() == "90"
    )
    retention.click()
    assert world.options.get("desk.retention") == "90"
    assert [value for value, _ in RETENTIONS] == ["7", "30", "90", "never"]


def test_every_word_of_retention_is_a_value_of_the_option(world: World) -> None:
    for value, _ in RETENTIONS:
        world.options.set("desk.retention", value)
        assert world.options.get("desk.retention") == value


def test_an_open_desk_says_what_it_holds(world: World) -> None:
    assert world.section.state.text() == "已打开。用口令打开。"
    assert world.section.counts.text() == "买家 1,234 位,没办完 17 件。"
    for button in (world.section.lock, world.section.passphrase, world.section.recovery):
        assert not button.isHidden()
        button.click()
    world.section.purge.click()
    assert world.asked == ["lock", "passphrase", "recovery", "purge"]


def test_a_locked_desk_offers_to_open_it_and_nothing_else(world: World) -> None:
    world.facts = DeskFacts(lock="keyring")
    world.section.refresh()
    assert "已锁定" in world.section.state.text()
    assert world.section.lock.text() == "打开"
    assert world.section.passphrase.isHidden()
    assert world.section.recovery.isHidden()
    assert not world.section.purge.isEnabled()
    assert world.section.counts.isHidden()
    world.section.lock.click()
    assert world.asked == ["unlock"]


def test_without_a_desk_it_offers_to_set_one_up(world: World) -> None:
    world.facts = DeskFacts()
    world.section.refresh()
    assert world.section.state.text() == "还没有设置备注本。"
    assert world.section.lock.text() == "现在设置"


def test_a_keyring_has_no_passphrase_to_change(world: World) -> None:
    world.facts = DeskFacts(open=True, lock="keyring")
    world.section.refresh()
    assert world.section.passphrase.isHidden()
    assert world.section.counts.text() == "买家 正在数… 位,没办完 正在数… 件。"


def test_what_was_cleaned_is_told(world: World) -> None:
    world.section.show_purged(2, 14)
    assert world.section.purged.text() == "清理了 2 位买家、14 条记录。"
    world.section.show_purged(0, 0)
    assert "什么也没删" in world.section.purged.text()
