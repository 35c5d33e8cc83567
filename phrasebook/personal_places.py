"""Addresses in text: where one stands, and how much of it may stay.

An address is a head (province, city, district, town) and details (a road with its number, a
housing estate, a village, a building, a unit, a room, a place such as a school). One level alone
is none: 发到北京要几天, 3楼 and 5号发货 are no addresses. What is taken:

- a district or city and below it a road, an estate, a village or a building;
- a district or city and below it a town (惠阳区淡水镇);
- two levels of head and below them a named place (永新县城西小学);
- without a head: a road with its house number, an estate or village with a number of a building,
  or a building with a unit or room.

Every name is at most ten characters long and each place of the text is tried once, so the work
grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from phrasebook.personal_regions import CITIES, PROVINCES, SHORT, regions
from phrasebook.personal_text import HAN, HIDDEN, Found

_STOPS = (
    "的了吗呢吧啊呀哦嘛么我你您他她它们这哪是在没不要就也还又再把被给让从往到寄送请帮退买卖拍"
    "说怎谁几很"
)
_NAME = f"[{HAN}]"
"""A character of a name; the words of ``_STOPS`` are put out of the way before (``_readable``)."""
_BETWEEN = r"[ \t,、/\-·()|]{0,2}"
_NUMBER = (
    r"[附副之]?(?:[A-Za-z]?[0-9]{1,5}[A-Za-z甲乙丙丁]?|[一二三四五六七八九十百]{1,4}|[A-Za-z])"
    r"(?![0-9])"
)
_DATE_VERB = "发到才前后送寄取之左早晚能会可出开解"

_NO_SCHOOL = "(?![大中小]学|学院|师范)"
_PROVINCE = re.compile(rf"{_NO_SCHOOL}(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?")
_CITY = re.compile(rf"(?![区县旗]){_NO_SCHOOL}(?:市|地区|盟|{_NAME}{{1,6}}自治州|州(?!{_NAME}))?")
"""What may follow the name of a province and of a city."""
_DISTRICT = re.compile(
    rf"沙市区|{_NAME}(?:(?![路街巷村镇号栋室区县市]){_NAME}){{0,5}}?"
    r"(?:(?<![小社地校景专超片分库时一二三四五六七八九十])区(?![别间域])|(?<=二七)区|县|旗|(?<=..)(?<![超股上夜菜城])市(?![场面民值价售委家]|花(?![园城])|广(?!场)|公(?!园)))"
)
_TOWN = re.compile(
    rf"{_NAME}{{1,6}}?(?:街道(?:办事处)?|(?<!冰)镇(?![痛静定压])|(?<![老家同故下])乡(?![下亲里])|苏木)"
)
_ROAD = re.compile(
    rf"{_NAME}{{2,8}}?(?:大道|大街|胡同|(?<![原线电网短思套出])路|街|巷|弄|"
    r"(?<![知味频渠通报管跑轨霸厚地难公])道)"
    r"(?![由上子线程费过人段边拍])"
    r"(?:[东西南北中]?[一二三四五六七八九十]{0,2}[段横支]|[东西南北中](?=[ ]?[0-9]))?"
    rf"(?P<number>[ ]?{_NUMBER}(?:[\-之][0-9]{{1,4}})?"
    r"(?:号楼|号院|号(?:之[一二三四五六七八九0-9]|[甲乙丙丁])?|弄|巷|#))?"
)
_CROSSING = re.compile(
    rf"{_NAME}{{2,6}}?(?:路|街|大道|巷)[与和、]{_NAME}{{2,6}}?(?:路|街|大道|巷)(?:交叉路?口|交汇处|交界处?|路?口)"
)
_VILLAGE = re.compile(
    rf"{_NAME}{{1,6}}?(?:[庄寨屯]?村(?:委会|民委员会|民小组)?|屯|庄|寨|居委会|大队)(?![民里长上])"
)
_ESTATE = re.compile(
    rf"{_NAME}{{0,10}}?(?:小区|花园|新村|公寓|家园|[嘉佳名雅]园|国际(?=[0-9])|苑|华府|公馆|大厦|广场|新城|豪庭|山庄|社区|宿舍|大院|家属院|"
    r"工业园|产业园|科技园|写字楼|国际城|雅居|名邸|里弄|[工农]业区|开发区|生活区|住宅区|园区|校[区园])"
    r"(?:[东西南北中一二三四五六七八九十A-Za-z0-9]{1,2}[区期])?"
)
_UNIT = re.compile(
    rf"{_NUMBER}[ ]?(?P<kind>号楼|号院|号[库门馆仓铺]|栋|幢|座|单元|室|号[甲乙丙丁]?|组|小?队|门|"
    r"楼|层|期|弄|排|区|街坊|公寓|宿舍|舍|#)"
)
_NAMED_UNIT = re.compile(
    rf"[{HAN}A-Za-z]{{1,10}}?[ ]?(?:{_NUMBER}[ ]?(?P<kind>号楼|号院|栋|幢|座|单元|室|楼(?=[0-9]))"
    r"|[0-9]{1,3}-[0-9]{1,3}-[0-9]{1,4}(?![0-9\-]))"
)
_SIDE = re.compile(r"[东西南北中前后](?:头|边|口|侧|区|门|院|校区|校园)")
_PLACE = re.compile(
    rf"{_NAME}{{2,10}}?(?:小学|中学|大学|学院|学校|幼儿园|医院|卫生院|超市|商店|商场|市场|药店|饭店|酒店|宾馆|网吧|"
    r"银行|邮局|公司|工厂|仓库|驿站|自提点|门口|旁边|对面|路口|车站|派出所|政府|中心)"
)
_CHAIN = re.compile(
    r"[\-#]?[A-Za-z]?[0-9]{1,5}(?:-[A-Za-z]?[0-9]{1,5}){0,3}[A-Za-z]?(?![0-9A-Za-z])"
    r"|[A-Za-z](?![0-9A-Za-z])"
)
_SAID = re.compile(
    "能(?=[不到送发用收走寄当否])|会(?=[不有到发在收送])|发(?=[货的了来出送到快顺我给])|有(?![限色])"
    "|先(?=[发送别不放])|急(?![救诊])|快(?![递捷活])|别(?![墅院])|用(?=[的了什])|回(?![民龙族])"
    "|多(?=[久少])|[已勿只想需]|可以|谢谢|签收|[查验]?收[到货件]|到货|送[到货上]|当[天日]|次日|[今明后昨][天日早晚]|包邮|[退换]货"
    "|顺丰|中通|圆通|韵达|申通|极兔|邮政|京东|德邦|保价|代收|自提|备注|不详|加[急收]"
    "|客服|周[一二三四五六日末]|星期|[一两三0-9][件个箱]"
)
"""What is said about an address, not a part of it."""
_LARGE = (
    "国际|大厦|广场|中心|花园|小区|公寓|家园|[嘉佳]园|[嘉佳名]苑|新城|商城|之光|绿洲|半岛|宿舍|大学|学院|[中小]学|医院|学校"
    "|超市|酒店|宾馆|公司|工厂|仓库|驿站|门口|对面|附近|旁边|[前后东西南北侧大]门|前台|护士站|办公室|[教科]?[学研]楼|写字楼"
    "|门卫室?|保安室|传达室|物业|快递柜|市场|车站|园区|校区|大院|基地|档口|村委会?|卫生[院室]|派出所|政府|法院|银行|邮局|加油站"
    "|工业区|开发区|[新片]区|产业园|科技园|别墅|大楼|商务楼|营业厅|美食城|收发室|煤矿|矿区|[林农牧渔茶团]场|连队|电厂|水库"
)
_SMALL = "[苑园城府湾庭居阁轩邸墅郡坊寓厦院村屯寨庄组厂馆站楼口门侧旁边内里堂庙桥塘坝岭坡港巷]"
_ROOM = (
    rf"{_NUMBER}[ ]?(?:号楼|号院|栋|幢|座|单元|室|号[甲乙丙丁]?|楼|层|组|期|区|舍|门|铺|班|#)"
    r"|[0-9]{1,4}-[0-9]{1,4}(?:-[0-9]{1,4}){0,4}"
)
_TAIL_WORD = re.compile(rf"[{HAN}A-Za-z0-9][{HAN}A-Za-z0-9\-#()&.]{{0,23}}")
_TAIL_NEAR = re.compile(
    rf".*(?:{_LARGE}|{_SMALL}|{_ROOM}|(?<=[{HAN}\-])[A-Za-z]?[0-9]{{1,5}}[A-Za-z]?(?![0-9]))"
)
_TAIL_FAR = re.compile(rf".*(?:{_LARGE}|(?<=[{HAN}]{{2}}){_ROOM})")
_POLITE = re.compile(
    "谢谢|麻烦|[吧哈哦呀啊哒嘛收]|这[里边]|那[里边]|就[行好是]|就可以|签收|多谢|辛苦"
)
_ABOUT = re.compile("(?:产自|产地|原产|来自|厂家在|工厂在|店在|仓库?在|源自)$")
"""Before a place, that it is where goods come from."""
_AREA = re.compile(rf"[{HAN}]{{2,5}}(?=[ ,、/\-]{{1,2}}[{HAN}])")
_HAN_CHAR = re.compile(f"[{HAN}]")
_SCHOOL = re.compile(r"大学|学院|学校|医院|[中小]学|公司|工厂")
_ROOMS = re.compile("[0-9]-[0-9]|[0-9](?:[栋幢座室舍]|单元|号楼)")
_NAMED_ROOM = re.compile(
    rf"[{HAN}]{{2,8}}(?:国际|广场|花园|[苑园城府湾庭居阁里郡邸])[0-9]{{1,3}}-[0-9]{{1,2}}-[0-9]{{3,4}}"
)
_DORMITORY = re.compile("校区.*(?:宿舍|公寓|楼)")
_ENGLISH = re.compile(
    r"\b[0-9]{1,5}[A-Za-z]? (?:[A-Z][A-Za-z]{1,15} ){1,4}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Dr|Boulevard|Blvd|Way|Court|Place)\b"
    r"(?:,? [A-Z0-9][A-Za-z0-9]{1,15}){0,6}"
)
_DIGIT = re.compile("[0-9一二三四五六七八九十]")
_MEASURE = frozenset("件个斤块元码月日天点年只双套条包盒箱瓶岁分折米克时度次:.%")
_LABEL = re.compile(
    r"(?<!下载)(?<!教程)(?<!网站)(?<!链接)(?<!视频)(?<![A-Za-z])(?:地址|住址)[ ]?:[ ]*"
)
_LABELLED_END = re.compile(rf"[\n。!?;*{HIDDEN}]")
_LABELLED_MARK = re.compile(
    r"[路街道巷村镇乡苑园府里城][^\n,]{0,12}[0-9]|[0-9](?:[栋幢座室]|单元|号楼|号院)"
    r"|(?<![0-9\-])[0-9]{1,3}-[0-9]{1,4}(?:-[0-9]{1,4})?(?=[ ,(]|$)"
)
_LONGEST_LABELLED = 60
_LONGEST_TAIL = 12
_MOST_DETAILS = 12
_MOST_KNOWN = 4_096
"""Details remembered at once; those behind the place that is looked at are of no use."""


class _Part(NamedTuple):
    """A level of the head; ``level`` is one of p(rovince), c(ity), d(istrict), t(own)."""

    level: str
    end: int
    full: bool
    """Whether it says by its last character what it is: 杭州市, not 杭州."""


class _Detail(NamedTuple):
    """A part of the details; ``kind`` is road, village, estate, place, or the word of a unit."""

    kind: str
    end: int
    numbered: bool


class _Text(NamedTuple):
    """A text to find addresses in.

    Attributes:
        flat: As it was flattened.
        words: The same without the words that are no part of an address.
        regions: Where names of provinces and cities start, and where they end.
        known: Details by place and by what stands before: each is looked for once.
    """

    flat: str
    words: str
    regions: dict[int, int]
    known: dict[tuple[int, bool, bool, bool, bool], _Detail | None]


def addresses(flat: str) -> list[Found]:
    """Addresses in a flattened text, in order; hidden characters are a border."""
    text = _read(flat)
    found: list[Found] = []
    english = [Found(*match.span(), "address") for match in _ENGLISH.finditer(flat)]
    for piece in sorted([*_built(text), *_labelled(text), *english]):
        if not found or piece.start >= found[-1].end:
            found.append(piece)
    return found


def kept(flat: str) -> int:
    """How many characters of an address, from its start, are province, city and district."""
    text = _read(flat)
    built = _address_at(text, 0, labelled=True)
    parts = built.parts if built else _head(text, 0)
    return max((part.end for part in parts if part.level != "t"), default=0)


def is_head(word: str) -> bool:
    """Whether a word is province, city and district and nothing else: 上海市, 浙江杭州."""
    parts = _head(_read(word), 0)
    return bool(parts) and parts[-1].end == len(word) and (parts[-1].full or len(parts) > 1)


def _read(flat: str) -> _Text:
    words = _readable(flat)
    return _Text(flat, words, regions(words), {})


def _readable(flat: str) -> str:
    """``flat`` without the words that are no part of an address; the length stays."""
    return _OTHER_WORDS.sub(lambda word: HIDDEN * len(word[0]), flat).translate(_STOP_TABLE)


_OTHER_WORDS: Final = re.compile(
    "订单|单号|快递(?!柜)|运单|物流(?!园)|包裹|商品|编号|电话|手机|座机|固话|身份证|银行卡|卡号|地址|住址|姓名|收件人|收货人|联系人"
    "|麻烦|告诉|改[成到为]|换[成到]|住(?![院宅])|什么|(?<![解开])放"
)
"""What a number or a name beside it is known by: an address that took it in would unmask them."""
_STOP_TABLE: Final = dict.fromkeys(map(ord, _STOPS), HIDDEN)
_STARTS: Final = re.compile(rf"[{HAN}0-9A-Za-z]")
_WORDS: Final = re.compile(rf"[{HAN}0-9A-Za-z \t\r\n,、/\-·()|#&.]+")
_HINT: Final = re.compile(r"[路街道巷弄村屯庄寨镇乡区县市栋幢座室楼舍号元苑园寓厦场城府会队木学院]")


def _built(text: _Text) -> Iterator[Found]:
    for words in _WORDS.finditer(text.words):
        if not _HINT.search(words[0]):
            continue
        place = words.start()
        while start := _STARTS.search(text.words, place, words.end()):
            place = start.start()
            if len(text.known) > _MOST_KNOWN:
                text.known.clear()
            built = _address_at(text, place, labelled=False)
            if built and (later := _region_in(text, place, built)):
                place, built = later
            if built:
                if built.numbered or not _is_spoken_of(text.flat, place, built.end):
                    yield Found(place, built.end, "address")
                place = built.end
            else:
                place = text.regions.get(place) or _next_start(text.words, place)


def _is_spoken_of(flat: str, start: int, end: int) -> bool:
    """Whether a place without a number is one in a sentence: 文三路有门店吗, 感德镇铁观音."""
    if _ABOUT.search(flat, max(0, start - 4), start):
        return True
    return bool(_HAN_CHAR.match(flat, end)) and not _POLITE.match(flat, end)


def _region_in(text: _Text, place: int, built: _Address) -> tuple[int, _Address] | None:
    """The address that begins inside of the first word, behind a name glued to it: 李四浙江..."""
    for start in range(place + 1, built.first):
        if start in text.regions and (later := _address_at(text, start, labelled=False)):
            return start, later
    return None


def _next_start(text: str, place: int) -> int:
    """Inside of a number or a Latin word no address starts."""
    if not text[place].isascii():
        return place + 1
    while place < len(text) and text[place].isascii() and text[place].isalnum():
        place += 1
    return place


def _labelled(text: _Text) -> Iterator[Found]:
    """What follows 地址: and looks like one, where the structure alone does not tell."""
    flat = text.flat
    for label in _LABEL.finditer(flat):
        start = label.end()
        built = _address_at(text, start, labelled=True)
        if built:
            yield Found(start, built.end, "address")
            continue
        end = _LABELLED_END.search(flat, start, start + _LONGEST_LABELLED)
        stop = end.start() if end else min(len(flat), start + _LONGEST_LABELLED)
        mark = _LABELLED_MARK.search(flat[:stop], start)
        said = HIDDEN in text.words[start:stop] or _SAID.search(flat, start, stop)
        if mark and not said and flat[stop : stop + 1] not in ("*", "?"):
            yield Found(start, stop, "address")


class _Address(NamedTuple):
    """An address that was found.

    Attributes:
        parts: Its head.
        end: Where it ends.
        first: Where its first word ends.
        numbered: Whether a house, a building or a room is named by a number.
    """

    parts: list[_Part]
    end: int
    first: int
    numbered: bool


def _address_at(text: _Text, start: int, *, labelled: bool) -> _Address | None:
    """The address that starts here; None if none does.

    The head may have taken what belongs to the details (南京 of 南京东路 8 号), so it is shortened
    until the rest makes sense.
    """
    head = _head(text, start)
    for count in range(len(head), -1, -1):
        parts = head[:count]
        end = parts[-1].end if parts else start
        details = _details(text, end, parts)
        if _accepted(text, start, parts, details, labelled=labelled):
            ends = [part.end for part in parts] + [detail.end for detail in details]
            numbered = any(detail.numbered for detail in details)
            return _Address(parts, ends[-1], ends[0], numbered)
    return None


_NAMES: Final = {"p": frozenset(PROVINCES), "c": frozenset(CITIES)}
_LEVELS: Final = (
    ("p", _PROVINCE), ("c", _CITY), ("d", _DISTRICT), ("d", _DISTRICT), ("t", _TOWN),
)  # fmt: skip


def _head(text: _Text, start: int) -> list[_Part]:
    parts: list[_Part] = []
    place = start
    for level, pattern in _LEVELS:
        if level == "d" and parts and parts[-1].level == "d" and text.words[place - 1] != "市":
            continue
        begin = _skip_line(text.words, place) if parts else place
        if level in _NAMES:
            end = text.regions.get(begin, begin)
            if text.words[begin:end] not in _NAMES[level]:
                continue
            match = pattern.match(text.words, end)
        else:
            match = pattern.match(text.words, begin)
            # 李四浙江杭州市 is a name and a city, not a city of seven characters.
            if match and text.regions.keys() & range(begin + 1, match.end()):
                match = None
        if match:
            place = match.end()
            parts.append(_Part(level, place, text.words[begin:place] not in SHORT))
    return parts


_BETWEEN_RE: Final = re.compile(_BETWEEN)
_LINE_RE: Final = re.compile(rf"{_BETWEEN}(?:\r?\n[ \t]{{0,2}})?")


def _skip_line(text: str, place: int) -> int:
    match = _LINE_RE.match(text, place)
    return match.end() if match else place


def _skip(text: str, place: int) -> int:
    match = _BETWEEN_RE.match(text, place)
    return match.end() if match else place


def _details(text: _Text, start: int, head: list[_Part]) -> list[_Detail]:
    details: list[_Detail] = []
    place = start
    while len(details) < _MOST_DETAILS:
        begin = place
        if details or head:
            begin = _skip(text.words, place) if details else _skip_line(text.words, place)
        apart = begin > place
        tailed = bool(details or (head and head[-1].full and head[-1].level in "dt"))
        whole = bool(details and head and head[-1].full and head[-1].level in "dt")
        key = (begin, apart, not details, tailed, whole)
        if key in text.known:
            detail = text.known[key]
        else:
            detail = text.known[key] = _detail(text, begin, apart=apart, first=not details) or (
                _tail(text, begin, apart=apart, first=not details, whole=whole) if tailed else None
            )
        if detail is None:
            break
        details.append(detail)
        place = detail.end
    chain = _CHAIN.match(text.words, place) if details else None
    if chain and not _measured(text.flat, chain.end()):
        kind = "room" if chain.end() - place > 2 else "rest"
        details.append(_Detail(kind, chain.end(), True))
    return details


def _detail(text: _Text, place: int, *, apart: bool, first: bool) -> _Detail | None:
    words = text.words
    unit = _UNIT.match(words, place)
    if unit and not (unit["kind"] in _NOT_ALONE and (apart or _is_day(text.flat, unit.end()))):
        return _Detail(unit["kind"], unit.end(), True)
    crossing = _CROSSING.match(words, place)
    if crossing:
        return _Detail("road", crossing.end(), True)
    road = _ROAD.match(words, place)
    if road:
        return _Detail("road", road.end(), road["number"] is not None)
    for kind, pattern in (("village", _VILLAGE), ("estate", _ESTATE)):
        match = pattern.match(words, place)
        if match and not (first and match.end() - place < 3 and kind == "estate"):
            return _Detail(kind, match.end(), False)
    unit = None if apart else _NAMED_UNIT.match(words, place)
    if unit:
        return _Detail(unit["kind"] or "room", unit.end(), True)
    side = None if apart or first else _SIDE.match(words, place)
    if side:
        return _Detail("place", side.end(), False)
    place_match = None if apart and words[place - 1] == "," else _PLACE.match(words, place)
    return _Detail("place", place_match.end(), False) if place_match else None


def _tail(text: _Text, place: int, *, apart: bool, first: bool, whole: bool) -> _Detail | None:
    """What is left up to the next separator, if it ends as an address ends.

    Names of estates and buildings are too many to be known: 五象航洋城38楼, 南江国际, 景裕嘉园1期.
    """
    word = _TAIL_WORD.match(text.words, place)
    if not word:
        return None
    said = _SAID.search(word[0])
    cut = word[0][: said.start()] if said else word[0]
    end = (_TAIL_FAR if apart or first else _TAIL_NEAR).match(cut)
    if end and not (said and end.end() == len(cut) and cut[-1:] == "号"):
        if end[0][-1:].isdecimal() and _measured(text.flat, place + end.end()):
            return None
        if not apart:
            kind = "room" if _ROOMS.search(end[0]) else "tail"
            return _Detail(kind, place + end.end(), _DIGIT.search(end[0]) is not None)
        if len(end[0]) > 2 and not _is_day(text.flat, place + end.end()):
            return _Detail("tail", place + end.end(), False)
    if (
        whole
        and not apart
        and not said
        and _borders(text, word.end())
        and len(cut) <= _LONGEST_TAIL
    ):
        return _Detail("tail", word.end(), False)
    area = None if apart or not first else _AREA.match(text.words, place)
    if area and not said:  # 盐步,穗盐路...: a town without the word for it
        begin = _skip(text.words, area.end())
        after = _detail(text, begin, apart=True, first=False)
        if after and after.kind in ("road", "estate"):
            return _Detail("area", area.end(), False)
    return None


def _borders(text: _Text, end: int) -> bool:
    """Whether a word ends here by itself, not because something else was found or said there."""
    return text.words[end : end + 1] != HIDDEN


def _is_day(flat: str, end: int) -> bool:
    """Whether what follows 5号 makes it a day: 5号发货."""
    return flat[end : end + 1] in _DATE_VERB if end < len(flat) else False


def _measured(flat: str, end: int) -> bool:
    return flat[end : end + 1] in _MEASURE


_NOT_ALONE: Final = frozenset(("号", "楼", "层"))
_BUILDING: Final = frozenset(("栋", "幢", "座", "号楼", "单元", "号院"))
_INNER: Final = frozenset(("单元", "室", "门", "room"))
_NAMED: Final = frozenset(("tail", "楼", "层"))
_HOUSE: Final = _BUILDING | {"号", "组", "队", "小队", "室", "期", "弄", "舍", "room"}


def _accepted(
    text: _Text, start: int, parts: list[_Part], details: list[_Detail], *, labelled: bool
) -> bool:
    kinds = [detail.kind for detail in details]
    if not parts:
        return _accepted_alone(text, start, details, kinds)
    below = parts[-1].level == "t" and len(parts) > 1 and parts[-2].full
    if below or not details:
        return below
    first = details[0]
    if first.kind in {"room", *_BUILDING} or (first.numbered and first.kind == "road"):
        return True
    if first.kind in ("road", "estate", "village", "楼"):
        return (parts[-1].full and first.kind != "楼") or len(details) > 1
    if first.kind in ("tail", "area"):
        return parts[-1].full
    return first.kind == "place" and (labelled or (len(parts) > 1 and parts[-1].full))


def _accepted_alone(text: _Text, start: int, details: list[_Detail], kinds: list[str]) -> bool:
    if not details:
        return False
    if details[0].kind == "road":
        return details[0].numbered or (len(kinds) > 1 and kinds[1] in {"estate", *_BUILDING})
    if len(kinds) < 2:
        return bool(_NAMED_ROOM.fullmatch(text.words, start, details[0].end))
    if kinds[0] in _BUILDING:
        return kinds[1] in _INNER or (kinds[0] == "号楼" and kinds[1] == "place")
    rest = details[1:]
    if kinds[0] in ("estate", "village") and kinds[1] in _HOUSE:
        return True
    named = kinds[0] in ("estate", "place") and _SCHOOL.search(text.words[start : rest[-1].end])
    inside = named or kinds[0] == "estate"
    if named and _DORMITORY.search(text.words, start, rest[-1].end):
        return True
    return bool(inside) and any(
        detail.numbered and (detail.kind in _HOUSE or (named and detail.kind in _NAMED))
        for detail in rest
    )
