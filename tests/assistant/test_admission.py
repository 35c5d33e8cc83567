"""Which window gets a text, in what manner, and what is said where it gets none."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.admission import admit, cannot_pick, paste_advice
from assistant.clients import Clients
from assistant.outcome import Refused
from assistant.ports import Target

TERMINALS = ("xterm", "gnome-terminal-server", "xfce4-terminal", "konsole", "windowsterminal")
NO_CHATS = (*TERMINALS, "emacs", "code", "keepassxc", "i3lock", "thunar", "mstsc", "rofi")


def window(program: str, title: str = "x", **more: Any) -> Target:
    return Target(1, 2, program, title, **more)


def refused(clients: Clients, target: Target, *, only_chat: bool = True) -> Refused:
    with pytest.raises(Refused) as caught:
        admit(clients, target, only_chat=only_chat)
    return caught.value


@pytest.fixture(scope="module")
def shipped() -> Clients:
    return Clients.load()


def test_a_chat_is_let_in_by_its_rule(shipped: Clients) -> None:
    rule = admit(shipped, window("wechat"), only_chat=True)
    assert (rule.id, rule.line_breaks) == ("wechat", "keep")
    assert admit(shipped, window("konversation"), only_chat=True).line_breaks == "space"


@pytest.mark.parametrize("program", NO_CHATS)
@pytest.mark.parametrize("only_chat", [True, False])
def test_what_is_no_chat_gets_nothing_whatever_the_option(
    shipped: Clients, program: str, only_chat: bool
) -> None:
    refusal = refused(shipped, window(program), only_chat=only_chat)
    assert refusal.code == "no_chat"
    assert "所以没有粘贴" in refusal.message


@pytest.mark.parametrize("program", TERMINALS)
@pytest.mark.parametrize("breaks", ["keep", "space", "shift_enter"])
def test_a_terminal_of_a_persons_own_rule_never_gets_a_line_break(
    program: str, breaks: str
) -> None:
    own = {"id": "mine", "programs": [program], "paste_key": "Ctrl+Shift+V", "line_breaks": breaks}
    rule = admit(Clients.load([own]), window(program), only_chat=True)
    assert (rule.paste_key, rule.line_breaks) == ("Ctrl+Shift+V", "space")


@pytest.mark.parametrize("only_chat", [True, False])
@pytest.mark.parametrize("program", ["konversation", "wechat", "unknown", "chrome"])
def test_a_dialog_gets_nothing(shipped: Clients, program: str, only_chat: bool) -> None:
    target = window(program, "Large Paste Warning", dialog=True)
    assert refused(shipped, target, only_chat=only_chat).code == "dialog"


def test_a_browser_is_refused_with_the_way_to_make_it_a_chat(shipped: Clients) -> None:
    refusal = refused(shipped, window("chrome", "天气 - Google Chrome"))
    assert refusal.code == "browser"
    assert "停靠到下一个点击的窗口" in refusal.message
    assert "标题规则" in refusal.message
    assert admit(shipped, window("chrome", "千牛工作台"), only_chat=True).fetches == 2
    let_in = admit(shipped, window("firefox-esr", "天气"), only_chat=False)
    assert (let_in.fetches, let_in.line_breaks) == (1, "keep")


def test_an_unknown_program_is_tried_safely(shipped: Clients) -> None:
    assert refused(shipped, window("unknown")).code == "not_chat"
    assert admit(shipped, window("unknown"), only_chat=False).line_breaks == "space"
    own = Clients.load([{"id": "mine", "programs": ["unknown"]}])
    assert admit(own, window("unknown"), only_chat=True).line_breaks == "keep"


@pytest.mark.parametrize("id", ["mine", "browser"])
def test_a_person_may_make_the_whole_browser_a_chat(id: str) -> None:
    own = {"id": id, "programs": ["chrome"], "chat": True}
    rule = admit(Clients.load([own]), window("chrome", "天气"), only_chat=True)
    assert rule.id == id


@pytest.mark.parametrize(
    ("edits", "target", "key"),
    [
        ([], window("wechat"), "Ctrl+V"),
        ([{"id": "wechat", "paste_key": "Shift+Insert"}], window("wechat"), "Shift+Insert"),
        ([{"id": "t", "programs": ["xterm"]}], window("xterm"), "Ctrl+Shift+V"),
        ([{"id": "t", "programs": ["xterm"], "paste_key": "Shift+Insert"}], window("xterm"),
         "Shift+Insert"),
        ([], window("emacs"), "C-y"),
        ([{"id": "e", "programs": ["emacs"]}], window("emacs"), "C-y"),
        ([], window("unknown"), "Ctrl+V"),
        ([], None, "Ctrl+V"),
    ],
)  # fmt: skip
def test_the_advice_names_the_key_that_pastes_there(
    edits: list[dict[str, Any]], target: Target | None, key: str
) -> None:
    assert key in paste_advice(Clients.load(edits), target)


def test_what_can_be_picked(shipped: Clients) -> None:
    assert cannot_pick(shipped, window("wechat")) == ""
    assert cannot_pick(shipped, window("unknown")) == ""
    assert cannot_pick(shipped, window("chrome", "某某客服系统")) == ""
    assert "终端" in cannot_pick(shipped, window("xterm"))
    own = Clients.load([{"id": "t", "programs": ["xterm"]}])
    assert cannot_pick(own, window("xterm")) == ""
