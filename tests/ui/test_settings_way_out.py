"""The choice to have a key by a hook where another program holds it."""

from __future__ import annotations

import pytest

from assistant.actions import bindings
from assistant.hotkeys import hooked
from assistant.ports import Registration
from tests.ui.test_settings import REFUSED, context, keys_section, page
from ui.pages.settings import SettingsPage
from ui.settings.way_out import WayOut, choose

__all__ = ["context", "page"]  # fixtures


@pytest.fixture
def held_page(context, qtbot):
    """The page where a hook can be had for ``REFUSED``, which another program holds."""

    def registrations() -> list[Registration]:
        keys = bindings(context.options.get("keys"), scope="global")
        on = REFUSED in hooked(context.options)
        return [
            Registration(key, True, hooked=True)
            if key == REFUSED and on
            else Registration(key, key != REFUSED, "已被其他程序占用", taken=key == REFUSED)
            for key in keys
        ]

    context.registrations, context.way_out = registrations, True
    made = SettingsPage(context)
    qtbot.addWidget(made)
    made.resize(340, 720)
    made.show()
    return made


def test_a_key_that_another_holds_can_be_had_all_the_same_and_given_back(
    held_page, context
) -> None:
    section = keys_section(held_page)
    edit = section._edits["paste.3"]
    (way,) = section.findChildren(WayOut)
    assert edit.isAncestorOf(way)
    assert "键盘钩子" in way.words.text()
    assert "安全软件" in way.words.text()
    way.button.click()
    assert context.options.get("keys.hooked") == [str(REFUSED)]
    section.show_states()
    assert not edit.message.text()
    assert way.isVisible()
    assert f"{REFUSED} 正由伴话拦截" in way.words.text()
    assert "都可用" in section._state.text()
    way.button.click()
    assert context.options.get("keys.hooked") == []
    section.show_states()
    assert edit.message.text() == "已被其他程序占用"
    assert "照样用" in way.button.text()


def test_a_key_that_is_free_again_offers_no_hook(held_page, context) -> None:
    section = keys_section(held_page)
    (way,) = section.findChildren(WayOut)
    context.registrations = lambda: [Registration(REFUSED, True)]
    section.show_states()
    assert way.isHidden()


def test_where_there_is_no_hook_none_is_offered(page) -> None:
    assert keys_section(page).findChildren(WayOut) == []


def test_a_hook_that_does_not_work_is_not_called_working(held_page, context) -> None:
    choose(context.options, REFUSED, True)
    context.registrations = lambda: [Registration(REFUSED, False, "装不上键盘钩子", taken=True)]
    section = keys_section(held_page)
    section.show_states()
    (way,) = section.findChildren(WayOut)
    assert "装不上" in section._edits["paste.3"].message.text()
    assert way.words.isHidden()
    assert way.button.text() == "不再拦截"
