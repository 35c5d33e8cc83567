"""The Windows package, built for real: the same twice, small, whole, nothing of the workshop."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.package import contents, distributions, libraries, tree
from tools.package.__main__ import BILL, MOST_INSTALLED, SUMS

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


def unpacked(package: Path, target: Path) -> Path:
    """Unpack the zip of a build; gives the program's folder."""
    (archive,) = package.glob("*-windows-x64.zip")
    with zipfile.ZipFile(archive) as file:
        file.extractall(target)
    return target / tree.NAME


@pytest.fixture(scope="module")
def folder(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(package, tmp_path_factory.mktemp("unpacked"))


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in tree.files(folder)
    }


def test_two_builds_are_the_same_bytes(package, folder, tmp_path):
    other = tmp_path / "dist"
    subprocess.run(
        [sys.executable, "-m", "tools.package", "--no-smoke", "--out", other],
        # The order in sets of texts and the zone must not matter.
        cwd=ROOT, check=True, env={**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Shanghai"},
    )  # fmt: skip
    assert hashes(unpacked(other, tmp_path)) == hashes(folder), "which files differ"
    sums = (other / SUMS).read_text(encoding="utf-8")
    assert sums == (package / SUMS).read_text(encoding="utf-8")
    assert [line.rpartition(".")[2] for line in sums.splitlines()] == ["exe", "zip", "whl", "json"]
    shutil.rmtree(tmp_path)


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


def test_the_libraries_inside_qt_are_named_with_the_place_of_their_licences(folder):
    page = (folder / "THIRD_PARTY_LICENSES.md").read_text(encoding="utf-8")
    plugins = (folder / "runtime/packages/PySide6/plugins/imageformats").iterdir()
    formats = {path.stem.removeprefix("q") for path in plugins} - {"gif"}  # that is Qt's own
    assert formats >= {"jpeg", "tiff", "webp"}
    named = page.lower()
    assert [
        one for one in formats if f"| lib{one.replace('jpeg', 'jpeg-turbo')} |" not in named
    ] == []
    version = json.loads((folder / BILL).read_text(encoding="utf-8"))
    qt = next(
        one["version"] for one in version["components"] if one["name"] == "pyside6-essentials"
    )
    place = f"https://doc.qt.io/qt-{qt.rpartition('.')[0]}/licenses-used-in-qt.html"
    assert place in page
    assert place in (folder / "licenses/pyside6-essentials.txt").read_text(encoding="utf-8")
