"""From a card to a reworded text in the chat: nothing leaves unasked, nothing late is shown."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from assistant.options import Options
from assistant.rewrite.port import EndpointFault, HttpAnswer
from tests.assistant.rewrite.chat_server import saying
from tests.canary import PHONE
from tests.ui.cards import phrase
from tests.ui.flow_world import CHAT, OTHER, bridge
from tests.ui.flow_world import World as PasteWorld
from ui.flows.rewrite import RewriteFlow
from ui.kept_text import KeptText

CARD = phrase(1, text="亲,{订单号} 用的是 {面料|纯棉}")


class Endpoint:
    """Answers when the test says so, each request on its own."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.answers: list[HttpAnswer | Exception] = []
        self.gates: list[threading.Event] = []

    def post(self, url: str, body: bytes, key: str = "") -> HttpAnswer:
        place = len(self.sent)
        self.sent.append((url, body.decode(), key))
        if place < len(self.gates):
            assert self.gates[place].wait(10)
        answer = self.answers[min(place, len(self.answers) - 1)]
        if isinstance(answer, Exception):
            raise answer
        return answer


class World:
    def __init__(self, qtbot, folder) -> None:
        self.qtbot = qtbot
        self.paste = PasteWorld(qtbot)
        self.options = Options(folder / "options.json")
        self.options.set("rewrite.on", True)
        self.options.set("rewrite.address", "http://127.0.0.1:1/v1")
        self.options.set("rewrite.model", "qwen")
        self.bridge, self.faults = bridge()
        self.endpoint = Endpoint()
        self.endpoint.answers = [HttpAnswer(200, saying("好的亲,{订单号} 是 {面料} 的"))]
        self.message = f"面料是什么 {PHONE}"
        self.settings: list[bool] = []
        self.environ: dict[str, str] = {}
        self.flow = RewriteFlow(
            options=self.options, bridge=self.bridge, paste=self.paste.paste,
            docked=lambda: self.paste.docked, toast=self.paste.toast, endpoint=self.endpoint,
            message=lambda: self.message, near=lambda: None,
            open_settings=lambda: self.settings.append(True), environ=self.environ,
        )  # fmt: skip
        qtbot.addWidget(self.flow.window)

    @property
    def window(self):
        return self.flow.window

    def open(self) -> None:
        self.flow.open(CARD)

    def until(self, state: str) -> None:
        self.qtbot.waitUntil(lambda: self.window.state == state)

    def settle(self) -> None:
        """Wait until every thread of a request has ended and what it brought was looked at."""
        for thread in threading.enumerate():
            if thread.name == "rewrite":
                thread.join(10)
        ran: list[int] = []
        self.bridge.post(lambda: ran.append(1))
        self.qtbot.waitUntil(lambda: bool(ran))


@pytest.fixture
def world(qtbot, tmp_path) -> Iterator[World]:
    made = World(qtbot, tmp_path)
    yield made
    made.flow.stop()
    for gate in made.endpoint.gates:
        gate.set()
    made.settle()


def test_the_phrase_is_shown_while_the_answer_is_on_its_way_and_then_the_answer(world) -> None:
    world.endpoint.gates = [threading.Event()]
    world.open()
    assert world.window.isVisible()
    assert world.window.state == "waiting"
    assert "面料" in world.window.original.text()
    world.endpoint.gates[0].set()
    world.until("answer")
    assert world.window.field.text() == "好的亲,{订单号} 是 {面料} 的"
    assert world.paste.gate.requests == [], "it never pastes by itself"


def test_what_is_sent_holds_no_number_of_the_buyer_and_no_value_of_a_variable(world) -> None:
    world.environ["BANHUA_REWRITE_KEY"] = " k-1 "
    world.open()
    world.until("answer")
    ((url, body, key),) = world.endpoint.sent
    assert url == "http://127.0.0.1:1/v1/chat/completions"
    assert PHONE not in body
    assert "面料是什么 〔电话1〕" in body
    assert "纯棉" not in body
    assert key == "k-1"


def test_what_is_pasted_is_a_template_again_for_the_chat_that_was_asked_for(world) -> None:
    world.open()
    world.until("answer")
    world.paste.tracker.front = OTHER  # came to the front since
    world.window.paste_requested.emit("好的亲,{订单号} 是 {面料} 的", False)
    (asked,) = world.paste.gate.requests
    assert asked["target"] == CHAT
    assert asked["text"] == "好的亲,{订单号} 是 {面料|纯棉} 的"
    assert (asked["phrase"], asked["send"], asked["refocus"]) == (CARD, False, True)
    assert not world.window.isVisible()


def test_a_click_in_the_sidebar_means_the_docked_chat(world) -> None:
    world.paste.tracker.front = None
    world.open()
    world.until("answer")
    world.window.paste.click()
    assert world.paste.gate.requests[0]["target"] == CHAT


def test_control_enter_asks_for_sending_too(world) -> None:
    world.open()
    world.until("answer")
    world.window.paste_requested.emit("好的", True)
    assert world.paste.gate.requests[0]["send"] is True


def test_the_phrase_itself_can_be_pasted_at_any_time(world) -> None:
    world.endpoint.gates = [threading.Event()]
    world.open()
    world.window.use_original.click()
    (asked,) = world.paste.gate.requests
    assert (asked["phrase"], asked["text"], asked["target"]) == (CARD, None, CHAT)
    assert not world.window.isVisible()


def test_copying_puts_the_template_on_the_clipboard_and_gives_the_focus_back(world) -> None:
    world.paste.tracker.front = None
    world.open()
    world.until("answer")
    world.window.copy.click()
    assert world.paste.gate.copies[0]["text"] == "好的亲,{订单号} 是 {面料|纯棉} 的"
    assert world.paste.tracker.activated == [CHAT]


def test_closing_gives_the_focus_back_and_drops_what_comes_late(world) -> None:
    world.endpoint.gates = [threading.Event()]
    world.paste.tracker.front = None
    world.open()
    world.window.dismiss()
    assert world.paste.tracker.activated == [CHAT]
    world.endpoint.gates[0].set()
    world.settle()
    assert not world.window.isVisible()
    assert world.window.state == "waiting", "the late answer was not looked at"


def test_a_newer_request_overtakes_an_older_one(world) -> None:
    first, second = threading.Event(), threading.Event()
    world.endpoint.gates = [first, second]
    world.endpoint.answers = [
        HttpAnswer(200, saying("早的")),
        HttpAnswer(200, saying("晚的")),
    ]
    world.open()
    world.qtbot.waitUntil(lambda: len(world.endpoint.sent) == 1)
    world.window.retry_requested.emit()
    world.qtbot.waitUntil(lambda: len(world.endpoint.sent) == 2)
    second.set()
    world.until("answer")
    first.set()
    world.settle()
    assert world.window.field.text() == "晚的"


def test_a_fault_is_said_in_the_window_and_trying_again_may_help(world) -> None:
    world.endpoint.answers = [EndpointFault("unreachable"), HttpAnswer(200, saying("好的"))]
    world.open()
    world.until("fault")
    assert "连不上" in world.window.fault.text()
    assert world.faults == []
    world.window.retry.click()
    world.until("answer")
    assert len(world.endpoint.sent) == 2


def test_without_a_message_it_says_what_to_do_and_sends_nothing(world) -> None:
    world.message = ""
    world.open()
    assert "买家的话" in world.paste.toast.text
    assert not world.window.isVisible()
    world.settle()
    assert world.endpoint.sent == []


@pytest.mark.parametrize("missing", ["rewrite.address", "rewrite.model"])
def test_without_an_endpoint_it_leads_to_the_settings(world, missing) -> None:
    world.options.set(missing, " ")
    world.open()
    assert "还没有填" in world.paste.toast.text
    world.paste.press("去设置")
    assert world.settings == [True]
    assert world.endpoint.sent == []


def test_while_the_option_is_off_nothing_is_sent_by_anything(world) -> None:
    world.open()
    world.until("answer")
    world.options.set("rewrite.on", False)
    world.flow.stop()
    assert not world.window.isVisible()
    world.open()
    world.window.retry_requested.emit()
    world.flow.try_out(lambda *_: None)
    world.settle()
    assert len(world.endpoint.sent) == 1


def test_the_log_holds_codes_only(world, caplog) -> None:
    caplog.set_level("INFO")
    world.endpoint.answers = [EndpointFault("slow")]
    world.open()
    world.until("fault")
    world.settle()
    assert "rewrite outcome=slow" in caplog.text
    for word in (PHONE, "面料", "127.0.0.1", "qwen"):
        assert word not in caplog.text


# Trying the endpoint out.


def tried(world: World) -> list[tuple[str, bool]]:
    told: list[tuple[str, bool]] = []
    world.flow.try_out(lambda text, ok: told.append((text, ok)))
    world.qtbot.waitUntil(lambda: bool(told))
    return told


def test_a_try_that_works_names_the_model_and_the_time(world) -> None:
    ((text, ok),) = tried(world)
    assert ok
    assert "qwen" in text
    assert "毫秒" in text
    assert PHONE not in world.endpoint.sent[0][1]
    assert "面料是什么" not in world.endpoint.sent[0][1], "the buyer's message stays here"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (EndpointFault("unreachable"), "连不上"),
        (EndpointFault("slow"), "太慢"),
        (HttpAnswer(404, b'{"error": "model qwen not found"}'), "没有这个模型"),
        (HttpAnswer(401, b""), "拒绝了密钥"),
        (HttpAnswer(200, b"<html>"), "回答看不懂"),
    ],
)
def test_a_try_that_fails_says_how(world, answer, said) -> None:
    world.endpoint.answers = [answer]
    ((text, ok),) = tried(world)
    assert not ok
    assert said in text


def test_only_the_newest_try_is_told_of(world) -> None:
    gate = threading.Event()
    world.endpoint.gates = [gate]
    old: list[str] = []
    world.flow.try_out(lambda text, _ok: old.append(text))
    world.qtbot.waitUntil(lambda: len(world.endpoint.sent) == 1)
    assert tried(world)
    gate.set()
    world.settle()
    assert old == []


def test_what_was_changed_of_an_answer_is_there_again_for_that_message_alone(world: World) -> None:
    world.flow._kept = KeptText(world.bridge, lambda: None)
    window = world.flow.window
    world.flow.open(CARD)
    world.qtbot.waitUntil(lambda: window.state == "answer")
    assert world.flow._kept.names("rewrite:") == [], "nobody typed it"
    window.field.setPlainText("好的亲,我自己写的")
    window.dismiss()
    world.flow.open(CARD)
    assert window.field.text() == "好的亲,我自己写的"
    assert len(world.endpoint.sent) == 1
    window.dismiss()
    world.message = "别的一句话"
    world.flow.open(CARD)
    world.qtbot.waitUntil(lambda: window.state == "answer")
    assert "我自己写的" not in window.field.text()
    window.dismiss()
    world.message = f"面料是什么 {PHONE}"
    world.flow.open(CARD)
    window.copy.click()
    assert world.flow._kept.names("rewrite:") == [], "it was used"
