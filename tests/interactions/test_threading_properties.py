"""Threading against a plain oracle: whole, one by one, and in any order of arrival."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions.models import Consultation, Inquiry
from interactions.services import threading
from interactions.services.issue_facts import facts_of
from interactions.services.issues import Contact, thread
from tests.interactions.contacts import contact, customer, day, inquiry_type

RESULTS = ("resolved", "in_progress", "callback", "transferred", None)


def story(choose, size):
    """Contacts of a few customers; several at once, several types, tickets, legs, exclusions."""
    rows = []
    for n in range(size):
        kind = choose(["call", "missed", "out", "unreached", "mail", "unread"])
        answered = kind in ("call", "out", "mail")
        rows.append(
            SimpleNamespace(
                id=n + 1,
                who=choose([None, 1, 1, 2]),
                type=choose([None, None, 1, 2]),
                at=choose([0, 0.5, 3, 10, 25, 29.9, 40, 60]),
                place=choose([0, 1, 2]),
                live=kind not in ("mail", "unread"),
                inbound=kind not in ("out", "unreached"),
                answered=answered,
                result=choose(RESULTS) if answered else None,
                wait=choose([None, 5, 90_000]),
                ticket=choose([None, None, None, "t1", "t2"]),
                sender=choose([None] * 6 + list(range(1, n + 1))) if n else None,
                gone=choose([False] * 5 + [True]),
                agent=choose([None, 7, 8]),
            )
        )
    return rows


@st.composite
def histories(draw):
    return story(lambda options: draw(st.sampled_from(options)), draw(st.integers(1, 9)))


def oracle(rows):
    """The rule as KPI.md tells it, told again: a list of issues, each a list of contacts."""
    issues, home = [], {}

    def due(row, depth=0):
        sender = next((one for one in rows if one.id == row.sender), None)
        own = ((row.at, row.place, row.id), 0)
        if sender is None or depth > len(rows):
            return own
        above = due(sender, depth + 1)
        return own if own[0] > above[0] else (above[0], above[1] + 1)

    def state(issue):
        resolved = False
        for row in issue["rows"]:
            resolved = (resolved and not (row.inbound and row.sender is None)) or (
                row.result == "resolved"
            )
        return resolved

    def first_type(issue):
        return next((row.type for row in issue["rows"] if row.type), None)

    def opened(issue):
        return next((row for row in issue["rows"] if row.answered or not row.live), None)

    def owner(issue):
        return next((row.who for row in issue["rows"] if row.who), None)

    for row in sorted(rows, key=lambda one: (*due(one), (one.at, one.place, one.id))):
        if row.ticket:
            issue = next((one for one in issues if one["ticket"] == row.ticket), None)
            if issue is None:
                issue = {"ticket": row.ticket, "rows": []}
                issues.append(issue)
            if not row.gone:
                issue["rows"].append(row)
                home[row.id] = issue
            continue
        if row.gone:
            continue
        sender = next((one for one in rows if one.id == row.sender), None)
        issue = home.get(row.sender) if sender and sender.who == row.who else None
        if issue is None and row.who:
            mine = [
                one
                for one in issues
                if owner(one) == row.who
                and opened(one)
                and not state(one)
                and row.at - max(c.at for c in one["rows"]) < 30
            ]
            mine.sort(key=lambda one: (opened(one).at, opened(one).place, opened(one).id))
            same = [one for one in mine if row.type in (None, first_type(one))]
            untyped = [one for one in mine if first_type(one) is None]
            issue = (same or untyped or [None])[-1]
        if issue is None and (row.answered or (row.inbound and not row.live)):
            issue = {"ticket": None, "rows": []}
            issues.append(issue)
        if issue is not None:
            issue["rows"].append(row)
            home[row.id] = issue
    return [one for one in issues if one["rows"]], state


def as_contacts(rows):
    tickets = {"t1": 901, "t2": 902}
    found = []
    for row in rows:
        at = day(row.at)
        found.append(
            Contact(
                id=row.id, customer=row.who, agent=row.agent, team=None, type=row.type,
                channel="phone" if row.live else "email", live=row.live, inbound=row.inbound,
                answered=row.answered, result=row.result, started_at=at, started_day=at.date(),
                started_hour=at.hour, ended_at=at, ended_day=at.date(),
                reply_at=(
                    at + timedelta(seconds=row.wait)
                    if row.answered and row.live and row.wait is not None
                    else None
                ),
                position=row.place, issue=tickets.get(row.ticket), fixed=bool(row.ticket),
                sender=row.sender, gone=row.gone,
            )
        )  # fmt: skip
    return found


def groups(issues):
    return {frozenset(one.id for one in issue.contacts) for issue in issues if issue.contacts}


@settings(max_examples=400, deadline=None)
@given(histories())
def test_the_rule_agrees_with_the_oracle(rows):
    expected, state = oracle(rows)
    found = thread(as_contacts(rows), tickets={901, 902})
    assert groups(found) == {frozenset(row.id for row in one["rows"]) for one in expected}
    by_rows = {frozenset(row.id for row in one["rows"]): one for one in expected}
    for issue in found:
        if not issue.contacts:
            continue
        told = by_rows[frozenset(one.id for one in issue.contacts)]
        facts = facts_of(issue)
        assert (facts.state == "resolved") == state(told)
        resolving = next((row for row in told["rows"] if row.result == "resolved"), None)
        assert (facts.resolved_at and (facts.resolved_at, facts.resolved_agent_id)) == (
            resolving and (day(resolving.at), resolving.agent)
        )
        opening = [row for row in told["rows"] if row.answered or (row.inbound and not row.live)]
        assert facts.counts == bool(opening)
        assert facts.contact_count == len(told["rows"])


@settings(max_examples=200, deadline=None)
@given(histories(), st.randoms())
def test_the_order_of_arrival_does_not_matter(rows, random):
    contacts = as_contacts(rows)
    shuffled = [replace(one) for one in contacts]
    random.shuffle(shuffled)
    once, again = thread(contacts, tickets={901, 902}), thread(shuffled, tickets={901, 902})
    assert groups(once) == groups(again)
    assert {facts_of(one) for one in once} == {facts_of(one) for one in again}


def write(rows, *, one_by_one):
    """The rows in the database, as they arrive; threaded each at once, or all in the end."""
    types = {n: inquiry_type(f"{n}") for n in (1, 2)}
    people = {n: customer() for n in (1, 2)}
    tickets = {name: ticket(name) for name in ("t1", "t2")}
    for row in rows:
        saved = contact(
            day(row.at),
            id=row.id,
            customer=people.get(row.who),
            type=types.get(row.type),
            channel="phone" if row.live else "email",
            direction="inbound" if row.inbound else "outbound",
            answered=row.answered,
            result=row.result,
            wait_seconds=row.wait,
            position=row.place,
            exclusion="spam" if row.gone else None,
            inquiry=tickets.get(row.ticket),
            link="ticket" if row.ticket else "rule",
        )
        if one_by_one:
            threading.recount(saved)
    if not one_by_one:
        everybody = [one.pk for one in people.values()]
        threading.rethread_many(customers=everybody, consultations=[row.id for row in rows])


def ticket(name):
    return Inquiry.objects.create(
        source="import",
        ticket=name,
        opened_at=day(0),
        opened_day=day(0).date(),
        opened_hour=10,
        opened_channel="phone",
        last_contact_at=day(0),
    )


def picture():
    """Which contacts share an issue, and everything derived about it."""
    names = ("state", "counts", "opened_at", "resolved_at", "contact_count", "reopened_at")
    more = ("type__name", "first_response_seconds", "is_answered", "last_contact_at")
    issues = {row["pk"]: row for row in Inquiry.objects.values("pk", *names, *more)}
    found = {}
    for row in Consultation.objects.exclude(inquiry=None):
        found.setdefault(row.inquiry_id, set()).add(row.pk)
    return {
        (frozenset(ids), tuple(issues[key][name] for name in (*names, *more)))
        for key, ids in found.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_in_bulk_and_one_by_one_end_equal(seed):
    random = Random(seed)
    rows = story(random.choice, 14)
    for row in rows:
        row.sender = None
    pictures = []
    for one_by_one in (True, False):
        random.shuffle(rows)
        with transaction.atomic():
            write(rows, one_by_one=one_by_one)
            pictures.append(picture())
            transaction.set_rollback(True)
    assert pictures[0] == pictures[1]
