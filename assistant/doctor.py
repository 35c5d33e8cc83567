"""What works on this machine, and what would help where something does not.

Nothing here needs a window or Qt: the caller hands in the back-ends that it has. No check reads
a phrase, a title or what is on the clipboard.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant import invocation
from assistant.ports import Capability, KeyVault, Registration
from phrasebook.i18n import tr
from phrasebook.model import UserError

if TYPE_CHECKING:
    from assistant.backends import Backends
    from assistant.hotkeys import HotkeyTable
    from assistant.paths import Paths
    from phrasebook.store import Store

LEAST_PYTHON: Final = (3, 11)
LEAST_FREE: Final = 50 * 1024 * 1024
"""Bytes. The phrasebook with its backups stays far below; less than this ends badly soon."""

_CLIPBOARD_S: Final = 3.0  # the helper's start counts too, and a check-up is not in a hurry
_DATABASE_S: Final = 30.0
_CARET_S: Final = 3.0
_FONTS_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the check-up.

    Attributes:
        name: Stable word for scripts.
        title: What was looked at, in the user's language.
        ok: It works as it should.
        detail: What was found.
        advice: What would help; empty where nothing is wrong.
        essential: Banhua is of no use without it.
    """

    name: str
    title: str
    ok: bool
    detail: str
    advice: str = ""
    essential: bool = False


def checks(
    paths: Paths | UserError,
    store: Store | UserError | None,
    *,
    hotkeys: Capability | None = None,
    registrations: Sequence[Registration] = (),
    beside_us: bool = False,
    keys: Capability | None = None,
    windows: Capability | None = None,
    caret: Capability | None = None,
    vault: KeyVault | None = None,
    problems: Sequence[UserError] = (),
    environ: Mapping[str, str] = os.environ,
    platform: str = sys.platform,
) -> list[Check]:
    """Look at everything.

    Args:
        paths: The user's folders, or why they can't be used.
        store: The open phrasebook, why it does not open, or None to look at the file alone.
        hotkeys: What the hotkey back-end says; None leaves the line out, as for the next ones.
        registrations: What became of each hotkey.
        beside_us: Banhua runs besides this check, and holds the hotkeys.
        keys: What the key sender says.
        windows: What the window tracker says.
        caret: What the caret back-end says, once it was asked.
        vault: The keyring; it is asked only for what asks no person.
        problems: What else was met (broken settings, broken rules).
        environ: The environment.
        platform: ``sys.platform``.
    """
    found = [_python(), _qt(), _session(environ, platform)]
    if hotkeys is not None:
        found.append(_hotkeys(hotkeys, registrations, beside_us=beside_us))
    if keys is not None:
        found.append(_of("keys", tr("粘贴按键"), keys, tr("可以把话术粘贴到聊天框")))
    if windows is not None:
        found.append(_of("windows", tr("窗口跟踪"), windows, tr("可以停靠和核对窗口")))
        if platform.startswith("linux") and windows.ok:
            # A tracker that works but has something to say lacks its window manager.
            found.append(
                Check(
                    "window_manager",
                    tr("窗口管理器"),
                    not windows.reason,
                    windows.reason or tr("正在运行"),
                    windows.advice,
                )
            )
    if caret is not None:
        found.append(_of("accessibility", tr("输入框的光标"), caret, tr("可以核对光标在输入框里")))
    found.append(_clipboard(platform))
    if platform.startswith("linux"):
        found.append(_fonts())
    if isinstance(paths, UserError):
        found.append(_failed("data_folder", tr("数据文件夹"), paths))
    else:
        found.append(_folder(paths.data, writable=paths.writable))
        found.append(_database(paths.data, store))
        if vault is not None:
            from assistant.desk import check_up

            found.extend(check_up.checks(paths.data, vault))
    found.extend(
        Check("problem", tr("设置"), False, problem.message, problem.advice) for problem in problems
    )
    return found


def usable(found: Sequence[Check]) -> bool:
    """Tell whether nothing essential fails."""
    return all(check.ok or not check.essential for check in found)


def exit_code(found: Sequence[Check]) -> int:
    """Give 0 if Banhua can be used here, else 1."""
    return 0 if usable(found) else 1


def as_text(found: Sequence[Check]) -> str:
    """Lay the check-up out for people."""
    lines = []
    for check in found:
        mark = "✓" if check.ok else ("✗" if check.essential else "!")
        lines.append(f"{mark} {check.title}:{check.detail}")
        if check.advice and not check.ok:
            lines.append(f"    → {check.advice}")
    gaps = sum(not check.ok for check in found)
    lines.append("")
    if not gaps:
        lines.append(tr("一切正常。"))
    elif usable(found):
        lines.append(tr("可以使用,有 {gaps} 处可以改进。", gaps=gaps))
    else:
        lines.append(tr("现在还不能使用,请先处理带 ✗ 的项目。"))
    return "\n".join(lines)


def as_json(found: Sequence[Check]) -> str:
    """Lay the check-up out for scripts: one JSON object."""
    import json

    table: dict[str, Any] = {"usable": usable(found), "checks": [asdict(check) for check in found]}
    return json.dumps(table, ensure_ascii=False, indent=2)


def report(
    paths: Paths, store: Store | UserError | None, backends: Backends, table: HotkeyTable | None
) -> str:
    """Check the running program and lay it out for people (takes up to some seconds)."""
    return as_text(of_backends(paths, store, backends, table))


def of_backends(
    paths: Paths | UserError,
    store: Store | UserError | None,
    backends: Backends,
    table: HotkeyTable | None = None,
    problems: Sequence[UserError] = (),
    *,
    beside_us: bool = False,
) -> list[Check]:
    """Look at everything, given the back-ends in use; finds the keyring itself."""
    vault: KeyVault | None = None
    if not isinstance(paths, UserError):
        from assistant import backends as factory
        from assistant.desk.keys import held_by

        vault = factory.pick_vault(held_by(paths.data))
    return checks(
        paths,
        store,
        hotkeys=backends.listener.capability(),
        registrations=table.states() if table is not None else (),
        beside_us=beside_us,
        keys=backends.keys.capability(),
        windows=backends.tracker.capability(),
        caret=backends.caret.find_out(_CARET_S),
        vault=vault,
        problems=problems,
    )


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check(
        "python",
        "Python",
        sys.version_info >= LEAST_PYTHON,
        version,
        "" if sys.version_info >= LEAST_PYTHON else tr("请安装 Python 3.11 或更新的版本。"),
        essential=True,
    )


def _qt() -> Check:
    from importlib.metadata import PackageNotFoundError, version

    for package in ("PySide6-Essentials", "PySide6"):
        try:
            return Check("qt", "Qt (PySide6)", True, version(package), essential=True)
        except PackageNotFoundError:
            continue
    return Check(
        "qt",
        "Qt (PySide6)",
        False,
        tr("没有安装"),
        invocation.how_to_repair(),
        essential=True,
    )


def _session(environ: Mapping[str, str], platform: str) -> Check:
    title = tr("桌面会话")
    if platform == "win32":
        return Check("session", title, True, "Windows")
    if platform == "darwin":
        return Check(
            "session",
            title,
            False,
            "macOS",
            tr("macOS 上卡片只能复制:点一下卡片,再到聊天框按 Command+V。"),
        )
    wayland = environ.get("WAYLAND_DISPLAY") or environ.get("XDG_SESSION_TYPE") == "wayland"
    if wayland:
        return Check(
            "session",
            title,
            False,
            "Wayland",
            tr("Wayland 不让程序监听快捷键和查看别的窗口。登录时选“Xorg”(X11)会话可以一键粘贴。"),
        )
    if environ.get("DISPLAY"):
        return Check("session", title, True, "X11")
    return Check(
        "session",
        title,
        False,
        tr("没有图形界面"),
        invocation.without_screen(),
    )


def _hotkeys(able: Capability, registrations: Sequence[Registration], *, beside_us: bool) -> Check:
    title = tr("全局快捷键")
    if not able.ok:
        return _of("hotkeys", title, able, "")
    if beside_us:
        words = tr("伴话正在运行,按键由它自己占着;每个键的情况见设置的“按键”。")
        return Check("hotkeys", title, True, words)
    refused = [entry for entry in registrations if not entry.ok]
    by_hook = "、".join(str(entry.hotkey) for entry in registrations if entry.hooked)
    hook = tr(";{listed} 被别的程序占用,由伴话拦截按键", listed=by_hook) if by_hook else ""
    if refused:
        listed = "、".join(f"{entry.hotkey}({entry.reason})" for entry in refused)
        words = tr(
            "{good} 个可用,{bad} 个不可用:{listed}",
            good=len(registrations) - len(refused),
            bad=len(refused),
            listed=listed,
        )
        advice = (
            tr("请在设置的“按键”里换一个或选“照样用”,或关掉占用它的程序。")
            if any(entry.taken for entry in refused)
            else tr("请在设置的“按键”里换一个,或关掉占用它的程序。")
        )
        return Check("hotkeys", title, False, f"{words}{hook}", advice)
    if by_hook:
        words = tr("{good} 个全部可用", good=len(registrations))
        return Check("hotkeys", title, True, f"{words}{hook}")
    if registrations:
        return Check("hotkeys", title, True, tr("{good} 个全部可用", good=len(registrations)))
    return _of("hotkeys", title, able, tr("可以注册"))


def _of(name: str, title: str, able: Capability, fine: str) -> Check:
    detail = (fine or tr("可用")) if able.ok else able.reason
    return Check(name, title, able.ok, f"{detail} [{able.backend}]", able.advice)


def _clipboard(platform: str) -> Check:
    from assistant.backends import pyperclip_reader

    title = tr("剪贴板")
    outcome = pyperclip_reader.read(_CLIPBOARD_S)
    if outcome.problem == "no_tool":
        advice = tr("剪贴板工具缺失,可能没有桌面会话。")
        if platform.startswith("linux"):
            advice = tr("请安装 xclip,例如 sudo apt install xclip。粘贴不受影响。")
        return Check("clipboard", title, False, tr("找不到读剪贴板的工具"), advice)
    if outcome.problem == "timeout":
        return Check(
            "clipboard",
            title,
            False,
            tr("占用剪贴板的程序没有回应"),
            tr("请关掉没有响应的程序,再复制一次。"),
        )
    # "failed" is a picture, files or nothing at all: the way there works.
    return Check("clipboard", title, True, tr("可以读取"))


def _fonts(command: Sequence[str] = ("fc-list", ":lang=zh-cn", "family")) -> Check:
    import subprocess

    title = tr("中文字体")
    advice = tr("请安装 fonts-noto-cjk,例如 sudo apt install fonts-noto-cjk。")
    try:
        done = subprocess.run(
            list(command),
            capture_output=True,
            timeout=_FONTS_S,
            check=False,
            encoding="utf-8",
            errors="replace",
        )
    except (OSError, subprocess.TimeoutExpired):
        return Check("fonts", title, False, tr("无法查询(没有 fc-list)"), advice)
    families = {line.strip() for line in done.stdout.splitlines() if line.strip()}
    if not families:
        return Check("fonts", title, False, tr("没有找到,文字会显示成方框"), advice)
    return Check("fonts", title, True, tr("{count} 种", count=len(families)))


def _folder(folder: Path, *, writable: bool, usage: Callable[[Path], Any] | None = None) -> Check:
    import shutil

    title = tr("数据文件夹")
    if not writable:
        return Check(
            "data_folder",
            title,
            False,
            tr("{folder} 不能写入", folder=folder),
            tr("话术可以看和粘贴,但改动无法保存。请检查权限,或用 --data-dir 换一个文件夹。"),
        )
    try:
        free = (usage or shutil.disk_usage)(folder).free
    except OSError:
        return Check("data_folder", title, True, str(folder))
    megabytes = free // (1024 * 1024)
    if free < LEAST_FREE:
        return Check(
            "data_folder",
            title,
            False,
            tr("{folder} 只剩 {free} MB", folder=folder, free=megabytes),
            tr("请清理磁盘,否则改动可能无法保存。"),
        )
    return Check(
        "data_folder", title, True, tr("{folder},剩余 {free} MB", folder=folder, free=megabytes)
    )


def _database(folder: Path, store: Store | UserError | None) -> Check:
    title = tr("话术库")
    if isinstance(store, UserError):
        return _failed("database", title, store)
    if store is not None:
        return _open_database(title, store)
    from phrasebook.store import backup
    from phrasebook.store.schema import PHRASEBOOK

    path = folder / PHRASEBOOK.file_name
    if not path.exists():
        return Check("database", title, True, tr("还没有,第一次启动时建立"), essential=True)
    sound = backup.is_sound(path)
    return Check(
        "database",
        title,
        sound,
        tr("完好") if sound else tr("文件已损坏:{path}", path=path),
        "" if sound else tr("请从 backups 文件夹里取回最近的备份。"),
        essential=True,
    )


def _open_database(title: str, store: Store) -> Check:
    from concurrent.futures import TimeoutError as TooSlow

    try:
        store.check().result(_DATABASE_S)
    except UserError as fault:
        return _failed("database", title, fault)
    except TooSlow:
        return Check(
            "database",
            title,
            False,
            tr("检查没有在 30 秒内完成"),
            tr("请稍后再试。"),
            essential=True,
        )
    if store.notice is not None:
        return Check("database", title, False, store.notice.message, store.notice.advice)
    return Check("database", title, True, tr("完好"), essential=True)


def _failed(name: str, title: str, fault: UserError) -> Check:
    return Check(name, title, False, fault.message, fault.advice, essential=True)
