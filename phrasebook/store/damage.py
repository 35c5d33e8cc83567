"""What can be done about a data file that is damaged or gone. Imported only where one is."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from phrasebook.store import backup, errors, presence, restoring, sqlite
from phrasebook.store.schema import Schema


def of(path: Path, schema: Schema, key: str, state: presence.State) -> errors.CorruptFileError:
    """Look for sound copies and word the fault.

    Args:
        path: The data file.
        schema: What kind of file it is.
        key: Its raw key; "" for a plain one.
        state: What stands in its place.
    """
    copies = backup.sound_copies(path, key, [table for table, _ in schema.counted])
    newest = copies[0].path if copies else None

    def restore(copy: Path | None = None) -> Path:
        chosen = copy or newest
        try:
            if chosen is not None:
                return backup.restore(path, chosen, key)
            return _make_anew(path, schema, key)
        except (OSError, sqlite.Error) as error:
            raise errors.not_restored(schema.title) from error

    return errors.CorruptFileError(path, newest, restore, schema.title, copies=copies, state=state)


def make_anew(error: errors.CorruptFileError, schema: Schema, key: str = "") -> Path:
    """Put an empty file in the place of one that is gone, although there are copies.

    Raises:
        UserError: The disk refuses.
    """
    try:
        return _make_anew(error.path, schema, key)
    except (OSError, sqlite.Error) as fault:
        raise errors.not_restored(schema.title) from fault


def _make_anew(path: Path, schema: Schema, key: str) -> Path:
    """Make an empty file somewhere else, whole, and put it in place: copies stay, as another's."""
    from phrasebook.store.database import Store

    place = Path(tempfile.mkdtemp(prefix=f"{path.stem}-new-", dir=path.parent))
    try:
        Store.open(place, schema, key=key).close()
        return restoring.put(path, place / schema.file_name)
    finally:
        shutil.rmtree(place, ignore_errors=True)
