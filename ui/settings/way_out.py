"""The choice below a hotkey that another program holds: have it all the same, by a hook."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from assistant.hotkeys import HOOKED
from assistant.keys import Hotkey
from assistant.options import Options
from ui.i18n import tr
from ui.settings.parts import button, label


class WayOut(QWidget):
    """What the hook means for one key, with a button to choose it or to take it back.

    Signals:
        chosen: Have the key by the hook, or no longer.
    """

    chosen = Signal(bool)

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._on = False
        self.words = label(kind="hint")
        self.button = button("", lambda: self.chosen.emit(not self._on), "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.words)
        column.addWidget(self.button)

    def show_choice(self, key: Hotkey, *, on: bool) -> None:
        """Say what the hook does, or would do, with this key."""
        self._on = on
        if on:
            self.words.setText(
                tr(
                    "{key} 正由伴话拦截,占用它的程序收不到。每次按键都先经过伴话的键盘钩子,"
                    "锁屏和退出时停下。",
                    key=str(key),
                )
            )
            self.button.setText(tr("不再拦截"))
        else:
            self.words.setText(
                tr(
                    "也可以照样用:伴话装一个键盘钩子,每次按键都先经过它,不记录内容,只拦下这个键;"
                    "占用它的程序就收不到了。安全软件可能会报警或拦住。"
                )
            )
            self.button.setText(tr("照样用(拦截按键)"))
        self.button.setAccessibleName(f"{self.button.text()} {key}")


def choose(options: Options, key: Hotkey, on: bool) -> None:
    """Keep the choice for a key, or take it back."""
    keys = set(options.get(HOOKED)) - {str(key)}
    options.set(HOOKED, sorted(keys | ({str(key)} if on else set())))
