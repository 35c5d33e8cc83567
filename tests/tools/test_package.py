"""What the package is made of: imports, byte code, icon, bill, sums, and refusals."""

from __future__ import annotations

import hashlib
import json
import marshal
import struct
import uuid
import zipfile
from pathlib import Path

import pytest

from tests.windows.harness import installed
from tools.package import __main__ as package
from tools.package import (
    bill,
    bytecode,
    contents,
    distributions,
    icon,
    libraries,
    modules,
    native,
    setup,
    source,
)

ROOT = Path(__file__).parents[2]


def tree_of(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / (name.replace("__", "/").replace("~", "__") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def names(root: Path, *roots: str, left_out: tuple[str, ...] = ()) -> set[str]:
    return {*modules.needed(roots, [modules.index(root)], left_out).found[0]}


def test_imports_inside_functions_count_and_those_for_types_do_not(tmp_path):
    tree_of(
        tmp_path,
        main="""
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import typed
else:
    import untyped
def f():
    import late
    import importlib
    importlib.import_module("named")
""",
        typed="", untyped="", late="", named="", unused="",
    )  # fmt: skip
    assert names(tmp_path, "main") == {"main", "untyped", "late", "named"}


def test_relative_imports_and_submodules_are_found(tmp_path):
    tree_of(tmp_path, p__a="from . import b\nfrom .c import d", p__b="", p__c="")
    (tmp_path / "p" / "__init__.py").write_text("from .b import x", encoding="utf-8")
    assert names(tmp_path, "p.a") == {"p", "p.a", "p.b", "p.c"}


def test_an_extension_module_is_a_module(tmp_path):
    tree_of(tmp_path, main="from p import _rust, _other")
    (tmp_path / "p").mkdir()
    for name in ("_rust.pyd", "_other.cp311-win_amd64.pyd"):
        (tmp_path / "p" / name).touch()
    assert names(tmp_path, "main") == {"main", "p._rust", "p._other"}


def test_what_is_left_out_is_left_out_with_all_below_it(tmp_path):
    tree_of(tmp_path, main="import p.a, pq", p__a="import z", pq="", z="")
    assert names(tmp_path, "main", left_out=("p",)) == {"main", "pq"}


def test_what_nobody_has_is_named_with_who_asks(tmp_path):
    tree_of(tmp_path, main="import nowhere.below, q.a", q__a="")
    found = modules.needed(["main"], [modules.index(tmp_path)])
    assert found.missing == {"nowhere": "main"}


def test_byte_code_names_no_folder_of_the_build_and_no_date():
    source_ = b"def f():\n    return 1\n"
    made = bytecode.compiled(source_, "app/x.py")
    assert made == bytecode.compiled(source_, "app/x.py")
    assert int.from_bytes(made[4:8], "little") == 0b01
    assert marshal.loads(made[16:]).co_filename == "app/x.py"


def test_a_zip_file_does_not_depend_on_order_or_time(tmp_path):
    entries = [("b/x", b"1" * 1000), ("a", b"2")]
    for name, listed in (("1.zip", entries), ("2.zip", entries[::-1])):
        bytecode.write_zip(tmp_path / name, listed, 1_700_000_000, deflate=True)
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.zip") as file:
        assert file.testzip() is None
        assert [(i.filename, i.create_system, i.external_attr) for i in file.infolist()] == [
            ("a", 0, 0), ("b/x", 0, 0),
        ]  # fmt: skip


def test_the_icon_is_that_of_the_mark_in_all_sizes():
    content = native.ICON.read_bytes()
    _, kind, count = struct.unpack_from("<HHH", content)
    entries = [struct.unpack_from("<BBBBHHII", content, 6 + 16 * i) for i in range(count)]
    assert kind == 1
    assert [side or 256 for side, *_ in entries] == list(icon.SIZES)
    for *_, length, place in entries:
        assert content[place : place + 4] in (b"\x28\0\0\0", b"\x89PNG")
        assert place + length <= len(content)


def test_an_icon_file_holds_bitmaps_from_the_bottom_up():
    made = icon.icon_file({1: (b"\1\2\3\4", b""), 256: (b"", b"\x89PNG...")})
    assert made.endswith(b"\1\2\3\4" + b"\0" * 4 + b"\x89PNG...")


def dist(folder: Path, name: str, *, files: str, licence: str = "LICENSE") -> None:
    info = folder / f"{name}.dist-info"
    info.mkdir(parents=True)
    (info / "RECORD").write_text(files, encoding="utf-8")
    (info / licence).write_text("MIT", encoding="utf-8")


def test_distributions_are_found_by_what_they_hold(tmp_path):
    dist(tmp_path, "jaraco.classes-3.4.0", files="jaraco/classes/__init__.py,,\n")
    dist(tmp_path, "typing_extensions-4.1", files="typing_extensions.py,,\n")
    dist(tmp_path, "pytest-9.2", files="pytest/__init__.py,,\n")
    found = distributions.packed(tmp_path, {"jaraco", "typing_extensions"})
    assert [(one.name, one.version) for one in found] == [
        ("jaraco-classes", "3.4.0"), ("typing-extensions", "4.1"),
    ]  # fmt: skip
    assert [path.name for path in found[0].licence_files()] == ["LICENSE"]


def test_only_what_is_locked_may_be_packed(tmp_path):
    dist(tmp_path, "typing_extensions-4.1", files="typing_extensions.py,,\n")
    dist(tmp_path, "sqlite_utils-4.2", files="sqlite_utils/__init__.py,,\nsqlite_utils/db.py,,\n")
    names = distributions.locked("sqlite-utils==4.2 \\\n    --hash=sha256:00\nsix==1 ; x\n")
    assert names == {"sqlite-utils", "six"}
    assert distributions.modules_of(tmp_path, names) == {"sqlite_utils"}


def test_the_commercial_licence_of_qt_is_not_passed_on(tmp_path):
    dist(tmp_path, "x-1", files="x.py,,", licence="LICENSE-Commercial.txt")
    assert distributions.packed(tmp_path, {"x"})[0].licence_files() == []


def test_the_page_of_licences_names_only_what_is_packed():
    page = (ROOT / "THIRD_PARTY_LICENSES.md").read_text(encoding="utf-8")
    short = distributions.rows_of(page, {"click", "pyside6-essentials"})
    assert "| click |" in short
    assert "| pyside6-essentials |" in short
    assert "python-xlib |" not in short
    assert "SQLCipher" in short, "what is inside a package stays"
    assert distributions.licences(page)["click"] == "BSD-3-Clause"


def test_the_bill_is_the_same_each_time_and_names_versions(tmp_path):
    found = [
        distributions.Distribution("click", "8.5.1", tmp_path),
        distributions.Distribution("sqlcipher3", "0.6.4", tmp_path),
    ]
    text = bill.bill("1.2.3", "3.11.9", found, {"click": "BSD-3-Clause (see there)"}, 0)
    assert text == bill.bill("1.2.3", "3.11.9", found, {"click": "BSD-3-Clause (see there)"}, 0)
    parsed = json.loads(text)
    assert (parsed["bomFormat"], parsed["specVersion"]) == ("CycloneDX", "1.5")
    assert parsed["metadata"]["component"]["version"] == "1.2.3"
    python, click, sqlcipher = parsed["components"]
    assert python["version"] == "3.11.9"
    assert click["purl"] == "pkg:pypi/click@8.5.1"
    assert click["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert {one["name"] for one in sqlcipher["components"]} >= {"SQLCipher", "OpenSSL"}
    assert parsed["serialNumber"].startswith("urn:uuid:")
    other = json.loads(bill.bill("1.2.4", "3.11.9", found, {}, 0))
    assert other["serialNumber"] != parsed["serialNumber"]


def test_an_archive_with_another_hash_is_refused_with_what_to_do(tmp_path):
    archive = tmp_path / "python.zip"
    archive.write_bytes(b"not the one")
    whole = source.WindowsPython(tmp_path, tmp_path, tmp_path, tmp_path)
    with pytest.raises(source.Unusable, match="--sha256"):
        source.of_archive(archive, source.ARCHIVE_SHA256, whole, tmp_path / "work")


def test_a_folder_that_is_no_windows_python_is_refused(tmp_path):
    with pytest.raises(source.Unusable, match=r"python311\.dll is missing"):
        source.of_folder(tmp_path)


def test_an_archive_gives_the_programs_and_the_folder_the_packages(tmp_path):
    folder, archive = tmp_path / "py", tmp_path / "python.zip"
    for name in ("python311.dll", "python3.dll", "DLLs/_ctypes.pyd", "Lib/os.py"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"assembled")
    (folder / "Lib/site-packages/PySide6").mkdir(parents=True)
    (folder / "Lib/site-packages/PySide6/Qt6Core.dll").touch()
    with zipfile.ZipFile(archive, "w") as file:
        for name in ("python311.dll", "python3.dll", "_ctypes.pyd"):
            file.writestr(name, b"official")
    assembled = source.of_folder(folder)
    hash_ = hashlib.sha256(archive.read_bytes()).hexdigest()
    found = source.of_archive(archive, hash_.upper(), assembled, tmp_path / "work")
    assert (found.programs / "python311.dll").read_bytes() == b"official"
    assert (found.extensions / "_ctypes.pyd").read_bytes() == b"official"
    assert found.packages == assembled.packages


def test_sums_are_those_that_sha256sum_checks(tmp_path):
    (tmp_path / "b.zip").write_bytes(b"x")
    (tmp_path / "a.exe").write_bytes(b"y")
    (tmp_path / package.SUMS).write_text("old", encoding="utf-8")
    lines = package.sums(tmp_path).splitlines()
    assert lines == [
        f"{hashlib.sha256(b'y').hexdigest()}  a.exe", f"{hashlib.sha256(b'x').hexdigest()}  b.zip",
    ]  # fmt: skip


def test_what_is_too_big_is_a_fault(tmp_path):
    folder, program = tmp_path / "Banhua", tmp_path / "setup.exe"
    folder.mkdir()
    with (folder / "big").open("wb") as file:
        file.truncate(package.MOST_INSTALLED + 1)
    with program.open("wb") as file:
        file.truncate(package.MOST_SETUP + 1)
    assert len(package.too_big(folder, program)) == 2
    (folder / "big").unlink()
    program.unlink()
    assert package.too_big(folder, program) == []


def test_a_library_that_nobody_has_is_found(monkeypatch):
    linked = {"a.pyd": {"b.dll", "kernel32.dll"}, "b.dll": {"gone.dll", "api-ms-win-crt-x.dll"}}
    monkeypatch.setattr(libraries, "imported", lambda file: linked[file.name])
    files = [Path("a.pyd"), Path("b.dll")]
    assert libraries.missing(files, contents.SYSTEM) == {"gone.dll": "b.dll"}


def test_version_and_id_are_those_of_the_program():
    import main

    assert package.version(ROOT) == main.VERSION
    assert setup.APP_ID == "Banhua.Banhua"


def test_the_id_in_a_shortcut_is_found():
    """Of a shortcut as MS-SHLLINK has it: the end-to-end check reads by the same function."""
    text = "Banhua.Banhua\0".encode("utf-16-le")
    value = struct.pack("<IBHHI", 5, 0, 31, 0, len(text) // 2) + text
    kind = uuid.UUID("9f4c2855-9f79-4b39-a8d0-e1d42de1d5f3").bytes_le
    storage = b"1SPS" + kind + struct.pack("<I", len(value) + 4) + value + bytes(4)
    block = struct.pack("<II", len(storage) + 16, 0xA0000009)
    block += struct.pack("<I", len(storage) + 4) + storage + bytes(4)
    head = b"L" + bytes(75)
    assert installed.application_id(head + block + bytes(4)) == "Banhua.Banhua"
    assert installed.application_id(head + bytes(4)) == ""
