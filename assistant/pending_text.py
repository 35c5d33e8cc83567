"""A text that the paste gate sent, and what its target has asked of it so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.paste_requests import Progress, progress
from assistant.ports import Asked


@dataclass(slots=True)
class Pending:
    """A text that was sent and is still on the clipboard.

    Attributes:
        program: Where to.
        pid: The process of that, which alone can still owe a fetch.
        window: Its window.
        title: The title of that.
        sent: When its key was sent.
        once: The client's rule says that the program fetches once.
        restore_s: The earliest restore after the key where not every fetch can be seen.
        reported: ``ended`` was called or the gate reports by itself.
        late: It was reported as not taken; it may be taken yet.
        before: Requests that came before that, of a paste that had ended.
        owed: Fetches that a text before this one still waited for. A page that hung answers its
            old keys first, and what it fetches then is this text.
    """

    program: str
    pid: int
    window: int
    title: str
    sent: float
    once: bool
    restore_s: float
    reported: bool = False
    late: bool = False
    before: int = 0
    owed: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """What was asked of a text by one moment; a turn of the worker looks once and goes by it.

    Attributes:
        pending: The text.
        seen: What the requests say that came since ``pending.before``.
        without_box: All of them say that the focus is in no box.
        count: How many there were.
    """

    pending: Pending
    seen: Progress
    without_box: bool
    count: int

    @classmethod
    def at(cls, pending: Pending, asked: Sequence[Asked]) -> Look:
        """Look at all requests for the text, oldest first."""
        whole = progress(asked)
        seen = progress(asked[pending.before :]) if pending.before else whole
        return cls(pending, seen, whole.without_box, len(asked))

    @property
    def last(self) -> float:
        """When the target last asked for anything, or was sent the key."""
        return self.seen.last or self.pending.sent
