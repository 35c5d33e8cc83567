"""Whether a text may go to a window, in what manner, and what a person is told where it may not."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from assistant.clients import ClientRule, Clients
from assistant.outcome import Refused
from assistant.page_titles import title_rule
from assistant.ports import Target
from phrasebook.i18n import tr

_UNKNOWN: Final = ClientRule("", "", line_breaks="space")
"""A program without a rule. Some chats send at each line break, so it gets none."""


def admit(clients: Clients, target: Target, *, only_chat: bool) -> ClientRule:
    """Give the rule by which to paste into a window.

    Args:
        clients: The rules.
        target: The window.
        only_chat: Refuse what no rule makes a chat. Without it dialogs and what is named as no
            chat are refused all the same.

    Raises:
        Refused: ``dialog``, ``no_chat``, ``browser`` or ``not_chat``.
    """
    if target.dialog:
        raise Refused("dialog", tr("前面是一个对话框,不是聊天框,所以没有粘贴。"))
    chat, known = clients.match(target), clients.no_chat(target)
    rule = clients.rule(target)
    if chat is not None and rule is not None:
        # A terminal runs each line, whatever its rule says.
        terminal = known is not None and known.kind == "terminal"
        return replace(rule, line_breaks="space") if terminal else rule
    if known is not None:
        raise Refused("no_chat", tr(
            "前面是{what},不是聊天软件,所以没有粘贴。", what=_what(known.kind)
        ))  # fmt: skip
    if only_chat and clients.is_browser(target):
        raise Refused("browser", tr(
            "前面的网页不是认得的客服台,所以没有粘贴。要用它聊天:用“停靠到下一个点击的窗口”点它一下,"
            "或在设置的“聊天软件”里给它加一条标题规则。"
        ))  # fmt: skip
    if only_chat:
        raise Refused("not_chat")
    return rule or _UNKNOWN


def _what(kind: str) -> str:
    return {
        "terminal": tr("终端"),
        "editor": tr("编辑器"),
        "emacs": tr("编辑器"),
        "secret": tr("密码或锁屏程序"),
        "files": tr("文件管理器"),
        "remote": tr("远程桌面"),
    }.get(kind, tr("系统程序"))


def cannot_pick(clients: Clients, target: Target) -> str:
    """Say why a clicked window cannot become a chat client; "" if it can."""
    if clients.match(target) is not None:
        return ""
    known = clients.no_chat(target)
    if known is not None:
        return tr("那是{what},不是聊天软件,所以没有停靠。", what=_what(known.kind))
    if target.dialog:
        return tr("那是一个对话框,请点聊天窗口本身。")
    if clients.is_browser(target) and not title_rule(target.title):
        return tr(
            "这个网页的标题看不出是哪个客服台,所以没有停靠。请在设置的“聊天软件”里手动添加,写上标题规则。"
        )
    return ""


def paste_key(clients: Clients, target: Target | None) -> str:
    """Give the key that a person presses in this window to paste."""
    known, rule = clients.no_chat(target), clients.match(target)
    if known is not None and known.kind == "emacs":
        return "C-y(Ctrl+Y)"
    if rule is None:
        return "Ctrl+V"
    # Where the rule leaves the usual key, a terminal takes it for something else.
    default = known is not None and rule.paste_key == "Ctrl+V"
    return known.paste_key if known is not None and default else rule.paste_key


def paste_advice(clients: Clients, target: Target | None) -> str:
    """Say which key a person presses to paste what now lies on the clipboard."""
    key, known = paste_key(clients, target), clients.no_chat(target)
    if known is not None and known.kind == "emacs":
        return tr("文字已放在剪贴板;在 Emacs 里粘贴是 {key}。", key=key)
    return tr("文字已放在剪贴板,请自己在聊天框里按 {key}。", key=key)


def still_there(clients: Clients, target: Target | None) -> str:
    """Say the same of a text that was not taken and is on the clipboard still."""
    key = paste_key(clients, target)
    return tr("文字还在剪贴板上,请点一下输入框,自己按 {key}。", key=key)
