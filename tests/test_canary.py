"""The search for traces of a buyer finds them, wherever and however they are written."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests import canary
from tests.conftest import pytest_sessionfinish


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("text", [canary.NAME, canary.PHONE, canary.ORDER])
def test_a_trace_in_any_encoding_is_found(tmp_path: Path, text: str, encoding: str) -> None:
    # In the folder that the search at the end of the run leaves out.
    folder = tmp_path / canary.PLAIN
    folder.mkdir()
    (folder / "log").write_bytes(b"\xff\x00" + f"买家 {text} 说".encode(encoding))
    assert list(canary.traces(folder)) == [folder / "log"]
    assert list(canary.traces(tmp_path)) == []


def test_a_trace_over_the_edge_of_a_block_is_found(tmp_path: Path) -> None:
    folder = tmp_path / canary.PLAIN
    folder.mkdir()
    (folder / "wal").write_bytes(b"x" * ((1 << 20) - 4) + canary.PHONE.encode() + b"x" * 100)
    assert list(canary.traces(folder)) == [folder / "wal"]


def test_what_is_masked_is_no_trace(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(canary.MASKED, encoding="utf-8")
    assert list(canary.traces(tmp_path)) == []


@pytest.mark.parametrize(("text", "failed"), [(canary.PHONE, True), (canary.MASKED, False)])
def test_a_trace_left_by_any_test_fails_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, failed: bool
) -> None:
    base = tmp_path / canary.PLAIN / "run"
    base.mkdir(parents=True)
    (base / "log").write_text(text, encoding="utf-8")
    session = SimpleNamespace(
        config=SimpleNamespace(_tmp_path_factory=SimpleNamespace(_basetemp=base)),
        exitstatus=pytest.ExitCode.OK,
    )
    pytest_sessionfinish(session)  # type: ignore[arg-type]
    assert (session.exitstatus == canary.EXIT_STATUS) is failed
    assert ("log" in capsys.readouterr().out) is failed
