"""Places by their name alone: told by what is said before or behind, not by a number of a house.

``personal_places`` reads what is built as an address. What buyers also write is the name of one
estate, school or hospital: where a parcel is left (万科花园北门丰巢), where they lie or learn
(县医院住院部8楼23床), where it is to be sent, or a single field of a form (村名上坝村).
A kind of place without a name (学校, 我们小区) stays, and so does a question.
"""

from __future__ import annotations

import re
from typing import Final

from phrasebook.personal_place_forms import STOPS
from phrasebook.personal_text import Found

_CHAR: Final = rf"(?:(?![{STOPS}_]|(?<!解)放)\w)"
"""A character of a name: those of ``STOPS`` end it, so 我们小区 is none."""
_GENERAL: Final = (
    "学校|公司|单位|小区|大学|老家|家[里门]|附近|隔壁|楼下|旁边|对面|门口|原来|之前|以前|其他|另外"
    "|别的|新的|旧的|孩子|女儿|儿子|宝宝|一[家个所]|[两三]个|当地|本地|任何|所有|全部|各个?|某|普通"
    "|随便|村[里口]|镇上|县里|市里|旗舰|官方|专[营卖]|实体|直营|东西|[赠礼样]品|顺丰|京东|淘宝|天猫"
)
_OTHERS: Final = f"(?!{_GENERAL})"
"""Before a kind of place these words name no single one."""
_SCHOOL: Final = (
    "(?:小学|中学|高中|附中|职中|[一二三四五六七八九]中|大学|学院|学校|技校|幼儿园|医院|卫生院"
    "|[市省县区][一二三四五六七八九]院)"
)
_HOME: Final = "(?:小区|花园|公寓|家园|新村|[嘉佳名雅]苑|苑|社区|大厦|广场)"
_LEFT_AT: Final = re.compile(
    rf"(?P<spot>{_OTHERS}{_CHAR}{{2,12}}?(?:{_HOME}|{_SCHOOL})"
    r"(?:[东西南北中]区|校区)?(?:[东西南北正后侧大]门)?[ ]?"
    r"(?:丰巢|菜鸟|快递柜|驿站|妈妈驿站|门卫|保安亭|保安室|传达室|收发室|前台|物业)(?:快递|驿站|室|柜)?)"
)
_INSIDE: Final = re.compile(
    rf"(?P<spot>{_OTHERS}{_CHAR}{{1,10}}?{_SCHOOL}[\w\-()]{{0,14}}?[0-9一二三四五六七八九十]\)?"
    r"(?:号?床|病[房区室]|班(?![吗车级])|号楼|号?宿舍|教室|办公室))"
)
_SENT_TO: Final = re.compile(
    rf"(?:[寄送发改]到|送去|寄去|单位(?:名称)?[是:叫]|学校[是:叫]|住在?)[ ]?"
    rf"(?P<spot>{_OTHERS}(?:{_CHAR}{{2,12}}?(?:{_HOME}|{_SCHOOL})|{_CHAR}{{1,10}}?[市省县区镇乡]{_CHAR}{{0,6}}?{_SCHOOL})"
    r"(?:[东西南北正后侧大]门|门口)?)"
    r"(?=[ ,;。!\n]|$|[吧哦哈就]|谢谢|麻烦)"
)
_SHOP: Final = r"(?:超市|酒店|宾馆|饭店|小卖部|网吧|派出所|村委会|快递站|门市部?|[^\W0-9]店)"
_SHOP_AT: Final = re.compile(
    rf"(?:[寄送发改放]到|[送寄][去给]?|放在?|自提点[是:]?)[ ]?"
    rf"(?P<spot>{_OTHERS}{_CHAR}{{2,8}}?{_SHOP}"
    rf"(?:(?:旁边|对面|隔壁|附近|楼下|楼上|里面|门口)(?:的?{_CHAR}{{2,8}}?{_SHOP})?)?)"
    r"(?=[ ,;。!\n]|$|[吧哦哈就]|谢谢|麻烦)"
)
_WORKS_AT: Final = re.compile(
    rf"在(?P<spot>{_OTHERS}{_CHAR}{{2,12}}?{_SCHOOL})(?=上[班学]|工作|读[书研博]|住院|实习|值班|当老师|念书)"
)
_FIELD: Final = re.compile(
    rf"村名[ ]?[是:]?[ ]?(?P<village>{_CHAR}{{1,8}}?[村庄屯寨])"
    rf"|乡镇[ ]?[是:]?[ ]?(?P<town>{_CHAR}{{1,8}}?(?:[乡镇]|街道))"
    rf"|街道[ ]?[是:][ ]?(?P<street>{_CHAR}{{1,8}}?(?:[乡镇路街]|街道))"
    rf"|小区(?:名称?)?[ ]?:[ ]?(?P<estate>{_CHAR}{{2,12}})(?=[ ,;。\n]|$)"
    r"|(?:门牌号?|房间?号|楼栋号?|宿舍号?|寝室号?)[ ]?[:][ ]?(?P<room>[A-Za-z]?[0-9][\w\-]{0,12})"
)
_PATTERNS: Final = (_LEFT_AT, _INSIDE, _SENT_TO, _SHOP_AT, _WORKS_AT, _FIELD)
_HINT: Final = re.compile(rf"{_HOME}|{_SCHOOL}|{_SHOP}|村名|乡镇|街道|门牌|房间?号|楼栋|宿舍|寝室")


def spots(flat: str) -> list[Found]:
    """Places that are named without a number of a house, in order."""
    if not _HINT.search(flat):
        return []
    spans = sorted(
        match.span(match.lastgroup or 0)
        for pattern in _PATTERNS
        for match in pattern.finditer(flat)
    )
    found: list[Found] = []
    for start, end in spans:
        if not found or start >= found[-1].end:
            found.append(Found(start, end, "address"))
    return found
