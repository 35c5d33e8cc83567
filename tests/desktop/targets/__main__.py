"""The command: tries each target, and writes the table."""

from __future__ import annotations

import argparse
import datetime
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.desktop.harness.process import REPO
from tests.desktop.targets.base import Target
from tests.desktop.targets.native import NATIVE, Gtk4
from tests.desktop.targets.stage import Stage
from tests.desktop.targets.trial import COLUMNS, NOT_TRIED, Trial
from tests.desktop.targets.web import PAGES

DEBIAN: Final = {
    "chromium": "chromium",
    "npm": "npm",
    "firefox-esr": "firefox-esr",
    "thunderbird": "thunderbird",
    "pidgin": "pidgin",
    "hexchat": "hexchat",
    "konversation": "konversation",
    "emacs": "emacs-gtk",
    "javac": "default-jdk",
    "wine": "wine",
    "xterm": "xterm",
    "gnome-terminal": "gnome-terminal",
    "gir1.2-gtk-4.0": "gir1.2-gtk-4.0 python3-gi",
}
"""Debian's packages by the program of a target; nothing is installed unasked."""
TARGETS: Final[tuple[type[Target], ...]] = (*PAGES, *NATIVE)
OUT: Final = REPO / "docs" / "targets.md"
HEAD: Final = """\
# Where it was tried

Made by `python dev.py targets` on {date}
({system}, X11 with openbox).
One target alone: `python dev.py targets --only NAME`, which prints its row; `--list` names all.
Each target is the real program beside the real Banhua on a screen of its own; pages are served on
the machine itself and have a desk's title.

- **text**: a card of two lines with emoji, 191 characters, is in the box character for character
  (in rich editors a paragraph counts as a line break).
- **draft**, **caret**: pasted into the middle of typed text, which stays whole around it.
- **clipboard**: what the user had copied is back byte for byte; milliseconds from the key.
- **nothing sent**: no message left the box, or reached the server, in all of this.
- **three in a row**: three cards 150 ms apart, in order; seconds until the last had ended.
- **copied, Alt+1**: the buyer's message selected with the mouse and copied, then the first
  suggestion by its key. “not in the box, said so” means that the caret had left the box and could
  not be put back: nothing was sent, the reply stayed on the clipboard, and a line said so.
- **ms**: from the key to the paste key.

“–” was not tried (the target has none of it). A failure is shown as one.

"""


def row(name: str, version: str, cells: dict[str, str]) -> str:
    """Give a row of the table."""
    values = [name, *(cells[column] for column in COLUMNS), version]
    return "| " + " | ".join(value.replace("|", "\\|") for value in values) + " |"


def table(rows: list[str]) -> str:
    """Give the whole page."""
    head = HEAD.format(
        date=datetime.date.today().isoformat(), system=f"{platform.system()} {_system()}"
    )
    columns = ["target", *COLUMNS, "version"]
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns), *rows]
    return head + "\n".join(lines) + "\n"


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.release()


def main() -> int:
    """Try what was asked for; 1 if something failed."""
    parser = argparse.ArgumentParser(prog="dev.py targets", description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="these alone")
    parser.add_argument("--list", action="store_true", help="name all targets")
    parser.add_argument("--keep", metavar="FOLDER", help="leave log and pictures of failures there")
    asked = parser.parse_args()
    if asked.list:
        print("\n".join(kind.name for kind in TARGETS))
        return 0
    chosen = [kind for kind in TARGETS if not asked.only or kind.name in asked.only]
    unknown = set(asked.only) - {kind.name for kind in chosen}
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}; --list names them")
    missing = [packages for name, packages in DEBIAN.items() if _is_missing(name)]
    if missing:
        print(f"Not everything is here. Debian's packages: {' '.join(missing)}", flush=True)
    rows, failed = [], 0
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="banhua-targets-", ignore_cleanup_errors=True) as made:
        stage = Stage(Path(made), [rule for kind in chosen for rule in kind.rules])
        try:
            for kind in chosen:
                rows.append(_try(stage, kind, asked.keep))
                failed += "FAILED" in rows[-1]
                print(rows[-1], flush=True)
        finally:
            stage.close()
    print(f"{len(rows)} targets in {time.monotonic() - begun:.0f} s, {failed} with failures")
    if not asked.only:
        OUT.write_text(table(rows), encoding="utf-8")
        print(OUT.relative_to(REPO))
    return 1 if failed else 0


def _is_missing(program: str) -> bool:
    if program.startswith("gir"):
        return not Gtk4.found()
    return shutil.which(program) is None


def _try(stage: Stage, kind: type[Target], keep: str | None) -> str:
    target = kind(stage)
    trial = Trial(stage, target)
    try:
        version = trial.run()
        if keep and any("FAILED" in cell for cell in trial.cells.values()):
            folder = Path(keep)
            folder.mkdir(parents=True, exist_ok=True)
            name = kind.name.replace(" ", "-").replace("/", "-")
            stage.screen.shot(folder / f"{name}.png")
            (folder / f"{name}.log").write_text(stage.app.text(), encoding="utf-8")
    finally:
        target.close()
    if version.startswith("not installed"):
        trial.cells["text"] = "not installed"
    elif all(cell == NOT_TRIED for cell in trial.cells.values()):
        trial.cells["text"] = f"FAILED: {version}"
    return row(kind.name, version, trial.cells)


if __name__ == "__main__":
    sys.exit(main())
