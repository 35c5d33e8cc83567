"""Lines that no reply answers, told by rule before the engine: the client's own, and other tongues.

The weights know Chinese only. What they have no feature for still ends in some scene, so a line
that a chat client writes itself, or a sentence in another language, would get a reply at random.
Rules are few and look at the whole text: what might be a buyer's question is left to the engine.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from phrasebook.pinyin import SYLLABLES, is_han

CLIENT: Final = "client"
FOREIGN: Final = "foreign"

_LOOKED_AT: Final = 600
_MOST_LINES: Final = 40

_MEDIA: Final = re.compile(r"(?:\s*[\[【][^\[\]【】\n]{1,12}[\]】]\s*)+")
"""Nothing but pictures, stickers and emoji, as clients write them in a copied text."""
_CARD: Final = re.compile(
    r"\s*[\[【](?:商品|宝贝|订单|链接|小程序|分享|文件|位置|(?:微信|QQ|拼手气)?红包|转账|名片|聊天记录|优惠券|卡片|语音|视频|通话"
    r"|合并转发|群公告|接龙|音乐|拍一拍|戳一戳|视频号|直播|系统)[^\[\]【】\n]{0,6}[\]】].*"
)
_ASKS: Final = re.compile(
    r"[吗呢嘛么啊呀不没]\s*[??!!~。]*$|(?<!聊天)吧\s*[??!!~。]*$|[??]\s*$|多少|多久|怎么|什么|啥|哪|如何|能不能"
    r"|可不可以|可否|是不是|有没有|不能|不了|无法|没反应|看不到|不足|便宜|优惠点|少点|几天|想|(?<!请)求|我要|给我|帮我|麻烦"
)
"""Signs that a person asks something."""

_DATE: Final = r"(?:\d{2,4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?"
_DAY: Final = rf"(?:{_DATE}|昨天|今天|前天|刚刚|星期[一二三四五六日天]|周[一二三四五六日天])"
_CLOCK: Final = r"(?:凌晨|早上|上午|中午|下午|傍晚|晚上)?\s*\d{1,2}[::]\d{2}(?:[::]\d{2})?"
_STAMP: Final = re.compile(
    rf"\W*(?:{_DAY}\s*)?{_CLOCK}\W*|\W*\d{{4}}\s*[-/.年]\s*\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}\s*日?\W*"
)
_HEAD: Final = re.compile(
    r"[^\s??]{1,30}(?:\s?[((<][^))>\s]{1,40}[))>])?\s+\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?\s+\d{1,2}:\d{2}:\d{2}"
    r"|[^\s??]{1,30}\s?[((<]\d{5,12}[))>]\s+\d{1,2}:\d{2}:\d{2}"
)
"""Name and time over a message that was copied out of a history."""

_WHO: Final = r"[^,。!?,!?\n]{1,30}?"
_SYSTEM: Final = re.compile(
    r"\W*(?:"
    + "|".join(
        (
            # Taken back, joined, left, made friends: WeChat, QQ and their kind.
            rf"{_WHO}\s*(?:撤回|收回)了?\s*(?:一|1|\d+)\s*[条則则](?:成员)?消息(?:[,,]?\s*(?:并)?重新编辑)?",
            rf"{_WHO}(?:已被?管理员)?(?:加入|退出|离开)了?(?:本)?(?:群聊|群组|该群|讨论组)",
            rf"{_WHO}邀请{_WHO}加入了?群聊",
            rf"{_WHO}(?:被|将){_WHO}移出了?群聊",
            rf"{_WHO}通过(?:扫描)?{_WHO}加入了?群聊",
            rf"{_WHO}(?:修改群名为|成为新群主|开启了全员禁言|关闭了全员禁言).*",
            rf"{_WHO}拍了拍{_WHO}",
            r"(?:我|你|您|对方)?已?(?:通过|添加)了?.{0,20}(?:朋友|好友)(?:验证)?请求.*",
            r"(?:我们|你们|你|您)?已(?:经)?(?:成功)?(?:添加|成为|是).{0,20}(?:好友|朋友|联系人)(?:[啦了]?[,,].{0,6}聊天吧)?",
            r"对方(?:开启|添加)了朋友验证.*",
            r".{0,20}现在(?:我们)?可以开始聊天了",
            r"你已添加了.{1,20}[,,]以上是打招呼的内容",
            # Borders of a history.
            r"以[上下](?:为|是)(?:历史|新|最新|更早的?|打招呼的?|聊天|机器人).{0,10}(?:消息|内容|记录|发送|回复)?",
            r"(?:查看|加载|点击查看)更?多?(?:历史)?(?:消息|聊天记录)",
            r"没有更多(?:历史)?(?:消息|内容|聊天记录)?了?",
            r"(?:下|上)拉(?:加载|查看)更多.*|点击加载更多",
            r"有?\d+条?(?:未读|新)消息",
            r"(?:已读|未读|已送达|送达|发送中|发送失败|正在输入)(?:\.{3}|…)?",
            r"对方(?:正在|已).{0,3}(?:输入|讲话|读|接收|取消|拒绝|挂断|忙线).{0,8}",
            r"对方(?:忙线中|无应答|手机可能不在身边.{0,12})|通话中断|消息发送失败",
            rf"{_WHO}(?:向你|给你)?(?:发起了?|邀请你)(?:进行)?(?:语音|视频)(?:通话|聊天)",
            rf"{_WHO}(?:给你)?发(?:送|来)?了?一个(?:窗口)?抖动",
            r"(?:暂|当前版本)不支持(?:查看|显示).{0,12}(?:消息|内容).{0,14}",
            r"收到一条.{0,6}消息[,,]请在手机(?:QQ|微信)?上?查看",
            r"(?:接收|发送)文件.{1,60}成功|.{0,12}成功接收了?.{1,60}",
            r"消息已发出,?但被对方拒收了",
            r"(?:(?:语音|视频)通话\s*)?(?:聊天|通话)时长\s*[\d::]+",
            r"(?:语音|视频)通话\s*(?:对方)?(?:已取消|已拒绝|已结束|未接听|无应答)?\s*[\d::]*",
            r"(?:你|您)?(?:收到|发出)了?(?:一个|的)?(?:红包|转账)(?:[,,]请在手机上查看)?",
            r"(?:转账|红包)?已(?:收款|被领取|过期退还|退还)",
            r"你领取了.{1,20}的红包|.{1,20}领取了你的红包",
            # Desks of shops: 千牛, 拼多多, 抖店, 京东.
            r"(?:系统(?:消息|提示|通知)|官方提示|平台提示|安全提示|温馨提示)[::].*",
            r"(?:买家|客户|顾客|用户|消费者|对方)(?:已|正在)?(?:进入|离开|退出)了?(?:会话|店铺|直播间|聊天)?.{0,6}",
            r"(?:买家|客户|顾客|用户|消费者|对方)(?:已|正在)(?:下单|付款|拍下|浏览|查看|确认收货|申请退款|评价).{0,20}",
            r"(?:买家|消费者|用户)(?:发起|提交|取消|撤销)了.{0,8}申请|(?:待付款|待发货|实付款?)\s*[¥¥]\s*[\d.]+",
            r"(?:买家|用户|消费者)?已对您的服务作出评价.*|您已(?:成功)?领取.{0,6}优惠券|.{0,6}优惠券已发放",
            r"(?:当前|该)?(?:用户|买家|客户|消费者|顾客)?来自.{0,20}(?:页|咨询|会话|直播间)",
            r"您?已接入(?:会话|人工客服)|客服.{1,16}已接入|正在为您(?:转接|接入).{0,12}",
            r"(?:本次|当前)?(?:会话|服务|接待|咨询)(?:已)?(?:结束|关闭|超时|转接|转交|开始|超时关闭).{0,24}",
            r"(?:.{0,8}已(?:被|经)?|由.{1,16}|.{0,16}将.{1,12})(?:转接|转交)(?:给|至|到了?).{1,20}",
            r"(?:客服)?.{0,16}(?:为您服务|接待了?该?用户)",
            r"(?:邀请您|请您?)?对(?:本次|客服|我)的?.{0,8}服务(?:进行|做出|作出)?.{0,4}评价.*",
            r"(?:订单|商品)(?:编号|号|ID)[::]?\s*\w{6,40}",
            r"(?:机器人|智能助手|智能客服|自动|系统)(?:自动)?回复(?:[::].*)?",
            # Links that shops' apps make.
            r"(?=.*(?:https?://|[「【¥¥]|\d\.\d\d|手机(?:淘宝|天猫)$)).*(?:点击链接直接打开|复制(?:本|这)条(?:信息|消息)"
            r"|(?:复制)?打开(?:手机)?(?:淘宝|天猫|拼多多|抖音|京东)).*",
            r"[【\[](?:淘宝|天猫|拼多多|抖音|京东|快手|小红书|闲鱼|1688)[】\]].{0,20}?https?://\S+"
            r"(?:\s+[A-Za-z]{1,3}\d{3,6})?(?:\s*「[^」]*」)?",
        )
    )
    + r")[\W_]*",
    re.S,
)
_LABELLED: Final = re.compile(
    r"(?:订单(?:编号|号|时间|金额|状态)|商品(?:ID|编号|名称)?|(?:下单|付款|交易|创建|成交)时间"
    r"|实付(?:款|金额)?|合计|数量|规格|型号|款式|单价|运费|共\d+件)\s*[::¥¥\d]"
)
"""Labels of an order's or a product's card; two of them are no sentence."""
_OF_THE_SHOP: Final = re.compile(r"订单(?:编号|号|时间|金额|状态)|商品|时间|实付|合计|单价|共\d+件")
"""Of those, what a buyer does not write down by hand to say what is wanted."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.I)
_LISTED: Final = """
    hi hello hey ok okay yes no bye thx thanks thank you pls plz sorry 3q ths vip diy new hot sale
    size color xs xl xxl xxxl kg cm mm ml gb tb usb app qq wx vx id pro max plus mini up
"""
_KNOWN: Final = frozenset(_LISTED.split())
"""Words among Chinese ones, also alone: they say nothing of the language."""
_TONES: Final = frozenset("\u0300\u0301\u0304\u030c\u0308")
"""Marks of pinyin: the four tones, and those of ü."""
_CHINESE: Final = frozenset(
    "吗嘛呢么这那你您怎哪们咋啥吧啊呀哦嗯亲没还给发货买卖钱价号码块质运费裙衣鞋"
)
"""Characters that Japanese does not write."""
_KANA_PLAY: Final = frozenset("のノ")  # 我の店: play of Chinese writers
_FOREIGN_WORDS: Final = 2
_FOREIGN_SHARE: Final = 0.4


def reason(message: str) -> str:
    """Tell why a message wants no reply: ``CLIENT``, ``FOREIGN``, or "" for who reads on."""
    text = message[:_LOOKED_AT].strip()
    if not text:
        return ""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_MOST_LINES]
    if all(map(_by_client, lines)) or _is_card(text):
        return CLIENT
    return FOREIGN if _is_foreign(text) else ""


def _by_client(line: str) -> bool:
    if _MEDIA.fullmatch(line) or _STAMP.fullmatch(line) or _HEAD.fullmatch(line):
        return True
    if _ASKS.search(line):
        return False
    return bool(_CARD.fullmatch(line) or _SYSTEM.fullmatch(line))


def _is_card(text: str) -> bool:
    labels = _LABELLED.findall(text)
    return len(labels) >= 2 and any(map(_OF_THE_SHOP.match, labels)) and not _ASKS.search(text)


def _is_foreign(text: str) -> bool:
    """Whether no part of a text is Chinese, in characters or by its sounds."""
    plain = _LINK.sub(" ", text)
    kana = hangul = 0
    for char in plain:
        if "\u3041" <= char <= "\u30ff" and char not in _KANA_PLAY and char not in "・ー":
            kana += 1
        elif "\uac00" <= char <= "\ud7a3":
            hangul += 1
    chinese = [char for char in plain if is_han(char)]
    if kana >= 2 and not _CHINESE.intersection(chinese):
        return True
    if chinese:
        return False
    if hangul >= 2:
        return True
    if text[0] in "{[<" and text[-1] in "}]>":
        return True
    words = [word for word in _WORD.findall(plain) if word.lower() not in _KNOWN]
    words = [word for word in words if len(word) > 1]
    odd = sum(not _is_sound(word) for word in words)
    others = sum(not _is_latin(char) for word in words for char in word)
    return others >= 2 or (odd >= _FOREIGN_WORDS and odd > _FOREIGN_SHARE * len(words))


def _is_latin(char: str) -> bool:
    return char < "\u0250" or "\u1e00" <= char <= "\u1eff" or unicodedata.category(char) == "Lo"


def _is_sound(word: str) -> bool:
    """Whether a word may be pinyin, with or without its tones."""
    parts = unicodedata.normalize("NFD", word.lower())
    letters = "".join(char for char in parts if char not in _TONES)
    return letters.isascii() and len(letters) <= 60 and _splits(letters.replace("v", "u"))


@lru_cache(maxsize=512)
def _splits(letters: str) -> bool:
    ends = {0}
    for end in range(1, len(letters) + 1):
        if any(end - size in ends and letters[end - size : end] in SYLLABLES for size in _SIZES):
            ends.add(end)
    return len(letters) in ends


_SIZES: Final = range(1, 7)
