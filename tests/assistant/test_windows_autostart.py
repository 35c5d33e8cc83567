"""Opening at the sign-in: the value of the ``Run`` key, and what the Task Manager says to it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assistant import backends
from assistant.backends.windows_autostart import APPROVED, NAME, RUN, WindowsAutostart
from phrasebook.model import UserError

COMMAND = r'"C:\Users\小 王\Banhua\banhua.exe"'
OFF, ON = bytes([3, 0, 0, 0]), bytes([2, 0, 0, 0])


class FakeRegistry:
    """A registry in memory; ``refuses`` as a program does that guards it."""

    def __init__(self, values: dict[tuple[str, str], str | bytes] | None = None) -> None:
        self.values = values or {}
        self.refuses = False

    def get(self, key: str, name: str) -> str | bytes | None:
        return self.values.get((key, name))

    def put(self, key: str, name: str, text: str) -> None:
        self._guard()
        self.values[key, name] = text

    def remove(self, key: str, name: str) -> None:
        self._guard()
        self.values.pop((key, name), None)

    def _guard(self) -> None:
        if self.refuses:
            raise PermissionError(5, "denied")


def test_it_is_off_until_it_is_chosen_and_off_again():
    registry = FakeRegistry()
    it = WindowsAutostart(COMMAND, registry)
    assert it.capability().ok
    assert not it.on()
    it.set(True)
    assert registry.values == {(RUN, NAME): COMMAND}
    assert it.on()
    it.set(False)
    assert registry.values == {}
    assert not it.on()
    it.set(False)


def test_what_the_setup_wrote_shows_and_can_be_taken_back():
    registry = FakeRegistry({(RUN, NAME): '"D:\\elsewhere\\banhua.exe"'})
    it = WindowsAutostart(COMMAND, registry)
    assert it.on()
    it.set(False)
    assert registry.values == {}


@pytest.mark.parametrize(("said", "on"), [(OFF, False), (ON, True), (b"", True)])
def test_the_task_manager_is_heard(said, on):
    registry = FakeRegistry({(RUN, NAME): COMMAND, (APPROVED, NAME): said})
    it = WindowsAutostart(COMMAND, registry)
    assert it.on() is on
    it.set(True)
    assert it.on()


@pytest.mark.parametrize("on", [True, False])
def test_a_refusal_is_told_in_a_sentence(on):
    registry = FakeRegistry({(RUN, NAME): COMMAND})
    registry.refuses = True
    with pytest.raises(UserError) as told:
        WindowsAutostart("other", registry).set(on)
    assert "安全软件" in told.value.advice
    assert registry.values == {(RUN, NAME): COMMAND}


@pytest.mark.parametrize("platform", ["x11", "wayland", "macos", "offscreen"])
def test_elsewhere_there_is_nothing_to_choose(platform):
    it = backends.pick_autostart(platform)
    assert not it.capability().ok
    it.set(True)
    assert not it.on()


def test_the_setup_writes_the_same_value():
    script = Path(__file__).parents[2] / "tools" / "package" / "windows" / "banhua.nsi"
    text = script.read_text("utf-8")
    assert f'!define RUN "{RUN}"' in text
    assert f'WriteRegStr HKCU "${{RUN}}" "{NAME}" \'"$INSTDIR\\banhua.exe"\'' in text


@pytest.mark.skipif(sys.platform != "win32", reason="the registry of Windows")
def test_the_real_registry_keeps_it():
    it = WindowsAutostart(COMMAND)
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN) as key:
            winreg.QueryValueEx(key, NAME)
        pytest.skip("Banhua is installed here")
    except FileNotFoundError:
        pass
    assert not it.on()
    it.set(True)
    try:
        assert it.on()
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN) as key:
            assert winreg.QueryValueEx(key, NAME) == (COMMAND, winreg.REG_SZ)
    finally:
        it.set(False)
    assert not it.on()
