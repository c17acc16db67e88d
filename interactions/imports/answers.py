"""Answers of customers in a file: one a contact and question, the best source counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crm.core import clock
from crm.core.imports.mapping import FileMapping
from crm.core.rows import copy_rows, update_rows

from ..models import SurveyAnswer
from ..services.answers import DESK, counted_one, rank
from .rows import Row
from .targets import QUESTIONS

IMPORT = "import"
_TYPED_BY_AGENT = {"agent", DESK}
COLUMNS = (
    *("consultation_id", "question", "value", "scale", "source", "is_relational"),
    *("answered_at", "answered_day", "answered_hour", "comment", "counted"),
)
_CHANGING = ("value", "scale", "is_relational", "answered_at", "answered_day", "answered_hour")
_KNOWN = ("question", "source", *_CHANGING)


def source_of(row: Row) -> str:
    """Whose answer it is; what the agent typed never counts, whatever a file calls it."""
    name = (row.survey_source or IMPORT).strip().lower()
    return DESK if name in _TYPED_BY_AGENT else name


def values_of(row: Row) -> list[tuple[Any, ...]]:
    """Without the last column: question, source, and what may change."""
    assert row.times is not None, "derived before it is written"
    at = row.survey_answered_at or row.times.ended_at
    day, hour = row.times.ended_day, row.times.ended_hour
    if row.survey_answered_at:
        local = clock.local(at)
        day, hour = local.date(), local.hour
    return [
        (question, source_of(row), value, scale, bool(row.survey_kind), at, day, hour)
        for question, value, scale in row.answers
    ]


def write_new(rows: Sequence[Row]) -> None:
    """Of records just made: nobody else has answered yet."""
    copy_rows(
        SurveyAnswer,
        COLUMNS,
        [
            (
                row.id,
                question,
                value,
                scale,
                source,
                relational,
                at,
                day,
                hour,
                "",
                rank(source) is not None,
            )
            for row in rows
            for question, source, value, scale, relational, at, day, hour in values_of(row)
        ],
    )


def days_of(row: Row) -> set[date]:
    return {values[-2] for values in values_of(row)}


class Update:
    """The answers of changed records: what is new, what differs, what the file took back."""

    def __init__(self, rows: Sequence[Row], mapping: FileMapping) -> None:
        self._asked = [name for name in QUESTIONS if mapping.gives(name)]
        self._known: dict[int, list[SurveyAnswer]] = {}
        known = SurveyAnswer.objects.filter(consultation__in=[row.id for row in rows])
        for answer in known.order_by("pk"):
            self._known.setdefault(answer.consultation_id, []).append(answer)
        self._made: list[tuple[Any, ...]] = []
        self._changed: list[tuple[Any, ...]] = []
        self._gone: list[int] = []

    def days(self, row: Row) -> set[date]:
        """Local days of the answers as they stand."""
        return {answer.answered_day for answer in self._known.get(row.id, ())}

    def compare(self, row: Row) -> bool:
        """Whether the row's answers differ from what its source said before; notes the work."""
        if not self._asked:
            return False
        mine = {
            answer.question: answer
            for answer in self._known.get(row.id, ())
            if answer.source == source_of(row) and answer.question in self._asked
        }
        before = len(self._made) + len(self._changed) + len(self._gone)
        for question, source, *rest in values_of(row):
            known = mine.pop(question, None)
            if known is None:
                value, scale, relational, *when = rest
                self._made.append(
                    (row.id, question, value, scale, source, relational, *when, "", False)
                )
            elif [getattr(known, name) for name in _CHANGING] != rest:
                self._changed.append((known.pk, *rest))
        self._gone += [answer.pk for answer in mine.values()]
        return len(self._made) + len(self._changed) + len(self._gone) > before

    def write(self) -> None:
        """Uncount first: at any moment one answer a question counts."""
        SurveyAnswer.objects.filter(pk__in=self._gone).delete()
        update_rows(SurveyAnswer, _CHANGING, self._changed)
        copy_rows(SurveyAnswer, COLUMNS, self._made)
        ids = {row[0] for row in self._made}
        ids |= {
            key for key, answers in self._known.items() if any(a.pk in self._gone for a in answers)
        }
        recount(ids)


def recount(consultation_ids: set[int]) -> None:
    """Decide anew which answer of each question counts."""
    groups: dict[tuple[int, str], list[SurveyAnswer]] = {}
    for answer in SurveyAnswer.objects.filter(consultation__in=consultation_ids):
        groups.setdefault((answer.consultation_id, answer.question), []).append(answer)
    best = {counted_one((one.pk, one.source) for one in group) for group in groups.values()}
    known = [answer for group in groups.values() for answer in group]
    update_rows(
        SurveyAnswer, ("counted",), [(a.pk, False) for a in known if a.counted and a.pk not in best]
    )
    update_rows(
        SurveyAnswer, ("counted",), [(a.pk, True) for a in known if not a.counted and a.pk in best]
    )
