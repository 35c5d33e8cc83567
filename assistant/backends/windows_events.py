"""What event hooks of Windows tell, noted in the hook and handed on from the message loop.

Windows calls a hook in the middle of whatever looks for messages, also while the shell is being
asked something. What is done about an event (docking, the tray) may ask the shell again, so it
has to wait until that is over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

_WHOLE_WINDOW: Final = (0, 0)  # OBJID_WINDOW, CHILDID_SELF


class Note(NamedTuple):
    """What a hook told of a whole window.

    Attributes:
        event: Which event.
        window: Of which window.
        moment: When (ms, of ``GetTickCount``).
    """

    event: int
    window: int
    moment: int


class EventNotes:
    """The notes that wait, in their order (GUI thread, but ``waiting``)."""

    def __init__(self, post: Callable[[], None], tell: Callable[[Note], None]) -> None:
        """Note nothing yet.

        Args:
            post: Has the loop call ``hand_on`` once, soon.
            tell: Told of each note.
        """
        self._post, self._tell = post, tell
        self._notes: deque[Note] = deque()

    def add(self, event: int, window: int, object_id: int, child: int, moment: int) -> None:
        """Note an event of a whole window; those of its parts are many and mean nothing here."""
        if not window or (object_id, child) != _WHOLE_WINDOW:
            return
        self._notes.append(Note(event, window, moment))
        if len(self._notes) == 1:
            self._post()

    def hand_on(self) -> None:
        """Tell the oldest note; the next has a turn of its own, also where this one takes long."""
        if not self._notes:
            return
        note = self._notes.popleft()
        if self._notes:
            self._post()
        self._tell(note)

    def waiting(self) -> tuple[Note, ...]:
        """Give what was not told yet, oldest first (any thread)."""
        return tuple(self._notes)

    def clear(self) -> None:
        """Forget what was not told."""
        self._notes.clear()
