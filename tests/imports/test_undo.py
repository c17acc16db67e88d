"""Undo takes back what an import made, unless somebody uses it; the figures follow."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from crm.core import clock
from crm.people.models import Team, User
from customers.models import ContactPoint, Customer
from interactions.imports.ledger import KIND
from interactions.imports.working import UNDO, work
from interactions.models import (
    Consultation,
    ContactSource,
    FollowUp,
    ImportRun,
    Inquiry,
    InquiryType,
    SurveyAnswer,
)
from interactions.services.answers import record_answer
from interactions.services.import_runs import ask_undo
from performance.models import DirtyMark
from performance.rollups.refresh import refresh
from tests.performance.stored import assert_as_rebuilt

from .files import line, taken, text, undone

pytestmark = pytest.mark.django_db
MODELS = (
    *(Consultation, Inquiry, SurveyAnswer, Customer, ContactPoint),
    *(InquiryType, Team, User, ContactSource),
)


def sizes() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


def test_it_works(ada: User) -> None:
    before = sizes()
    run = taken(ada, text(30))
    assert sizes() == before | {
        "Consultation": 30,
        "Inquiry": 30,
        "SurveyAnswer": 30,
        "Customer": 30,
        "ContactPoint": 30,
        "InquiryType": 2,
        "Team": 1,
        "User": before["User"] + 1,
        "ContactSource": 1,
    }
    refresh()
    undone(ada, run)
    assert sizes() == before
    assert (run.state, run.pieces.exclude(ids=[]).count()) == ("undone", 0)
    assert DirtyMark.objects.exists()
    refresh()
    assert_as_rebuilt()


def test_what_somebody_uses_is_kept(ada: User, ann: User, client: Client) -> None:
    run = taken(ada, text(6))
    promised, answered, edited, *_rest = Consultation.objects.order_by("external_id")
    FollowUp.objects.create(
        consultation=promised,
        assignee=ann,
        first_promised_at=clock.now(),
        first_promised_day=clock.today(),
        first_promised_hour=9,
        due_at=clock.now(),
    )
    record_answer(ann, consultation=answered, question="ces", value=3, scale="1-7", source="desk")
    Consultation.objects.filter(pk=edited.pk).update(revision=2)
    undone(ada, run)
    kept = {promised.pk, answered.pk, edited.pk}
    assert set(Consultation.objects.values_list("pk", flat=True)) == kept
    assert Customer.objects.count() == 3
    assert InquiryType.objects.count() == 2
    assert User.objects.filter(name="다이앤").exists()
    client.force_login(ada)
    assert client.get(f"/imports/{run.pk}/").context["kept"] == 3 + 3 + 2 + 1 + 1


def test_another_import_keeps_its_own(ada: User) -> None:
    first = taken(ada, text(3))
    second = taken(ada, text(3, line(7, phone="010-2000-0000")))
    assert (second.report["created"], second.report["unchanged"]) == (1, 3)
    undone(ada, second)
    assert set(Consultation.objects.values_list("external_id", flat=True)) == {"C0", "C1", "C2"}
    assert Customer.objects.count() == 3
    undone(ada, first)
    assert not Consultation.objects.exists()


def test_the_issue_of_who_stays_follows(ada: User) -> None:
    """Two contacts of one customer in one issue: taking back the second leaves the first's."""
    taken(ada, text(1))
    second = taken(ada, text(0, line(1, phone="010-2000-0000")), source="other")
    issue = Inquiry.objects.get()
    assert issue.contact_count == 2
    undone(ada, second)
    issue.refresh_from_db()
    assert issue.contact_count == 1
    assert ContactSource.objects.get().source == "acd"


def test_receiving_legs_go_with_their_first_leg(ada: User) -> None:
    run = taken(ada, text(2))
    first, second = Consultation.objects.order_by("external_id")
    Consultation.objects.filter(pk=second.pk).update(transferred_from=first)
    undone(ada, run)
    assert not Consultation.objects.exists()


def test_nothing_to_take_back(ada: User, client: Client) -> None:
    run = undone(ada, taken(ada, text(1)))
    client.force_login(ada)
    page = client.get(f"/imports/{run.pk}/")
    assert not page.context["may_undo"]
    client.post(f"/imports/{run.pk}/undo/")
    assert ImportRun.objects.get().job.state == "done"  # type: ignore[union-attr]


def test_it_waits_while_the_source_is_imported(ada: User) -> None:
    """Another connection is at work; the job is left to the reaper."""
    run = taken(ada, text(5))
    job = ask_undo(ada, run=run)
    other = connection.copy()
    name = f"{KIND} {run.source}"
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
        assert not work(UNDO, job.pk)
    finally:
        other.close()
    job.refresh_from_db()
    assert job.state == "running"
    assert Consultation.objects.count() == 5
