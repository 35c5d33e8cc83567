"""Which windows are chat clients (聊天软件), and how each takes a pasted text.

The rules are data: the shipped ones in ``resources/clients.toml``, a shop's own edits in the
option ``clients``. Nothing here asks a platform: a ``Target`` says all that is needed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from assistant.keys import Hotkey, HotkeyError
from assistant.line_breaks import LINE_BREAKS
from assistant.page_titles import MAX_TITLE, page_title, title_rule
from assistant.ports import Target
from phrasebook.i18n import tr
from phrasebook.model import UserError

log = logging.getLogger(__name__)

RULES_FILE: Final = Path(__file__).resolve().parent.parent / "resources" / "clients.toml"
_MAX_WAIT_MS: Final = 10_000
_REMEMBERED: Final = 64
_MAX_SPOT: Final = 20_000


@dataclass(frozen=True, slots=True)
class ClientRule:
    """How to recognise one chat client and what pasting there needs.

    Attributes:
        id: Stable name; edits are merged by it, and docking remembers sides by it.
        name: What the foot of the sidebar shows.
        platform: Platform whose word rules apply; empty where it can't be told.
        programs: Program names in lower case, ``*`` and ``?`` allowed; empty fits none.
        title: Regular expression searched in the title; empty fits any.
        buyer: Regular expression whose group ``buyer`` is the buyer's name; empty: not told.
        paste_key: Key that pastes there.
        delay_ms: Wait before the paste key, in milliseconds.
        press_enter: Also press Enter, that is send the message.
        line_breaks: What a line break of a phrase becomes there, one of ``LINE_BREAKS``.
        restore_ms: Wait before the old clipboard comes back where fetches can't be counted.
        fetches: 1 if the program fetches a paste once; any other number counts as unknown, since
            more fetches than one show by themselves.
        enabled: Off means the program counts as no chat client.
        follow: The sidebar docks to it by itself.
        chat: False only says how pasting works there; it makes no window a chat.
        box: A place in its input box (``ports.Spot``); empty if nobody has shown it.
        keeps_focus: Its input box keeps the focus while a message is copied.
    """

    id: str
    name: str
    platform: str = ""
    programs: tuple[str, ...] = ()
    title: str = ""
    buyer: str = ""
    paste_key: str = "Ctrl+V"
    delay_ms: int = 0
    press_enter: bool = False
    line_breaks: str = "keep"
    restore_ms: int = 500
    fetches: int = 0
    enabled: bool = True
    follow: bool = True
    chat: bool = True
    box: tuple[int, ...] = ()
    keeps_focus: bool = False

    @property
    def is_terminal(self) -> bool:
        """Whether its paste key is that of terminals."""
        return self.paste_key == "Ctrl+Shift+V"


@dataclass(frozen=True, slots=True)
class NoChat:
    """Programs that are named as no chat.

    Attributes:
        kind: ``terminal``, ``editor``, ``emacs``, ``secret``, ``files``, ``remote`` or ``system``.
        programs: As in ``ClientRule``.
        paste_key: What a person presses there to paste.
    """

    kind: str
    programs: tuple[str, ...]
    paste_key: str = "Ctrl+V"


@dataclass(frozen=True, slots=True)
class _Shipped:
    """What the rules file says."""

    rules: tuple[ClientRule, ...] = ()
    no_chat: tuple[NoChat, ...] = ()
    browsers: tuple[str, ...] = ()


_DEFAULTS: Final = ClientRule("", "")
_FIELDS: Final = tuple(field.name for field in fields(ClientRule))
_LEAST_MS: Final = {"restore_ms": 500, "delay_ms": 0, "fetches": 0}


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: ClientRule
    title: re.Pattern[str] | None
    buyer: re.Pattern[str] | None


class Clients:
    """All rules in the order in which they are tried.

    Attributes:
        rules: As given, disabled ones included.
        problems: Rules that can't work as written, in the user's language.
    """

    def __init__(
        self,
        rules: Iterable[ClientRule],
        no_chat: Sequence[NoChat] = (),
        browsers: Sequence[str] = (),
    ) -> None:
        """Compile the rules; one with a broken expression is left out and named.

        Args:
            rules: In the order in which they are tried.
            no_chat: Programs that are no chat where no rule names them.
            browsers: Names of browsers, of which a rule that looks at no title takes every page.
        """
        self.rules: tuple[ClientRule, ...] = tuple(rules)
        self._no_chat, self._browsers = tuple(no_chat), tuple(browsers)
        self.problems: list[UserError] = []
        self._by_id = {rule.id: rule for rule in self.rules}
        self._compiled = [c for rule in self.rules if (c := self._compile(rule)) is not None]
        # A paste asks several times about one window, and each answer costs up to a millisecond.
        self._look_up = lru_cache(_REMEMBERED)(self._first_fit)
        self._no_chat_of = lru_cache(_REMEMBERED)(self._named_as_none)
        self._base_of = lru_cache(_REMEMBERED)(self._manner)
        self._browser = lru_cache(_REMEMBERED)(lambda program: _named(program, self._browsers))

    @classmethod
    def load(cls, edits: Iterable[Mapping[str, Any]] = (), path: Path = RULES_FILE) -> Clients:
        """Read the shipped rules and merge a shop's edits (the option ``clients``).

        A missing or broken file gives the edits alone and a problem, never an error: the
        sidebar must come up, and cards still copy.
        """
        problems: list[UserError] = []
        shipped = _Shipped()
        try:
            shipped = _read(path)
        except (OSError, ValueError, TypeError, AttributeError) as error:
            log.error("clients: shipped rules unreadable (%s)", type(error).__name__)
            problems.append(
                UserError(
                    tr("聊天软件规则文件读不出来:{name}", name=path.name),
                    tr("请重新安装程序;在此之前可以用“停靠到下一个点击的窗口”添加聊天软件。"),
                )
            )
        clients = cls(merge(shipped.rules, edits), shipped.no_chat, shipped.browsers)
        clients.problems[:0] = problems
        return clients

    def match(self, target: Target | None) -> ClientRule | None:
        """Give the first enabled rule that makes this window a chat, or None for no chat.

        A dialog of a chat client is none: what is pasted there is an answer to the program.
        """
        found = self._find(target)
        if target is None or target.dialog or found is None or not found.rule.chat:
            return None
        return found.rule

    def rule(self, target: Target | None) -> ClientRule | None:
        """Give the rule that says how pasting works in this window, be it a chat or not.

        What a rule for pages leaves open (``fetches``, ``delay_ms``) is the browser's own.
        """
        found = self._find(target)
        if target is None or found is None:
            return None
        rule = found.rule
        if not self.is_browser(target):
            return rule
        base = self._base_of(_normal(target.program))
        return replace(
            rule, fetches=rule.fetches or base.fetches, delay_ms=rule.delay_ms or base.delay_ms
        )

    def no_chat(self, target: Target | None) -> NoChat | None:
        """Give what is known of a program that is named as no chat; None for all others.

        It is told of the program alone: a person's own rule may name it nevertheless.
        """
        return self._no_chat_of(_normal(target.program)) if target is not None else None

    def is_browser(self, target: Target) -> bool:
        """Tell whether the program is a browser, whose pages are all kinds of things."""
        return self._browser(_normal(target.program))

    def buyer(self, target: Target | None) -> str:
        """Give the buyer's name where the rule says how to read it off the title, else empty."""
        found = self._find(target)
        if target is None or found is None or found.buyer is None:
            return ""
        match = _search(found.buyer, target.title)
        return (match["buyer"] or "").strip() if match else ""

    def get(self, id: str) -> ClientRule | None:
        """Give a rule by its id."""
        return self._by_id.get(id)

    def _find(self, target: Target | None) -> _Compiled | None:
        if target is None or not target.program:
            return None
        return self._look_up(_normal(target.program), target.title[:MAX_TITLE])

    def _named_as_none(self, program: str) -> NoChat | None:
        return next((e for e in self._no_chat if program and _named(program, e.programs)), None)

    def _first_fit(self, program: str, title: str) -> _Compiled | None:
        for entry in self._compiled:
            if _named(program, entry.rule.programs) and (
                entry.title is None or _search(entry.title, title)
            ):
                # A disabled rule hides its program; it must not fall through to a wider rule.
                return entry if entry.rule.enabled else None
        return None

    def _manner(self, program: str) -> ClientRule:
        """Give the rule of a browser that says how pasting works in all of its pages."""
        rules = (entry.rule for entry in self._compiled if not entry.rule.chat)
        return next((rule for rule in rules if _named(program, rule.programs)), _DEFAULTS)

    def _compile(self, rule: ClientRule) -> _Compiled | None:
        title = buyer = None
        try:
            title = re.compile(rule.title) if rule.title else None
        except re.error as error:
            # Without its title such a rule would take every window of the program.
            self._broken(rule, tr("标题规则"), error)
            return None
        try:
            buyer = re.compile(rule.buyer) if rule.buyer else None
            if buyer is not None and "buyer" not in buyer.groupindex:
                raise re.error("no group named buyer")
        except re.error as error:
            buyer = None
            self._broken(rule, tr("买家名规则"), error)
        return _Compiled(rule, title, buyer)

    def _broken(self, rule: ClientRule, part: str, error: re.error) -> None:
        log.warning("clients: broken expression in rule %s", rule.id)
        self.problems.append(
            UserError(
                tr("“{name}”的{part}写得不对:{fault}", name=rule.name, part=part, fault=error),
                tr("请在设置的“聊天软件”里修改;在那之前这条规则不起作用。"),
            )
        )


def merge(
    shipped: Iterable[ClientRule], edits: Iterable[Mapping[str, Any]]
) -> tuple[ClientRule, ...]:
    """Lay a shop's edits over the shipped rules.

    An edit of a known id changes the fields that it names, in place; a new id comes first, so
    that what a person picked by hand wins over what was shipped.
    """
    rules = {rule.id: rule for rule in shipped}
    own: list[ClientRule] = []
    for edit in edits:
        id = edit.get("id")
        try:
            if id in rules:
                rules[id] = _rule(rules[id], edit, {})
            else:
                own.append(_rule(_DEFAULTS, edit, {}))
        except (TypeError, ValueError):
            log.warning("clients: unusable edit of a rule ignored")
    return (*own, *rules.values())


def rule_for(target: Target, taken: Iterable[str] = (), *, page: bool = False) -> dict[str, Any]:
    """Make an edit that turns a picked window into a chat client.

    Of a browser only the page is meant (``title_rule``; an empty title is for the caller to
    refuse). Of any other program nothing is known, and some send at each line break, so the text
    goes there in one line until a person says otherwise. Pages keep them: of fifteen editors in
    web pages none sent (docs/targets.md).

    Args:
        target: The window that was clicked.
        taken: Ids in use.
        page: It is a page in a browser.
    """
    program = _normal(target.program)
    base = "picked-" + (re.sub(r"[^\w.-]+", "-", program).strip("-") or "window")
    used, id, number = set(taken), base, 2
    while id in used:
        id, number = f"{base}-{number}", number + 1
    edit: dict[str, Any] = {"id": id, "name": program, "programs": [_literal(program)]}
    return edit | ({"title": title_rule(target.title)} if page else {"line_breaks": "space"})


def as_edit(rule: ClientRule, shipped: ClientRule | None = None) -> dict[str, Any]:
    """Give the entry of the option ``clients`` for a rule: the fields that differ, and its id."""
    base = shipped or _DEFAULTS
    edit: dict[str, Any] = {"id": rule.id}
    for name in _FIELDS[1:]:
        value = getattr(rule, name)
        if value != getattr(base, name):
            edit[name] = list(value) if isinstance(value, tuple) else value
    return edit


def with_rule(
    edits: Iterable[Mapping[str, Any]], rule: ClientRule, shipped: ClientRule | None
) -> list[dict[str, Any]]:
    """Lay a changed rule into the option ``clients``, as small an entry as it can be."""
    edit = as_edit(rule, shipped)
    kept = [dict(entry) for entry in edits]
    place = next((n for n, entry in enumerate(kept) if entry.get("id") == rule.id), len(kept))
    kept[place : place + 1] = [] if len(edit) == 1 and shipped is not None else [edit]
    return kept


def _normal(program: str) -> str:
    """Write a program's name as rules do: Wine's class is that of Windows, with its ``.exe``."""
    name = program.strip().lower()
    while (shorter := name.removesuffix(".exe")) not in ("", name):
        name = shorter  # all of them, so that a name that was shortened already stays as it is
    return name


def _named(program: str, globs: Iterable[str]) -> bool:
    return any(fnmatchcase(program, glob) for glob in globs)


def _search(pattern: re.Pattern[str], title: str) -> re.Match[str] | None:
    """Try an expression on the page's own title, then on that of the window."""
    return pattern.search(page_title(title)) or pattern.search(title[:MAX_TITLE])


def _read(path: Path) -> _Shipped:
    """Read the rules file.

    Raises:
        OSError, ValueError, TypeError, AttributeError: It is missing or broken.
    """
    import tomllib  # kept off the way to the first painted card

    data = tomllib.loads(path.read_text(encoding="utf-8"))
    groups, patterns = data.get("groups", {}), data.get("patterns", {})

    def filled(entry: Mapping[str, Any]) -> dict[str, Any]:
        title = entry.get("title", "")
        for name, pattern in patterns.items():
            title = title.replace("{" + name + "}", pattern)
        return {**entry, "title": title}

    return _Shipped(
        tuple(_rule(_DEFAULTS, filled(entry), groups) for entry in data.get("client", [])),
        tuple(
            NoChat(
                entry["kind"],
                _programs(entry["programs"], groups) or (),
                entry.get("paste_key", "Ctrl+V"),
            )
            for entry in data.get("no_chat", [])
        ),
        _programs(["@browsers"], groups) or (),
    )


def _literal(program: str) -> str:
    """Quote the glob characters of a program name, and the ``@`` that would name a group."""
    return re.sub(r"([*?\[]|^@)", r"[\1]", program)


def _rule(base: ClientRule, entry: Mapping[str, Any], groups: Mapping[str, Any]) -> ClientRule:
    """Lay a table over a rule; a field of the wrong kind keeps the value of ``base``.

    Raises:
        ValueError: If there is no id.
    """
    id = entry.get("id")
    if not isinstance(id, str) or not id:
        raise ValueError("rule without id")
    found: dict[str, Any] = {"id": id}
    for name in _FIELDS[1:]:
        if name in entry:
            value = _clean(name, entry[name], groups)
            if value is None:
                log.warning("clients: bad %s in rule %s ignored", name, id)
            else:
                found[name] = value
    rule = replace(base, **found)
    return rule if rule.name else replace(rule, name=rule.id)


def _clean(name: str, value: Any, groups: Mapping[str, Any]) -> Any:
    """Give the value for a field, or None if it is of no use."""
    if name == "programs":
        return _programs(value, groups)
    if name == "box":
        return _spot(value)
    kind = type(getattr(_DEFAULTS, name))
    if kind is int:
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return max(_LEAST_MS[name], min(_MAX_WAIT_MS, value))
    if not isinstance(value, kind):
        return None
    if name == "line_breaks":
        return value if value in LINE_BREAKS else None
    if name == "paste_key":
        try:
            return str(Hotkey.parse(value))
        except HotkeyError:
            return None
    return value


def _spot(value: Any) -> tuple[int, ...] | None:
    if not isinstance(value, list | tuple) or len(value) not in (0, 2):
        return None
    if any(isinstance(n, bool) or not isinstance(n, int) or not 0 <= n <= _MAX_SPOT for n in value):
        return None
    return tuple(value)


def _programs(value: Any, groups: Mapping[str, Any]) -> tuple[str, ...] | None:
    if not isinstance(value, list | tuple):
        return None
    found: list[str] = []
    for name in value:
        if not isinstance(name, str):
            return None
        if name.startswith("@"):
            found.extend(_normal(str(member)) for member in groups.get(name[1:], ()))
        elif name.strip():
            found.append(_normal(name))
    return tuple(found)
