"""Settings survive bad files, bad values, full disks and crashes."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import options as module
from assistant.options import OPTIONS, BadValueError, Options
from tests.needs import needs

# Faults that are met are logged as warnings, which tests otherwise refuse.
pytestmark = pytest.mark.usefixtures("caplog")

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "options.json"


def test_names_are_unique_and_defaults_pass_their_own_check() -> None:
    assert len({option.name for option in OPTIONS}) == len(OPTIONS)
    for option in OPTIONS:
        assert option.check(option.default) == option.default, option.name
        assert option.title


def test_a_value_is_there_again_in_the_next_run(path: Path) -> None:
    options = Options(path)
    options.set("shop.values", {"店铺名": "小城杂货"})
    options.set("dock.side", "left")
    again = Options(path)
    assert again.get("shop.values") == {"店铺名": "小城杂货"}
    assert again.get("dock.side") == "left"
    assert again.problems == []
    assert "小城杂货" in path.read_text(encoding="utf-8"), "a shop can read its file"


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("dock.width", 10, 320),
        ("dock.width", 9999, 640),
        ("dock.width", 400.4, 400),
        ("look.text_size", 500, 160),
        ("list.step", -3, 0),
        ("keys", {"paste.1": "control+alt+f2", "palette": "", "undo": "Strg+Q"},
         {"paste.1": "Ctrl+Alt+F2", "palette": ""}),
        ("dock.per_client", {"qq": {"side": "left", "width": 1}, "x": {"side": "up"}, "y": 1},
         {"qq": {"side": "left", "width": 320}}),
        ("clients", [{"id": "a"}, {"name": "no id"}, 3], [{"id": "a"}]),
        ("window.free_geometry", [-5, 3, 0, 600], [-5, 3, 1, 600]),
        ("agent.number", "a\ud800", "a?"),
    ],
)  # fmt: skip
def test_values_are_clamped_or_cleaned(path: Path, name: str, value: object, kept: object) -> None:
    options = Options(path)
    options.set(name, value)
    assert options.get(name) == kept
    assert Options(path).get(name) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [("dock.width", "wide"), ("dock.width", True), ("dock.width", float("nan")),
     ("dock.auto", 1), ("dock.side", "up"), ("look.theme", ["dark"]), ("keys", []),
     ("window.free_geometry", [1, 2])],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused(path: Path, name: str, value: object) -> None:
    options = Options(path)
    with pytest.raises(BadValueError):
        options.set(name, value)
    assert options.get(name) == module.option(name).default
    assert not path.exists()


def test_an_unknown_name_is_a_fault_of_ours(path: Path) -> None:
    options = Options(path)
    with pytest.raises(KeyError):
        options.get("dock.sied")
    with pytest.raises(KeyError):
        options.set("dock.sied", 1)


def test_listeners_hear_real_changes_only(path: Path) -> None:
    options = Options(path)
    heard: list[tuple[str, object]] = []
    stop = options.listen(lambda name, value: heard.append((name, value)))
    options.set("dock.width", 400)
    options.set("dock.width", 400)
    options.set("dock.width", 99999)
    options.set("dock.width", 640)
    options.reset("dock.width")
    stop()
    options.set("dock.width", 500)
    assert heard == [("dock.width", 400), ("dock.width", 640), ("dock.width", 388)]


def test_what_get_gives_can_be_changed_without_harm(path: Path) -> None:
    options = Options(path)
    options.get("keys")["palette"] = "F1"
    options.get("clients").append({"id": "x"})
    assert options.get("keys") == {}
    assert options.get("clients") == []
    assert module.option("clients").default == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b'{"dock.width": 400', b"\xff\xfe\x00", b"[" * 100_000, b"null"],
    ids=["empty", "cut", "list", "half", "bytes", "deep", "null"],
)
def test_a_broken_file_is_put_aside_and_said(path: Path, content: bytes) -> None:
    path.with_name("options.json.broken-1").write_bytes(b"an earlier one")
    path.write_bytes(content)
    options = Options(path)
    assert options.get("dock.width") == 388
    assert [p.message for p in options.problems] == ["设置文件已损坏"]
    assert "options.json.broken-2" in options.problems[0].advice
    assert path.with_name("options.json.broken-2").read_bytes() == content
    assert path.with_name("options.json.broken-1").read_bytes() == b"an earlier one"
    options.set("dock.width", 500)
    assert Options(path).get("dock.width") == 500


def test_a_single_bad_value_costs_only_itself(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.write_text(json.dumps({"dock.side": "up", "dock.width": 500, "agent.number": 7}), "utf-8")
    with caplog.at_level("WARNING"):
        options = Options(path)
    assert options.get("dock.side") == "right"
    assert options.get("dock.width") == 500
    assert options.problems == []
    assert "dock.side" in caplog.text
    assert "agent.number" in caplog.text
    caplog.clear()


def test_settings_of_a_newer_version_are_kept(path: Path) -> None:
    path.write_text(json.dumps({"future.thing": {"a": 1}, "dock.width": 500}), "utf-8")
    Options(path).set("dock.width", 400)
    assert json.loads(path.read_text("utf-8"))["future.thing"] == {"a": 1}


def test_a_byte_order_mark_of_a_windows_editor_does_no_harm(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"dock.width": 400}).encode())
    assert Options(path).get("dock.width") == 400


@given(content=st.dictionaries(st.sampled_from([o.name for o in OPTIONS]) | st.text(), ANY_JSON))
def test_whatever_the_file_holds_every_option_has_a_usable_value(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, object]
) -> None:
    path = tmp_path_factory.mktemp("o") / "options.json"
    path.write_text(json.dumps(content), "utf-8")
    options = Options(path)
    assert options.problems == []
    for option in OPTIONS:
        assert option.check(options.get(option.name)) == options.get(option.name)
    options.set("dock.width", 500)
    assert options.problems == []
    assert Options(path).get("dock.width") == 500


def refuse(error: int):
    def replace(*_args: object) -> None:
        raise OSError(error, os.strerror(error))

    return replace


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_folder_that_takes_no_writing_is_said_once(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    options = Options(path)
    options.set("dock.width", 400)
    said: list[str] = []
    options.on_problem(lambda problem: said.append(problem.message))
    with monkeypatch.context() as patch:
        patch.setattr(module.os, "fsync", refuse(error))
        options.set("dock.width", 500)
        options.set("dock.side", "left")
        assert options.get("dock.width") == 500, "the value holds in memory"
    assert said == ["设置没能保存到磁盘"]
    assert len(options.problems) == 1
    assert [p.name for p in path.parent.iterdir()] == ["options.json"], "no half file is left"
    assert Options(path).get("dock.width") == 400, "the old file is whole"
    options.set("agent.number", "7")
    assert Options(path).get("dock.width") == 500, "the next save takes all along"
    with monkeypatch.context() as patch:
        patch.setattr(module.os, "fsync", refuse(error))
        options.set("agent.number", "8")
    assert len(said) == 2, "a new trouble after a good save is said again"


@needs("bound by modes")
def test_a_read_only_folder(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        options = Options(path)
        options.set("dock.width", 400)
        assert options.get("dock.width") == 400
        assert [p.message for p in options.problems] == ["设置没能保存到磁盘"]
    finally:
        path.parent.chmod(0o700)


def test_a_missing_folder_is_said_too(tmp_path: Path) -> None:
    options = Options(tmp_path / "gone" / "options.json")
    options.set("dock.width", 400)
    assert [p.message for p in options.problems] == ["设置没能保存到磁盘"]


def test_a_folder_in_the_place_of_the_file(path: Path) -> None:
    path.mkdir()
    options = Options(path)
    assert [p.message for p in options.problems] == ["设置文件读不出来"]
    options.set("dock.width", 400)
    assert Options(path).get("dock.width") == 400


@needs("symlinks")
def test_a_symlinked_file_stays_one(tmp_path: Path) -> None:
    real = tmp_path / "synced" / "mine.json"
    real.parent.mkdir()
    link = tmp_path / "options.json"
    link.symlink_to(real)
    Options(link).set("dock.width", 400)
    assert link.is_symlink()
    assert Options(real).get("dock.width") == 400
