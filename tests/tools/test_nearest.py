"""The quick ring begins with the tests that are nearest to what was changed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.nearest import changed, nearest_first

SOURCES = {
    "phrasebook/words.py": "",
    "assistant/paste.py": "from phrasebook import words\n",
    "ui/window.py": "import assistant.paste\n",
    "tests/world.py": "def make():\n    from ui.window import Window\n",
    "tests/test_other.py": "import json\n",
    "tests/test_window.py": "from tests import world\n",
    "tests/test_paste.py": "from assistant.paste import Gate\n",
    "tests/test_words.py": "from phrasebook.words import Word\n",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name, text in SOURCES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def order(checkout: Path, *touched: str) -> list[str]:
    tests = [name for name in SOURCES if name.startswith("tests/test_")]
    return [name[len("tests/test_") : -3] for name in nearest_first(checkout, tests, {*touched})]


def test_the_fewer_imports_lie_between_the_earlier(checkout):
    assert order(checkout, "phrasebook/words.py") == ["words", "paste", "window", "other"]
    assert order(checkout, "ui/window.py") == ["window", "other", "paste", "words"]
    assert order(checkout, "tests/test_other.py")[0] == "other"
    assert order(checkout) == ["other", "window", "paste", "words"]


def test_imports_in_a_circle_come_to_an_end(checkout):
    (checkout / "phrasebook" / "words.py").write_text("import ui.window\n", encoding="utf-8")
    assert order(checkout, "ui/window.py")[-1] == "other"


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_changes_are_those_since_the_branch_left_main_and_those_not_in_git_yet(checkout):
    def git(*command: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *who, *command], cwd=checkout, check=True, capture_output=True)

    assert changed(checkout) == set()
    git("init", "--initial-branch=main")
    git("add", ".")
    git("commit", "-m", "all")
    assert changed(checkout) == set()
    git("checkout", "-b", "work")
    (checkout / "ui" / "window.py").write_text("import sys\n", encoding="utf-8")
    git("commit", "-am", "one")
    (checkout / "tests" / "test_paste.py").write_text("import sys\n", encoding="utf-8")
    (checkout / "ui" / "新.py").touch()
    assert changed(checkout) == {"ui/window.py", "tests/test_paste.py", "ui/新.py"}
