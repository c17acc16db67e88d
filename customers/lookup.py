"""The search field: what somebody typed becomes conditions, and the conditions become customers.

A customer number, a whole phone number or an e-mail address is exact and opens its customer. Last
four digits or a name alone name too many people: at most twenty rows, and a second condition is
asked for. Both together (`박서희 4827`) narrow each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crm.core import search

from .contact_points import Point, find_point
from .models import Customer
from .querysets import CustomerQuerySet

MOST_ROWS = 20
MOST_CANDIDATES = 300
_NUMBER = re.compile(r"(?:c-?)?(\d{6,9})", re.IGNORECASE)
_LAST_FOUR = re.compile(r"[-*]*(\d{4})")
_DIGITS = re.compile(r"[\d+()\-. ]+")


@dataclass(frozen=True)
class Wanted:
    """The conditions in a text; all of them must hold."""

    text: str
    number: str = ""
    point: Point | None = None
    last_four: str = ""
    name: str = ""

    @property
    def is_narrow(self) -> bool:
        """Enough to name one person."""
        return bool(self.number or self.point or (self.last_four and self.name))


@dataclass(frozen=True)
class Found:
    """`exact` opens directly; `more` says that there are more rows than are shown."""

    wanted: Wanted
    rows: Sequence[Customer] = ()
    exact: Customer | None = None
    more: bool = False


@dataclass(frozen=True)
class Pick:
    """A customer being chosen inside another form (`customers/_picker.html`)."""

    text: str = ""
    found: Found | None = None
    chosen: Customer | None = None


def read(text: str) -> Wanted:
    """Take a text apart."""
    text = " ".join(text.split())
    if match := _NUMBER.fullmatch(text):
        return Wanted(text, number=f"C-{match[1]}")
    point, last_four, names = None, "", list[str]()
    for part in _parts(text):
        four = _LAST_FOUR.fullmatch(part)
        if four:
            last_four = four[1]
        elif found := find_point(part):
            point = found
        else:
            names.append(part)
    return Wanted(text, point=point, last_four=last_four, name=" ".join(names))


def _parts(text: str) -> list[str]:
    """Words, with the groups of one phone number kept together (`010 1234 5678`)."""
    parts = list[str]()
    for word in text.split():
        joined = f"{parts[-1]} {word}" if parts else ""
        grows = _DIGITS.fullmatch(joined) and (
            find_point(joined) or not _LAST_FOUR.fullmatch(parts[-1])
        )
        if grows:
            parts[-1] = joined
        else:
            parts.append(word)
    return parts


def find(rows: CustomerQuerySet, text: str) -> Found:
    """The customers among `rows` that a text names; every path stands on an index."""
    wanted = read(text)
    if wanted.number:
        found = list(rows.filter(number=wanted.number)[:1])
        if not found and (point := find_point(text)):  # 02-123-456, an old short number
            found = list(rows.reached_at(point).order_by("-pk")[: MOST_ROWS + 1])
        return _answer(wanted, found)
    if wanted.point is not None:
        found = list(rows.reached_at(wanted.point).order_by("-pk")[:MOST_CANDIDATES])
        return _answer(wanted, _named(found, wanted.name))
    if wanted.last_four:
        most = MOST_CANDIDATES if wanted.name else MOST_ROWS + 1
        found = list(rows.with_last_four(wanted.last_four).order_by("-pk")[:most])
        return _answer(wanted, _named(found, wanted.name))
    if wanted.name:
        return _answer(wanted, list(rows.named(wanted.name, most=MOST_ROWS + 1).order_by("-pk")))
    return Found(wanted)


def _answer(wanted: Wanted, found: list[Customer]) -> Found:
    exact = found[0] if wanted.is_narrow and len(found) == 1 else None
    return Found(wanted, found[:MOST_ROWS], exact, more=len(found) > MOST_ROWS)


def _named(found: list[Customer], name: str) -> list[Customer]:
    return [row for row in found if search.matches(name, row.name)] if name else found


def read_pick(rows: CustomerQuerySet, *, text: str, chosen: str) -> Pick:
    """What a form's picker shows: the rows for the text, and who is chosen by number already."""
    who = rows.filter(number=chosen).prefetch_related("points").first() if chosen else None
    if not text.strip():
        return Pick(chosen=who)
    found = find(rows.prefetch_related("points"), text)
    return Pick(text=text, found=found, chosen=who or found.exact)


def typed_values(wanted: Wanted) -> dict[str, str]:
    """What a new customer's form starts with when the search found nobody."""
    values = {"name": wanted.name}
    if wanted.point is not None:
        values[wanted.point.kind] = wanted.point.shown
    return {key: value for key, value in values.items() if value}
