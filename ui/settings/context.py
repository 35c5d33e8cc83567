"""What the settings page needs from the rest of the program."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from assistant.actions import ActionId, action, collisions, switched_off
from assistant.autostart import Autostart
from assistant.backends.null import NullAutostart
from assistant.clients import Clients
from assistant.keys import Hotkey, HotkeyError
from assistant.options import Options
from assistant.ports import Registration
from phrasebook.model import Phrase
from ui.dialogs.hotkey_edit import Conflict
from ui.i18n import tr
from ui.settings.desk import DeskFacts


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup of the phrase file.

    Attributes:
        name: File name.
        made: Seconds since the epoch (UTC).
        size: Bytes.
    """

    name: str
    made: float
    size: int


@dataclass(frozen=True, slots=True)
class DataFacts:
    """What the data section tells.

    Attributes:
        folder: The data folder.
        phrases: How many phrases there are; None while they are being counted.
        backups: Newest first.
        writable: Whether the folder takes writing.
    """

    folder: Path
    phrases: int | None = None
    backups: Sequence[Backup] = ()
    writable: bool = True


@dataclass(slots=True)
class SettingsContext:
    """Everything the sections read; what they change goes through ``options`` or a signal.

    Attributes:
        options: The settings.
        clients: The present client rules.
        facts: What the data section shows.
        registrations: What became of each global hotkey.
        proposal: A free key in place of a refused one.
        phrases: Phrases with a hotkey of their own, as far as known.
        licences: Text of the licences.
        version: Version of the program.
        now: The clock that shifts are read on.
        zone: Its zone id.
        desk: What the section 备注 tells.
        teach: Lets the person show where the input box of a client is (the rule's id).
        way_out: A key that another program holds can be had by a hook.
        autostart: Whether the system opens the sidebar.
    """

    options: Options
    clients: Callable[[], Clients]
    facts: Callable[[], DataFacts]
    registrations: Callable[[], Sequence[Registration]] = tuple
    proposal: Callable[[Hotkey], Hotkey | None] = lambda _hotkey: None
    phrases: Callable[[], Sequence[Phrase]] = tuple
    licences: Callable[[], str] = str
    version: str = ""
    now: Callable[[], float] = time.time
    zone: Callable[[], str] = lambda: "UTC"
    desk: Callable[[], DeskFacts] = DeskFacts
    teach: Callable[[str], object] = lambda _id: None
    way_out: bool = False
    autostart: Autostart = field(default_factory=NullAutostart)

    def key_owner(self, hotkey: Hotkey, own: str = "") -> str:
        """Name what has a key already, as things stand; see the function of this name."""
        keys, off = self.options.get("keys"), switched_off(self.options.get)
        return key_owner(hotkey, keys, self.phrases(), own, off)


_CANDIDATES: Final = tuple(
    Hotkey(key, modifiers)
    for modifiers in (("Ctrl", "Alt"), ("Ctrl", "Shift"), ("Ctrl", "Alt", "Shift"))
    for key in "JKLUIOHGYQWERXZNM0"
)
"""Keys to propose: letters near the home row that few programs take with these modifiers."""


def key_owner(
    hotkey: Hotkey,
    keys: Mapping[str, str],
    phrases: Sequence[Phrase],
    own: str = "",
    off: Set[ActionId] = frozenset(),
) -> str:
    """Name what has a key already; "" if it is free.

    Args:
        hotkey: The key in question.
        keys: The option ``keys``.
        phrases: Phrases with hotkeys of their own.
        own: Who asks: an action id, or ``phrase:`` and an id; "" for a new phrase.
        off: Actions that do not exist now.
    """
    asking_phrase = not own or own.startswith("phrase:")
    # A phrase's key is global, so it is checked as if it were another global action's.
    probe = "dock.pick" if asking_phrase else own
    before = keys.get(probe)
    users = collisions({**keys, probe: str(hotkey)}, off).get(hotkey, ())
    if asking_phrase and before == str(hotkey):
        return tr(action(probe).title)
    for id in users:
        if id != probe:
            return tr(action(id).title)
    for phrase in phrases:
        if phrase.hotkey and own != f"phrase:{phrase.id}":
            try:
                if Hotkey.parse(phrase.hotkey) == hotkey:
                    return phrase.title
            except HotkeyError:
                continue
    return ""


def key_check(context: SettingsContext, own: str = "") -> Callable[[Hotkey], Conflict | None]:
    """Make the check that a ``HotkeyEdit`` wants; ``own`` as for ``key_owner``."""

    def owner(hotkey: Hotkey) -> str:
        return context.key_owner(hotkey, own)

    def check(hotkey: Hotkey) -> Conflict | None:
        who = owner(hotkey)
        return Conflict(who, free_key(context, hotkey, owner)) if who else None

    return check


def free_key(
    context: SettingsContext, wanted: Hotkey, owner: Callable[[Hotkey], str]
) -> Hotkey | None:
    """Find a key that nobody has; the system's own proposal first."""
    proposed = context.proposal(wanted)
    refused = {state.hotkey for state in context.registrations() if not state.ok}
    for key in (*([proposed] if proposed else []), *_CANDIDATES):
        if key != wanted and key not in refused and not owner(key):
            return key
    return None
