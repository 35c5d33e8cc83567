"""The log holds codes and figures, whatever a careless call passes."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import logs

CANARIES = (
    "张三丰小店买家",
    "13812345678",
    "138 1234 5678",
    "20261122000912345",
    "buyer@example.com",
    "Zhang San Feng",
)


@pytest.fixture
def logged(tmp_path):
    """Run calls against a real log file and give what it holds."""
    before = logging.getLogger().level, logging.raiseExceptions

    def write(*calls):
        handler = logs.start(tmp_path / "logs")
        logger = logging.getLogger("assistant.paste")
        for call in calls:
            call(logger)
        logs.stop(handler)
        return (tmp_path / "logs" / "banhua.log").read_text(encoding="utf-8")

    yield write
    logging.getLogger().setLevel(before[0])
    logging.raiseExceptions = before[1]


def fail(message):
    canary_local = message
    raise ValueError(f"bad text {canary_local}")


def log_failure(message):
    def call(logger):
        try:
            fail(message)
        except ValueError as error:
            logger.exception("paste failed error=%s", error)

    return call


def test_codes_and_figures_are_written_as_they_are(logged):
    text = logged(
        lambda log: log.info(
            "paste request=%d outcome=%s total_ms=%.1f key=%s uid=%s",
            7, "pasted", 15.25, "Ctrl+Alt+,", "price.cheaper/gift-first",
        )
    )  # fmt: skip
    line = (
        "assistant.paste paste request=7 outcome=pasted total_ms=15.2 key=Ctrl+Alt+, "
        "uid=price.cheaper/gift-first"
    )
    assert line in text


@pytest.mark.parametrize("canary", CANARIES)
def test_no_canary_reaches_the_file(logged, canary, caplog):
    text = logged(
        lambda log: log.info("title=%s", canary),
        lambda log: log.info("title=%(title)s", {"title": canary}),
        lambda log: log.warning(ValueError(canary)),
        log_failure(canary),
    )
    assert canary not in text
    assert canary in caplog.text, "the calls did not carry the canary, so nothing was shown"
    assert text.count("\n") >= 4, "a line was lost instead of cleaned"
    assert "title=[dropped]" in text


@pytest.mark.parametrize("canary", [c for c in CANARIES if not c.startswith(("Zh", "buyer"))])
def test_text_formatted_in_before_the_call_is_dropped_too(logged, canary):
    text = logged(lambda log: log.info(f"title={canary}"))  # noqa: G004 (the mistake itself)
    assert canary not in text
    assert "[dropped]" in text


def test_a_traceback_names_places_and_types_only(logged, caplog):
    text = logged(log_failure("13812345678"))
    assert "tests/assistant/test_logs.py:" in text
    assert " fail\n" in text
    assert "ValueError" in text
    assert "bad text" not in text
    assert "canary_local" not in text


def test_causes_are_named_as_well():
    try:
        try:
            fail("x")
        except ValueError as error:
            raise RuntimeError("y") from error
    except RuntimeError as error:
        lines = logs.places(error)
    assert [line for line in lines if not line.startswith(" ")] == ["ValueError", "RuntimeError"]


def test_endless_recursion_is_cut_short():
    def deeper():
        deeper()

    with pytest.raises(RecursionError) as caught:
        deeper()
    lines = logs.places(caught.value)
    assert len(lines) <= logs.MAX_PLACES + 1
    assert lines[-1] == "RecursionError"


@pytest.mark.parametrize(
    ("value", "passes"),
    [
        ("qianniu", True),
        (999_999, True),
        (1_000_000, False),
        (1234567.5, True),
        (None, True),
        (True, True),
        ("a" * logs.MAX_ARGUMENT, True),
        ("a" * (logs.MAX_ARGUMENT + 1), False),
        ("two words", False),
        ("中", False),
        ("a\nb", False),
        ("/home/zhangsan", False),
        ("C:\\Users\\zhangsan", False),
        ("138-1234-5678", False),
    ],
)
def test_what_counts_as_a_code(value, passes):
    assert logs.is_code(value) is passes


def test_other_handlers_still_see_the_record(logged, caplog):
    caplog.set_level(logging.INFO)
    logged(lambda log: log.info("title=%s", "中文"))
    assert "title=中文" in caplog.messages


def test_wrong_arguments_do_not_lose_the_line(logged):
    text = logged(lambda log: log.info("count=%d", "中文"))
    assert "assistant.paste [dropped]" in text


def test_the_file_rotates(tmp_path, monkeypatch, logged):
    monkeypatch.setattr(logs, "MAX_BYTES", 2000)
    logged(*[lambda log: log.info("step=%d", 5)] * 400)
    names = sorted(p.name for p in (tmp_path / "logs").iterdir())
    assert names == ["banhua.log", "banhua.log.1", "banhua.log.2", "banhua.log.3"]


def test_a_folder_that_cannot_be_made_is_no_fault(tmp_path):
    (tmp_path / "logs").write_text("a file", encoding="utf-8")
    before = logging.getLogger().level, logging.raiseExceptions
    handler = logs.start(tmp_path / "logs")
    logging.getLogger("assistant").info("step=1")
    logs.stop(handler)
    logging.getLogger().setLevel(before[0])
    logging.raiseExceptions = before[1]
    assert isinstance(handler, logging.NullHandler)


@pytest.mark.parametrize("name", ["assistant.logs", "assistant.crash", "assistant.paths"])
def test_importing_stays_light(name):
    heavy = "{'logging.handlers', 'platformdirs', 'subprocess', 'socket'}"
    code = f"import sys, {name}; print(sorted({heavy} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, encoding="utf-8"
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    ("file", "short"),
    [
        ("app/ui/app.py", "ui/app.py"),  # as the Windows package names its own files
        ("app/main.py", "main.py"),
        (str(Path(logs.__file__).parent / "app" / "x.py"), "assistant/app/x.py"),
        ("C:/Users/x/site-packages/keyring/core.py", "keyring/core.py"),
        ("/home/x/other.py", "other.py"),
    ],
)
def test_a_source_file_is_named_from_the_program_down(file, short):
    assert logs.short_path(file) == short
