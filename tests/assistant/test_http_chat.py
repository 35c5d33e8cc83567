"""The connection to an endpoint, against a real server on this machine."""

from __future__ import annotations

import json
import socket
import ssl
import threading

import pytest

from assistant.backends.http_chat import MOST_BYTES, HttpChat, _kind
from assistant.rewrite.endpoint import RewriteError, Service, rewrite
from assistant.rewrite.port import EndpointFault, HttpAnswer
from assistant.rewrite.wording import Wish
from tests.assistant.rewrite.chat_server import ChatServer, Handler, saying, serving
from tests.canary import ADDRESS, NAME, PHONE


@pytest.fixture
def server():
    with serving() as made:
        yield made


def post(server: ChatServer, key: str = "", **limits: float) -> HttpAnswer:
    return HttpChat(**limits).post(f"{server.address}/chat/completions", b"{}", key)


def fault_of(server: ChatServer, **limits: float) -> str:
    with pytest.raises(EndpointFault) as caught:
        post(server, **limits)
    return caught.value.kind


def no_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def ask(server: ChatServer, wish: Wish, key: str = "") -> str:
    return rewrite(HttpChat(), Service(server.address, "qwen", key), wish).text


def test_a_good_answer_comes_back(server: ChatServer) -> None:
    server.answer = lambda handler: handler.reply(200, saying("亲,已经在催了~"))
    assert ask(server, Wish("快发", "亲,会尽快发的~")) == "亲,已经在催了~"
    ((path, headers, _),) = server.received
    assert path == "/v1/chat/completions"
    assert headers["Content-Type"] == "application/json"
    assert "Authorization" not in headers


def test_what_the_server_gets_holds_nothing_of_the_buyer(server: ChatServer) -> None:
    message = f"我是{NAME},收件人:陈小平 {PHONE},{ADDRESS},邮箱 xiaoping@mail.example,快发"
    ask(server, Wish(message, "亲,{买家昵称} 的 {订单号} 今天发"))
    _, headers, body = server.received[0]
    seen = body.decode() + json.dumps(server.asked, ensure_ascii=False) + str(headers)
    assert "快发" in seen, "the message did leave"
    for secret in (PHONE, "13800", "8642", "陈小平", "银杏路", "1203", "xiaoping"):
        assert secret not in seen
    assert "{买家昵称}" in seen


def test_the_planted_number_is_found_where_it_is_not_masked(server: ChatServer) -> None:
    HttpChat().post(f"{server.address}/chat/completions", PHONE.encode())
    assert PHONE in server.received[0][2].decode(), "so the test above can fail"


def test_the_key_goes_as_bearer_token(server: ChatServer) -> None:
    ask(server, Wish("在吗", "在的亲"), "k-123")
    assert server.received[0][1]["Authorization"] == "Bearer k-123"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (401, b'{"error": "bad key"}', "key_refused"),
        (404, b'{"error": {"message": "model \\"qwen\\" not found"}}', "no_model"),
        (404, b"not here", "no_place"),
        (500, b"oops", "failed"),
        (200, b"<html>welcome</html>", "unreadable"),
        (200, b"", "unreadable"),
    ],
)
def test_every_status_is_an_answer_with_a_meaning(
    server: ChatServer, status: int, body: bytes, code: str
) -> None:
    server.answer = lambda handler: handler.reply(status, body)
    with pytest.raises(RewriteError) as caught:
        ask(server, Wish("在吗", "在的亲"))
    assert caught.value.code == code


def test_a_huge_answer_is_not_read_to_its_end(server: ChatServer) -> None:
    server.answer = lambda handler: handler.reply(200, b" " * (MOST_BYTES + 1))
    assert fault_of(server) == "too_big"
    server.answer = lambda handler: handler.reply(200, b" " * MOST_BYTES)
    assert len(post(server).body) == MOST_BYTES


@pytest.mark.parametrize("how", ["never", "dripping"])
def test_one_that_does_not_come_to_an_end_is_given_up(server: ChatServer, how: str) -> None:
    server.answer = getattr(server, how)
    assert fault_of(server, total_s=0.2) == "slow"


def test_what_was_given_up_is_hung_up_on(server: ChatServer) -> None:
    server.answer = server.dripping
    assert fault_of(server, total_s=0.2) == "slow"
    assert server.release.wait(10), "the server still has somebody to send to"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_is_sent_to_where_a_redirect_points(server: ChatServer, status: int) -> None:
    with serving() as other:
        server.answer = lambda handler: handler.reply(
            status, b"", Location=f"{other.address}/chat/completions"
        )
        assert post(server, "k-123").status == status
        assert other.received == []
        assert len(server.received) == 1


def test_a_port_where_nobody_listens_is_out_of_reach() -> None:
    with pytest.raises(EndpointFault) as caught:
        HttpChat().post(f"http://127.0.0.1:{no_port()}/v1", b"{}")
    assert caught.value.kind == "unreachable"


def test_a_name_that_nobody_can_look_up_is_out_of_reach() -> None:
    with pytest.raises(EndpointFault) as caught:
        HttpChat().post(f"http://{'a' * 70}.localhost/v1", b"{}")
    assert caught.value.kind == "unreachable"


def test_a_server_that_hangs_up_is_a_broken_connection(server: ChatServer) -> None:
    def hang_up(handler: Handler) -> None:
        handler.connection.shutdown(socket.SHUT_RDWR)

    server.answer = hang_up
    assert fault_of(server) == "broken"


def test_plain_http_behind_an_https_address_is_not_trusted(server: ChatServer) -> None:
    with pytest.raises(EndpointFault) as caught:
        HttpChat().post(server.address.replace("http:", "https:"), b"{}")
    assert caught.value.kind == "tls"
    assert server.received == []


def test_a_certificate_that_nobody_vouches_for_is_not_trusted() -> None:
    assert _kind(ssl.SSLCertVerificationError()) == "tls"
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


def test_no_proxy_sees_what_is_sent_to_this_machine(server: ChatServer, monkeypatch) -> None:
    with serving() as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        post(server)
        assert (len(server.received), proxy.received) == (1, [])


def test_the_proxy_of_the_system_is_used_beyond_the_house(monkeypatch) -> None:
    with serving() as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.server_port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        HttpChat().post("http://model.example.com/v1/chat/completions", b"{}")
        assert [path for path, _, _ in proxy.received] == [
            "http://model.example.com/v1/chat/completions"
        ]


def test_an_error_that_nobody_thought_of_reaches_the_caller(monkeypatch) -> None:
    def fail(_self: object) -> HttpAnswer:
        raise ZeroDivisionError

    monkeypatch.setattr("assistant.backends.http_chat._Exchange._send", fail)
    with pytest.raises(ZeroDivisionError):
        HttpChat(total_s=5).post("http://127.0.0.1/v1", b"{}")


def test_no_thread_is_left_to_wait_for_at_the_end(server: ChatServer) -> None:
    server.answer = server.never
    assert fault_of(server, total_s=0.05) == "slow"
    assert all(t.daemon for t in threading.enumerate() if t.name == "http")
