"""The Windows folder, built for real: the same twice, small, whole, nothing of the workshop."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.package import contents, distributions, libraries, tree
from tools.package.__main__ import BILL, MOST_INSTALLED
from tools.system import PACKAGE_PROGRAMS, missing_packages

ROOT = Path(__file__).parents[2]


def _left_out() -> str:
    if not os.environ.get("BANHUA_WINDOWS"):
        return "BANHUA_WINDOWS names no folder with python/ (dev.py test --windows)"
    lacking = missing_packages({}, PACKAGE_PROGRAMS)
    return f"missing: {', '.join(lacking)}" if lacking else ""


pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(_left_out()), reason=_left_out())]


def build(target: Path, **environment: str) -> Path:
    subprocess.run(
        [sys.executable, "-m", "tools.package", "--only-folder", "--no-smoke", "--out", target],
        cwd=ROOT, check=True, env={**os.environ, **environment},
    )  # fmt: skip
    return target / tree.NAME


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("first") / "dist")


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in tree.files(folder)
    }


def test_two_builds_are_the_same_bytes(folder, tmp_path):
    # The order in sets of texts and the zone must not matter.
    other = build(tmp_path / "dist", PYTHONHASHSEED="77", TZ="Asia/Shanghai")
    assert hashes(other) == hashes(folder)
    shutil.rmtree(tmp_path / "dist")


def test_it_is_small_enough(folder):
    assert tree.size(folder) <= MOST_INSTALLED


def test_every_library_that_is_linked_to_is_there_or_part_of_windows(folder):
    binaries = [path for path in tree.files(folder) if path.suffix in (".dll", ".exe", ".pyd")]
    assert len(binaries) > 40
    assert libraries.missing(binaries, contents.SYSTEM) == {}
    kernel = {*contents.SYSTEM} - {"kernel32.dll"}
    assert "kernel32.dll" in libraries.missing(binaries, kernel), "the check can fail"


def test_qt_is_there_as_far_as_it_is_used(folder):
    held = {path.name for path in (folder / "runtime/packages/PySide6").glob("Qt*")}
    assert {name for name in held if name.endswith(".pyd")} == {
        f"Qt{name}.pyd" for name in ("Core", "Gui", "PrintSupport", "Widgets")
    }
    assert not list(folder.rglob("opengl32sw.dll"))


def test_nothing_of_the_workshop_is_in_it(folder):
    names = {path.relative_to(folder).parts[1] for path in tree.files(folder / "app")}
    assert not names & {"tests", "tools", "bench", "dev.pyc"}
    assert not [path for path in tree.files(folder) if path.suffix in (".py", ".pyi", ".c")]
    here = str(ROOT).encode()
    assert [str(p) for p in tree.files(folder) if here in p.read_bytes()] == []


def test_each_packed_distribution_is_in_the_bill_and_has_its_licence(folder):
    bill = json.loads((folder / BILL).read_text(encoding="utf-8"))
    names = {one["name"] for one in bill["components"]} - {"Python"}
    assert {"pyside6-essentials", "sqlcipher3", "keyboard", "cryptography"} <= names
    texts = {path.name for path in (folder / "licenses").iterdir()}
    assert [name for name in names if not any(t.startswith(name) for t in texts)] == []
    locked = distributions.locked((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert names - locked == set(), "no tool of the tests"
