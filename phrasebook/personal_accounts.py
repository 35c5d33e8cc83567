"""What a buyer is known by besides numbers and names: accounts, addresses of mail, plates, papers.

A WeChat or QQ account is told by its label only, as nothing else tells it from a word or a count.
"""

from __future__ import annotations

import re

from phrasebook.personal_text import Found

_LOCAL_CHARS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_DOMAIN = re.compile(r"@(?:[A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}")

_SPELLED = re.compile(
    r"(?:[ ]?[(\[【]at[)\]】][ ]?|[ ]at[ ]|[ ]?艾特[ ]?|[ ]?@[ ]?|#(?=(?:163|126|139|189|qq|"
    r"gmail|outlook|hotmail|foxmail|sina|sohu)[. ]))"
    r"[a-z0-9\-]{1,30}(?:[ ]?[.,。·][ ]?|[ ]?[(\[【]dot[)\]】][ ]?|[ ]dot[ ]|[ ]?点[ ]?)"
    r"(?:com|cn|net|org|edu|hk|tw|jp|uk)(?![a-z0-9])",
    re.I,
)
"""The sign and the domain of an address that is spelled: at 163 dot com, #163.com, 艾特qq点com."""
_PART_OF_ID = re.compile(
    r"身份证(?:号码?)?的?(?:最?后|末|尾|前)(?:号|[3-8三四五六七八]位)"
    r"(?:数|数字|号码?)?[是为: ]{0,3}"
    r"(?P<part>[0-9]{3,8}[Xx]?)(?![0-9])"
)

_IS = (
    r"[吧哦呀啊哈]?[ ]?(?:号码?|账号|[Ii][Dd])?[ ]?"
    r"(?:是|为|就是|:|改成|换成){0,2}[^\w\n\x00()\[\]]{0,3}"
)
_NO_ACCOUNT = "wechat|weixin|iphone|android|alipay|official|windows|harmony"
"""Words of six letters and more said of WeChat; an account of letters alone needs 微信号."""
_NAMED = r"(?=[a-z0-9_\-]{0,19}[0-9_\-])[a-z][a-z0-9_\-]{5,19}"
_ACCOUNT = re.compile(
    rf"(?:[微薇威维][信芯心❤♥]|[微薇](?=[ :号是a-z])|卫星|绿泡泡|wei[ ]?信|[Vv]信"
    r"|[+➕加](?:[vw]|[微薇])(?![a-z])"
    r"|(?<![A-Za-z])(?:vx|w[ ]?x|weixin|wechat|line|telegram|skype|v(?=[ ]?:))"
    r"|抖音|快手|支付宝|旺旺|(?:小红书|微博|闲鱼|淘宝|京东|拼多多|陌陌|钉钉|飞书)(?=号|账号|id)"
    r"|会员名|用户名|昵称|登录名|账号)"
    rf"{_IS}(?P<id>{_NAMED})(?![a-z0-9_\-@])"
    r"|(?:抖音|快手|小红书|微博|闲鱼|淘宝|陌陌|钉钉)(?:号|账号|id)[是为: ]{0,2}"
    r"(?P<figures>[0-9]{5,12})(?![0-9a-z])"
    rf"|[+➕加]个?我?v(?!ip)(?P<glued>{_NAMED})(?![a-z0-9_\-@])"
    rf"|微信(?:号[ ]?|(?=[ ]?[:是为])){_IS}(?P<letters>(?!{_NO_ACCOUNT})[a-z]{{6,20}})"
    rf"(?![a-z0-9_\-@])"
    rf"|(?:(?<![A-Za-z码])(?<!码[: ])q[ ]?q|(?<![A-Za-z])q(?=[ :号是])|扣扣|企鹅|球球)"
    rf"{_IS}(?P<number>[1-9][0-9]{{4,11}})(?![0-9a-z])",
    re.I,
)
"""Six to twenty characters from a letter on (WeChat's rule), five to twelve digits (QQ's)."""
_NICK_STOPS = "吗呢么什怎能可不没哪谁多被有同改填写"
_NICK = re.compile(
    r"(?:旺旺(?:号|名|昵称|[Ii][Dd])?|昵称|网名|用户名|会员名|(?:淘宝|天猫|京东|拼多多|抖音|快手|小红书|微博|闲鱼|微信)"
    rf"(?:号|名|账号|[Ii][Dd]))[ ]?(?::[ ]{{0,2}}|[是叫](?=[^\W0-9]{{1,12}}[0-9]))"
    rf"(?P<id>(?:(?![{_NICK_STOPS}])[\w·\-]){{2,20}})(?![\w@])"
)
"""A nickname in Chinese behind the program's name: no question, and no word on the account."""
_PLATE = re.compile(
    r"(?<![A-Za-z0-9])[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]"
    r"[ ·.\-]?(?=[A-HJ-NP-Z]{0,2}[0-9]{2}|[0-9][A-HJ-NP-Z][0-9])[A-HJ-NP-Z0-9]{4,5}"
    r"[A-HJ-NP-Z0-9学警挂港澳](?![A-Za-z0-9])"
)
"""GA 36: the letters I and O are on no plate; six characters follow on electric cars."""
_PAPER = re.compile(
    r"(?:护照|通行证|回乡证|台胞证|居留证|居住证|军官证|证件|出生证明?|[Pp]assport)"
    r"(?:[编号码为是:. ]|[Nn]o|[Nn]umber){0,6}"
    r"(?P<number>[A-Za-z]{1,2}[0-9]{7,10}|[0-9]{8}|[^\W\d_]字第?[0-9]{6,8}号?)(?![A-Za-z0-9])"
)


def emails(flat: str) -> list[Found]:
    """E-mail addresses, in order."""
    found, last = list[Found](), 0
    domains = sorted(
        {match.span() for pattern in (_DOMAIN, _SPELLED) for match in pattern.finditer(flat)}
    )
    for begin, end in domains:
        start = begin
        while start > last and flat[start - 1] in _LOCAL_CHARS:
            start -= 1
        if start < begin and begin >= last:
            found.append(Found(start, end, "email"))
        last = max(last, end)
    return found


def accounts(flat: str) -> list[Found]:
    """Accounts of chat programs that stand behind the program's name, in order."""
    by_place = {
        match.start(match.lastgroup or 0): match.end(match.lastgroup or 0)
        for pattern in (_NICK, _ACCOUNT)
        for match in pattern.finditer(flat)
    }
    found: list[Found] = []
    for start, end in sorted(by_place.items()):
        if not found or start >= found[-1].end:
            found.append(Found(start, end, "account"))
    return found


def plates(flat: str) -> list[Found]:
    """License plates of cars, in order."""
    return [Found(*match.span(), "plate") for match in _PLATE.finditer(flat)]


def papers(flat: str) -> list[Found]:
    """Numbers of passports and permits, and parts of an identity number, behind their label."""
    whole = [Found(*match.span("number"), "id") for match in _PAPER.finditer(flat)]
    parts = [Found(*match.span("part"), "account") for match in _PART_OF_ID.finditer(flat)]
    return sorted(whole + parts)
