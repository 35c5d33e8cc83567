"""开机时自动打开: shown where there is such a thing, as it is, and with the reason of a refusal."""

from __future__ import annotations

from assistant.ports import Capability
from phrasebook.model import UserError
from tests.ui.test_settings import context
from ui.controls import CheckBox
from ui.pages.settings import SettingsPage
from ui.plain import Label

__all__ = ["context"]  # fixture


class FakeAutostart:
    """In the place of the registry."""

    def __init__(self) -> None:
        self.value = False
        self.refusal: UserError | None = None

    def capability(self) -> Capability:
        return Capability(True, "fake")

    def on(self) -> bool:
        return self.value

    def set(self, on: bool) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.value = on


def shown(context, qtbot) -> SettingsPage:
    page = SettingsPage(context)
    qtbot.addWidget(page)
    page.resize(340, 720)
    page.show()
    page.show_section("look")
    return page


def boxes(page: SettingsPage) -> list[CheckBox]:
    return [
        box
        for box in page.section("look").findChildren(CheckBox)
        if box.text() == "开机时自动打开" and box.isVisible()
    ]


def test_it_is_off_and_a_click_turns_it_on_and_off(context, qtbot):
    context.autostart = it = FakeAutostart()
    (box,) = boxes(shown(context, qtbot))
    assert not box.isChecked()
    box.click()
    assert it.value
    box.click()
    assert not it.value


def test_what_was_changed_elsewhere_shows_when_the_page_comes_back(context, qtbot):
    context.autostart = it = FakeAutostart()
    page = shown(context, qtbot)
    it.value = True
    page.show_section("dock")
    page.show_section("look")
    assert boxes(page)[0].isChecked()


def test_a_refusal_is_told_and_the_box_shows_what_is(context, qtbot):
    context.autostart = it = FakeAutostart()
    it.refusal = UserError("不允许。", "请放行。")
    page = shown(context, qtbot)
    (box,) = boxes(page)
    box.click()
    assert not box.isChecked()
    said = [
        one for one in page.section("look").findChildren(Label) if one.text() == "不允许。请放行。"
    ]
    assert [one.isVisible() for one in said] == [True]
    it.refusal = None
    box.click()
    assert box.isChecked()
    assert not any(one.isVisible() for one in said)


def test_elsewhere_there_is_no_such_box(context, qtbot):
    assert boxes(shown(context, qtbot)) == []
