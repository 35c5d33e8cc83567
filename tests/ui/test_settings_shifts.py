"""Settings, 班次: set up once, faults said and not stored, the present shift told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from assistant.clients import Clients
from assistant.options import Options
from tests.ui.handover_world import DAY, HOUR, ZONE, key
from ui.settings.context import DataFacts, SettingsContext
from ui.settings.shifts import ShiftsSection
from ui.theme import theme

EARLY = {"name": "早班", "begin": "08:00", "end": "16:00"}
LATE = {"name": "晚班", "begin": "16:00", "end": "00:00"}


class World:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.now = DAY + 9 * HOUR
        self.options = Options(folder / "options.json")
        context = SettingsContext(
            options=self.options, clients=lambda: Clients(()), facts=lambda: DataFacts(folder)
        )
        self.section = ShiftsSection(context, now=lambda: self.now, zone=lambda: ZONE)
        self.options.listen(self.section.option_changed)
        qtbot.addWidget(self.section)
        self.section.setStyleSheet(theme().stylesheet())
        self.section.resize(340, 600)
        self.section.show()

    @property
    def shown(self) -> list[tuple[str, str, str]]:
        return [
            (name.text(), begin.text(), end.text())
            for _, name, begin, end in self.section._rows_of_shifts
        ]

    @property
    def stored(self) -> list[dict[str, str]]:
        return self.options.get("desk.shifts")

    def type(self, row: int, place: int, text: str) -> None:
        field = self.section._rows_of_shifts[row][place]
        field.clear()
        key(field, text)
        field.textEdited.emit(text)  # an input method's text is none of the keys that tell it
        self.section.finish()


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> World:
    return World(qtbot, tmp_path)


def test_nothing_is_set_up_at_first_and_it_says_how(world: World) -> None:
    assert world.shown == []
    assert "三班" in world.section.state.text()
    assert not world.section.own.isEnabled()


@pytest.mark.parametrize(("preset", "count"), [("three", 3), ("two", 2)])
def test_a_preset_is_one_click(world: World, preset: str, count: int) -> None:
    world.section.presets[preset].click()
    assert len(world.stored) == len(world.shown) == count
    assert world.section.own.count() == count + 1
    assert world.section.state.text().startswith("现在是")


def test_times_can_be_changed_and_the_present_shift_is_told(world: World) -> None:
    world.options.set("desk.shifts", [EARLY, LATE])
    assert world.shown == [("早班", "08:00", "16:00"), ("晚班", "16:00", "00:00")]
    assert world.section.state.text() == "现在是早班(08:00–16:00) · 下一班晚班,16:00 开始"
    world.type(1, 3, "23:30")
    assert world.stored[1]["end"] == "23:30"
    world.now = DAY + 1 * HOUR
    world.section.refresh()
    assert world.section.state.text() == "现在不在任何班次里 · 下一班早班,08:00 开始"


@pytest.mark.parametrize(
    ("row", "place", "text", "said"),
    [
        (0, 3, "17:00", "重叠"),
        (1, 1, "早班", "都叫"),
        (0, 2, "八", "看不懂"),
        (0, 1, "", "没有名字"),
    ],
)
def test_what_is_wrong_is_said_and_not_stored(
    world: World, row: int, place: int, text: str, said: str
) -> None:
    world.options.set("desk.shifts", [EARLY, LATE])
    world.type(row, place, text)
    assert said in world.section.error.text()
    assert world.stored == [EARLY, LATE]
    assert world.shown[row][place - 1] == text, "what is typed stays to be mended"
    good = [EARLY, LATE][row][("name", "begin", "end")[place - 1]]
    world.type(row, place, good)
    assert world.section.error.text() == ""


def test_shifts_are_added_and_removed(world: World) -> None:
    world.options.set("desk.shifts", [EARLY])
    world.section.add.click()
    assert world.shown[-1] == ("", "", "")
    world.section.finish()
    assert world.section.error.text() == "", "an empty row is no fault yet"
    for place, text in enumerate(("晚班", "16:00", "24:00"), start=1):
        world.type(1, place, text)
    assert world.stored == [EARLY, LATE]
    remove = world.section._rows_of_shifts[0][0].findChild(QPushButton)
    remove.click()
    assert world.stored == [LATE]
    assert world.shown[0][0] == "晚班"


def test_the_own_shift_and_number(world: World) -> None:
    world.options.set("desk.shifts", [EARLY, LATE])
    own = world.section.own
    assert [own.itemText(n) for n in range(3)] == ["按时间自动", "早班", "晚班"]
    own.activated.emit(2)
    assert world.options.get("desk.shift") == "晚班"
    own.activated.emit(0)
    assert world.options.get("desk.shift") == ""
    world.options.set("desk.shift", "晚班")
    assert own.currentText() == "晚班"
    key(world.section.number, "07")
    world.section.number.textEdited.emit("07")
    world.section.finish()
    assert world.options.get("agent.number") == "07"


def test_what_stands_wrong_in_the_file_is_shown_to_be_mended(qtbot: QtBot, tmp_path: Path) -> None:
    options = Options(tmp_path / "options.json")
    options.set("desk.shifts", [EARLY, EARLY | {"begin": "09:00"}])
    world = World(qtbot, tmp_path)
    assert len(world.shown) == 2
    assert "都叫" in world.section.error.text()
    assert not world.section.own.isEnabled()


def test_all_fields_have_names(world: World) -> None:
    world.options.set("desk.shifts", [EARLY])
    for field in world.section._rows_of_shifts[0][1:]:
        assert field.accessibleName()
    assert world.section.own.accessibleName() == "我上的班"


def test_large_letters_give_the_times_a_line_of_their_own(qtbot: QtBot, tmp_path: Path) -> None:
    theme().set_text_size(160)
    try:
        world = World(qtbot, tmp_path)
        world.section.resize(272, 600)
        world.section.presets["three"].click()
        world.section.grab()
        for _, name, begin, end in world.section._rows_of_shifts:
            assert begin.y() > name.y()
            for field in (begin, end):
                assert field.fontMetrics().horizontalAdvance("00:00") < field.width() - 16
    finally:
        theme().set_text_size(100)
