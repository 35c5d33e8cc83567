"""The standard phrases: ``resources/content/phrases/*.toml`` → checked values → the store.

A file holds ``[[phrase]]`` tables (uid, scene, title, text and more, see ``_KEYS``) and
``[[scene]]`` tables (id, examples). Cards come in rounds: the first phrase of every scene in the
order of the files, then the second of every scene and so on, so that the first cards of a step
answer its most frequent questions and not one of them nine times. One bad entry
costs that entry, one broken file costs that file, and each gives a message that names file and
line; nothing is removed from the store as long as something could not be read.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from phrasebook import resources, template
from phrasebook.entries import EntryError, check_scenes, missing, words
from phrasebook.i18n import tr
from phrasebook.model import PhraseDraft
from phrasebook.scenes import scenes

if TYPE_CHECKING:
    from phrasebook.store import Store

TITLE_LIMIT: Final = 12
"""Longest title in characters: what one line of a card shows (design.md, section 4)."""

_FORMAT: Final = "1"  # raise it when the same files mean something else, so that all is read again
_UID = re.compile(r"[a-z]+\.[a-z]+/[a-z0-9-]+\Z")
_CODE = re.compile(r"[a-z0-9]{0,12}\Z")
_TOML_LINE = re.compile(r"at line (\d+)")
_TEXTS: Final = ("uid", "scene", "title", "text", "code", "when")
_LISTS: Final = ("variants", "buyer_types", "platforms")
_SOURCES: Final = "sources"
_KEYS: Final = frozenset((*_TEXTS, *_LISTS, _SOURCES, "ladder", "valid_until"))


@dataclass(frozen=True, slots=True)
class ContentPhrase:
    """A phrase of a content file: its stable id, what it says, and which source it carries.

    Attributes:
        uid: Stable id.
        draft: What it says.
        sources: Sections of the source documents, see ``phrasebook/sources.py``.
    """

    uid: str
    draft: PhraseDraft
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandardContent:
    """Everything that the content files say.

    Attributes:
        version: See ``content_version``.
        phrases: In the order of the files.
        examples: Messages as buyers type them, by scene id.
        problems: What is wrong in the files, for a person (user's language).
        complete: Nothing was left out; only then may missing phrases be taken as retired.
    """

    version: str
    phrases: list[ContentPhrase] = field(default_factory=list)
    examples: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What ``sync`` did.

    Attributes:
        added: New phrases.
        updated: Phrases with a new wording.
        kept: Phrases left alone because a user edited or removed them.
        removed: Phrases retired by the content.
        problems: What is wrong in the files (user's language).
    """

    added: int = 0
    updated: int = 0
    kept: int = 0
    removed: int = 0
    problems: list[str] = field(default_factory=list)


def content_version() -> str:
    """Return a checksum of the content files.

    Computed from the bytes, without parsing (about 0.3 ms for 50 KB), so that there is no version
    number to forget. It only tells versions apart; it proves nothing.
    """
    total = zlib.crc32(_FORMAT.encode())
    for file in (resources.path("content", "scenes.toml"), *_phrase_files()):
        try:
            content = file.read_bytes()
        except OSError:
            content = b"?"
        total = zlib.crc32(content, zlib.crc32(file.name.encode(), total))
    return f"{total:08x}"


def load_standard() -> StandardContent:
    """Read and check all content files. Never fails: what is wrong comes as ``problems``."""
    return _Loader(content_version()).load()


def sync(store: Store, left: Callable[[], bool] = lambda: False) -> SyncReport:
    """Bring the standard phrases of the program into the store where they changed.

    A phrase that a user edited or removed stays as the user left it, and positions are kept. A
    file that could not be read is tried again at the next start. Waits for the store's thread:
    under a millisecond where nothing changed.

    Args:
        store: The open store.
        left: Whether the program is left; asked on the store's thread too. Then nothing is kept.

    Raises:
        UserError: The store cannot write (full disk, say).
        GivenUpError: The program is left; the next start brings them in.
    """
    from phrasebook.store.errors import GivenUpError
    from phrasebook.store.standard import content_version as stored_version
    from phrasebook.store.standard import renew_search, search_is_renewed, sync_standard

    def check() -> None:
        if left():
            raise GivenUpError("the program is left")

    if store.read_only:
        return SyncReport()
    if not search_is_renewed(store).result():
        renew_search(store, check).result()
    if stored_version(store).result() == content_version():
        return SyncReport()
    content = load_standard()
    if not content.phrases:
        return SyncReport(problems=content.problems)
    counts = sync_standard(
        store,
        content.version,
        scenes(),
        [(phrase.uid, phrase.draft) for phrase in content.phrases],
        complete=content.complete,
        check=check,
    ).result()
    return SyncReport(counts.added, counts.updated, counts.kept, counts.removed, content.problems)


def _phrase_files() -> list[Path]:
    return resources.files("content", "phrases", suffix=".toml")


class _Loader:
    """Collects phrases and problems over all files."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._phrases: dict[str, ContentPhrase] = {}
        self._codes: dict[str, str] = {}
        self._examples: dict[str, tuple[str, ...]] = {}
        self._problems: list[str] = []
        self._complete = True

    def load(self) -> StandardContent:
        try:
            scenes()
        except (OSError, ValueError, KeyError):
            self._lose(tr("场景表 scenes.toml 读不了:请重新安装伴话,或用原来的文件换回来"))
        else:
            files = _phrase_files()
            if not files:
                self._lose(tr("没有找到标准话术文件:请重新安装伴话。已有的话术都还在"))
            for file in files:
                self._read(file)
        return StandardContent(
            self._version,
            _in_rounds(self._phrases.values()),
            self._examples,
            self._problems,
            self._complete,
        )

    def _lose(self, problem: str) -> None:
        self._problems.append(problem)
        self._complete = False

    def _read(self, file: Path) -> None:
        import tomllib

        try:
            text = file.read_text(encoding="utf-8-sig")
            data = tomllib.loads(text)
        except OSError:
            self._lose(tr("{file} 打不开:请检查文件权限", file=file.name))
        except UnicodeDecodeError:
            self._lose(tr("{file} 不是 UTF-8 编码:请用 UTF-8 另存", file=file.name))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = _TOML_LINE.search(str(error))
            line = found[1] if found else str(text.count("\n") + 1)
            advice = tr("多半是引号、方括号没有配对,或同一个名字写了两次")
            self._lose(
                tr(
                    "{file} 第 {line} 行格式有误,这个文件先跳过:{advice}",
                    file=file.name,
                    line=line,
                    advice=advice,
                )
            )
        else:
            self._take(file.name, text, data)

    def _take(self, name: str, text: str, data: dict[str, Any]) -> None:
        for key in data.keys() - {"phrase", "scene"}:
            self._problems.append(
                tr("{file} 里的 {key} 用不上:只认 [[phrase]] 和 [[scene]]", file=name, key=key)
            )
        for kind, take in (("phrase", self._phrase), ("scene", self._scene)):
            entries = data.get(kind, [])
            if not isinstance(entries, list):
                entries = [entries]
            for number, entry in enumerate(entries, start=1):
                place = _place(name, text, kind, number)
                try:
                    take(entry, place)
                except EntryError as error:
                    self._lose(f"{place} {error}")

    def _phrase(self, entry: Any, place: str) -> None:
        if not isinstance(entry, dict):
            raise EntryError(tr("要写成 [[phrase]],两层方括号"))
        phrase = _checked(entry)
        if phrase.uid in self._phrases:
            raise EntryError(tr("uid {uid} 前面已经有了:换一个", uid=phrase.uid))
        self._phrases[phrase.uid] = phrase
        draft = phrase.draft
        for key in sorted(entry.keys() - _KEYS):
            self._problems.append(
                place + " " + tr("不认识的名字 {key}:可用的有 {keys}", key=key, keys=_known())
            )
        if draft.code and self._codes.setdefault(draft.code, phrase.uid) != phrase.uid:
            other = self._codes[draft.code]
            self._problems.append(
                place
                + " "
                + tr("编码 {code} 和 {other} 重复:换一个,好搜得准", code=draft.code, other=other)
            )
        for wording in (draft.text, *draft.variants):
            self._problems.extend(f"{place} {problem}" for problem in template.problems(wording))

    def _scene(self, entry: Any, _place: str) -> None:
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            raise EntryError(tr("[[scene]] 要有 id"))
        scene_id = entry["id"]
        check_scenes([scene_id])
        examples = tuple(e.strip() for e in words(entry, "examples") if e.strip())
        self._examples[scene_id] = self._examples.get(scene_id, ()) + examples


def _checked(entry: dict[str, Any]) -> ContentPhrase:
    """Turn a table into a phrase.

    Raises:
        EntryError: It cannot be used.
    """
    texts = {}
    for key in _TEXTS:
        value = entry.get(key, "")
        if not isinstance(value, str):
            raise EntryError(tr("{key} 要写成带引号的文字", key=key))
        texts[key] = value.strip()
        if not texts[key] and key not in ("code", "when"):
            raise missing(key)
    scene_id = texts["scene"]
    check_scenes([scene_id])
    uid = texts["uid"]
    if not _UID.match(uid) or not uid.startswith(scene_id + "/"):
        raise EntryError(
            tr("uid {uid} 要以场景开头,如 {scene}/short-name", uid=uid, scene=scene_id)
        )
    if len(texts["title"]) > TITLE_LIMIT:
        raise EntryError(
            tr("标题有 {count} 个字,最多 {limit} 个", count=len(texts["title"]), limit=TITLE_LIMIT)
        )
    if not _CODE.match(texts["code"]):
        raise EntryError(tr("编码 {code} 只能用小写字母和数字,最多 12 个", code=texts["code"]))
    ladder = entry.get("ladder")
    if ladder is not None and (type(ladder) is not int or ladder not in range(1, 5)):
        raise EntryError(tr("ladder 是议价阶梯,只能是 1 到 4"))
    return ContentPhrase(
        uid,
        PhraseDraft(
            scene=scene_id,
            title=texts["title"],
            text=texts["text"],
            variants=words(entry, "variants"),
            code=texts["code"],
            buyer_types=words(entry, "buyer_types"),
            ladder=ladder,
            when=texts["when"],
            platforms=words(entry, "platforms"),
            valid_until=_last_day(entry.get("valid_until", "")),
        ),
        words(entry, _SOURCES),
    )


def _in_rounds(phrases: Iterable[ContentPhrase]) -> list[ContentPhrase]:
    """Order phrases by their place within their scene; the steps of a ladder stay together."""
    seen: Counter[str] = Counter()
    rounds: dict[int, list[ContentPhrase]] = {}
    for phrase in phrases:
        place = 0 if phrase.draft.ladder else seen[phrase.draft.scene]
        rounds.setdefault(place, []).append(phrase)
        seen[phrase.draft.scene] += 1
    return [phrase for place in sorted(rounds) for phrase in rounds[place]]


def _last_day(value: Any) -> str:
    if value == "":
        return ""
    try:
        return (value if type(value) is date else date.fromisoformat(value)).isoformat()
    except (TypeError, ValueError):
        raise EntryError(tr("valid_until 要写成日期,如 2026-12-31")) from None


def _known() -> str:
    return "、".join(sorted(_KEYS))


def _place(name: str, text: str, kind: str, number: int) -> str:
    """Name the line where the ``number``-th table of a kind begins."""
    heads = re.finditer(rf"^\s*\[\[\s*{kind}\s*\]\]", text, re.MULTILINE)
    for count, head in enumerate(heads, start=1):
        if count == number:
            line = text.count("\n", 0, head.end()) + 1
            return tr("{file} 第 {line} 行", file=name, line=line)
    return tr("{file} 第 {number} 条", file=name, number=number)
