"""Sentences that say what to run fit the way in which the program was installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import invocation

ROOT = Path(__file__).parents[2]
WORDS = (invocation.how_to_repair, invocation.without_screen, invocation.missing_library)


def test_a_checkout_names_its_own_commands():
    assert invocation.program() == "python main.py"
    assert all("python dev.py" in words() for words in WORDS)


@pytest.mark.parametrize("words", WORDS)
def test_an_installed_program_names_no_file_that_it_has_not(words, tmp_path):
    said = words(tmp_path)
    assert said
    assert "dev.py" not in said
    assert "main.py" not in said


@pytest.mark.parametrize(
    ("executable", "program"),
    [
        (r"C:\Users\x\AppData\Local\Programs\Banhua\banhua.exe", "banhua-cli"),
        (r"D:\Banhua\banhua-cli.exe", "banhua-cli"),
        ("/usr/bin/python3.11", "banhua"),
        (r"C:\banhua\python.exe", "banhua"),
    ],
)
def test_the_program_is_named_as_it_can_be_called(executable, program, tmp_path):
    assert invocation.program(tmp_path, executable) == program


def test_no_other_sentence_names_what_only_a_checkout_has():
    own = Path(invocation.__file__)
    bad = []
    for folder in ("assistant", "ui", "phrasebook"):
        for path in (ROOT / folder).rglob("*.py"):
            if path == own:
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if ("dev.py" in line or "main.py" in line) and any("一" <= c <= "鿿" for c in line):
                    bad.append(f"{path.relative_to(ROOT)}:{number}")
    assert not bad


@pytest.mark.parametrize(
    ("executable", "command"),
    [
        (r"C:\小 王\banhua.exe", r'"C:\小 王\banhua.exe"'),
        (r"C:\小 王\banhua-cli.exe", r'"C:\小 王\banhua.exe"'),
        (r"C:\Py\python.exe", rf'"C:\Py\pythonw.exe" "{Path("here") / "main.py"}"'),
        (r"C:\Py\pythonw.exe", rf'"C:\Py\pythonw.exe" "{Path("here") / "main.py"}"'),
    ],
)
def test_windows_opens_the_sidebar_without_a_console(executable, command):
    assert invocation.window_command(Path("here"), executable) == command
