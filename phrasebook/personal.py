"""Personal data of buyers in what is typed: finding it, and masking it as the platforms do.

Notes and handovers are stored masked unless the agent says "keep", and a phrase that is sent out
to be reworded is masked first (GB/T 35273-2020 6.2: de-identify; masks as the order pages of the
platforms show them: 138****1234, 陈*平). Masks stay as they are: masking twice changes nothing.

What is a number and what an order number: ``personal_numbers``. What is an address:
``personal_places``. A name is known only by where it stands: after a label such as 收件人, or in a
line with a telephone number or an address as they are pasted from an order. Numbers of WeChat or
QQ are not recognised: nothing tells them from other numbers. A surname with 先生 or 女士 stays, as
it tells nobody who it is and the agent addresses the buyer by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from phrasebook.personal_numbers import emails, masked_number, numbers, written
from phrasebook.personal_places import addresses, kept
from phrasebook.personal_text import HAN, HIDDEN, Found, Kind, flatten, hide, masked_phones

__all__ = ["Found", "Kind", "find", "mask", "masked_piece"]

# The surnames of most people in China (some 300), then those of two characters.
_SURNAMES: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹"
    "关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉"
    "饶刁瞿戚丘古米池滕晋苑邬臧畅宫来苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇"
    "敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺"
)
_DOUBLE_SURNAMES: Final = frozenset(
    """
    欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 司徒 轩辕 长孙 宇文 端木 南宫
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
_NO_GIVEN: Final = frozenset(
    "的了是在我你您他她它们这那哪有没不打到话机号码单件货快递钱款退发寄送收改换吗呢吧啊呀请谁什么怎几"
    "订购买卖查看说问题付价店服电址谢就也还要写错填给把被让下上"
)
"""Characters that hardly stand in a given name and often in words which start like a surname."""
_NO_NAMES: Final = frozenset(
    """
    安心 安全 安装 万一 时间 方便 常用 全部 成功 高兴 明天 金额 包裹 包邮 包装 连衣裙 马甲 石头
    都行 易碎 应急 计划
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
_TITLES: Final = ("先生", "女士", "小姐", "老师", "总")

_LABEL = re.compile(
    r"(?:收件人|收货人|联系人|取件人|寄件人|姓名|名字)(?:姓名)?[)】\]]?"
    r"(?:[ ]?:[ ]{0,3}|[ ]{1,3}|是|为)"
)
_RUN = re.compile(rf"[{HAN}]{{1,12}}")
_FOREIGN = re.compile(rf"[{HAN}]{{1,8}}·[{HAN}]{{1,8}}(?:·[{HAN}]{{1,8}})?")
_LABEL_CUT = re.compile(r"电话|手机|地址|联系|号码|收货|收件|身份|省|市|先生|女士|小姐")

_MOST_ROUNDS: Final = 8

_CONTACT, _PLACE = "\x01", "\x02"
"""Stand for a telephone number and an address while the lines are read."""
_GAP = r"[ \t,;:/|、]{0,3}"
_LINE = r"^[ \t]{0,4}"
_WORD = rf"(?P<name>[{HAN}]{{2,4}}?)"
_RECEIVES = r"(?:[ ]?[(\[]?收[)\]]?)?"
_BLOCK = (
    # 陈小平 138..., or 陈小平, 浙江省..., 138... from the start of a line; 浙江省... 陈小平 138...
    re.compile(rf"(?:{_LINE}|{_PLACE}{_GAP}){_WORD}{_RECEIVES}(?={_GAP}[{_CONTACT}])", re.M),
    re.compile(rf"{_LINE}{_WORD}{_RECEIVES}(?=[ \t,;:/|、]{{1,3}}{_PLACE})", re.M),
    # ... 陈小平, 138..., 浙江省...
    re.compile(rf"(?<=[,;:。 成叫给]){_WORD}{_RECEIVES}(?={_GAP}{_CONTACT}+{_GAP}{_PLACE})"),
    # 138... 陈小平 from the start of a line or after an address
    re.compile(
        rf"(?:{_LINE}(?:电话|手机号?)?[: ]{{0,2}}|{_PLACE}{_GAP}){_CONTACT}+{_GAP}{_WORD}"
        rf"(?=$|[ \t,;/|、{_PLACE}])",
        re.M,
    ),
    # the name alone in a line, the number or address in the next
    re.compile(
        rf"{_LINE}{_WORD}{_RECEIVES}[ \t]{{0,4}}(?=\r?\n[ \t]{{0,4}}[{_CONTACT}{_PLACE}])", re.M
    ),
)


def find(text: str) -> list[Found]:
    """The personal data in ``text``, in order and without overlaps.

    What is masked already is not found. The work grows with the length of the text.
    """
    flat = flatten(text)
    found: list[Found] = []
    for finder in (emails, numbers, written, _labelled_names, addresses):
        found = sorted(found + finder(hide(flat, found)))
    return sorted(found + _names_in_blocks(_marked(text, flat, found)))


def mask(text: str) -> str:
    """``text`` with every found piece masked; all else stays, character for character.

    A mask can take away the word that kept a number beside it from being found, so what has
    been masked is looked through again; texts that people write are through after one round.
    """
    for _ in range(_MOST_ROUNDS):
        found = find(text)
        if not found:
            break
        text = _masked(text, found)
    return text


def _masked(text: str, found: list[Found]) -> str:
    parts, place = [], 0
    for start, end, kind in found:
        parts += [text[place:start], masked_piece(text[start:end], kind)]
        place = end
    return "".join([*parts, text[place:]])


def masked_piece(piece: str, kind: Kind) -> str:
    """A single piece masked.

    Telephone: 138****1234, with an extension 138****1234转****; landline: area code and the last
    two digits; identity number: the first three and last two; bank card: the last four; address:
    province, city and district; e-mail: the first letter and the domain; name: 陈*平.

    Args:
        piece: As it stands in the text.
        kind: What ``find`` said that it is.
    """
    flat = flatten(piece)
    if kind == "email":
        local, at, domain = piece.replace("＠", "@").rpartition("@")
        return f"{local[:1]}***{at}{domain}" if at else "****"
    if kind == "address":
        return piece[: kept(flat)] + "****"
    if kind == "name":
        return _masked_name(piece)
    return masked_number(piece, flat, kind)


def _masked_name(name: str) -> str:
    if len(name) < 3:
        return name[:-1] + "*"
    return name[0] + "*" * min(2, len(name) - 2) + name[-1]


def _labelled_names(flat: str) -> list[Found]:
    found: list[Found] = []
    for label in _LABEL.finditer(flat):
        start = label.end()
        name = _name_after(flat, start, sure=":" in label[0])
        if name and (not found or start >= found[-1].end):
            found.append(Found(start, start + len(name), "name"))
    return found


def _name_after(flat: str, start: int, *, sure: bool) -> str:
    """The name that starts here; empty if there is none.

    Args:
        flat: The flattened text.
        start: Where the label ends.
        sure: Whether the label has a colon, so that a name without a known surname counts too.
    """
    foreign = _FOREIGN.match(flat, start)
    if foreign:
        return foreign[0]
    run = _RUN.match(flat, start)
    if not run or flat[run.end() : run.end() + 1] == "*":
        return ""
    word = _LABEL_CUT.split(run[0], maxsplit=1)[0]
    if len(word) < 3 and run[0][len(word) :].startswith(_TITLES):
        return ""
    surname = _surname(word)
    for place in range(1, len(word)):
        if word[place] in _NO_GIVEN:
            word = word[:place]
            break
    if len(word) > 4 or (len(word) == 4 and surname == 1):
        word = word[: surname + 2] if surname else ""
    return word if len(word) >= 2 and (surname or (sure and word[0] not in _NO_GIVEN)) else ""


def _surname(word: str) -> int:
    """How many characters of ``word`` are a surname; 0 if it starts with none."""
    if word[:2] in _DOUBLE_SURNAMES:
        return 2
    return int(word[:1] in _SURNAMES)


def _names_in_blocks(marked: str) -> list[Found]:
    places = {match.span("name") for pattern in _BLOCK for match in pattern.finditer(marked)}
    names = (Found(*span, "name") for span in sorted(places) if _is_name(marked[slice(*span)]))
    return list(_apart(names))


def _marked(text: str, flat: str, found: list[Found]) -> str:
    """``flat`` with signs for numbers and addresses; a number masked by a platform is one too."""
    signs = {"phone": _CONTACT, "landline": _CONTACT, "address": _PLACE}
    masked = [(start, end, "phone") for start, end in masked_phones(text)]
    parts, place = [], 0
    for start, end, kind in sorted([*found, *masked]):
        if start >= place:
            parts += [flat[place:start], signs.get(kind, HIDDEN) * (end - start)]
            place = end
    return "".join([*parts, flat[place:]])


def _apart(names: Iterable[Found]) -> Iterator[Found]:
    last = 0
    for name in names:
        if name.start >= last:
            last = name.end
            yield name


def _is_name(word: str) -> bool:
    surname = _surname(word)
    if not surname or not surname < len(word) <= surname + 2:
        return False
    if word in _NO_NAMES or word.endswith(_TITLES):
        return False
    return not _NO_GIVEN.intersection(word[surname:])
