"""Stand-ins for what a platform does not allow: they do nothing and say why.

With them the cards still copy on a click, the sidebar says so once, and ``doctor`` explains.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant import invocation
from assistant.keys import Hotkey
from assistant.ports import (
    Capability,
    CaretPlace,
    Press,
    Rect,
    Registration,
    Sent,
    Spot,
    Target,
    WindowListener,
    WindowState,
)
from phrasebook.i18n import tr
from phrasebook.model import UserError


def why(platform: str) -> tuple[str, str]:
    """Give the reason and the advice for a platform without keys and foreign windows.

    Args:
        platform: ``wayland``, ``macos``, ``offscreen`` or another name.
    """
    if platform == "wayland":
        return (
            tr("Wayland 不允许程序监听全局快捷键、查看别的窗口或向它们发送按键。"),
            tr("点卡片会复制文字,再到聊天框按 Ctrl+V;想要一键粘贴,请在登录界面选“Xorg”(X11)会话。"),
        )
    if platform == "macos":
        return (
            tr("macOS 上还不支持全局快捷键和自动粘贴。"),
            tr("点卡片会复制文字,再到聊天框按 Command+V。"),
        )
    if platform == "offscreen":
        return (
            tr("没有屏幕:没有别的窗口,也没有全局快捷键。"),
            invocation.without_screen(),
        )
    return (
        tr("这台电脑上缺少监听快捷键或发送按键所需的组件。"),
        tr("点卡片会复制文字;运行 {program} doctor 看看缺什么。", program=invocation.program()),
    )


class NullListener:
    """``HotkeyListener`` where no hotkeys can be had."""

    def __init__(self, reason: str, advice: str) -> None:
        """Remember what to say."""
        self._capability = Capability(False, "null", reason, advice)
        self._hotkeys: dict[Hotkey, None] = {}

    def capability(self) -> Capability:
        """Say why there are none."""
        return self._capability

    def register(self, hotkey: Hotkey, callback: Callable[[], None]) -> Registration:  # noqa: ARG002
        """Refuse with the reason."""
        self._hotkeys[hotkey] = None
        return Registration(hotkey, False, self._capability.reason)

    def unregister(self, hotkey: Hotkey) -> None:
        """Forget the key."""
        self._hotkeys.pop(hotkey, None)

    def refresh(self) -> list[Registration]:
        """Refuse all again."""
        return [Registration(key, False, self._capability.reason) for key in self._hotkeys]

    def close(self) -> None:
        """Nothing to give back."""


class NullSender:
    """``KeySender`` where no keys can be sent."""

    def __init__(self, reason: str, advice: str) -> None:
        """Remember what to say."""
        self._capability = Capability(False, "null", reason, advice)

    def capability(self) -> Capability:
        """Say why not."""
        return self._capability

    def can_reach(self, target: Target) -> Capability:  # noqa: ARG002
        """Reach no window."""
        return self._capability

    def paste(
        self,
        key: Hotkey,  # noqa: ARG002
        target: Target | None = None,  # noqa: ARG002
        same: Callable[[str], bool] | None = None,  # noqa: ARG002
    ) -> Sent:
        """Send nothing."""
        return Sent.BLOCKED

    def tap(
        self,
        key: Hotkey,  # noqa: ARG002
        times: int = 1,  # noqa: ARG002
        target: Target | None = None,  # noqa: ARG002
        same: Callable[[str], bool] | None = None,  # noqa: ARG002
    ) -> Sent:
        """Send nothing."""
        return Sent.BLOCKED

    def click(self, target: Target, spot: Spot) -> bool:  # noqa: ARG002
        """Click nothing."""
        return False

    def close(self) -> None:
        """Nothing to give back."""


class NullCaret:
    """``CaretPort`` where the caret of other programs cannot be told."""

    def __init__(self, reason: str, advice: str) -> None:
        """Remember what to say."""
        self._capability = Capability(False, "null", reason, advice)

    def capability(self) -> Capability:
        """Say why not."""
        return self._capability

    def find_out(self, within_s: float) -> Capability:  # noqa: ARG002
        """Say why there is none."""
        return self._capability

    def wake(self) -> None:
        """Nothing to begin."""

    def look(self, target: Target) -> None:
        """Nothing to look at."""

    def place(self, target: Target, within_s: float) -> CaretPlace:  # noqa: ARG002
        """Tell nothing, at once."""
        return "unknown"

    def put_back(self, target: Target, within_s: float) -> bool:  # noqa: ARG002
        """Move nothing."""
        return False

    def close(self) -> None:
        """Nothing to give back."""


class NullPointer:
    """``PointerPort`` where presses in other programs' windows cannot be seen."""

    def __init__(self, reason: str, advice: str) -> None:
        """Remember what to say."""
        self._capability = Capability(False, "null", reason, advice)

    def capability(self) -> Capability:
        """Say why not."""
        return self._capability

    def watch(self, target: Target) -> None:
        """Nothing to watch."""

    def pressed(self, target: Target) -> bool:  # noqa: ARG002
        """See no press."""
        return False

    def teach(self, done: Callable[[Press | None], None]) -> Capability:  # noqa: ARG002
        """Refuse with the reason; ``done`` is not called."""
        return self._capability

    def cancel(self) -> None:
        """Nothing to cancel."""

    def close(self) -> None:
        """Nothing to give back."""


class NullTracker:
    """``WindowTracker`` where other programs' windows cannot be seen."""

    def __init__(self, reason: str, advice: str) -> None:
        """Remember what to say."""
        self._capability = Capability(False, "null", reason, advice)

    def capability(self) -> Capability:
        """Say why not."""
        return self._capability

    def start(self, listener: WindowListener) -> int:  # noqa: ARG002
        """Watch nothing."""
        return -1

    def pump(self) -> None:
        """Nothing is queued."""

    def active(self) -> Target | None:
        """No window is known."""
        return None

    def pressed_at(self) -> float | None:
        """No key is heard."""
        return None

    def windows(self) -> list[Target]:
        """No window is known."""
        return []

    def exists(self, target: Target) -> bool:  # noqa: ARG002
        """No window is known."""
        return False

    def follow(self, target: Target | None) -> WindowState | None:  # noqa: ARG002
        """Follow nothing."""
        return None

    def resize(self, target: Target, frame: Rect, *, maximized: bool = False) -> None:
        """Move nothing."""

    def activate(self, target: Target) -> None:
        """Give the focus to nothing."""

    def pick(self, done: Callable[[Target | None], None]) -> Capability:  # noqa: ARG002
        """Refuse with the reason; ``done`` is not called."""
        return self._capability

    def cancel_pick(self) -> None:
        """Nothing to cancel."""

    def close(self) -> None:
        """Nothing to give back."""


class NullIdle:
    """``IdleTime`` where nobody knows."""

    def seconds(self) -> float | None:
        """Say that it cannot be told."""
        return None

    def close(self) -> None:
        """Nothing to give back."""


class NullAutostart:
    """``Autostart`` where the program does not choose it."""

    def capability(self) -> Capability:
        """Say that there is nothing to choose."""
        return Capability(False, "null")

    def on(self) -> bool:
        """Say no."""
        return False

    def set(self, on: bool) -> None:
        """Change nothing."""


class NullVault:
    """``KeyVault`` where there is no keyring that can be trusted."""

    name = ""
    title = ""

    def __init__(self, reason: str, advice: str) -> None:
        """Remember what to say."""
        self._capability = Capability(False, "null", reason, advice)

    def capability(self) -> Capability:
        """Say why there is none."""
        return self._capability

    def get(self, key_id: str) -> str | None:  # noqa: ARG002
        """Refuse with the reason."""
        raise self._refusal()

    def put(self, key_id: str, secret: str) -> None:  # noqa: ARG002
        """Refuse with the reason."""
        raise self._refusal()

    def remove(self, key_id: str) -> None:
        """Nothing is kept."""

    def quiet(self, key_id: str) -> bool:  # noqa: ARG002
        """Answer at once, with a refusal."""
        return False

    def _refusal(self) -> UserError:
        return UserError(self._capability.reason, self._capability.advice)
