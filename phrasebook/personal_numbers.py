"""Telephone, identity card and bank card numbers in text.

A number is read as runs of digits with at most three spaces, dots, hyphens or brackets between
them; a run is taken whole or not at all, so a mobile number inside of a longer run is none. How
long the runs may be is fixed for each kind (138 1234 5678, not 165 110 38 175).

Order and waybill numbers must stay readable, and both sides can err:

- A run straight after a word such as 订单 or 单号, or straight before 单号, is no telephone or bank
  number, and no identity number. 快递 without 号 or 单 says nothing, before a number or after it:
  buyers name a parcel by their phone ("13800000000的快递到哪了"), and the number is theirs.
- A bare run of 18 digits that is an identity number by its province, its date of birth and its
  check digit (GB 11643-1999) is masked. A random run passes these three about once in 30,000, and
  the loss of an order number can be made good; a number leaked cannot.
- A bare run of 16 or 19 digits that starts with 62 and passes Luhn's check is masked: UnionPay
  cards have these lengths, and the order numbers of the large platforms do not start so at these
  lengths (Taobao 19 digits from 1 to 5, Douyin 19 digits from 69). Where other first digits
  (4, 5, 35, 60, 95) or lengths (17, 18) are concerned, Luhn's check passes once in ten and the
  order numbers are the more frequent ones: there a word such as 银行 must be near, or the digits
  must stand in fours as on a card. An order word nearer than a bank word always decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from phrasebook.personal_abroad import country_code
from phrasebook.personal_text import NUMERALS, Found, Kind, digits

_SEPARATORS = r" \t.\-_·()"
_RUN = re.compile(r"[0-9]+")
_GAP = re.compile(rf"[{_SEPARATORS}]{{1,3}}")
_MOST_DIGITS = 19
_FEWEST_DIGITS = 7
_MOST_GROUPS = 6
_FEWEST_SINGLES, _MOST_SINGLES = 11, 13
"""Groups of 1 3 8 ... and of +86 1 3 8 ...: digit by digit only mobile numbers are written."""

_MOBILE = re.compile(r"(?:(?:00)?86)?0?1[3-9][0-9]{9}")
_TWO_MOBILES = re.compile(r"(?:1[3-9][0-9]{9}){2}")
MOBILE_SHAPES = {
    (11,), (3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (4, 3, 4), (3, 3, 5), (5, 6), (6, 5), (3, 4, 2, 2),
    (1,) * 11,
}  # fmt: skip
_ALONE_SHAPES = {(4, 4, 3), (4, 3, 4), (3, 3, 5), (5, 6), (6, 5)}
"""Shapes that are also the end of something longer: they must have no run beside them."""
_TAIWAN = re.compile(r"09[0-9]{8}")
_TAIWAN_SHAPES = {(10,), (4, 3, 3), (4, 6)}
_AMERICAN = re.compile(r"\([2-9][0-9]{2}\)[ ]?[2-9][0-9]{2}[ \-.][0-9]{4}")
_SHOPS = re.compile(r"(?:400|800)[0-9]{7}|9[56][0-9]{3,6}|1[0-9]{4}")
"""Numbers that belong to shops and services, never to a buyer: 400-123-4567, 95188."""
_AREA = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})")
_LANDLINE = re.compile(r"(?:010|02[0-9]|0[3-9][0-9]{2})[2-8][0-9]{6,7}")
_LANDLINE_SHAPES = {(7,), (8,), (4, 4), (3, 4)}
_CHINA = re.compile(r"(?:00)?86(?=(?:10|2[0-9]|[3-9][0-9]{2})[2-8])")
_LOCAL = re.compile(r"[2-8][0-9]{6,7}")
_DATE = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_EXTENSION = re.compile(
    r"(?:[ ,(]{0,2}(?:转接?(?:分机号?)?|分机号?|[Ee]xt\.?|#)[: ]{0,2}[0-9]{1,6}|-[0-9]{3,4})"
    r"(?![0-9]|-[0-9])"
)
_EXTENSION_OF = re.compile(r"(?:转接?(?:分机号?)?|分机号?|[Ee]xt\.?|#|-)[: ]{0,2}[0-9]{1,6}$")

_PROVINCES = frozenset(
    """
    11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71
    81 82 83
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ID_SHAPES = {(18,), (6, 8, 4), (6, 4, 4, 4), (6, 12), (14, 4), (4, 4, 4, 4, 2), (3, 3, 4, 4, 4)}
_CARD_SHAPES = {(6, 10), (6, 13)}
_CARD = re.compile(
    r"62[0-9]{14,17}|4[0-9]{15}|(?:5[1-5]|35)[0-9]{14}|60[0-9]{14,17}|95[0-9]{14,17}"
)
_CARD_ALONE = re.compile(r"62(?:[0-9]{14}|[0-9]{17})")

_ORDER_WORD = (
    r"订单|单号|(?:快递|物流|包裹)(?:单|号|编号)|运单|面单|流水|工单|货号|款号|型号|编号|编码|条码|交易号|取件码|商品|"
    r"[Ss][Kk][Uu]|[Oo]rder|ORDER|[Ii]d(?==)"
)
_ORDER_BEFORE = re.compile(rf"(?:{_ORDER_WORD})[号码编单信息为是:=#\s(\[【「“\"']{{0,12}}$")
_ORDER_AFTER = re.compile(
    r"[ ]?(?:(?:[)\]】」”\"'是为]|这个|这是|就是|这){1,3}[ ]?|\((?=[^()]{2,5}\)))"
    r"(?:订|运|快递|物流|面)?(?:单号|单编号|货号)(?![码为是:,\s)]{0,4}[0-9A-Za-z])"
)
"""What says of a number that it is one: 这个单号, 是单号, (单号). The bare word may belong
to a number that follows, or to nothing: then a telephone number rather stays hidden."""
_BANK_WORD = (
    r"银行|卡号|储蓄卡|借记卡|信用卡|账号|账户|开户|打款|转账|工行|建行|农行|中行|交行|招行"
)
_NEAR_WORD = re.compile(rf"(?P<order>{_ORDER_WORD})|(?P<bank>{_BANK_WORD})")
_BANK_BEFORE = re.compile(
    r"(?:银行卡?|储蓄卡|借记卡|信用卡|银行账|卡号|账号|账户|开户)[号码为是账:\s]{0,8}$"
)
_TO_CARD = re.compile(
    r"(?:打款?|转账?|退款?|汇款?)(?:到|进|给|至)(?:我|我的)?(?:这个|这张)?(?:卡|账户)?[里上:\s]{0,3}$"
)
"""Before a number that starts as a card of UnionPay, even one that was mistyped."""
_ID_BEFORE = re.compile(r"(?:身份证|证件|驾驶证|驾照|行驶证|社保卡|医保卡)[件号码为是:\s]{0,8}$")
_ID_NEAR = re.compile(r"(?:身份证|证件|实名|清关)[^\n0-9]{0,12}$")
"""Further before, as with a name between: there at least province and day must be right."""
_ID_AFTER = re.compile(r"[Xx]?[ ]?(?:这个|就是|是|的)?(?:我的?|本人)?身份证")
_PHONE_BEFORE = re.compile(
    r"(?:电话|手机|联系方式|号码|座机|固话|[Tt][Ee][Ll]|[Pp]hone|[Mm]obile)[号码为是:.\s]{0,8}$"
)
_SAID_PHONE = re.compile(
    r"(?:电话|手机号码?|手机(?=[:为是]|[ ]$)|联系方式|座机|固话|传真|[Tt][Ee][Ll]|[Pp]hone|"
    r"[Mm]obile|[Ww]hats[Aa]pp)[号码为是:.】\])\s]{0,8}$"
)
_LOCAL_BEFORE = re.compile(r"(?:电话|座机|固话|[Tt][Ee][Ll])[号码为是:.\s]{0,8}$")
_LETTERS_BEFORE = re.compile(r"[A-Za-z]+$")
_PHONE_LETTERS = frozenset(
    """
    tel phone mobile mob t m p v vx wx wechat weixin dh sj zfb alipay
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)
_COURIERS = frozenset(
    """
    sf yt zto zt sto st jd jdv jdva jdvb jdvc jdve jdx jt jtsd ems yd yunda dpk dp db ht htky tt
    ane zjs ky uc best cn lp
    """.split()  # noqa: SIM905 - a list of quoted words reads worse
)

_WRITTEN = re.compile(
    rf"(?<![0-9])[1一壹幺][ \-.·,，]{{0,2}}[3-9三四五六七八九叁肆伍陆柒捌玖]"
    rf"(?:[ \-.·,，]{{0,2}}[0-9{NUMERALS}]){{9}}(?![0-9])"
)
_WRITTEN_OUT = re.compile(
    rf"(?<![0-9{NUMERALS}])[{NUMERALS}]{{10,18}}(?:(?<=.{{17}})[XxＸ])?(?![0-9{NUMERALS}])"
)
_WRITTEN_RUN = re.compile(rf"[0-9{NUMERALS}]+")
_SAME_RUN = re.compile(rf"[0-9]+|[{NUMERALS}]+")


class _Run(NamedTuple):
    start: int
    end: int
    linked: bool
    """Whether only separators stand between this run and the one before."""


class _Candidate(NamedTuple):
    """Runs that may be one number."""

    start: int
    end: int
    number: str
    sizes: tuple[int, ...]
    alone: bool
    """Whether no other run is linked to them."""


def numbers(flat: str) -> list[Found]:
    """Telephone, identity and bank numbers written in digits, in order."""
    runs = _runs(flat)
    found: list[Found] = []
    place = 0
    while place < len(runs):
        piece, place = _at(flat, runs, place)
        if piece and (not found or piece.start >= found[-1].end):
            found.append(piece)
            while place < len(runs) and runs[place].start < piece.end:
                place += 1
    return found


def written(flat: str) -> list[Found]:
    """Mobile numbers of which digits are written as characters (幺三八...), in order.

    Order numbers are never written out, so a longer row of such characters is masked from where
    a number may start. In a mixture 一 may not stand alone: in 135一140 it is a dash.
    """
    found = []
    for match in _WRITTEN.finditer(flat):
        same = [run[0] for run in _SAME_RUN.finditer(match[0])]
        mixed = any(run[0].isascii() for run in same)
        if all(run.isascii() for run in same) or (mixed and "一" in same):
            continue
        sizes = tuple(len(run[0]) for run in _WRITTEN_RUN.finditer(match[0]))
        if sizes in MOBILE_SHAPES and not order_beside(flat, match.start(), match.end()):
            found.append(Found(match.start(), match.end(), "phone"))
    return found


def written_out(flat: str) -> list[Found]:
    """Landlines and identity numbers of which all digits are written as characters, in order."""
    found = list[Found]()
    for match in _WRITTEN_OUT.finditer(flat):
        number = digits(match[0])
        if _LANDLINE.fullmatch(number):
            found.append(Found(*match.span(), "landline"))
        elif len(number) >= 17 and number[:2] in _PROVINCES and _is_day(number[6:14]):
            found.append(Found(*match.span(), "id"))
    return found


def _runs(flat: str) -> list[_Run]:
    runs: list[_Run] = []
    for match in _RUN.finditer(flat):
        before = runs[-1].end if runs else 0
        linked = bool(runs) and bool(_GAP.fullmatch(flat, before, match.start()))
        runs.append(_Run(match.start(), match.end(), linked))
    return runs


def _at(flat: str, runs: list[_Run], first: int) -> tuple[Found | None, int]:
    """The number that starts with the run ``first``, if any, and the run to go on from."""
    run = runs[first]
    if _TWO_MOBILES.fullmatch(flat, run.start, run.end):
        both = (
            None if order_beside(flat, run.start, run.end) else Found(run.start, run.end, "phone")
        )
        return both, first + 1
    candidates = list(_candidates(flat, runs, first))
    for last, candidate in reversed(candidates):
        kind = _kind(flat, candidate)
        if kind is None:
            continue
        if _is_order(flat, candidate, kind):
            return None, last + 1
        return _spread(flat, candidate, kind), last + 1
    return None, first + 1


def _candidates(flat: str, runs: list[_Run], first: int) -> Iterator[tuple[int, _Candidate]]:
    number, sizes = "", list[int]()
    for last in range(first, len(runs)):
        run = runs[last]
        size = run.end - run.start
        if (last > first and not run.linked) or len(number) + size > _MOST_DIGITS:
            return
        number += flat[run.start : run.end]
        sizes.append(size)
        if len(number) < _FEWEST_DIGITS or not _writable(sizes):
            continue
        alone = not runs[first].linked and not (last + 1 < len(runs) and runs[last + 1].linked)
        yield last, _Candidate(runs[first].start, run.end, number, tuple(sizes), alone)


def _writable(sizes: list[int]) -> bool:
    """Whether anybody writes a number in such groups: few of them, or each digit by itself."""
    if len(sizes) <= _MOST_GROUPS:
        return True
    return _FEWEST_SINGLES <= len(sizes) <= _MOST_SINGLES and max(sizes[-11:]) == 1


def _kind(flat: str, candidate: _Candidate) -> Kind | None:
    if _is_id(flat, candidate):
        return "id"
    if _is_card(flat, candidate):
        return "bank"
    if _is_mobile(flat, candidate):
        return "phone"
    if _is_landline(flat, candidate):
        return "landline"
    return "phone" if _is_abroad(flat, candidate, plus=False) else None


def _spread(flat: str, candidate: _Candidate, kind: Kind) -> Found:
    """The piece with what belongs to it at both ends: +86, brackets, X, an extension."""
    start, end = candidate.start, candidate.end
    if kind == "id" and len(candidate.number) == 17:
        end += 1
    if kind in ("phone", "landline"):
        closes = ")" in flat[start:end]
        while start and (flat[start - 1] == "+" or (closes and flat[start - 1] == "(")):
            start -= 1
        extension = _EXTENSION.match(flat, end)
        end = extension.end() if extension else end
    return Found(start, end, kind)


def _before(flat: str, start: int) -> str:
    return flat[max(0, start - 16) : start].rstrip("+(")


def said_to_be_phone(flat: str, start: int) -> bool:
    """Whether the words before a number say that it is a telephone number."""
    return bool(_SAID_PHONE.search(_before(flat, start)))


def order_beside(flat: str, start: int, end: int) -> bool:
    """Whether the words beside a number say that it is one of an order or a parcel."""
    before = _before(flat, start)
    return bool(_ORDER_BEFORE.search(before) or _ORDER_AFTER.match(flat, end, end + 12))


def _is_order(flat: str, candidate: _Candidate, kind: Kind) -> bool:
    """Whether the words or letters beside a number say that it is an order or waybill number."""
    start, end = candidate.start, candidate.end
    if kind == "bank" and _BANK_BEFORE.search(_before(flat, start)):
        return False
    if order_beside(flat, start, end):
        return True
    letters = _LETTERS_BEFORE.search(flat, max(0, start - 12), start)
    if kind == "id" or not letters:
        return False
    word = letters[0]
    if kind == "bank" or word.lower() in _COURIERS:
        return True
    return len(word) > 1 and word.isupper() and word.lower() not in _PHONE_LETTERS


def _is_id(flat: str, candidate: _Candidate) -> bool:
    number, sizes = candidate.number, candidate.sizes
    if len(number) not in (15, 17, 18):
        return False
    labelled = bool(
        _ID_BEFORE.search(_before(flat, candidate.start))
        or _ID_AFTER.match(flat, candidate.end, candidate.end + 8)
    )
    if len(number) == 15:
        return labelled and number[:2] in _PROVINCES and _is_day("19" + number[6:12])
    if len(number) == 17 and _ends_in_x(flat, candidate.end):
        number, sizes = number + "X", (*sizes[:-1], sizes[-1] + 1)
    if len(number) != 18 or sizes not in _ID_SHAPES:
        return False
    if labelled:
        return True  # one digit mistyped is as personal as all of them right
    may_be = number[:2] in _PROVINCES and _is_day(number[6:14])
    if may_be and _ID_NEAR.search(_before(flat, candidate.start)):
        return True
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return may_be and _CHECKS[total % 11] == number[17]


def _ends_in_x(flat: str, end: int) -> bool:
    after = flat[end + 1 : end + 2]
    return flat[end : end + 1] in ("x", "X") and not (after.isascii() and after.isalpha())


def _is_day(text: str) -> bool:
    """Whether YYYYMMDD is a day on which somebody who buys may have been born."""
    try:
        return 1900 <= date(int(text[:4]), int(text[4:6]), int(text[6:])).year < 2100
    except ValueError:
        return False


def luhn(number: str) -> bool:
    """Whether the last digit of ``number`` is right by Luhn's formula (ISO/IEC 7812-1)."""
    doubled = (int(digit) * 2 for digit in number[-2::-2])
    total = sum(map(int, number[-1::-2])) + sum(value - 9 * (value > 9) for value in doubled)
    return total % 10 == 0


def _is_card(flat: str, candidate: _Candidate) -> bool:
    number, sizes = candidate.number, candidate.sizes
    fours = len(sizes) > 3 and set(sizes[:-1]) == {4} and sizes[-1] <= 4
    if not 16 <= len(number) <= 19 or not (len(sizes) == 1 or fours or sizes in _CARD_SHAPES):
        return False
    before = _before(flat, candidate.start)
    if _BANK_BEFORE.search(before) or (number.startswith("62") and _TO_CARD.search(before)):
        return True
    if not _CARD.fullmatch(number):
        return False
    near = _nearest_word(flat, candidate.start, candidate.end)
    if near == "bank" and number.startswith("62"):
        return True  # mistyped, it is as personal
    if not luhn(number):
        return False
    if near:
        return near == "bank"
    return fours or bool(_CARD_ALONE.fullmatch(number))


def _nearest_word(flat: str, start: int, end: int) -> str | None:
    """``order`` or ``bank``: what the nearest word before a number, else after it, is about."""
    before = list(_NEAR_WORD.finditer(flat, max(0, start - 12), start))
    word = before[-1] if before else _NEAR_WORD.search(flat, end, end + 8)
    return word.lastgroup if word else None


def _is_mobile(flat: str, candidate: _Candidate) -> bool:
    number = candidate.number
    before = flat[candidate.start - 1 : candidate.start]
    if before == "+" and not number.startswith("86"):
        return _is_abroad(flat, candidate, plus=True)
    if not 11 <= len(number) <= 16 or not _MOBILE.fullmatch(number):
        return False
    sizes = _without(candidate.sizes, len(number) - 11)
    if _PHONE_BEFORE.search(_before(flat, candidate.start)):
        return candidate.alone or sizes in MOBILE_SHAPES
    return sizes in MOBILE_SHAPES and (candidate.alone or sizes not in _ALONE_SHAPES)


def _is_abroad(flat: str, candidate: _Candidate, *, plus: bool) -> bool:
    number, sizes, start = candidate.number, candidate.sizes, candidate.start
    if plus and not flat[max(0, start - 2) : start - 1].isdecimal():  # 满100+20 counts up
        return bool(country_code(number))
    if number.startswith("00"):
        return bool(country_code(number[2:]))
    if _TAIWAN.fullmatch(number):
        return sizes in _TAIWAN_SHAPES
    if len(number) == 10 and _AMERICAN.fullmatch(flat, start - 1, candidate.end):
        return True
    if not 7 <= len(number) <= 15 or _SHOPS.fullmatch(number) or _DATE.fullmatch(number):
        return False
    few = len(sizes) == 1 or (len(sizes) < 5 and min(sizes) > 1)
    return few and said_to_be_phone(flat, start)


def _without(sizes: tuple[int, ...], count: int) -> tuple[int, ...]:
    """The lengths of the runs once the first ``count`` digits are taken away."""
    rest = list(sizes)
    while count:
        taken = min(rest[0], count)
        count -= taken
        rest[:1] = [rest[0] - taken] if rest[0] > taken else []
    return tuple(rest)


def _is_landline(flat: str, candidate: _Candidate) -> bool:
    number, sizes = candidate.number, candidate.sizes
    code = _CHINA.match(number)
    if code and (sizes[0] == len(code[0]) or flat[candidate.start - 1 : candidate.start] == "+"):
        sizes = _without(sizes, len(code[0]))
        number, sizes = "0" + number[len(code[0]) :], (sizes[0] + 1, *sizes[1:])
    if _LANDLINE.fullmatch(number):
        area = _AREA.fullmatch(number[: sizes[0]])
        return len(sizes) == 1 or bool(area and sizes[1:] in _LANDLINE_SHAPES)
    if not _LOCAL.fullmatch(number) or sizes not in _LANDLINE_SHAPES:
        return False
    if len(sizes) > 1 and not candidate.alone:
        return False
    labelled = _LOCAL_BEFORE.search(_before(flat, candidate.start))
    return bool(labelled) and not _DATE.fullmatch(number)


def masked_number(piece: str, flat: str, kind: Kind) -> str:
    """``piece``, which ``numbers`` or ``written`` found, with most digits covered.

    Args:
        piece: The piece as it stands in the text.
        flat: Its flattened form.
        kind: ``phone``, ``landline``, ``id`` or ``bank``.
    """
    if kind == "bank":
        return "****" + digits(flat)[-4:]
    if kind == "id":
        if flat[:1].isalpha():
            return piece[0] + "*" * max(4, len(piece) - 3) + piece[-2:]
        number = digits(flat) + ("X" if piece[-1:] in "xXｘＸ" else "")
        return number[:3] + "*" * max(4, len(number) - 5) + number[-2:]
    extension = _EXTENSION_OF.search(flat)
    main = digits(flat[: extension.start()] if extension else flat)
    # The groups of 138-1234-5678 are no extension.
    if extension and len(main) < (10 if extension[0][0] == "-" else 7):
        extension, main = None, digits(flat)
    if kind == "phone" and (flat.lstrip("(")[:1] == "+" or main.startswith("00")):
        code = country_code(main.removeprefix("00"))
        if code:
            return f"+{code}****{main[-2:]}" + ("转****" if extension else "")
    masked = _masked_mobile(main) if kind == "phone" else _masked_landline(main)
    return masked + "转****" if extension else masked


def _masked_mobile(number: str) -> str:
    if _MOBILE.fullmatch(number):
        return f"{number[-11:-8]}****{number[-4:]}"
    return f"{number[:3]}****{number[-2:]}" if len(number) > 7 else "****"


def _masked_landline(number: str) -> str:
    number = _CHINA.sub("0", number)
    area = _AREA.match(number) if len(number) > 8 else None
    return f"{area[0] if area else ''}****{number[-2:]}" if len(number) > 6 else "****"
