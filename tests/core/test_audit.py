"""Entries say who, what, before and after, and read as words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import RequestFactory
from django.utils.translation import gettext_lazy

from crm.core import audit
from crm.core.models import AuditEntry, Holiday
from crm.core.origin import OriginMiddleware, address_of


def test_it_works(ada, team):
    changes = audit.diff({"name": "a", "code": "x"}, {"name": "b", "code": "x"})
    entry = audit.record(ada, "team.renamed", team, changes=changes)
    assert (entry.actor, entry.subject_type, entry.subject) == (ada, "people.team", "support-1")
    assert entry.changes == {"name": ["a", "b"]}
    assert entry.label == team.name
    assert str(audit.label(entry.action)) == "Renamed a team"
    assert str(audit.subject_label(entry.subject_type)) == "Team"


def test_values_become_what_json_can_keep(team):
    found = audit.diff({}, {"day": date(2026, 1, 2), "n": Decimal("1.50"), "team": team, "x": None})
    assert found == {
        "day": [None, "2026-01-02"],
        "n": [None, "1.50"],
        "team": [None, "support-1"],
    }
    assert audit.plain({1}) == [1]
    assert audit.plain(gettext_lazy("Team")) == "Team"


@pytest.mark.django_db
def test_many_entries_are_one_statement(django_assert_num_queries):
    holidays = [Holiday.objects.create(day=date(1999, 1, day), name="x") for day in (1, 2, 3)]
    with django_assert_num_queries(1):
        audit.record_many(None, "holiday.added", [(row, None, "") for row in holidays])
    assert AuditEntry.objects.count() == 3


def test_the_address_of_the_request_is_kept(ada, team):
    def view(request):
        audit.record(ada, "team.renamed", team)

    OriginMiddleware(view)(RequestFactory().get("/", REMOTE_ADDR="203.0.113.9"))
    audit.record(ada, "team.renamed", team)
    assert list(AuditEntry.objects.values_list("address", flat=True)) == [None, "203.0.113.9"]


def test_a_forwarded_address_counts_only_behind_our_own_proxies(settings):
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9"
    )
    assert address_of(request) == "10.0.0.1"
    settings.TRUSTED_PROXY_COUNT = 1
    assert address_of(request) == "203.0.113.9"
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="unix:")) is None
