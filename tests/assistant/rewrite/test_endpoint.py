"""The shop's own endpoint: addresses as people type them, and what answers mean."""

from __future__ import annotations

import json

import pytest

from assistant.rewrite.endpoint import (
    _SAYS,
    RewriteError,
    Service,
    ask,
    chat_url,
    in_the_open,
    rewrite,
    text_of,
    try_out,
)
from assistant.rewrite.port import EndpointFault, HttpAnswer
from assistant.rewrite.wording import Wish
from phrasebook.model import UserError
from tests.assistant.rewrite.chat_server import saying

SERVICE = Service("http://127.0.0.1:11434/v1", "qwen")


class Endpoint:
    """Keeps what it is sent and answers as told."""

    def __init__(self, answer: HttpAnswer | EndpointFault) -> None:
        self.answer = answer
        self.sent: list[tuple[str, bytes, str]] = []

    def post(self, url: str, body: bytes, key: str = "") -> HttpAnswer:
        self.sent.append((url, body, key))
        if isinstance(self.answer, EndpointFault):
            raise self.answer
        return self.answer


def code_of(answer: HttpAnswer) -> str:
    with pytest.raises(RewriteError) as caught:
        text_of(answer)
    return caught.value.code


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1/chat/completions"),
        (" https://a.example/v1/ ", "https://a.example/v1/chat/completions"),
        ("127.0.0.1:1234/v1", "http://127.0.0.1:1234/v1/chat/completions"),
        ("https://a.example/v1/chat/completions", "https://a.example/v1/chat/completions"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1/chat/completions"),
    ],
)
def test_an_address_is_taken_as_people_type_it(typed: str, url: str) -> None:
    assert chat_url(typed) == url


@pytest.mark.parametrize(
    "typed",
    [
        "", "ftp://a.example/v1", "file:///etc/passwd", "http://", "http://a b/v1", "http://a:x/v1",
        "http://a:0/v1", "http://a:99999/v1", "http://[::1/v1", "http://user:secret@a.example/v1",
        "https://a.example/v1?key=secret", "https://a.example/v1#x", "http://本机/v1",
        "http://a.example\\@b.example/v1", "http://a\n.example/v1",
    ],
)  # fmt: skip
def test_what_is_no_address_or_would_keep_a_password_is_refused(typed: str) -> None:
    with pytest.raises(RewriteError) as caught:
        chat_url(typed)
    assert caught.value.code == "address"


@pytest.mark.parametrize(
    ("typed", "open"),
    [
        ("http://127.0.0.1:11434/v1", False),
        ("http://localhost:1234/v1", False),
        ("http://[::1]:1234/v1", False),
        ("http://192.168.1.20/v1", False),
        ("http://10.1.2.3/v1", False),
        ("http://modelbox:8000/v1", False),
        ("http://modelbox.local:8000/v1", False),
        ("http://8.8.8.8/v1", True),
        ("http://api.example.com/v1", True),
        ("api.example.com/v1", True),
        ("http://localhost.example.com/v1", True),
        ("https://api.example.com/v1", False),
        ("not an address", False),
    ],
)
def test_only_plain_http_beyond_the_house_is_in_the_open(typed: str, open: bool) -> None:
    assert in_the_open(typed) is open


def test_the_request_has_model_and_words_and_nothing_that_some_models_refuse() -> None:
    endpoint = Endpoint(HttpAnswer(200, saying("好的")))
    assert ask(endpoint, Service("http://a/v1", " qwen ", "k-1"), "规矩", "话") == "好的"
    ((url, body, key),) = endpoint.sent
    assert (url, key) == ("http://a/v1/chat/completions", "k-1")
    assert json.loads(body) == {
        "model": "qwen",
        "messages": [
            {"role": "system", "content": "规矩"},
            {"role": "user", "content": "话"},
        ],
        "stream": False,
    }


@pytest.mark.parametrize(
    ("service", "code"),
    [
        (Service("", "qwen"), "unset"),
        (Service("http://a/v1", "  "), "unset"),
        (Service("ftp://a", "qwen"), "address"),
        (Service("http://a/v1", "qwen", "密钥"), "key"),
        (Service("http://a/v1", "qwen", "k\r\nX-Other: 1"), "key"),
    ],
)
def test_without_what_is_needed_nothing_is_sent(service: Service, code: str) -> None:
    endpoint = Endpoint(HttpAnswer(200, saying("好的")))
    with pytest.raises(RewriteError) as caught:
        ask(endpoint, service, "", "")
    assert (caught.value.code, endpoint.sent) == (code, [])


@pytest.mark.parametrize("kind", ["unreachable", "tls", "slow", "broken", "too_big"])
def test_every_fault_of_the_way_is_said(kind) -> None:
    with pytest.raises(RewriteError) as caught:
        ask(Endpoint(EndpointFault(kind)), SERVICE, "", "")
    assert caught.value.code == kind
    assert caught.value.advice


def test_parts_of_content_are_joined_and_a_half_character_does_no_harm() -> None:
    parts = [{"type": "text", "text": "好"}, {"type": "image"}, "x", {"text": "的"}]
    assert text_of(HttpAnswer(200, saying(parts))) == "好的"
    half = HttpAnswer(201, b'{"choices":[{"message":{"content":"a\\ud83d"}}]}')
    assert text_of(half).encode() == b"a?"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"<html>", "unreadable"),
        (200, b"\xff\xfe", "unreadable"),
        (200, b"[" * 100_000, "unreadable"),
        (200, b"[]", "unreadable"),
        (200, b'{"choices": []}', "unreadable"),
        (200, b'{"choices": [{"message": null}]}', "unreadable"),
        (200, saying(7), "unreadable"),
        (200, saying(None), "empty"),
        (302, b"", "redirect"),
        (308, b"", "redirect"),
        (401, b'{"error": {"message": "bad key"}}', "key_refused"),
        (403, b"", "key_refused"),
        (404, b'{"error": {"message": "model \\"x\\" not found, try pulling it"}}', "no_model"),
        (404, b'{"message": "The model `x` does not exist."}', "no_model"),
        (400, b'{"error": {"code": "model_not_found"}}', "no_model"),
        (404, b"404 page not found", "no_place"),
        (405, b"", "no_place"),
        (400, b'{"error": "messages missing"}', "refused"),
        (429, b"", "busy"),
        (500, b"", "failed"),
        (503, b"model is loading", "failed"),
    ],
)
def test_what_an_answer_means(status: int, body: bytes, code: str) -> None:
    assert code_of(HttpAnswer(status, body)) == code


@pytest.mark.parametrize("code", _SAYS)
def test_every_fault_says_what_happened_and_what_to_do(code) -> None:
    error = RewriteError(code, 503)
    assert isinstance(error, UserError)
    assert error.message.endswith("。")
    assert error.advice.endswith("。")
    assert "{" not in error.message
    assert ("503" in error.message) is (code in ("failed", "refused"))


def test_an_answer_with_nothing_left_of_it_is_empty() -> None:
    endpoint = Endpoint(HttpAnswer(200, saying("<think>怎么改呢</think>\n")))
    with pytest.raises(RewriteError) as caught:
        rewrite(endpoint, SERVICE, Wish("在吗", "在的亲"))
    assert caught.value.code == "empty"


def test_trying_out_sends_nothing_of_the_shop() -> None:
    endpoint = Endpoint(HttpAnswer(200, saying("亲,已经很优惠啦")))
    try_out(endpoint, SERVICE)
    assert "能便宜点吗" in endpoint.sent[0][1].decode()
