"""The rules that the content which ships is held to; test_content_rules.py plants violations.

Each takes plain texts, so that a test can plant one, and gives what is wrong.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from phrasebook.pinyin import fold
from phrasebook.template_syntax import VariableNode, parse, walk
from phrasebook.traditional import TRADITIONAL

BUYER_TYPES = {
    "贪婪型", "理性型", "冲动型", "谨慎型", "舆论型", "VIP", "习惯型", "感情型", "随意型",
}  # fmt: skip

# --- likeness


def bigrams(text: str) -> frozenset[str]:
    """All pairs of neighbours of a text as search compares it."""
    folded = fold(text)
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1)) or frozenset((folded,))


def alike(texts: Sequence[str], most: float, least: int = 0) -> list[tuple[str, str]]:
    """Pairs whose bigrams are shared by more than ``most`` of both together (Jaccard).

    Texts of fewer than ``least`` characters (folded) count only where they are equal: two short
    messages share half their characters without being the same.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    sets: list[frozenset[str]] = []
    found = []
    for number, text in enumerate(texts):
        own = bigrams(text)
        sets.append(own)
        common: Counter[int] = Counter()
        for pair in own:
            common.update(holders[pair])
            holders[pair].append(number)
        for other, shared in common.items():
            short = min(len(fold(text)), len(fold(texts[other]))) < least
            same = fold(text) == fold(texts[other])
            if same or (not short and shared > most * (len(own) + len(sets[other]) - shared)):
                found.append((texts[other], text))
    return found


def fillers(texts: Iterable[tuple[str, str]], most: int, least: int = 6) -> list[str]:
    """Clauses of ``least`` characters or more that stand in more than ``most`` phrases.

    Args:
        texts: Id of the phrase and one of its wordings.
        most: So many phrases may share a clause.
        least: Shorter clauses are not looked at.
    """
    users: dict[str, set[str]] = defaultdict(set)
    for uid, text in texts:
        for clause in re.split(r"\W+", re.sub(r"\{[^}]*\}", " ", text)):
            if len(clause) >= least:
                users[clause].add(uid)
    return [clause for clause, uids in users.items() if len(uids) > most]


# --- words

SUPERLATIVES = (
    "最好", "最低", "最高", "最大", "最优", "最佳", "最强", "最新款", "最便宜", "最划算", "最实惠",
    "最先进", "最受欢迎", "最畅销", "最热卖", "最安全", "之最", "第一", "唯一", "独一无二",
    "绝无仅有", "空前", "顶级", "顶尖", "极品", "极致", "国家级", "世界级", "全国领先", "行业领先",
    "绝对", "百分百", "百分之百", "100%", "100％", "万能", "永久", "永远不会", "独家", "首选",
    "首家", "全网", "王牌", "销冠", "冠军", "史上", "无敌", "完美", "根治", "特效", "包治",
    "零风险", "无副作用", "纯天然", "驰名商标", "国家免检", "秒杀一切", "闭眼入",
)  # fmt: skip
"""Words that the advertising law of China (2015, from article 9 on) or its practice forbids."""

HARMLESS = (
    "第一次", "第一时间", "第一步", "第一件", "第一单", "第一遍", "第一眼", "第一天", "第一个",
    "第一项", "第一行", "第一条", "最好是", "最好先", "最好别", "不完美", "绝对值", "最大码",
)  # fmt: skip
"""Longer words that hold a forbidden one and claim nothing of the goods."""

PROMISES = (
    "保证", "一定能", "一定会", "一定给", "肯定能", "肯定会", "包您满意", "马上就到", "马上到货",
    "立刻到账", "当天必", "必达", "假一赔", "无条件",
)  # fmt: skip
"""What a shop may not be able to keep."""

SERVILE = ("上帝", "宝贝", "万分", "卑微", "跪", "求求", "恳请", "叩", "奴")

_LURE = re.compile(
    r"微信(?!支付)|QQ|扣扣|企鹅号|加群|进群|薇信|威信|\bvx\b|wx号|加我|私下|线下|转账|打款给|支付宝转|银行卡号",
    re.IGNORECASE,
)
_PAID_PRAISE = re.compile(r"好评.{0,8}(返|红包|奖励|奖|送|券)|返现|晒图.{0,6}(返|红包|现金)")
_DECLINE = re.compile(
    r"没有|没法|没开|没做|取消|规则|违规|避开|收到.*没|谢绝|做不|不做|不搞|给不|不能"
)
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_PERSONAL = re.compile(r"1[3-9]\d{9}|\d{15,}|[\w.]+@[\w.]+")


def superlatives(text: str) -> list[str]:
    """Words of the advertising law's list, harmless longer words left aside."""
    for word in HARMLESS:
        text = text.replace(word, "-")
    return [word for word in SUPERLATIVES if word in text]


def promises(text: str) -> list[str]:
    """Promises that a shop may not keep; "does not guarantee" is none."""
    text = re.sub("[不没]能?保证|难保证|统一定", "-", text)
    return [word for word in PROMISES if word in text]


def servile(text: str) -> list[str]:
    """Words that grovel."""
    return [word for word in SERVILE if word in text]


def lures(text: str) -> list[str]:
    """Ways off the platform, which platforms punish."""
    return [found[0] for found in _LURE.finditer(text)]


def pays_for_praise(text: str) -> bool:
    """Whether a text offers something for a good review (one that declines to does not)."""
    return bool(_PAID_PRAISE.search(text)) and not _DECLINE.search(text)


def emoji(text: str) -> int:
    """How many emoji a text has."""
    return len(_EMOJI.findall(text))


def personal(text: str) -> list[str]:
    """What looks like a telephone, card or order number or an address of a person."""
    return [found[0] for found in _PERSONAL.finditer(text)]


# --- script

BOTH_SCRIPTS = ("乾隆", "乾坤")
"""Simplified words with a character that is Traditional elsewhere."""

_TRADITIONAL = frozenset(TRADITIONAL)


def traditional(text: str) -> list[str]:
    """Traditional characters, words of both scripts left aside."""
    for word in BOTH_SCRIPTS:
        text = text.replace(word, "-")
    return [char for char in text if char in _TRADITIONAL]


# --- variables

BUILT_IN = ("买家昵称", "店铺名", "工号", "订单号", "商品", "快递", "单号", "时段", "日期", "光标")
SHOP_VALUES = ("满额", "立减", "当前活动", "上班时间", "下班时间", "材质", "搭配商品")
"""What only the shop knows: asked, or set once in the settings."""
ASK_LIMIT = 7
"""Longest name of what the agent is asked, in characters: a label of the form."""


def strange_variables(text: str, with_fallback: Iterable[str]) -> list[str]:
    """Variables that nobody fills: no fallback, not asked, and neither built in nor the shop's.

    Args:
        text: A template.
        with_fallback: Names that are used with a fallback; another name is told, as it is
            likely the same thing by a second name.
    """
    found = []
    for node in _variables(text):
        known = node.name in (*BUILT_IN, *SHOP_VALUES)
        if node.ask:
            known = len(node.name) <= ASK_LIMIT
        elif node.fallback is not None:
            known = known or node.name in with_fallback
        if not known:
            found.append(node.name)
    return found


def _variables(text: str) -> Iterator[VariableNode]:
    return (node for node in walk(parse(text)) if isinstance(node, VariableNode))
