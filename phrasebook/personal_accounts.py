"""What a buyer is known by besides numbers and names: accounts, addresses of mail, plates, papers.

A WeChat or QQ account is told by its label only, as nothing else tells it from a word or a count.
"""

from __future__ import annotations

import re

from phrasebook.personal_text import Found

_LOCAL_CHARS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_DOMAIN = re.compile(r"@(?:[A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}")

_IS = r"[ ]?(?:号码?|账号|[Ii][Dd])?[ ]?(?:是|为|就是|:|改成|换成){0,2}[ ]{0,2}"
_ACCOUNT = re.compile(
    rf"(?:微信|威信|薇信|[Vv]信|(?<![A-Za-z])(?:vx|wx|weixin|wechat|line|telegram|v(?=[ ]?:))"
    rf"|抖音|快手|支付宝|旺旺)"
    rf"{_IS}(?P<id>(?=[a-z0-9_\-]{{0,19}}[0-9_\-])[a-z][a-z0-9_\-]{{5,19}})(?![a-z0-9_\-@])"
    rf"|(?:(?<![A-Za-z])qq|(?<![A-Za-z])q(?=[ :号是])|扣扣|企鹅|球球)"
    rf"{_IS}(?P<number>[1-9][0-9]{{4,11}})(?![0-9a-z])",
    re.I,
)
"""Six to twenty characters from a letter on (WeChat's rule), five to twelve digits (QQ's)."""
_PLATE = re.compile(
    r"(?<![A-Za-z0-9])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]"
    r"[ ·.\-]?(?=[A-HJ-NP-Z]{0,2}[0-9]{2}|[0-9][A-HJ-NP-Z][0-9])[A-HJ-NP-Z0-9]{4,5}"
    r"[A-HJ-NP-Z0-9学警挂港澳](?![A-Za-z0-9])"
)
"""GA 36: the letters I and O are on no plate; six characters follow on electric cars."""
_PAPER = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|居留证|居住证|军官证|证件)[号码为是: ]{0,6}"
    r"(?P<number>[A-Za-z]{1,2}[0-9]{7,10}|[0-9]{8})(?![A-Za-z0-9])"
)


def emails(flat: str) -> list[Found]:
    """E-mail addresses, in order."""
    found, last = [], 0
    for domain in _DOMAIN.finditer(flat):
        start = domain.start()
        while start > last and flat[start - 1] in _LOCAL_CHARS:
            start -= 1
        last = domain.end()
        if start < domain.start():
            found.append(Found(start, last, "email"))
    return found


def accounts(flat: str) -> list[Found]:
    """Accounts of chat programs that stand behind the program's name, in order."""
    return [
        Found(*match.span("id" if match["id"] else "number"), "account")
        for match in _ACCOUNT.finditer(flat)
    ]


def plates(flat: str) -> list[Found]:
    """License plates of cars, in order."""
    return [Found(*match.span(), "plate") for match in _PLATE.finditer(flat)]


def papers(flat: str) -> list[Found]:
    """Numbers of passports and permits behind their label, in order."""
    return [Found(*match.span("number"), "id") for match in _PAPER.finditer(flat)]
