"""No file and no pipe is read or written in the system's own encoding: on Windows that is GBK.

``ruff`` (PLW1514) finds what is opened by a path whose type it can tell; this looks at the rest.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.test_repo import name, python_files

_PROCESSES = {"run", "Popen", "call", "check_call", "check_output"}
_POSITION = {"read_text": 0, "write_text": 1}
"""Where the encoding stands among the arguments of a method of ``Path``."""
_FILES = {"fdopen", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"}
_TEXT_ALWAYS = {"TextIOWrapper", "FileHandler", "RotatingFileHandler", "TimedRotatingFileHandler"}


def _mode(call: ast.Call) -> str:
    """Mode of a file that is opened; a temporary one is binary unless told otherwise."""
    called = ast.unparse(call.func).rpartition(".")[2]
    given = [k.value for k in call.keywords if k.arg == "mode"]
    given += call.args[1:2] if called == "fdopen" else call.args[:1]
    first = given[0] if given else ast.Constant("r" if called == "fdopen" else "w+b")
    return str(first.value) if isinstance(first, ast.Constant) else ""


def undecided(source: str) -> Iterator[int]:
    """Lines of calls that leave the encoding of text to the system."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        called = ast.unparse(call.func).rpartition(".")[2]
        named = {keyword.arg for keyword in call.keywords}
        if "encoding" in named or None in named:
            continue
        if (
            (called in _PROCESSES and named & {"text", "universal_newlines"})
            or (called in _POSITION and len(call.args) <= _POSITION[called])
            or (called in _FILES and "b" not in _mode(call))
            or called in _TEXT_ALWAYS
        ):
            yield call.lineno


def test_every_text_has_its_encoding_said() -> None:
    found = [
        f"{name(path)}:{line}"
        for path in python_files()
        for line in undecided(path.read_text("utf-8"))
    ]
    assert not found, "say encoding=: " + ", ".join(found)


@pytest.mark.parametrize(
    "planted",
    [
        "subprocess.run(['x'], text=True)",
        "subprocess.Popen(['x'], universal_newlines=True)",
        "path.read_text()",
        "path.write_text('话')",
        "os.fdopen(3)",
        "os.fdopen(3, 'w')",
        "NamedTemporaryFile('w')",
        "TextIOWrapper(pipe)",
        "logging.FileHandler('x')",
    ],
)
def test_a_call_without_one_is_found(planted: str) -> None:
    assert list(undecided(planted)) == [1]


@pytest.mark.parametrize(
    "fine",
    [
        "subprocess.run(['x'], encoding='utf-8')",
        "subprocess.run(['x'])",
        "path.read_text('utf-8')",
        "path.write_text('话', encoding='utf-8')",
        "os.fdopen(3, 'rb')",
        "NamedTemporaryFile()",
        "engine.run(text)",
    ],
)
def test_a_call_that_says_it_or_needs_none_is_not(fine: str) -> None:
    assert not list(undecided(fine))
