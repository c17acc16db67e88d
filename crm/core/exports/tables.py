"""What a file holds: a head and pieces of rows, read by a cursor of the server, memory flat.

A column of fields works on a whole piece at once: a million rows are cheap only so. Moments become
the centre's time; masking is the column's own business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .. import clock
from ..lists import count_up_to
from ..masking import mask_contacts, mask_name, mask_secrets

#: Rows read, shown and written at once.
PIECE = 2000
Text = str | Promise
#: Every number and address that `masking` looks for holds one of these.
_SUSPECT = re.compile(r"@|(?:\d[\s–-]?){6}")
Cells = Sequence[Any]
Show = Callable[[Cells], Iterable[Any]]


@dataclass(frozen=True)
class Table:
    """`count(most)` counts the rows, but no further than `most`; `pieces()` reads them."""

    head: Sequence[str]
    count: Callable[[int], int]
    pieces: Callable[[], Iterator[Sequence[Sequence[Any]]]]


def as_they_are(cells: Cells) -> Cells:
    return cells


@dataclass(frozen=True)
class Column:
    """A field (or annotation) of the rows and how a piece of its values is shown."""

    label: Text
    field: str
    show: Show = as_they_are


# ---- how values are shown ----------------------------------------------------------------------


def moments(cells: Cells) -> list[Any]:
    """In the centre's time, to the second."""
    zone = clock.zone()
    return [None if at is None else at.astimezone(zone).replace(microsecond=0) for at in cells]


def each(show: Callable[[Any], Any]) -> Show:
    """One function over the values, once for equal ones."""

    def shown(cells: Cells) -> list[Any]:
        kept = {value: show(value) for value in set(cells)}
        return [kept[value] for value in cells]

    return shown


def words(labels: Mapping[Any, Any]) -> Show:
    """Stored codes in words; an unknown one as it is stored, none as a blank."""
    return each(lambda value: "" if value is None else str(labels.get(value, value)))


def _yes_no(value: Any) -> str:
    return "" if value is None else _("yes") if value else _("no")


def _masked(text: str | None) -> str:
    """Most texts hold nothing that is masked, and one look says so."""
    if not text or _SUSPECT.search(text) is None:
        return text or ""
    return mask_contacts(mask_secrets(text)[0])


yes_no = each(_yes_no)
names = each(lambda name: mask_name(name or ""))
paths = each(lambda path: (path or "").replace(" > ", " › "))


def texts(cells: Cells) -> list[str]:
    """What people typed, contact data and card numbers in it masked."""
    return [_masked(text) for text in cells]


def hidden(cells: Cells) -> list[str]:
    """A column this user may not read stays, blank: files keep their shape."""
    return [""] * len(cells)


# ---- tables ------------------------------------------------------------------------------------


def of_fields(rows: QuerySet[Any], columns: Sequence[Column]) -> Table:
    """The long way to a short row: fields alone, no objects."""
    fields = [column.field for column in columns]

    def pieces() -> Iterator[list[tuple[Any, ...]]]:
        plain = rows.prefetch_related(None).select_related(None)
        values = plain.values_list(*fields).iterator(chunk_size=PIECE)
        while piece := list(islice(values, PIECE)):
            cells = zip(*piece, strict=True)
            shown = [column.show(kept) for column, kept in zip(columns, cells, strict=True)]
            yield list(zip(*shown, strict=True))

    return Table([str(c.label) for c in columns], lambda most: count_up_to(rows, most), pieces)


def of_objects(
    rows: QuerySet[Any] | Sequence[Any], columns: Sequence[tuple[Text, Callable[[Any], Any]]]
) -> Table:
    """Rows of whatever kind, each column a function of one."""

    def count(most: int) -> int:
        return count_up_to(rows, most) if isinstance(rows, QuerySet) else len(rows)

    def pieces() -> Iterator[list[list[Any]]]:
        found = iter(rows.iterator(PIECE) if isinstance(rows, QuerySet) else rows)
        while piece := list(islice(found, PIECE)):
            yield [[value(row) for _label, value in columns] for row in piece]

    return Table([str(label) for label, _value in columns], count, pieces)


def moment(at: Any) -> Any:
    """One moment as `moments` shows it, for columns of objects."""
    return moments([at])[0]
