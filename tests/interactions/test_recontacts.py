"""Re-contact outcomes on the record (KPI.md §4): the golden story, and every way to change it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from crm.core import clock
from crm.core.models import Job
from crm.people.models import User
from interactions.choices import Exclusion
from interactions.models import Consultation, Inquiry, InquiryType
from interactions.services import restamping, types
from interactions.services.consultations import (
    edit_consultation,
    exclude_consultation,
    include_again,
    link_customer,
    log_consultation,
)
from interactions.services.entries import Entry
from interactions.signals import slices_changed
from tests.interactions.contacts import customer, day, inquiry_type

pytestmark = pytest.mark.django_db
DAY = 86_400


def log(actor: User, at: float, **values: Any) -> Consultation:
    stated = {"channel": "phone", "started_at": day(at), "result": "resolved", **values}
    return log_consultation(actor, entry=Entry(**stated))


def again(row: Consultation) -> Consultation:
    return Consultation.objects.get(pk=row.pk)


def gaps(row: Consultation) -> tuple[int | None, int | None]:
    found = again(row)
    return found.next_seconds, found.previous_seconds


@pytest.fixture
def family(db: None) -> list[InquiryType]:
    """Two leaves of one family, and one of another."""
    top = inquiry_type("반품")
    one, other = inquiry_type("회수", top), inquiry_type("교환", top)
    return [inquiry_type("지연", one), inquiry_type("누락", one), inquiry_type("단순", other)]


@pytest.fixture
def heard() -> Any:
    """Days told of by `slices_changed`."""
    days: list[str] = []

    def listen(slices: Any, **told: Any) -> None:
        days.extend(sorted(f"{day:%m-%d}" for day, _, _ in slices))

    slices_changed.connect(listen)
    yield days
    slices_changed.disconnect(listen)


def test_the_golden_story_of_one_customer(ann: User, family: list[InquiryType]) -> None:
    who, leaf, sibling = customer(), family[0], family[1]
    ours: dict[str, Any] = {"customer": who, "type": leaf}
    first = log(ann, 0, result="transferred", **ours)
    log(ann, 6 / 1440, transferred_from=first, **ours)
    log(ann, 3, direction="outbound", **ours)
    log(ann, 5, answered=False, result="abandoned", **ours)
    log(ann, 8, customer=who, type=sibling)
    log(ann, 20, channel="email", answered=True, result="in_progress", **ours)
    window = 7 * DAY
    taking_part = Consultation.objects.filter(
        answered=True, direction="inbound", transferred_from=None
    ).order_by("started_at")
    firsts = [
        row
        for row in taking_part
        if row.previous_seconds is None or row.previous_seconds > row.window_days * DAY
    ]
    assert [(row.started_at - day(0)).days for row in firsts] == [0, 8, 20]
    kept = [
        row
        for row in firsts
        if (row.next_seconds is None or row.next_seconds > window)
        and row.result not in ("in_progress", "callback", "transferred")
    ]
    assert [(row.started_at - day(0)).days for row in kept] == [8]
    others = Consultation.objects.exclude(pk__in=taking_part)
    assert set(others.values_list("next_seconds", "previous_seconds")) == {(None, None)}


def test_a_late_contact_comes_between_and_marks_both(
    ann: User, family: list[InquiryType], heard: list[str]
) -> None:
    ours: dict[str, Any] = {"customer": customer(), "type": family[0]}
    one = log(ann, 0, talk_seconds=60, **ours)
    two = log(ann, 5, **ours)
    assert gaps(one) == (5 * DAY - 60, None)
    heard.clear()
    late = log(ann, 2, talk_seconds=120, **ours)
    assert gaps(one) == (2 * DAY - 60, None)
    assert gaps(late) == (3 * DAY - 120, 2 * DAY - 60)
    assert gaps(two) == (None, 3 * DAY - 120)
    assert {"11-02", "11-07"} <= set(heard)


def test_contacts_of_the_same_second_follow_their_ids(ann: User, family: list[InquiryType]) -> None:
    ours: dict[str, Any] = {"customer": customer(), "type": family[0]}
    one, two = log(ann, 0, talk_seconds=60, **ours), log(ann, 0, **ours)
    assert (gaps(one), gaps(two)) == ((0, None), (None, 0))


def test_nearest_is_who_ended_last_and_who_starts_first(
    ann: User, family: list[InquiryType]
) -> None:
    ours: dict[str, Any] = {"customer": customer(), "type": family[0]}
    long = log(ann, 0, channel="email", ended_at=day(4), first_response_at=day(4), **ours)
    short = log(ann, 1, **ours)
    last = log(ann, 6, **ours)
    assert gaps(long) == (0, None)
    assert gaps(short) == (5 * DAY, 0)
    assert gaps(last) == (None, 2 * DAY)


def test_untyped_contacts_match_by_issue_alone(ann: User, family: list[InquiryType]) -> None:
    who = customer()
    typed = log(ann, 0, customer=who, type=family[0], result="in_progress")
    joins = log(ann, 1, customer=who)
    other = log(ann, 2, customer=who)
    assert joins.inquiry_id == typed.inquiry_id != other.inquiry_id
    assert gaps(typed) == (DAY, None)
    assert gaps(other) == (None, None)


def test_edits_relink(ann: User, family: list[InquiryType], heard: list[str]) -> None:
    who, other = customer(), customer()
    ours: dict[str, Any] = {"customer": who, "type": family[0]}
    one, two = log(ann, 0, **ours), log(ann, 3, **ours)
    stated: dict[str, Any] = {"channel": "phone", "result": "resolved"}

    def edit(**values: Any) -> None:
        heard.clear()
        now = {**stated, "started_at": day(3), **ours, **values}
        row = again(two)
        edit_consultation(ann, consultation=row, entry=Entry(**now), revision=row.revision)

    edit(started_at=day(4))
    assert gaps(one) == (4 * DAY, None)
    assert "11-02" in heard
    edit(type=family[2])
    assert gaps(one) == gaps(two) == (None, None)
    edit(type=family[1])
    assert gaps(one) == (3 * DAY, None)
    edit(customer=other)
    assert gaps(one) == gaps(two) == (None, None)
    edit(direction="outbound")
    assert gaps(two) == (None, None)
    edit()
    assert gaps(two) == (None, 3 * DAY)
    edit(started_at=day(-1))
    assert gaps(two) == (DAY, None)


@pytest.mark.parametrize(
    ("reason", "counts"), [("spam", False), ("dispute", False), ("abuse", True)]
)
def test_excluded_contacts_do_not_exist_unless_partly(
    ann: User, family: list[InquiryType], heard: list[str], reason: str, counts: bool
) -> None:
    ours: dict[str, Any] = {"customer": customer(), "type": family[0]}
    one, two, three = log(ann, 0, **ours), log(ann, 2, **ours), log(ann, 5, **ours)
    assert reason in Exclusion.values
    heard.clear()
    held = exclude_consultation(ann, consultation=two, reason=reason, note="x", revision=1)
    assert gaps(one) == ((2 if counts else 5) * DAY, None)
    assert gaps(three) == (None, (3 if counts else 5) * DAY)
    assert ({"11-02", "11-07"} <= set(heard)) is not counts
    include_again(ann, consultation=held, revision=held.revision)
    assert (gaps(one), gaps(two)) == ((2 * DAY, None), (3 * DAY, 2 * DAY))


def test_a_customer_named_later_relinks(ann: User, family: list[InquiryType]) -> None:
    who = customer()
    one = log(ann, 0, customer=who, type=family[0])
    nobody = log(ann, 2, type=family[1])
    assert gaps(nobody) == (None, None)
    link_customer(ann, consultation=nobody, customer=who)
    assert (gaps(one), gaps(nobody)) == ((2 * DAY, None), (None, 2 * DAY))


def test_a_resolution_is_followed_by_what_comes_again(ann: User, family: list[InquiryType]) -> None:
    """Also where the contact that resolved it cannot be a re-contact itself."""
    who = customer()
    ours: dict[str, Any] = {"customer": who, "type": family[0]}
    log(ann, 0, result="in_progress", **ours)
    call = log(ann, 1, direction="outbound", talk_seconds=60, **ours)
    issue = Inquiry.objects.get(pk=call.inquiry_id)
    assert (issue.resolved_at, issue.resolved_next_seconds) == (call.ended_at, None)
    later = log(ann, 3, customer=who, type=family[1])
    issue.refresh_from_db()
    assert issue.resolved_next_seconds == 2 * DAY - 60
    exclude_consultation(ann, consultation=later, reason="test", note="", revision=1)
    issue.refresh_from_db()
    assert issue.resolved_next_seconds is None
    assert Inquiry.objects.filter(resolved_next_seconds__isnull=False).count() == 0


def test_a_window_is_stamped_and_again_in_the_open_month_only(
    ann: User, ada: User, frozen: Any, heard: list[str]
) -> None:
    leaf = inquiry_type("반품", fcr_window_days=14)
    old, new = log(ann, -5, type=leaf), log(ann, 3, type=leaf)
    assert (old.window_days, log(ann, 1).window_days) == (14, 7)
    heard.clear()
    types.set_rules(ada, node=leaf, rules=types.TypeRules(fcr_window_days=30))
    assert again(new).window_days == 14
    assert restamping.work(Job.objects.get(kind=restamping.KIND).pk)
    assert (again(old).window_days, again(new).window_days) == (14, 30)
    windows = dict(Inquiry.objects.values_list("pk", "resolved_window_days"))
    assert (windows[old.inquiry_id], windows[new.inquiry_id]) == (14, 30)
    assert heard == ["11-05"]
    assert Job.objects.get(kind=restamping.KIND).state == Job.State.DONE


def test_a_type_that_moves_into_another_family_relinks(ann: User, ada: User, frozen: Any) -> None:
    top = types.add_type(ada, name="반품")
    one, other = (types.add_type(ada, name=name, parent=top) for name in ("회수", "교환"))
    here, there = (types.add_type(ada, name="지연", parent=node) for node in (one, other))
    who = customer()
    first = log(ann, 0, customer=who, type=here)
    second = log(ann, 2, customer=who, type=there)
    assert gaps(second) == (None, None)
    types.rename_type(ada, node=there, name="늦음")
    types.move_type(ada, node=there, parent=one)
    assert restamping.work(Job.objects.get(kind=restamping.KIND).pk)
    assert (gaps(first), gaps(second)) == ((2 * DAY, None), (None, 2 * DAY))


def test_how_late_it_was_logged(ann: User, frozen: Any) -> None:
    """From its end until it was saved; a contact that ends later was not logged late."""
    started = clock.now() - timedelta(minutes=10)
    entry = Entry("phone", started, result="resolved", talk_seconds=180)
    row = log_consultation(ann, entry=entry)
    assert row.entry_delay_seconds == 420
    frozen.shift(3600)
    other = Entry("phone", started, result="resolved", talk_seconds=900)
    edit_consultation(ann, consultation=row, entry=other, revision=1)
    assert again(row).entry_delay_seconds == 0
    called = log_consultation(ann, entry=entry, source="api")
    assert called.entry_delay_seconds is None


def test_the_command_makes_everything_anew(ann: User, family: list[InquiryType]) -> None:
    ours: dict[str, Any] = {"customer": customer(), "type": family[0]}
    one, two, alone = log(ann, 0, **ours), log(ann, 2, **ours), log(ann, 3, talk_seconds=5)
    Consultation.objects.update(next_seconds=None, previous_seconds=7)
    Inquiry.objects.update(resolved_next_seconds=None, handling_total_seconds=None)
    call_command("rethread", stdout=StringIO())
    assert (gaps(one), gaps(two), gaps(alone)) == ((2 * DAY, None), (None, 2 * DAY), (None, None))
    assert Inquiry.objects.get(pk=one.inquiry_id).resolved_next_seconds == 2 * DAY
    assert Inquiry.objects.get(pk=alone.inquiry_id).handling_total_seconds == 5
