"""What the customer said, noted at the desk: shown; counted only where a colleague noted it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from crm.core.models import AuditEntry
from crm.people.models import User
from interactions.models import Consultation, SurveyAnswer
from interactions.services.answers import record_answer
from tests.interactions.contacts import inquiry_type
from tests.interactions.test_log_page import typed

pytestmark = pytest.mark.django_db
SAID = {"said_csat": "4", "said_nps": "0", "said_ces": "", "said_customer_resolved": "1"}


def rows() -> dict[str, tuple[int, str, str, bool]]:
    return {
        one.question: (one.value, one.scale, one.source, one.counted)
        for one in SurveyAnswer.objects.order_by("pk")
    }


@pytest.fixture
def logged(ann: User, client: Client, frozen: Any) -> Consultation:
    node = inquiry_type("회수")
    client.force_login(ann)
    assert client.get("/consultations/new/").status_code == 200
    answer = client.post("/consultations/new/", typed(type=node.pk, **SAID))
    assert answer.status_code == 302
    return Consultation.objects.get()


def test_it_works(logged: Consultation, client: Client) -> None:
    assert rows() == {
        "csat": (4, "1-5", "desk", False),
        "nps": (0, "0-10", "desk", False),
        "customer_resolved": (1, "yes-no", "desk", False),
    }
    client.cookies["django_language"] = "ko"
    page = client.get(f"/consultations/{logged.number}/").content.decode()
    assert "4/5" in page
    assert "0/10" in page
    assert "예, 해결됨" in page
    assert "상담원이 적음" in page


def test_nothing_said_writes_nothing(ann: User, client: Client, frozen: Any) -> None:
    client.force_login(ann)
    client.post("/consultations/new/", typed(type=inquiry_type("회수").pk))
    assert Consultation.objects.count() == 1
    assert rows() == {}


def test_an_answer_off_its_scale_is_refused(ann: User, client: Client, frozen: Any) -> None:
    client.force_login(ann)
    data = typed(type=inquiry_type("회수").pk, said_csat="6")
    assert client.post("/consultations/new/", data).status_code == 422
    assert not Consultation.objects.exists()


def edit(client: Client, record: Consultation, **said: str) -> None:
    record.refresh_from_db()
    data = typed(revision=str(record.revision), type=record.type_id, reason="x", **said)
    assert client.post(f"/consultations/{record.number}/edit/", data).status_code == 302


def test_the_form_shows_and_corrects_them(logged: Consultation, client: Client) -> None:
    page = client.get(f"/consultations/{logged.number}/edit/").content.decode()
    assert '<option value="4" selected>' in page
    edit(client, logged, said_csat="5")
    assert rows() == {"csat": (5, "1-5", "desk", False)}
    changes = [one.changes for one in AuditEntry.objects.filter(action="consultation.answered")]
    assert {"answer_csat": ["4 (1-5)", "5 (1-5)"]} in changes
    assert {"answer_nps": ["0 (0-10)", None]} in changes


def test_a_colleague_counts_until_the_survey_does(
    logged: Consultation, lea: User, ann: User, client: Client
) -> None:
    client.force_login(lea)
    edit(client, logged, said_csat="2")
    found = SurveyAnswer.objects.get(source="desk-other")
    assert (found.value, found.counted) == (2, True)
    assert SurveyAnswer.objects.filter(source="desk", question="csat", counted=False).exists()
    record_answer(None, consultation=logged, question="csat", value=5, scale="1-5", source="survey")
    found.refresh_from_db()
    assert not found.counted
    edit(client, logged)
    assert not SurveyAnswer.objects.filter(source="desk-other").exists()
    assert SurveyAnswer.objects.get(source="survey").counted
