"""Every function of a Windows library has its argument types declared before it is called.

Without them ctypes passes a Python int as a C int: a handle or address above 32 bits is cut.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pytest

from assistant import backends

FILES = sorted(Path(backends.__path__[0]).glob("*.py"))
MODULES = {f"{backends.__name__}.{file.stem}": file.read_text("utf-8") for file in FILES}
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


def makers(tree: ast.Module, known: set[str]) -> set[str]:
    """Give the functions of a module that return libraries: one of these expressions."""
    return {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        and any(
            isinstance(node, ast.Return) and node.value is not None
            and any(ast.unparse(part) in known for part in ast.walk(node.value)
                    if isinstance(part, ast.expr))
            and not any(isinstance(part, ast.Call) for part in ast.walk(node.value))
            for node in ast.walk(function)
        )
    }  # fmt: skip


def imported(tree: ast.Module, modules: Mapping[str, str]) -> dict[str, set[str]]:
    """Give the makers that a module imports, each with the functions that it declares."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or node.module not in modules:
            continue
        other = ast.parse(modules[node.module])
        making = makers(other, libraries(other))
        for maker in ast.walk(other):
            if isinstance(maker, ast.FunctionDef) and maker.name in making:
                declared = declarations(ast.Module([maker], []))
                found |= {
                    name.asname or name.name: declared
                    for name in node.names
                    if name.name == maker.name
                }
    return found


def libraries(tree: ast.Module, made_by: Collection[str] = ()) -> set[str]:
    """Give the expressions that stand for a library: those it was assigned to, and its aliases.

    What a function returns counts where that function loads libraries: its results are libraries.
    So do those of the functions ``made_by``, which are imported.
    """
    found: set[str] = set()
    while True:
        more = set(found)
        sources = makers(tree, found) | {*made_by}
        for node in ast.walk(tree):
            for target, value in targets(node):
                made = isinstance(value, ast.Call) and ast.unparse(value.func) in sources
                if is_loader(value) or ast.unparse(value) in found or made:
                    parts = target.elts if isinstance(target, ast.Tuple) else [target]
                    more |= {ast.unparse(part) for part in parts}
        if more == found:
            return found
        found = more


def declarations(tree: ast.Module, made_by: Collection[str] = ()) -> set[str]:
    """Give the functions of Windows libraries whose arguments a module declares."""
    known = libraries(tree, made_by)
    return {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "argtypes"
        and isinstance(node.ctx, ast.Store)
        for name in named(tree, node.value, known)
    }


def undeclared(source: str, modules: Mapping[str, str] = MODULES) -> set[str]:
    """Give the functions of Windows libraries that a module uses without declared arguments.

    Args:
        source: The module.
        modules: Texts of those that it may import makers of libraries from, by name.
    """
    tree = ast.parse(source)
    others = imported(tree, modules)
    known = libraries(tree, others)
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (
            is_loader(node.value) or ast.unparse(node.value) in known
        ):
            used.add(node.attr)
    return used - declarations(tree, others) - declared_where_made(tree, others)


def declared_where_made(tree: ast.Module, others: Mapping[str, set[str]]) -> set[str]:
    """Give what the makers declare that a module calls; one that is only imported does nothing."""
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return set().union(*(declared for name, declared in others.items() if name in called))


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
        } | by_a_helper(tree, function.id, known)
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


def by_a_helper(tree: ast.Module, name: str, known: set[str]) -> set[str]:
    """Give the names that stand beside a library in a call or a row of a table.

    They are for a helper that does ``function = getattr(library, name)`` and declares that.
    """
    reads = any(
        ast.unparse(target) == name
        and isinstance(value, ast.Call)
        and ast.unparse(value.func) == "getattr"
        for node in ast.walk(tree)
        for target, value in targets(node)
    )
    rows = [
        node.args if isinstance(node, ast.Call) else node.elts
        for node in ast.walk(tree)
        if isinstance(node, ast.Call | ast.Tuple)
    ]
    return {
        one.value
        for row in rows
        if reads and any(ast.unparse(part) in known for part in row)
        for one in row
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_function_has_its_argument_types(file: Path) -> None:
    source = file.read_text("utf-8")
    if file.stem.startswith(("x11_", "linux_")):
        pytest.skip("libraries of Linux")
    assert undeclared(source) == set()


def test_the_calls_are_found_at_all() -> None:
    trees = {file.stem: ast.parse(file.read_text("utf-8")) for file in FILES}
    found = [name for name, tree in trees.items() if libraries(tree, imported(tree, MODULES))]
    assert len([name for name in found if name.startswith("windows_")]) >= 6


PLANTED = {
    "on an attribute": 'self._u = ctypes.WinDLL("user32")\nself._u.IsWindow(1)',
    "on a name": 'u = ctypes.WinDLL("user32")\nu.IsWindow(1)',
    "on an alias": 'self._u = ctypes.WinDLL("user32")\nu = self._u\nu.IsWindow(1)',
    "of a tuple": 'a = ctypes.WinDLL("user32")\nb, c = a, 1\nb.IsWindow(1)',
    "at once": 'ctypes.WinDLL("user32").IsWindow(1)',
    "of a maker": 'def m():\n u = ctypes.WinDLL("user32")\n return u\nx = m()\nx.IsWindow(1)',
    "of a table": "def d(l, n, *a):\n f = getattr(l, n)\n f.argtypes = a\n"
    'u = ctypes.WinDLL("user32")\nfor l, n in ((u, "Other"),):\n d(l, n)\nu.IsWindow(1)',
    "of a result": 'u = ctypes.WinDLL("user32")\nu.IsWindow.restype = int\nu.IsWindow(1)',
}


@pytest.mark.parametrize("source", PLANTED.values(), ids=PLANTED)
def test_an_undeclared_call_is_caught(source: str) -> None:
    assert undeclared(source) == {"IsWindow"}


DECLARED = {
    "on an attribute": PLANTED["on an attribute"] + "\nself._u.IsWindow.argtypes = []",
    "on an alias": PLANTED["on an alias"] + "\nu.IsWindow.argtypes = []",
    "by its own name": 'f = ctypes.WinDLL("user32").IsWindow\nf.argtypes = []\nf(1)',
    "in a loop": PLANTED["on a name"]
    + '\nfor n in ("IsWindow", "IsIconic"):\n getattr(u, n).argtypes = []',
    "by a helper": PLANTED["of a table"].replace('"Other"', '"IsWindow"'),
}


@pytest.mark.parametrize("source", DECLARED.values(), ids=DECLARED)
def test_a_declared_call_passes(source: str) -> None:
    assert undeclared(source) == set()


SHARED = {
    "shared": 'def user():\n u = ctypes.WinDLL("user32")\n u.IsIconic.argtypes = []\n return u\n'
    'def other():\n u = ctypes.WinDLL("user32")\n u.IsWindow.argtypes = []\n return u',
}
BY_A_SHARED_MAKER = "from shared import {name}\nself._u = u = {name}()\nself._u.IsWindow(1)"


def test_a_call_on_a_library_of_a_shared_maker_is_caught_or_passes() -> None:
    assert undeclared(BY_A_SHARED_MAKER.format(name="user"), SHARED) == {"IsWindow"}
    assert undeclared(BY_A_SHARED_MAKER.format(name="other"), SHARED) == set()
    here = BY_A_SHARED_MAKER.format(name="user") + "\nu.IsWindow.argtypes = []"
    assert undeclared(here, SHARED) == set()
    uncalled = "from shared import other\n" + BY_A_SHARED_MAKER.format(name="user")
    assert undeclared(uncalled, SHARED) == {"IsWindow"}


@pytest.mark.skipif(sys.platform != "win32", reason="loads the libraries")
def test_on_windows_the_declared_functions_are_there() -> None:
    from assistant.backends import windows_desktop, windows_idle, windows_input, windows_pointer

    windows_idle.WindowsIdle()
    windows_pointer.Win32Pointer()  # type: ignore[attr-defined,unused-ignore]
    windows_desktop.Win32Windows()  # type: ignore[attr-defined,unused-ignore]
    windows_input.Win32Keys()  # type: ignore[attr-defined,unused-ignore]
