"""The bill of materials (CycloneDX 1.5, JSON): what is in the package, in which version."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tools.package.distributions import Distribution

_INSIDE: Final = {
    "sqlcipher3": {
        "SQLCipher": "BSD-3-Clause",
        "SQLite": "blessing",
        "OpenSSL": "Apache-2.0",
    },
    "cryptography": {"OpenSSL": "Apache-2.0"},
}
"""Libraries built into extension modules, which no lock names; their versions are not told."""
_PYTHON: Final = re.compile(rb"3\.11\.\d+")


def python_version(library: Path) -> str:
    """Read the release out of ``python311.dll``, such as ``3.11.9``."""
    found = _PYTHON.search(library.read_bytes())
    return found.group().decode() if found else "3.11"


def bill(
    version: str,
    python: str,
    packed: Sequence[Distribution],
    licences: Mapping[str, str],
    epoch: int,
) -> str:
    """Give the JSON text; the same for the same input.

    Args:
        version: Of Banhua.
        python: Of the packed Python.
        packed: The distributions, in the order of the list.
        licences: Licence expressions by distribution.
        epoch: The date that it states, seconds since 1970.
    """
    components = [
        _component("Python", python, "PSF-2.0", purl=f"pkg:generic/python@{python}"),
        *(_of_distribution(one, licences) for one in packed),
    ]
    body: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
            "component": {
                **_component("Banhua", version, "MIT", purl=f"pkg:generic/banhua@{version}"),
                "type": "application",
            },
        },
        "components": components,
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True))
    return json.dumps({"serialNumber": number.urn, **body}, indent=2, ensure_ascii=False) + "\n"


def _of_distribution(one: Distribution, licences: Mapping[str, str]) -> dict[str, Any]:
    purl = f"pkg:pypi/{one.name}@{one.version}"
    made = _component(one.name, one.version, licences.get(one.name, ""), purl=purl)
    inside = _INSIDE.get(one.name, {})
    if inside:
        made["components"] = [
            _component(name, "", licence, purl=f"{purl}#{name}") for name, licence in inside.items()
        ]
    return made


def _component(name: str, version: str, licence: str, *, purl: str) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "library", "bom-ref": purl, "name": name}
    if version:
        made |= {"version": version, "purl": purl}
    if licence:
        # What the table adds in brackets is for people.
        made["licenses"] = [{"expression": licence.partition(" (")[0]}]
    return made
