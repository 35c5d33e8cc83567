"""Settings, 改写: off at first, says what leaves, warns of an address that others could read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.actions import ActionId
from assistant.clients import Clients
from assistant.keys import Hotkey
from assistant.options import Options
from ui.pages.settings import SettingsPage
from ui.settings.context import DataFacts, SettingsContext, key_check
from ui.settings.keys import KeysSection
from ui.settings.rewrite import RewriteSection


@pytest.fixture
def context(tmp_path: Path) -> SettingsContext:
    options = Options(tmp_path / "options.json")
    return SettingsContext(
        options, lambda: Clients.load(options.get("clients")), lambda: DataFacts(tmp_path)
    )


@pytest.fixture
def page(context, qtbot) -> SettingsPage:
    made = SettingsPage(context)
    qtbot.addWidget(made)
    made.resize(340, 720)
    made.show()
    made.show_section("rewrite")
    return made


@pytest.fixture
def section(page) -> RewriteSection:
    found = page.section("rewrite")
    assert isinstance(found, RewriteSection)
    return found


@pytest.fixture
def on(section, context) -> RewriteSection:
    section.switch.click()
    return section


def typed(field, text: str) -> None:
    field.setText(text)
    field.textEdited.emit(text)
    field.editingFinished.emit()


def test_it_is_off_and_shows_only_the_switch_and_what_would_leave(section, context) -> None:
    assert not section.switch.isChecked()
    assert not section.endpoint.isVisible()
    section.switch.click()
    assert context.options.get("rewrite.on") is True
    assert section.endpoint.isVisible()


def test_address_and_model_are_stored(on, context) -> None:
    typed(on.address, " https://a.example/v1 ")
    typed(on.model, "qwen")
    assert context.options.get("rewrite.address") == "https://a.example/v1"
    assert context.options.get("rewrite.model") == "qwen"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", ""),
        ("http://127.0.0.1:11434/v1", ""),
        ("http://192.168.1.9/v1", ""),
        ("https://api.example.com/v1", ""),
        ("http://api.example.com/v1", "没有加密"),
        ("ftp://x", "写得不对"),
    ],
)
def test_an_address_that_others_could_read_or_that_is_none_is_warned_of(on, address, said) -> None:
    typed(on.address, address)
    assert said in on.address_state.text()
    assert on.address_state.isVisible() is bool(said)


def test_the_key_is_only_said_to_be_there(on, monkeypatch, context) -> None:
    monkeypatch.delenv("BANHUA_REWRITE_KEY", raising=False)
    on.refresh()
    assert "没有设" in on.key_state.text()
    monkeypatch.setenv("BANHUA_REWRITE_KEY", "k-secret")
    on.refresh()
    assert "已设好" in on.key_state.text()
    assert "k-secret" not in on.key_state.text()
    typed(on.address, "http://127.0.0.1/v1")
    assert "k-secret" not in context.options._path.read_text("utf-8")


def test_a_try_stores_what_was_typed_last_and_says_how_it_ended(on, page, context) -> None:
    asked: list[str] = []
    page.rewrite_try_requested.connect(lambda: asked.append(context.options.get("rewrite.model")))
    on.model.setText("qwen")
    on.model.textEdited.emit("qwen")
    on.try_button.click()
    assert asked == ["qwen"]
    assert "正在试" in on.state.text()
    assert not on.try_button.isEnabled()
    page.show_rewrite_tried("连不上。", False)
    assert on.state.text() == "连不上。"
    assert on.state.property("kind") == "error"
    assert on.try_button.isEnabled()


def test_a_try_of_another_endpoint_than_the_present_one_is_not_shown(on, page) -> None:
    on.try_button.click()
    typed(on.model, "other")
    page.show_rewrite_tried("通了", True)
    assert on.state.text() == ""
    assert on.try_button.isEnabled()


def test_an_endpoint_changed_elsewhere_is_shown(on, context) -> None:
    context.options.set("rewrite.model", "llama")
    context.options.set("rewrite.address", "http://127.0.0.1:1/v1")
    assert (on.model.text(), on.address.text()) == ("llama", "http://127.0.0.1:1/v1")


# Its key in 按键.


def test_its_key_is_listed_only_while_it_is_on(page, context) -> None:
    keys = page.section("keys")
    assert isinstance(keys, KeysSection)
    page.show_section("keys")
    keys._toggle_inside()
    row = keys._edits[ActionId.CARD_REWRITE]
    assert not row.isVisible()
    context.options.set("rewrite.on", True)
    assert row.isVisible()
    context.options.set("rewrite.on", False)
    assert not row.isVisible()


def test_its_key_is_free_for_others_only_while_it_is_off(context) -> None:
    check = key_check(context, ActionId.CARD_PIN)
    assert check(Hotkey.parse("R")) is None
    context.options.set("rewrite.on", True)
    found = check(Hotkey.parse("R"))
    assert found is not None
    assert "改写" in found.who
