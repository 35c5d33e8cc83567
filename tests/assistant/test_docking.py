"""The sidebar goes with the chat window in use, and leaves every window as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.clients import ClientRule, Clients, merge
from assistant.docking import Docking, DockState
from assistant.options import Options
from assistant.placing import Screen, overlap
from assistant.ports import Capability, Rect, Target, WindowState

DESK = Rect(0, 0, 1600, 900)
RULES = (
    ClientRule("wechat", "微信", programs=("wechat",), buyer="^与(?P<buyer>.+)聊天$"),
    ClientRule("qq", "QQ", programs=("qq",)),
    ClientRule("web-feige", "飞鸽", programs=("chrome",), title="飞鸽"),
    ClientRule("browser", "浏览器", programs=("chrome",), follow=False),
)
WECHAT = Target(1, 10, "wechat", "与小李聊天")
QQ = Target(2, 20, "qq", "QQ")
WEB = Target(3, 30, "chrome", "天气")
NOTES = Target(4, 40, "notepad", "无标题")


class Windows:
    """A tracker over made-up windows that obey at once."""

    def __init__(self) -> None:
        self.states: dict[int, WindowState] = {}
        self.order: list[int] = []
        self.front: Target | None = None
        self.followed: int | None = None
        self.resizes: list[tuple[int, Rect, bool]] = []
        self.obeys = True
        self.listener: Any = None
        self.waiting: Callable[[Target | None], None] | None = None

    def add(self, target: Target, frame: Rect, **more: Any) -> None:
        more = {"minimized": False, "active": False} | more
        self.states[target.window] = WindowState(target, frame, **more)
        self.order.insert(0, target.window)

    def start(self, listener: Any) -> int:
        self.listener = listener
        return 7

    def active(self) -> Target | None:
        return self.front

    def pressed_at(self) -> float | None:
        return None

    def windows(self) -> list[Target]:
        return [self.states[id].target for id in self.order if id in self.states]

    def follow(self, target: Target | None) -> WindowState | None:
        self.followed = None
        if target is None or target.window not in self.states:
            return None
        self.followed = target.window
        return self.states[target.window]

    def resize(self, target: Target, frame: Rect, *, maximized: bool = False) -> None:
        self.resizes.append((target.window, frame, maximized))
        if self.obeys:
            self.change(target, frame=frame, maximized=maximized)

    def pick(self, done: Callable[[Target | None], None]) -> Capability:
        self.waiting = done
        return Capability(True, "fake")

    # what a user does
    def change(self, which: Target, **what: Any) -> None:
        old = self.states[which.window]
        fields = {name: getattr(old, name) for name in WindowState.__slots__} | what
        self.states[which.window] = WindowState(**fields)
        if self.followed == which.window:
            self.listener.followed_changed(self.states[which.window])

    def focus(self, target: Target | None) -> None:
        self.front = target
        self.listener.active_changed(target)

    def shut(self, target: Target) -> None:
        del self.states[target.window]
        if self.front == target:
            self.front = None
        if self.followed == target.window:
            self.followed = None
            self.listener.followed_changed(None)


class Scene:
    """A desktop with a docking on it."""

    def __init__(self, path: Path, *, timers: bool = False) -> None:
        self.windows = Windows()
        self.options = Options(path / "options.json")
        self.told: list[DockState] = []
        self.timers: list[Callable[[], None]] = []
        self.shipped = False
        self.screens = [Screen(DESK)]
        self.docking = Docking(
            tracker=self.windows,  # type: ignore[arg-type]
            clients=self._clients,
            options=self.options,
            screens=lambda: self.screens,
            changed=self.told.append,
            later=(lambda _seconds, call: self.timers.append(call)) if timers else None,
        )

    def _clients(self) -> Clients:
        edits = self.options.get("clients")
        return Clients.load(edits) if self.shipped else Clients(merge(RULES, edits))

    @property
    def state(self) -> DockState:
        assert self.told
        assert self.told[-1] == self.docking.state
        return self.told[-1]

    def rest(self) -> None:
        timers, self.timers = self.timers, []
        for call in timers:
            call()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    it = Scene(tmp_path)
    it.windows.add(NOTES, Rect(0, 0, 500, 400))
    it.windows.add(QQ, Rect(100, 100, 700, 600))
    it.windows.add(WECHAT, Rect(200, 50, 900, 800))
    return it


def test_it_starts_beside_the_topmost_chat(scene: Scene) -> None:
    assert scene.docking.start() == 7
    assert scene.state == DockState(
        "docked", RULES[0], "小李", Rect(1100, 50, 388, 800), WECHAT, "right"
    )


def test_it_starts_beside_the_chat_in_use(scene: Scene) -> None:
    scene.windows.front = QQ
    scene.docking.start()
    assert scene.state.target == QQ


def test_without_a_chat_it_floats_at_the_edge_of_the_screen(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.windows.add(NOTES, Rect(0, 0, 500, 400))
    scene.windows.add(QQ, Rect(100, 100, 700, 600), minimized=True)
    scene.docking.start()
    assert scene.state == DockState("free", rect=Rect(1212, 0, 388, 900), side="free")
    scene.options.set("window.free_geometry", [9000, -50, 400, 700])
    scene.docking.refresh()
    assert scene.state.rect == Rect(1200, 0, 400, 700), "kept on the screen"


def test_it_goes_to_the_chat_that_gets_the_focus(scene: Scene) -> None:
    scene.docking.start()
    scene.windows.focus(NOTES)
    assert scene.state.target == WECHAT, "another program changes nothing"
    scene.windows.focus(None)
    assert scene.state.target == WECHAT, "our own window changes nothing"
    scene.windows.focus(QQ)
    assert scene.state.target == QQ
    assert scene.state.rect == Rect(800, 100, 388, 600)
    scene.options.set("dock.auto", False)
    scene.windows.focus(WECHAT)
    assert scene.state.target == QQ


def test_it_moves_hides_and_returns_with_its_chat(scene: Scene) -> None:
    scene.docking.start()
    scene.windows.change(WECHAT, frame=Rect(250, 60, 900, 700))
    assert scene.state.rect == Rect(1150, 60, 388, 700)
    scene.windows.change(WECHAT, minimized=True)
    assert (scene.state.kind, scene.state.rect, scene.state.room) == ("hidden", None, True)
    scene.windows.focus(NOTES)
    assert scene.state.kind == "hidden"
    scene.windows.change(WECHAT, minimized=False)
    assert scene.state.kind == "docked"
    count = len(scene.told)
    scene.windows.change(WECHAT, active=True)
    assert len(scene.told) == count, "nothing new is not told"


def test_the_buyers_name_follows_the_title(scene: Scene) -> None:
    scene.docking.start()
    renamed = Target(1, 10, "wechat", "与老王聊天")
    scene.windows.change(WECHAT, target=renamed)
    assert scene.state.buyer == "老王"
    assert scene.state.target == renamed


def test_a_closed_chat_gives_way_to_the_next_or_to_floating(scene: Scene) -> None:
    scene.docking.start()
    scene.windows.shut(WECHAT)
    assert scene.state.target == QQ
    scene.windows.shut(QQ)
    assert scene.state.kind == "free"
    assert scene.state.target is None
    assert scene.state.client is None
    scene.windows.add(QQ, Rect(100, 100, 700, 600))
    scene.windows.focus(QQ)
    assert scene.state.target == QQ


def test_of_several_windows_of_a_program_the_one_in_use_counts(scene: Scene) -> None:
    other = Target(9, 10, "wechat", "与老王聊天")
    scene.docking.start()
    scene.windows.add(other, Rect(0, 0, 700, 500))
    scene.windows.focus(other)
    assert scene.state.buyer == "老王"
    scene.windows.focus(WECHAT)
    assert scene.state.buyer == "小李"


@pytest.mark.parametrize("extra", [{"dialog": True}, {"frame": Rect(0, 0, 300, 200)}])
def test_dialogs_and_small_windows_of_a_chat_are_not_docked_to(
    scene: Scene, extra: dict[str, Any]
) -> None:
    box = Target(9, 10, "wechat", "选择文件")
    scene.docking.start()
    scene.windows.add(box, extra.get("frame", Rect(0, 0, 700, 500)), dialog="dialog" in extra)
    scene.windows.focus(box)
    assert scene.state.target == WECHAT
    scene.windows.change(WECHAT, frame=Rect(0, 0, 900, 700))
    assert scene.state.rect == Rect(900, 0, 388, 700), "it is still followed"


def test_a_browser_is_docked_to_once_its_title_names_a_desk(scene: Scene) -> None:
    scene.docking.start()
    scene.windows.add(WEB, Rect(0, 0, 1000, 800))
    scene.windows.focus(WEB)
    assert scene.state.target == WECHAT
    desk = Target(3, 30, "chrome", "飞鸽 - 接待")
    scene.windows.change(WEB, target=desk)
    scene.windows.front = desk
    scene.docking.windows_changed()
    assert scene.state.target == desk
    scene.windows.change(desk, target=WEB)
    assert scene.state.kind == "docked", "a glance at another tab does not make it jump"


def test_side_and_width_are_remembered_for_each_client(scene: Scene, tmp_path: Path) -> None:
    scene.docking.start()
    scene.windows.change(WECHAT, frame=Rect(500, 50, 600, 800))
    scene.docking.set_side("left")
    scene.docking.set_width(420)
    assert scene.state.rect == Rect(80, 50, 420, 800)
    scene.windows.focus(QQ)
    assert scene.state.rect == Rect(800, 100, 388, 600)
    scene.windows.focus(WECHAT)
    assert scene.state.rect == Rect(80, 50, 420, 800)
    assert Options(tmp_path / "options.json").get("dock.per_client") == {
        "wechat": {"side": "left", "width": 420}
    }
    assert scene.options.get("dock.side") == "right"


def test_undocked_it_floats_with_that_client_only(scene: Scene) -> None:
    scene.docking.start()
    scene.docking.undock()
    assert scene.state.kind == "free"
    assert scene.state.target == WECHAT
    assert scene.state.buyer == "小李"
    scene.windows.change(WECHAT, minimized=True)
    assert scene.state.kind == "free", "a floating sidebar stays"
    scene.windows.focus(QQ)
    assert scene.state.kind == "docked"
    assert scene.docking.dock_to(WECHAT)
    scene.windows.change(WECHAT, minimized=False)
    assert scene.state.kind == "docked", "docked again by hand"


def test_the_width_goes_with_the_scale_of_the_screen(scene: Scene) -> None:
    scene.screens = [Screen(Rect(0, 0, 2400, 1350), 1.5)]
    scene.docking.start()
    assert scene.state.rect == Rect(1100, 50, 582, 800)


def test_a_picked_program_is_a_chat_client_from_now_on(scene: Scene) -> None:
    scene.docking.start()
    done: list[tuple[Target | None, str]] = []
    scene.docking.pick(lambda *what: done.append(what))
    assert scene.windows.waiting is not None
    scene.windows.waiting(None)
    assert scene.state.target == WECHAT
    scene.windows.waiting(NOTES)
    assert done == [(None, ""), (NOTES, "")]
    assert scene.state.target == NOTES
    assert scene.state.client is not None
    assert scene.state.client.name == "notepad"
    assert scene.state.rect == Rect(500, 0, 388, 400)
    scene.windows.focus(QQ)
    scene.windows.focus(NOTES)
    assert scene.state.target == NOTES, "and is followed by itself"
    assert len(scene.options.get("clients")) == 1
    scene.windows.waiting(NOTES)
    assert len(scene.options.get("clients")) == 1, "known already"


def test_what_is_followed_only_by_hand_is_followed_once_picked(scene: Scene) -> None:
    scene.docking.start()
    scene.windows.add(WEB, Rect(0, 0, 1000, 800))
    scene.docking.pick()
    assert scene.windows.waiting is not None
    scene.windows.waiting(WEB)
    assert scene.options.get("clients") == [{"id": "browser", "follow": True}]
    assert scene.state.target == WEB
    assert scene.state.client is not None
    assert scene.state.client.id == "browser"


def test_of_a_picked_browser_the_page_alone_is_docked_to(scene: Scene) -> None:
    scene.shipped = True
    desk = Target(7, 70, "firefox-esr", "张三 - 某某客服系统 — Mozilla Firefox")
    scene.windows.add(desk, Rect(0, 0, 1000, 800))
    scene.docking.start()
    scene.docking.pick()
    assert scene.windows.waiting is not None
    scene.windows.waiting(desk)
    (edit,) = scene.options.get("clients")
    assert edit["programs"] == ["firefox-esr"]
    assert "某某客服系统" in edit["title"]
    assert "张三" not in edit["title"]
    assert scene.state.target == desk
    other = Target(7, 70, "firefox-esr", "天气 — Mozilla Firefox")
    assert Clients.load([edit]).match(other) is None


@pytest.mark.parametrize(
    ("target", "word"),
    [
        (Target(7, 70, "xterm", "bash"), "终端"),
        (Target(7, 70, "emacs", "x"), "编辑器"),
        (Target(7, 70, "keepassxc", "x"), "密码"),
        (Target(7, 70, "someprogram", "Really?", dialog=True), "对话框"),
        (Target(7, 70, "chrome", "张三 - Google Chrome"), "标题"),
    ],
)
def test_what_is_no_chat_is_not_docked_to_and_that_is_said(
    scene: Scene, target: Target, word: str
) -> None:
    scene.shipped = True
    scene.windows.add(target, Rect(0, 0, 1000, 800))
    scene.docking.start()
    before = scene.state
    said: list[str] = []
    scene.docking.pick(lambda _target, fault: said.append(fault))
    assert scene.windows.waiting is not None
    scene.windows.waiting(target)
    assert len(said) == 1
    assert word in said[0]
    assert scene.options.get("clients") == []
    assert scene.state == before


def test_no_room_is_told_only_when_the_chat_was_asked_in_vain(tmp_path: Path) -> None:
    scene = Scene(tmp_path, timers=True)
    scene.windows.obeys = False
    scene.windows.add(WECHAT, DESK)
    scene.docking.start()
    assert (scene.state.kind, scene.state.room) == ("hidden", True), "it may yet make room"
    while scene.timers:
        scene.timers.pop()()
    assert (scene.state.kind, scene.state.room) == ("hidden", False)


# -- making room -------------------------------------------------------------------------------


def test_a_chat_that_fills_the_screen_makes_room_and_gets_it_back(scene: Scene) -> None:
    scene.windows.states[1] = WindowState(WECHAT, Rect(100, 0, 1400, 900), False, False)
    scene.docking.start()
    assert scene.windows.resizes == [(1, Rect(0, 0, 1212, 900), False)]
    assert scene.state.rect == Rect(1212, 0, 388, 900)
    scene.docking.undock()
    assert scene.windows.resizes[1:] == [(1, Rect(100, 0, 1400, 900), False)]


def test_a_maximised_chat_is_maximised_again(scene: Scene) -> None:
    scene.windows.states[1] = WindowState(WECHAT, DESK, False, False, maximized=True)
    scene.docking.start()
    assert scene.state.kind == "docked"
    assert not scene.windows.states[1].maximized
    scene.windows.focus(QQ)
    scene.docking.stop()
    assert scene.windows.resizes[-1][0] == 1
    assert scene.windows.resizes[-1][2] is True
    scene.windows.change(QQ, frame=Rect(0, 0, 700, 600))
    assert scene.state.rect == Rect(700, 0, 388, 600), "the present chat is still followed"


def test_a_chat_that_a_person_moved_since_is_left_alone(scene: Scene) -> None:
    scene.windows.states[1] = WindowState(WECHAT, Rect(100, 0, 1400, 900), False, False)
    scene.docking.start()
    scene.windows.change(WECHAT, frame=Rect(300, 40, 700, 600))
    scene.docking.stop()
    assert len(scene.windows.resizes) == 1


def test_a_closed_chat_gets_nothing_back(scene: Scene) -> None:
    scene.windows.states[1] = WindowState(WECHAT, Rect(100, 0, 1400, 900), False, False)
    scene.docking.start()
    scene.windows.shut(WECHAT)
    scene.docking.stop()
    assert len(scene.windows.resizes) == 1


def test_a_chat_that_does_not_give_way_is_not_covered_and_not_asked_for_ever(
    scene: Scene,
) -> None:
    scene.windows.obeys = False
    scene.windows.states[1] = WindowState(WECHAT, DESK, False, False)
    scene.docking.start()
    for width in (1600, 1590, 1580, 1570, 1560, 1550):
        scene.windows.change(WECHAT, frame=Rect(0, 0, width, 900))
        assert (scene.state.kind, scene.state.room) == ("hidden", False)
    assert 1 <= len(scene.windows.resizes) <= 3
    scene.windows.change(WECHAT, frame=Rect(0, 0, 1270, 900))
    assert scene.state.rect == Rect(1270, 0, 330, 900), "a narrower sidebar before none"


def test_without_leave_it_moves_nothing_and_covers_nothing(scene: Scene) -> None:
    scene.options.set("dock.make_room", False)
    scene.windows.states[1] = WindowState(WECHAT, DESK, False, False, maximized=True)
    scene.docking.start()
    assert scene.windows.resizes == []
    assert (scene.state.kind, scene.state.room) == ("hidden", False)


def test_taking_the_leave_back_gives_the_room_back(scene: Scene) -> None:
    scene.windows.states[1] = WindowState(WECHAT, Rect(100, 0, 1400, 900), False, False)
    scene.docking.start()
    scene.options.set("dock.make_room", False)
    scene.docking.refresh()
    assert scene.windows.states[1].frame == Rect(100, 0, 1400, 900)


def test_nothing_is_moved_under_a_dragging_hand(tmp_path: Path) -> None:
    scene = Scene(tmp_path, timers=True)
    scene.windows.add(WECHAT, Rect(100, 50, 1300, 800))
    scene.docking.start()
    scene.rest()
    scene.windows.resizes.clear()
    for x in range(20, 300, 20):
        scene.windows.change(WECHAT, frame=Rect(x, 50, 1250, 800))
        assert scene.windows.resizes == []
        assert scene.state.rect is None or not overlap(scene.state.rect, Rect(x, 50, 1250, 800))
    scene.rest()
    assert len(scene.windows.resizes) == 1
    assert scene.state.kind == "docked"


def test_a_window_that_does_not_even_move_is_noticed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, timers=True)
    scene.windows.obeys = False
    scene.windows.add(WECHAT, Rect(0, 0, 1270, 900))
    scene.docking.start()
    assert scene.state.kind == "hidden"
    scene.rest()
    assert scene.state.rect == Rect(1270, 0, 330, 900)
