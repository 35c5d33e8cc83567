"""The table of figures: it says what was measured, and when an aim was missed."""

from __future__ import annotations

import sys
import types

import pytest

import bench.__main__ as command
from bench.table import Row, at_most, beside, markdown


def test_a_ratio_is_met_up_to_its_aim():
    assert beside("start", 15, "ms", 10, 1.5).met is True
    assert beside("start", 15.1, "ms", 10, 1.5).met is False


def test_a_figure_is_met_up_to_its_aim():
    assert at_most("search", 5, "ms", 5).met is True
    assert at_most("search", 5.1, "ms", 5).met is False


def test_a_ratio_to_nothing_is_refused():
    with pytest.raises(ValueError, match="start: the baseline is 0"):
        beside("start", 15, "ms", 0, 1.5)


def test_the_table_shows_all_of_it():
    table = markdown(
        [
            beside("start", 400, "ms", 200, 1.5, "bare list"),
            at_most("idle", 0.04, "%", 0.1),
            Row("cells", "8 of 8", baseline="0 of 8"),
        ]
    )
    assert table.splitlines()[2:] == [
        "| start | 400 ms | 200 ms | 2.00 | ≤ 1.5 × | **missed**; bare list |",
        "| idle | 0.04 % |  |  | ≤ 0.1 % | met |",
        "| cells | 8 of 8 | 0 of 8 |  |  |  |",
    ]


def test_only_the_part_between_the_markers_changes():
    text = "a\n<!-- bench:start -->\nold\n<!-- bench:end -->\nb\n"
    once = command.put_between(text, "new")
    assert once == "a\n<!-- bench:start -->\nnew\n<!-- bench:end -->\nb\n"
    assert command.put_between(once, "new") == once


@pytest.mark.parametrize(
    "text", ["", "<!-- bench:start -->", "<!-- bench:end --><!-- bench:start -->"]
)
def test_a_file_without_markers_is_refused(text):
    with pytest.raises(ValueError, match="bench:start"):
        command.put_between(text, "new")


@pytest.fixture
def benches(monkeypatch, tmp_path):
    """Two made-up benches and a README."""

    def add(name, run):
        module = types.ModuleType(f"bench.{name}")
        module.run = run
        monkeypatch.setitem(sys.modules, f"bench.{name}", module)

    readme = tmp_path / "README.md"
    readme.write_text(f"{command.START}\nold\n{command.END}\n", encoding="utf-8")
    monkeypatch.setattr(command, "BENCHES", ("one", "two"))
    return add, readme


def start(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["bench", *map(str, arguments)])
    return command.main()


def test_all_benches_come_into_one_table(benches, monkeypatch, capsys):
    add, readme = benches
    add("one", lambda *, quick: [at_most("a", 1, "ms", 2)])
    add("two", lambda *, quick: [Row("b", 2.0 if quick else 3.0)])
    assert start(monkeypatch, "--write", readme, "--quick") == 0
    written = readme.read_text(encoding="utf-8")
    assert "| a | 1.0 ms |" in written
    assert "| b | 2.0 |" in written
    assert "quick run" in written
    assert "Python 3" in written


def test_a_missed_aim_is_written_and_is_the_exit_code(benches, monkeypatch, capsys):
    add, readme = benches
    add("one", lambda *, quick: [at_most("a", 3, "ms", 2)])
    assert start(monkeypatch, "one", "--write", readme) == 1
    assert "**missed**" in readme.read_text(encoding="utf-8")


def test_a_broken_bench_is_named_and_nothing_is_written(benches, monkeypatch, capsys):
    add, readme = benches

    def broken(*, quick):
        raise RuntimeError("no AutoKey")

    add("one", broken)
    add("two", lambda *, quick: [Row("b", 2.0)])
    assert start(monkeypatch, "--write", readme) == 1
    said = capsys.readouterr()
    assert "broke: one" in said.err
    assert "| b | 2.0 |" in said.out
    assert "old" in readme.read_text(encoding="utf-8")
