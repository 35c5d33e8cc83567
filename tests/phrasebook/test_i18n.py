"""Texts go through one hook; a translator's slip never ends the program."""

from __future__ import annotations

import pytest

from phrasebook import i18n
from phrasebook.i18n import tr


@pytest.fixture
def language():
    yield lambda texts: i18n.install(lambda text: texts.get(text, text))
    i18n.install(None)


def test_without_a_translator_a_text_is_its_own_translation():
    assert tr("没有话术") == "没有话术"
    assert tr("找到 {count} 条", count=3) == "找到 3 条"


def test_a_text_without_values_keeps_its_brackets():
    assert tr("变量写作 {买家昵称}") == "变量写作 {买家昵称}"


def test_values_are_put_in_after_the_translation(language):
    language({"找到 {count} 条": "{count} found"})
    assert tr("找到 {count} 条", count=3) == "3 found"
    assert tr("别的") == "别的"


@pytest.mark.parametrize("broken", ["{number} found", "{count found", "{} {0}", "{count!z}"])
def test_a_broken_translation_falls_back(language, broken):
    language({"找到 {count} 条": broken})
    assert tr("找到 {count} 条", count=3) == "找到 3 条"


def test_a_value_may_hold_brackets():
    assert tr("找到 {query}", query="{买家}") == "找到 {买家}"


def test_a_mistake_in_the_source_is_not_hidden():
    with pytest.raises(KeyError):
        tr("找到 {count} 条", number=3)
