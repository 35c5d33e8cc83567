"""Words that may be trouble on the platform a text goes to, and offers that are over.

The rules are data: ``resources/content/words.toml``, over which a shop may lay a ``words.toml`` of
its own in the data folder. They warn with reason, source and date and never block: what an agent
writes in a chat is not always an advertisement, and platforms judge by context.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from phrasebook import resources
from phrasebook.i18n import tr

FILE_NAME: Final = "words.toml"

# Full-width letters, digits and signs to half-width, one for one, so that places stay the same.
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_TOML_LINE: Final = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class Warning:
    """Something to think about before a text goes out.

    Attributes:
        word: As it stands in the text.
        reason: Why (user's language).
        platforms: Where this holds; empty means everywhere.
        rewording: What may stand in its place; empty if there is no plain replacement.
        source: Where the rule comes from, or that it was not verified.
        date: ``YYYY-MM-DD``: since when the rule holds, or when it was noted.
    """

    word: str
    reason: str
    platforms: tuple[str, ...] = ()
    rewording: str = ""
    source: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    words: Mapping[str, str]
    platforms: tuple[str, ...]
    reason: str
    source: str
    date: str


class WordCheck:
    """The rules, read on first use and again when the shop's file changed.

    Attributes:
        problems: What is wrong in the shop's file (user's language); its other rules still hold.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Look for the shop's ``words.toml`` in ``folder`` (the data folder)."""
        self._overlay = folder / FILE_NAME if folder else None
        self._stamp: tuple[int, int] | None = None
        self._rules: list[_Rule] | None = None
        self.problems: list[str] = []

    def warm(self) -> None:
        """Read the rules now (10 to 20 ms), in an idle moment, so that the first paste is quick."""
        self._current()

    def check(
        self, text: str, platform: str, *, valid_until: str = "", today: date | None = None
    ) -> list[Warning]:
        """Say what to think about before ``text`` goes to a chat of ``platform``.

        Args:
            text: The filled text.
            platform: Platform id of the chat client's rule (``taobao``); empty or unknown means
                that only the rules for all platforms apply.
            valid_until: Last day of the phrase's offer (``YYYY-MM-DD``); empty: no end.
            today: Local day; None asks the clock.

        Returns:
            In the order of the text, each word once; an expired offer first.
        """
        found: dict[str, tuple[int, Warning]] = {}
        plain = text.translate(_HALF_WIDTH)
        for rule in self._current():
            if rule.platforms and platform not in rule.platforms:
                continue
            allowed = [m.span() for m in rule.unless.finditer(plain)] if rule.unless else []
            for match in rule.pattern.finditer(plain):
                start, end = match.span()
                if any(a <= start and end <= b for a, b in allowed):
                    continue
                word = text[start:end]
                rewording = rule.words[_key(match.group())]
                warning = Warning(
                    word, rule.reason, rule.platforms, rewording, rule.source, rule.date
                )
                found.setdefault(word, (start, warning))
        warnings = [warning for _, warning in sorted(found.values(), key=lambda pair: pair[0])]
        over = expired(valid_until, today or date.today())
        return [over, *warnings] if over else warnings

    def _current(self) -> list[_Rule]:
        stamp = self._seen()
        if self._rules is None or stamp != self._stamp:
            self._stamp = stamp
            self._rules = self._load()
        return self._rules

    def _seen(self) -> tuple[int, int] | None:
        try:
            stat = self._overlay.stat() if self._overlay else None
        except OSError:
            return None
        return (stat.st_mtime_ns, stat.st_size) if stat else None

    def _load(self) -> list[_Rule]:
        self.problems = []
        tables = {row["id"]: row for row in resources.read_toml("content", FILE_NAME)["word"]}
        for number, row in enumerate(self._shop_rows(), start=1):
            if not isinstance(row, dict) or not _is_text(row.get("id")):
                self._say(tr('第 {n} 条没有 id:补上 id = "…"', n=number))
            elif row.get("off") is True:
                tables.pop(row["id"], None)
            elif problem := _problem(row):
                self._say(f"{row['id']}: {problem}")
            else:
                tables[row["id"]] = row
        return [_rule(row) for row in tables.values()]

    def _shop_rows(self) -> list[Any]:
        if self._overlay is None or self._stamp is None:
            return []
        import tomllib

        try:
            data = tomllib.loads(self._overlay.read_text(encoding="utf-8-sig"))
        except OSError:
            self._say(tr("打不开:请检查文件权限"))
        except UnicodeDecodeError:
            self._say(tr("不是 UTF-8 编码:请用 UTF-8 另存"))
        except tomllib.TOMLDecodeError as error:
            line = _TOML_LINE.search(str(error))
            where = tr("第 {line} 行", line=line[1]) if line else tr("末尾")
            self._say(tr("{where}格式有误,先用自带的词表:请检查引号和方括号", where=where))
        except RecursionError:
            self._say(tr("括号套得太深,先用自带的词表:请检查方括号和花括号"))
        else:
            rows = data.get("word", [])
            return rows if isinstance(rows, list) else [rows]
        return []

    def _say(self, problem: str) -> None:
        self.problems.append(f"{FILE_NAME} {problem}")


def check(text: str, platform: str) -> list[Warning]:
    """Check with the rules that ship with the program, without a shop's own."""
    return _built_in.check(text, platform)


def expired(valid_until: str, today: date) -> Warning | None:
    """Warn of an offer whose last day is over; a date that cannot be read never is."""
    try:
        last = date.fromisoformat(valid_until)
    except ValueError:
        return None
    if last >= today:
        return None
    reason = tr(
        "这条话术里的优惠到 {month}月{day}日 已经结束,请改好再用", month=last.month, day=last.day
    )
    return Warning(word=tr("优惠已过期"), reason=reason, date=valid_until)


def _problem(row: dict[str, Any]) -> str:
    words = row.get("words")
    if not isinstance(words, dict) or not words:
        return tr('缺少 words:写成 [word.words],下面一行一个 "词" = "换成什么"')
    if not all(_is_text(word) and isinstance(new, str) for word, new in words.items()):
        return tr("words 里的词和换法都要写成带引号的文字")
    for key in ("platforms", "unless"):
        value = row.get(key, [])
        if not isinstance(value, list) or not all(_is_text(item) for item in value):
            return tr('{key} 要写成列表,如 ["一个", "又一个"]', key=key)
    return ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _rule(row: dict[str, Any]) -> _Rule:
    words = {_key(word): new for word, new in row["words"].items()}
    return _Rule(
        pattern=_pattern(words),
        unless=_pattern(row["unless"]) if row.get("unless") else None,
        words=words,
        platforms=tuple(row.get("platforms", ())),
        reason=str(row.get("reason", "")) or tr("店铺设的提醒词"),
        source=str(row.get("source", "")),
        date=str(row.get("date", "")),
    )


def _key(word: str) -> str:
    """Fold a word so that its spellings are one: width, case, spaces."""
    return "".join(word.translate(_HALF_WIDTH).split()).lower()


def _pattern(words: Any) -> re.Pattern[str]:
    """Match any of the words, the longest first, with spaces between characters allowed.

    A word that begins or ends with a Latin letter does not match inside a longer Latin word.
    """
    parts = []
    for word in sorted((_key(word) for word in words), key=len, reverse=True):
        spaced = r"\s*".join(re.escape(char) for char in word)
        before = r"(?<![a-z0-9])" if word[0].isascii() else ""
        after = r"(?![a-z0-9])" if word[-1].isascii() else ""
        parts.append(before + spaced + after)
    return re.compile("|".join(parts), re.IGNORECASE)


_built_in: Final = WordCheck()
