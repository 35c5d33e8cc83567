"""Sorts tests by how near they are to what was changed, by way of imports."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

_CODE = ("phrasebook", "assistant", "ui", "tools", "bench", "tests")


def changed(root: Path) -> set[str]:
    """Files that differ from where this branch left ``main``, those not yet in git among them.

    Without git, or with nothing changed, there are none.
    """
    base = _git(root, "merge-base", "HEAD", "main") or ["HEAD"]
    names = _git(root, "diff", "--name-only", "-z", base[0], sep="\0")
    return {*names, *_git(root, "ls-files", "--others", "--exclude-standard", "-z", sep="\0")}


def _git(root: Path, *command: str, sep: str = "\n") -> list[str]:
    try:
        done = subprocess.run(
            ["git", *command], cwd=root, capture_output=True, check=True, encoding="utf-8"
        )
    except (OSError, subprocess.CalledProcessError):
        return []
    return [name for name in done.stdout.split(sep) if name]


def nearest_first(root: Path, files: Sequence[str], touched: set[str]) -> list[str]:
    """Sort ``files``: those touched, then those that import what was touched, and so on.

    Those from which no way of imports leads to a touched file come last, in their own order.
    """
    importers: dict[str, set[str]] = {}
    for path in _sources(root):
        for name in _imported(path):
            for target in (f"{name}.py", f"{name}/__init__.py"):
                importers.setdefault(target, set()).add(path.relative_to(root).as_posix())
    steps = dict.fromkeys(touched, 0)
    edge = list(touched)
    for file in edge:  # grows: breadth first
        for importer in importers.get(file, ()):
            if importer not in steps:
                steps[importer] = steps[file] + 1
                edge.append(importer)
    return sorted(files, key=lambda file: steps.get(file, len(steps) + 1))


def _sources(root: Path) -> Iterator[Path]:
    yield from root.glob("*.py")
    for folder in _CODE:
        yield from sorted((root / folder).rglob("*.py"))


def _imported(path: Path) -> Iterator[str]:
    """What a file imports, as paths; of ``from a import b`` both ``a`` and ``a/b``."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name.replace(".", "/") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            module = node.module.replace(".", "/")
            yield module
            yield from (f"{module}/{alias.name}" for alias in node.names)
