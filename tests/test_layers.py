"""The house rules on imports, over every module, imports inside functions included.

Rules written only in prose get broken, so each one here also has a planted violation that
must be caught.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("phrasebook", "assistant", "ui", "main")
"""Each may import those before it, and itself."""

HOMES = {
    "PySide6": ("ui/*", "main.py"),
    "shiboken6": ("ui/*",),
    "sqlite_utils": ("phrasebook/store/*",),
    "markdown_it": ("ui/manual_html.py",),
    "pypinyin": ("phrasebook/pinyin.py",),
    "platformdirs": ("assistant/paths.py",),
    "pyperclip": ("assistant/backends/pyperclip_reader.py",),
    "keyboard": ("assistant/backends/keyboard_hotkeys.py",),
    "Xlib": ("assistant/backends/x11_*.py",),
    "jeepney": ("assistant/backends/atspi_bus.py",),
    "keyring": ("assistant/backends/keyring_vault.py",),
    "secretstorage": ("assistant/backends/keyring_vault.py",),
    "tzlocal": ("assistant/backends/local_zone.py",),
    "xlsxwriter": ("assistant/desk/sheet_export.py",),
    "cryptography": ("assistant/desk/wrapping.py",),
}
"""Where each third-party package may be imported. One not named here may be imported nowhere."""

ONE_FILE = {"sqlcipher3": "phrasebook/store/*"}
"""Packages that exactly one file of these may import: the second would be a second way in."""

CTYPES_HOMES = ("assistant/backends/*", "ui/native.py")
"""Calls into system libraries stay beside the platform they belong to."""

FORBIDDEN = ("sqlite3", "PySide6.QtSql", "apsw", "pysqlite3")
"""A second SQLite library on one file loses data in silence; see the store's binding module."""

NETWORK_HOME = "assistant/backends/http_chat.py"
NETWORK = (
    "socket", "ssl", "http", "urllib.request", "urllib.robotparser", "ftplib", "smtplib", "poplib",
    "imaplib", "socketserver", "xmlrpc", "asyncio", "PySide6.QtNetwork",
)  # fmt: skip
"""What opens connections to other machines: one file may, and only what a person turned on."""
PIPE_HOME = "ui/signals.py"
"""Has a pair of sockets to itself: on Windows nothing else can be watched for a signal."""

STDLIB_PLATFORM = ("winreg", "msvcrt", "_winapi")


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every imported module with its line; ``from a import b`` gives ``a`` and ``a.b``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in ("importlib.import_module", "import_module", "__import__") and node.args:
                yield node.lineno, _named(node.args[0])


def _named(argument: ast.expr) -> str:
    """The module that an import call names; "?" if that cannot be read off the source."""
    if isinstance(argument, ast.JoinedStr) and argument.values:
        start = argument.values[0]  # f"phrasebook.store.{home}" stays in phrasebook.store
        if isinstance(start, ast.Constant) and str(start.value).endswith("."):
            return str(start.value).rstrip(".")
    literal = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return str(argument.value) if literal else "?"


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(Path(path).match(p) if not p.endswith("/*") else path.startswith(p[:-1])
               for p in patterns)  # fmt: skip


def is_part(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def violations(path: str, source: str, standard: frozenset[str]) -> Iterator[str]:
    """What ``source``, standing at ``path``, imports against the rules."""
    layer = path.split("/")[0].removesuffix(".py")
    above = LAYERS[LAYERS.index(layer) + 1 :]
    for line, module in imports(ast.parse(source)):
        at = f"{path}:{line} imports {module}"
        top = module.partition(".")[0]
        if module == "?":
            yield f"{at}: the name must be a literal, or this test cannot see it"
        elif not top:
            yield f"{at}: relative imports hide the layer"
        elif top in above:
            yield f"{at}: {layer} stands below {top}"
        elif top in ("tests", "bench", "tools", "dev"):
            yield f"{at}: the product does not know its tools"
        elif any(is_part(module, name) for name in FORBIDDEN):
            yield f"{at}: forbidden everywhere"
        elif top == "ctypes" and not matches(path, CTYPES_HOMES):
            # Only for no purpose but asking the system; the one exception is named above.
            yield f"{at}: system libraries are called in assistant/backends and ui/native.py"
        elif any(is_part(module, name) for name in NETWORK) and path not in (
            NETWORK_HOME,
            PIPE_HOME,
        ):
            yield f"{at}: only {NETWORK_HOME} opens connections"
        elif top in STDLIB_PLATFORM and not matches(path, ("assistant/backends/*",)):
            yield f"{at}: belongs to assistant/backends"
        elif top in ONE_FILE:
            if not matches(path, (ONE_FILE[top],)):
                yield f"{at}: its home is {ONE_FILE[top]}"
        elif top in HOMES:
            if not matches(path, HOMES[top]):
                yield f"{at}: its home is {', '.join(HOMES[top])}"
        elif top not in standard and top not in LAYERS:
            yield f"{at}: a package without a home in this test"
        page = path.startswith("ui/pages/") and path != "ui/pages/__init__.py"
        if page and module.startswith("ui.pages."):
            own = "ui.pages." + Path(path).stem
            if not is_part(module, own) and not _own_helper(own, module):
                yield f"{at}: pages never import each other"


def _own_helper(own: str, module: str) -> bool:
    # settings.py may be split into settings_dock.py and so on; they are one page.
    return module.split(".")[2].startswith(own.split(".")[2].split("_")[0] + "_")


def modules() -> dict[str, str]:
    files = [ROOT / "main.py"]
    for layer in LAYERS[:-1]:
        files += sorted((ROOT / layer).rglob("*.py"))
    return {
        file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8")
        for file in files
        if file.exists()
    }


@pytest.fixture(scope="module")
def standard() -> frozenset[str]:
    import sys

    return frozenset(sys.stdlib_module_names)


def test_every_import_keeps_the_rules(standard):
    found = modules()
    assert len(found) > 10, "the modules were not found, so nothing was checked"
    broken = [text for path, source in found.items() for text in violations(path, source, standard)]
    assert not broken, "\n".join(broken)


def importers(found: dict[str, str], package: str) -> list[str]:
    return [
        path
        for path, source in found.items()
        if any(is_part(module, package) for _, module in imports(ast.parse(source)))
    ]


@pytest.mark.parametrize("package", ONE_FILE)
def test_one_file_only(package):
    assert len(importers(modules(), package)) <= 1


def test_a_second_importer_is_caught():
    planted = {"phrasebook/store/a.py": "import sqlcipher3", "phrasebook/store/b.py": "def f():\n from sqlcipher3 import dbapi2"}  # fmt: skip # noqa: E501
    assert len(importers(planted, "sqlcipher3")) == 2


PLANTED = {
    "phrasebook imports assistant": ("phrasebook/x.py", "import assistant.ports"),
    "phrasebook imports ui inside a function": (
        "phrasebook/x.py",
        "def f():\n    from ui import theme",
    ),
    "assistant imports ui": ("assistant/x.py", "from ui.i18n import tr"),
    "ui imports main": ("ui/x.py", "import main"),
    "by name": ("phrasebook/x.py", "import importlib\nimportlib.import_module('ui.theme')"),
    "by a computed name": ("phrasebook/x.py", "__import__('u' + 'i')"),
    "by a partly computed name": ("phrasebook/x.py", "__import__(f'ui.{name}')"),
    "under TYPE_CHECKING": (
        "assistant/x.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import ui.theme",
    ),
    "relative": ("ui/pages/x.py", "from .phrases import PhrasesPage"),
    "Qt in assistant": ("assistant/paste.py", "from PySide6.QtCore import QObject"),
    "Qt in phrasebook": ("phrasebook/x.py", "import PySide6"),
    "sqlite3": ("phrasebook/store/database.py", "import sqlite3"),
    "QtSql": ("ui/x.py", "from PySide6 import QtSql"),
    "sqlite_utils outside the store": ("phrasebook/search.py", "import sqlite_utils"),
    "sqlcipher3 outside the store": ("assistant/x.py", "from sqlcipher3 import dbapi2"),
    "pyperclip elsewhere": ("ui/clipboard.py", "import pyperclip"),
    "keyboard elsewhere": ("assistant/hotkeys.py", "import keyboard"),
    "Xlib elsewhere": ("assistant/docking.py", "from Xlib import X"),
    "Xlib in another back-end": ("assistant/backends/windows_keys.py", "import Xlib.display"),
    "keyring elsewhere": ("assistant/desk/keys.py", "import keyring"),
    "a back-end of keyring elsewhere": (
        "assistant/backends/null.py",
        "def f():\n    from keyring.backends import SecretService",
    ),
    "tzlocal elsewhere": ("assistant/desk/shifts.py", "import tzlocal"),
    "xlsxwriter elsewhere": ("ui/flows/desk.py", "import xlsxwriter"),
    "cryptography elsewhere": ("assistant/desk/keys.py", "from cryptography import fernet"),
    "pypinyin elsewhere": ("phrasebook/search.py", "from pypinyin import lazy_pinyin"),
    "platformdirs elsewhere": ("assistant/options.py", "import platformdirs"),
    "ctypes elsewhere": ("assistant/docking.py", "import ctypes"),
    "winreg elsewhere": ("assistant/doctor.py", "import winreg"),
    "the network elsewhere": (
        "assistant/rewrite/endpoint.py",
        "from urllib.request import urlopen",
    ),
    "a socket elsewhere": ("ui/flows/rewrite.py", "def f():\n    import socket"),
    "Qt's network": ("ui/x.py", "from PySide6 import QtNetwork"),
    "an unknown package": ("assistant/x.py", "import requests"),
    "the tests": ("assistant/x.py", "from tests import fakes"),
    "the tools": ("phrasebook/x.py", "from tools import wording"),
    "a page imports a page": ("ui/pages/settings.py", "from ui.pages.phrases import PhrasesPage"),
    "a page imports a page by package": ("ui/pages/settings.py", "from ui.pages import phrases"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_each_planted_violation_is_caught(name, standard):
    path, source = PLANTED[name]
    assert list(violations(path, source, standard)), name


ALLOWED = {
    "down": ("ui/x.py", "from assistant.ports import Target\nfrom phrasebook.model import Phrase"),
    "Qt in ui": ("ui/x.py", "from PySide6.QtWidgets import QWidget"),
    "a page's own parts": ("ui/pages/settings.py", "from ui.pages.settings_keys import Keys"),
    "the store": ("phrasebook/store/database.py", "import sqlite_utils"),
    "a back-end": ("assistant/backends/x11_keys.py", "import ctypes\nfrom Xlib import X"),
    "the one file that opens connections": (NETWORK_HOME, "import urllib.request\nimport ssl"),
    "taking an address apart": ("assistant/x.py", "from urllib.parse import urlsplit"),
    "main": ("main.py", "import ui.app\nfrom PySide6.QtWidgets import QApplication"),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_what_is_allowed_is_not_complained_of(name, standard):
    path, source = ALLOWED[name]
    assert list(violations(path, source, standard)) == []
