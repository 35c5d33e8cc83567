"""What a person does to the desk at once, whole: each is stored by one write, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from phrasebook.desk import HandoverDraft, NoteDraft, ReminderDraft, Result

Account = tuple[str, str, str]
"""Name, platform and shop of a buyer as a form says them."""

NOBODY: Account = ("", "", "")


@dataclass(frozen=True, slots=True)
class NoteSave:
    """A note with all that is stored together with it.

    Attributes:
        draft: The note; its ``buyer`` is taken from ``account``.
        account: The buyer, made where it is missing.
        id: The note that is changed; empty for a new one.
        reopen: A note that was done is to be done again.
        pictures: PNGs to add.
        kept: Name of the unsaved text that this settles; empty for none.
    """

    draft: NoteDraft
    account: Account
    id: str = ""
    reopen: bool = False
    pictures: tuple[bytes, ...] = ()
    kept: str = ""


@dataclass(frozen=True, slots=True)
class ReminderSave:
    """Reminders that are set together, or one that is changed.

    Attributes:
        drafts: The reminders; exactly one where ``id`` is set.
        account: The buyer, made where it is missing; without a name the drafts say it.
        id: The reminder that is changed; empty for new ones.
        kept: Name of the unsaved text that this settles; empty for none.
    """

    drafts: tuple[ReminderDraft, ...]
    account: Account = NOBODY
    id: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class ReminderEnd:
    """How a reminder ended, and what goes with its end.

    Attributes:
        id: The reminder.
        result: How it ended; must not be empty.
        reason: Why, in one of the words offered.
        remark: What else is to be said.
        rest: Ids of others of the same matter, which end too.
        following: The next one; None sets none.
        note: What is written down of the buyer; None writes nothing.
        kept: Name of the unsaved text that this settles; empty for none.
    """

    id: str
    result: Result
    reason: str = ""
    remark: str = ""
    rest: tuple[str, ...] = ()
    following: ReminderDraft | None = None
    note: NoteDraft | None = None
    kept: str = ""


@dataclass(frozen=True, slots=True)
class HandoverSave:
    """Handovers that are handed over together.

    Attributes:
        drafts: The handovers.
        accounts: For each draft without a buyer the one to make or find; without a name it is
            about none.
        passed: Ids of those accepted before that wait for ``to_shift`` from now on.
        reason: Why they are passed on.
        to_shift: ``ShiftRef.key`` for ``passed``; empty for the next shift, whichever.
        kept: Names of the unsaved texts that this settles.
    """

    drafts: tuple[HandoverDraft, ...]
    accounts: tuple[Account, ...] = ()
    passed: tuple[str, ...] = ()
    reason: str = ""
    to_shift: str = ""
    kept: tuple[str, ...] = ()
