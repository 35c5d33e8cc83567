"""What stands in the form of a handover: texts as typed, kept until they are handed over."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import Any, Final, get_args

from phrasebook.desk import Handover, HandoverDraft, Severity

_SEVERITIES: Final = get_args(Severity)


@dataclass(frozen=True, slots=True)
class HandoverForm:
    """The state of the form; see ``HandoverDraft`` for most of it.

    Attributes:
        buyer: Id of the buyer; empty while it is only known by name.
        name: Buyer's account name.
        platform: Buyer's platform.
        because: What happened.
        wants: What the buyer wants.
        please: What the next shift is asked to do.
        how: How, and what was tried.
        severity: How much it presses.
        due: The due time as typed.
        if_says: What the buyer may say.
        reply: What to answer then.
        phrase: Id of the phrase that ``reply`` came from.
        order: Order number.
        note: Id of the note that it was made from.
        to_shift: Key of the shift that it is for.
    """

    buyer: str = ""
    name: str = ""
    platform: str = ""
    because: str = ""
    wants: str = ""
    please: str = ""
    how: str = ""
    severity: Severity = "watch"
    due: str = ""
    if_says: str = ""
    reply: str = ""
    phrase: str = ""
    order: str = ""
    note: str = ""
    to_shift: str = ""

    @classmethod
    def of(
        cls, draft: HandoverDraft, name: str = "", platform: str = "", due: str = ""
    ) -> HandoverForm:
        """Give the form of a draft; ``due`` is its due time in words."""
        if isinstance(draft, Handover):
            name, platform = draft.name, draft.platform
        same = {one.name: getattr(draft, one.name) for one in fields(HandoverDraft)}
        return cls(**same | {"name": name, "platform": platform, "due": due})

    def draft(self, due: float | None) -> HandoverDraft:
        """Give the draft; ``due`` is what ``self.due`` means."""
        values: dict[str, Any] = {
            one.name: getattr(self, one.name).strip()
            for one in fields(HandoverDraft)
            if one.name != "due"
        }
        return HandoverDraft(**values, due=due)

    @property
    def empty(self) -> bool:
        """Whether nobody has written anything yet: a buyer alone is no handover."""
        words = (self.because, self.wants, self.please, self.how, self.if_says, self.reply)
        return not any(text.strip() for text in words)

    def kept(self) -> str:
        """Write it down as a text; empty if there is nothing in it."""
        if self.empty:
            return ""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return json.dumps({name: text for name, text in values.items() if text}, ensure_ascii=False)

    @classmethod
    def from_kept(cls, text: str) -> HandoverForm | None:
        """Read what ``kept`` wrote; None for anything else."""
        try:
            values = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(values, dict):
            return None
        known = {one.name for one in fields(cls)}
        texts: dict[str, Any] = {
            name: text for name, text in values.items() if name in known and isinstance(text, str)
        }
        form = cls(**texts)
        return form if form.severity in _SEVERITIES else replace(form, severity="watch")
