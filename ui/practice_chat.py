"""The practice chat (练习聊天): a small chat client whose buyers follow a script.

It runs as its own process, so that the sidebar meets it exactly as it meets a real chat client:
another program's window, with a title that carries the buyer's name and an input box that
sends on Enter. Nothing written here goes anywhere.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final, TextIO

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFocusEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from assistant import invocation, terminal
from assistant.arguments import Parser, path
from ui import screen
from ui.i18n import tr
from ui.inputs import TextField
from ui.plain import Label
from ui.practice_parts import (
    BubbleDelegate,
    BuyerDelegate,
    BuyersModel,
    Conversation,
    Message,
    MessagesModel,
    ScriptLine,
)
from ui.sheets import scrollbar_sheet
from ui.signals import ParentWatch
from ui.theme import ThemeMode, theme

PROGRAM: Final = "banhua-practice"
"""Program name: WM_CLASS on X11, and what the built-in client rule looks for."""
TITLE: Final = "伴话练习 – {buyer}"
"""Window title. Never translated: the client rule reads the buyer's name out of it."""


class Dump:
    """Writes what happens as JSON lines, so that a test can read it from another process.

    Each line holds ``event`` (``ready``, ``buyer``, ``input``, ``sent``, ``received``,
    ``focus``, ``blur``), ``at`` (seconds since the epoch) and, where it applies, ``buyer`` and
    ``text``.
    """

    def __init__(self, path: Path | None) -> None:
        """Write to ``path``; None writes nothing."""
        self._file: TextIO | None = path.open("a", encoding="utf-8") if path else None

    def write(self, event: str, **values: object) -> None:
        """Write one line at once."""
        if self._file is not None:
            line = {"event": event, "at": time.time(), **values}
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Close the file; later lines are dropped."""
        if self._file is not None:
            self._file.close()
            self._file = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line asked for; see ``--help``."""

    dump: Path | None
    delay: float | None
    buyer: str
    mode: ThemeMode
    geometry: tuple[int, int, int, int] | None
    with_parent: bool = False


class InputBox(TextField):
    """The chat's input box: Enter sends, Shift+Enter starts a new line."""

    send_requested = Signal()
    focus_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty box."""
        super().__init__("", parent)
        self.setObjectName("practiceInput")
        self.setAccessibleName(tr("输入消息"))
        self.setPlaceholderText(tr("输入消息,Enter 发送,Shift+Enter 换行"))
        self.setFrameShape(QFrame.Shape.NoFrame)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send on a plain Enter that no input method needs."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not plain:
            if not self.composing and not event.isAutoRepeat():
                self.send_requested.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the box has the focus."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the box lost the focus."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)


class PracticeChat(QWidget):
    """The window: buyers on the left, messages and the input box on the right."""

    def __init__(
        self,
        conversations: list[Conversation],
        *,
        dump: Dump | None = None,
        delay: float | None = None,
    ) -> None:
        """Open on the first buyer.

        Args:
            conversations: The scripted buyers; each says a first line at once.
            dump: Where tests read what was typed and sent.
            delay: Seconds until a buyer answers; None takes those of the script.
        """
        super().__init__()
        self.setObjectName("practiceChat")
        self._dump = dump or Dump(None)
        self._delay = delay
        self._buyers = BuyersModel(conversations, self)
        self._messages = MessagesModel(self)
        self._current: Conversation | None = None
        self._build()
        for conversation in conversations:
            self._say_next(conversation)
        self._list.setCurrentIndex(self._buyers.index(0))
        theme().changed.connect(self._restyle)
        self._restyle()
        self.input.setFocus()

    # ------------------------------------------------------------------ construction
    def _build(self) -> None:
        self._list = QListView()
        self._list.setObjectName("practiceBuyers")
        self._list.setAccessibleName(tr("买家列表"))
        self._list.setModel(self._buyers)
        self._list.setItemDelegate(BuyerDelegate(self._list))
        self._list.setFixedWidth(210)
        # As in real clients a click on a buyer leaves the caret in the input box.
        self._list.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._list.selectionModel().currentChanged.connect(self._choose)
        self._head = Label()
        self._head.setObjectName("practiceHead")
        self._view = QListView()
        self._view.setObjectName("practiceMessages")
        self._view.setAccessibleName(tr("聊天记录"))
        self._view.setModel(self._messages)
        self._bubbles = BubbleDelegate(self._view)
        self._view.setItemDelegate(self._bubbles)
        self._view.setResizeMode(QListView.ResizeMode.Adjust)
        self._view.setWordWrap(True)
        self._view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for view in (self._list, self._view):
            view.setFrameShape(QFrame.Shape.NoFrame)
            view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.input = InputBox()
        self.input.setFixedHeight(112)
        self.input.textChanged.connect(self._input_changed)
        self.input.send_requested.connect(self.send)
        self.input.focus_changed.connect(lambda has: self._dump.write("focus" if has else "blur"))
        button = QPushButton(tr("发送(Enter)"))
        button.setObjectName("practiceSend")
        button.setAccessibleName(tr("发送"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self.send)
        hint = Label(tr("练习用:写的话不会发给任何人"))
        hint.setObjectName("practiceHint")
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 0, 12, 10)
        foot.addWidget(hint)
        foot.addStretch()
        foot.addWidget(button)
        panel = QFrame()
        panel.setObjectName("practicePanel")
        bottom = QVBoxLayout(panel)
        bottom.setContentsMargins(0, 6, 0, 0)
        bottom.setSpacing(4)
        bottom.addWidget(self.input)
        bottom.addLayout(foot)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._head)
        right.addWidget(self._view, 1)
        right.addWidget(panel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._list)
        row.addLayout(right, 1)

    def sizeHint(self) -> QSize:
        """Open about as large as a desktop chat client."""
        return QSize(860, 640)

    def _restyle(self) -> None:
        color = {
            name: theme().color(name).name()
            for name in ("bg", "card", "line", "ink", "sub", "accent", "on_accent")
        }
        self.setStyleSheet(
            f"#practiceChat {{background:{color['bg']}}}"
            f"#practiceBuyers {{background:{color['card']};padding-top:8px;"
            f"border-right:1px solid {color['line']}}}"
            f"#practiceMessages {{background:{color['bg']};padding-top:8px}}"
            f"#practiceHead {{background:{color['card']};color:{color['ink']};"
            f"padding:12px 16px;border-bottom:1px solid {color['line']}}}"
            f"#practicePanel {{background:{color['card']};"
            f"border-top:1px solid {color['line']}}}"
            f"#practiceInput {{background:{color['card']};color:{color['ink']};padding:2px 10px}}"
            f"#practiceHint {{color:{color['sub']}}}"
            f"#practiceSend {{background:{color['accent']};color:{color['on_accent']};border:0;"
            f"border-radius:6px;padding:6px 16px}}"
            f"#practiceSend:focus {{border:2px solid {color['ink']}}}" + scrollbar_sheet()
        )
        self._show_head()
        self._list.viewport().update()
        self._view.viewport().update()

    def _show_head(self) -> None:
        if self._current is not None:
            sub = theme().color("sub").name()
            self._head.set_rich(
                f"<b>{escape(self._current.name)}</b>&nbsp;&nbsp;"
                f"<span style='color:{sub}'>{escape(self._current.note)}</span>"
            )

    # ------------------------------------------------------------------ behaviour
    def _choose(self, index: QModelIndex) -> None:
        conversation = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(conversation, Conversation):
            return
        self._current = conversation
        conversation.unread = 0
        self._bubbles.letter = conversation.name[:1]
        self._buyers.touched(conversation)
        self._messages.show_conversation(conversation)
        self._view.scrollToBottom()
        self.setWindowTitle(TITLE.format(buyer=conversation.name))
        self._show_head()
        self._dump.write("buyer", buyer=conversation.name)
        self.input.setFocus()

    def choose(self, name: str) -> None:
        """Show the conversation with the buyer of this name."""
        names = [conversation.name for conversation in self._buyers.conversations]
        self._list.setCurrentIndex(self._buyers.index(names.index(name)))

    def _input_changed(self) -> None:
        name = self._current.name if self._current else ""
        self._dump.write("input", buyer=name, text=self.input.text())

    def send(self) -> None:
        """Send what stands in the input box, unless it is blank."""
        text = self.input.text()
        if self._current is None or not text.strip():
            return
        conversation = self._current
        self._add(conversation, Message(text, mine=True))
        self._dump.write("sent", buyer=conversation.name, text=text)
        self.input.clear()
        self.input.setFocus()
        if conversation.said < len(conversation.lines):
            script = conversation.lines[conversation.said].seconds
            wait = script if self._delay is None else self._delay
            asked = conversation.said
            QTimer.singleShot(int(wait * 1000), self, lambda: self._answer(conversation, asked))

    def _answer(self, conversation: Conversation, asked: int) -> None:
        """Say the next line, once even if the agent sent several messages meanwhile."""
        if conversation.said == asked:
            self._say_next(conversation)

    def _say_next(self, conversation: Conversation) -> None:
        if conversation.said >= len(conversation.lines):
            return
        text = conversation.lines[conversation.said].text
        conversation.said += 1
        if conversation is not self._current:
            conversation.unread += 1
        self._add(conversation, Message(text, mine=False))
        self._dump.write("received", buyer=conversation.name, text=text)

    def _add(self, conversation: Conversation, message: Message) -> None:
        conversation.messages.append(message)
        self._buyers.touched(conversation)
        if conversation is self._current:
            self._messages.append(message)
            self._view.scrollToBottom()

    def changeEvent(self, event: QEvent) -> None:
        """Give the input box the focus whenever the window becomes active."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.input.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the last message in sight."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._view.scrollToBottom)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the dump, so that its last line is whole."""
        self._dump.close()
        super().closeEvent(event)


def conversations() -> list[Conversation]:
    """Give the scripted buyers of the resources, in their order."""
    from assistant.practice import buyers

    return [
        Conversation(
            buyer.name,
            buyer.note,
            tuple(ScriptLine(line.say, line.delay_s) for line in buyer.lines),
        )
        for buyer in buyers()
    ]


def parse(argv: Sequence[str]) -> Choices:
    """Read the command line of ``main.py practice``; wrong usage leaves with exit code 2."""
    parser = Parser(
        prog=f"{invocation.program()} practice",
        description=tr("练习聊天:按剧本说话的买家,不联网"),
    )
    parser.add_argument("--dump", type=path, help=tr("把收发的内容写成 JSON 行(测试用)"))
    parser.add_argument("--delay", type=float, help=tr("买家隔几秒回话,0 表示马上"))
    parser.add_argument("--buyer", default="", help=tr("先打开哪位买家"))
    parser.add_argument("--theme", choices=("system", "light", "dark"), default="system")
    parser.add_argument("--geometry", default="", help="WxH+X+Y")
    parser.add_argument(
        "--with-parent", action="store_true", help=tr("标准输入关闭(启动它的程序退出)时一起退出")
    )
    given = parser.parse_args(argv)
    place = re.fullmatch(r"(\d+)x(\d+)\+(-?\d+)\+(-?\d+)", given.geometry)
    if given.geometry and place is None:
        parser.error(tr("--geometry 要写成 宽x高+左+上,例如 860x640+20+20"))
    width, height, left, top = (int(part) for part in place.groups()) if place else (0, 0, 0, 0)
    return Choices(
        dump=given.dump,
        delay=given.delay,
        buyer=given.buyer,
        mode=given.theme,
        geometry=(left, top, width, height) if place else None,
        with_parent=given.with_parent,
    )


def run(argv: Sequence[str]) -> int:
    """Show the practice chat until it is closed.

    Args:
        argv: The arguments after ``main.py practice``.

    Returns:
        The exit code: 0 done, 1 refused (no scripts, no such buyer).
    """
    choices = parse(argv)
    with screen.opened():
        app = QApplication([PROGRAM])
    # WM_CLASS comes from both: the instance from argv[0], the class from the name.
    app.setApplicationName(PROGRAM)
    QGuiApplication.setDesktopFileName(PROGRAM)
    theme().force(choices.mode)
    theme().apply()
    buyers = conversations()
    if not buyers:
        terminal.say(tr("练习用的剧本读不出来,请重新安装程序"))
        return 1
    if choices.buyer and choices.buyer not in [buyer.name for buyer in buyers]:
        terminal.say(tr("没有叫“{name}”的买家", name=choices.buyer))
        return 1
    dump = Dump(choices.dump)
    window = PracticeChat(buyers, dump=dump, delay=choices.delay)
    if choices.buyer:
        window.choose(choices.buyer)
    if choices.geometry is not None:
        window.setGeometry(*choices.geometry)
    window.show()
    dump.write("ready", window=int(window.winId()))
    watch = ParentWatch(0) if choices.with_parent else None
    if watch is not None:
        watch.gone.connect(app.quit)
        watch.start()
    return app.exec()
