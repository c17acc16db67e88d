"""What the API shows of typed texts and of names is what the pages show to the same reader."""

from __future__ import annotations

from typing import Any

import pytest

from crm.core import clock
from crm.people.models import Team, User
from customers.models import Customer
from interactions.models import FollowUp
from interactions.services.answers import record_answer
from interactions.services.faq import create_entry, publish_entry
from tests.customers.people import park
from tests.interactions.contacts import contact, day

from .conftest import Program

TYPED = "010-1234-5678, a@mail.com"
MASKED = "010-****-5678, a***@mail.com"
pytestmark = pytest.mark.django_db


@pytest.fixture
def record(ann: User, team: Team) -> Any:
    return contact(
        day(1), agent=ann, team=team, question=TYPED, answer=TYPED, transfer_target=TYPED,
        exclusion_note=TYPED, extra={"subject": TYPED},
    )  # fmt: skip


def test_typed_texts_are_masked_for_whoever_may_not_reveal(
    program: Program, record: Any, ann: User, lea: User, quinn: User, ada: User, eve: User
) -> None:
    for person in (ann, lea, quinn, ada, eve):
        wanted = TYPED if person in (ann, lea) else MASKED
        for url in ("/api/v1/consultations/", f"/api/v1/consultations/{record.number}/"):
            shown = program(person).get(url).json()
            shown = shown["results"][0] if "results" in shown else shown
            texts = [shown[name] for name in ("question", "answer", "exclusion_note")]
            assert [*texts, shown["extra"]["subject"]] == [wanted] * 4, (person, url)
            passed_on = None if person == eve else wanted  # it may name an agent
            assert shown["transfer_target"] == passed_on, (person, url)


def test_comments_of_answers_are_masked(
    program: Program, record: Any, ada: User, ann: User
) -> None:
    record_answer(
        ada, consultation=record, question="csat", value=5, scale="1-5", source="api", comment=TYPED
    )  # fmt: skip
    for person, wanted in ((ann, TYPED), (ada, MASKED)):
        (shown,) = program(person).get("/api/v1/answers/").json()["results"]
        assert shown["comment"] == wanted, person


def test_notes_of_follow_ups_are_masked(
    program: Program, record: Any, ann: User, ada: User, team: Team
) -> None:
    FollowUp.objects.create(
        consultation=record, note=TYPED, cancel_reason=TYPED, assignee=ann, team=team,
        first_promised_at=clock.now(), first_promised_day=clock.today(), first_promised_hour=9,
        due_at=clock.now(),
    )  # fmt: skip
    for person, wanted in ((ann, TYPED), (ada, MASKED)):
        (shown,) = program(person).get("/api/v1/follow-ups/").json()["results"]
        assert (shown["note"], shown["cancel_reason"]) == (wanted, wanted), person


def test_a_pinned_note_is_masked(program: Program, ann: User, ada: User) -> None:
    Customer.objects.filter(pk=park(ann).pk).update(pinned_note=TYPED)
    for person, wanted in ((ann, TYPED), (ada, MASKED)):
        (shown,) = program(person).get("/api/v1/customers/").json()["results"]
        assert shown["pinned_note"] == wanted, person


def test_an_executive_reads_no_owner_of_an_entry(program: Program, lea: User, eve: User) -> None:
    entry = create_entry(
        lea, title="환불", body="규정", type=None, owner=lea, review_on=clock.today()
    )
    publish_entry(lea, entry=entry)
    for person, name in ((lea, lea.name), (eve, None)):
        shown = program(person).get(f"/api/v1/faq/{entry.slug}/").json()
        assert shown["owner_name"] == name, person


def test_the_answer_to_a_dispute_is_for_those_it_is_between(
    program: Program, record: Any, ann: User, lea: User, otto: User, quinn: User, eve: User
) -> None:
    type(record).objects.filter(pk=record.pk).update(exclusion="dispute", exclusion_note="맞음")
    hears = ((ann, "맞음"), (lea, "맞음"), (otto, ""), (quinn, ""), (eve, ""))
    for person, note in hears:
        shown = program(person).get(f"/api/v1/consultations/{record.number}/").json()
        assert shown["exclusion_note"] == note, person
