"""What kinds of data file there are: their names, their steps, and how carefully they delete."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from phrasebook.store import errors, migrations

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Schema:
    """A kind of data file.

    Attributes:
        file_name: Its name in the data folder.
        title: What messages call it (source text; whoever shows it translates).
        steps: Its migrations, numbered from 1; a released one is never edited.
        secure_delete: Overwrite what is deleted (reference/reliability.md: 287 of 300 deleted
            rows stay readable without, 0 with it and a checkpoint).
        ballast: Keep room back beside it for a full disk (see ``ballast.py``).
        copies: How many backups are kept; the oldest goes first.
        trace: Name of a file beside it that says that there is such a file, so that a missing one
            is a fault and not a first start.
        own_trace: The store writes that file; else it is somebody else's.
        pending: Name of a file that says that the data file is still to be made, trace or not.
        counted: Tables whose rows tell a person what a copy holds, with their names in words.
    """

    file_name: str
    title: str
    steps: tuple[Callable[[Database], None], ...]
    secure_delete: bool = False
    ballast: bool = False
    copies: int = 10
    trace: str = ""
    own_trace: bool = False
    pending: str = ""
    counted: tuple[tuple[str, str], ...] = ()

    @property
    def version(self) -> int:
        """Number of the newest step; a file with a larger one is refused."""
        return len(self.steps)


PHRASEBOOK: Final = Schema(
    "phrasebook.db",
    errors.PHRASEBOOK_TITLE,
    migrations.STEPS,
    trace="phrasebook.id",
    own_trace=True,
    counted=(("phrase", "话术"),),
)
