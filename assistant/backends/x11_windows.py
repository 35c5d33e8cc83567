"""Other programs' windows on X11, by events alone.

Two connections: one belongs to the GUI thread and carries the events, the other, behind a lock,
answers the paste worker's ``active``, ``exists`` and ``activate``. Measured in the project's
trials: this costs no processor time while nothing happens, and a move is known in 8-10 ms,
where a polling library used 0.5 % and was 186 ms behind.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypeVar

from Xlib import X, Xcursorfont, error

from assistant.backends.x11_bell import Bell
from assistant.backends.x11_display import GONE, connect, disconnect
from assistant.backends.x11_ewmh import Ewmh
from assistant.backends.x11_focus import FocusAsker
from assistant.backends.x11_press import TITLES, ServerTime, in_front, read_titles
from assistant.key_press import Press
from assistant.ports import Capability, Rect, Target, WindowListener, WindowState
from assistant.title_history import TitleHistory
from phrasebook.i18n import tr

log = logging.getLogger(__name__)

T = TypeVar("T")

BACKEND: Final = "x11"
_MOVING: Final = frozenset({"_NET_FRAME_EXTENTS", "_GTK_FRAME_EXTENTS"})
_STATES: Final = frozenset({"WM_STATE", "_NET_WM_STATE", "_NET_WM_DESKTOP"})
_NOTED: Final = (
    *sorted(_MOVING | _STATES | set(TITLES)),
    "_NET_ACTIVE_WINDOW",
    "_NET_SUPPORTING_WM_CHECK",
    "_NET_CURRENT_DESKTOP",
    "_NET_CLIENT_LIST",
)
_WATCH: Final = X.StructureNotifyMask | X.PropertyChangeMask
_AT_ONCE: Final = 300
_GRAB_TRIES: Final = 5
_GRAB_WAIT_S: Final = 0.02  # a menu that was just left still holds its grab for a moment


class X11WindowTracker:
    """Implements ``WindowTracker`` with python-xlib."""

    def __init__(self, display: str | None = None) -> None:
        """Remember the display name (``None``: the environment's); connects on first use."""
        self._name = display
        self._listener: WindowListener | None = None
        self._ewmh: Ewmh | None = None  # the GUI thread's
        self._bell: Bell | None = None
        self._lost = False
        self._manager = 0
        self._followed: Target | None = None
        self._top = self._active = 0
        self._focus_moved = False
        self._told_at, self._press = 0, Press()
        self._picking: Callable[[Target | None], None] | None = None
        self._names: dict[int, str] = {}
        self._placing: tuple[Target, Rect] | None = None
        self._titles, self._time = TitleHistory(), ServerTime()
        self._asker = FocusAsker(display)

    # -- what works ----------------------------------------------------------------------------

    def capability(self) -> Capability:
        """Say whether windows can be seen, and whether a window manager helps."""
        managed = self._asker.managed()
        if managed is None:
            return Capability(
                False,
                BACKEND,
                tr("连不上图形界面(X11)"),
                tr("请在图形桌面里启动;远程登录时请检查 DISPLAY 环境变量。"),
            )
        if not managed:
            return Capability(
                True,
                BACKEND,
                tr("没有运行窗口管理器,窗口的切换和最小化可能跟不上"),
                tr("请启动一个窗口管理器,例如 openbox 或 xfwm4;粘贴不受影响。"),
            )
        return Capability(True, BACKEND)

    # -- the GUI thread's side -----------------------------------------------------------------

    def start(self, listener: WindowListener) -> int:
        """Begin to listen; returns a descriptor to watch, or -1 if there is no display."""
        self._listener = listener
        try:
            display = connect(self._name)
            self._ewmh = Ewmh(display)
            self._names = {self._ewmh.atom(name): name for name in _NOTED}
            self._bell = Bell(display.fileno())
            self._time.ask(self._ewmh)
            self._look_for_manager()
            self._watch_active()
            self._ring()
        except GONE as fault:
            log.warning("x11 windows: no display (%s)", type(fault).__name__)
            self._lose()
            return -1
        return self._bell.fileno()

    def pump(self) -> None:
        """Handle what has been reported; several moves in a row are told as one."""
        if self._ewmh is None or self._lost:
            return
        try:
            if self._bell is not None:
                self._bell.silence()
            moved = changed = False
            for _ in range(_AT_ONCE):  # a storm of events must not keep the GUI from painting
                if self._lost or not self._ewmh.display.pending_events():
                    break
                event = self._ewmh.display.next_event()
                try:
                    one_moved, one_changed = self._handle(event)
                except error.XError:
                    one_moved = one_changed = True  # a window went while it was asked
                moved, changed = moved or one_moved, changed or one_changed
            if self._focus_moved and not self._lost:
                self._focus_moved = False
                with suppress(error.XError):
                    self._watch_active()
            if changed and not self._lost:
                read_titles(self._ewmh, self._titles)
            if changed:
                self._tell(lambda listener: listener.windows_changed())
            if moved:
                self._report_followed()
            self._ring()
        except GONE as fault:
            log.warning("x11 windows: display lost (%s)", type(fault).__name__)
            self._lose()

    def windows(self) -> list[Target]:
        """List top-level windows of other programs, topmost first."""

        def read(ewmh: Ewmh) -> list[Target]:
            found = []
            for id in ewmh.clients(managed=bool(self._manager)):
                try:
                    target = ewmh.target(id)
                except error.XError:
                    continue
                if target is not None:
                    found.append(target)
            return found

        return self._gui(read, list[Target]())

    def follow(self, target: Target | None) -> WindowState | None:
        """Report changes of this window from now on."""
        return self._gui(lambda ewmh: self._follow(ewmh, target), None)

    def resize(self, target: Target, frame: Rect, *, maximized: bool = False) -> None:
        """Ask for the window to fill ``frame``, un-maximised first; or maximise it again after."""

        def ask(ewmh: Ewmh) -> None:
            if ewmh.pid(target.window) != target.pid:
                return
            self._placing = None
            if ewmh.maximized(target.window):
                ewmh.set_maximized(target.window, False)
                # Many frames are thinner while maximised, so the size is set again after it.
                self._placing = (target, frame)
            ewmh.place(target.window, frame, managed=bool(self._manager))
            if maximized:
                ewmh.set_maximized(target.window, True)
            ewmh.display.flush()

        self._gui(ask, None)

    def pick(self, done: Callable[[Target | None], None]) -> Capability:
        """Turn the pointer into a crosshair and report the window of the next click."""
        self.cancel_pick()
        if not self._gui(self._grab, False):
            return Capability(
                False,
                BACKEND,
                tr("现在不能选窗口:鼠标被别的程序占用"),
                tr("请关闭打开的菜单,再试一次。"),
            )
        self._picking = done
        return Capability(True, BACKEND)

    def cancel_pick(self) -> None:
        """End a pick without a window."""
        if self._picking is not None:
            self._end_pick(None)

    def close(self) -> None:
        """Give the connections back."""
        self._picking = None
        self._listener = None
        self._lose()
        if self._bell is not None:
            self._bell.close()
            self._bell = None
        self._asker.close()

    # -- the paste worker's side (any thread) --------------------------------------------------

    def active(self) -> Target | None:
        """Tell where a key pressed now would go; None for our own windows or where unsure."""
        if (press := self._press).moment:
            told, titles = self._told_at, self._titles
            return self._gui(lambda ewmh: in_front(ewmh, titles, told, press), None)
        return self._asker.active()

    def as_of(self, moment: int) -> None:
        """Let ``active`` answer for this server time (ms) of a key press until told 0."""
        if moment:
            self._time.heard(moment)
            self._press.begin(moment, self._time.ours(moment))
        else:
            self._press.end()

    def pressed_at(self) -> float | None:
        """Tell when the key was pressed whose callback runs."""
        return self._press.at if self._press.moment else None

    def exists(self, target: Target) -> bool:
        """Tell whether this window is still there and still of the same process."""
        return self._asker.exists(target)

    def activate(self, target: Target) -> None:
        """Ask for the focus to be given to ``target``."""
        self._asker.activate(target)

    # -- inside --------------------------------------------------------------------------------

    def _gui(self, work: Callable[[Ewmh], T], instead: T) -> T:
        """Do something on the GUI thread's connection; windows and servers may go meanwhile."""
        if self._ewmh is None or self._lost:
            return instead
        try:
            try:
                return work(self._ewmh)
            except error.XError:
                return instead
            finally:
                self._ring()
        except GONE as fault:
            log.warning("x11 windows: display lost (%s)", type(fault).__name__)
            self._lose()
            return instead

    def _tell(self, what: Callable[[WindowListener], None]) -> None:
        if self._listener is not None:
            what(self._listener)

    def _handle(self, event: Any) -> tuple[bool, bool]:
        """Take in one event; returns whether the followed window or the list may have changed."""
        ewmh = self._ewmh
        assert ewmh is not None
        if self._picking is not None and event.type in (X.ButtonPress, X.KeyPress):
            self._picked(ewmh, event)
            return False, False
        if event.type == X.PropertyNotify:
            return self._property(ewmh, event)
        followed = self._followed.window if self._followed else 0
        window = getattr(event, "window", None)
        id = window.id if window is not None else 0
        if event.type == X.DestroyNotify and id and id == self._manager:
            self._look_for_manager()
            return True, True
        if event.type == X.ReparentNotify and id == followed:
            # The window manager came, went or was replaced: there is another frame to watch.
            self._watch_followed(ewmh)
            return True, False
        if event.type == X.MapNotify and not self._manager and id != followed:
            self._ignore(ewmh, id)
            self._focus_moved = True
        if event.type in (X.ConfigureNotify, X.MapNotify, X.UnmapNotify, X.DestroyNotify):
            ours = id != 0 and id in (followed, self._top)
            return ours, not self._manager and event.type != X.ConfigureNotify
        if event.type in (X.FocusIn, X.FocusOut) and not self._manager:
            self._focus_moved = True
        return False, False

    def _property(self, ewmh: Ewmh, event: Any) -> tuple[bool, bool]:
        name = self._names.get(event.atom, "")
        self._time.heard(event.time)
        if event.window.id == ewmh.root.id:
            if name == "_NET_ACTIVE_WINDOW":
                self._focus_moved = True
                self._told_at = event.time
            elif name == "_NET_SUPPORTING_WM_CHECK":
                self._look_for_manager()
                return True, True
            return name == "_NET_CURRENT_DESKTOP", name == "_NET_CLIENT_LIST"
        followed = self._followed is not None and event.window.id == self._followed.window
        if name in TITLES:
            self._titles.changed(event.window.id, event.time)
            return followed, True
        return followed and (name in _MOVING or name in _STATES), False

    def _look_for_manager(self) -> None:
        """Notice a window manager that came, went or was replaced."""
        ewmh = self._ewmh
        assert ewmh is not None
        mask = X.PropertyChangeMask
        self._manager = ewmh.manager()
        if self._manager:
            ewmh.window(self._manager).change_attributes(event_mask=X.StructureNotifyMask)
        else:
            # Nobody keeps a list of windows then: the root tells of its children itself.
            mask |= X.SubstructureNotifyMask | X.FocusChangeMask
            for id in ewmh.clients(managed=False):
                self._ignore(ewmh, id)
        ewmh.root.change_attributes(event_mask=mask)
        if self._followed is not None:
            self._watch_followed(ewmh)
        ewmh.display.flush()

    def _watch_active(self) -> None:
        """Report the window that has the focus now, and listen for its title."""
        ewmh = self._ewmh
        assert ewmh is not None
        if self._manager:
            found = ewmh.numbers(ewmh.root.id, "_NET_ACTIVE_WINDOW")
            id = found[0] if found else 0
        else:
            chain = ewmh.focus_chain()
            id = ewmh.client_of(chain[-1]) if chain else 0
        if id == self._active:
            return
        before, self._active = self._active, id
        keep = (0, self._followed.window if self._followed else 0, self._top)
        if before not in keep:
            self._ignore(ewmh, before)
        target = None
        if id:
            ewmh.window(id).change_attributes(event_mask=self._mask())
            try:
                target = ewmh.target(id)
            except error.XError:
                target = None
        self._note_title(target)
        ewmh.display.flush()
        self._tell(lambda listener: listener.active_changed(target))

    def _note_title(self, target: Target | None) -> None:
        self._titles.keep((self._active, self._followed.window if self._followed else 0))
        if target is not None:
            self._titles.note(target, self._time.now())

    def _ignore(self, ewmh: Ewmh, id: int) -> None:
        mask = X.NoEventMask if self._manager else X.FocusChangeMask
        ewmh.window(id).change_attributes(event_mask=mask)

    def _mask(self) -> int:
        return int(_WATCH if self._manager else _WATCH | X.FocusChangeMask)

    def _follow(self, ewmh: Ewmh, target: Target | None) -> WindowState | None:
        before, top = self._followed, self._top
        self._followed, self._top = target, 0
        for id in {before.window if before else 0, top} - {0, self._active}:
            self._ignore(ewmh, id)
        state = None
        try:
            self._watch_followed(ewmh)
            state = self._state(ewmh) if target is not None else None
        finally:
            if state is None:
                self._followed = None
            self._note_title(self._followed)
        return state

    def _watch_followed(self, ewmh: Ewmh) -> None:
        """Listen to the followed window and to its frame.

        During a drag openbox moves its frame and tells the window itself only at the end.
        """
        if self._followed is None:
            return
        id = self._followed.window
        ewmh.window(id).change_attributes(event_mask=self._mask())
        self._top = ewmh.parents(id)[-1]
        if self._top != id:
            ewmh.window(self._top).change_attributes(event_mask=X.StructureNotifyMask)

    def _state(self, ewmh: Ewmh) -> WindowState | None:
        """Read where the followed window is; None if its id belongs to another process now."""
        assert self._followed is not None
        id = self._followed.window
        target = ewmh.target(id)
        if target is None or target.pid != self._followed.pid:
            return None
        self._followed = target
        return WindowState(
            target,
            ewmh.frame(id, self._top or id),
            minimized=ewmh.hidden(id),
            active=id == self._active,
            maximized=ewmh.maximized(id),
            dialog=ewmh.is_dialog(id),
        )

    def _report_followed(self) -> None:
        if self._followed is None or self._ewmh is None:
            return
        state = None
        for _ in range(2):
            try:
                state = self._state(self._ewmh)
                break
            except error.XError:
                # Perhaps only the frame went, with its window manager.
                with suppress(error.XError):
                    self._watch_followed(self._ewmh)
        if state is None:
            self._followed, self._top = None, 0
        elif self._placing is not None and not state.maximized:
            target, frame = self._placing
            self._placing = None
            if target.same_window(state.target) and state.frame != frame:
                self.resize(target, frame)
        self._tell(lambda listener: listener.followed_changed(state))

    # -- picking -------------------------------------------------------------------------------

    def _grab(self, ewmh: Ewmh) -> bool:
        font = ewmh.display.open_font("cursor")
        shape = Xcursorfont.crosshair
        cursor = font.create_glyph_cursor(font, shape, shape + 1, (0, 0, 0), (65535, 65535, 65535))
        for attempt in range(_GRAB_TRIES):
            if attempt:
                time.sleep(_GRAB_WAIT_S)
            answer = ewmh.root.grab_pointer(
                False, X.ButtonPressMask, X.GrabModeAsync, X.GrabModeAsync, X.NONE, cursor,
                X.CurrentTime,
            )  # fmt: skip
            if answer == X.GrabSuccess:
                # Without the keyboard Esc does not work, but a click still does.
                ewmh.root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
                return True
        return False

    def _picked(self, ewmh: Ewmh, event: Any) -> None:
        if event.type == X.KeyPress:
            if event.detail == ewmh.display.keysym_to_keycode(_ESCAPE):
                self._end_pick(None)
            return
        if event.detail in _WHEEL:
            return
        target = None
        if event.detail == 1 and event.child:
            try:
                target = ewmh.target(ewmh.client_of(event.child.id))
            except error.XError:
                target = None
        self._end_pick(target)

    def _end_pick(self, target: Target | None) -> None:
        done, self._picking = self._picking, None

        def let_go(ewmh: Ewmh) -> None:
            ewmh.display.ungrab_pointer(X.CurrentTime)
            ewmh.display.ungrab_keyboard(X.CurrentTime)
            ewmh.display.flush()

        self._gui(let_go, None)
        if done is not None:
            done(target)

    # -- the connection ------------------------------------------------------------------------

    def _ring(self) -> None:
        """Make the descriptor readable if events wait in python-xlib's own queue."""
        if self._ewmh is None or self._lost or self._bell is None:
            return
        if self._ewmh.display.pending_events():
            self._bell.ring()

    def _lose(self) -> None:
        """Let go of a connection that ended; the descriptor stays open, and quiet, until close."""
        if self._lost:
            return
        self._lost = True
        self._followed, self._top = None, 0
        if self._ewmh is not None:
            disconnect(self._ewmh.display)  # which takes its socket out of the descriptor
            self._ewmh = None
        done, self._picking = self._picking, None
        if done is not None:
            done(None)
        self._tell(lambda listener: listener.followed_changed(None))


_ESCAPE: Final = 0xFF1B
_WHEEL: Final = (4, 5, 6, 7)
