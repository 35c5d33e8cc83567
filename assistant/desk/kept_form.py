"""Forms as texts: how what is typed is kept, and read again by whatever version comes next."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from typing import Any, ClassVar, Protocol, TypeVar


class _Form(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


F = TypeVar("F", bound=_Form)


def to_text(form: _Form) -> str:
    """Write a form down."""
    return json.dumps(asdict(form), ensure_ascii=False)


def from_text(empty: F, text: str, readers: Mapping[str, Callable[[Any], Any]]) -> F | None:
    """Read what ``to_text`` gave; None for anything else.

    Args:
        empty: The empty form: what is missing or of another type stays as it is there.
        text: The text.
        readers: For fields that are not taken as they come: gives the value, None for none.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    made = empty
    for field in fields(empty):
        value = data.get(field.name)
        if field.name in readers:
            value = readers[field.name](value)
        if isinstance(value, type(getattr(empty, field.name))):
            made = replace(made, **{field.name: value})
    return made


def one_of(known: Mapping[Any, Any]) -> Callable[[Any], Any]:
    """Give a reader that takes only the keys of a table."""
    return lambda value: value if isinstance(value, str) and value in known else None
