"""Who was there on a business day, and who saved anything."""

from __future__ import annotations

from datetime import date

import pytest

from crm.core import audit, clock
from crm.people.models import WorkDay
from crm.staff.services.users import deactivate_user
from crm.staff.services.work_days import count_day
from crm.staff.tasks import close_work_day, count_work_day
from performance.models import DirtyMark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

TODAY = date(2026, 11, 19)


def days():
    return {row.user.username: (row.team_id, row.worked) for row in WorkDay.objects.all()}


def test_it_works(ann, lea, otto, quinn, ada, team, other_team):
    audit.record(ann, "consultation.logged", ann)
    audit.record(otto, "user.password_changed", otto)
    count_work_day()
    assert days() == {
        "ann": (team.pk, True),
        "lea": (team.pk, False),
        "otto": (other_team.pk, False),
    }
    marks = set(DirtyMark.objects.values_list("day", "team_id", "agent_id"))
    assert (TODAY, team.pk, ann.pk) in marks
    assert len(marks) == 3


def test_saving_is_noted_at_once(ann, django_capture_on_commit_callbacks):
    count_work_day()
    DirtyMark.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        audit.record(ann, "consultation.logged", ann)
    assert days()["ann"][1] is True
    assert DirtyMark.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        audit.record(ann, "consultation.logged", ann)
    assert DirtyMark.objects.count() == 1


def test_a_closed_day_has_none(ann):
    count_day(date(2026, 11, 22))
    assert not WorkDay.objects.exists()


def test_whoever_left_has_no_day_any_more(ann, otto, ada, frozen):
    count_work_day()
    deactivate_user(ada, user=otto)
    frozen.shift(24 * 3600)
    count_work_day()
    assert {row.user for row in WorkDay.objects.filter(day=clock.today())} == {ann}


def test_the_last_minutes_of_yesterday_count(ann, frozen):
    count_work_day()
    audit.record(ann, "consultation.logged", ann)
    frozen.shift(13 * 3600)
    close_work_day()
    assert WorkDay.objects.get(day=TODAY).worked
