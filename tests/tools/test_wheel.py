"""The wheel, installed into a fresh environment, brings all that the program needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.desktop.harness.process import wait_for
from tools.package import wheel

ROOT = Path(__file__).parents[2]
RESOURCES = {".bin", ".md", ".svg", ".toml", ".txt"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="wheels are built on the maintainer's Linux"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("wheel")
    return wheel.build(ROOT, work, 1_700_000_000, work / "work")


@pytest.fixture(scope="module")
def environment(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel; its dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--no-index", built], check=True)
    asked = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    site = Path(asked.stdout.strip())
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return folder


def text(log: Path) -> str:
    return log.read_text(encoding="utf-8")


def variables() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return kept | {"QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}


def run(environment: Path, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [environment / "bin" / "banhua", *arguments], cwd=cwd, env=variables(),
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def test_it_holds_every_file_of_the_resources_and_nothing_of_the_workshop(built):
    with zipfile.ZipFile(built) as file:
        held = {*file.namelist()}
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "resources").rglob("*")
        if path.suffix in RESOURCES
    }
    assert len(ours) > 100
    assert ours - held == set()
    tops = {name.partition("/")[0] for name in held if ".dist-info/" not in name}
    assert tops == {"main.py", "ui", "assistant", "phrasebook", "resources"}


def test_no_kind_of_file_of_the_resources_is_forgotten():
    kinds = {path.suffix for path in (ROOT / "resources").rglob("*") if path.is_file()}
    assert kinds - {".pyc"} == RESOURCES, "name the new kind in pyproject.toml and here"


def test_installed_it_searches_the_phrases_that_it_brought(environment, tmp_path):
    done = run(environment, "search", "wlts", "--json", "--data-dir", tmp_path / "d", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "物流" in json.loads(done.stdout.splitlines()[0])["title"]


def test_installed_it_passes_its_own_check_up_and_names_its_own_command(environment, tmp_path):
    done = run(environment, "doctor", "--json", "--data-dir", tmp_path / "d", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert report["usable"]
    assert "dev.py" not in done.stdout
    assert "usage: banhua" in run(environment, "--help", cwd=tmp_path).stdout.replace(
        "用法", "usage"
    )


def test_installed_it_opens_its_sidebar_and_leaves_when_asked(environment, tmp_path):
    data = tmp_path / "d"
    log = data / "logs" / "banhua.log"
    started = subprocess.Popen(
        [environment / "bin" / "banhua", "--data-dir", data], cwd=tmp_path,
        env=variables() | {"DISPLAY": "", "WAYLAND_DISPLAY": ""},
    )  # fmt: skip
    try:
        wait_for(
            lambda: started.poll() is not None or (log.exists() and " ready\n" in text(log)),
            "the sidebar is there",
            60,
        )
        assert started.poll() is None
        started.terminate()
        assert started.wait(60) == 0
    finally:
        started.kill()
        started.wait()
    assert not list((data / "logs").glob("crash-*"))


def test_two_wheels_of_one_state_are_the_same(built, tmp_path):
    again = wheel.build(ROOT, tmp_path, 1_700_000_000, tmp_path / "work")
    assert again.read_bytes() == built.read_bytes()
