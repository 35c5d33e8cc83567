"""The trained weights: one small file, read as a whole when the first message comes.

A row of weights for each feature, most of them nothing, as whole numbers from -127 to 127. Plain
``array`` and ``zlib``: numpy would cost 100 ms and 30 MB beside the agent to add a few numbers.
"""

from __future__ import annotations

import json
import math
import zlib
from array import array
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from phrasebook import resources
from phrasebook.i18n import tr
from phrasebook.model import UserError

FILE: Final = ("model", "scenes.bin")
SILENT: Final = "silence:"
"""Before the name of a class that is no scene but a kind of message that wants no reply."""

_MAGIC: Final = b"BHW1"


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learned from the examples.

    Attributes:
        stamp: What they were learned from, see ``tools/train.py``.
        labels: Scene ids, and kinds of silence behind ``SILENT``.
        scale: What a weight of 1 stands for.
        temperature: Divides a sum of weights before it becomes a share, so that the shares of
            messages not seen in training are right as often as they say.
        rows: Number of the row of each feature.
        rarity: Weight of each feature in a message, by row: the rarer, the more it tells.
        starts: Where each row begins, and where the last one ends.
        columns: Numbers of labels, row after row.
        values: Their weights.
        exact: Whole messages, as signs, that want no reply, with the kind of each.
    """

    stamp: str
    labels: tuple[str, ...]
    scale: float
    temperature: float
    rows: Mapping[str, int]
    rarity: Sequence[float]
    starts: array[int]
    columns: array[int]
    values: array[int]
    exact: Mapping[str, str] = field(default_factory=dict)

    def sums(self, names: Iterable[str]) -> list[float]:
        """Add up a message: for each label how much speaks for it."""
        known = [row for row in map(self.rows.get, names) if row is not None]
        length = math.sqrt(sum(self.rarity[row] ** 2 for row in known))
        total = [0.0] * len(self.labels)
        if not length:
            return total
        columns, values, starts = self.columns, self.values, self.starts
        for row in known:
            start, end = starts[row], starts[row + 1]
            share = self.rarity[row] / length * self.scale
            for column, value in zip(columns[start:end], values[start:end], strict=True):
                total[column] += share * value
        return total

    def shares(self, names: Iterable[str], loud: float = 1.0) -> list[float]:
        """Say for each label how probable it is; together they make 1.

        Args:
            names: The features.
            loud: Factor for a message of features that were learned as a side matter.
        """
        sums = self.sums(names)
        highest = max(sums)
        raised = [math.exp((one - highest) * loud / self.temperature) for one in sums]
        total = sum(raised)
        return [one / total for one in raised]

    def speaks_for(self, name: str, labels: Container[int]) -> list[tuple[int, float]]:
        """For which of some labels (their numbers) a feature speaks, and how much."""
        row = self.rows.get(name)
        if row is None:
            return []
        start, end = self.starts[row], self.starts[row + 1]
        rarity = self.rarity[row]
        return [
            (column, value * rarity)
            for column, value in zip(self.columns[start:end], self.values[start:end], strict=True)
            if value > 0 and column in labels
        ]

    def telling(self, name: str) -> float:
        """How much a feature says at most, for whatever label."""
        row = self.rows.get(name)
        if row is None:
            return 0.0
        return max(self.values[self.starts[row] : self.starts[row + 1]]) * self.rarity[row]


def pack(weights: Weights) -> bytes:
    """Write weights as a file."""
    head = {
        "stamp": weights.stamp,
        "labels": weights.labels,
        "scale": weights.scale,
        "temperature": weights.temperature,
        "features": list(weights.rows),
        "rarity": [round(one * 100) for one in weights.rarity],
        "lengths": [b - a for a, b in zip(weights.starts, weights.starts[1:], strict=False)],
        "exact": dict(weights.exact),
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    body = weights.columns.tobytes() + weights.values.tobytes()
    return _MAGIC + zlib.compress(len(text).to_bytes(4, "little") + text + body, 9)


def unpack(content: bytes) -> Weights:
    """Read what ``pack`` wrote.

    Raises:
        ValueError: It is something else, or broken.
    """
    if not content.startswith(_MAGIC):
        raise ValueError("not a file of weights")
    try:
        plain = zlib.decompress(content[len(_MAGIC) :])
        size = int.from_bytes(plain[:4], "little")
        head: dict[str, Any] = json.loads(plain[4 : 4 + size])
        body = plain[4 + size :]
        starts, total = array("I", [0]), 0
        for length in head["lengths"]:
            total += length
            starts.append(total)
        if len(body) != 2 * total:
            raise ValueError("cut short")
        return Weights(
            stamp=head["stamp"],
            labels=tuple(head["labels"]),
            scale=head["scale"],
            temperature=head["temperature"],
            rows={name: row for row, name in enumerate(head["features"])},
            rarity=array("f", [one / 100 for one in head["rarity"]]),
            starts=starts,
            columns=array("B", body[:total]),
            values=array("b", body[total:]),
            exact=head["exact"],
        )
    except (zlib.error, KeyError, TypeError) as error:
        raise ValueError("broken file of weights") from error


def load() -> Weights:
    """Read the weights that ship with the program.

    Raises:
        UserError: They are missing or broken.
    """
    try:
        return unpack(resources.path(*FILE).read_bytes())
    except (OSError, ValueError) as error:
        raise UserError(
            tr("智能推荐的数据文件读不出来。"),
            tr("搜索和话术不受影响;重新安装一次就能恢复推荐。"),
        ) from error
