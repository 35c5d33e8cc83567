"""Search as the user sees it: what is found, in which order, and what is marked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phrasebook import pinyin, search
from phrasebook.matcher import Classes, Matcher
from phrasebook.model import Hit
from phrasebook.store import Phrases, Store, index
from phrasebook.store.standard import renew_search, search_is_renewed
from tests.phrasebook.store_helpers import draft, opened

STUCK = ("物流停滞", "亲,快递在中转站耽搁了,我已经催了,请您放心")
PAY = ("分期还款", "还款日是每月十号,重新绑卡也行")
SIZE = ("尺码建议", "您身高170、体重60kg,穿L码就好")
HELLO = ("问候", "您好呀😀 欢迎光临 VIP会员店")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Phrases]]:
    with opened(tmp_path_factory.mktemp("search")) as (store, phrases):
        for (title, text), code in zip(
            (STUCK, PAY, SIZE, HELLO), ("tz1", "", "L码", "hi"), strict=True
        ):
            phrases.add(draft(title, text, code=code, when="买家着急时")).result()
        phrases.add(draft("便宜点", "最低价了哦", scene="price.cheaper")).result()
        yield store, phrases


@pytest.fixture(scope="module")
def phrases(both: tuple[Store, Phrases]) -> Phrases:
    return both[1]


def found(phrases: Phrases, query: str) -> list[str]:
    return [hit.phrase.title for hit in phrases.search(query).result()]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("流停", "物流停滞"),
        ("滞", "物流停滞"),
        ("中转站", "物流停滞"),
        ("了我已经", "物流停滞"),  # across a comma
        ("了,我", "物流停滞"),
        ("放心 停滞", "物流停滞"),  # several words, any order
        ("停滞 放心", "物流停滞"),
        ("催 wl", "物流停滞"),
        ("wltz", "物流停滞"),
        ("wl", "物流停滞"),
        ("zzz", "物流停滞"),  # 中转站
        ("wuliutingzhi", "物流停滞"),
        ("wuliu", "物流停滞"),
        ("wuliutin", "物流停滞"),  # unfinished
        ("wuli", "物流停滞"),
        ("wul", "物流停滞"),
        ("wliu", "物流停滞"),
        ("物流tz", "物流停滞"),
        ("物流ting", "物流停滞"),
        ("wuliutz", "物流停滞"),
        ("wul停", "物流停滞"),
        ("w流t滞", "物流停滞"),
        ("物流停滯", "物流停滞"),  # Traditional
        ("體重", "尺码建议"),
        ("WuLiu", "物流停滞"),
        ("ｗｌｔｚ", "物流停滞"),  # full width
        ("１７０", "尺码建议"),
        ("170", "尺码建议"),
        ("60kg", "尺码建议"),
        ("60KG", "尺码建议"),
        ("tz1", "物流停滞"),  # code
        ("tz", "物流停滞"),
        ("hk", "分期还款"),
        ("huankuan", "分期还款"),
        ("haikuan", "分期还款"),
        ("haik", "分期还款"),
        ("cx", "分期还款"),  # 重新
        ("chongxin", "分期还款"),
        ("zhongxin", "分期还款"),
        ("zx", "分期还款"),
        ("vip", "问候"),
        ("VIP会", "问候"),
        ("viphy", "问候"),
        ("😀", "问候"),
        ("呀😀", "问候"),
        ("zhaoji", "问候"),  # when
        ("npydm", "便宜点"),  # title of the scene: 能便宜点吗
        ("能便宜 最低", "便宜点"),
        ("shg", "尺码建议"),
        ("shengao", "尺码建议"),
        ("viphuiyuan", "问候"),
    ],
)
def test_finds(phrases: Phrases, query: str, title: str) -> None:
    assert title in found(phrases, query)


@pytest.mark.parametrize(
    "query",
    [
        "", " ", "\n\t", "。", "'", '"', '""', "*", "-", "^", "(", "不存在的词", "wlx", "停流",
        "物流 不存在", "wltzq", "\x00", "\u200b", "zzzzzz", "title:物流", "🎁", "v", "iii",
    ],
)  # fmt: skip
def test_finds_nothing(phrases: Phrases, query: str) -> None:
    expected = ["问候"] if query == "v" else []
    assert found(phrases, query) == expected


@pytest.mark.parametrize(
    "query",
    ["物流 OR 停滞", "NOT 物流", "物流* AND", 'NEAR("物流" "停滞")', "{物流}", "物流 +停滞"],
)
def test_operators_are_words(phrases: Phrases, query: str) -> None:
    """Nothing of FTS5's query language gets through; signs are not looked for."""
    plain = found(phrases, "物流 停滞" if "+" in query else "物流")
    assert found(phrases, query) in ([], plain)


def test_the_pinyin_of_a_split_that_looks_like_syllables(phrases: Phrases) -> None:
    """身高 typed as s + gao, 请您 as qn: initials among syllables are found too."""
    assert "尺码建议" in found(phrases, "sgao")
    assert "物流停滞" in found(phrases, "qnfx")
    assert "物流停滞" in found(phrases, "cuil")


@pytest.mark.parametrize(
    ("query", "title"),
    [("qvpi", "去皮"), ("jvbu", "局部"), ("xvyao", "需要VIP"), ("yvehao", "约好"), ("qvan", "全部"),
     ("xyvip", "需要VIP"), ("xuyaovip", "需要VIP"), ("xuyao v", "需要VIP")],
)  # fmt: skip
def test_v_is_found_wherever_an_umlaut_is_heard(tmp_path: Path, query: str, title: str) -> None:
    with opened(tmp_path) as (_, phrases):
        for name in ("去皮", "局部", "需要VIP", "约好", "全部"):
            phrases.add(draft(name, "x")).result()
        assert found(phrases, query)[:1] == [title]


def one(phrases: Phrases, query: str, title: str) -> Hit:
    (hit,) = (hit for hit in phrases.search(query).result() if hit.phrase.title == title)
    return hit


def marked(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    return "|".join(text[start:end] for start, end in spans)


@pytest.mark.parametrize(
    ("query", "in_title", "in_text"),
    [
        ("物流", "物流", ""),
        ("wltz", "物流停滞", ""),
        ("wuliut", "物流停", ""),
        ("停 催", "停", "催"),
        ("耽搁了我已经", "", "耽搁了|我已经"),
        ("qnfx", "", "请您放心"),
        ("qingn", "", "请您"),
        ("滞 物", "物|滞", ""),
        ("tz1", "", ""),
    ],
)
def test_marks(phrases: Phrases, query: str, in_title: str, in_text: str) -> None:
    hit = one(phrases, query, "物流停滞")
    assert marked(hit.phrase.title, hit.title_spans) == in_title
    assert marked(hit.phrase.text, hit.text_spans) == in_text


def test_marks_are_code_points_of_the_text_as_shown(phrases: Phrases) -> None:
    hit = one(phrases, "viphuiyuan", "问候")
    assert marked(hit.phrase.text, hit.text_spans) == "VIP会员"
    hit = one(phrases, "60KG", "尺码建议")
    assert marked(hit.phrase.text, hit.text_spans) == "60kg"


def test_a_sound_in_the_title_marks_only_its_characters_in_the_text(tmp_path: Path) -> None:
    with opened(tmp_path) as (_, phrases):
        phrases.add(draft("物流停滞", "网络拥堵,物流停滞,无论如何")).result()
        hit = phrases.search("wl").result()[0]
        assert marked(hit.phrase.title, hit.title_spans) == "物流"
        assert hit.text_spans == ((5, 7),)
        hit = phrases.search("wlrh").result()[0]
        assert marked(hit.phrase.text, hit.text_spans) == "无论如何"


def test_order_by_match(tmp_path: Path) -> None:
    with opened(tmp_path) as (_, phrases):
        for title, text, code in (
            ("别的", "正文里有退款两个字", ""),
            ("申请退款", "无", ""),
            ("退款进度", "无", ""),
            ("退款", "无", ""),
            ("代码开头", "无", "退款2"),
            ("代码", "无", "退款"),
        ):
            phrases.add(draft(title, text, code=code)).result()
        expected = ["代码", "代码开头", "退款", "退款进度", "申请退款", "别的"]
        assert found(phrases, "退款") == expected
        hits = phrases.search("退款").result()
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        # Use does not lift a worse match over a better one.
        last = hits[-1].phrase.id
        for when in range(5):
            phrases.count_use(last, float(when)).result()
        assert found(phrases, "退款") == expected


def test_the_characters_themselves_before_their_sound(tmp_path: Path) -> None:
    with opened(tmp_path) as (_, phrases):
        for title in ("会员卡", "vip价", "喂猪苹"):
            phrases.add(draft(title, "无")).result()
        phrases.add(draft("再说", "无,vip")).result()
        phrases.add(draft("先说", "无,物品")).result()
        assert found(phrases, "vip") == ["vip价", "再说"]
        assert found(phrases, "wp") == ["先说"]


def test_order_by_use_among_equal_matches(tmp_path: Path) -> None:
    day = 86_400.0
    with opened(tmp_path) as (_, phrases):
        ids = [phrases.add(draft(f"退款{n}", "无")).result().id for n in "甲乙丙丁"]
        assert found(phrases, "退款") == ["退款甲", "退款乙", "退款丙", "退款丁"]
        for id, times, when in ((ids[2], 1, 100), (ids[1], 3, 100), (ids[3], 4, 10)):
            for _ in range(times):
                phrases.count_use(id, when * day).result()
        # 丁 was used most, but three months ago.
        assert found(phrases, "退款") == ["退款乙", "退款丙", "退款丁", "退款甲"]


def test_the_used_one_is_found_among_thousands(tmp_path: Path) -> None:
    with opened(tmp_path) as (_, phrases):
        phrases.import_many(draft(f"退款进度{n}", "马上为您处理") for n in range(3_000)).result()
        deep = phrases.all().result()[2_900]
        phrases.count_use(deep.id, 1_000.0).result()
        for query in ("退款", "tk", "tuik", "t", "马上", "ms 进度"):
            hits = phrases.search(query, 10).result()
            assert len(hits) == 10, query
            assert hits[0].phrase.id == deep.id, query


def test_use_does_not_crowd_out_better_places_of_several_words(tmp_path: Path) -> None:
    with opened(tmp_path) as (_, phrases):
        phrases.import_many(draft(f"别的{n}", "发票已开,运费我们出") for n in range(300)).result()
        titled = phrases.add(draft("发票运费", "无")).result()
        for phrase in phrases.all().result()[:20]:
            phrases.count_use(phrase.id, 1_000.0).result()
        for query in ("发票 运费", "fp yf", "fapiao yunfei"):
            hits = phrases.search(query, 10).result()
            assert len(hits) == 10, query
            assert hits[0].phrase.id == titled.id, query


@pytest.mark.parametrize("count", [30, 2 * index._CODES])
def test_codes_by_use_however_many_there_are(tmp_path: Path, count: int) -> None:
    with opened(tmp_path) as (_, phrases):
        phrases.import_many(draft(f"别的{n}", "无", code=f"k{n:03}") for n in range(count)).result()
        ids = {phrase.code: phrase.id for phrase in phrases.all().result()}
        exact = phrases.add(draft("全的", "无", code="k")).result().id
        for code, when in ((f"k{count - 1:03}", 2_000.0), ("k020", 1_000.0)):
            phrases.count_use(ids[code], when).result()
        best = [hit.phrase.id for hit in phrases.search("k", 10).result()]
        assert best[:3] == [exact, ids[f"k{count - 1:03}"], ids["k020"]]
        assert len(best) == 10


def test_the_index_of_the_used_ones_stays_in_few_pieces(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, phrases):
        phrases.import_many(draft(f"退款{n}", f"第{n}条") for n in range(30)).result()
        for when, phrase in enumerate(phrases.all().result()):
            phrases.count_use(phrase.id, float(when)).result()
        pieces = "SELECT count(DISTINCT segid) FROM used_words_idx"
        assert store.read(lambda db: db.value("SELECT count(*) FROM used")).result() == 30
        assert 0 < store.read(lambda db: db.value(pieces)).result() <= index._PIECES


def test_a_used_phrase_that_is_edited_is_found_by_its_new_words(tmp_path: Path) -> None:
    with opened(tmp_path) as (_, phrases):
        id = phrases.add(draft("旧的", "旧字")).result().id
        phrases.count_use(id, 1.0).result()
        phrases.edit(id, draft("新的", "新字")).result()
        assert found(phrases, "旧") == []
        assert found(phrases, "xinde") == ["新的"]
        phrases.delete([id]).result()
        assert found(phrases, "新") == []


def test_a_limit_of_nothing(phrases: Phrases) -> None:
    assert phrases.search("物流", 0).result() == []
    assert len(phrases.search("e", 1).result()) <= 1


def test_a_syllable_of_no_character_leaves_the_other_ways(tmp_path: Path) -> None:
    """With 西安 alone nothing sounds xian; a character that does is found once it is there."""
    with opened(tmp_path) as (_, phrases):
        phrases.add(draft("西安", "无")).result()
        assert found(phrases, "xian") == ["西安"]
        assert found(phrases, "xianx") == []
        phrases.add(draft("先写", "无")).result()
        assert found(phrases, "xian") == ["西安", "先写"]
        assert found(phrases, "xianx") == ["先写"]


def test_a_huge_query_is_clipped(phrases: Phrases) -> None:
    assert found(phrases, "物" * 10_000) == []
    assert found(phrases, "wltz" + " 物流停滞" * 5_000) == ["物流停滞"]
    assert len(search.parse("a" * 10_000)[0].plain) == search.MAX_WORD
    assert len(search.parse("甲 乙 丙 丁 戊 己 庚 辛 壬 癸")) == search.MAX_WORDS


def test_a_failed_write_leaves_nothing_to_find(both: tuple[Store, Phrases]) -> None:
    store, phrases = both

    def op(db):
        db.execute(
            "INSERT INTO phrase (id, scene, step, title, text, position, changed)"
            " VALUES ('x', 'greet.hello', 1, '龘龘', '龘', 1, 1)"
        )
        index.put(db, [db.value("SELECT n FROM phrase WHERE id = 'x'")])
        assert index.search(db, "龘", 5)
        raise ValueError

    with pytest.raises(ValueError):
        store.write(op, "").result()
    assert found(phrases, "龘") == []
    assert found(phrases, "wltz") == ["物流停滞"]


@settings(max_examples=300, deadline=None)
@given(query=st.text(max_size=40))
def test_any_text_is_a_query(phrases: Phrases, query: str) -> None:
    for hit in phrases.search(query).result():
        for text, spans in (
            (hit.phrase.title, hit.title_spans),
            (hit.phrase.text, hit.text_spans),
        ):
            ends = [0, *(place for span in spans for place in span)]
            assert ends == sorted(ends)
            assert ends[-1] <= len(text)
            assert all(start < end for start, end in spans)


LETTERS = st.text("abcdefghijklmnopqrstuvwxyz物流停滞还重新款 '\"*", max_size=12)


@settings(max_examples=300, deadline=None)
@given(query=LETTERS)
def test_the_index_finds_all_that_the_matcher_would(
    both: tuple[Store, Phrases], query: str
) -> None:
    """Every candidate that a full scan finds comes out of the index too."""
    store, phrases = both

    def scan(db) -> set[str]:
        words = search.parse(query)
        if not words:
            return set()
        state = index._state(db)
        matcher = Matcher(words, state.classes or Classes(state.readings))
        return {
            title
            for title, body in db.rows(
                "SELECT p.title, b.body FROM phrase p JOIN plain b ON b.n = p.n"
            )
            if matcher.quality(body)
        }

    assert scan_of(store, scan) <= set(found(phrases, query))


def scan_of(store: Store, op) -> set[str]:
    return store.read(op).result()


CHARS = "物流停滞还款重新发货您好亲请放心快递退换尺码质量便宜绿略a7"


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_every_part_of_a_phrase_finds_it_however_it_is_typed(
    both: tuple[Store, Phrases], data: st.DataObject
) -> None:
    phrases = both[1]
    text = data.draw(st.text(CHARS, min_size=1, max_size=12))
    phrase = phrases.add(draft("随便", text)).result()
    try:
        start = data.draw(st.integers(0, len(text) - 1))
        part = text[start : start + data.draw(st.integers(1, 6))]
        ways = [part]
        if not any(char.isascii() for char in part):
            readings = [pinyin.readings(char) for char in part]
            ways.append("".join(data.draw(st.sampled_from(r)) for r in readings))
            ways.append("".join(data.draw(st.sampled_from(r))[0] for r in readings))
            half = len(part) // 2
            ways.append(part[:half] + "".join(r[0][0] for r in readings[half:]))
            ways.append(part[:half] + "".join(r[0] for r in readings[half:]))
        for way in ways:
            assert phrase.id in {hit.phrase.id for hit in phrases.search(way).result()}, way
    finally:
        phrases.delete([phrase.id]).result()


@pytest.mark.parametrize(
    ("title", "queries"),
    [
        ("嗯嗯好的", "enenhaode eehd nnhd enen ngng engeng nhd enhao"),
        ("女款外套", "nvkuan nukuan nyukuan nk nvk nükuan nkwt"),
        ("绿色旅行包", "lvselvxing lusel luselu lyuse lslxb lüse lvxingbao"),
        ("略大一码", "lveda lueda ldym"),
        ("欸稍等", "eishaodeng aishaodeng esd"),
    ],
)
def test_sounds_are_found_as_people_type_them(tmp_path: Path, title: str, queries: str) -> None:
    with opened(tmp_path) as (_, phrases):
        phrases.add(draft(title, "好")).result()
        missed = [query for query in queries.split() if found(phrases, query) != [title]]
        assert missed == []


def test_an_index_of_older_readings_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {"嗯": (), "绿": ("lv",)}
    now = pinyin.readings
    with opened(tmp_path) as (_, phrases), monkeypatch.context() as patch:
        patch.setattr(pinyin, "readings", lambda char: older.get(char, now(char)))
        phrases.add(draft("嗯嗯好的", "好")).result()
        green = phrases.add(draft("绿色的", "有")).result()
        phrases.count_use(green.id, 1.0).result()
    with opened(tmp_path) as (store, phrases):
        assert found(phrases, "enenhaode") == []
        assert not search_is_renewed(store).result()
        assert renew_search(store).result()
        assert found(phrases, "enenhaode") == ["嗯嗯好的"]
        assert found(phrases, "luse") == ["绿色的"]
        assert search_is_renewed(store).result()
        assert not renew_search(store).result(), "once is enough"
