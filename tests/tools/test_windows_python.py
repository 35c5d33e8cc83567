"""The cache of the Windows Python: whole or not there, and made anew when its sources change."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("it is assembled on Linux", allow_module_level=True)

from tools.windows import prefix, prepare, python
from tools.windows.python import Unavailable


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache, with everything slow left out; ``made`` in it counts."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(prepare, "assemble", lambda folder: folder.mkdir())
    monkeypatch.setattr(prefix, "make", lambda folder, *_: folder.mkdir())
    monkeypatch.setattr(prepare, "_make_locale", lambda folder: folder.mkdir())
    return tmp_path / "banhua" / "windows"


def folders(cache: Path) -> list[Path]:
    return [entry for entry in cache.iterdir() if entry.is_dir()]


def test_it_is_made_once_and_found_again(cache, monkeypatch):
    made = prepare.prepare()
    assert sorted(path.name for path in made.iterdir()) == [
        "fonts", "fonts.conf", "locale", "prefix", "python",
    ]  # fmt: skip
    monkeypatch.setattr(prepare, "assemble", lambda folder: pytest.fail("made again"))
    assert prepare.prepare() == made
    assert folders(cache) == [made]


def test_what_it_is_made_of_names_it(cache, monkeypatch, tmp_path):
    first = prepare.prepare()
    lock = tmp_path / "lock"
    lock.write_bytes(python.LOCK.read_bytes() + b"\n")
    monkeypatch.setattr(python, "LOCK", lock)
    assert prepare.prepare() != first


@pytest.mark.parametrize("step", ["assemble", "_make_locale"])
def test_a_failure_leaves_nothing(cache, monkeypatch, step):
    def fails(folder: Path) -> None:
        folder.mkdir()
        raise Unavailable("no package")

    monkeypatch.setattr(prepare, step, fails)
    with pytest.raises(Unavailable, match="no package"):
        prepare.prepare()
    assert folders(cache) == []


KILLED = """
import os, signal
from tools.windows import prefix, prepare
prepare.assemble = lambda folder: folder.mkdir()
prefix.make = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
prepare.prepare()
"""


def test_what_a_kill_left_is_no_cache_and_goes(cache):
    ended = subprocess.run([sys.executable, "-c", KILLED], cwd=python.ROOT, capture_output=True)
    assert ended.returncode == -9
    assert [entry.suffix for entry in folders(cache)] == [".part"]
    made = prepare.prepare()
    assert folders(cache) == [made]
    assert len(list(made.iterdir())) == 5


def test_what_no_run_has_used_for_a_month_goes(cache):
    used, forgotten = cache / "used", cache / "forgotten"
    for folder, days in ((used, 29), (forgotten, 31)):
        folder.mkdir(parents=True)
        then = time.time() - days * 86400
        os.utime(folder, (then, then))
    assert set(folders(cache)) == {used, forgotten}
    made = prepare.prepare()
    assert set(folders(cache)) == {used, made}


def test_pythons_own_exports_are_told_from_others():
    listing = 'LIBRARY "python311.dll"\nEXPORTS\nPyNone DATA\n_Py_Dealloc\nzlib_version\n\nPyNone\n'
    assert python.exports(listing) == ["PyNone", "_Py_Dealloc"]


def test_a_program_that_is_missing_or_fails_says_what(tmp_path):
    with pytest.raises(Unavailable, match="no-such-program is not installed"):
        python.run(["no-such-program"])
    with pytest.raises(Unavailable, match=r"(?s)python.*failed:.*wrong lock"):
        python.run([sys.executable, "-c", "raise SystemExit('wrong lock')"])


def test_a_machine_without_python_3_11_is_told(monkeypatch):
    monkeypatch.setattr(python, "VERSION", (3, 1))
    monkeypatch.setattr(python.shutil, "which", lambda name: None)
    with pytest.raises(Unavailable, match=r"Python 3\.11"):
        python.standard_python()


def test_without_wine_no_prefix_is_made(monkeypatch, tmp_path):
    monkeypatch.setattr(prefix, "loader", lambda: None)
    with pytest.raises(Unavailable, match="Wine is not installed"):
        prefix.make(tmp_path / "prefix", tmp_path, tmp_path)


def test_a_prefix_does_not_lead_into_the_users_own_folders(tmp_path):
    users = tmp_path / "drive_c" / "users" / "a"
    users.mkdir(parents=True)
    own = tmp_path / "Documents"
    own.mkdir()
    (own / "letter").touch()
    (users / "Documents").symlink_to(own)
    prefix._keep_inside(tmp_path)
    assert not (users / "Documents").is_symlink()
    assert list((users / "Documents").iterdir()) == []
    assert (own / "letter").exists()


def test_fonts_made_of_pictures_are_not_shown_to_wine(tmp_path, monkeypatch):
    asked: list[list[str]] = []

    def listed(command):
        asked.append(command)
        return "/fonts/a b/CJK.ttc: \n/fonts/Sans.ttf: \n"

    monkeypatch.setattr(prepare, "run", listed)
    prepare._make_fonts(tmp_path)
    assert asked == [["fc-list", ":outline=True:color=False", "file"]]
    targets = sorted(os.readlink(link) for link in (tmp_path / "fonts").iterdir())
    assert targets == ["/fonts/Sans.ttf", "/fonts/a b/CJK.ttc"]
    assert '<dir prefix="relative">fonts</dir>' in (tmp_path / prepare.FONTS).read_text("utf-8")


def test_the_registry_names_the_fonts_where_they_lie(cache, monkeypatch):
    def make(folder, _python, fonts):
        folder.mkdir()
        lain = str(fonts.parent / "fonts" / "CJK.ttc").replace("/", r"\\")
        (folder / "system.reg").write_text(f'"CJK (TrueType)"="Z:{lain}"\n', encoding="utf-8")

    monkeypatch.setattr(prefix, "make", make)
    made = prepare.prepare()
    lie = str(made / "fonts" / "CJK.ttc").replace("/", r"\\")
    written = (made / "prefix" / "system.reg").read_text("utf-8")
    assert written == f'"CJK (TrueType)"="Z:{lie}"\n'
