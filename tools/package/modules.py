"""Which Python modules the program needs, found in the syntax trees of everything it imports.

Imports inside functions count, those under ``if TYPE_CHECKING`` do not. What no syntax tree shows
(a module named in a string, a finder of a package's own) stands in ``tools.package.contents``, and
the smoke test after each build imports everything that was packed.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Index = Mapping[str, Path]
"""Dotted names and the files that hold them."""


@dataclass(frozen=True)
class Needed:
    """What a walk over the imports has found.

    Attributes:
        found: For each index that was asked, in its order, the modules taken from it.
        missing: Names that no index has (built into the interpreter, of another system, or a
            fault), each with one module that asks for it.
    """

    found: tuple[dict[str, Path], ...]
    missing: dict[str, str]


def index(root: Path, tops: Collection[str] = ()) -> dict[str, Path]:
    """List the modules under ``root``: sources, and extension modules (``.pyd``).

    Args:
        root: A folder of ``sys.path``.
        tops: Only these packages and modules of the folder; all but ``site-packages`` if empty.
    """
    listed: dict[str, Path] = {}
    for path in sorted(root.rglob("*.py*")):
        parts = path.relative_to(root).parts
        wanted = parts[0].partition(".")[0] in tops if tops else parts[0] != "site-packages"
        if path.suffix not in (".py", ".pyd") or not wanted or "__pycache__" in parts:
            continue
        # An extension module carries its platform in its name: _rust.pyd, x.cp311-win_amd64.pyd.
        names = [*parts[:-1], parts[-1].partition(".")[0]]
        if names[-1] == "__init__":
            names.pop()
        listed[".".join(names)] = path
    return listed


def needed(
    roots: Iterable[str], indexes: Sequence[Index], left_out: Collection[str] = ()
) -> Needed:
    """Follow the imports from ``roots``.

    Args:
        roots: Modules that are wanted in any case.
        indexes: Where to look; the first that has a name gives it.
        left_out: Modules that are not taken, with all below them.
    """
    found: tuple[dict[str, Path], ...] = tuple({} for _ in indexes)
    missing: dict[str, str] = {}
    seen: set[str] = set()
    waiting = [(name, "") for name in roots]
    while waiting:
        name, asker = waiting.pop()
        parts = name.split(".")
        for module in (".".join(parts[:length]) for length in range(1, len(parts) + 1)):
            if module in seen or is_below(module, left_out):
                continue
            home = next((i for i, known in enumerate(indexes) if module in known), None)
            if home is None:
                if "." not in module and not any(_holds(known, module) for known in indexes):
                    missing.setdefault(module, asker)
                continue
            seen.add(module)
            path = found[home][module] = indexes[home][module]
            if path.suffix == ".py":
                waiting += [(one, module) for one in sorted(imports(path, module))]
    return Needed(found, missing)


def is_below(module: str, tops: Collection[str]) -> bool:
    """Tell whether the module, or a package that it is in, is one of ``tops``."""
    parts = module.split(".")
    return any(".".join(parts[:length]) in tops for length in range(1, len(parts) + 1))


def _holds(known: Index, package: str) -> bool:
    """Tell whether this is a namespace package: modules below it, but no file of its own."""
    return any(name.startswith(package + ".") for name in known)


def imports(path: Path, module: str) -> set[str]:
    """Names that a source file imports; of ``from a import b`` both ``a`` and ``a.b``."""
    walk = _Imports(module, is_package=path.name == "__init__.py")
    walk.visit(ast.parse(path.read_bytes()))
    return walk.names


class _Imports(ast.NodeVisitor):
    def __init__(self, module: str, *, is_package: bool) -> None:
        self.names: set[str] = set()
        self._package = module.split(".") if is_package else module.split(".")[:-1]

    def visit_If(self, node: ast.If) -> None:
        test = ast.unparse(node.test)
        if test in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            for statement in node.orelse:
                self.visit(statement)
        else:
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self.names.update(alias.name for alias in node.names)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = self._package[: len(self._package) - node.level + 1] if node.level else []
        source = ".".join([*base, *([node.module] if node.module else [])])
        self.names.add(source)
        self.names.update(f"{source}.{alias.name}" for alias in node.names)

    def visit_Call(self, node: ast.Call) -> None:
        called = ast.unparse(node.func).rpartition(".")[2]
        argument = node.args[0] if node.args else None
        if (
            called in ("import_module", "__import__")
            and isinstance(argument, ast.Constant)
            and isinstance(argument.value, str)
        ):
            self.names.add(argument.value)
        self.generic_visit(node)
