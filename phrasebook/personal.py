"""Personal data of buyers in what is typed: finding it, and masking it as the platforms do.

Notes and handovers are stored masked unless the agent says "keep", and a phrase that is sent out
to be reworded is masked first (GB/T 35273-2020 6.2: de-identify; masks as the order pages of the
platforms show them: 138****1234, 陈*平). Masks stay as they are: masking twice changes nothing.

What is a number and what an order number: ``personal_numbers``, ``personal_spread``. An address:
``personal_places``, ``personal_spots``. What is a name: ``personal_names``. Accounts, mail, plates
and permits: ``personal_accounts``. Telephone numbers of shops and services (400, 800, 95xxx),
postcodes and links stay.

The work grows with the length of the text and no faster: every repetition of a pattern is bounded
or runs over one class of characters, what is looked for at a place reaches a bounded way, and what
was looked for at a place once is remembered.
"""

from __future__ import annotations

import re
from typing import Final

from phrasebook.personal_accounts import accounts, emails, papers, plates
from phrasebook.personal_names import CONTACT, NAME, PLACE, in_blocks, labelled
from phrasebook.personal_numbers import masked_number, numbers, written, written_out
from phrasebook.personal_places import addresses, kept
from phrasebook.personal_spots import spots
from phrasebook.personal_spread import lettered, nearby, spread
from phrasebook.personal_text import HIDDEN, Found, Kind, flatten, hide, masked_phones, seen

__all__ = ["Found", "Kind", "find", "mask", "masked_piece"]

_MOST_ROUNDS: Final = 8

_URL: Final = re.compile(r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#@!$&'+;=%]+", re.I)
"""A link names a page: its digits are nobody's, and nothing of it is an address."""


_REPEATED: Final = re.compile(r"(.{1,8}?)\1{31,}", re.DOTALL)
_EDGE: Final = 40
"""What a repetition keeps at both ends: longer than a number, so what is beside it stays whole."""


def find(text: str) -> list[Found]:
    """The personal data in ``text``, in order and without overlaps.

    What is masked already is not found. The work grows with the length of the text.
    """
    plain, places = seen(text)
    return [Found(places[a], places[b - 1] + 1, kind) for a, b, kind in _find(plain)]


def _find(text: str) -> list[Found]:
    flat = flatten(text)
    flat = _URL.sub(lambda url: HIDDEN * len(url[0]), flat)
    flat = _REPEATED.sub(_cut, flat)
    found: list[Found] = []
    for finder in _FINDERS:
        found = sorted(found + finder(hide(flat, found)))
    return sorted(found + in_blocks(_marked(text, flat, found)))


def _cut(repeated: re.Match[str]) -> str:
    """Hide the middle of a repetition: it is nobody's data and costs most to look through."""
    row = repeated[0]
    middle = len(row) - 2 * _EDGE
    return row if middle <= 0 else row[:_EDGE] + HIDDEN * middle + row[-_EDGE:]


_FINDERS: Final = (
    emails, numbers, written_out, written, spread, lettered, nearby, papers, accounts, plates,
    labelled, addresses, spots,
)  # fmt: skip


def mask(text: str) -> str:
    """``text`` with every found piece masked; all else stays, character for character.

    A mask can take away the word that kept a number beside it from being found, so what has
    been masked is looked through again; texts that people write are through after one round.
    """
    for _ in range(_MOST_ROUNDS):
        found = find(text)
        if not found:
            break
        text = _masked(text, found)
    return text


def _masked(text: str, found: list[Found]) -> str:
    parts, place = [], 0
    for start, end, kind in found:
        parts += [text[place:start], masked_piece(text[start:end], kind)]
        place = end
    return "".join([*parts, text[place:]])


def masked_piece(piece: str, kind: Kind) -> str:
    """A single piece masked.

    Telephone: 138****1234, with an extension 138****1234转****; landline: area code and the last
    two digits; identity number: the first three and last two; bank card: the last four; address:
    province, city and district; e-mail: the first letter and the domain; name: 陈*平; account: the
    first character; plate: province and letter.

    Args:
        piece: As it stands in the text.
        kind: What ``find`` said that it is.
    """
    piece = seen(piece)[0]
    flat = flatten(piece)
    if kind == "account":
        return piece[:1] + "****"
    if kind == "plate":
        return piece[:2] + "****"
    if kind == "email":
        local, at, domain = piece.replace("＠", "@").rpartition("@")
        return f"{local[:1]}***{at}{domain}" if at else f"{piece[:1]}****"
    if kind == "address":
        return piece[: kept(flat)] + "****"
    if kind == "name":
        return _masked_name(piece)
    return masked_number(piece, flat, kind)


def _masked_name(name: str) -> str:
    if len(name) < 3:
        return name[:1] + "*"
    return name[0] + "*" * min(2, len(name) - 2) + name[-1]


def _marked(text: str, flat: str, found: list[Found]) -> str:
    """``flat`` with signs for numbers and addresses; a number masked by a platform is one too."""
    signs = dict.fromkeys(("phone", "landline", "id", "bank", "account", "email"), CONTACT)
    signs |= {"address": PLACE, "name": NAME}
    masked = [(start, end, "phone") for start, end in masked_phones(text)]
    parts, place = [], 0
    for start, end, kind in sorted([*found, *masked]):
        if start >= place:
            parts += [flat[place:start], signs.get(kind, HIDDEN) * (end - start)]
            place = end
    return "".join([*parts, flat[place:]])
