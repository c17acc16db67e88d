"""Definitions have versions: days keep theirs, and a new one counts again what it reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from crm.core.models import AuditEntry, Job
from crm.people.models import User
from performance import definitions, freshness
from performance.kpis.catalogue import KPIS
from performance.models import Definition
from performance.preview import previews
from performance.rollups import fingerprints, rebuild
from performance.rollups.reconcile import reconcile
from performance.services.definitions import change_definitions

from .records import WHOLE, contact, count_everything, covered, day, figure

MID_MONTH = datetime(2026, 11, 20, 3, tzinfo=day(0).tzinfo)
NEW_DAY = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def _today(db: None) -> Iterator[None]:
    with time_machine.travel(MID_MONTH, tick=False):
        yield


@pytest.fixture
def calls() -> None:
    """Two calls answered after thirty seconds, before and after the day of the change."""
    contact(day(1), wait_seconds=30)
    contact(day(10), wait_seconds=30)
    covered("phone")
    count_everything()
    fingerprints.stamp()


def change(ada: User, **values: Any) -> Definition:
    facts = {"values": {"level_phone": 40}, "starts_on": NEW_DAY, "reason": "새 기준", **values}
    return change_definitions(ada, **facts)


def test_it_works(ada: User, calls: None, django_capture_on_commit_callbacks: Any) -> None:
    assert figure("service_level").value == 0
    with django_capture_on_commit_callbacks(execute=True):
        made = change(ada)
    assert (made.number, made.parameters["level_phone"], made.parameters["level_chat"]) == (
        *(2, 40),
        60,
    )
    assert "in_time" in fingerprints.stale()
    assert freshness.freshness().recount == (0, 1)
    (job,) = Job.objects.filter(kind=rebuild.KIND)
    assert (job.arguments["first"], job.arguments["asked"]) == ("2026-11-10", ["2026-11-10", None])
    rebuild.work(job.pk)
    found = figure("service_level")
    assert (found.numerator, found.denominator) == (1, 2)
    assert figure("service_level", replace(WHOLE, last=date(2026, 11, 9))).value == 0
    assert fingerprints.stale() == []
    assert freshness.freshness().recount is None
    assert reconcile() == []
    assert KPIS["service_level"].version == 2
    assert KPIS["service_level"].effective_on == NEW_DAY
    assert KPIS["service_level"].version_on(date(2026, 11, 9)) == 1
    assert KPIS["csat"].version == 1
    assert AuditEntry.objects.filter(action="definition.changed").count() == 1


def test_a_later_first_day_changes_nothing_yet(
    ada: User, calls: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        change(ada, starts_on=date(2026, 12, 1))
    assert not Job.objects.filter(kind=rebuild.KIND).exists()
    assert fingerprints.stale() == []
    assert figure("service_level").value == 0
    assert KPIS["service_level"].version == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"starts_on": date(2026, 10, 31)}, "starts_on"),
        ({"reason": " "}, "reason"),
        ({"values": {"level_phone": 0}}, "level_phone"),
        ({"values": {"satisfied_of_5": 6}}, "satisfied_of_5"),
        ({"values": {"level_phone": 20}}, "__all__"),
    ],
)
def test_what_is_refused(ada: User, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        change(ada, **facts)
    assert set(refused.value.message_dict) == {field}
    assert not Definition.objects.exists()


def test_the_last_version_of_a_day_counts(ada: User) -> None:
    change(ada)
    definitions.keep(definitions.stored())
    change(ada, values={"level_phone": 50})
    first, second = definitions.stored()
    assert (first.starts_on, second.starts_on) == (None, NEW_DAY)
    assert second.by_name["level_phone"] == 50


def test_a_preview_lays_old_beside_new(calls: None) -> None:
    contact(datetime(2026, 10, 6, 3, tzinfo=day(0).tzinfo), wait_seconds=30)
    count_everything()
    before = {**definitions.stored()[0].by_name}
    assert previews(before, before) == []
    found = previews(before | {"level_phone": 40}, before)
    assert [preview.kpi.id for preview in found] == ["service_level"]
    ((row,),) = [preview.rows for preview in found]
    assert (row.n_old, row.n_new) == (1, 1)
    assert (row.old[0], row.new[:3]) == ("0", "100")
    assert figure("service_level").value == 0


def test_the_page(client: Client, ada: User, calls: None) -> None:
    client.force_login(ada)
    typed = {
        **{name: str(value) for name, value in definitions.stored()[0].by_name.items()},
        "level_phone": "40",
        "starts_on": "2026-11-10",
    }
    asked = client.post("/settings/definitions/", {**typed, "preview": "1"})
    assert asked.status_code == 302
    shown = client.get(asked["Location"].partition("#")[0]).content.decode()
    assert 'id="preview"' in shown
    assert 'value="40"' in shown
    assert not Definition.objects.exists()
    assert client.post("/settings/definitions/", typed).status_code == 422
    saved = client.post("/settings/definitions/", {**typed, "reason": "새 기준"}, follow=True)
    assert saved.status_code == 200
    assert Definition.objects.get().parameters["level_phone"] == 40
    assert "새 기준" in saved.content.decode()
