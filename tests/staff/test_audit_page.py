"""The change log: newest first, searchable, in words, with everything before and after."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from crm.core import audit, clock
from crm.core.models import AuditEntry
from crm.staff.services.teams import rename_team
from crm.staff.services.users import deactivate_user
from crm.staff.views.audit import shown


@pytest.fixture
def admin(client, ada, ann, team, frozen):
    rename_team(ada, team=team, name="상담 본팀")
    deactivate_user(ada, user=ann)
    client.force_login(ada)
    client.cookies["django_language"] = "en"
    return client


def actions(answer):
    return [row.entry.action for row in answer.context["told"]]


def test_it_works(admin):
    answer = admin.get("/settings/audit/")
    assert actions(answer) == ["user.deactivated", "membership.ended", "team.renamed"]
    page = answer.content.decode()
    assert "Renamed a team" in page
    assert "상담 1팀" in page


def test_filters_find_an_entry(admin, ann):
    assert actions(admin.get("/settings/audit/?subject=a-0001")) == [
        "user.deactivated",
        "membership.ended",
    ]
    assert actions(admin.get("/settings/audit/?action=team.renamed")) == ["team.renamed"]
    assert actions(admin.get("/settings/audit/?subject_type=people.team")) == ["team.renamed"]
    assert len(actions(admin.get("/settings/audit/?who=나아다"))) == 3
    assert actions(admin.get("/settings/audit/?who=otto")) == []


def test_days_are_local_and_both_count(admin):
    start, _end = clock.day_bounds(clock.today())
    AuditEntry.objects.filter(action="team.renamed").update(at=start - timedelta(seconds=1))
    assert "team.renamed" not in actions(admin.get("/settings/audit/?first=2026-11-19"))
    assert actions(admin.get("/settings/audit/?last=2026-11-18")) == ["team.renamed"]
    assert actions(admin.get("/settings/audit/?last=nonsense")) == []


def test_an_entry_shows_before_and_after(admin):
    entry = AuditEntry.objects.get(action="team.renamed")
    page = admin.get(f"/settings/audit/{entry.pk}/").content.decode()
    assert "상담 1팀" in page
    assert "상담 본팀" in page
    assert "127.0.0.1" not in page
    assert admin.get("/settings/audit/999999/").status_code == 404


def test_the_address_of_the_browser_is_kept(admin, team):
    admin.post("/settings/teams/support-1/name/", {"name": "상담 새팀"})
    assert AuditEntry.objects.first().address == "127.0.0.1"


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("role", "agent", "Agent"),
        ("day", "2026-11-20", "20 Nov 2026"),
        ("is_active", False, "no"),
        ("name", None, "—"),
        ("count", 3, "3"),
        ("at", "2026-11-20T03:00:00+00:00", "Fri 20 Nov 12:00"),
        ("team", ["a", "b"], "a, b"),
    ],
)
def test_values_read_as_words(db, key, value, text):
    assert shown(key, value).text == text


def test_every_action_of_the_product_has_words(db):
    """Each `audit.record` of our code, found in the source, so that none reads as a key."""
    found = set()
    for app in ("crm", "customers", "interactions", "performance"):
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            text = path.read_text()
            if "audit" in text and "words" not in path.name:
                found |= set(
                    re.findall(r'record(?:_many)?\(\s*[\w.]+,\s*"([a-z_]+\.[a-z_]+)"', text)
                )
    assert found - set(audit.actions()) == set()
    assert "user.created" in found
