"""Every setting of the program in one typed table, and the file that keeps them.

The file is plain JSON, so that a shop can read it. It is a convenience, never a reason to stop:
a broken file is put aside and said, a bad value falls back to its default, and where the folder
takes no writing the values live on in memory.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.keys import Hotkey, HotkeyError
from phrasebook import files
from phrasebook.i18n import tr
from phrasebook.model import UserError

log = logging.getLogger(__name__)

_MAX_TEXT: Final = 2000
_MAX_COORDINATE: Final = 100_000

Check = Callable[[Any], Any]


class BadValueError(ValueError):
    """A value that an option cannot take, not even clamped."""


@dataclass(frozen=True, slots=True)
class Option:
    """One setting.

    Attributes:
        name: Dotted name, as in the file; never renamed once shipped.
        default: Used where the file says nothing usable.
        check: Gives the value to store (clamped) or raises ``BadValueError``.
        title: Short Chinese name; the page that shows it translates it.
        help: One Chinese sentence; empty for what no page shows.
        low: Smallest number, with ``high`` for the page's slider; None where it has no range.
        high: Largest number.
        choices: Allowed texts, in the order to show; empty where any will do.
    """

    name: str
    default: Any
    check: Check
    title: str
    help: str = ""
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadValueError("true or false expected")
    return value


def _whole(value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadValueError("number expected")
    try:
        return max(low, min(high, round(value)))
    except (ValueError, OverflowError) as error:  # JSON allows NaN and Infinity here
        raise BadValueError("finite number expected") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise BadValueError("text expected")
    return value.encode("utf-8", "replace").decode("utf-8")[:_MAX_TEXT]


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise BadValueError("table expected")
    return {
        _text(k): _text(v) for k, v in value.items() if isinstance(k, str) and isinstance(v, str)
    }


def _keys(value: Any) -> dict[str, str]:
    kept = {}
    for action, text in _texts(value).items():
        try:
            kept[action] = str(Hotkey.parse(text)) if text.strip() else ""
        except HotkeyError:
            log.warning("options: unreadable key for action %s dropped", action)
    return kept


def _hotkeys(value: Any) -> list[str]:
    if not isinstance(value, list | tuple):
        raise BadValueError("list expected")
    kept: list[str] = []
    for text in value:
        try:
            kept.append(str(Hotkey.parse(_text(text))))
        except (HotkeyError, BadValueError):
            log.warning("options: unreadable hooked key dropped")
    return sorted(set(kept))


def _side(value: Any) -> str:
    if value not in SIDES:
        raise BadValueError("unknown side")
    return str(value)


def _per_client(value: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(value, Mapping):
        raise BadValueError("table expected")
    kept: dict[str, dict[str, Any]] = {}
    for client, entry in value.items():
        if not isinstance(client, str) or not isinstance(entry, Mapping):
            continue
        clean: dict[str, Any] = {}
        for key, check in (("side", _side), ("width", lambda v: _whole(v, MIN_WIDTH, MAX_WIDTH))):
            try:
                if key in entry:
                    clean[key] = check(entry[key])
            except BadValueError:
                log.warning("options: bad %s remembered for a client dropped", key)
        if clean:
            kept[client] = clean
    return kept


def _rules(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list | tuple):
        raise BadValueError("list expected")
    return [
        dict(rule)
        for rule in value
        if isinstance(rule, Mapping) and isinstance(rule.get("id"), str) and rule["id"]
    ]


def _shifts(value: Any) -> list[dict[str, str]]:
    """Check the shape only; what the times mean is checked where they are read (desk.shifts)."""
    if not isinstance(value, list | tuple):
        raise BadValueError("list expected")
    return [
        {key: _text(one[key]) for key in ("name", "begin", "end")}
        for one in value
        if isinstance(one, Mapping)
        and all(isinstance(one.get(key), str) for key in ("name", "begin", "end"))
    ]


def _geometry(value: Any) -> list[int]:
    if not isinstance(value, list | tuple) or len(value) not in (0, 4):
        raise BadValueError("[] or [x, y, width, height] expected")
    return [
        _whole(number, 1 if place > 1 else -_MAX_COORDINATE, _MAX_COORDINATE)
        for place, number in enumerate(value)
    ]


def _bool(name: str, default: bool, title: str, help: str = "") -> Option:
    return Option(name, default, _flag, title, help)


def _int(name: str, default: int, low: int, high: int, title: str, help: str = "") -> Option:
    return Option(name, default, lambda v: _whole(v, low, high), title, help, low, high)


def _choice(name: str, choices: tuple[str, ...], title: str, help: str = "") -> Option:
    def check(value: Any) -> str:
        if value not in choices:
            raise BadValueError("not one of the choices")
        return str(value)

    return Option(name, choices[0], check, title, help, choices=choices)


SIDES: Final = ("right", "left", "free")
MIN_WIDTH: Final = 320
MAX_WIDTH: Final = 640

OPTIONS: Final[tuple[Option, ...]] = (
    _choice("dock.side", SIDES, "停靠位置", "侧栏贴在聊天窗口的哪一边,或者自由摆放。"),
    _int("dock.width", 388, MIN_WIDTH, MAX_WIDTH, "侧栏宽度", "单位是 100 % 缩放下的像素。"),
    _bool("dock.auto", True, "自动跟随", "切换到哪个聊天软件,侧栏就停靠到哪个。"),
    _bool(
        "dock.make_room",
        True,
        "自动让位",
        "旁边放不下时移动或收窄聊天窗口,取消停靠后还原;侧栏不会盖住聊天框。",
    ),
    Option("dock.per_client", {}, _per_client, "每个聊天软件的停靠方式"),
    _bool(
        "paste.only_chat",
        True,
        "只粘贴到聊天窗口",
        "前台不是聊天软件、网页不是客服台时不粘贴,只放到剪贴板。",
    ),
    _bool("paste.restore", True, "粘贴后还原剪贴板", "话术粘贴完,剪贴板恢复成原来的内容。"),
    Option("keys", {}, _keys, "快捷键", "只记录改过的;留空表示不用这个快捷键。"),
    Option("keys.hooked", [], _hotkeys, "别的程序占用也照样用的快捷键"),
    _choice("look.theme", ("system", "light", "dark"), "外观", "跟随系统,或者固定为浅色、深色。"),
    _int("look.text_size", 100, 80, 160, "文字大小", "百分比。"),
    _int("manual.text_size", 100, 80, 160, "手册文字大小", "百分比,和文字大小相乘。"),
    Option("manual.last", "", _text, "上次看的手册页"),
    _choice("list.order", ("standard", "often", "recent"), "话术顺序", "标准、常用或最近的在前。"),
    _int("list.step", 1, 0, 6, "当前流程步骤"),
    Option("shop.values", {}, _texts, "店铺资料", "填进话术里的变量,例如店铺名、快递。"),
    Option("agent.number", "", _text, "工号", "填进话术里的 {工号}。"),
    Option("agent.shift_label", "", _text, "班次"),
    Option("desk.shifts", [], _shifts, "班次表", "每个班次的名字和起止时间,可以跨午夜。"),
    Option("desk.shift", "", _text, "我的班次", "留空表示按时间算。"),
    _choice(
        "desk.retention",
        ("30", "7", "90", "never"),
        "保留天数",
        "一位买家的事全部办完后再留这么多天,然后彻底删除。",
    ),
    _choice(
        "desk.lock_idle",
        ("0", "5", "15", "30"),
        "几分钟没人用就锁上",
        "这么多分钟没动键盘鼠标就锁上备注本;锁屏和睡眠时总会锁上。",
    ),
    _int("desk.keep_full_days", 7, 1, 30, "完整号码保留天数", "到期后只剩打码的。"),
    _bool("reminders.toast", True, "到点弹一条提示", "在侧栏底部显示,不抢焦点。"),
    _bool("reminders.sound", False, "到点响一声"),
    _int("desk.text_from", 9, 0, 12, "短信最早几点", "早于这个钟点不催。"),
    _int("desk.text_until", 21, 13, 24, "短信最晚几点", "晚于这个钟点不催。"),
    Option("clients", [], _rules, "聊天软件规则", "改过或新增的聊天软件规则。"),
    Option("window.free_geometry", [], _geometry, "自由摆放时的位置"),
    _bool("tray.keep", True, "关闭后留在托盘", "关掉侧栏后程序继续在托盘运行,快捷键仍可用。"),
    _bool(
        "clipboard.watch",
        False,
        "复制买家的话就给建议",
        "只在聊天软件或客服网页里复制时看一眼剪贴板:只取文字,不取图片,不保存;"
        "密码软件标为保密的内容不去取。",
    ),
    _int(
        "suggest.threshold",
        15,
        0,
        90,
        "推荐的把握",
        "百分比;越高越少打扰,拿不准的就不推荐。",
    ),
    _bool(
        "rewrite.on",
        False,
        "按买家的话改写",
        "卡片的右键菜单里多出“按买家的话改写”,由您自己的服务改写,改好后由您决定用不用。",
    ),
    Option("rewrite.address", "", _text, "改写服务的地址", "兼容 OpenAI 的接口,到 /v1 为止。"),
    Option("rewrite.model", "", _text, "改写用的模型"),
)
_BY_NAME: Final = {option.name: option for option in OPTIONS}

Changed = Callable[[str, Any], None]
ProblemFound = Callable[[UserError], None]


def option(name: str) -> Option:
    """Give the table row of ``name``.

    Raises:
        KeyError: If there is no such option (a fault of ours).
    """
    return _BY_NAME[name]


class Options:
    """The settings of one data folder. ``get`` may be called from any thread.

    Attributes:
        problems: What went wrong so far, for a banner; a write fault is named once until a
            write succeeds again.
    """

    def __init__(self, path: Path) -> None:
        """Read ``path``; a missing file means defaults, a broken one is put aside."""
        self.problems: list[UserError] = []
        self._path = path
        self._lock = threading.RLock()
        self._values: dict[str, Any] = {}
        # Settings of a newer version are kept as they are, so that going back loses nothing.
        self._unknown: dict[str, Any] = {}
        self._listeners: list[Changed] = []
        self._problem_listeners: list[ProblemFound] = []
        self._write_failed = False
        self._load()

    def get(self, name: str) -> Any:
        """Give the value of an option (tables and lists as copies).

        Raises:
            KeyError: If there is no such option.
        """
        value = self._values.get(name, _BY_NAME[name].default)
        return deepcopy(value) if isinstance(value, dict | list) else value

    def set(self, name: str, value: Any) -> None:
        """Store a value, clamped to what the option allows, and tell listeners of a real change.

        A folder that takes no writing is reported in ``problems``; the value holds in memory.

        Raises:
            KeyError: If there is no such option.
            BadValueError: If the value is of another kind altogether.
        """
        clean = _BY_NAME[name].check(value)
        with self._lock:
            if clean == self.get(name):
                return
            self._values[name] = clean
            self._save()
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(name, deepcopy(clean))

    def reset(self, name: str) -> None:
        """Go back to the default."""
        self.set(name, _BY_NAME[name].default)

    def listen(self, callback: Changed) -> Callable[[], None]:
        """Call ``callback(name, value)`` after each real change; returns a way to stop that."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def on_problem(self, callback: ProblemFound) -> None:
        """Call ``callback`` for each problem from now on (earlier ones stand in ``problems``)."""
        self._problem_listeners.append(callback)

    def _report(self, message: str, advice: str) -> None:
        problem = UserError(message, advice)
        self.problems.append(problem)
        for callback in self._problem_listeners:
            callback(problem)

    def _load(self) -> None:
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            log.warning("options: not readable (errno %s)", error.errno)
            self._put_aside(tr("设置文件读不出来"))
            return
        try:
            found = json.loads(raw.decode("utf-8-sig"))
            if not isinstance(found, dict):
                raise ValueError("not a table")  # the same fault as broken JSON
        except (ValueError, RecursionError):  # ValueError covers bad UTF-8 and bad JSON
            log.warning("options: file is broken, defaults are used")
            self._put_aside(tr("设置文件已损坏"))
            return
        for name, value in found.items():
            known = _BY_NAME.get(name)
            if known is None:
                self._unknown[name] = value
                continue
            try:
                self._values[name] = known.check(value)
            except BadValueError:
                log.warning("options: bad value of %s, the default is used", name)

    def _put_aside(self, what: str) -> None:
        """Move the file away, so that the next save does not destroy what a person may mend."""
        number = 1
        while (aside := self._path.with_name(f"{self._path.name}.broken-{number}")).exists():
            number += 1
        try:
            files.replace(self._path, aside)
        except OSError as error:
            log.warning("options: broken file not moved (errno %s)", error.errno)
            self._report(what, tr("已改用默认设置。请检查数据文件夹的权限。"))
        else:
            self._report(
                what,
                tr(
                    "已改用默认设置,原文件保存为 {name}。话术和其他数据不受影响。",
                    name=aside.name,
                ),
            )

    def _save(self) -> None:
        """Write all values at once: a crash at any moment leaves the old file or the new one."""
        changed = {
            name: value for name, value in self._values.items() if value != _BY_NAME[name].default
        }
        text = json.dumps(self._unknown | changed, ensure_ascii=False, indent=2, sort_keys=True)
        # A symlinked file (settings kept in a synced folder) stays a symlink.
        place = Path(os.path.realpath(self._path))
        try:
            files.write_whole(place, text.encode("utf-8", "replace"))
        except OSError as error:
            log.warning("options: not saved (errno %s)", error.errno)
            if not self._write_failed:
                self._write_failed = True
                self._report(
                    tr("设置没能保存到磁盘"),
                    tr("这次运行里仍然有效,退出后会丢失。请检查磁盘空间和数据文件夹的权限。"),
                )
        else:
            self._write_failed = False
