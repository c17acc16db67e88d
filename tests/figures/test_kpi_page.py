"""The KPI page: its lists hold exactly what the figure counts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from crm.core import clock
from crm.people.models import Team, User
from performance.kpis.catalogue import BUILT_IN
from tests.interactions.contacts import contact
from tests.performance.records import count_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


@pytest.fixture(autouse=True)
def _records(frozen: object, ann: User, team: Team) -> None:
    yesterday = clock.now() - timedelta(days=1)
    for number in range(60):
        contact(
            yesterday - timedelta(minutes=number),
            agent=ann,
            team=team,
            result="resolved" if number % 3 else "in_progress",
            talk_seconds=100 + number,
        )
    contact(yesterday, agent=ann, team=team, exclusion="test")
    contact(yesterday, agent=ann, team=team, result=None)
    count_everything()


def lists(text: str) -> dict[str, str]:
    return dict(re.findall(r'data-list="(\w+)"><span class="num nw">([\d,]+)<', text))


def page_text(client: Client, user: User, query: str = "", kpi: str = "resolution_rate") -> str:
    client.force_login(user)
    response = client.get(f"/performance/kpi/{kpi}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_it_works(client: Client, lea: User) -> None:
    text = page_text(client, lea)
    assert lists(text) == {"numerator": "40", "denominator": "60", "excluded": "2"}
    assert "40/60" in text
    assert "66.7" in text


def test_the_list_is_paged(client: Client, lea: User) -> None:
    text = page_text(client, lea, "?list=denominator&page=2")
    assert len(re.findall(r'class="num nlk"', text)) == 10
    assert "51–60" in text


def test_what_does_not_count_says_why(client: Client, lea: User) -> None:
    text = page_text(client, lea, "?list=excluded")
    assert "Test" in text
    assert "Result unknown" in text
    one = page_text(client, lea, "?list=excluded&why=test")
    assert len(re.findall(r'class="num nlk"', one)) == 1


def test_an_agents_list_holds_the_own_records(client: Client, ann: User, team: Team) -> None:
    other = User.objects.create(username="kim", code="A-7777", name="김동료", role="agent")
    contact(clock.now() - timedelta(days=1), agent=other, team=team, result="resolved")
    count_everything()
    text = page_text(client, ann)
    assert "41/61" in text
    assert lists(text)["denominator"] == "60"
    assert "your own records only" in text
    assert lists(page_text(client, ann, f"?agent={ann.code}"))["denominator"] == "60"


def test_somebody_elses_figures_are_unknown(client: Client, ann: User, otto: User) -> None:
    client.force_login(ann)
    assert client.get(f"/performance/kpi/aht/?agent={otto.code}").status_code == 404
    assert client.get("/performance/kpi/nothing/").status_code == 404


def test_a_lead_chooses_records_for_feedback(client: Client, lea: User, ann: User) -> None:
    text = page_text(client, lea, f"?agent={ann.code}&list=numerator")
    assert 'name="record"' in text
    assert 'action="/feedback/new/"' in text


@pytest.mark.parametrize("kpi", list(BUILT_IN))
def test_every_kpi_has_its_page(client: Client, ada: User, kpi: str) -> None:
    assert str(BUILT_IN[kpi].name) in page_text(client, ada, kpi=kpi)


def test_tables_totals_and_the_formula_open_their_lists(client: Client, lea: User) -> None:
    text = page_text(client, lea)
    day = (clock.today() - timedelta(days=1)).isoformat()
    assert re.search(r'href="[^"]*list=numerator#records"><b class="num">40<', text)
    assert re.search(r'href="[^"]*list=denominator#records"><b class="num">60<', text)
    assert re.search(
        rf'<a class="fig" href="[^"]*from={day}&amp;to={day}#records">66\.7%</a>', text
    )
    assert (
        '<tfoot><tr><th scope="row" class="first">All</th><td class="r num"><a class="fig"' in text
    )


def test_records_without_a_type_open_too(client: Client, lea: User) -> None:
    text = page_text(client, lea)
    assert re.search(r'<a class="fig" href="[^"]*type=none#records">66\.7</a>', text)
    assert lists(page_text(client, lea, "?type=none"))["denominator"] == "60"
