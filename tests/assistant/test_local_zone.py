"""The zone of this computer: from the environment, from the system, or UTC with a line."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

import pytest

from assistant.backends.local_zone import UNKNOWN, zone_id
from tests.needs import WINDOWS


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo"])
def test_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    assert zone_id() == zone


def test_a_change_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    zone_id()
    monkeypatch.setenv("TZ", "Asia/Urumqi")
    assert zone_id() == "Asia/Urumqi"


def test_the_system_is_asked_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    ZoneInfo(zone_id())


@pytest.mark.parametrize("found", [None, "Nowhere/Atall", "../etc/passwd", ""])
def test_a_zone_that_is_none_becomes_utc_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, found: str | None
) -> None:
    import tzlocal

    caplog.set_level(logging.INFO)
    monkeypatch.setattr(tzlocal, "reload_localzone", lambda: None)
    monkeypatch.setattr(tzlocal, "get_localzone_name", lambda: found)
    assert zone_id() == UNKNOWN
    assert "taking UTC" in caplog.text


def test_a_wish_that_names_no_zone_becomes_utc_or_what_windows_has(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("TZ", raising=False)
    of_the_system = zone_id()
    caplog.set_level(logging.INFO)
    monkeypatch.setenv("TZ", "CST-8")
    if WINDOWS:  # it does not know TZ, and so passes over one that says nothing
        assert zone_id() == of_the_system
    else:
        assert zone_id() == UNKNOWN
        assert "ZoneInfoNotFoundError" in caplog.text
