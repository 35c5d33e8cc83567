"""Every function of a Windows library has its argument types declared before it is called.

Without them ctypes passes a Python int as a C int: a handle or address above 32 bits is cut.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import backends

FILES = sorted(Path(backends.__path__[0]).glob("*.py"))
LOADERS = ("WinDLL", "OleDLL", "CDLL", "windll", "oledll")


def is_loader(node: ast.expr) -> bool:
    """Tell whether an expression loads a library by name: ``ctypes.WinDLL("user32")``."""
    if not isinstance(node, ast.Call) or not node.args:
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    return name in LOADERS and isinstance(node.args[0], ast.Constant) and bool(node.args[0].value)


def targets(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Give what is assigned to what, pair by pair where tuples are."""
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        yield node.target, node.value
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                yield from zip(target.elts, node.value.elts, strict=True)
            else:
                yield target, node.value


def libraries(tree: ast.Module) -> set[str]:
    """Give the expressions that stand for a library: those it was assigned to, and its aliases.

    What a function returns counts where that function loads libraries: its results are libraries.
    """
    found: set[str] = set()
    while True:
        more = set(found)
        makers = {
            function.name
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef)
            and any(
                isinstance(node, ast.Return) and node.value is not None
                and any(ast.unparse(part) in found for part in ast.walk(node.value)
                        if isinstance(part, ast.expr))
                and not any(isinstance(part, ast.Call) for part in ast.walk(node.value))
                for node in ast.walk(function)
            )
        }  # fmt: skip
        for node in ast.walk(tree):
            for target, value in targets(node):
                made = isinstance(value, ast.Call) and ast.unparse(value.func) in makers
                if is_loader(value) or ast.unparse(value) in found or made:
                    parts = target.elts if isinstance(target, ast.Tuple) else [target]
                    more |= {ast.unparse(part) for part in parts}
        if more == found:
            return found
        found = more


def undeclared(source: str) -> set[str]:
    """Give the functions of Windows libraries that a module uses without declared arguments."""
    tree = ast.parse(source)
    known = libraries(tree)
    used: set[str] = set()
    declared: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if is_loader(node.value) or ast.unparse(node.value) in known:
                used.add(node.attr)
            if node.attr == "argtypes" and isinstance(node.ctx, ast.Store):
                declared |= named(tree, node.value, known)
    return used - declared


def named(tree: ast.Module, function: ast.expr, known: set[str]) -> set[str]:
    """Give the names of the functions that an assignment to ``<function>.argtypes`` is for."""
    if isinstance(function, ast.Attribute) and ast.unparse(function.value) in known:
        return {function.attr}
    if isinstance(function, ast.Name):  # call = library.Function; call.argtypes = [...]
        return {
            value.attr
            for node in ast.walk(tree)
            for target, value in targets(node)
            if isinstance(value, ast.Attribute)
            and (is_loader(value.value) or ast.unparse(value.value) in known)
            and ast.unparse(target) == function.id
        } | declared_by_calls(tree, function.id, known)
    if isinstance(function, ast.Call) and ast.unparse(function.func) == "getattr":
        # for name in (...): getattr(library, name).argtypes = [...], also out of a table
        loops = [
            loop.iter
            for loop in ast.walk(tree)
            if isinstance(loop, ast.For) and any(node is function for node in ast.walk(loop))
        ]
        constants = [one.value for loop in loops for one in ast.walk(loop)
                     if isinstance(one, ast.Constant)]  # fmt: skip
        return {value for value in constants if isinstance(value, str)}
    return set()


def declared_by_calls(tree: ast.Module, name: str, known: set[str]) -> set[str]:
    """Give the names that a helper declares: ``def declare(library, ..., name, ...)``.

    That is a function with ``function = getattr(library, name)`` in it, called with literals.
    """
    helpers = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        for target, value in targets(node)
        if ast.unparse(target) == name and isinstance(value, ast.Call)
        and ast.unparse(value.func) == "getattr"
    }  # fmt: skip
    return {
        argument.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in helpers
        if any(ast.unparse(argument) in known for argument in call.args)
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_function_has_its_argument_types(file: Path) -> None:
    source = file.read_text("utf-8")
    if file.stem.startswith(("x11_", "linux_")):
        pytest.skip("libraries of Linux")
    assert undeclared(source) == set()


def test_the_calls_are_found_at_all() -> None:
    found = [file.stem for file in FILES if libraries(ast.parse(file.read_text("utf-8")))]
    assert len([name for name in found if name.startswith("windows_")]) >= 6


PLANTED = {
    "on an attribute": 'self._u = ctypes.WinDLL("user32")\nself._u.IsWindow(1)',
    "on a name": 'u = ctypes.WinDLL("user32")\nu.IsWindow(1)',
    "on an alias": 'self._u = ctypes.WinDLL("user32")\nu = self._u\nu.IsWindow(1)',
    "of a tuple": 'a = ctypes.WinDLL("user32")\nb, c = a, 1\nb.IsWindow(1)',
    "at once": 'ctypes.WinDLL("user32").IsWindow(1)',
    "of a maker": 'def m():\n u = ctypes.WinDLL("user32")\n return u\nx = m()\nx.IsWindow(1)',
    "of a result": 'u = ctypes.WinDLL("user32")\nu.IsWindow.restype = int\nu.IsWindow(1)',
}


@pytest.mark.parametrize("source", PLANTED.values(), ids=PLANTED)
def test_an_undeclared_call_is_caught(source: str) -> None:
    assert undeclared(source) == {"IsWindow"}
    name = next((n for n in ("self._u", "u", "a") if f"{n} = ctypes" in source), "")
    if name:
        declared = f"{name}.IsWindow.argtypes = [int]"
        kept = (
            source.replace(" return u\n", f" {declared}\n return u\n")
            if "def" in source
            else (source.replace("\n", f"\n{declared}\n", 1))
        )
        assert undeclared(kept) == set()


@pytest.mark.skipif(sys.platform != "win32", reason="loads the libraries")
def test_on_windows_the_declared_functions_are_there() -> None:
    from assistant.backends import windows_desktop, windows_input

    windows_desktop.Win32Windows()  # type: ignore[attr-defined,unused-ignore]
    windows_input.Win32Keys()  # type: ignore[attr-defined,unused-ignore]
