"""No text from outside can be taken for markup: read out of the sources, so that it stays so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

UI = Path(__file__).parents[2] / "ui"

RICH = {"QLabel", "QTextDocument", "QTextBrowser", "QTextEdit", "QErrorMessage", "QWhatsThis"}
"""Classes that guess whether a text is markup, or open what it names."""
TIPS = {"setToolTip", "setWhatsThis", "setStatusTip", "showText"}
ENTRIES = {"addAction", "addMenu", "addSection", "QPushButton", "QAction", "setTitle", "QCheckBox"}
"""Calls in whose text "&" makes a key."""
ESCAPERS = {"tip_text", "menu_text", "notice"}


def name_of(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def own_words(node: ast.expr) -> bool:
    """Whether an expression holds only words of the sources: no value from elsewhere."""
    match node:
        case ast.Constant():
            return True
        case ast.Call() if name_of(node) in ESCAPERS:
            return True
        case ast.Call() if name_of(node) == "tr":
            return all(own_words(part.value) for part in node.keywords)
        case ast.IfExp(body=body, orelse=other):
            return own_words(body) and own_words(other)
        case ast.BoolOp(values=values):
            return all(map(own_words, values))
        case ast.BinOp(left=left, right=right):
            return own_words(left) and own_words(right)
        case ast.JoinedStr(values=values):
            # ":d" makes a number of it, or an error.
            return all(
                own_words(v.value) or v.format_spec is not None
                for v in values
                if isinstance(v, ast.FormattedValue)
            )
    return False


def faults(source: str, where: str) -> Iterator[str]:
    """Name each place that draws what it should not."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and where != "plain.py":
            for base in node.bases:
                if isinstance(base, ast.Name) and base.id in RICH:
                    yield f"{where}:{node.lineno} {base.id}"
        if isinstance(node, ast.If) and "ToolTipRole" in ast.unparse(node.test):
            for line in node.body:
                if isinstance(line, ast.Return) and line.value and not own_words(line.value):
                    yield f"{where}:{line.lineno} ToolTipRole"
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node)
        if name in RICH and where != "plain.py":
            yield f"{where}:{node.lineno} {name}"
        if name in TIPS and node.args and not own_words(text_of(node, name)):
            yield f"{where}:{node.lineno} {name}"
        if name in ENTRIES and node.args and not own_words(text_of(node, name)):
            yield f"{where}:{node.lineno} {name}"


def text_of(call: ast.Call, name: str) -> ast.expr:
    """The argument that is drawn: of an entry with an icon, and of showText, the second."""
    if name == "showText" or (name == "addAction" and len(call.args) > 1):
        return call.args[1]
    return call.args[-1] if name == "setToolTip" else call.args[0]


def test_no_source_draws_a_text_from_outside_as_markup() -> None:
    found = [
        fault
        for file in sorted(UI.rglob("*.py"))
        for fault in faults(file.read_text("utf-8"), str(file.relative_to(UI)))
    ]
    assert found == []


def test_a_planted_fault_is_found() -> None:
    for planted in (
        "QLabel(name)", "x = QTextDocument()", "button.setToolTip(name)",
        "menu.addAction(icon, name)", "b.setToolTip(f'{name} x')", "QPushButton(name)",
        "b.setToolTip(tr('{n}', n=name))", "class A(QTextBrowser): pass",
        "def f():\n    if role == ToolTipRole:\n        return name",
    ):  # fmt: skip
        assert list(faults(planted, "x.py")), planted
    for fine in ("setToolTip(tip_text(a))", "menu.addAction(menu_text(a))", "setToolTip(tr('x'))"):
        assert not list(faults(fine, "x.py")), fine
