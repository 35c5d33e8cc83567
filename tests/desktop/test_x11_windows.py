"""The X11 tracker sees what real windows do, under two window managers and under none."""

from __future__ import annotations

import os
import select
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("X11 only", allow_module_level=True)

from Xlib import X, display

from assistant.backends.x11_windows import X11WindowTracker
from assistant.ports import Rect, Target, WindowState
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.text import TextProgram

MANAGERS = ["openbox", *(["xfwm4"] if shutil.which("xfwm4") else [])]


class Watch:
    """A listener with the event loop of a GUI thread: it waits on the descriptor alone."""

    def __init__(self, screen: Screen) -> None:
        self.tracker = X11WindowTracker(screen.name)
        self.actives: list[Target | None] = []
        self.states: list[WindowState | None] = []
        self.changes = 0
        self.pumps = 0
        self.fd = self.tracker.start(self)

    def active_changed(self, target: Target | None) -> None:
        self.actives.append(target)

    def windows_changed(self) -> None:
        self.changes += 1

    def followed_changed(self, state: WindowState | None) -> None:
        self.states.append(state)

    def until(self, condition: Callable[[], object], what: str, seconds: float = 5) -> None:
        end = time.monotonic() + seconds
        while not condition():
            left = end - time.monotonic()
            if left <= 0:
                pytest.fail(f"{what}: {self.states[-3:]} {self.actives[-3:]}")
            if select.select([self.fd], [], [], min(left, 0.1))[0]:
                self.pump()

    def pump(self) -> None:
        self.pumps += 1
        self.tracker.pump()

    def settle(self) -> None:
        """Handle everything until nothing comes for 150 ms."""
        while select.select([self.fd], [], [], 0.15)[0]:
            self.pump()

    @property
    def state(self) -> WindowState:
        assert self.states
        assert self.states[-1] is not None
        return self.states[-1]


@pytest.fixture(scope="module", params=MANAGERS)
def managed(request: pytest.FixtureRequest) -> Iterator[Screen]:
    with Screen(request.param) as it:
        yield it


@pytest.fixture(scope="module")
def program(managed: Screen) -> Iterator[TextProgram]:
    it = TextProgram(managed, "tk")
    yield it
    it.close()


@pytest.fixture
def watch(managed: Screen) -> Iterator[Watch]:
    it = Watch(managed)
    yield it
    it.tracker.close()


def rect_of(screen: Screen, window: int) -> Rect:
    frame = screen.frame(window)
    return Rect(frame.x, frame.y, frame.width, frame.height)


def test_a_window_is_described(managed: Screen, program: TextProgram, watch: Watch) -> None:
    window = program.open("描述 – 买家一")
    target = next(t for t in watch.tracker.windows() if t.window == window.window)
    assert target == Target(window.window, program.child.pid, "banhuatext", "描述 – 买家一")
    assert watch.tracker.capability().ok
    assert watch.tracker.capability().reason == ""
    assert watch.tracker.active() == target
    assert watch.tracker.exists(target)
    window.close()
    wait_for(lambda: not watch.tracker.exists(target), "the window is known to be gone")


def test_it_follows_through_a_whole_life(
    managed: Screen, program: TextProgram, watch: Watch
) -> None:
    window = program.open("跟随")
    first = watch.tracker.active()
    assert first is not None
    state = watch.tracker.follow(first)
    assert state is not None
    assert state.frame == rect_of(managed, window.window)
    assert (state.minimized, state.maximized, state.dialog) == (False, False, False)
    watch.settle()

    managed.move_resize(window.window, 200, 150, 500, 350)
    watch.until(lambda: watch.states and watch.state.frame.x == 200, "moved")
    watch.settle()
    assert watch.state.frame == rect_of(managed, window.window)

    managed.minimize(window.window)
    watch.until(lambda: watch.state.minimized, "minimised")
    managed.restore(window.window)
    watch.until(lambda: not watch.state.minimized, "restored")

    tracked = watch.state.target
    window.close()
    watch.until(lambda: watch.states[-1] is None, "closed")
    assert not watch.tracker.exists(tracked)
    assert watch.tracker.follow(tracked) is None


def test_a_move_is_known_soon(managed: Screen, program: TextProgram, watch: Watch) -> None:
    """The figure is printed; the bound is wide, so that a busy machine does not fail it."""
    window = program.open("快慢")
    target = watch.tracker.active()
    watch.tracker.follow(target)
    watch.settle()
    took = []
    for step in range(30):
        x = 100 + step * 10
        begin = time.perf_counter()
        managed.move_resize(window.window, x, 120, 400, 300)
        watch.until(lambda x=x: watch.states and watch.state.frame.x == x, "moved")
        took.append((time.perf_counter() - begin) * 1000)
        watch.settle()
    took.sort()
    print(f"\nmove to event ms: p50 {statistics.median(took):.1f} p95 {took[28]:.1f}")
    assert statistics.median(took) < 100
    window.close()


def test_a_drag_by_hand_is_followed_all_the_way(
    managed: Screen, program: TextProgram, watch: Watch
) -> None:
    window = program.open("拖动", geometry="420x300+100+100")
    watch.tracker.follow(watch.tracker.active())
    watch.settle()
    watch.states.clear()
    hand = Hand(managed.name)
    try:
        frame = rect_of(managed, window.window)
        start = (frame.x + frame.width // 2, frame.y + 8)
        worker = threading.Thread(target=hand.drag, args=(start, (start[0] + 240, start[1] + 90)))
        worker.start()
        watch.until(lambda: not worker.is_alive(), "drag")
        worker.join()
        watch.settle()
    finally:
        hand.close()
    places = {state.frame.x for state in watch.states if state is not None}
    assert len(places) >= 4, "steps of the drag are told, not only its end"
    assert watch.state.frame == rect_of(managed, window.window)
    window.close()


def test_the_active_window_and_its_title_are_told(
    managed: Screen, program: TextProgram, watch: Watch
) -> None:
    one, two = program.open("甲"), program.open("乙")
    watch.settle()
    managed.activate(one.window)
    watch.until(lambda: watch.actives and watch.actives[-1], "active")
    watch.until(lambda: watch.actives[-1].window == one.window, "one is active")
    changes = watch.changes
    managed.window(one.window).change_property(
        managed.x.intern_atom("_NET_WM_NAME"), managed.x.intern_atom("UTF8_STRING"), 8,
        "飞鸽 – 新买家".encode(),
    )  # fmt: skip
    managed.x.sync()
    watch.until(lambda: watch.changes > changes, "title")
    active = watch.tracker.active()
    assert active is not None
    assert active.title == "飞鸽 – 新买家"
    assert [t.window for t in watch.tracker.windows()][:2] == [one.window, two.window]
    one.close()
    two.close()


def test_activate_asks_from_another_thread(
    managed: Screen, program: TextProgram, watch: Watch
) -> None:
    one, two = program.open("甲"), program.open("乙")
    target = next(t for t in watch.tracker.windows() if t.window == one.window)
    assert managed.active() == two.window
    watch.settle()  # xfwm4 is still busy giving the new window the focus
    worker = threading.Thread(target=watch.tracker.activate, args=(target,))
    worker.start()
    worker.join()
    wait_for(lambda: managed.active() == one.window, "activated")
    wait_for(lambda: watch.tracker.active() == target, "focus agrees")
    managed.minimize(one.window)
    watch.tracker.activate(target)
    wait_for(lambda: not managed.minimized(one.window), "brought back")
    one.close()
    two.close()


def test_a_window_of_another_process_under_the_same_id_is_another_window(
    managed: Screen, program: TextProgram, watch: Watch
) -> None:
    window = program.open("编号")
    real = watch.tracker.active()
    assert real is not None
    reused = Target(real.window, real.pid + 1, real.program, real.title)
    other = Target(real.window, real.pid, "elsewhere", real.title)
    assert not watch.tracker.exists(reused)
    assert not watch.tracker.exists(other)
    assert watch.tracker.follow(reused) is None
    watch.tracker.resize(reused, Rect(0, 0, 333, 300))
    time.sleep(0.2)
    assert managed.frame(window.window).width != 333
    managed.minimize(window.window)
    watch.tracker.activate(reused)
    time.sleep(0.2)
    assert managed.minimized(window.window)
    window.close()


def test_a_window_that_takes_the_focus_past_the_manager_is_not_the_chat(
    managed: Screen, program: TextProgram, watch: Watch
) -> None:
    """Otherwise a text would go into a search popup while the chat is still called active."""
    window = program.open("聊天")
    assert watch.tracker.active() is not None
    other = display.Display(managed.name)
    popup = other.screen().root.create_window(
        0, 0, 100, 50, 0, X.CopyFromParent, override_redirect=True
    )
    popup.map()
    popup.set_input_focus(X.RevertToParent, X.CurrentTime)
    other.sync()
    try:
        # openbox still calls the chat active, xfwm4 nobody.
        assert managed.active() in (0, window.window)
        assert watch.tracker.active() is None
    finally:
        other.close()
    window.close()


def test_our_own_windows_are_left_out(managed: Screen, watch: Watch) -> None:
    own = managed.root.create_window(10, 10, 200, 100, 0, X.CopyFromParent)
    own.change_property(
        managed.x.intern_atom("_NET_WM_PID"), managed.x.intern_atom("CARDINAL"), 32, [os.getpid()]
    )
    own.map()
    managed.x.sync()
    wait_for(lambda: own.id in managed.windows(), "managed")
    try:
        assert own.id not in [target.window for target in watch.tracker.windows()]
        managed.activate(own.id)
        assert watch.tracker.active() is None
    finally:
        own.destroy()
        managed.x.sync()


def test_a_window_is_given_a_place_and_given_back(
    managed: Screen, program: TextProgram, watch: Watch
) -> None:
    window = program.open("让位")
    target = watch.tracker.active()
    assert target is not None
    watch.tracker.follow(target)
    wanted = Rect(40, 60, 560, 420)
    watch.tracker.resize(target, wanted)
    watch.until(lambda: watch.states and watch.state.frame == wanted, "placed")
    maximize(managed, window.window)
    watch.until(lambda: watch.state.maximized, "maximised")
    watch.tracker.resize(target, wanted)
    watch.until(lambda: watch.state.frame == wanted and not watch.state.maximized, "un-maximised")
    watch.tracker.resize(target, wanted, maximized=True)
    watch.until(lambda: watch.state.maximized, "maximised again")
    window.close()


def maximize(screen: Screen, window: int) -> None:
    atoms = [screen.x.intern_atom(f"_NET_WM_STATE_MAXIMIZED_{way}") for way in ("HORZ", "VERT")]
    screen._ask_manager(window, "_NET_WM_STATE", [1, *atoms, 2])


def test_the_next_click_picks_a_window(managed: Screen, program: TextProgram, watch: Watch) -> None:
    one = program.open("甲", geometry="300x200+50+50")
    two = program.open("乙", geometry="300x200+700+400")
    hand = Hand(managed.name)
    picked: list[Target | None] = []
    try:
        assert watch.tracker.pick(picked.append).ok
        frame = rect_of(managed, one.window)
        hand.click(frame.x + 100, frame.y + 100, button=4)
        hand.click(frame.x + 100, frame.y + 100)
        watch.until(lambda: picked, "picked")
        assert picked[-1] is not None
        assert picked[-1].window == one.window
        assert managed.active() == two.window, "the click went to the crosshair alone"

        assert watch.tracker.pick(picked.append).ok
        hand.tap("a")
        hand.tap("Esc")
        watch.until(lambda: len(picked) == 2, "cancelled")
        assert picked[-1] is None
        assert two.value() == "", "no key reached the window"
        hand.tap("a")
        two.wait_value("a")

        assert watch.tracker.pick(picked.append).ok
        watch.tracker.cancel_pick()
        assert picked[-1] is None
        assert len(picked) == 3
        hand.click(frame.x + 100, frame.y + 100)
        wait_for(lambda: managed.active() == one.window, "clicks reach windows again")
    finally:
        hand.close()
    one.close()
    two.close()


def test_a_pick_that_is_not_possible_says_so(managed: Screen, watch: Watch) -> None:
    other = display.Display(managed.name)
    root = other.screen().root
    root.grab_pointer(False, X.ButtonPressMask, X.GrabModeAsync, X.GrabModeAsync, 0, 0, 0)
    other.sync()
    try:
        answer = watch.tracker.pick(lambda target: pytest.fail("picked"))
        assert not answer.ok
        assert answer.reason
        assert answer.advice
    finally:
        other.close()


def test_nothing_happens_while_nothing_happens(
    managed: Screen, program: TextProgram, watch: Watch
) -> None:
    window = program.open("空闲")
    watch.tracker.follow(watch.tracker.active())
    watch.settle()
    pumps, used = watch.pumps, time.thread_time()
    assert not select.select([watch.fd], [], [], 1.5)[0], "no wake-up without an event"
    assert watch.pumps == pumps
    assert time.thread_time() - used < 0.05
    window.close()


def test_events_that_come_along_with_a_reply_are_not_left_lying(
    managed: Screen, program: TextProgram, watch: Watch
) -> None:
    window = program.open("队列")
    target = watch.tracker.active()
    watch.tracker.follow(target)
    watch.settle()
    watch.states.clear()
    managed.move_resize(window.window, 333, 222, 400, 300)
    time.sleep(0.3)  # the events are on the wire now and come in with the next reply
    watch.tracker.windows()
    watch.until(lambda: watch.states and watch.state.frame.x == 333, "told", 2)
    window.close()


def test_windows_that_come_and_go_under_its_hands(
    managed: Screen, program: TextProgram, watch: Watch
) -> None:
    """A window may vanish between any two questions."""
    stop = threading.Event()

    def churn() -> None:
        x = display.Display(managed.name)
        while not stop.is_set():
            window = x.screen().root.create_window(5, 5, 80, 60, 0, X.CopyFromParent)
            window.set_wm_class("churn", "Churn")
            window.map()
            x.sync()
            window.destroy()
            x.sync()
        x.close()

    worker = threading.Thread(target=churn)
    worker.start()
    try:
        end = time.monotonic() + 2.0
        seen = 0
        while time.monotonic() < end:
            for target in watch.tracker.windows():
                seen += target.program == "churn"
                watch.tracker.follow(target)
                watch.tracker.exists(target)
            watch.tracker.active()
            watch.pump()
    finally:
        stop.set()
        worker.join()
    assert watch.tracker.capability().ok
    window = program.open("之后")
    assert watch.tracker.follow(watch.tracker.active()) is not None
    window.close()
