"""The panel of why a figure changed: the parts on the page, their lists, both languages."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from crm.core import clock
from crm.people.models import Team, User
from interactions.models import InquiryType
from performance.asked import read
from performance.fairness.why import Why, why
from performance.tiles import Question
from tests.interactions.contacts import contact
from tests.performance.records import count_everything

pytestmark = pytest.mark.usefixtures("frozen")
DAYS = {"from": "2026-11-12", "to": "2026-11-18", "compare": "2026-11-05..2026-11-11"}


@pytest.fixture
def calls(ann: User, team: Team) -> list[InquiryType]:
    """The long type grows from a quarter to a half, and the short one gets faster."""
    kinds = [
        InquiryType.objects.create(code=code, name=name, path=name, level=1, position=i)
        for i, (code, name) in enumerate((("short", "짧은 문의"), ("long", "긴 문의")))
    ]
    for week, share, seconds in ((14, 4, (200, 600)), (7, 2, (150, 600))):
        start = clock.now() - timedelta(days=week - 1)
        for i in range(80):
            long = i % share == 0
            contact(
                start + timedelta(minutes=i),
                agent=ann,
                team=team,
                type=kinds[long],
                talk_seconds=seconds[long] + i % 7,
            )
    contact(clock.now() - timedelta(days=3), agent=ann, team=team, type=None, talk_seconds=100)
    count_everything()
    return kinds


def shown(client: Client, lea: User, **query: str) -> Why:
    client.force_login(lea)
    response = client.get("/performance/kpi/aht/", {**DAYS, **query})
    assert response.status_code == 200
    asked = read(response.wsgi_request, lea)
    found = why(asked, "aht", Question.of(asked))
    assert found is not None
    return found


def test_it_works(calls: list[InquiryType], lea: User, client: Client) -> None:
    found = shown(client, lea)
    assert found.rows[0].within == ""
    assert found.rows[0].amount.startswith("+")
    short = next(row for row in found.rows if "짧은" in row.name)
    assert short.amount.startswith("−")
    assert short.tone == "good"
    assert (short.share_then, short.share_now) == ("75.0%", "49.4%")
    assert "줄었지만" in found.sentence
    assert "늘었습니다" in found.sentence


def test_each_part_opens_its_records(calls: list[InquiryType], lea: User, client: Client) -> None:
    found = shown(client, lea)
    for row in found.rows[1:]:
        page = client.get(row.url.partition("#")[0])
        counts = {tab.key: tab.count for tab in page.context["records"].tabs}
        assert str(counts["denominator"]) == row.n
    assert any("type=none" in row.url for row in found.rows)


def test_both_languages(calls: list[InquiryType], lea: User, client: Client) -> None:
    client.force_login(lea)
    client.cookies["django_language"] = "en"
    page = client.get("/performance/kpi/aht/", DAYS).content.decode()
    panel = re.search(r'id="h-why".*?</section>', page, re.S)
    assert panel is not None
    text = re.sub(r"\s+", " ", re.sub(r"<b data-content>.*?</b>", "", panel[0]))
    assert "but the mix of types raised it by" in text
    assert not re.search(r"[가-힣]", text)


def test_a_count_is_explained_by_days_and_pace(
    calls: list[InquiryType], lea: User, client: Client
) -> None:
    client.force_login(lea)
    response = client.get("/performance/kpi/handled/", DAYS)
    found = response.context["why"]
    assert found.is_count
    assert "영업일 수는 같습니다" in found.sentence


def test_without_comparison_there_is_nothing_to_explain(
    calls: list[InquiryType], lea: User, client: Client
) -> None:
    client.force_login(lea)
    response = client.get("/performance/kpi/aht/", {**DAYS, "compare": "none"})
    assert response.context["why"] is None
    assert date(2026, 11, 19) == clock.today()
