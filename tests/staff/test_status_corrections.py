"""Corrections of work status by a lead: reason, overlap, figures, marks, evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from crm.core import clock
from crm.core.models import AuditEntry
from crm.people.models import StatusPiece, WorkStatus
from crm.staff.services.status_corrections import Stated, correct_period
from crm.staff.services.status_pieces import cut
from performance.models import DirtyMark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
HOUR = timedelta(hours=1)


@pytest.fixture
def period(ann, team):
    """Ann on a contact from nine to eleven."""
    start = clock.now() - 3 * HOUR
    row = WorkStatus.objects.create(
        user=ann, team=team, status="contact", started_at=start, ended_at=start + 2 * HOUR
    )
    cut([row], until=clock.now())
    return row


def stated(row):
    return Stated(status=row.status, started_at=row.started_at, ended_at=row.ended_at)


def test_it_works(lea, ann, team, period):
    change = replace(stated(period), status="training", ended_at=period.started_at + HOUR)
    correct_period(lea, period=period, stated=change, reason="Forgot to switch")
    period.refresh_from_db()
    assert (period.status, period.corrected_at) == ("training", clock.now())
    pieces = StatusPiece.objects.values_list("hour", "status", "seconds")
    assert list(pieces) == [(9, "training", 3600)]
    entry = AuditEntry.objects.get(action="work_status.corrected")
    assert entry.changes["status"] == ["contact", "training"]
    assert entry.changes["reason"] == [None, "Forgot to switch"]
    marks = set(DirtyMark.objects.values_list("day", "team_id", "agent_id"))
    assert marks == {(clock.today(), team.pk, ann.pk)}


def test_a_reason_is_needed(lea, period):
    away = replace(stated(period), status="away")
    with pytest.raises(ValidationError):
        correct_period(lea, period=period, stated=away, reason=" ")


def test_nothing_changed_writes_nothing(lea, period):
    correct_period(lea, period=period, stated=stated(period), reason="")
    assert not AuditEntry.objects.exists()


def test_a_mark_takes_the_time_out_and_leaves_evidence(lea, period):
    mark = replace(stated(period), marked_reason="legal_rest")
    correct_period(lea, period=period, stated=mark, reason="Rest after an assault")
    assert StatusPiece.objects.count() == 2
    assert not StatusPiece.objects.counted().exists()
    assert AuditEntry.objects.get().action == "work_status.marked"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("ended_at", {"ended_at": -HOUR}),
        ("ended_at", {"ended_at": 4 * HOUR}),
        ("ended_at", {"ended_at": None}),
        ("started_at", {"started_at": 4 * HOUR}),
        ("ended_at", {"started_at": -30 * HOUR}),
    ],
)
def test_impossible_times_are_refused(lea, period, field, values):
    moments = {
        name: shift if shift is None else period.started_at + shift
        for name, shift in values.items()
    }
    with pytest.raises(ValidationError) as refusal:
        correct_period(lea, period=period, stated=replace(stated(period), **moments), reason="x")
    assert list(refusal.value.message_dict) == [field]


def test_an_overlap_is_refused_and_named(lea, ann, period):
    WorkStatus.objects.create(user=ann, status="ready", started_at=period.ended_at)
    longer = replace(stated(period), ended_at=period.ended_at + HOUR)
    with pytest.raises(ValidationError, match="Ready"):
        correct_period(lea, period=period, stated=longer, reason="x")
    assert StatusPiece.objects.count() == 2
