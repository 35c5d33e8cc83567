"""The weights that ship: made from this content by this code, small, and from nobody's messages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.suggest import weights
from assistant.suggest.engine import Engine
from assistant.suggest.features import of
from phrasebook import resources
from phrasebook.content import load_standard
from phrasebook.pinyin import fold
from tests.phrasebook.content_rules import bigrams

ROOT = Path(__file__).parents[3]
TUNING = ROOT.parent / "shared" / "data" / "jd" / "messages.tsv"
"""Real messages; they lie outside of the project, which must not hold any of them."""
MOST_ALIKE = 0.6
LEAST = 7
"""What fewer characters say (什么时候发货) belongs to nobody."""


@pytest.fixture(scope="module")
def shipped() -> weights.Weights:
    return weights.load()


def test_they_are_fresh(shipped: weights.Weights) -> None:
    train = pytest.importorskip("tools.train", reason="needs numpy")
    assert shipped.stamp == train.stamp(train.rows()), "run `python dev.py train`"
    file = resources.path("model", "syllables.txt")
    assert file.read_text(encoding="utf-8") == train.syllables()


@pytest.mark.slow
def test_training_again_gives_the_same(shipped: weights.Weights) -> None:
    train = pytest.importorskip("tools.train", reason="needs numpy")
    again = train.train(train.rows())
    assert again.labels == shipped.labels
    assert again.temperature == pytest.approx(shipped.temperature, abs=0.05)
    # Another processor adds in another order, so a weight may round to its neighbour.
    for message in ("什么时候发货", "能便宜点吗", "我要退货", "收到是坏的", "好的", "怎么安装啊"):
        names = of(message)
        assert again.shares(names) == pytest.approx(shipped.shares(names), abs=0.02)


def test_they_are_small() -> None:
    assert resources.path(*weights.FILE).stat().st_size < 1_500_000
    assert resources.path("model", "syllables.txt").stat().st_size < 40_000


def test_every_scene_is_known(shipped: weights.Weights) -> None:
    assert set(load_standard().examples) <= set(shipped.labels)


def test_what_runs_beside_the_agent_loads_no_heavy_library() -> None:
    code = (
        "import sys; from assistant.suggest.engine import Engine; e = Engine.load();"
        "assert e.read('什么时候发货').guesses;"
        "print(sorted({'numpy', 'pypinyin', 'PySide6', 'sqlcipher3'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_packing_keeps_what_a_message_means(shipped: weights.Weights) -> None:
    again = weights.unpack(weights.pack(shipped))
    assert again == shipped


def test_most_examples_are_read_as_what_they_are() -> None:
    # Not a measure of quality (it has seen them): it fails when rows and labels get mixed up.
    engine = Engine.load()
    right = total = 0
    for scene, messages in load_standard().examples.items():
        for message in messages[::5]:
            guesses = engine.read(message).guesses
            total += 1
            right += scene in [guess.scene for guess in guesses[:3]]
    assert right / total > 0.85


@pytest.mark.skipif(not TUNING.is_file(), reason="the tuning messages are not here")
def test_no_example_is_or_nearly_is_a_message_of_the_tuning_file() -> None:
    silent = resources.read_toml("content", "silence.toml")["kind"]
    examples = [text for texts in load_standard().examples.values() for text in texts]
    examples += [text for kind in silent for text in kind["examples"]]
    lines = TUNING.read_text(encoding="utf-8").splitlines()[1:]
    assert leaks(examples, [line.split("\t")[0] for line in lines]) == []


def leaks(examples: list[str], messages: list[str]) -> list[tuple[str, str]]:
    """Pairs that are equal, or longer than a few characters and nearly equal."""
    real: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    for message in messages:
        own = (message, fold(message), bigrams(message))
        for pair in own[2]:
            real.setdefault(pair, []).append(own)
    found = []
    for example in examples:
        folded, pairs = fold(example), bigrams(example)
        near = {entry[0]: entry for pair in pairs for entry in real.get(pair, ())}
        for message, other, others in near.values():
            common = len(pairs & others)
            long = min(len(folded), len(other)) >= LEAST
            if (folded == other and len(folded) >= LEAST) or (
                long and common > MOST_ALIKE * len(pairs | others)
            ):
                found.append((example, message))
    return found


def test_a_leak_is_caught() -> None:
    assert leaks(["请问什么时候可以发货呀"], ["请问什么时候可以发货?"])
    assert leaks(["我的快递到哪里了"], ["我的快递到哪里了"])
    assert leaks(["我的快递到哪里了"], ["保修几年"]) == []
