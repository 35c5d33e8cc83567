"""A field for a time that is past: when an order came, when a review was written."""

from __future__ import annotations

from assistant.desk import past_moments
from ui.dialogs.note_parts import DueField


class PastField(DueField):
    """Like ``DueField``, for the other direction.

    Attributes:
        day_only: A day without a time is enough.
    """

    day_only = False

    def when(self) -> float | None:
        """Give the time; None if there is none.

        Raises:
            UserError: If what stands there is no time that is past.
        """
        if not self.text():
            return None
        return past_moments.read(self.text(), self._now(), self._zone(), day_only=self.day_only)
