"""Re-contact outcomes against the oracle, whatever was written, in which order, by which path."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.people.models import User
from interactions.models import Consultation
from interactions.services.consultations import (
    edit_consultation,
    exclude_consultation,
    include_again,
    link_customer,
    log_consultation,
)
from interactions.services.entries import Entry
from interactions.services.outcome_proof import differing_between, prove_outcomes
from interactions.services.threading import rethread_many
from tests.interactions import recontact_oracle as oracle
from tests.interactions.contacts import contact, customer, day, inquiry_type

pytestmark = pytest.mark.django_db
STEPS = ("log", "log", "log", "log", "edit", "edit", "exclude", "include", "link")


class World:
    """A few customers and a tree with two families, changed through the services."""

    def __init__(self, choose: Any, actor: User) -> None:
        self.choose, self.actor = choose, actor
        top = inquiry_type("반품")
        one, two = inquiry_type("회수", top), inquiry_type("교환", top)
        self.types = [None, inquiry_type("지연", one), inquiry_type("누락", one), two, top]
        self.customers = [customer(), customer()]

    def entry(self) -> Entry:
        kind = self.choose(["call", "call", "call", "missed", "out", "unreached", "mail", "unread"])
        answered = kind in ("call", "out", "mail")
        written = kind in ("mail", "unread")
        at = day(self.choose([0, 0, 0.001, 1, 3, 6.9, 8, 20, 33, 47, 80]))
        earlier = list(Consultation.objects.filter(answered=True, started_at__lte=at))
        return Entry(
            channel="email" if written else "phone",
            started_at=at,
            direction="outbound" if kind in ("out", "unreached") else "inbound",
            answered=answered,
            result=self.choose(["resolved", "in_progress", None]) if answered else None,
            customer=self.choose([None, *self.customers, *self.customers]),
            type=self.choose(self.types),
            first_response_at=at + timedelta(days=self.choose([0.1, 9]))
            if kind == "mail"
            else None,
            talk_seconds=self.choose([None, 60, 86_000]) if not written and answered else None,
            transferred_from=self.choose([None] * 5 + earlier[:1]) if answered else None,
        )

    def step(self, what: str) -> None:
        rows = list(Consultation.objects.order_by("pk"))
        if what == "log" or not rows:
            log_consultation(self.actor, entry=self.entry())
            return
        row = self.choose(rows)
        if what == "edit":
            edit_consultation(
                self.actor, consultation=row, entry=self.entry(), revision=row.revision, reason="x"
            )
        elif what == "exclude":
            reason = self.choose(["spam", "abuse"])
            exclude_consultation(
                self.actor, consultation=row, reason=reason, note="x", revision=row.revision
            )
        elif what == "include":
            include_again(self.actor, consultation=row, revision=row.revision)
        elif row.customer_id is None:
            link_customer(self.actor, consultation=row, customer=self.choose(self.customers))


def check() -> None:
    rows = oracle.world()
    assert oracle.stored(rows) == oracle.outcomes(rows)
    assert oracle.told() == oracle.resolutions(rows)
    assert differing_between(0, 10**12) == []


@settings(
    max_examples=25,
    deadline=None,
    # ann is only read; each example is rolled back
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_every_write_leaves_every_record_right(ann: User, data: Any) -> None:
    with transaction.atomic():
        centre = World(lambda options: data.draw(st.sampled_from(options)), ann)
        for what in data.draw(st.lists(st.sampled_from(STEPS), min_size=3, max_size=9)):
            centre.step(what)
            check()
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", range(6))
def test_long_stories_stay_right(ann: User, seed: int) -> None:
    random = Random(seed)
    centre = World(random.choice, ann)
    for _ in range(40):
        centre.step(random.choice(STEPS))
    check()


@pytest.mark.parametrize("seed", range(8))
def test_in_bulk_they_are_the_same_and_the_proof_finds_what_is_not(ann: User, seed: int) -> None:
    random = Random(seed)
    centre = World(random.choice, ann)
    for _ in range(60):
        entry = centre.entry()
        contact(
            entry.started_at,
            **{
                name: getattr(entry, name)
                for name in (
                    *("channel", "direction", "answered", "result", "customer", "type"),
                    *("first_response_at", "talk_seconds", "transferred_from"),
                )
            },
        )
    ids = [one.pk for one in centre.customers]
    rethread_many(customers=ids, consultations=Consultation.objects.values_list("pk", flat=True))
    check()
    wrong = Consultation.objects.filter(customer=ids[0]).first()
    Consultation.objects.filter(pk=wrong.pk).update(next_seconds=12_345, previous_seconds=None)
    assert differing_between(0, 10**12) == [ids[0]]
    assert prove_outcomes() == 1
    check()
