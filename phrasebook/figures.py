"""Service figures (服务指标): the formulas of the manual, for its small calculators.

Sources: NPS, CSAT, CES and FCR as the course "探索客户服务奥秘" defines them, AHT as call centres
do, the dispute rate as "金牌客服是如何修炼成(二)" gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from phrasebook.i18n import tr


@dataclass(frozen=True, slots=True)
class Field:
    """A number that a calculator asks for.

    Attributes:
        id: Key of ``Figure.compute``.
        title: Its name, in Chinese.
        unit: Its unit, in Chinese; may be empty.
    """

    id: str
    title: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A service figure.

    Attributes:
        id: As links name it (``calc:nps``).
        title: Its name.
        formula: The formula in words.
        fields: What it is computed from.
        unit: Unit of the result.
        digits: Digits after the point that are shown.
        meaning: How to read it, one line.
    """

    id: str
    title: str
    formula: str
    fields: tuple[Field, ...]
    unit: str
    digits: int
    meaning: str
    _work: Callable[[Mapping[str, float]], float]

    def compute(self, values: Mapping[str, float]) -> float:
        """Work the figure out.

        Args:
            values: A number for each field.

        Raises:
            ValueError: The numbers make no sense (the message says why, in the user's language).
        """
        for field in self.fields:
            if not 0 <= values[field.id] < float("inf"):
                raise ValueError(tr("{name}要填 0 或更大的数", name=tr(field.title)))
        return self._work(values)


def _share(part: float, whole: float, part_name: str, whole_name: str) -> float:
    if not whole:
        raise ValueError(tr("{name}要大于 0", name=tr(whole_name)))
    if part > whole:
        raise ValueError(tr("{part}多过{whole}了,请核对", part=tr(part_name), whole=tr(whole_name)))
    return 100 * part / whole


def _nps(values: Mapping[str, float]) -> float:
    total = values["promoters"] + values["passives"] + values["detractors"]
    if not total:
        raise ValueError(tr("{name}要大于 0", name=tr("评分人数")))
    return 100 * (values["promoters"] - values["detractors"]) / total


def _mean(values: Mapping[str, float], total: str, count: str, name: str) -> float:
    if not values[count]:
        raise ValueError(tr("{name}要大于 0", name=tr(name)))
    return values[total] / values[count]


def _ces(values: Mapping[str, float]) -> float:
    result = _mean(values, "total", "answers", "回答人数")
    if not 1 <= result <= 7:
        raise ValueError(tr("平均分要在 1 到 7 之间,请核对总分和人数"))
    return result


def _aht(values: Mapping[str, float]) -> float:
    if not values["sessions"]:
        raise ValueError(tr("{name}要大于 0", name=tr("会话数")))
    return (values["talk"] + values["wait"] + values["after"]) / values["sessions"]


FIGURES: Final[tuple[Figure, ...]] = (
    Figure(
        "nps", "NPS 净推荐值", "推荐者占比 − 批评者占比",
        (Field("promoters", "打 9–10 分", "人"), Field("passives", "打 7–8 分", "人"),
         Field("detractors", "打 0–6 分", "人")),
        "", 0, "从 −100 到 +100,高于 0 说明愿意推荐的人更多;和自己上个月比最有用。", _nps,
    ),
    Figure(
        "csat", "CSAT 满意度", "满意人数 ÷ 评价人数",
        (Field("satisfied", "满意(5 分制的 4–5 分)", "人"), Field("answers", "评价人数", "人")),
        "%", 1, "看一次服务,适合按班次、按人、按问题类型分开看。",
        lambda v: _share(v["satisfied"], v["answers"], "满意人数", "评价人数"),
    ),
    Figure(
        "ces", "CES 费力度", "各人打分之和 ÷ 回答人数(1–7 分)",
        (Field("total", "总分", "分"), Field("answers", "回答人数", "人")),
        "分", 2, "问的是“解决问题容易吗”,7 分最省力。", _ces,
    ),
    Figure(
        "fcr", "FCR 首次解决率", "一次就解决的问题数 ÷ 问题总数",
        (Field("solved", "一次解决", "个"), Field("all", "问题总数", "个")),
        "%", 1, "先说好多少天内没再来问才算一次解决,口径定了就别改。",
        lambda v: _share(v["solved"], v["all"], "一次解决数", "问题总数"),
    ),
    Figure(
        "aht", "AHT 平均处理时长", "(对话 + 等待 + 收尾时间)÷ 会话数",
        (Field("talk", "对话", "分钟"), Field("wait", "让买家等待", "分钟"),
         Field("after", "收尾记录", "分钟"), Field("sessions", "会话数", "次")),
        "分钟", 1, "和解决率一起看:只压时长,问题会回来第二次。", _aht,
    ),
    Figure(
        "dispute", "纠纷退款率", "纠纷退款笔数 ÷ 成交笔数",
        (Field("disputes", "纠纷退款", "笔"), Field("orders", "成交笔数", "笔")),
        "%", 2, "2017 年文章的算法;平台现在的口径以商家后台为准。",
        lambda v: _share(v["disputes"], v["orders"], "纠纷退款笔数", "成交笔数"),
    ),
)  # fmt: skip
"""All calculators in the order in which they are offered."""


def figure(id: str) -> Figure | None:
    """Give a figure by its id; None if there is no such one."""
    return next((one for one in FIGURES if one.id == id), None)
