"""Each list: the viewer's rows, masked by the viewer's rights, for a purpose, written down."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from crm.core import clock
from crm.core.exports.registry import known
from crm.core.models import AuditEntry
from crm.people.models import User
from crm.people.roles import holds
from interactions.models import Consultation
from interactions.services.consultations import log_consultation
from interactions.services.entries import Entry
from performance.kpis.catalogue import KPIS
from performance.rollups.refresh import refresh
from tests.interactions.contacts import customer, inquiry_type

pytestmark = pytest.mark.django_db


def take(client: Client, key: str, query: str = "", **stated: str) -> list[dict[str, str]]:
    client.cookies["django_language"] = "en"
    answer = client.post(f"/exports/{key}/", {"purpose": "report", "query": query, **stated})
    assert answer.status_code == 200, answer.headers
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]  # streamed
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def records(ann: User, otto: User, frozen: Any) -> list[Consultation]:
    top = inquiry_type("반품")
    who = customer("박서희")
    at = clock.now()
    stated = [
        (ann, {"type": top, "customer": who, "question": "=cmd 010-1234-5678"}),
        (ann, {"channel": "email", "started_at": at - timedelta(days=3)}),
        (otto, {"type": top}),
    ]
    shared = {"channel": "phone", "started_at": at, "result": "resolved", "talk_seconds": 60}
    return [log_consultation(who_, entry=Entry(**{**shared, **more})) for who_, more in stated]


def test_it_works(records: list[Consultation], client: Client, ada: User) -> None:
    client.force_login(ada)
    rows = take(client, "consultations", "channel=phone", note="전화 010-9999-8888")
    assert {row["Number"] for row in rows} == {records[0].number, records[2].number}
    (mine,) = (row for row in rows if row["Number"] == records[0].number)
    assert mine["Question"] == "'=cmd 010-****-5678"
    assert (mine["Customer"], mine["Agent"], mine["Talk (s)"]) == ("박*희", "안서연", "60")
    assert mine["Contact started"] == "2026-11-19 12:00:00+09:00"
    entry = AuditEntry.objects.get(action="list.exported")
    assert entry.changes == {
        "list": [None, "consultations"],
        "purpose": [None, "report"],
        "note": [None, "전화 010-****-8888"],
        "query": [None, "channel=phone"],
        "format": [None, "csv"],
        "rows": [None, 2],
    }


def test_without_a_purpose_nothing_leaves(client: Client, ada: User) -> None:
    client.force_login(ada)
    answer = client.post("/exports/consultations/", {"query": ""}, headers={"Referer": "/faq/"})
    assert answer.status_code == 302
    assert not AuditEntry.objects.filter(action="list.exported").exists()


def test_agents_take_out_their_own_and_executives_no_names(
    records: list[Consultation], client: Client, ann: User, eve: User
) -> None:
    client.force_login(ann)
    own = {row["Number"] for row in take(client, "consultations")}
    assert own == {records[0].number, records[1].number}
    client.force_login(eve)
    assert {row["Agent"] for row in take(client, "consultations")} == {""}


def test_the_order_and_the_filters_are_those_of_the_list(
    records: list[Consultation], client: Client, ada: User
) -> None:
    client.force_login(ada)
    rows = take(client, "consultations", "sort=number")
    assert [row["Number"] for row in rows] == sorted(record.number for record in records)
    assert take(client, "consultations", "first=no-day") == []


def test_whoever_may_not_list_may_not_take_out(client: Client, ann: User, eve: User) -> None:
    for user in (ann, eve):
        client.force_login(user)
        refused = [export.key for export in known() if not holds(user, export.permission)]
        assert refused
        for key in refused:
            answer = client.post(f"/exports/{key}/", {"purpose": "report"})
            assert answer.status_code == 403, key
    assert client.post("/exports/nothing/", {"purpose": "report"}).status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_list_can_be_taken_out(
    language: str, form: str, records: list[Consultation], world: Any, client: Client
) -> None:
    refresh()
    client.cookies["django_language"] = language
    for user in (world.ada, world.lea, world.ann, world.eve, world.quinn):
        client.force_login(user)
        for export in known():
            if holds(user, export.permission):
                stated = {"purpose": "report", "query": "kpi=aht", "format": form}
                answer = client.post(f"/exports/{export.key}/", stated)
                assert answer.status_code == 200, (export.key, user.username)
                assert b"".join(answer), export.key  # type: ignore[arg-type]


def test_a_figures_list_holds_what_the_figure_counts(
    records: list[Consultation], client: Client, lea: User
) -> None:
    refresh()
    client.force_login(lea)
    rows = take(client, "kpi-records", "kpi=aht&list=denominator")
    assert {row["Number"] for row in rows} == {records[0].number, records[1].number}
    assert {row["Counted"] for row in rows} == {"yes"}
    assert sum(int(row["Adds to the numerator"]) for row in rows) == 120
    assert client.post("/exports/kpi-records/", {"purpose": "report"}).status_code == 404
    parts = take(client, "kpi-breakdown", "kpi=aht")
    by_channel = {row["Of"]: row["Sample"] for row in parts if row["Figure"] == "Channel"}
    assert set(by_channel.values()) == {"1"}


def test_every_figure_s_lists_can_be_taken_out(
    records: list[Consultation], client: Client, ada: User
) -> None:
    client.force_login(ada)
    for kpi in KPIS:
        for name in ("numerator", "denominator", "excluded"):
            take(client, "kpi-records", f"kpi={kpi}&list={name}")
        take(client, "kpi-breakdown", f"kpi={kpi}")


def test_a_page_offers_its_list(client: Client, ada: User) -> None:
    client.force_login(ada)
    page = client.get("/settings/users/").content.decode()
    assert 'action="/exports/users/"' in page
