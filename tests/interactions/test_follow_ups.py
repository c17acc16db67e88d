"""Promises: kept or not by the first promised time, results, the sweep and the bell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from crm.core import clock
from crm.core.models import Notice
from crm.people.models import User
from interactions.models import FollowUp
from interactions.services import follow_ups
from interactions.services.consultations import log_consultation
from interactions.services.entries import Entry
from interactions.services.follow_ups import Promise
from interactions.services.reminders import remind_due
from interactions.tasks import watch_follow_ups
from tests.factories import MembershipFactory, UserFactory
from tests.interactions.contacts import customer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def promise(ann: User, frozen: Any) -> FollowUp:
    """Due at 13:00, promised by ann."""
    stated = Entry(
        "phone",
        clock.now(),
        customer=customer("박서희"),
        result="callback",
        promise=Promise(clock.now() + HOUR, "회수 확인"),
    )
    return log_consultation(ann, entry=stated).follow_ups.get()


def swept(promise: FollowUp, frozen: Any) -> FollowUp:
    frozen.shift(2 * HOUR)
    follow_ups.sweep_due(clock.now())
    promise.refresh_from_db()
    return promise


def test_done_in_time_keeps_it(promise: FollowUp, ann: User, frozen: Any) -> None:
    follow_ups.record_done(ann, follow_up=promise)
    assert follow_ups.sweep_due(clock.now()) == 0
    found = swept(promise, frozen)
    assert (found.kept, found.is_due, found.credited_agent) == (True, True, ann)


def test_done_late_does_not(promise: FollowUp, ann: User, frozen: Any) -> None:
    found = swept(promise, frozen)
    assert found.kept is False
    follow_ups.record_done(ann, follow_up=promise)
    promise.refresh_from_db()
    assert (promise.kept, promise.state) == (False, "done")


def test_no_answer_keeps_it_only_with_the_next_try_booked(
    promise: FollowUp, ann: User, frozen: Any
) -> None:
    follow_ups.record_no_answer(ann, follow_up=promise)
    promise.refresh_from_db()
    assert promise.kept is None
    follow_ups.book_again(ann, follow_up=promise, due_at=clock.now() + 3 * HOUR)
    assert swept(promise, frozen).kept is True
    assert promise.attempts.get().next_due_at == promise.due_at


def test_another_time_alone_keeps_nothing(promise: FollowUp, ann: User, frozen: Any) -> None:
    follow_ups.book_again(ann, follow_up=promise, due_at=clock.now() + 3 * HOUR)
    assert swept(promise, frozen).kept is False


def test_cancelled_leaves_the_figure(promise: FollowUp, ann: User, frozen: Any) -> None:
    follow_ups.cancel(ann, follow_up=promise, reason="고객이 취소")
    found = swept(promise, frozen)
    assert (found.is_due, found.kept) == (True, None)
    with pytest.raises(ValidationError):
        follow_ups.record_done(ann, follow_up=promise)


def test_credit_goes_to_whom_it_was_handed(
    promise: FollowUp, lea: User, team: Any, frozen: Any
) -> None:
    other = UserFactory()
    MembershipFactory(user=other, team=team)
    assert follow_ups.reassign(lea, follow_ups=[promise], assignee=other) == 1
    assert swept(promise, frozen).credited_agent == other


def test_handed_over_late_it_stays_with_whom_it_fell_due(
    promise: FollowUp, lea: User, ann: User, team: Any, frozen: Any
) -> None:
    other = UserFactory()
    MembershipFactory(user=other, team=team)
    frozen.shift(2 * HOUR)
    follow_ups.reassign(lea, follow_ups=[promise], assignee=other)
    promise.refresh_from_db()
    assert (promise.is_due, promise.kept) == (True, False)
    assert (promise.credited_agent, promise.assignee) == (ann, other)


def test_the_team_is_that_of_the_promised_day(promise: FollowUp, ann: User, frozen: Any) -> None:
    other = MembershipFactory(user=UserFactory()).team
    ann.memberships.update(team=other)
    assert swept(promise, frozen).credited_team == other


def test_the_bell_rings_once_for_each_time(promise: FollowUp, ann: User, frozen: Any) -> None:
    assert remind_due(clock.now()) == 0
    frozen.shift(timedelta(minutes=55))
    watch_follow_ups()
    watch_follow_ups()
    notice = Notice.objects.get()
    assert (notice.user, notice.facts) == (ann, {"time": "13:00", "what": "회수 확인"})


def test_the_page_and_its_results(promise: FollowUp, ann: User, client: Client) -> None:
    client.force_login(ann)
    page = client.get("/follow-ups/")
    assert page.context["tab"] == "today"
    assert "회수 확인" in page.content.decode()
    back = {"HTTP_REFERER": "http://testserver/follow-ups/?due=today"}
    answer = client.post(f"/follow-ups/{promise.pk}/no-answer/", **back)
    assert answer.url == "/follow-ups/?due=today"
    data = {"on": "2026-11-20", "time": "09:30"}
    client.post(f"/follow-ups/{promise.pk}/again/", data, **back)
    promise.refresh_from_db()
    assert f"{clock.local(promise.due_at):%m-%d %H:%M}" == "11-20 09:30"
    assert [tab.count for tab in client.get("/follow-ups/?due=no-answer").context["tabs"]] == [
        *(0, 0, 1, 0, 1)
    ]
    client.post(f"/follow-ups/{promise.pk}/done/", **back)
    promise.refresh_from_db()
    assert promise.state == "done"


def test_a_lead_hands_several_over(promise: FollowUp, lea: User, ann: User, client: Client) -> None:
    client.cookies["django_language"] = "en"
    client.force_login(lea)
    back = {"HTTP_REFERER": "http://testserver/follow-ups/"}
    assert ann.name in client.get("/follow-ups/").content.decode()
    answer = client.post("/follow-ups/reassign/", {"assignee": ann.code}, follow=True, **back)
    assert "Choose at least one follow-up." in answer.content.decode()
    data = {"assignee": ann.code, "follow_up": [promise.pk]}
    assert client.post("/follow-ups/reassign/", data).status_code == 302


def test_admins_read_and_do_nothing(promise: FollowUp, ada: User, client: Client) -> None:
    client.force_login(ada)
    assert "data-key-result" not in client.get("/follow-ups/").content.decode()
