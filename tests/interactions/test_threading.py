"""Contacts find their issue, and issues follow from their contacts (KPI.md §2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from interactions.models import Consultation, FollowUp, Inquiry
from interactions.services import threading
from interactions.signals import inquiries_changed
from tests.interactions.contacts import contact, customer, day, inquiry_type

pytestmark = pytest.mark.django_db


def log(started_at, **values):
    row = contact(started_at, **values)
    threading.thread_new(row)
    return row


def issue_of(row: Consultation) -> Inquiry | None:
    return Consultation.objects.select_related("inquiry").get(pk=row.pk).inquiry


def test_it_works(ann, team):
    who, refund = customer(), inquiry_type("환불")
    first = log(
        day(0), customer=who, type=refund, agent=ann, team=team, result="in_progress",
        wait_seconds=10, talk_seconds=100,
    )  # fmt: skip
    second = log(day(3), customer=who, type=refund, result="resolved", talk_seconds=50)
    issue = issue_of(second)
    assert issue == issue_of(first)
    assert issue.state == "resolved"
    assert issue.contact_count == 2
    assert issue.opened_at == first.started_at
    assert (issue.opened_agent, issue.opened_team, issue.opened_type) == (ann, team, refund)
    assert issue.resolved_at == second.ended_at
    assert issue.first_response_seconds == 10
    assert (issue.response_agent, issue.response_team) == (ann, team)
    assert issue.counts


def test_a_resolved_issue_takes_nobody_by_rule():
    who, refund = customer(), inquiry_type("환불")
    first = log(day(0), customer=who, type=refund, result="resolved")
    second = log(day(1), customer=who, type=refund, result="resolved")
    assert issue_of(first) != issue_of(second)


@pytest.mark.parametrize(("days", "same"), [(29.99, True), (30, False)])
def test_the_last_contact_is_less_than_thirty_days_old(days, same):
    who = customer()
    first = log(day(0), customer=who, result="in_progress")
    second = log(day(days), customer=who)
    assert (issue_of(first) == issue_of(second)) is same


def test_types_decide():
    who, refund, delivery = customer(), inquiry_type("환불"), inquiry_type("배송")
    untyped = log(day(0), customer=who)
    typed = log(day(1), customer=who, type=refund)
    assert issue_of(typed) == issue_of(untyped)
    assert issue_of(untyped).type == refund
    assert issue_of(untyped).opened_type is None
    other = log(day(2), customer=who, type=delivery)
    assert issue_of(other) != issue_of(typed)
    newest = log(day(3), customer=who)
    assert issue_of(newest) == issue_of(other)


def test_missed_contacts_join_but_never_open():
    who = customer()
    alone = log(day(0), customer=who, answered=False, result="abandoned")
    opening = log(day(1), customer=who, result="in_progress")
    joined = log(day(2), customer=who, answered=False, result="abandoned")
    unreached = log(day(3), customer=who, answered=False, direction="outbound", result="no_answer")
    assert issue_of(alone) is None
    assert issue_of(joined) == issue_of(unreached) == issue_of(opening)
    assert issue_of(opening).contact_count == 3


def test_an_unanswered_message_opens():
    row = log(day(0), channel="email", answered=False)
    issue = issue_of(row)
    assert (issue.state, issue.is_answered, issue.first_response_seconds) == ("open", False, None)
    assert issue.reply_due_at is not None


def test_without_a_customer_each_contact_is_its_own_issue():
    first, second = log(day(0), result="in_progress"), log(day(1), result="in_progress")
    assert None not in (issue_of(first), issue_of(second))
    assert issue_of(first) != issue_of(second)


def test_a_receiving_leg_follows_its_sender():
    who, refund, delivery = customer(), inquiry_type("환불"), inquiry_type("배송")
    for known in (who, None):
        sender = log(day(0), customer=known, type=refund, result="transferred")
        leg = log(day(0), customer=known, type=delivery, transferred_from=sender, result="resolved")
        assert issue_of(leg) == issue_of(sender)
        assert issue_of(sender).state == "resolved"
        assert issue_of(sender).reopened_at is None


def test_the_agents_choice_reopens():
    who = customer()
    first = log(day(0), customer=who, result="resolved", talk_seconds=60)
    resolved = issue_of(first)
    again = contact(day(2), customer=who, result="in_progress")
    threading.thread_new(again, chosen_inquiry=resolved)
    issue = issue_of(again)
    assert issue == resolved
    assert (issue.state, issue.reopened_at) == ("open", again.started_at)
    assert issue.resolved_at == first.ended_at
    assert again.link == "agent"
    threading.rethread_customer(who.pk)
    assert issue_of(again) == resolved


def test_an_outbound_contact_does_not_reopen():
    who = customer()
    resolved = issue_of(log(day(0), customer=who, result="resolved"))
    call = contact(day(1), customer=who, direction="outbound", result="in_progress")
    threading.thread_new(call, chosen_inquiry=resolved)
    assert issue_of(call).state == "resolved"


def test_the_agent_may_open_a_new_one():
    who = customer()
    first = log(day(0), customer=who, result="in_progress")
    second = contact(day(1), customer=who)
    threading.thread_new(second, open_new=True)
    assert issue_of(second) != issue_of(first)
    threading.rethread_customer(who.pk)
    assert issue_of(second) != issue_of(first)


def test_waiting_ends_with_the_customers_next_contact():
    who = customer()
    first = contact(day(0), customer=who, result="in_progress")
    threading.thread_new(first, waiting=True)
    assert issue_of(first).state == "waiting"
    log(day(1), customer=who, direction="outbound")
    assert issue_of(first).state == "waiting"
    log(day(2), customer=who)
    assert (issue_of(first).state, issue_of(first).waiting_since) == ("open", None)


def test_a_late_row_moves_links_made_by_rule():
    who, refund = customer(), inquiry_type("환불")
    later = log(day(5), customer=who, type=refund, result="resolved")
    kept = issue_of(later)
    late = log(day(1), customer=who, type=refund, result="in_progress")
    assert issue_of(later) == issue_of(late) == kept
    assert issue_of(late).opened_at == late.started_at
    earliest = log(day(0), customer=who, type=refund, result="resolved")
    assert issue_of(earliest) not in (None, kept)


def test_an_issue_left_empty_goes_unless_something_points_to_it(ann):
    who, refund = customer(), inquiry_type("환불")
    first = log(day(0), customer=who, type=refund, result="in_progress")
    second = log(day(40), customer=who, type=refund, result="in_progress")
    emptied = issue_of(second)
    log(day(20), customer=who, type=refund)
    assert issue_of(second) == issue_of(first)
    assert not Inquiry.objects.filter(pk=emptied.pk).exists()


def test_an_issue_that_is_pointed_to_stays_and_counts_nowhere(ann):
    who = customer()
    row = log(day(0), customer=who, result="callback")
    issue, other = issue_of(row), log(day(0), customer=customer())
    FollowUp.objects.create(
        consultation=other, inquiry=issue, assignee=ann, due_at=day(1),
        first_promised_at=day(1), first_promised_day=day(1).date(), first_promised_hour=10,
    )  # fmt: skip
    row.exclusion = "spam"
    row.save()
    threading.recount(row)
    issue.refresh_from_db()
    assert (issue.counts, issue.contact_count, issue.state) == (False, 0, "resolved")
    assert row.inquiry is None
    row.exclusion = None
    row.save()
    threading.recount(row)
    assert issue_of(row).counts


def test_what_is_excluded_for_all_does_not_exist():
    who = customer()
    first = log(day(0), customer=who, result="in_progress")
    second = log(day(1), customer=who, result="resolved")
    third = log(day(2), customer=who, result="resolved")
    assert issue_of(third) != issue_of(first)
    second.exclusion = "duplicate"
    second.save()
    threading.recount(second)
    assert issue_of(second) is None
    assert issue_of(third) == issue_of(first)
    second.exclusion = "abuse"
    second.save()
    threading.recount(second)
    assert issue_of(second) == issue_of(first)


def test_a_contact_linked_to_its_customer_later():
    who = customer()
    known = log(day(0), customer=who, result="in_progress")
    row = log(day(1), result="in_progress")
    lonely = issue_of(row)
    row.customer = who
    row.save()
    threading.join(row)
    assert row.inquiry == issue_of(known)
    assert not Inquiry.objects.filter(pk=lonely.pk).exists()


def test_a_contact_given_to_another_customer():
    one, other = customer(), customer()
    first = log(day(0), customer=one, result="in_progress")
    second = log(day(1), customer=one, result="resolved")
    second.customer = other
    second.save()
    threading.recount(second, earlier_customer_id=one.pk)
    assert issue_of(first).state == "open"
    assert issue_of(second).customer == other


def test_a_reply_that_may_be_earlier_makes_the_time_unknown():
    who = customer()
    row = log(day(0), customer=who)
    log(day(1), customer=who, wait_seconds=5)
    issue = issue_of(row)
    assert (issue.is_answered, issue.first_response_seconds) == (True, None)


def test_a_call_may_be_the_first_reply_to_a_message(ann, team):
    who = customer()
    mail = log(day(0), customer=who, channel="email", first_response_at=day(0) + timedelta(hours=9))
    log(day(0) + timedelta(hours=1), customer=who, wait_seconds=30, agent=ann, team=team)
    assert issue_of(mail).first_response_seconds == 3630
    assert issue_of(mail).response_agent == ann


def test_the_owner_has_the_credit_while_nobody_replied(ann, team):
    row = log(day(0), customer=customer(), channel="sns", answered=False, agent=ann, team=team)
    issue = issue_of(row)
    assert (issue.owner, issue.response_agent, issue.response_team) == (ann, ann, team)


def test_an_outbound_start_has_no_first_response():
    row = log(day(0), customer=customer(), direction="outbound", wait_seconds=3)
    issue = issue_of(row)
    assert (issue.is_outbound, issue.first_response_seconds) == (True, None)


def test_every_change_of_an_issue_is_told():
    told = []

    def listen(sender, changes, **kwargs):
        told.extend((old and old.state, new and new.state) for old, new in changes)

    inquiries_changed.connect(listen)
    try:
        who = customer()
        log(day(0), customer=who, result="in_progress")
        log(day(1), customer=who, result="resolved")
    finally:
        inquiries_changed.disconnect(listen)
    assert told == [(None, "open"), ("open", "resolved")]
