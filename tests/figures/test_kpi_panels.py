"""Panels of a KPI's page: what stands in them is what their links open."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from crm.core import clock
from crm.people.models import Team, User
from performance import drilldown, outcomes
from performance.charts.bars import Bin, histogram
from performance.charts.line import Table
from performance.definition import days
from performance.figures import Figure
from performance.kpis.catalogue import KPIS
from performance.periods import Period
from performance.said import _share_needed
from performance.slices import Slice
from tests.interactions.contacts import contact, customer
from tests.performance.records import count_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture(autouse=True)
def _records(frozen: object, ann: User, team: Team) -> None:
    start = clock.now() - timedelta(days=20)
    for number in range(40):
        contact(
            start + timedelta(hours=number),
            agent=ann,
            team=team,
            customer=customer() if number % 4 else None,
            result=("resolved", "in_progress", "callback", None)[number % 4],
            talk_seconds=100 + 10 * number,
        )
    count_everything()


def _piece() -> Slice:
    today = clock.today()
    return Slice(today - timedelta(days=30), today)


def _page(client: Client, user: User, kpi: str, query: str = "") -> str:
    client.force_login(user)
    first = (clock.today() - timedelta(days=25)).isoformat()
    response = client.get(f"/performance/kpi/{kpi}/?from={first}{query}")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("kpi", ["resolution_rate", "fcr", "transfer_rate", "recontact_share"])
def test_the_parts_add_up_to_the_figure(kpi: str) -> None:
    parts = outcomes.parts_of(KPIS[kpi], _piece())
    sizes = outcomes.sizes(_piece(), KPIS[kpi], parts)
    counts = drilldown.counts(_piece(), kpi)
    assert sum(sizes.values()) == counts.denominator
    assert sizes["hit"] == counts.numerator


def test_a_part_opens_exactly_its_records(client: Client, lea: User) -> None:
    text = _page(client, lea, "resolution_rate")
    found = re.search(r'part=result-in_progress[^"]*"[^>]*>(\d+)</a>', text)
    assert found
    listed = _page(client, lea, "resolution_rate", "&list=denominator&part=result-in_progress")
    assert len(re.findall(r'class="num nlk"', listed)) == int(found[1])


def test_a_cell_of_the_week_opens_its_records(client: Client, lea: User) -> None:
    text = _page(client, lea, "handled")
    place = r"(weekday=\d&amp;hour=\d+|hour=\d+&amp;weekday=\d)"
    found = re.search(rf'href="[^"]*{place}#records"><b>(\d+)', text)
    assert found
    listed = _page(client, lea, "handled", "&" + found[1].replace("&amp;", "&"))
    assert f'data-list="numerator"><span class="num nw">{found[2]}<' in listed


def test_durations_stand_in_a_histogram(client: Client, lea: User) -> None:
    text = _page(client, lea, "aht")
    assert "half below" in text
    assert "90% below" in text


def test_an_empty_histogram_is_none() -> None:
    drawn = histogram([Bin(0, 60, 0)], [], Table((), ()), write=str, label="")
    assert drawn.empty


def test_the_sample_says_what_it_would_have_to_show() -> None:
    needed = _share_needed(100, 0.8, up=True)
    assert needed == 0.88
    assert _share_needed(100, 0.2, up=False) == 0.12


def test_open_days_are_told(frozen: object) -> None:
    figure = Figure("fcr", 0.8, 8, 10, 10, provisional=True, final_until=date(2026, 11, 11))
    found = days(Period(date(2026, 11, 2), date(2026, 11, 19)), figure)
    assert found is not None
    assert (found.final, found.open) == (8, 6)
    assert found.first_open == date(2026, 11, 12)
