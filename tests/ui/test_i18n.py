"""Catalogues: found by language, and Simplified Chinese where there is none."""

from __future__ import annotations

import logging

import pytest

from phrasebook import i18n
from ui.i18n import catalogue, tr, use_language


@pytest.fixture(autouse=True)
def back_to_the_source():
    yield
    i18n.install(None)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "en.toml").write_text(
        '[texts]\n"设置" = "Settings"\n"空" = ""\n"数" = 3\n', encoding="utf-8"
    )
    return tmp_path


def test_a_region_falls_back_to_its_language(folder):
    assert use_language(folder, "en_GB")
    assert tr("设置") == "Settings"


def test_what_is_not_translated_stays_chinese(folder):
    use_language(folder, "en")
    assert [tr("别的"), tr("空"), tr("数")] == ["别的", "空", "数"]


@pytest.mark.parametrize("language", ["zh_CN", "de_DE", ""])
def test_no_catalogue_means_the_source(folder, language):
    use_language(folder, "en")
    assert not use_language(folder, language)
    assert tr("设置") == "设置"


def test_a_broken_catalogue_is_named_in_the_log(folder, caplog):
    caplog.set_level(logging.WARNING)
    (folder / "en.toml").write_text("[texts\n", encoding="utf-8")
    assert catalogue(folder, "en") == {}
    assert caplog.messages == ["translation unreadable language=en"]
