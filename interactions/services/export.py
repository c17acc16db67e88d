"""Consultations as CSV: row by row, masked, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote_plus

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import audit, clock
from crm.core.masking import mask_contacts, mask_name
from crm.people.models import User

from ..channels import CHANNELS
from ..choices import Direction, Exclusion, Result

_BATCH = 2000
#: A cell that begins with one of these would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_FIELDS = (
    "number",
    "started_at",
    "ended_at",
    "channel",
    "direction",
    "type__code",
    "type__path",
    "customer__number",
    "customer__name",
    "team__name",
    "agent__name",
    "result",
    "wait_seconds",
    "talk_seconds",
    "hold_seconds",
    "wrap_up_seconds",
    "inquiry_id",
    "exclusion",
    "question",
    "answer",
)


def record_export(actor: User, *, purpose: str, note: str, query: str, rows: int) -> None:
    """Who took out how much, of what, and why."""
    changes: dict[str, list[Any]] = {
        "purpose": [None, purpose],
        "note": [None, mask_contacts(note) or None],
        "query": [None, mask_contacts(unquote_plus(query)) or None],
        "rows": [None, rows],
    }
    kept = {key: pair for key, pair in changes.items() if pair[1] is not None}
    audit.record(actor, "consultation.exported", actor, changes=kept, label=actor.username)


class _Line:
    """What the csv writer writes to: it hands the line back."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: QuerySet[Any], *, names: bool) -> Iterator[str]:
    """The head and a line a record; the mark at the start tells a spreadsheet that it is UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff" + str(writer.writerow(_head()))
    values = rows.values_list(*_FIELDS).iterator(chunk_size=_BATCH)
    for line in _shown(values, names=names):
        yield str(writer.writerow(line))


def _head() -> list[str]:
    return [
        _("Number"),
        _("Contact started"),
        _("Contact ended"),
        _("Channel"),
        _("Direction"),
        _("Type code"),
        _("Inquiry type"),
        _("Customer number"),
        _("Customer"),
        _("Team"),
        _("Agent"),
        _("Result"),
        _("Wait (s)"),
        _("Talk (s)"),
        _("Hold (s)"),
        _("After-call work (s)"),
        pgettext("link to an issue", "Issue"),
        _("Exclusion"),
        _("Question"),
        pgettext("of a consultation", "Answer"),
    ]


def _shown(values: Iterable[tuple[Any, ...]], *, names: bool) -> Iterator[list[Any]]:
    zone = clock.zone()
    channels = {key: str(channel.label) for key, channel in CHANNELS.items()}
    directions = {key: str(label) for key, label in Direction.choices}
    results = {key: str(label) for key, label in Result.choices}
    exclusions = {key: str(label) for key, label in Exclusion.choices}
    for row in values:
        cells = list(row)
        cells[1] = row[1].astimezone(zone).isoformat(sep=" ", timespec="seconds")
        cells[2] = row[2].astimezone(zone).isoformat(sep=" ", timespec="seconds")
        cells[3], cells[4] = channels.get(row[3], row[3]), directions.get(row[4], row[4])
        cells[8] = mask_name(row[8] or "")
        cells[10] = row[10] if names else ""
        cells[11] = results.get(row[11], "")
        cells[17] = exclusions.get(row[17], "")
        cells[18], cells[19] = mask_contacts(row[18]), mask_contacts(row[19])
        yield [safe(cell) for cell in cells]


def safe(cell: Any) -> Any:
    """A text that would run as a formula stays a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
