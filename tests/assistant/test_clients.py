"""Chat clients are told by program and title, and a shop's edits lie over the shipped rules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import clients as module
from assistant.clients import ClientRule, Clients, as_edit, merge, rule_for
from assistant.keys import Hotkey
from assistant.page_titles import title_rule
from assistant.ports import Target
from tests.assistant.client_titles import COUNTERS, DESKS, ORDINARY, SUFFIXES


def window(program: str, title: str = "") -> Target:
    return Target(1, 2, program, title)


@pytest.fixture(scope="module")
def shipped() -> Clients:
    return Clients.load()


def test_the_shipped_rules_are_sound(shipped: Clients) -> None:
    assert shipped.problems == []
    assert len({rule.id for rule in shipped.rules}) == len(shipped.rules)
    for rule in shipped.rules:
        assert rule.name
        assert rule.programs, rule.id
        assert rule.programs == tuple(p.lower() for p in rule.programs)
        assert rule.press_enter is False, "pasting never sends by default"
        assert str(Hotkey.parse(rule.paste_key)) == rule.paste_key
        assert rule.restore_ms >= 500
        re.compile(rule.title)


@pytest.mark.parametrize(
    ("program", "title", "expected"),
    [
        ("aliworkbench", "店铺:客服 - 接待中心", "qianniu"),
        ("AliIM", "", "qianniu"),
        ("WeChat", "微信", "wechat"),
        ("weixin", "微信", "wechat"),
        ("wxwork", "企业微信", "wecom"),
        ("qq", "QQ", "qq"),
        ("tim", "TIM", "qq"),
        ("dingtalk", "钉钉", "dingtalk"),
        ("feishu", "飞书", "feishu"),
        ("lark", "Lark", "feishu"),
        ("pddworkbench", "拼多多商家工作台", "pinduoduo"),
        ("feige", "飞鸽", "feige"),
        ("dongdong", "咚咚", "dongdong"),
        ("chrome", "抖店-飞鸽 - Google Chrome", "web-feige"),
        ("msedge", "拼多多商家后台 - Microsoft Edge", "web-pinduoduo"),
        ("chromium", "模拟千牛聊天 - 买家001 - Chromium", "web-qianniu"),
        ("360se", "京东咚咚", "web-jd"),
        ("banhua-practice", "伴话练习 – 小李", "practice"),
        ("python", "伴话练习 – 小李", "practice"),
        ("telegramdesktop", "Telegram", "telegram"),
        ("org.telegram.desktop", "Telegram", "telegram"),
        ("Pidgin", "xiaoli@example.org", "pidgin"),
        ("hexchat", "nick @ server / #channel - HexChat", "hexchat"),
        ("konversation", "#channel - Konversation", "konversation"),
        ("dino-im", "Dino", "dino"),
        ("psi+", "小李", "psi"),
        ("thunderbird-default", "Write: (no subject) - Thunderbird", "thunderbird"),
        ("thunderbird-default", "Inbox - a@example.org - Thunderbird", None),
        ("org.chromium.Chromium", "抖店-飞鸽", "web-feige"),
        ("com.google.Chrome", "抖店-飞鸽 - Google Chrome", "web-feige"),
        ("org.mozilla.firefox", "抖店-飞鸽 — Mozilla Firefox", "web-feige"),
        ("zen", "抖店-飞鸽", "web-feige"),
        ("floorp", "抖店-飞鸽", "web-feige"),
        ("waterfox", "抖店-飞鸽", "web-feige"),
        ("yandex-browser", "抖店-飞鸽", "web-feige"),
        ("thorium", "抖店-飞鸽", "web-feige"),
        ("uos-browser", "抖店-飞鸽", "web-feige"),
        ("browser360-cn", "抖店-飞鸽", "web-feige"),
        ("qaxbrowser", "抖店-飞鸽", "web-feige"),
        ("opera gx", "抖店-飞鸽", "web-feige"),
        ("chrome", "拼多多商家后台 - 多多客服 - Google Chrome", "web-pinduoduo"),
        ("chrome", "(3) 多多客服 - Google Chrome", "web-pinduoduo"),
        ("chrome", "多多客服 - 拼多多商家后台 - Google Chrome", "web-pinduoduo"),
        ("chrome", "多多客服使用教程 - 哔哩哔哩 - Google Chrome", None),
        ("chrome", "拼多多商家后台登录 - Google Chrome", None),
        ("chrome", "飞鸽工作台 - 抖店 - Google Chrome", "web-feige"),
        ("chrome", "京东商家后台-咚咚 - Google Chrome", "web-jd"),
        ("jmworkbench.exe", "京麦工作台", "dongdong"),
        ("com.tencent.weixin", "微信", "wechat"),
        ("kwaishop.exe", "快手小店客服", "kuaishou"),
        ("qianfan.exe", "小红书千帆", "xiaohongshu"),
        ("qqbrowser.exe", "千帆 - 知乎 - QQ浏览器", None),
        ("larksuite", "Lark", "feishu"),
        ("bytedance-feishu-beta", "飞书", "feishu"),
        ("wxwork.exe", "企业微信", "wecom"),
        ("WeChat.exe", "微信", "wechat"),
        ("AliWorkbench.EXE", "接待中心", "qianniu"),
        ("QQ.exe", "QQ", "qq"),
        ("TIM.exe", "TIM", "qq"),
        ("DingTalk.exe", "钉钉", "dingtalk"),
        ("com.qq.weixin.work.deepin", "企业微信", "wecom"),
        ("com.qq.weixin.deepin", "微信", "wechat"),
        ("com.qq.im.deepin", "QQ", "qq"),
        ("python", "IDLE", None),
        ("notepad", "微信.txt", None),
        ("", "微信", None),
    ],
)
def test_windows_are_told_apart(
    shipped: Clients, program: str, title: str, expected: str | None
) -> None:
    rule = shipped.match(window(program, title))
    assert (rule.id if rule else None) == expected


@pytest.mark.parametrize(("id", "title"), [(i, t) for i, ts in DESKS.items() for t in ts])
def test_a_page_that_calls_itself_a_desk_is_a_chat(shipped: Clients, id: str, title: str) -> None:
    for suffix in SUFFIXES:
        for counter in COUNTERS:
            rule = shipped.match(window("chromium", counter + title + suffix))
            assert rule is not None, counter + title + suffix
            assert rule.id == id
            assert rule.follow


@pytest.mark.parametrize("title", ORDINARY)
def test_a_page_that_only_names_a_platform_is_none(shipped: Clients, title: str) -> None:
    for suffix in SUFFIXES:
        for counter in COUNTERS:
            rule = shipped.match(window("chromium", counter + title + suffix))
            assert rule is None, counter + title + suffix


def test_the_ordinary_pages_are_many() -> None:
    assert len(set(ORDINARY)) >= 120


@pytest.mark.parametrize(
    "program", ["chrome", "firefox-esr", "brave-browser", "msedge", "qqbrowser", "opera gx", "zen"]
)
def test_a_browser_is_no_chat_on_any_other_page(shipped: Clients, program: str) -> None:
    page = window(program, "天气")
    assert shipped.match(page) is None
    assert shipped.is_browser(page)
    assert shipped.no_chat(page) is None


@pytest.mark.parametrize(
    ("program", "fetches", "delay"),
    [("chromium", 2, 0), ("firefox-esr", 1, 0), ("zen", 1, 0), ("brave-browser", 2, 400)],
)
def test_how_a_page_is_pasted_into_is_the_browsers_own(
    shipped: Clients, program: str, fetches: int, delay: int
) -> None:
    for title in ("天气", "千牛工作台"):
        rule = shipped.rule(window(program, title))
        assert rule is not None
        assert (rule.fetches, rule.delay_ms) == (fetches, delay)
    own = Clients.load([{"id": "web-qianniu", "fetches": 3, "delay_ms": 50}])
    rule = own.rule(window(program, "千牛工作台"))
    assert rule is not None
    assert (rule.fetches, rule.delay_ms) == (3, 50), "what a person set is stronger"


@pytest.mark.parametrize(
    ("program", "kind"),
    [
        ("xterm", "terminal"),
        ("gnome-terminal-server", "terminal"),
        ("Xfce4-terminal", "terminal"),
        ("org.kde.konsole", "terminal"),
        ("WindowsTerminal.exe", "terminal"),
        ("cmd", "terminal"),
        ("emacs", "emacs"),
        ("code", "editor"),
        ("jetbrains-pycharm-ce", "editor"),
        ("keepassxc", "secret"),
        ("i3lock", "secret"),
        ("thunar", "files"),
        ("mstsc", "remote"),
        ("rofi", "system"),
    ],
)
def test_what_is_no_chat_is_named(shipped: Clients, program: str, kind: str) -> None:
    known = shipped.no_chat(window(program, "千牛工作台"))
    assert known is not None
    assert known.kind == kind
    assert shipped.match(window(program, "千牛工作台")) is None


def test_no_program_is_both_a_chat_and_none(shipped: Clients) -> None:
    for rule in shipped.rules:
        for glob in rule.programs:
            assert shipped.no_chat(window(glob.replace("*", "x"))) is None, glob


def test_a_dialog_of_a_chat_client_is_no_chat(shipped: Clients) -> None:
    asked = Target(1, 2, "konversation", "Large Paste Warning", dialog=True)
    assert shipped.match(asked) is None
    assert shipped.match(window("konversation", "#channel - Konversation")) is not None


def test_the_buyers_name_is_read_only_where_a_rule_says_how(shipped: Clients) -> None:
    assert shipped.buyer(window("banhua-practice", "伴话练习 – 小李 ")) == "小李"
    assert shipped.buyer(window("chromium", "模拟千牛聊天 - 买家001 - Chromium")) == "买家001"
    assert shipped.buyer(window("chromium", "模拟千牛聊天 - 买家001")) == "买家001"
    assert shipped.buyer(window("wechat", "设置")) == ""
    assert shipped.buyer(window("notepad", "伴话练习 – 小李")) == ""
    assert shipped.buyer(None) == ""
    assert shipped.match(None) is None


def test_an_edit_changes_only_the_fields_it_names(shipped: Clients) -> None:
    edited = Clients.load([{"id": "wechat", "press_enter": True, "delay_ms": 100}])
    rule = edited.get("wechat")
    old = shipped.get("wechat")
    assert rule is not None
    assert old is not None
    assert (rule.press_enter, rule.delay_ms) == (True, 100)
    assert rule.programs == old.programs
    assert [r.id for r in edited.rules] == [r.id for r in shipped.rules], "its place is kept"
    assert as_edit(rule, old) == {"id": "wechat", "delay_ms": 100, "press_enter": True}


def test_a_new_rule_comes_first() -> None:
    clients = Clients.load([{"id": "mine", "name": "自家", "programs": ["Chrome.EXE"]}])
    assert clients.match(window("chrome", "拼多多")) == clients.get("mine")
    assert clients.rules[0].id == "mine"


def test_a_disabled_rule_hides_its_program_also_from_wider_rules() -> None:
    clients = Clients.load([{"id": "web-pinduoduo", "enabled": False}])
    assert clients.match(window("chrome", "拼多多商家后台")) is None
    assert clients.match(window("chrome", "京东咚咚")) is not None


def test_bad_edits_do_no_harm(shipped: Clients, caplog: pytest.LogCaptureFixture) -> None:
    clients = Clients.load(
        [
            {"id": 3},
            {"name": "no id"},
            {"id": "qq", "delay_ms": "long", "paste_key": "Strg+V", "programs": "qq", "title": 1},
            {
                "id": "feishu",
                "restore_ms": 1,
                "delay_ms": 10**9,
                "fetches": -2,
                "enabled": "no",
                "line_breaks": "tab",
            },
        ]
    )
    assert clients.get("qq") == shipped.get("qq")
    feishu = clients.get("feishu")
    assert feishu is not None
    assert (feishu.restore_ms, feishu.delay_ms, feishu.fetches) == (500, 10_000, 0)
    assert feishu.enabled is True
    assert "delay_ms" in caplog.text
    caplog.clear()


def test_a_broken_expression_is_said_and_does_not_take_every_window(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rules = [
        ClientRule("a", "甲", programs=("x",), title="("),
        ClientRule("b", "乙", programs=("y",), buyer="(?P<name>.*)"),
        ClientRule("c", "丙", programs=("z",), buyer="["),
    ]
    clients = Clients(rules)
    assert len(clients.problems) == 3
    assert "甲" in clients.problems[0].message
    assert clients.match(window("x", "(")) is None
    assert clients.match(window("y", "小李")) == rules[1]
    assert clients.buyer(window("y", "小李")) == ""
    assert clients.buyer(window("z", "小李")) == ""
    caplog.clear()


@pytest.mark.parametrize("content", [None, "[[client", "client = 3", "[[client]]\nname = 'x'"])
def test_a_broken_rules_file_is_said_and_edits_still_work(
    tmp_path: Path, content: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "clients.toml"
    if content is not None:
        path.write_text(content, "utf-8")
    clients = Clients.load([{"id": "mine", "programs": ["x"]}], path)
    assert len(clients.problems) == 1
    assert "clients.toml" in clients.problems[0].message
    assert clients.match(window("x")) == clients.get("mine")
    caplog.clear()


def test_a_picked_window_becomes_a_rule_of_its_program_alone() -> None:
    target = window("My*Chat [x]", "title")
    first = rule_for(target)
    second = rule_for(target, [first["id"]])
    assert second["id"] != first["id"]
    clients = Clients(merge((), [first]))
    assert clients.match(target) is not None
    assert clients.match(window("my-other-chat [x]")) is None
    assert clients.match(window("My*Chat [x]", "another title")) is not None
    assert "title" not in first, "the title may hold a buyer's name"
    assert first["line_breaks"] == "space", "it may send at each one"


@pytest.mark.parametrize(
    "program", ["notepad.exe", "NOTEPAD.EXE", "a.exe.exe", ".exe", "x.Exe", "[a].exe"]
)
def test_a_wine_program_can_be_picked_and_named_in_a_rule(program: str) -> None:
    target = window(program)
    assert Clients(merge((), [rule_for(target)])).match(target) is not None
    if "[" not in program:
        by_hand = {"id": "mine", "programs": [program]}
        assert Clients(merge((), [by_hand])).match(target) is not None


@given(st.text(min_size=1))
def test_any_program_name_can_be_picked(program: str) -> None:
    target = window(program)
    clients = Clients(merge((), [rule_for(target)]))
    if program.strip():
        assert clients.match(target) is not None


@pytest.mark.parametrize(
    ("title", "fits", "not_fits"),
    [
        ("张三 - 某某客服系统 - Google Chrome",
         ["某某客服系统", "(2) 李四 - 某某客服系统 - Google Chrome"],
         ["张三", "某某客服系统 - 百度搜索", "某某客服系统怎么用 - 知乎", "天气"]),
        ("客服中心 - 张三 — Mozilla Firefox", ["客服中心 - 李四"], ["客服中心_百度百科", "张三"]),
        ("Acme Inbox - Chromium", ["Acme Inbox"], ["Acme Inbox - Google Search", "Acme"]),
        ("王五 | Acme", ["赵六 | Acme"], ["Acme 是什么 - 知乎"]),
    ],
)  # fmt: skip
def test_of_a_picked_browser_only_the_page_becomes_a_chat(
    title: str, fits: list[str], not_fits: list[str]
) -> None:
    target = window("chromium", title)
    clients = Clients.load([rule_for(target, page=True)])
    assert clients.match(target) is not None
    for name in fits:
        assert clients.match(window("chromium", name)) is not None, name
    for name in not_fits:
        assert clients.match(window("chromium", name)) is None, name
    edit = rule_for(target, page=True)
    assert not {"张三", "王五"} & set(re.findall("张三|王五", edit["title"])), "no buyer's name"


@pytest.mark.parametrize("title", ["张三", "(2) 欧阳建国 - Chromium", "", " - Google Chrome"])
def test_a_page_that_may_be_titled_with_a_name_alone_gives_no_rule(title: str) -> None:
    assert title_rule(title) == ""


def test_reading_the_rules_is_kept_off_the_way_to_the_first_card() -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    at_top = {
        alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names
    }
    assert "tomllib" not in at_top
    assert not any(isinstance(n, ast.Expr) and isinstance(n.value, ast.Call) for n in tree.body)
