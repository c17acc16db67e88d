"""One row of a consultation file: what it says, what that means, and what cannot be."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.core.imports.mapping import FileMapping
from crm.core.imports.problems import Problem, Words
from crm.core.imports.table import Piece
from customers.contact_points import Point

from ..channels import CHANNELS
from ..choices import Direction, Fault, Result
from ..services.answers import is_valid
from ..services.moments import Times
from .targets import DURATIONS, QUESTIONS

INBOUND, OUTBOUND = Direction.INBOUND.value, Direction.OUTBOUND.value
RESOLVED, IN_PROGRESS = Result.RESOLVED.value, Result.IN_PROGRESS.value
ABANDONED, NO_ANSWER = Result.ABANDONED.value, Result.NO_ANSWER.value
MISSED = (ABANDONED, NO_ANSWER)
#: Longer is a mistaken date, and the sum of a day's squares would not fit any more.
LONGEST_WAIT = 366 * 86_400  # seconds

NO_START = _("The start is blank.")
NO_CHANNEL = _("The channel is blank.")
NO_SCALE = _("The scale of the rating is blank.")
TALKED = _("Not answered, yet with talk time.")
RATED = _("Not answered, yet with a rating or another answer of the customer.")
RESULT_UNANSWERED = _("Not answered, yet with a result that only an answered contact has.")
RESULT_ANSWERED = _("Answered, yet with a result that only a missed contact has.")
WRONG_ABANDONED = _("Only an inbound contact on a live channel can be abandoned.")
WRONG_NO_ANSWER = _("Only an outbound contact can have the result no_answer.")


@dataclass(slots=True, eq=False)
class Row:
    """Fields up to `answer` are the targets in the order of COLUMNS; what follows is worked out."""

    number: int
    place: int
    external_id: str | None
    agent: str | None
    team: str | None
    customer: str | None
    customer_name: str | None
    phone: Point | None
    email: Point | None
    channel: str
    direction: str
    inquiry_type: str | None
    queued_at: datetime | None
    started_at: datetime
    ended_at: datetime | None
    answered: bool
    transferred_from: str | None
    resolved: bool | None
    result: str | None
    wait_seconds: int | None
    talk_seconds: int | None
    hold_seconds: int | None
    wrap_up_seconds: int | None
    first_response_at: datetime | None
    inquiry: str | None
    csat: int | None
    csat_scale: str | None
    nps: int | None
    ces: int | None
    resolution_csat: int | None
    customer_resolved: int | None
    survey_answered_at: datetime | None
    survey_source: str | None
    survey_kind: bool | None
    question: str | None
    answer: str | None

    row_hash: bytes = b""
    faults: list[str] = field(default_factory=list)
    is_handling_impossible: bool = False
    answers: list[tuple[str, int, str]] = field(default_factory=list)
    id: int = 0
    is_stored: bool = False
    agent_id: int | None = None
    team_id: int | None = None
    customer_id: int | None = None
    type_id: int | None = None
    sender: Row | None = None
    sender_id: int | None = None
    times: Times | None = None


COLUMNS = tuple(list(Row.__dataclass_fields__)[2:36])


class RowProblem(Exception):
    """Why a row is not taken: the target to look at, and the reason."""

    def __init__(self, target: str, reason: Words) -> None:
        super().__init__(target)
        self.target, self.reason = target, reason


def rows_of(piece: Piece, mapping: FileMapping) -> Iterator[Row]:
    """The rows of a piece that can be taken; the others have their problem noted in the piece."""
    blank = [None] * len(piece.rows)
    columns = [piece.values.get(name, blank) for name in COLUMNS]
    said = piece.cells.get("answered")
    cells, texts = _joined(piece.cells, mapping.columns), _joined(piece.texts, piece.texts)
    context = f"{mapping.zone}{sorted(mapping.formats.items())}{sorted(mapping.defaults)}".encode()
    for place, values in enumerate(zip(*columns, strict=True)):
        if place in piece.problems:
            continue
        row = Row(piece.numbers[place], place, *values)
        try:
            settle(row, bool(said and said[place]))
        except RowProblem as problem:
            column = " + ".join(mapping.columns.get(problem.target, [problem.target]))
            found = piece.cells.get(problem.target)
            value = found[place] if found else ""
            piece.problems[place] = [Problem(row.number, column, value, problem.reason)]
            continue
        if row.external_id is None:
            row.row_hash = sha256(cells[place].encode()).digest()
        else:
            row.row_hash = sha256(texts[place].encode() + context).digest()
        yield row


def _joined(columns: dict[str, list[str]], names: Collection[str]) -> list[str]:
    """The cells of each row as one text, whatever the order in the mapping file."""
    wanted = [columns[name] for name in sorted(names)]
    return ["\x1f".join(cells) for cells in zip(*wanted, strict=True)]


def settle(row: Row, said_answered: bool) -> None:
    """Work out what the row means; raises `RowProblem` where it contradicts itself."""
    row.direction = row.direction or INBOUND
    if not row.channel:
        raise RowProblem("channel", NO_CHANNEL)
    _settle_times(row)
    if not row.started_at:
        raise RowProblem("started_at", NO_START)
    _settle_result(row, said_answered)
    _settle_answers(row)
    if not row.answered:
        if row.talk_seconds:
            raise RowProblem("talk_seconds", TALKED)
        if any(getattr(row, name) is not None for name in QUESTIONS):
            raise RowProblem("answered", RATED)


def _settle_times(row: Row) -> None:
    """With a queue time the start is the answer's, and the wait their difference."""
    if row.queued_at is not None:
        if row.started_at is not None:
            wait = round((row.started_at - row.queued_at).total_seconds())
            row.wait_seconds = wait if wait >= 0 else None
            if wait < 0:
                row.faults.append(Fault.ANSWERED_BEFORE_QUEUED.value)
        row.started_at = row.queued_at
    for name in DURATIONS:
        seconds = getattr(row, name)
        if seconds is not None and seconds < 0:
            setattr(row, name, None)
            row.is_handling_impossible |= name != "wait_seconds"
            if Fault.NEGATIVE_DURATION.value not in row.faults:
                row.faults.append(Fault.NEGATIVE_DURATION.value)
    if (row.wait_seconds or 0) > LONGEST_WAIT:
        row.wait_seconds = None
        row.faults.append(Fault.WAITED_TOO_LONG.value)


def _settle_result(row: Row, said_answered: bool) -> None:
    """`result` wins over `resolved`; an unanswered contact was missed, or waits for its reply."""
    result, live = row.result, CHANNELS[row.channel].live
    if result in MISSED and not said_answered:
        row.answered = False
    elif row.answered is None:
        row.answered = True
    if row.answered:
        if result in MISSED:
            raise RowProblem("result", RESULT_ANSWERED)
        if result is None and row.resolved is not None:
            row.result = RESOLVED if row.resolved else IN_PROGRESS
        return
    if result == ABANDONED and not (row.direction == INBOUND and live):
        raise RowProblem("result", WRONG_ABANDONED)
    if result == NO_ANSWER and row.direction == INBOUND:
        raise RowProblem("result", WRONG_NO_ANSWER)
    if result is not None and result not in MISSED:
        raise RowProblem("result", RESULT_UNANSWERED)
    if result is None and row.resolved:
        raise RowProblem("resolved", RESULT_UNANSWERED)
    if row.direction == OUTBOUND:
        row.result = NO_ANSWER
    else:
        row.result = ABANDONED if live else None


def _settle_answers(row: Row) -> None:
    """Answers off their scale are left out and counted; a rating needs its scale."""
    for question, scale in QUESTIONS.items():
        value = getattr(row, question)
        if value is None:
            continue
        used = scale or row.csat_scale
        if used is None:
            raise RowProblem(question, NO_SCALE)
        if is_valid(question, value, used):
            row.answers.append((question, value, used))
        elif Fault.OFF_SCALE.value not in row.faults:
            row.faults.append(Fault.OFF_SCALE.value)


def problem_at(row: Row, target: str, value: Any, reason: Words, mapping: FileMapping) -> Problem:
    column = " + ".join(mapping.columns.get(target, [target]))
    return Problem(row.number, column, str(value or ""), reason)
