"""FABE: feature, advantage, benefit and evidence become one text that can be sent.

Source: "客户服务运营管理", 询单转化率低的四大毛病 (缺乏 FABE 技巧).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from phrasebook import resources


@dataclass(frozen=True, slots=True)
class Fabe:
    """The four parts; any but the benefit may be empty.

    Attributes:
        goods: What is spoken of.
        feature: What it is made of, or can do, as a clause: 用的是桑蚕丝.
        advantage: What this does better.
        benefit: What the buyer has from it.
        evidence: What proves it.
    """

    goods: str = ""
    feature: str = ""
    advantage: str = ""
    benefit: str = ""
    evidence: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the parts without which there is no text worth sending."""
        return tuple(name for name in ("feature", "benefit") if not getattr(self, name).strip())


def compose(parts: Fabe, turn: int = 0) -> str:
    """Join the parts to one text of two or three short sentences; empty if too little is known.

    Args:
        parts: What the agent filled in.
        turn: Which of the wordings to use; each number gives another order of words.
    """
    if parts.missing:
        return ""
    goods, feature, advantage, benefit, evidence = (
        _clause(text)
        for text in (
            parts.goods, parts.feature, parts.advantage, parts.benefit, parts.evidence
        )
    )  # fmt: skip
    named = goods or "这款"
    why = f"{feature}，{advantage}" if advantage else feature
    proof = f"{evidence}，您可以看看～" if evidence else ""
    wordings = (
        f"亲，{named}{why}，{benefit}😊 {proof}",
        f"{benefit}，这正是{named}的长处😊 {why}。{proof}",
        f"亲，跟您说说{named}：{why}。所以{benefit}😊 {proof}",
    )
    return wordings[turn % len(wordings)].strip()


def _clause(text: str) -> str:
    return " ".join(text.split()).strip("。，,. ;；!！")


@lru_cache(maxsize=1)
def examples() -> tuple[Fabe, ...]:
    """Read the worked examples; none where the file is broken."""
    problems: list[str] = []
    found = []
    for name, entries in resources.tables("example", "content", problems=problems):
        if name == "fabe.toml":
            keys = ("goods", "feature", "advantage", "benefit", "evidence")
            found = [Fabe(**{key: str(entry.get(key, "")) for key in keys}) for entry in entries]
    return tuple(found)
