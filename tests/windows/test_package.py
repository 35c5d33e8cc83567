"""A package's life under Wine: setup, start from the shortcut, use, upgrade, uninstall.

The tests of this file follow on one another. None has seen Windows.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from assistant.backends.windows_process import APPLICATION_ID
from assistant.desk import key_file
from main import VERSION
from tests import canary
from tests.desktop.harness.app import SECOND, seed
from tests.desktop.harness.process import wait_for
from tests.windows.harness.banhua import TITLE, pastes
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import START_S, Desk
from tests.windows.harness.installed import (
    ENTRY,
    RUN,
    SETUP_S,
    Installation,
    InstalledBanhua,
)
from tests.windows.harness.program import Agent
from tests.windows.test_desk import set_up, wait_note
from tools.package.__main__ import MOST_INSTALLED, MOST_SETUP

NOTE: Final = f"M 码断货,电话 {canary.PHONE}"
OTHER: Final = "0" * 32
"""Id of a key of another data folder, in the same credential store."""
KEPT: Final = "M 码断货,电话 138****8642"
"""As a note is stored."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def setup(package: Path) -> Path:
    """The setup program."""
    (found,) = package.glob("*-setup.exe")
    return found


@pytest.fixture(scope="module")
def installation(desk: Desk, setup: Path) -> Iterator[Installation]:
    """Installed silently, with autostart, over nothing."""
    it = Installation(desk)
    assert it.run(setup, "/S", "/AUTOSTART=1") == 0
    seed(it.data)
    yield it
    for pid in it.running():
        desk.wine.run("taskkill", "/f", "/pid", str(pid))


@pytest.fixture(scope="module")
def open_one(installation: Installation) -> Iterator[InstalledBanhua]:
    """The installed program, started from the start menu."""
    it = InstalledBanhua(installation)
    yield it
    it.program.kill()


def test_setup_installs_for_one_user(installation: Installation, setup: Path) -> None:
    names = installation.files()
    assert {"banhua.exe", "banhua-cli.exe", "uninstall.exe", "sbom.cdx.json"} <= {*names}
    assert {"licenses/LGPL-3.txt", "licenses/GPL-3.txt", "licenses/Python.txt"} <= {*names}
    assert installation.registry(ENTRY, "DisplayVersion") == VERSION
    assert "banhua.exe" in installation.registry(RUN, "Banhua")
    assert sum(names.values()) <= MOST_INSTALLED
    assert setup.stat().st_size <= MOST_SETUP


@pytest.mark.xfail(strict=True, reason="Wine's shortcuts keep no properties")
def test_the_shortcut_carries_the_id_of_the_running_program(installation: Installation) -> None:
    assert installation.application_id() == APPLICATION_ID


def test_started_from_the_shortcut_it_docks_and_pastes_by_key(
    open_one: InstalledBanhua, chat: Callable[..., Chat], desk: Desk
) -> None:
    since = open_one.mark()
    it = chat()
    open_one.wait_line(r"dock kind=docked", since=since)
    x, y, width, _ = it.frame()
    wait_for(lambda: open_one.frame()[:2] == (x + width, y), "it stands at the right edge")
    pastes(open_one, it, desk)
    assert max(SECOND) > "\uffff", "the text that was pasted has an emoji"


def test_a_note_is_kept(
    open_one: InstalledBanhua, chat: Callable[..., Chat], desk: Desk, agent: Agent
) -> None:
    it = chat()
    set_up(open_one, desk, agent)
    it.front()
    desk.hand.chord("Ctrl+Alt+n")

    wait_note(open_one, agent)
    agent.copy(NOTE)
    desk.hand.tap("b")  # the buyer, whom the client's title does not name
    for key in ("Tab", "Tab"):  # over the platform
        desk.hand.tap(key)
    desk.hand.chord("Ctrl+v")
    desk.hand.tap("Enter")
    wait_for(lambda: agent.ask("foreground") == it.window, "the chat is in front again")
    assert open_one.installation.notes() == [KEPT]


def test_a_second_start_raises_the_first(
    open_one: InstalledBanhua, installation: Installation, desk: Desk, agent: Agent
) -> None:
    def shown() -> bool:
        return bool(agent.windows(title=TITLE, pid=open_one.pid, visible=True))

    desk.hand.chord("Ctrl+Alt+b")
    wait_for(lambda: not shown(), "the sidebar is hidden")
    assert installation.run(installation.folder / "banhua.exe") == 0
    wait_for(shown, "the sidebar is there again")
    assert installation.running() == [open_one.pid]


def test_an_upgrade_over_a_running_one_keeps_everything(
    open_one: InstalledBanhua,
    installation: Installation,
    setup: Path,
    chat: Callable[..., Chat],
    desk: Desk,
) -> None:
    folder = installation.folder
    (folder / "app" / "gone.pyc").write_bytes(b"a module of the old version")
    own = folder / "our own notes.txt"
    own.write_text("not ours to touch", encoding="utf-8")
    since = open_one.mark()
    assert installation.run(setup, "/S") == 0
    assert not (folder / "app" / "gone.pyc").exists()
    assert not (folder / "old").exists()
    assert own.exists()
    assert "banhua.exe" in installation.registry(RUN, "Banhua"), "autostart stays as it was"
    wait_for(
        lambda: installation.running() not in ([], [open_one.pid]), "it is open again", SETUP_S
    )
    (open_one.pid,) = installation.running()
    wait_for(lambda: "ui.app ready" in open_one.text()[since:], "it is ready", START_S)
    wait_for(
        lambda: "desk open" in open_one.text()[since:], "the notes open by themselves", START_S
    )
    pastes(open_one, chat(), desk)
    assert installation.notes() == [KEPT]
    assert open_one.crashes() == []
    own.unlink()


def test_a_program_file_that_is_held_leaves_the_old_version_whole(
    installation: Installation, setup: Path
) -> None:
    before = installation.files()
    with installation.held("banhua.exe"):
        assert installation.run(setup, "/S", "/NORUN") == 4
    assert installation.files() == before


def test_the_command_line_takes_autostart_back(installation: Installation, setup: Path) -> None:
    assert installation.run(setup, "/S", "/AUTOSTART=0", "/NORUN") == 0
    assert installation.registry(RUN, "Banhua") == ""


def test_uninstalling_leaves_nothing_but_data(installation: Installation) -> None:
    program = Path(installation.folder / "uninstall.exe")
    assert installation.run(program, "/S") == 0
    # It copies itself away and returns; the copy does the work.
    wait_for(lambda: not installation.folder.exists(), "the program is gone", SETUP_S)
    wait_for(lambda: installation.running() == [], "it has ended", START_S)
    wait_for(lambda: installation.shortcut() is None, "its shortcut is gone")
    wait_for(lambda: installation.registry(ENTRY, "DisplayVersion") == "", "its entry is gone")
    assert installation.registry(RUN, "Banhua") == ""
    data = {path.name for path in installation.data.iterdir()}
    assert {"phrasebook.db", "desk.db", "backups"} <= data
    assert not (installation.data / "banhua.lock").exists(), "it left cleanly"


def test_erasing_takes_the_data_and_their_key_and_no_other(
    installation: Installation, setup: Path
) -> None:
    """What was uninstalled left its data: installed again, it is uninstalled with them."""
    assert installation.run(setup, "/S", "/NORUN") == 0
    own = json.loads((installation.data / key_file.FILE_NAME).read_text(encoding="utf-8"))["key_id"]
    before = installation.keys(OTHER)  # and those of other tests' folders
    assert own in before, "uninstalling alone had kept the key"
    assert installation.run(installation.folder / "uninstall.exe", "/S", "/ERASE=1") == 0
    wait_for(lambda: not installation.data.exists(), "the data are gone", SETUP_S)
    assert not installation.folder.exists()
    assert {*installation.keys()} == {*before} - {own}


def test_the_sums_are_right(setup: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=setup.parent,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
