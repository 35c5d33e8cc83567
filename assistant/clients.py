"""Which windows are chat clients (聊天软件), and how each takes a pasted text.

The rules are data: the shipped ones in ``resources/clients.toml``, a shop's own edits in the
option ``clients``. Nothing here asks a platform: a ``Target`` says all that is needed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from assistant.keys import Hotkey, HotkeyError
from assistant.ports import Target
from phrasebook.i18n import tr
from phrasebook.model import UserError

log = logging.getLogger(__name__)

RULES_FILE: Final = Path(__file__).resolve().parent.parent / "resources" / "clients.toml"
_MAX_WAIT_MS: Final = 10_000
_MAX_SPOT: Final = 20_000
# A page may set a title of any length; a shop's own expression should not chew on all of it.
_MAX_TITLE: Final = 512


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
        restore_ms: Wait before the old clipboard comes back where fetches can't be counted.
        fetches: How often the program fetches one paste; 0 if unknown.
        enabled: Off means the program counts as no chat client.
        follow: The sidebar docks to it by itself.
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
    restore_ms: int = 500
    fetches: int = 0
    enabled: bool = True
    follow: bool = True
    box: tuple[int, ...] = ()
    keeps_focus: bool = False


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

    def __init__(self, rules: Iterable[ClientRule]) -> None:
        """Compile the rules; one with a broken expression is left out and named."""
        self.rules: tuple[ClientRule, ...] = tuple(rules)
        self.problems: list[UserError] = []
        self._by_id = {rule.id: rule for rule in self.rules}
        self._compiled = [c for rule in self.rules if (c := self._compile(rule)) is not None]

    @classmethod
    def load(cls, edits: Iterable[Mapping[str, Any]] = (), path: Path = RULES_FILE) -> Clients:
        """Read the shipped rules and merge a shop's edits (the option ``clients``).

        A missing or broken file gives the edits alone and a problem, never an error: the
        sidebar must come up, and cards still copy.
        """
        import tomllib  # kept off the way to the first painted card

        problems: list[UserError] = []
        shipped: list[ClientRule] = []
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            groups = data.get("groups", {})
            for entry in data.get("client", []):
                shipped.append(_rule(_DEFAULTS, entry, groups))
        except (OSError, ValueError, TypeError, AttributeError) as error:
            log.error("clients: shipped rules unreadable (%s)", type(error).__name__)
            problems.append(
                UserError(
                    tr("聊天软件规则文件读不出来:{name}", name=path.name),
                    tr("请重新安装程序;在此之前可以用“停靠到下一个点击的窗口”添加聊天软件。"),
                )
            )
        clients = cls(merge(shipped, edits))
        clients.problems[:0] = problems
        return clients

    def match(self, target: Target | None) -> ClientRule | None:
        """Give the first enabled rule that fits this window, or None for no chat client."""
        found = self._find(target)
        return found.rule if found else None

    def buyer(self, target: Target | None) -> str:
        """Give the buyer's name where the rule says how to read it off the title, else empty."""
        found = self._find(target)
        if target is None or found is None or found.buyer is None:
            return ""
        match = found.buyer.search(target.title[:_MAX_TITLE])
        return (match["buyer"] or "").strip() if match else ""

    def get(self, id: str) -> ClientRule | None:
        """Give a rule by its id."""
        return self._by_id.get(id)

    def _find(self, target: Target | None) -> _Compiled | None:
        if target is None or not target.program:
            return None
        program = target.program.lower()
        title = target.title[:_MAX_TITLE]
        for entry in self._compiled:
            if any(fnmatchcase(program, glob) for glob in entry.rule.programs) and (
                entry.title is None or entry.title.search(title)
            ):
                # A disabled rule hides its program; it must not fall through to a wider rule.
                return entry if entry.rule.enabled else None
        return None

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


def rule_for(target: Target, taken: Iterable[str] = ()) -> dict[str, Any]:
    """Make an edit that turns the program of a picked window into a chat client.

    Args:
        target: The window that was clicked.
        taken: Ids in use.
    """
    base = "picked-" + (re.sub(r"[^\w.-]+", "-", target.program.lower()).strip("-") or "window")
    used, id, number = set(taken), base, 2
    while id in used:
        id, number = f"{base}-{number}", number + 1
    return {"id": id, "name": target.program, "programs": [_literal(target.program.lower())]}


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
            found.extend(str(member).lower() for member in groups.get(name[1:], ()))
        elif name.strip():
            found.append(name.strip().lower().removesuffix(".exe"))
    return tuple(found)
