"""Imports every module that was packed; runs inside the package, which says what it cannot import.

Started as ``banhua-cli.exe -m probe`` from a copy of the package that holds this file. Prints one
JSON object: how many modules were imported, and those that failed with the reason.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path


def names() -> Iterator[str]:
    """Give the names of all modules on the search path."""
    for entry in map(Path, sys.path):
        if entry.suffix == ".zip" and entry.is_file():
            with zipfile.ZipFile(entry) as file:
                places = [Path(name) for name in file.namelist()]
        else:
            places = [p.relative_to(entry) for p in entry.rglob("*.py[cd]")]
            if entry.name == "runtime":  # the packages below it are an entry of their own
                places = [place for place in places if len(place.parts) == 1]
        for place in places:
            if place.suffix in (".pyc", ".pyd"):
                parts = [*place.parts[:-1], place.name.partition(".")[0]]
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def main() -> int:
    """Import all and report."""
    failed, count = {}, 0
    for name in sorted({*names()} - {"main", "probe", ""}):
        count += 1
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                importlib.import_module(name)
        except BaseException as error:  # noqa: BLE001 (whatever it is, it is reported)
            failed[name] = f"{type(error).__name__}: {error}"
    print(json.dumps({"imported": count - len(failed), "failed": failed}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
