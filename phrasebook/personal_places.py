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

from phrasebook.personal_text import HAN, HIDDEN, Found

_PROVINCES: Final = tuple(
    """
    北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南
    广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)

# The prefecture-level cities of the People's Republic of China (table of the Ministry of Civil
# Affairs), with the prefectures of which parcels bear the short name.
_CITIES: Final = tuple(
    """
    石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中
    运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连
    鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 四平 辽源 通化 白山 松原
    白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 南京 无锡
    徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华
    衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州
    池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州
    吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州
    菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店
    济源 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳
    岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名
    肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港
    钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳
    广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 贵阳 六盘水 遵义
    安顺 毕节 铜仁 黔西南 黔东南 黔南 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山
    西双版纳 大理 德宏 怒江 迪庆 拉萨 日喀则 昌都 林芝 山南 那曲 西安 铜川 宝鸡 咸阳 渭南 延安 汉中
    榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南 西宁
    海东 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 阿克苏 喀什 和田 伊犁 台北
    高雄 台中
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)

_STOPS = (
    "的了吗呢吧啊呀哦嘛么我你您他她它们这哪是在没不要就也还又再把被给让从往到寄送住请帮退买卖拍"
    "说什怎谁几很"
)
_NAME = f"[{HAN}]"
"""A character of a name; the words of ``_STOPS`` are put out of the way before (``_readable``)."""
_BETWEEN = r"[ \t,、/\-·()|]{0,2}"
_NUMBER = r"(?:[A-Za-z]?[0-9]{1,5}[A-Za-z]?|[一二三四五六七八九十百]{1,4}|[A-Za-z])(?![0-9])"
_DATE_VERB = "发到才前后送寄取之左早晚能会可出开解"

_PROVINCE = re.compile(
    rf"(?:{'|'.join(_PROVINCES)})(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?"
)
_CITY = re.compile(
    rf"(?:{'|'.join(_CITIES)})(?![区县旗])(?:市|地区|盟|{_NAME}{{1,6}}自治州|州(?!{_NAME}))?"
)
_DISTRICT = re.compile(
    rf"{_NAME}(?:(?![路街巷村镇号栋室区县市]){_NAME}){{0,5}}?"
    r"(?:(?<![小社地校景专超片分库时一二三四五六七八九十])区(?![别间域])|县|旗|(?<=..)(?<![超股上夜菜])市(?![场面民值价售委花广公家]))"
)
_TOWN = re.compile(
    rf"{_NAME}{{1,6}}?(?:街道(?:办事处)?|(?<!冰)镇(?![痛静定压])|(?<![老家同故下])乡(?![下亲里])|苏木)"
)
_ROAD = re.compile(
    rf"{_NAME}{{2,8}}?(?:大道|大街|胡同|(?<![原线电网短思套出])路|街|巷|弄|"
    r"(?<![知味频渠通报管跑轨霸厚地难公])道)"
    r"(?![由上子线程费过人段边拍])"
    r"(?:[东西南北中]?[一二三四五六七八九十]{0,2}[段横支]|[东西南北中](?=[ ]?[0-9]))?"
    rf"(?P<number>[ ]?{_NUMBER}(?:[\-之][0-9]{{1,4}})?(?:号楼|号院|号|弄|巷|#))?"
)
_VILLAGE = re.compile(rf"{_NAME}{{1,6}}?(?:[庄寨屯]?村|屯|庄|寨|居委会|大队)(?![民里长上])")
_ESTATE = re.compile(
    rf"{_NAME}{{0,10}}?(?:小区|花园|新村|公寓|家园|苑|华府|公馆|大厦|广场|新城|豪庭|山庄|社区|宿舍|大院|家属院|"
    r"工业园|产业园|科技园|写字楼|国际城|雅居|名邸|里弄|[工农]业区|开发区|生活区|住宅区|园区|校[区园])"
    r"(?:[东西南北中一二三四五六七八九十A-Za-z0-9]{1,2}[区期])?"
)
_UNIT = re.compile(
    rf"{_NUMBER}[ ]?(?P<kind>号楼|号院|号[库门馆仓铺]|栋|幢|座|单元|室|号|组|队|门|楼|层|期|弄|"
    r"排|区|公寓|宿舍|#)"
)
_NAMED_UNIT = re.compile(
    rf"[{HAN}A-Za-z]{{1,10}}?[ ]?(?:{_NUMBER}[ ]?(?P<kind>号楼|号院|栋|幢|座|单元|室)"
    r"|[0-9]{1,3}-[0-9]{1,3}-[0-9]{1,4}(?![0-9\-]))"
)
_SIDE = re.compile(r"[东西南北中前后](?:头|边|口|侧|区|门|院|校区|校园)")
_PLACE = re.compile(
    rf"{_NAME}{{2,10}}?(?:小学|中学|大学|学院|学校|幼儿园|医院|卫生院|超市|商店|商场|市场|药店|饭店|酒店|宾馆|网吧|"
    r"银行|邮局|公司|工厂|仓库|驿站|自提点|门口|旁边|对面|路口|车站|派出所|政府|中心)"
)
_CHAIN = re.compile(r"[\-#]?[A-Za-z]?[0-9]{1,5}(?:-[A-Za-z]?[0-9]{1,5}){0,3}(?![0-9])")
_MEASURE = frozenset("件个斤块元码月日天点年只双套条包盒箱瓶岁分折米克时度次:.%")
_LABEL = re.compile(r"(?:地址|住址)[ ]?:[ ]*")
_LABELLED_END = re.compile(rf"[\n。!?;*{HIDDEN}]")
_LABELLED_MARK = re.compile(r"[路街道巷村镇乡苑园府里城][^\n]{0,12}[0-9]|[0-9][栋幢座室号楼\-]")
_LONGEST_LABELLED = 60
_MOST_DETAILS = 12


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


def addresses(flat: str) -> list[Found]:
    """Addresses in a flattened text, in order; hidden characters are a border."""
    text = _readable(flat)
    found: list[Found] = []
    for piece in sorted([*_built(flat, text), *_labelled(flat, text)]):
        if not found or piece.start >= found[-1].end:
            found.append(piece)
    return found


def kept(flat: str) -> int:
    """How many characters of an address, from its start, are province, city and district."""
    text = _readable(flat)
    built = _address_at(flat, text, 0, labelled=True)
    parts = built[0] if built else _head(text, 0)
    return max((part.end for part in parts if part.level != "t"), default=0)


def is_head(word: str) -> bool:
    """Whether a word is province, city and district and nothing else: 上海市, 浙江杭州."""
    parts = _head(word, 0)
    return bool(parts) and parts[-1].end == len(word) and (parts[-1].full or len(parts) > 1)


def _readable(flat: str) -> str:
    """``flat`` without the words that are no part of an address; the length stays."""
    return _OTHER_WORDS.sub(lambda word: HIDDEN * len(word[0]), flat).translate(_STOP_TABLE)


_OTHER_WORDS: Final = re.compile(
    "订单|单号|快递|运单|物流(?!园)|包裹|商品|编号|电话|手机|座机|固话|身份证|银行卡|卡号|地址|住址|姓名|收件人|收货人|联系人"
    "|麻烦|告诉|改[成到为]|换[成到]"
)
"""What a number or a name beside it is known by: an address that took it in would unmask them."""
_STOP_TABLE: Final = dict.fromkeys(map(ord, _STOPS), HIDDEN)
_STARTS: Final = re.compile(rf"[{HAN}0-9A-Za-z]")
_WORDS: Final = re.compile(rf"[{HAN}0-9A-Za-z ,、/\-·()|#]+")
_HINT: Final = re.compile(r"[路街道巷弄村屯庄寨镇乡区县市栋幢座室楼号元苑园寓厦场城府会队木]")


def _built(flat: str, text: str) -> Iterator[Found]:
    for words in _WORDS.finditer(text):
        if not _HINT.search(words[0]):
            continue
        place = words.start()
        while start := _STARTS.search(text, place, words.end()):
            place = start.start()
            built = _address_at(flat, text, place, labelled=False)
            if built:
                yield Found(place, built[1], "address")
                place = built[1]
            else:
                place = _next_start(text, place)


def _next_start(text: str, place: int) -> int:
    """Inside of a number or a Latin word no address starts."""
    if not text[place].isascii():
        return place + 1
    while place < len(text) and text[place].isascii() and text[place].isalnum():
        place += 1
    return place


def _labelled(flat: str, text: str) -> Iterator[Found]:
    """What follows 地址: and looks like one, where the structure alone does not tell."""
    for label in _LABEL.finditer(flat):
        start = label.end()
        built = _address_at(flat, text, start, labelled=True)
        if built:
            yield Found(start, built[1], "address")
            continue
        end = _LABELLED_END.search(flat, start, start + _LONGEST_LABELLED)
        stop = end.start() if end else min(len(flat), start + _LONGEST_LABELLED)
        mark = _LABELLED_MARK.search(flat, start, stop)
        if mark and flat[stop : stop + 1] not in ("*", "?"):
            yield Found(start, stop, "address")


def _address_at(
    flat: str, text: str, start: int, *, labelled: bool
) -> tuple[list[_Part], int] | None:
    """The head of the address that starts here and where the address ends; None if none does.

    The head may have taken what belongs to the details (南京 of 南京东路 8 号), so it is shortened
    until the rest makes sense.
    """
    head = _head(text, start)
    for count in range(len(head), -1, -1):
        parts = head[:count]
        end = parts[-1].end if parts else start
        details = _details(flat, text, end, bool(parts))
        if _accepted(parts, details, labelled=labelled):
            return parts, details[-1].end if details else end
    return None


_LEVELS: Final = (
    ("p", _PROVINCE), ("c", _CITY), ("d", _DISTRICT), ("d", _DISTRICT), ("t", _TOWN),
)  # fmt: skip


def _head(text: str, start: int) -> list[_Part]:
    parts: list[_Part] = []
    place = start
    for level, pattern in _LEVELS:
        if level == "d" and parts and parts[-1].level == "d" and text[place - 1] != "市":
            continue
        match = pattern.match(text, _skip(text, place) if parts else place)
        if match:
            place = match.end()
            parts.append(_Part(level, place, match[0] not in _SHORT))
    return parts


_SHORT: Final = frozenset(_PROVINCES + _CITIES)


_BETWEEN_RE: Final = re.compile(_BETWEEN)


def _skip(text: str, place: int) -> int:
    match = _BETWEEN_RE.match(text, place)
    return match.end() if match else place


def _details(flat: str, text: str, start: int, headed: bool) -> list[_Detail]:
    details: list[_Detail] = []
    place = start
    while len(details) < _MOST_DETAILS:
        begin = _skip(text, place) if details or headed else place
        detail = _detail(flat, text, begin, apart=begin > place, first=not details)
        if detail is None:
            break
        details.append(detail)
        place = detail.end
    chain = _CHAIN.match(text, place) if details else None
    if chain and not _measured(flat, chain.end()):
        kind = "room" if chain.end() - place > 2 else "rest"
        details.append(_Detail(kind, chain.end(), True))
    return details


def _detail(flat: str, text: str, place: int, *, apart: bool, first: bool) -> _Detail | None:
    unit = _UNIT.match(text, place)
    if unit and not (unit["kind"] in _NOT_ALONE and (apart or _is_day(flat, unit.end()))):
        return _Detail(unit["kind"], unit.end(), True)
    road = _ROAD.match(text, place)
    if road:
        return _Detail("road", road.end(), road["number"] is not None)
    for kind, pattern in (("village", _VILLAGE), ("estate", _ESTATE)):
        match = pattern.match(text, place)
        if match and not (first and match.end() - place < 3 and kind == "estate"):
            return _Detail(kind, match.end(), False)
    unit = None if apart else _NAMED_UNIT.match(text, place)
    if unit:
        return _Detail(unit["kind"] or "room", unit.end(), True)
    side = None if apart or first else _SIDE.match(text, place)
    if side:
        return _Detail("place", side.end(), False)
    place_match = None if apart and text[place - 1] == "," else _PLACE.match(text, place)
    return _Detail("place", place_match.end(), False) if place_match else None


def _is_day(flat: str, end: int) -> bool:
    """Whether what follows 5号 makes it a day: 5号发货."""
    return flat[end : end + 1] in _DATE_VERB if end < len(flat) else False


def _measured(flat: str, end: int) -> bool:
    return flat[end : end + 1] in _MEASURE


_NOT_ALONE: Final = frozenset(("号", "楼", "层"))
_BUILDING: Final = frozenset(("栋", "幢", "座", "号楼", "单元", "号院"))
_INNER: Final = frozenset(("单元", "室", "门", "room"))
_HOUSE: Final = _BUILDING | {"号", "组", "队", "室", "期", "弄", "room"}


def _accepted(parts: list[_Part], details: list[_Detail], *, labelled: bool) -> bool:
    kinds = [detail.kind for detail in details]
    if not parts:
        return _accepted_alone(details, kinds)
    below = parts[-1].level == "t" and len(parts) > 1 and parts[-2].full
    if below or not details:
        return below
    first = details[0]
    if first.kind in {"room", *_BUILDING} or (first.numbered and first.kind == "road"):
        return True
    if first.kind in ("road", "estate", "village"):
        return parts[-1].full or len(details) > 1
    return first.kind == "place" and (labelled or (len(parts) > 1 and parts[-1].full))


def _accepted_alone(details: list[_Detail], kinds: list[str]) -> bool:
    if not details:
        return False
    if details[0].kind == "road":
        return details[0].numbered or (len(kinds) > 1 and kinds[1] in {"estate", *_BUILDING})
    if len(kinds) < 2:
        return False
    if kinds[0] in ("estate", "village"):
        return kinds[1] in _HOUSE
    return kinds[0] in _BUILDING and kinds[1] in _INNER
