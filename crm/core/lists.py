"""Pieces of list pages: capped counts, pages by key that cost the same at any depth, chips."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.core.paginator import EmptyPage, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from . import formats

PAGE_SIZE = 50
MOST_COUNTED = 10_000
PAGING = ("page", "after", "before")


@dataclass(frozen=True)
class Chip:
    """One filter in force; `url` is the same list without it. `typed` values are people's words."""

    label: str
    value: str
    url: str
    typed: bool


@dataclass(frozen=True)
class Sort:
    """A column one may sort by: where a click leads, and how it stands now."""

    key: str
    url: str
    direction: str  # "ascending", "descending" or ""


@dataclass(frozen=True)
class Listing:
    """A page of rows with the way to its neighbours."""

    rows: Sequence[Any]
    count: int
    next_url: str = ""
    previous_url: str = ""
    first: int = 0  # place of the first row, 1-based; 0 where it is not known
    chips: Sequence[Chip] = ()
    sorts: dict[str, Sort] = field(default_factory=dict)
    clear_url: str = ""

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def count_text(self) -> str:
        return formats.capped(self.count, MOST_COUNTED)


def count_up_to(rows: QuerySet[Any], most: int = MOST_COUNTED) -> int:
    """The exact count, or `most + 1` where there are more: counting on would cost a full scan."""
    return rows.order_by()[: most + 1].count()


def changed(query: QueryDict, **values: str | None) -> str:
    """The address of the same list with other values; paging starts again unless it is given."""
    copy = query.copy()
    for name in (*PAGING, *values):
        copy.pop(name, None)
    for name, value in values.items():
        if value:
            copy[name] = value
    return f"?{copy.urlencode()}" if copy else "?"


# ---- pages by key ----------------------------------------------------------------------------


def keyset_page(
    rows: QuerySet[Any], query: QueryDict, key: tuple[str, str], size: int = PAGE_SIZE
) -> Listing:
    """Rows by two descending fields (a clock, then the id), from a cursor in the address.

    The redundant bound `clock <= x` lets the index be used: without it such a page is a hundred
    times slower than its look-up.
    """
    clock, tie = key
    backwards = "before" in query
    cursor = _cursor(query.get("before") or query.get("after") or "")
    if cursor is not None:
        rows = rows.filter(_beyond(clock, tie, cursor, backwards))
    rows = rows.order_by(*(field if backwards else f"-{field}" for field in key))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    forward, back = (True, more) if backwards else (more, cursor is not None)
    return Listing(
        rows=found,
        count=0,
        first=0 if cursor else 1,
        next_url=changed(query, after=_key_of(found[-1], key)) if forward and found else "",
        previous_url=changed(query, before=_key_of(found[0], key)) if back and found else "",
    )


def _beyond(clock: str, tie: str, cursor: tuple[datetime, int], backwards: bool) -> Q:
    moment, number = cursor
    side, edge = ("gt", "gte") if backwards else ("lt", "lte")
    tied = Q(**{clock: moment, f"{tie}__{side}": number})
    return Q(**{f"{clock}__{edge}": moment}) & (Q(**{f"{clock}__{side}": moment}) | tied)


def _key_of(row: Model, key: tuple[str, str]) -> str:
    moment, number = (getattr(row, name) for name in key)
    return base64.urlsafe_b64encode(json.dumps([moment.isoformat(), number]).encode()).decode()


def _cursor(text: str) -> tuple[datetime, int] | None:
    """A cursor somebody changed by hand means the first page."""
    try:
        moment, number = json.loads(base64.urlsafe_b64decode(text.encode()))
        return datetime.fromisoformat(moment), int(number)
    except (ValueError, TypeError, OverflowError, binascii.Error):
        return None


# ---- pages by number -------------------------------------------------------------------------


def numbered_page(rows: QuerySet[Any], query: QueryDict, count: int, size: int) -> Listing:
    """For short lists in any order; never deeper than what was counted."""
    paginator: Paginator[Any] = Paginator(rows, size)
    paginator.count = min(count, MOST_COUNTED)
    try:
        page = paginator.page(query.get("page") or 1)
    except (EmptyPage, ValueError):
        page = paginator.page(1)
    return Listing(
        rows=list(page.object_list),
        count=count,
        first=page.start_index(),
        next_url=changed(query, page=str(page.number + 1)) if page.has_next() else "",
        previous_url=changed(query, page=str(page.number - 1)) if page.has_previous() else "",
    )


# ---- chips and sorts -------------------------------------------------------------------------


def chips(filterset: django_filters.FilterSet | None, query: QueryDict) -> list[Chip]:
    """One chip for each filter in force, in the order of the form."""
    if filterset is None or not filterset.is_bound:
        return []
    found = []
    for name, bound in filterset.form.fields.items():
        cleaned = getattr(filterset.form, "cleaned_data", {}).get(name)
        if cleaned in (None, "", [], ()) or name not in query:
            continue
        text, typed = _shown(bound, cleaned)
        label = str(bound.label or name)
        found.append(Chip(label, text, changed(query, **{name: None}), typed))
    return found


def _shown(bound: forms.Field, value: Any) -> tuple[str, bool]:
    if isinstance(value, bool):
        return (_("yes") if value else _("no")), False
    if isinstance(value, datetime):
        return formats.moment(value), False
    if isinstance(value, date):
        return formats.day(value), False
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(_shown(bound, item)[0] for item in value), True
    if isinstance(bound, forms.ChoiceField) and not isinstance(bound, forms.ModelChoiceField):
        choices: Any = bound.choices  # normalised by the field, whatever was given
        labels = {str(key): str(label) for key, label in _flat(choices)}
        return labels.get(str(value), str(value)), False
    return str(value), True


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def sorts(query: QueryDict, keys: Iterable[str], current: str) -> dict[str, Sort]:
    """A click sorts ascending, the next one descending; `-key` in the address is descending."""
    found = {}
    for key in keys:
        direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
        target = f"-{key}" if direction == "ascending" else key
        found[key] = Sort(key, changed(query, sort=target), direction)
    return found
