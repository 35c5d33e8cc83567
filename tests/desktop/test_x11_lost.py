"""The X11 tracker without its surroundings: no manager, no display, a server that goes."""

from __future__ import annotations

import gc
import select
import shutil
import sys

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("X11 only", allow_module_level=True)


from assistant.backends.x11_windows import X11WindowTracker
from assistant.ports import Rect, Target
from tests.desktop.harness.process import Child, wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.test_x11_windows import Watch, rect_of

MANAGERS = ["openbox", *(["xfwm4"] if shutil.which("xfwm4") else [])]


def test_the_window_manager_may_come_and_go() -> None:
    with Screen("") as screen:
        watch = Watch(screen)
        child = Child([sys.executable, "-c", TK], screen.env)
        try:
            assert watch.fd >= 0
            answer = watch.tracker.capability()
            assert answer.ok
            assert "窗口管理器" in answer.reason
            assert answer.advice
            watch.until(lambda: tk(watch), "seen without a manager", 15)
            target = tk(watch)
            assert target is not None
            watch.tracker.activate(target)
            wait_for(lambda: watch.tracker.active() == target, "active by the input focus")
            watch.until(lambda: target in watch.actives, "told without a manager")
            state = watch.tracker.follow(target)
            assert state is not None
            assert not state.minimized
            watch.tracker.resize(target, Rect(300, 200, 320, 240))
            watch.until(lambda: watch.states and watch.state.frame.x == 300, "moved alone")

            changes = watch.changes
            manager = screen.start(["openbox", "--sm-disable"])
            watch.until(lambda: watch.changes > changes, "manager noticed")
            watch.until(lambda: not watch.tracker.capability().reason, "manager known")
            watch.settle()
            watch.until(lambda: watch.state.frame == rect_of(screen, target.window), "new frame")
            assert screen.frame(target.window) != screen.inner(target.window)
            watch.tracker.resize(target, Rect(100, 90, 400, 300))
            watch.until(lambda: watch.state.frame == Rect(100, 90, 400, 300), "moved by it")

            manager.process.kill()
            watch.until(lambda: watch.tracker.capability().reason, "loss noticed")
            watch.settle()
            assert watch.states[-1] is not None, "the chat window is still there"
            inner = screen.inner(target.window)
            watch.until(lambda: watch.state.frame.width == inner.width, "frame gone")
            child.close()
            watch.until(lambda: watch.states[-1] is None, "closed without a manager")
        finally:
            child.close()
            watch.tracker.close()


TK = """
import tkinter
root = tkinter.Tk(className="Banhuatext")
root.title("无管理器")
root.geometry("300x200+100+100")
tkinter.Text(root).pack()
root.mainloop()
"""


def tk(watch: Watch) -> Target | None:
    return next((t for t in watch.tracker.windows() if t.program == "banhuatext"), None)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # python-xlib's failed attempts
def test_without_a_display_it_says_so(caplog: pytest.LogCaptureFixture) -> None:
    tracker = X11WindowTracker(":99999")
    listener = type("L", (), {"followed_changed": lambda self, state: None})()
    assert tracker.start(listener) == -1
    answer = tracker.capability()
    assert not answer.ok
    assert answer.reason
    assert answer.advice
    assert tracker.active() is None
    assert tracker.windows() == []
    assert not tracker.pick(lambda target: None).ok
    tracker.pump()
    tracker.close()
    gc.collect()


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_server_that_goes_is_survived(caplog: pytest.LogCaptureFixture) -> None:
    with Screen("openbox") as screen:
        watch = Watch(screen)
        watch.settle()
        assert watch.tracker.capability().ok
    watch.states.clear()
    watch.pump()
    assert watch.states == [None]
    assert watch.tracker.active() is None
    assert watch.tracker.windows() == []
    assert not watch.tracker.capability().ok
    assert not select.select([watch.fd], [], [], 0.2)[0], "no wake-ups for ever"
    watch.tracker.close()
    gc.collect()
