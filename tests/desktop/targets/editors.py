"""Installs the editors of the web targets as they are locked, and bundles our pages with them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

from tests.desktop.harness.process import REPO, MissingTool
from tests.desktop.targets.server import PAGES

FOLDER: Final = REPO / "build" / "targets"
_LOCKED: Final = ("package.json", "package-lock.json")
PLAIN: Final = ("textarea", "input", "contenteditable", "iframe", "shadow")
"""Pages that need no package."""


def plain(bundles: Path) -> None:
    """Put the pages that need no package into ``bundles``."""
    bundles.mkdir(parents=True, exist_ok=True)
    for name in PLAIN:
        text = (PAGES / f"{name}.js").read_text(encoding="utf-8")
        (bundles / f"{name}.js").write_text("{\n" + text + "}\n", encoding="utf-8")


def install() -> None:
    """Install the locked packages, once for each lock; nothing of them is run while installing.

    Raises:
        MissingTool: There is no npm, or it failed.
    """
    if shutil.which("npm") is None:
        raise MissingTool("not installed: npm")
    FOLDER.mkdir(parents=True, exist_ok=True)
    source = Path(__file__).parent
    same = all(
        (FOLDER / name).exists() and (FOLDER / name).read_bytes() == (source / name).read_bytes()
        for name in _LOCKED
    )
    done = FOLDER / "node_modules" / ".package-lock.json"
    if same and done.exists():
        return
    for name in _LOCKED:
        shutil.copy(source / name, FOLDER / name)
    ended = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=FOLDER, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if ended.returncode:
        raise MissingTool(f"npm ci failed: {ended.stderr.strip()[-200:]}")


def bundle(page: str, bundles: Path) -> None:
    """Bundle one page with its packages.

    Raises:
        MissingTool: esbuild failed.
    """
    tool = FOLDER / "node_modules" / ".bin" / "esbuild"
    # Bundled in the folder of the packages, so that they are found.
    copy = FOLDER / f"{page}.js"
    shutil.copy(PAGES / copy.name, copy)
    ended = subprocess.run(
        [
            tool, copy.name, "--bundle", "--format=iife", f"--outfile={bundles / copy.name}",
            "--define:global=window", '--define:process.env.NODE_ENV="production"',
            "--loader:.svg=text", "--log-level=error",
        ],
        cwd=FOLDER, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if ended.returncode:
        raise MissingTool(f"esbuild failed: {ended.stderr.strip()[-200:]}")


def version(package: str) -> str:
    """Give the version that is installed; "" if none is."""
    file = FOLDER / "node_modules" / package / "package.json"
    return str(json.loads(file.read_text(encoding="utf-8"))["version"]) if file.exists() else ""
