"""What the engine makes of messages: scenes, two wishes, silence, anger."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.suggest import features, weights
from assistant.suggest.engine import GUESSES, Engine, cheerful
from assistant.suggest.reading import Reading
from phrasebook.scenes import scene


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load()


def scenes_of(reading: Reading) -> list[str]:
    return [guess.scene for guess in reading.guesses]


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("什么时候发货", "ship.when"),
        ("包邮吗", "price.shipping"),
        ("能便宜点吗", "price.cheaper"),
        ("我要退货", "after.return"),
        ("你好,请问有发票吗", "ask.invoice"),
        ("在吗", "greet.hello"),
        ("谢谢", "bye.thanks"),
        ("再见", "bye.thanks"),
        ("什麼時候發貨啊", "ship.when"),
        ("tuihuo", "after.return"),
        ("便宜点便宜点便宜点便宜点", "price.cheaper"),
        ("太贵了", "price.expensive"),
    ],
)
def test_the_scene_comes_first(engine: Engine, message: str, wanted: str) -> None:
    reading = engine.read(message)
    assert scenes_of(reading)[:1] == [wanted]
    found = scene(wanted)
    assert found is not None
    assert reading.step == found.step
    assert reading.silence == ""
    assert reading.message == message


@pytest.mark.parametrize(
    ("message", "wanted"),
    [("什么时后发获", "ship.when"), ("shenmeshihou fahuo", "ship.when"),
     ("退宽还没到", "after.refund"), ("油费谁出", "after.freight"), ("有优会吗", "price.promo")],
)  # fmt: skip
def test_typing_errors_keep_it_near(engine: Engine, message: str, wanted: str) -> None:
    assert wanted in scenes_of(engine.read(message))[:3]


@pytest.mark.parametrize(
    "message",
    ["", "   ", "???", "。。。", "😊😊", "👍", "https://example.com/a?b=c", "\u200b\n\t", "12345",
     "好的", "嗯嗯", "哦", "哈哈哈哈", "好的好的", "收到", "ok"],
)  # fmt: skip
def test_silence_on_purpose(engine: Engine, message: str) -> None:
    reading = engine.read(message)
    assert reading.guesses == ()
    assert reading.silence in ("empty", "thanks", "chat", "unsure")
    assert reading.step is None


@pytest.mark.parametrize(
    ("message", "both"),
    [
        ("能便宜点吗 什么时候发货", {"price.cheaper", "ship.when"}),
        ("能便宜点吗什么时候发货", {"price.cheaper", "ship.when"}),
        ("包邮吗,能开发票吗", {"price.shipping", "ask.invoice"}),
        ("有没有赠品 另外发什么快递", {"price.gift", "ship.courier"}),
    ],
)
def test_two_wishes_come_first_both(engine: Engine, message: str, both: set[str]) -> None:
    assert set(scenes_of(engine.read(message))[:2]) == both


@pytest.mark.parametrize(
    "message",
    ["你们这帮骗子 便宜点", "垃圾东西还这么贵", "气死我了",
     "再不退款我就投诉 12315见", "太贵了 坑人",
     "什么态度 谢谢你啊 再见"],
)  # fmt: skip
def test_an_angry_buyer_gets_no_bargaining_first(engine: Engine, message: str) -> None:
    reading = engine.read(message)
    assert reading.mood == "angry"
    assert reading.guesses
    assert not cheerful(reading.guesses[0].scene)


@pytest.mark.parametrize("message", ["有垃圾袋吗", "滚筒洗衣机能用吗", "我没生气 就问问几时发货"])
def test_a_word_of_anger_in_another_word_is_none(engine: Engine, message: str) -> None:
    assert engine.read(message).mood == ""


@pytest.mark.parametrize(
    ("message", "objection"),
    [
        ("太贵了吧", "obj-expensive"),
        ("别家比你便宜", "obj-elsewhere"),
        ("我再看看", "obj-lookaround"),
        ("什么时候发货", "obj-shiptime"),
        ("包邮吗", ""),
    ],
)
def test_objections(engine: Engine, message: str, objection: str) -> None:
    assert engine.read(message).objection == objection


def test_a_buyer_type_only_where_it_shows(engine: Engine) -> None:
    assert engine.read("我是老顾客了 有优惠吗").buyer_type == "VIP"
    assert engine.read("有检测报告吗").buyer_type == "理性型"
    assert engine.read("什么时候发货").buyer_type == ""
    assert engine.read("老顾客了 有检测报告吗").buyer_type == "", "two signs are none"


def test_words_are_parts_of_the_message_as_typed(engine: Engine) -> None:
    message = "亲~ 請問 什麼時候發貨呀!!!"
    words = engine.read(message).guesses[0].words
    assert words
    assert all(word in message for word in words)
    assert "發貨" in "".join(words)


def test_scores_are_shares_and_the_threshold_cuts(engine: Engine) -> None:
    reading = engine.read("什么时候发货")
    assert all(0 <= guess.score <= 1 for guess in reading.guesses)
    assert len(reading.guesses) <= GUESSES
    strict = Engine.load(threshold=1.1)
    assert strict.read("什么时候发货").silence == "unsure"


RANT = "我跟你说这个事情真的是没完没了 每次都是这样 我也不想多讲 "


def test_what_a_rant_wants_is_found_at_its_end_and_in_its_middle(engine: Engine) -> None:
    assert "after.refund" in scenes_of(engine.read(RANT * 40 + "到底什么时候给我退款"))[:3]
    middle = RANT * 20 + " 我要退款 钱怎么还没退给我 " + RANT * 20
    assert "after.refund" in scenes_of(engine.read(middle))


def test_work_is_bounded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = 0
    real = weights.Weights.shares

    def counted(self: weights.Weights, names: set[str], loud: float) -> list[float]:
        nonlocal seen
        seen += len(names)
        return real(self, names, loud)

    monkeypatch.setattr(weights.Weights, "shares", counted)
    texts = [
        "".join(chr(0x4E00 + (k * 7 + n) % 20000) for n in range(k)) for k in (10_000, 100_000)
    ]
    for text in (*texts, "退款吗 " * 30_000, "a" * 100_000, "1 " * 50_000):
        seen = 0
        engine.read(text)
        assert seen < 12 * features.LONG


@settings(deadline=None)
@given(st.text())
def test_any_text_gives_a_reading(engine: Engine, message: str) -> None:
    reading = engine.read(message)
    assert bool(reading.guesses) != bool(reading.silence)
    for guess in reading.guesses:
        assert scene(guess.scene) is not None
        assert all(word in message for word in guess.words)


@settings(deadline=None)
@given(st.text(alphabet="退款发货吗 ,。!?的我你好12aü😊又谢\ud800\u200d", max_size=900))
def test_any_mixture_gives_a_reading(engine: Engine, message: str) -> None:
    reading = engine.read(message)
    assert bool(reading.guesses) != bool(reading.silence)


@pytest.mark.parametrize("content", [b"", b"BHW1", b"BHW1abc", b"something"])
def test_broken_weights_are_said(content: bytes) -> None:
    with pytest.raises(ValueError):
        weights.unpack(content)
