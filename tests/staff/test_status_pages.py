"""The control in the top bar, the list of periods, and the form of corrections."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crm.core import clock
from crm.people.models import WorkStatus
from crm.staff.services.work_status import switch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
HOUR = timedelta(hours=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["django_language"] = "en"


def open_as(client, user, path="/account/"):
    client.force_login(user)
    return client.get(path).content.decode()


def test_it_works(client, ann, frozen):
    """Without script: a button of a form, and back to the page."""
    assert "No status" in open_as(client, ann)
    answer = client.post("/work-status/switch/", {"status": "contact", "next": "/account/?a=1"})
    assert (answer.status_code, answer.url) == (302, "/account/?a=1")
    assert WorkStatus.objects.get().status == "contact"
    frozen.shift(125)
    shown = client.get("/account/").content.decode()
    assert 'class="state st-contact"' in shown
    assert 'data-running="125"' in shown
    assert "2:05" in shown


def test_by_htmx_the_control_alone_comes_back(client, ann):
    client.force_login(ann)
    answer = client.post("/work-status/switch/", {"status": "wrap_up"}, headers=HTMX)
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert shown.startswith('<div class="wst" id="work-status">')
    assert "Ready again" in shown


def test_a_refusal_is_told(client, ann):
    client.force_login(ann)
    answer = client.post("/work-status/switch/", {"status": "lunch"}, headers=HTMX)
    assert "There is no such work status." in answer.headers["HX-Trigger"]
    assert not WorkStatus.objects.exists()


def test_it_leads_nowhere_else(client, ann):
    client.force_login(ann)
    fields = {"status": "ready", "next": "https://elsewhere.example/"}
    assert client.post("/work-status/switch/", fields).url == "/"


@pytest.mark.parametrize("persona", ["quinn", "ada", "eve"])
def test_others_have_no_status(client, persona, request):
    assert 'id="work-status"' not in open_as(client, request.getfixturevalue(persona))


def test_ready_is_offered_after_a_contact_only(client, ann):
    switch(ann, status="break")
    assert "Ready again" not in open_as(client, ann)
    switch(ann, status="wrap_up")
    assert "Ready again" in open_as(client, ann)


@pytest.fixture
def periods(ann, otto, team, other_team):
    start = clock.now() - 3 * HOUR
    return [
        WorkStatus.objects.create(
            user=user, team=group, status=status, started_at=start, ended_at=start + HOUR
        )
        for user, group, status in ((ann, team, "training"), (otto, other_team, "away"))
    ]


@pytest.mark.parametrize(
    ("persona", "seen"), [("ann", 1), ("lea", 1), ("quinn", 1), ("ada", 2), ("otto", 1)]
)
def test_everybody_sees_their_part(client, periods, persona, seen, request):
    client.force_login(request.getfixturevalue(persona))
    rows = client.get("/work-status/").context["listing"].rows
    assert len(rows) == seen


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("who=오태오", 1),
        ("team=support-1", 1),
        ("status=away", 1),
        ("running=yes", 0),
        ("mark=none", 2),
        ("mark=legal_rest", 0),
        ("first=2026-11-20", 0),
        ("last=2026-11-19", 2),
    ],
)
def test_filters(client, ada, periods, query, seen):
    client.force_login(ada)
    assert len(client.get(f"/work-status/?{query}").context["listing"].rows) == seen


def test_an_agent_is_not_asked_whose(client, ann, periods):
    shown = open_as(client, ann, "/work-status/?who=오태오")
    assert 'name="who"' not in shown
    assert "Training" in shown


def test_a_lead_corrects(client, lea, periods):
    client.force_login(lea)
    path = f"/work-status/{periods[0].pk}/"
    fields = {
        "status": "wrap_up", "started_at": "2026-11-19T09:00:00", "ended_at": "2026-11-19T09:30:00",
        "marked_reason": "", "reason": "",
    }  # fmt: skip
    assert client.post(path, fields).status_code == 422
    answer = client.post(path, {**fields, "reason": "Forgot to switch"})
    assert (answer.status_code, answer.url) == (302, "/work-status/")
    periods[0].refresh_from_db()
    assert (periods[0].status, periods[0].ended_at - periods[0].started_at) == ("wrap_up", HOUR / 2)


def test_another_team_is_not_there(client, lea, periods):
    client.force_login(lea)
    assert client.get(f"/work-status/{periods[1].pk}/").status_code == 404
