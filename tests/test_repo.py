"""What the repository must not hold and what it must say; each guard has a planted failure."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
WINDOWS_LOCK = "requirements-windows.lock"
WINDOWS = {
    "sys_platform": "win32",
    "platform_python_implementation": "CPython",
    "implementation_name": "cpython",
    "python_full_version": "3.11.9",
}
"""What the markers of the lock files are about, as the Windows Python of the lane answers."""
MAX_LINES = 500
TEXT = {".py", ".md", ".toml", ".txt", ".lock", ".svg", ".html", ".js", ".css", ".json", ".sh", ""}
_LEFT_OUT = {
    ".venv", ".git", "build", "dist", "__pycache__", ".hypothesis",
    ".mypy_cache", ".pytest_cache", ".ruff_cache",
}  # fmt: skip
_MACHINE_PATH = re.compile(r"(?<![\w.*~-])/(?:work|root|tmp/plan)/\w")
_ADDRESS = re.compile(r"://|^\s*(?:-i|-f|--index|--extra-index|--find-links|--trusted)", re.M)


def files() -> list[Path]:
    """The files of the repository; without git (a downloaded archive) all that are there."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
        ).stdout
        found = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [p for p in ROOT.rglob("*") if not _LEFT_OUT & {*p.relative_to(ROOT).parts}]
    return [path for path in found if path.is_file()]


def python_files() -> list[Path]:
    found = [path for path in files() if path.suffix == ".py"]
    assert len(found) > 20, "the files were not found, so nothing was checked"
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def canonical(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def requirement_name(line: str) -> str:
    return canonical(re.match(r"[A-Za-z0-9._-]+", line)[0])  # type: ignore[index]


def locked(text: str) -> list[str]:
    """Packages of a lock file."""
    return [canonical(found) for found in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.M)]


def unhashed(text: str) -> list[str]:
    """Packages of a lock file that have no hash."""
    entries = re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip())
    return [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


def first_cells(text: str) -> set[str]:
    """Package names in the first column of the Markdown tables of ``text``."""
    rows = re.findall(r"^\|\s*([^|]+?)\s*\|", text, re.M)
    return {canonical(cell.strip("` ")) for row in rows for cell in re.split(r",\s*", row)}


def has_docstring(source: str) -> bool:
    return bool(ast.get_docstring(ast.parse(source)))


def test_no_file_names_a_place_of_one_machine():
    own = Path(__file__)
    bad = []
    for path in files():
        if path.suffix in TEXT and path != own:
            text = path.read_text(encoding="utf-8", errors="replace")
            bad += [f"{name(path)}: {found}" for found in _MACHINE_PATH.findall(text)]
    assert not bad


@pytest.mark.parametrize(
    "text", ["cd /{}/main".format("work"), '"/{}/x"'.format("root"), "see /tmp/plan/notes.md"]
)
def test_a_planted_machine_path_is_found(text):
    assert _MACHINE_PATH.search(text)
    assert not _MACHINE_PATH.search("https://example.org/work/x and ../work/x")


@pytest.mark.parametrize("lock", [*LOCKS, WINDOWS_LOCK])
def test_lock_files_hold_versions_and_hashes_and_no_addresses(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert len(locked(text)) > 10
    assert not _ADDRESS.search(text)
    assert unhashed(text) == []


@pytest.mark.parametrize(
    "line",
    ["--index-url https://x/simple", "a @ file:///x", "-f wheels", "--extra-index-url y"],
)
def test_a_planted_address_is_found(line):
    assert _ADDRESS.search(f"click==8 \\\n    --hash=sha256:00\n{line}\n")


def test_a_planted_package_without_hash_is_found():
    text = "click==8 \\\n    --hash=sha256:00\nsix==1 ; sys_platform == 'linux'\n"
    assert unhashed(text) == ["six==1"]


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def direct() -> set[str]:
    return {requirement_name(line) for line in project()["dependencies"]}


def test_the_lock_files_fit_the_project():
    run, dev = (set(locked((ROOT / lock).read_text(encoding="utf-8"))) for lock in LOCKS)
    tools = {requirement_name(x) for x in project()["optional-dependencies"]["dev"]}
    assert direct() - run == set(), "run `python dev.py lock`"
    assert (direct() | tools | run) - dev == set(), "run `python dev.py lock`"


def test_both_lock_files_hold_the_same_versions():
    run, dev = ((ROOT / lock).read_text(encoding="utf-8") for lock in LOCKS)
    versions = re.findall(r"^(\S+==\S+)", run, re.M)
    assert [v for v in versions if f"\n{v} " not in f"\n{dev}"] == []


def versions(text: str, environment: dict[str, str] | None = None) -> dict[str, str]:
    """Versions by package; with an environment, of those only that it asks for."""
    lines = [line.removesuffix("\\").strip() for line in text.splitlines() if line[:1].isalnum()]
    wanted = [Requirement(line) for line in lines]
    return {
        canonical(one.name): str(one.specifier)
        for one in wanted
        if environment is None or one.marker is None or one.marker.evaluate(environment)
    }


def out_of_step(windows: str, run: str, dev: str) -> list[str]:
    """Packages that Banhua needs on Windows and the Windows lock has not, or not so."""
    there = versions(windows)
    wanted = versions(run, WINDOWS)
    known = versions(dev) | wanted
    differ = [name for name in there if name in known and there[name] != known[name]]
    # pip is what one asks to install something; nothing here needs it to run.
    return sorted({*differ, *(name for name in wanted if name not in there)} - {"pip"})


def test_the_windows_lock_keeps_step_with_the_others():
    windows, run, dev = (
        (ROOT / lock).read_text(encoding="utf-8") for lock in (WINDOWS_LOCK, *LOCKS)
    )
    assert out_of_step(windows, run, dev) == [], "run `python dev.py lock`"
    assert {"pyside6-essentials", "keyboard", "pytest", "panda3d"} <= {*versions(windows)}
    one = "six==2 ; sys_platform == 'win32' \\\n  --hash=sha256:0\n"
    assert out_of_step("", one, "") == ["six"]
    assert out_of_step("six==1 \\\n", one, "") == ["six"]
    assert out_of_step("six==1", "", "six==2") == ["six"]
    assert out_of_step("", one.replace("win32", "linux"), "") == []


def test_every_locked_package_has_its_licence_named():
    text = (ROOT / "THIRD_PARTY_LICENSES.md").read_text(encoding="utf-8")
    packages = locked((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert set(packages) - first_cells(text) == set()


def test_every_direct_package_has_its_reason_in_the_architecture_page():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert direct() - first_cells(text) == set()


def test_a_package_that_no_table_names_is_found():
    table = "| Package | Why |\n|---|---|\n| `sqlite-utils`, PySide6_Essentials | x |\n"
    assert {"sqlite-utils", "pyside6-essentials"} <= first_cells(table)
    assert "click" not in first_cells(table + "click is named outside of it\n")


def too_long(lengths: dict[str, int]) -> list[str]:
    return [f"{file}: {lines} lines" for file, lines in lengths.items() if lines > MAX_LINES]


def test_no_file_is_too_long():
    sources = {name(p): p.read_text(encoding="utf-8") for p in python_files()}
    assert too_long({file: text.count("\n") for file, text in sources.items()}) == []


def test_a_planted_long_file_is_found():
    assert too_long({"a.py": MAX_LINES, "b.py": MAX_LINES + 1}) == ["b.py: 501 lines"]


def test_every_module_says_what_it_is_for():
    bad = [
        name(path)
        for path in python_files()
        if (source := path.read_text(encoding="utf-8")).strip() and not has_docstring(source)
    ]
    assert bad == []


def test_a_planted_module_without_docstring_is_found():
    assert not has_docstring("import os\n")
    assert has_docstring('"""What for."""\n')
