"""The word check warns on the right platform with a reason, and leaves ordinary talk alone."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clients import Clients
from assistant.wordcheck import Warning, WordCheck, check, expired
from phrasebook import resources
from phrasebook.content import load_standard
from phrasebook.template import preview

PLATFORMS = ("taobao", "pinduoduo", "douyin", "jd", "wechat", "wecom", "qq", "practice", "")


def words(text: str, platform: str) -> list[str]:
    return [warning.word for warning in check(text, platform)]


@pytest.mark.parametrize(
    "text",
    ["加我微信", "加我 微 信 吧", "加vx聊", "我的WX是", "ＶＸ聊", "v信", "Vx：abc"],
)
def test_wechat_in_all_spellings(text: str) -> None:
    assert words(text, "taobao")
    assert words(text, "wechat") == []
    assert words(text, "") == []


@pytest.mark.parametrize(
    "text", ["可以用微信支付", "vxworks 系统", "BQQ20", "QQ糖还有货", "发京东快递", "最近有货"]
)
def test_ordinary_talk_is_left_alone(text: str) -> None:
    assert words(text, "taobao") == []


def test_the_word_is_what_stands_in_the_text_and_the_longest() -> None:
    (found,) = check("加我 微 信 号", "jd")
    assert found.word == "微 信 号"
    assert found.rewording == "平台账号"
    assert found.reason
    assert found.source
    assert found.date == "2026-11-22"
    assert "jd" in found.platforms


def test_goods_called_baobei_are_fine_on_taobao_only() -> None:
    assert words("宝贝已发出", "taobao") == []
    assert words("宝贝已发出", "pinduoduo") == ["宝贝"]


def test_rivals_differ_by_platform() -> None:
    text = "淘宝和拼多多都有"
    assert words(text, "taobao") == ["拼多多"]
    assert words(text, "pinduoduo") == ["淘宝"]
    assert words(text, "jd") == ["淘宝", "拼多多"]
    assert words(text, "wechat") == []


def test_law_holds_everywhere_but_not_for_usage_tips() -> None:
    for platform in PLATFORMS:
        assert words("全网最低价，最佳选择", platform) == ["全网最低", "最佳"]
        assert words("最佳食用时间是七天内", platform) == []
        assert words("亲，好评返现哦", platform) == ["好评返现"]


def test_every_rule_has_reason_source_and_date_and_known_platforms() -> None:
    known = {rule.platform for rule in Clients.load().rules} | {""}
    for row in resources.read_toml("content", "words.toml")["word"]:
        assert row["reason"], row["id"]
        assert row["source"], row["id"]
        assert isinstance(row["date"], date), row["id"]
        assert set(row.get("platforms", ())) <= known, row["id"]
        assert all("{" not in new for new in row["words"].values())


def test_rewordings_pass_the_check_themselves() -> None:
    for row in resources.read_toml("content", "words.toml")["word"]:
        for new in row["words"].values():
            for platform in PLATFORMS:
                assert check(new, platform) == []


def test_standard_phrases_pass_on_every_platform() -> None:
    for phrase in load_standard().phrases:
        for wording in (phrase.draft.text, *phrase.draft.variants):
            for platform in PLATFORMS:
                assert check(preview(wording), platform) == [], phrase.uid


def test_expired_offer() -> None:
    today = date(2026, 11, 22)
    assert expired("2026-11-22", today) is None
    assert expired("", today) is None
    assert expired("双十一", today) is None
    over = expired("2026-11-11", today)
    assert over is not None
    assert "11月11日" in over.reason
    both = WordCheck().check("加微信", "taobao", valid_until="2026-11-11", today=today)
    assert [w.word for w in both] == [over.word, "加微信"]


OWN = """
[[word]]
id = "offsite.wechat"
off = true

[[word]]
id = "shop.rival"
reason = "老板说别提"
platforms = ["taobao"]
[word.words]
"隔壁老王" = "别家"
"""


def test_shop_turns_a_rule_off_and_adds_its_own(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text(OWN, encoding="utf-8")
    checker = WordCheck(tmp_path)
    found = checker.check("微信问隔壁老王", "taobao")
    assert found == [Warning("隔壁老王", "老板说别提", ("taobao",), "别家")]
    assert checker.problems == []


def test_shop_file_is_read_again_when_it_changed(tmp_path: Path) -> None:
    checker = WordCheck(tmp_path)
    assert checker.check("微信", "taobao")
    file = tmp_path / "words.toml"
    file.write_text(OWN, encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert checker.check("微信", "taobao") == []
    file.unlink()
    assert checker.check("微信", "taobao")


def test_warm_reads_the_rules_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checker = WordCheck(tmp_path)
    checker.warm()
    monkeypatch.setattr(resources, "read_toml", lambda *_: pytest.fail("read again"))
    assert checker.check("微信", "taobao")


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("[[word]\n", "第 1 行"),
        ("word = 3\n", "id"),
        ("[[word]]\nwords = {a = 'b'}\n", "id"),
        ("[[word]]\nid = 'x'\n", "words"),
        ("[[word]]\nid = 'x'\nwords = {a = 1}\n", "带引号"),
        ("[[word]]\nid = 'x'\nwords = {a = 'b'}\nplatforms = 'taobao'\n", "列表"),
        ("[[word]]\nid = 'x'\nwords = {' ' = 'b'}\n", "带引号"),
    ],
)
def test_broken_shop_file_is_told_and_the_rest_holds(
    tmp_path: Path, content: str, hint: str
) -> None:
    (tmp_path / "words.toml").write_text(content, encoding="utf-8")
    checker = WordCheck(tmp_path)
    assert checker.check("微信", "taobao")
    assert any("words.toml" in p and hint in p for p in checker.problems)


def test_shop_file_of_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_bytes(OWN.encode("gb18030"))
    checker = WordCheck(tmp_path)
    assert checker.check("微信", "taobao")
    assert "UTF-8" in checker.problems[0]


@given(st.text())
def test_no_text_makes_it_fail(text: str) -> None:
    for warning in check(text + "微信", "taobao"):
        assert warning.word in text + "微信"


@pytest.mark.parametrize("content", ["x = " + "[" * 50_000, "x = " + "{a=" * 50_000])
def test_brackets_in_brackets_are_told_and_cost_no_paste(tmp_path: Path, content: str) -> None:
    (tmp_path / "words.toml").write_text(content, encoding="utf-8")
    checker = WordCheck(tmp_path)
    for _ in range(2):
        checker.check("亲", "taobao")
    (problem,) = checker.problems
    assert "words.toml" in problem
    assert "括号" in problem
