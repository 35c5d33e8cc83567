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
from assistant.ports import Target


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
        ("qqbrowser", "天气", "browser"),
        ("firefox", "天气", "firefox"),
        ("brave-browser", "天气", "brave"),
        ("chrome", "天气 - Google Chrome", "browser"),
        ("banhua-practice", "伴话练习 – 小李", "practice"),
        ("python", "伴话练习 – 小李", "practice"),
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


def test_browsers_without_a_desk_are_not_docked_to_by_themselves(shipped: Clients) -> None:
    rule = shipped.match(window("chrome", "天气"))
    assert rule is not None
    assert not rule.follow
    assert rule.fetches == 2
    brave = shipped.match(window("brave", "天气"))
    assert brave is not None
    assert brave.delay_ms == 400


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
    assert clients.match(window("chrome", "天气")) is not None


def test_bad_edits_do_no_harm(shipped: Clients, caplog: pytest.LogCaptureFixture) -> None:
    clients = Clients.load(
        [
            {"id": 3},
            {"name": "no id"},
            {"id": "qq", "delay_ms": "long", "paste_key": "Strg+V", "programs": "qq", "title": 1},
            {"id": "feishu", "restore_ms": 1, "delay_ms": 10**9, "fetches": -2, "enabled": "no"},
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
        path.write_text(content)
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


@given(st.text(min_size=1))
def test_any_program_name_can_be_picked(program: str) -> None:
    target = window(program)
    clients = Clients(merge((), [rule_for(target)]))
    if program.strip() == program and not program.lower().endswith(".exe"):
        assert clients.match(target) is not None


def test_reading_the_rules_is_kept_off_the_way_to_the_first_card() -> None:
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    at_top = {
        alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names
    }
    assert "tomllib" not in at_top
    assert not any(isinstance(n, ast.Expr) and isinstance(n.value, ast.Call) for n in tree.body)
