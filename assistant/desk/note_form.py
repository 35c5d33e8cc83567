"""What stands in the form of a note while it is written, and how it is kept through a crash."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.desk import kept_form
from assistant.desk.kept_form import one_of
from phrasebook.desk import FLAGS, Flag, Note


@dataclass(frozen=True, slots=True)
class NoteForm:
    """A note that is being written.

    Attributes:
        name: Buyer's name as typed.
        platform: Buyer's platform.
        shop: Buyer's shop.
        text: The note.
        flag: Its kind.
        order: Order number.
        due: When it has to be done, as typed; may be no time at all yet.
        open: It is still to be done.
        keep: Keep the unmasked text for a while.
        fields: What records ask for besides, by column name.
    """

    name: str = ""
    platform: str = ""
    shop: str = ""
    text: str = ""
    flag: Flag = "plain"
    order: str = ""
    due: str = ""
    open: bool = False
    keep: bool = False
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet (a name and a kind alone are nothing)."""
        typed = (self.text, self.order, self.due, *(value for _, value in self.fields))
        return not any(part.strip() for part in typed)

    def to_text(self, *, pictures: bool = False) -> str:
        """Give it as a text to keep; empty if there is nothing to lose, no pictures either."""
        return "" if self.is_empty and not pictures else kept_form.to_text(self)

    @classmethod
    def from_text(cls, text: str) -> NoteForm | None:
        """Read what ``to_text`` gave; None if it is empty or was written by another version."""
        return kept_form.from_text(cls(), text, {"fields": _pairs, "flag": one_of(FLAGS)})


def of_note(note: Note, name: str, platform: str, shop: str, due: str) -> NoteForm:
    """Give a stored note as a form; ``due`` is its time as text."""
    return NoteForm(
        name=name,
        platform=platform,
        shop=shop,
        text=note.text,
        flag=note.flag,
        order=note.order,
        due=due,
        open=note.open and note.done_at is None,
        keep=note.has_full,
        fields=note.fields,
    )


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list):
        return ()
    return tuple(
        (pair[0], pair[1])
        for pair in value
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) for one in pair)
    )
