"""``main.py handover``: lists what waits, and writes a file that another PC takes in."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

import main
from assistant.backends.memory_vault import MemoryVault
from assistant.backends.null import NullVault
from assistant.desk import parcel
from assistant.desk.keys import DeskKeys
from phrasebook.desk import Agent, HandoverDraft
from phrasebook.store.desk import Desk
from tests import canary
from tests.needs import needs

PASSPHRASE = "晨光小铺-2026"
FILE_WORDS = "给晚班的文件口令"


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Answers what is asked on the terminal, and keeps the questions."""
    asked: list[str] = []

    def answer(*words: str) -> list[str]:
        left = list(words)

        def secret(question: str) -> str:
            asked.append(question)
            return left.pop(0)

        monkeypatch.setattr(main, "_secret", secret)
        return asked

    return answer


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "assistant.desk.command.pick_vault", lambda _held="": NullVault("没有钥匙串", "")
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A desk with one handover that waits and one that is done."""
    desk = Desk.open(tmp_path, DeskKeys(tmp_path, None).create(PASSPHRASE).key)
    buyer = desk.buyers.ensure("小鹿的窝", "千牛", "", 1.0).result()
    by = Agent("03", "晚班")
    waiting, done = desk.handovers.hand(
        [
            HandoverDraft(buyer.id, "M 码断货", "换色", f"打电话 {canary.PHONE}"),
            HandoverDraft(buyer.id, "少发一件", "", "催仓库"),
        ],
        by, 2.0, "UTC",
    ).result()  # fmt: skip
    desk.handovers.accept(done.id, by, "我去催仓库", 3.0).result()
    desk.handovers.finish(done.id, by, "补发了", 4.0).result()
    assert waiting.seq < done.seq
    desk.close()
    return tmp_path


def run(folder: Path, *arguments: str) -> int:
    return main.main(["handover", *arguments, "--data-dir", str(folder)])


def test_what_waits_is_listed_masked(folder: Path, answers, capsys) -> None:
    answers(PASSPHRASE)
    assert run(folder, "list") == main.DONE
    said = capsys.readouterr().out
    assert "M 码断货" in said
    assert "少发一件" not in said
    assert canary.MASKED in said
    assert canary.PHONE not in said


def test_all_of_them_as_json(folder: Path, answers, capsys) -> None:
    answers(PASSPHRASE)
    assert run(folder, "list", "--all", "--json") == main.DONE
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["because"], row["state"]) for row in rows] == [
        ("M 码断货", "waiting"),
        ("少发一件", "done"),
    ]


def test_what_is_exported_is_taken_in_on_another_pc(
    folder: Path, tmp_path_factory, answers, capsys
) -> None:
    file = tmp_path_factory.mktemp("usb") / "交接.banhua"
    asked = answers(PASSPHRASE, FILE_WORDS, FILE_WORDS)
    assert run(folder, "export", str(file)) == main.DONE
    assert len(asked) == 3
    assert "1 条" in capsys.readouterr().out
    histories, _by = parcel.unpack(file, FILE_WORDS)
    assert [handover.because for handover, _events in histories] == ["M 码断货"]


def test_two_different_words_write_no_file(folder: Path, tmp_path: Path, answers, capsys) -> None:
    answers(PASSPHRASE, FILE_WORDS, "别的口令别的口令")
    file = tmp_path / "x.banhua"
    assert run(folder, "export", str(file)) == main.REFUSED
    assert not file.exists()
    assert "不一样" in capsys.readouterr().err


def test_a_wrong_passphrase_is_refused_in_a_sentence(folder: Path, answers, capsys) -> None:
    answers("不是这个口令吧")
    assert run(folder, "list") == main.REFUSED
    assert "Traceback" not in capsys.readouterr().err


def test_without_a_desk_it_says_where_to_begin(tmp_path: Path, answers, capsys) -> None:
    answers()
    assert run(tmp_path, "list") == main.REFUSED
    assert "还没有" in capsys.readouterr().err
    assert not (tmp_path / "desk.db").exists()


@pytest.mark.parametrize("arguments", [["export"], ["list", "x.banhua"], ["erase"]])
def test_wrong_usage_is_said(folder: Path, arguments: list[str], capsys) -> None:
    with pytest.raises(SystemExit) as caught:
        run(folder, *arguments)
    assert caught.value.code == main.WRONG_USAGE


def test_a_keyring_opens_it_without_a_question(
    tmp_path: Path, answers, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    vault = MemoryVault()
    Desk.open(tmp_path, DeskKeys(tmp_path, vault).create().key).close()
    monkeypatch.setattr("assistant.desk.command.pick_vault", lambda _held="": vault)
    asked = answers()
    assert run(tmp_path, "list") == main.DONE
    assert asked == []
    assert "没有待办" in capsys.readouterr().out


def test_a_file_of_something_else_is_left_alone_before_anything_is_asked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "letter.txt"
    other.write_bytes(b"mine")
    assert run(folder, "export", str(other)) == main.REFUSED
    assert other.read_bytes() == b"mine"
    assert "没有动它" in capsys.readouterr().err


@needs("fifo")
def test_a_pipe_is_refused_before_anything_is_asked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = tmp_path / "pipe.banhua"
    os.mkfifo(pipe)
    assert run(folder, "export", str(pipe)) == main.REFUSED
    assert "不是普通文件" in capsys.readouterr().err
    assert pipe.is_fifo()
