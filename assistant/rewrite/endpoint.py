"""The shop's own endpoint: its address, what is asked of it, and what its answers mean.

The interface is that of OpenAI's chat completions, which Ollama, llama.cpp, LM Studio and vLLM
speak too. Only the fields that all of them know are sent: some models refuse a temperature or a
limit of tokens.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit, urlunsplit

from assistant.rewrite.port import ChatEndpoint, EndpointFault, HttpAnswer
from assistant.rewrite.wording import SYSTEM, Rewriting, Wish
from phrasebook.i18n import tr
from phrasebook.model import UserError

KEY_VARIABLE: Final = "BANHUA_REWRITE_KEY"
"""Environment variable with the key of the endpoint; no file of ours ever holds it."""
EXAMPLE: Final = "http://127.0.0.1:11434/v1"
"""An address as Ollama has it on this very machine."""

Code = Literal[
    "unset", "address", "key", "unreachable", "tls", "slow", "broken", "too_big", "redirect",
    "key_refused", "no_model", "no_place", "busy", "failed", "refused", "unreadable", "empty",
]  # fmt: skip

_SAYS: Final[dict[Code, tuple[str, str]]] = {
    "unset": ("还没有填改写的地址和模型。", "请到 设置 › 改写 里填好。"),
    "address": (
        "改写的地址写得不对。",
        "要以 http:// 或 https:// 开头,写到 /v1 为止,不带用户名、密码和问号。",
    ),
    "key": (
        "密钥里有不能用的字符。",
        "请检查环境变量 BANHUA_REWRITE_KEY,改好后重新启动伴话。",
    ),
    "unreachable": ("连不上。", "请看改写服务开着没有,地址和端口对不对。"),
    "tls": (
        "连上了,但证书不可信,没有发出任何内容。",
        "请检查证书;服务没有加密的话,地址要写 http://。",
    ),
    "slow": ("太慢:到时间还没有回答。", "模型可能还在加载,过一会儿再试;总是这样就换个小一点的。"),
    "broken": ("连上了,但中途断开。", "请再试一次;总是这样就看看改写服务的日志。"),
    "too_big": ("回答太大,没有读完。", "请看地址是不是写成了别的网站。"),
    "redirect": ("这个地址要求转到别处,没有跟过去。", "请把最终的地址填进 设置 › 改写。"),
    "key_refused": (
        "拒绝了密钥。",
        "请设好环境变量 BANHUA_REWRITE_KEY,再重新启动伴话。",
    ),
    "no_model": ("没有这个模型。", "请核对模型名,或先在改写服务里装好它。"),
    "no_place": ("这个地址上没有改写接口。", "地址一般以 /v1 结尾。"),
    "busy": ("改写服务说忙不过来,或用量到了上限。", "过一会儿再试。"),
    "failed": ("改写服务自己出了错({status})。", "请再试一次;总是这样就看看它的日志。"),
    "refused": ("改写服务不接受这个请求({status})。", "请核对地址和模型名。"),
    "unreadable": ("回答看不懂。", "请看地址是不是写成了别的网站。"),
    "empty": ("回答是空的。", "请再试一次,或换个模型。"),
}


_MISSING: Final = ("not found", "not_found", "not exist", "unknown", "invalid model")
_SAMPLE: Final = ("能便宜点吗", "亲,这款已经是活动价了,喜欢可以先收藏~")
"""Message and phrase to try an endpoint out with: nothing of the shop's."""


class RewriteError(UserError):
    """Why there is no rewriting. The phrase itself is never touched by it.

    Attributes:
        code: For the log.
    """

    def __init__(self, code: Code, status: int = 0) -> None:
        """Say what ``code`` means; ``status`` is the endpoint's, where the sentence names it."""
        message, advice = _SAYS[code]
        super().__init__(tr(message, status=status), tr(advice))
        self.code = code


@dataclass(frozen=True, slots=True)
class Service:
    """The endpoint that the shop named.

    Attributes:
        address: As typed, such as ``EXAMPLE``.
        model: Name of the model there.
        key: Bearer token; empty for none.
    """

    address: str
    model: str
    key: str = ""


def rewrite(endpoint: ChatEndpoint, service: Service, wish: Wish) -> Rewriting:
    """Have a phrase reworded; waits for it (never on the GUI thread).

    Raises:
        RewriteError: There is no rewriting, and why.
    """
    found = wish.read(ask(endpoint, service, SYSTEM, wish.request()))
    if found is None:
        raise RewriteError("empty")
    return found


def try_out(endpoint: ChatEndpoint, service: Service) -> None:
    """Have a phrase of our own reworded, to see whether the endpoint works.

    Raises:
        RewriteError: It does not, and why.
    """
    rewrite(endpoint, service, Wish(*_SAMPLE))


def ask(endpoint: ChatEndpoint, service: Service, system: str, user: str) -> str:
    """Have a text made; waits for it (never on the GUI thread).

    Args:
        endpoint: Carries it there and back.
        service: Where to, and which model.
        system: What the model shall do.
        user: What it shall do it with.

    Raises:
        RewriteError: There is no text, and why.
    """
    if not service.address.strip() or not service.model.strip():
        raise RewriteError("unset")
    url = chat_url(service.address)
    if not re.fullmatch(r"[!-~]*", service.key):
        raise RewriteError("key")
    body = {
        "model": service.model.strip(),
        "messages": [
            {"role": "system", "content": system},
            {"role": "user", "content": user},
        ],
        "stream": False,
    }
    try:
        # Half a character of a copied message becomes a question mark.
        sent = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        answer = endpoint.post(url, sent, service.key)
    except EndpointFault as fault:
        raise RewriteError(fault.kind) from None
    return text_of(answer)


def chat_url(address: str) -> str:
    """Give the URL to ask, from an address as people type it.

    Raises:
        RewriteError: It is none; one with a password would put it into the settings file.
    """
    parts = _parts(address)
    if parts is None:
        raise RewriteError("address")
    path = parts.path.rstrip("/")
    if not path.endswith("/chat/completions"):
        path += "/chat/completions"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def in_the_open(address: str) -> bool:
    """Tell whether what is sent there could be read on the way: no TLS, and beyond the house."""
    parts = _parts(address)
    return parts is not None and parts.scheme == "http" and not is_near(parts.hostname or "")


def is_near(host: str) -> bool:
    """Tell whether a host is this machine or in a private network, as far as its name tells."""
    name = host.lower().rstrip(".")
    try:
        number = ip_address(name)
    except ValueError:
        # A name without a dot, or under one of these, is not given out on the Internet
        # (RFC 6761, 6762, 8375; .internal: ICANN 2024).
        return "." not in name or name.endswith((".localhost", ".local", ".home.arpa", ".internal"))
    return number.is_private


def _parts(address: str) -> SplitResult | None:
    text = address.strip()
    if "://" not in text:
        text = f"http://{text}"
    try:
        parts = urlsplit(text)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:  # a bracket without its other, a port that is no number
        return None
    plain = re.fullmatch(r"[!-~]+", text) and not re.search(r"[?#@\\]", text)
    known = parts.scheme in ("http", "https") and parts.hostname and port_is_one
    return parts if plain and known else None


def text_of(answer: HttpAnswer) -> str:
    """Give the text that the model wrote, with nothing taken off yet.

    Raises:
        RewriteError: There is none in the answer, and why.
    """
    if not 200 <= answer.status < 300:
        raise _refusal(answer)
    try:
        content = json.loads(answer.body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise RewriteError("unreadable") from None
    if isinstance(content, list):  # the parts that newer servers may send
        content = "".join(
            part["text"]
            for part in content
            if isinstance(part, dict) and isinstance(part.get("text"), str)
        )
    if content is None:
        raise RewriteError("empty")
    if not isinstance(content, str):
        raise RewriteError("unreadable")
    # Half a surrogate pair, which JSON can write, would break whoever encodes the text next.
    return content.encode("utf-8", "replace").decode("utf-8")


def _refusal(answer: HttpAnswer) -> RewriteError:
    status = answer.status
    if 300 <= status < 400:
        return RewriteError("redirect")
    if status in (401, 403):
        return RewriteError("key_refused")
    if status in (400, 404) and _names_model(answer.body):
        return RewriteError("no_model")
    if status in (404, 405):
        return RewriteError("no_place")
    if status == 429:
        return RewriteError("busy")
    return RewriteError("failed" if status >= 500 else "refused", status)


def _names_model(body: bytes) -> bool:
    """Tell whether an error says that the model is missing.

    There is no common form: Ollama writes ``model "x" not found``, vLLM ``The model `x` does not
    exist``, OpenAI the code ``model_not_found``.
    """
    words = body[:4000].decode("utf-8", "replace").lower()
    return "model" in words and any(sign in words for sign in _MISSING)
