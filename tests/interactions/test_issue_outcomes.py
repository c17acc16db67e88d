"""What an issue cost, how long it took in business time, and whether its reply came in time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crm.core import calendar, clock
from crm.core.models import Job
from crm.people.models import User
from interactions.models import Consultation, Inquiry
from interactions.services import restamping
from interactions.services.consultations import (
    edit_consultation,
    exclude_consultation,
    log_consultation,
)
from interactions.services.entries import Entry
from interactions.services.replies import sweep_due_replies
from interactions.signals import inquiries_changed, slices_changed
from interactions.tasks import watch_replies
from tests.interactions.contacts import SEOUL, customer, inquiry_type

pytestmark = pytest.mark.django_db
HOUR = 3600


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2026 on the centre's clock: the 2nd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SEOUL)


def log(actor: User, started: datetime, **values: Any) -> Consultation:
    stated = {"channel": "phone", "started_at": started, "result": "resolved", **values}
    return log_consultation(actor, entry=Entry(**stated))


def issue_of(row: Consultation) -> Inquiry:
    return Inquiry.objects.get(pk=row.inquiry_id)


def test_the_resolution_credits_who_resolved_it_first(ann: User, otto: User) -> None:
    who, node = customer(), inquiry_type("환불", fcr_window_days=14)
    log(ann, at(2, 17), customer=who, type=node, result="in_progress", talk_seconds=600)
    solved = log(
        otto, at(3, 10), customer=who, type=node, channel="chat", talk_seconds=300, wait_seconds=5
    )
    issue = issue_of(solved)
    assert (issue.resolved_agent, issue.resolved_channel, issue.resolved_type) == (
        otto,
        "chat",
        node,
    )
    assert (issue.resolved_hour, issue.resolved_window_days) == (10, 14)
    assert issue.handling_total_seconds == 900
    assert issue.resolution_seconds == 17 * HOUR + 305
    assert issue.resolution_business_seconds == 2 * HOUR + 305
    assert issue.first_response_business_seconds is None


def test_an_unresolved_issue_has_cost_nothing_yet(ann: User) -> None:
    issue = issue_of(
        log(ann, at(2, 10), result="in_progress", talk_seconds=60, customer=customer())
    )
    assert issue.handling_total_seconds is issue.resolution_business_seconds is None
    assert issue.resolved_window_days is issue.resolved_hour is None


def test_one_unknown_handling_time_makes_the_whole_unknown(ann: User) -> None:
    who = customer()
    first = log(ann, at(2, 10), customer=who, result="in_progress")
    last = log(ann, at(2, 11), customer=who, talk_seconds=100)
    assert issue_of(last).handling_total_seconds is None
    exclude_consultation(ann, consultation=first, reason="abuse", note="녹취 31", revision=1)
    assert issue_of(last).handling_total_seconds == 100


@pytest.fixture
def mail(ann: User, frozen: Any) -> Consultation:
    """Due four business hours after Thursday 10:00: at 14:00. Nobody has answered."""
    node = inquiry_type("문의", reply_due_minutes=240)
    return log(
        ann,
        at(19, 10),
        channel="email",
        answered=False,
        result=None,
        type=node,
        customer=customer(),
    )


def swept(row: Consultation, frozen: Any, hours: int = 3) -> Inquiry:
    frozen.shift(timedelta(hours=hours))
    sweep_due_replies(clock.now())
    return issue_of(row)


def test_the_reply_falls_due_on_its_own(mail: Consultation, ann: User, frozen: Any) -> None:
    issue = issue_of(mail)
    assert issue.reply_due_at == at(19, 14)
    assert (str(issue.due_day), issue.due_hour, issue.due_agent) == ("2026-11-19", 14, ann)
    assert (issue.is_reply_due, issue.reply_kept) == (False, None)
    assert sweep_due_replies(clock.now()) == 0
    told = []

    def listen(changes: Any, **more: Any) -> None:
        told.extend((old.is_reply_due, new.is_reply_due) for old, new in changes)

    inquiries_changed.connect(listen)
    frozen.shift(timedelta(hours=3))
    watch_replies()
    watch_replies()
    inquiries_changed.disconnect(listen)
    assert told == [(False, True)]
    issue.refresh_from_db()
    assert (issue.is_reply_due, issue.reply_kept, issue.due_team.code) == (True, False, "support-1")


def answer(row: Consultation, actor: User, when: datetime | None, **values: Any) -> None:
    held = Consultation.objects.get(pk=row.pk)
    stated = Entry(
        **{
            "channel": "email",
            "started_at": held.started_at,
            "customer": held.customer,
            "type": held.type,
            "result": "resolved",
            "first_response_at": when,
            "ended_at": when,
            **values,
        }
    )
    edit_consultation(actor, consultation=held, entry=stated, revision=held.revision)


def test_a_reply_in_time_keeps_it(mail: Consultation, ann: User, frozen: Any) -> None:
    answer(mail, ann, at(19, 14))
    issue = swept(mail, frozen)
    assert (issue.is_reply_due, issue.reply_kept) == (True, True)
    assert issue.first_response_business_seconds == 4 * HOUR


def test_a_late_reply_stays_missed(mail: Consultation, ann: User, frozen: Any) -> None:
    assert swept(mail, frozen).reply_kept is False
    answer(mail, ann, at(19, 14, 1))
    assert issue_of(mail).reply_kept is False
    answer(mail, ann, at(19, 13))
    assert issue_of(mail).reply_kept is True


def test_a_reply_of_unknown_time_is_unknown(mail: Consultation, ann: User, frozen: Any) -> None:
    answer(mail, ann, None)
    issue = swept(mail, frozen)
    assert (issue.is_reply_due, issue.reply_kept) == (True, None)


def test_a_call_that_had_ended_by_then_was_a_reply(
    mail: Consultation, ann: User, otto: User, frozen: Any
) -> None:
    held = issue_of(mail)
    log(otto, at(19, 11), customer=mail.customer, direction="outbound", issue=held, talk_seconds=60)
    issue = swept(mail, frozen)
    assert (issue.reply_kept, issue.due_agent) == (True, otto)
    log(ann, at(19, 15), customer=mail.customer, issue=issue)
    issue.refresh_from_db()
    assert (issue.owner, issue.due_agent) == (ann, otto)


def test_nothing_is_due_of_an_issue_that_does_not_count(
    mail: Consultation, ann: User, frozen: Any
) -> None:
    exclude_consultation(ann, consultation=mail, reason="spam", note="", revision=1)
    frozen.shift(timedelta(hours=3))
    assert sweep_due_replies(clock.now()) == 0
    assert not Inquiry.objects.filter(is_reply_due=True).exists()


def test_hours_reach_back_to_the_open_month_only(ann: User, ada: User, frozen: Any) -> None:
    who = customer()
    old = log(ann, datetime(2026, 10, 30, 10, tzinfo=SEOUL), talk_seconds=HOUR, wait_seconds=1)
    new = log(ann, at(4, 10), talk_seconds=HOUR, wait_seconds=600, customer=who)
    assert issue_of(new).resolution_business_seconds == HOUR + 600
    heard: set[str] = set()
    listen = lambda slices, **told: heard.update(f"{day:%m-%d}" for day, _, _ in slices)  # noqa: E731 - kept alive by its name
    slices_changed.connect(listen)
    calendar.set_hours(ada, week={day: (time(10, 30), time(18)) for day in range(1, 6)})
    assert restamping.work(Job.objects.get(kind=restamping.KIND).pk)
    slices_changed.disconnect(listen)
    issue = issue_of(new)
    assert issue.resolution_business_seconds == HOUR + 600 - 1800
    assert issue.first_response_business_seconds == 0
    assert issue_of(old).resolution_business_seconds == HOUR + 1
    assert heard == {"11-04"}
    log(ann, at(5, 10), customer=who, talk_seconds=60)
    assert issue_of(old).resolution_business_seconds == HOUR + 1


def test_a_killed_job_goes_on_where_it_was(ann: User, ada: User, frozen: Any) -> None:
    for day in (3, 4, 5):
        log(ann, at(day, 10), talk_seconds=HOUR, wait_seconds=1)
    calendar.set_hours(ada, week={day: (time(10, 30), time(18)) for day in range(1, 6)})
    job = Job.objects.get(kind=restamping.KIND)
    Job.objects.filter(pk=job.pk).update(cursor={"after": "2026-11-04"})
    assert restamping.work(job.pk)
    found = Inquiry.objects.order_by("opened_at").values_list(
        "resolution_business_seconds", flat=True
    )
    assert list(found) == [HOUR + 1, HOUR + 1, HOUR + 1 - 1800]
    assert not restamping.work(job.pk)


def test_no_job_without_issues_of_the_month(ada: User, frozen: Any) -> None:
    calendar.add_holiday(ada, day=timezone.localdate(), name="창립")
    assert not Job.objects.filter(kind=restamping.KIND).exists()
