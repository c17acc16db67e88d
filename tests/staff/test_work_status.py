"""Switching the own work status: one at a time, cut at hours and midnight, ended when forgotten."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from crm.core import clock
from crm.core.models import AuditEntry
from crm.people.models import StatusPiece, WorkStatus
from crm.staff.services import work_status
from crm.staff.services.users import Account, deactivate_user, update_user
from crm.staff.services.work_status import end_running, switch
from crm.staff.tasks import sweep_work_status
from performance.models import DirtyMark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

TODAY = date(2026, 11, 19)


def pieces(user):
    rows = StatusPiece.objects.filter(user=user).order_by("started_at")
    return [(row.day, row.hour, row.status, row.seconds) for row in rows]


def marked():
    return set(DirtyMark.objects.values_list("day", "team_id", "agent_id"))


def test_it_works(ann, team, frozen):
    first = switch(ann, status="ready")
    frozen.shift(300)
    second = switch(ann, status="contact")
    first.refresh_from_db()
    assert (first.team, first.ended_at) == (team, second.started_at)
    assert second.ended_at is None
    assert pieces(ann) == [(TODAY, 12, "ready", 300)]
    assert marked() == {(TODAY, team.pk, ann.pk)}


def test_the_same_again_changes_nothing(ann, frozen):
    first = switch(ann, status="ready")
    frozen.shift(60)
    assert switch(ann, status="ready") == first
    assert WorkStatus.objects.count() == 1


def test_what_lasted_no_second_never_was(ann):
    switch(ann, status="ready")
    switch(ann, status="break")
    assert [row.status for row in WorkStatus.objects.all()] == ["break"]


def test_an_unknown_status_is_refused(ann):
    with pytest.raises(ValidationError):
        switch(ann, status="lunch")


def test_a_lead_counts_in_the_team_led(lea, team):
    assert switch(lea, status="training").team == team


def test_nobody_has_two_at_once(ann, otto):
    start = clock.now() - timedelta(hours=2)
    WorkStatus.objects.create(user=ann, status="ready", started_at=start, ended_at=clock.now())
    WorkStatus.objects.create(user=otto, status="ready", started_at=start)
    with pytest.raises(IntegrityError, match="one_work_status_at_a_time"), transaction.atomic():
        WorkStatus.objects.create(
            user=ann, status="away", started_at=start + timedelta(hours=1), ended_at=clock.now()
        )
    with pytest.raises(IntegrityError, match="one_work_status_at_a_time"), transaction.atomic():
        WorkStatus.objects.create(user=otto, status="away", started_at=clock.now())


def test_a_period_is_cut_at_hours_and_at_midnight(ann, frozen):
    frozen.move_to(datetime(2026, 11, 19, 13, 40, tzinfo=UTC))  # 22:40 local
    switch(ann, status="contact")
    frozen.shift(2 * 3600 + 125)
    end_running(ann)
    next_day = TODAY + timedelta(days=1)
    assert pieces(ann) == [
        (TODAY, 22, "contact", 1200),
        (TODAY, 23, "contact", 3600),
        (next_day, 0, "contact", 2525),
    ]
    period = WorkStatus.objects.get()
    whole = (period.ended_at - period.started_at).total_seconds()
    assert sum(seconds for *_, seconds in pieces(ann)) == whole == 7325
    assert {mark[0] for mark in marked()} == {TODAY, next_day}


def test_the_sweep_cuts_what_runs_up_to_the_last_hour(ann, team, frozen):
    frozen.shift(-20 * 60)  # 11:40
    switch(ann, status="ready")
    frozen.shift(30 * 60)  # 12:10
    sweep_work_status()
    assert pieces(ann) == [(TODAY, 11, "ready", 1200)]
    assert marked() == {(TODAY, team.pk, ann.pk)}
    sweep_work_status()
    frozen.shift(10 * 60)  # 12:20
    switch(ann, status="break")
    assert pieces(ann) == [(TODAY, 11, "ready", 1200), (TODAY, 12, "ready", 1200)]


def test_what_was_forgotten_overnight_ends_at_the_close_of_business(ann, team, frozen):
    frozen.shift(5 * 3600)  # 17:00
    switch(ann, status="contact")
    frozen.shift(4 * 3600)
    sweep_work_status()
    assert len(pieces(ann)) == 4
    frozen.shift(8 * 3600 + 1)
    sweep_work_status()
    period = WorkStatus.objects.get()
    assert clock.local(period.ended_at).strftime("%d %H:%M") == "19 18:00"
    assert pieces(ann) == [(TODAY, 17, "contact", 3600)]
    entry = AuditEntry.objects.get(action="work_status.closed")
    assert (entry.actor, entry.label) == (None, ann.name)


def test_begun_after_hours_ends_at_midnight_at_the_latest(frozen):
    evening = datetime(2026, 11, 19, 10, 0, tzinfo=UTC)  # 19:00 local
    assert clock.local(work_status.forgotten_end(evening)).strftime("%d %H:%M") == "20 00:00"
    sunday = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)  # 09:00 local, closed
    assert clock.local(work_status.forgotten_end(sunday)).strftime("%d %H:%M") == "22 21:00"


def test_signing_out_ends_it(ann, client, frozen):
    client.force_login(ann)
    switch(ann, status="ready")
    frozen.shift(90)
    client.post("/logout/")
    assert WorkStatus.objects.get().ended_at == clock.now()
    assert pieces(ann) == [(TODAY, 12, "ready", 90)]


def test_another_role_ends_it(ann, ada, frozen):
    switch(ann, status="ready")
    frozen.shift(90)
    account = Account(username="ann", name=ann.name, role="qa")
    update_user(ada, user=ann, account=account)
    assert not WorkStatus.objects.running().exists()


def test_deactivating_ends_it(ann, ada, frozen):
    switch(ann, status="ready")
    frozen.shift(90)
    deactivate_user(ada, user=ann)
    assert not WorkStatus.objects.running().exists()
