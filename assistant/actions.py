"""One table of everything a person can do, with its default keys.

Menus, the shortcut editor, the manual and the tests read this table; handlers are bound where
the program is composed. Titles and help are Chinese source texts: whoever shows them translates.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from assistant.keys import Hotkey, HotkeyError

log = logging.getLogger(__name__)

Scope = Literal["global", "suggest", "sidebar", "card", "desk", "palette"]


class ActionId(StrEnum):
    """Name of an action; part of the settings file, so never renamed once shipped."""

    PALETTE = "palette"
    PASTE_1 = "paste.1"
    PASTE_2 = "paste.2"
    PASTE_3 = "paste.3"
    PASTE_4 = "paste.4"
    PASTE_5 = "paste.5"
    PASTE_6 = "paste.6"
    PASTE_7 = "paste.7"
    PASTE_8 = "paste.8"
    PASTE_9 = "paste.9"
    SUGGEST_SELECTION = "suggest.selection"
    SUGGEST_1 = "suggest.1"
    SUGGEST_2 = "suggest.2"
    SUGGEST_3 = "suggest.3"
    NOTE = "note"
    HANDOVER_NEW = "handover.new"
    REMINDER_NEW = "reminder.new"
    PAGE_BUYERS = "page.buyers"
    PAGE_HANDOVERS = "page.handovers"
    PAGE_REMINDERS = "page.reminders"
    STEP_NEXT = "step.next"
    STEP_PREVIOUS = "step.previous"
    SIDEBAR_TOGGLE = "sidebar.toggle"
    DOCK_PICK = "dock.pick"
    SEARCH = "search"
    NEW = "new"
    UNDO = "undo"
    SETTINGS = "settings"
    QUIT = "quit"
    STEP_1 = "step.1"
    STEP_2 = "step.2"
    STEP_3 = "step.3"
    STEP_4 = "step.4"
    STEP_5 = "step.5"
    STEP_6 = "step.6"
    STEP_7 = "step.7"
    CARD_PASTE = "card.paste"
    CARD_COPY = "card.copy"
    CARD_EDIT = "card.edit"
    CARD_PIN = "card.pin"
    CARD_VARIANTS = "card.variants"
    CARD_REWRITE = "card.rewrite"
    CARD_HOTKEY = "card.hotkey"
    CARD_DELETE = "card.delete"
    CARD_UP = "card.up"
    CARD_DOWN = "card.down"
    DESK_NEW = "desk.new"
    DESK_SEARCH = "desk.search"
    DESK_ACCEPT = "desk.accept"
    DESK_WORK = "desk.work"
    DESK_DONE = "desk.done"
    DESK_PASS = "desk.pass"
    DESK_ASK = "desk.ask"
    DESK_COPY = "desk.copy"
    DESK_PASTE = "desk.paste"
    DESK_HISTORY = "desk.history"
    DESK_END_SHIFT = "desk.end_shift"
    DESK_SNOOZE = "desk.snooze"
    DESK_OPEN_BUYER = "desk.open_buyer"
    DESK_REMIND = "desk.remind"
    DESK_HAND = "desk.hand"
    DESK_EDIT = "desk.edit"
    DESK_DELETE = "desk.delete"
    PALETTE_PASTE = "palette.paste"
    PALETTE_COPY = "palette.copy"
    PALETTE_CLOSE = "palette.close"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do.

    Attributes:
        id: Its name.
        title: Menu text, in Chinese.
        help: One sentence for tooltips and the manual.
        keys: Default keys as text, the first is the one shown; empty means none.
        icon: Name of an icon file without its ending; empty means none.
        scope: Where its keys work: everywhere (a registered hotkey), everywhere while there are
            suggestions, while the sidebar has the keys, on the selected card, on the pages of the
            desk (买家, 交接, 提醒), or in the palette.
        option: Name of the option that must be on for it to exist; empty means always.
    """

    id: ActionId
    title: str
    help: str
    keys: tuple[str, ...]
    icon: str
    scope: Scope
    option: str = ""


_STEP_NAMES: Final = ("招呼", "询问推荐", "议价", "核实", "道别", "跟进", "售后")

_DESK: Final = (
    ("new", "新建", "记一条备注、写一条交接或设一条提醒。", ("N",), "plus"),
    ("search", "查找", "在这一页里查找。", (), "search"),
    ("accept", "接手", "复述一句,接下这条交接。", ("A",), "check"),
    ("work", "开始处理", "把接下的交接标为处理中。", ("W",), "chevron-right"),
    ("done", "完成", "标为办完;备注再按一次改回未办。", ("D",), "check"),
    ("pass", "转下一班", "说明原因,交给下一班。", ("P",), "handover"),
    ("ask", "追问", "向写交接的人问一句,或回答。", ("Q",), "chat"),
    ("copy", "复制全文", "按标准格式复制,可以贴到群里。", ("C",), "copy"),
    ("paste", "粘贴备好的回复", "粘贴到聊天框,由你按发送。", ("V",), "paste"),
    ("history", "经过", "看这条交接从头到尾的经过。", ("I",), "list"),
    ("end_shift", "交班", "收齐没办完的事,一次交给下一班。", ("B",), "handover"),
    ("snooze", "稍后", "过一会儿再提醒。", ("S",), "clock"),
    ("open_buyer", "打开买家", "看这位买家的备注。", ("O",), "user"),
    ("remind", "设提醒", "从这一条设一条提醒。", ("R",), "clock"),
    ("hand", "写交接", "从这一条写一条交接。", ("H",), "handover"),
    ("edit", "修改", "修改这一条。", ("E",), "edit"),
    ("delete", "删除", "删除这一条,可以撤销。", ("Delete",), "trash"),
)
"""Actions of the desk's pages: id after ``desk.``, title, help, keys, icon."""

ACTIONS: Final[tuple[Action, ...]] = (
    Action(
        ActionId.PALETTE,
        "快速查找",
        "在任何窗口里打开查找框,输入几个字母后按回车就粘贴。",
        ("Ctrl+Alt+Space",),
        "search",
        "global",
    ),
    *(
        Action(
            ActionId(f"paste.{number}"),
            f"粘贴第 {number} 条",
            f"把当前步骤的第 {number} 张卡片粘贴到聊天框,不会发送。",
            (f"Ctrl+Alt+{number}",),
            "",
            "global",
        )
        for number in range(1, 10)
    ),
    Action(
        ActionId.SUGGEST_SELECTION,
        "看选中的话,给建议",
        "在聊天里选中买家的话再按,给出合适的回复;剪贴板保持原样。",
        ("Ctrl+Alt+S",),
        "chat",
        "global",
    ),
    *(
        Action(
            ActionId(f"suggest.{number}"),
            f"粘贴第 {number} 条建议",
            f"有建议回复时,把第 {number} 条粘贴到聊天框,不会发送。",
            (f"Alt+{number}",),
            "",
            "suggest",
        )
        for number in range(1, 4)
    ),
    Action(
        ActionId.NOTE,
        "记一条备注",
        "在任何窗口里给当前买家记一条备注,按回车保存。",
        ("Ctrl+Alt+N",),
        "note",
        "global",
    ),
    Action(
        ActionId.HANDOVER_NEW,
        "写交接",
        "给下一班写一条交接,买家已经填好。",
        ("Ctrl+Alt+H",),
        "handover",
        "global",
    ),
    Action(
        ActionId.REMINDER_NEW,
        "设提醒",
        "给当前买家设一条提醒。",
        ("Ctrl+Alt+R",),
        "clock",
        "global",
    ),
    Action(
        ActionId.PAGE_BUYERS,
        "打开“买家”",
        "看买家的备注和没办完的事。",
        ("Ctrl+Alt+U",),
        "user",
        "global",
    ),
    Action(
        ActionId.PAGE_HANDOVERS,
        "打开“交接”",
        "看上一班交过来的事。",
        ("Ctrl+Alt+I",),
        "handover",
        "global",
    ),
    Action(
        ActionId.PAGE_REMINDERS,
        "打开“提醒”",
        "看到点的和以后的提醒。",
        ("Ctrl+Alt+O",),
        "clock",
        "global",
    ),
    Action(
        ActionId.STEP_NEXT,
        "下一步",
        "换到流程的下一步。",
        ("Ctrl+Alt+.",),
        "chevron-right",
        "global",
    ),
    Action(
        ActionId.STEP_PREVIOUS,
        "上一步",
        "换到流程的上一步。",
        ("Ctrl+Alt+,",),
        "",
        "global",
    ),
    Action(
        ActionId.SIDEBAR_TOGGLE,
        "显示或隐藏侧栏",
        "收起侧栏,再按一次恢复;快捷键始终可用。",
        ("Ctrl+Alt+B",),
        "window",
        "global",
    ),
    Action(
        ActionId.DOCK_PICK,
        "停靠到下一个点击的窗口",
        "接着点一下聊天窗口,侧栏就停靠到它旁边并记住这个软件。",
        (),
        "target",
        "global",
    ),
    Action(
        ActionId.SEARCH,
        "搜索话术",
        "按文字、拼音首字母、全拼或编码查找。",
        ("Ctrl+F", "/"),
        "search",
        "sidebar",
    ),
    Action(ActionId.NEW, "新建话术", "在当前步骤新建一条话术。", ("Ctrl+N",), "plus", "sidebar"),
    Action(ActionId.UNDO, "撤销", "撤销上一次修改,最多 30 步。", ("Ctrl+Z",), "undo", "sidebar"),
    Action(ActionId.SETTINGS, "设置", "打开设置页。", ("Ctrl+,",), "settings", "sidebar"),
    Action(
        ActionId.QUIT,
        "退出",
        "结束程序:聊天窗口还原,快捷键停用。",
        ("Ctrl+Q",),
        "quit",
        "sidebar",
    ),
    *(
        Action(
            ActionId(f"step.{number}"),
            f"转到“{name}”",
            f"显示“{name}”的话术。",
            (f"Ctrl+{number}",),
            "",
            "sidebar",
        )
        for number, name in enumerate(_STEP_NAMES, 1)
    ),
    Action(
        ActionId.CARD_PASTE,
        "粘贴到聊天框",
        "放进聊天框,由你按发送。",
        ("Enter",),
        "paste",
        "card",
    ),
    Action(ActionId.CARD_COPY, "复制", "填好变量后放到剪贴板。", ("Ctrl+C",), "copy", "card"),
    Action(ActionId.CARD_EDIT, "编辑", "修改这条话术。", ("E",), "edit", "card"),
    Action(ActionId.CARD_PIN, "置顶或取消置顶", "置顶的话术排在最前。", ("P",), "pin", "card"),
    Action(
        ActionId.CARD_VARIANTS,
        "备选说法",
        "看这条话术的其他说法并选一个粘贴。",
        ("V",),
        "variants",
        "card",
    ),
    Action(
        ActionId.CARD_REWRITE,
        "按买家的话改写",
        "请您自己的服务照买家的话改写这条话术,看过再用。",
        ("R",),
        "rewrite",
        "card",
        "rewrite.on",
    ),
    Action(
        ActionId.CARD_HOTKEY,
        "设置快捷键",
        "给这条话术一个专用的全局快捷键。",
        ("K",),
        "keyboard",
        "card",
    ),
    Action(ActionId.CARD_DELETE, "删除", "删除这条话术,可以撤销。", ("Delete",), "trash", "card"),
    Action(ActionId.CARD_UP, "上移", "在这一步里往前移一位。", ("Alt+Up",), "up", "card"),
    Action(ActionId.CARD_DOWN, "下移", "在这一步里往后移一位。", ("Alt+Down",), "down", "card"),
    *(
        Action(ActionId(f"desk.{name}"), title, help, keys, icon, "desk")
        for name, title, help, keys, icon in _DESK
    ),
    Action(
        ActionId.PALETTE_PASTE,
        "粘贴选中的话术",
        "粘贴到刚才的聊天框,焦点也回到那里。",
        ("Enter",),
        "paste",
        "palette",
    ),
    Action(
        ActionId.PALETTE_COPY,
        "复制选中的话术",
        "放到剪贴板,不粘贴。",
        ("Ctrl+C",),
        "copy",
        "palette",
    ),
    Action(
        ActionId.PALETTE_CLOSE,
        "关闭查找框",
        "不粘贴,焦点回到聊天框。",
        ("Esc",),
        "close",
        "palette",
    ),
)
_BY_ID: Final[Mapping[str, Action]] = {entry.id: entry for entry in ACTIONS}
OPTIONAL: Final = frozenset(entry.id for entry in ACTIONS if entry.option)
"""Actions that exist only while their option is on."""

_SHARED: Final[Mapping[Scope, frozenset[Scope]]] = {
    # Cards sit in the sidebar, so its keys and theirs are live at once; a global key always is.
    "global": frozenset({"global", "suggest", "sidebar", "card", "desk", "palette"}),
    "suggest": frozenset({"global", "suggest", "sidebar", "card", "desk"}),
    "sidebar": frozenset({"global", "suggest", "sidebar", "card", "desk"}),
    "card": frozenset({"global", "suggest", "sidebar", "card"}),
    # No phrase cards stand on the desk's pages.
    "desk": frozenset({"global", "suggest", "sidebar", "desk"}),
    "palette": frozenset({"global", "palette"}),
}


def action(id: str) -> Action:
    """Give the row of the table.

    Raises:
        KeyError: If there is no such action.
    """
    return _BY_ID[id]


def switched_off(value: Callable[[str], object]) -> frozenset[ActionId]:
    """Give the actions that do not exist now.

    Args:
        value: Gives the value of an option by its name.
    """
    return frozenset(id for id in OPTIONAL if not value(action(id).option))


def keys_of(id: str, edited: Mapping[str, str]) -> tuple[Hotkey, ...]:
    """Give the keys that an action has now.

    Args:
        id: The action.
        edited: The option ``keys``: an entry replaces all default keys, an empty one unbinds.
    """
    if id in edited:
        texts: tuple[str, ...] = (edited[id],) if edited[id].strip() else ()
    else:
        texts = action(id).keys
    found = []
    for text in texts:
        try:
            found.append(Hotkey.parse(text))
        except HotkeyError:
            log.warning("actions: unreadable key for %s ignored", id)
    return tuple(found)


def bindings(
    edited: Mapping[str, str], *, scope: Scope, off: Set[ActionId] = frozenset()
) -> dict[Hotkey, ActionId]:
    """Map each key of a scope to its action; of two actions on one key the first listed wins.

    Args:
        edited: As for ``keys_of``.
        scope: Where the keys work.
        off: Actions that do not exist now; their keys are free.
    """
    found: dict[Hotkey, ActionId] = {}
    for entry in ACTIONS:
        if entry.scope == scope and entry.id not in off:
            for key in keys_of(entry.id, edited):
                found.setdefault(key, entry.id)
    return found


def collisions(
    edited: Mapping[str, str], off: Set[ActionId] = frozenset()
) -> dict[Hotkey, tuple[ActionId, ...]]:
    """Name the keys that two actions ask for where both would be live; arguments as above."""
    users: dict[Hotkey, list[ActionId]] = {}
    for entry in ACTIONS:
        for key in () if entry.id in off else keys_of(entry.id, edited):
            users.setdefault(key, []).append(entry.id)
    return {
        key: tuple(ids)
        for key, ids in users.items()
        if any(
            action(a).scope in _SHARED[action(b).scope]
            for place, a in enumerate(ids)
            for b in ids[place + 1 :]
        )
    }
