"""What a program's requests for our text say about its paste: a table, read as one state.

A program asks for the list of formats (``L``) and for the text itself (``t``). Programs that paste
in one go (GTK, Qt, Tk, Firefox, Java, Wine) ask for nothing behind the text. Chromium 156 on X11
asks this, from the key on, whatever the load (two pastes each into 12 boxes, and 2,600 into one):

    what has the focus                          Ctrl+V               Shift+Insert
    textarea, input, password, shadow root      LtL  LLLLLLLLL t LLLL     the same
    contenteditable                             LtL  L×12 t L×7 t LLL     without
    Quill, Slate, CKEditor, Draft, tiptap, …    LtL  LLLLLL t LLLL        the LtL
    TinyMCE                                     LtL  LLLLLL t L×13 t LLL
    no box, or a page that wants no paste       LtL  LLL
    a page that handles the key itself          LtL

The first ``LtL`` is no paste. The browser compares what is pasted with the passwords it keeps, as
soon as the key makes the character Ctrl+V, whatever has the focus
(``ChromePasswordReuseDetectionManagerClient::OnPaste`` in ``chrome/browser/safe_browsing``), and
reads where the text is from behind it (``ClipboardOzone::ReadText``). It is the first of two reads
that go on at once, so one question of the page's may stand before its ``t``. It is missing where
the key makes no such character: with other keys, in one Ctrl+V of some hundreds, and in programs
that are made with Electron or CEF. So to count the fetches tells nothing; whose each is, does.

Seldom, on a loaded machine, the page's fetch does not reach us although the text is in the box
(some ten of 5,400 pastes, most with three busy processes on two cores): ``LtL`` and 1 to 9
questions. Why is not known, and a page that stands still looks the same. So such a paste counts
as not taken, and the text stays: told wrongly, but nothing of what was there before can get into
the chat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.ports import Asked

BEFORE_LOOK: Final = 2
"""Most questions before the browser's own fetch; a page's has six or more."""
OF_LOOK: Final = 3
"""Requests that belong to the browser's own fetch."""
WITHOUT_BOX: Final = 3
"""Questions of a page that runs a paste which nothing takes; with a box it goes on."""
LEAST_BEHIND: Final = 3
"""Questions behind the page's last fetch."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a program has come with one text.

    Attributes:
        takes: When it fetched the text for what has the focus (``Clock.monotonic``).
        asks_on: It is a browser: it asks for more than a program that pastes in one go.
        looked: The browser has fetched the text for itself.
        own: How many requests were not for that.
        behind: How often it asked for the list of formats since its last fetch.
        last: When it last asked for anything; 0 if never.
    """

    takes: tuple[float, ...] = ()
    asks_on: bool = False
    looked: bool = False
    own: int = 0
    behind: int = 0
    last: float = 0.0

    @property
    def without_box(self) -> bool:
        """Whether it is where a browser ends whose focus is in no box."""
        return self.looked and not self.takes and 1 <= self.own <= WITHOUT_BOX

    def is_halfway(self, whole: int) -> bool:
        """Tell whether a browser has not asked all that it asks in a paste.

        Args:
            whole: How many requests a paste into this page is (``own``); 0 if unknown.
        """
        if not self.asks_on:
            return False
        return self.own < whole if whole else self.behind < LEAST_BEHIND


def progress(asked: Sequence[Asked]) -> Progress:
    """Read the requests of one program, oldest first."""
    texts = [number for number, one in enumerate(asked) if one.text]
    if not asked or not texts:
        return Progress(own=len(asked), behind=len(asked), last=asked[-1].at if asked else 0.0)
    first, behind = texts[0], len(asked) - 1 - texts[-1]
    early = first <= BEFORE_LOOK
    looked = early and not all(one.text for one in asked[first:])
    return Progress(
        takes=tuple(asked[number].at for number in texts[looked:]),
        asks_on=looked or not early,
        looked=looked,
        own=max(0, len(asked) - looked * OF_LOOK),
        behind=behind,
        last=asked[-1].at,
    )
