"""What stands unsaved in the phrase editor, kept on disk so that no crash costs a sentence.

One small JSON file in the data folder, written whole each time. It holds phrase texts, which
are no buyers' data, and is empty whenever nothing is unsaved.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from phrasebook import files
from phrasebook.model import PhraseDraft

log = logging.getLogger(__name__)

FILE_NAME: Final = "drafts.json"
_FIELDS: Final = {field.name for field in fields(PhraseDraft)}
_TUPLES: Final = ("variants", "buyer_types", "platforms")


class Drafts:
    """Unsaved drafts by phrase id ("" for a new phrase)."""

    def __init__(self, folder: Path) -> None:
        """Read what an earlier run left; an unreadable file counts as none and is kept aside."""
        self._path = folder / FILE_NAME
        self._drafts: dict[str, dict[str, Any]] = {}
        self._waiting: set[str] = set()
        try:
            found = json.loads(self._path.read_text(encoding="utf-8-sig"))
            self._drafts = {str(id): dict(draft) for id, draft in found.items()}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, AttributeError, TypeError, RecursionError) as error:
            log.warning("drafts: unreadable (%s)", type(error).__name__)
            self._put_aside()

    def get(self, id: str) -> PhraseDraft | None:
        """Give the unsaved draft of a phrase."""
        found = self._drafts.get(id)
        if found is None:
            return None
        known = {name: value for name, value in found.items() if name in _FIELDS}
        for name in _TUPLES:
            value = known.pop(name, ())
            if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
                return None
            known[name] = tuple(value)
        ladder = known.pop("ladder", None)
        texts = [value for name, value in known.items() if name not in _TUPLES]
        if not all(isinstance(value, str) for value in texts):
            return None
        try:
            return PhraseDraft(**known, ladder=ladder if isinstance(ladder, int) else None)
        except TypeError:  # a field is missing
            return None

    def put(self, id: str, draft: PhraseDraft | None) -> bool:
        """Keep a draft, or forget it with None; returns whether it is on disk."""
        if draft is None:
            if self._drafts.pop(id, None) is None:
                return True
        else:
            self._drafts[id] = asdict(draft)
        self._waiting.add(id)
        return self._save()

    def flush(self, done: Callable[[bool], object]) -> None:
        """Write what could not be written before; ``done`` gets whether all is on the disk."""
        if self._waiting:
            self._save()
        done(not self.unstored())

    def unstored(self) -> list[str]:
        """The texts that are not on the disk."""
        drafts = [self._drafts[id] for id in sorted(self._waiting) if id in self._drafts]
        return ["\n".join(filter(None, (draft["title"], draft["text"]))) for draft in drafts]

    def _save(self) -> bool:
        try:
            text = json.dumps(self._drafts, ensure_ascii=False)
            # Half an emoji may stand there.
            files.write_whole(self._path, text.encode("utf-8", "replace"))
        except OSError as error:
            log.warning("drafts: not saved (errno %s)", error.errno)
            return False
        self._waiting.clear()
        return True

    def _put_aside(self) -> None:
        try:
            files.replace(self._path, self._path.with_name(f"{FILE_NAME}.broken"))
        except OSError as error:
            log.warning("drafts: broken file not moved (errno %s)", error.errno)
