"""``python dev.py train``: learns what buyers mean from the example messages of the content.

Writes ``resources/model/scenes.bin`` and the table of syllables beside it. With ``--check`` it
writes nothing; the exit code is 1 if the weights were made from other examples or another code.

One linear model a scene over characters and pairs, together a softmax. It is solved in the space
of the messages (a few thousand) instead of the features (some ten thousand times eighty scenes):
a table of how alike each two messages are holds all that the solver needs, also for the
cross-validation that tells how sure to be. No chance is involved, so the same content gives the
same weights, but for the last bit of a sum.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from assistant.suggest import features as features_module
from assistant.suggest import weights as weights_module
from assistant.suggest.features import clauses, of
from assistant.suggest.weights import FILE, SILENT, Weights, pack
from phrasebook import pinyin, resources
from phrasebook.content import load_standard
from phrasebook.scenes import scenes

Floats = npt.NDArray[np.floating[Any]]
Numbers = npt.NDArray[np.int64]

STRENGTH: Final = 0.01
"""Pull of the weights toward nothing. The best of six on cross-validation."""
DECLARED: Final = 0.3
"""Weight of a title or description beside that of an example: nobody types like one."""
QUIET: Final = 0.5
"""Weight of a message that wants no reply: a reply too many is ignored, one missing is missed."""
SHARE: Final = 0.25
"""Sounds count less than characters: they are there for typing errors."""
FOLDS: Final = 5
ROUNDS: Final = 60
ENOUGH: Final = 2e-4
"""Share that a round must gain; the hits stay the same long before."""
_MEMORY: Final = 8
DROPPED: Final = 0.005
"""Weights below this share of the largest are left out; Hit@5 stays the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """A message to learn from.

    Attributes:
        message: As typed.
        label: Scene id or kind of silence.
        weight: How much it counts.
    """

    message: str
    label: str
    weight: float = 1.0


def rows() -> list[Row]:
    """Collect all there is to learn from, in a fixed order."""
    content = load_standard()
    found = [
        Row(message, scene, 1.0)
        for scene, messages in sorted(content.examples.items())
        for message in messages
    ]
    for scene in scenes():
        said = scene.say.replace("客服主动:", "").replace("买家:", "").split("、")
        found += [Row(text, scene.id, DECLARED) for text in (scene.title, *said)]
    found += [Row(p.draft.title, p.draft.scene, DECLARED) for p in content.phrases]
    quiet = silent().items()
    found += [Row(text, SILENT + kind, QUIET) for kind, texts in quiet for text in texts]
    return [row for row in found if clauses(row.message)]


def silent() -> dict[str, tuple[str, ...]]:
    """Messages that want no reply, by kind."""
    try:
        table = resources.read_toml("content", "silence.toml")
    except FileNotFoundError:
        return {}
    return {kind["id"]: tuple(kind["examples"]) for kind in table["kind"]}


def stamp(learned: Sequence[Row]) -> str:
    """Name what weights were made from: these messages and the code that makes them."""
    digest = hashlib.sha256()
    modules = (features_module, weights_module, pinyin)
    table = resources.path(*FILE).with_name("syllables.txt")
    for file in (__file__, *(str(module.__file__) for module in modules), str(table)):
        # Line ends differ by git settings on Windows and mean nothing here.
        digest.update(Path(file).read_bytes().replace(b"\r\n", b"\n"))
    for row in learned:
        digest.update(repr((row.message, row.label, row.weight)).encode())
    return digest.hexdigest()[:16]


class Examples:
    """The messages as numbers.

    Attributes:
        labels: In order of their names.
        names: Features in order of their names.
        rarity: Of each feature.
        alike: How alike each two messages are (scalar product).
        target: For each message the number of its label.
        weight: How much each message counts.
    """

    def __init__(self, learned: Sequence[Row]) -> None:
        """Count and compare."""
        found = [sorted(of(row.message)) for row in learned]
        counts = Counter(name for names in found for name in names)
        self.labels = sorted({row.label for row in learned})
        self.names = sorted(counts)
        number = {name: n for n, name in enumerate(self.names)}
        self.rarity = np.array(
            [self._rarity(name, counts[name], len(found)) for name in self.names]
        )
        self._posts: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for message, names in enumerate(found):
            own = [number[name] for name in names]
            length = float(np.sqrt((self.rarity[own] ** 2).sum()))
            for feature in own:
                self._posts[feature].append((message, float(self.rarity[feature]) / length))
        self.alike: Floats = np.zeros((len(found), len(found)), dtype=np.float32)
        for feature in range(len(self.names)):
            messages, values = self._column(feature)
            self.alike[np.ix_(messages, messages)] += np.outer(values, values)
        place = {label: n for n, label in enumerate(self.labels)}
        self.target = np.array([place[row.label] for row in learned])
        self.weight: Floats = np.array([row.weight for row in learned], dtype=np.float32)

    @staticmethod
    def _rarity(name: str, count: int, total: int) -> float:
        rarity = float(np.log((1 + total) / (1 + count)) + 1) * (SHARE if name[0] == "~" else 1)
        return round(rarity, 2)  # as the file keeps it

    def _column(self, feature: int) -> tuple[Numbers, Floats]:
        posts = self._posts[feature]
        return np.array([m for m, _ in posts]), np.array([v for _, v in posts])

    def weights(self, solution: Floats) -> Floats:
        """Turn the share of each message in each label into the weight of each feature."""
        found = np.zeros((len(self.names), solution.shape[1]))
        for feature in range(len(self.names)):
            messages, values = self._column(feature)
            found[feature] = values @ solution[messages]
        return found


def solve(alike: Floats, target: Numbers, weight: Floats, labels: int) -> Floats:
    """Fit a softmax: give the share of each message in the sum of each label.

    L-BFGS in the space of the messages, where the product of two solutions is ``a.T @ alike @ b``.
    Every vector is kept with its image under ``alike``, so that a round costs one large product.
    """
    every = np.arange(len(target))
    wish = np.zeros((len(target), labels), dtype=alike.dtype)
    wish[every, target] = 1

    def state(now: Floats, image: Floats) -> tuple[float, Floats]:
        raised = np.exp(image - image.max(axis=1, keepdims=True))
        shares = raised / raised.sum(axis=1, keepdims=True)
        loss = -(weight * np.log(shares[every, target] + 1e-30)).sum()
        slope = STRENGTH * now + weight[:, None] * (shares - wish)
        return float(loss + STRENGTH / 2 * (now * image).sum()), slope

    now = image = np.zeros_like(wish)
    value, slope = state(now, image)
    steep = alike @ slope
    pairs: list[_Pair] = []
    for _ in range(ROUNDS):
        step, far = _direction(slope, steep, pairs)
        size = 1.0 if pairs else 1 / (1 + float(np.sqrt((slope * steep).sum())))
        downhill = float((steep * step).sum())
        while True:
            after, turned = state(now + size * step, image + size * far)
            if after <= value + 1e-4 * size * downhill or size < 1e-6:
                break
            size /= 2
        gained = value - after
        steeper = alike @ turned
        bend = float((size * far * (turned - slope)).sum())
        if bend > 0:
            new = _Pair(size * step, size * far, turned - slope, steeper - steep, 1 / bend)
            pairs = [*pairs[-_MEMORY + 1 :], new]
        now, image = now + size * step, image + size * far
        value, slope, steep = after, turned, steeper
        if gained < ENOUGH * value:
            break
    return now


@dataclass(frozen=True, slots=True)
class _Pair:
    """A step and what it did to the slope, each with its image."""

    moved: Floats
    far: Floats
    turned: Floats
    steep: Floats
    inverse: float


def _direction(slope: Floats, steep: Floats, pairs: Sequence[_Pair]) -> tuple[Floats, Floats]:
    step, far = -slope, -steep
    kept = []
    for pair in reversed(pairs):
        share = pair.inverse * float((pair.far * step).sum())
        kept.append(share)
        step, far = step - share * pair.turned, far - share * pair.steep
    if pairs:
        last = pairs[-1]
        size = 1 / (last.inverse * float((last.steep * last.turned).sum()))
        step, far = step * size, far * size
    for pair, share in zip(pairs, reversed(kept), strict=True):
        more = share - pair.inverse * float((pair.steep * step).sum())
        step, far = step + more * pair.moved, far + more * pair.far
    return step, far


def held_out(examples: Examples) -> Floats:
    """Sums of every message by a model that has not seen it."""
    fold = np.zeros(len(examples.target), dtype=int)
    seen: Counter[int] = Counter()
    for number, label in enumerate(examples.target.tolist()):
        fold[number] = seen[label] % FOLDS
        seen[label] += 1
    sums = np.zeros((len(fold), len(examples.labels)))
    for one in range(FOLDS):
        inside, outside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        solution = solve(
            examples.alike[np.ix_(inside, inside)],
            examples.target[inside], examples.weight[inside], len(examples.labels),
        )  # fmt: skip
        sums[outside] = examples.alike[np.ix_(outside, inside)] @ solution
    return sums


def temperature(sums: Floats, target: Numbers, weight: Floats) -> float:
    """Find the divisor that makes the shares of unseen messages fit how often they are right."""

    def loss(divisor: float) -> float:
        scaled = sums / divisor
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        own = scaled[np.arange(len(target)), target]
        return float((weight * (np.log(np.exp(scaled).sum(axis=1)) - own)).sum())

    return float(min(np.arange(0.2, 3.0, 0.01), key=loss))


def compress(found: Floats) -> tuple[float, array[int], array[int], array[int]]:
    """Round weights to whole numbers and leave out the smallest."""
    scale = float(np.abs(found).max()) / 127
    whole = np.rint(found / scale).astype(int)
    whole[np.abs(found) < DROPPED * np.abs(found).max()] = 0
    starts, columns, values = array("I", [0]), array("B"), array("b")
    for row in whole:
        (kept,) = np.nonzero(row)
        columns.extend(kept.tolist())
        values.extend(row[kept].tolist())
        starts.append(len(columns))
    return scale, starts, columns, values


def train(learned: Sequence[Row], *, tell: bool = False) -> Weights:
    """Learn the weights."""
    examples = Examples(learned)
    sums = held_out(examples)
    divisor = temperature(sums, examples.target, examples.weight)
    if tell:
        _tell(examples, sums)
    solution = solve(examples.alike, examples.target, examples.weight, len(examples.labels))
    found = examples.weights(solution)
    scale, starts, columns, values = compress(found)
    used = [row for row, (start, end) in enumerate(pairwise(starts)) if end > start]
    lengths = [starts[row + 1] - starts[row] for row in used]
    kept = array("I", [0])
    for length in lengths:
        kept.append(kept[-1] + length)
    return Weights(
        stamp=stamp(learned),
        labels=tuple(examples.labels),
        scale=scale,
        temperature=divisor,
        rows={examples.names[row]: number for number, row in enumerate(used)},
        rarity=[float(examples.rarity[row]) for row in used],
        starts=kept,
        columns=columns,
        values=values,
        exact={
            signs: kind
            for kind, texts in silent().items()
            for text in texts
            if (signs := "".join(clause.signs for clause in clauses(text)))
        },
    )


def _tell(examples: Examples, sums: Floats) -> None:
    whole = examples.weight != DECLARED
    own = sums[np.arange(len(sums)), examples.target][:, None]
    place = (sums > own).sum(axis=1)[whole]
    hits = ", ".join(f"{(place < k).mean():.3f} among {k}" for k in (1, 3, 5))
    print(f"{whole.sum()} examples; of those held out, the right label is {hits}")


def syllables() -> str:
    """The table that ``features.syllables`` reads: a line a syllable, with its characters."""
    table: dict[str, list[str]] = defaultdict(list)
    for point in range(0x4E00, 0x9FA6):
        char = chr(point)
        try:
            char.encode("gb2312")  # the 6,763 characters that everyday text is written with
        except UnicodeEncodeError:
            continue
        if read := pinyin.readings(char):
            table[read[0]].append(char)
    return "".join(f"{syllable} {''.join(chars)}\n" for syllable, chars in sorted(table.items()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, or check that the weights are fresh; 1 if they are not."""
    parser = argparse.ArgumentParser(prog="python dev.py train", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    learned = rows()
    if options.check:
        try:
            fresh = weights_module.unpack(resources.path(*FILE).read_bytes()).stamp
        except (OSError, ValueError):
            fresh = ""
        if fresh != stamp(learned):
            print("the weights are stale: run `python dev.py train`", file=sys.stderr)
            return 1
        return 0
    file = resources.path(*FILE)
    file.parent.mkdir(exist_ok=True)
    table = file.with_name("syllables.txt")
    table.write_text(syllables(), encoding="utf-8", newline="\n")
    features_module.syllables.cache_clear()
    features_module._read.cache_clear()
    file.write_bytes(pack(train(learned, tell=True)))
    print(f"{file.name}: {file.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
