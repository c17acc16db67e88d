"""What goes with bad outcomes: found, with its records, and nothing below the minimum count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.core import clock
from crm.people.models import Team, User
from interactions.models import Consultation
from performance.fairness.causes import LEAST, LEAST_CUSTOMERS, Record, causes, share_behind, weigh
from performance.kpis.catalogue import BUILT_IN
from performance.slices import Slice
from tests.interactions.contacts import contact
from tests.performance.records import count_everything

pytestmark = pytest.mark.usefixtures("frozen")


def record(pk: int, *, bad: bool, words: str = "", channel: str = "phone") -> Record:
    return Record(pk, bad, 0, channel, 10, None, frozenset(words.split()))


def test_rare_words_are_not_shown() -> None:
    rows = [record(i, bad=i < 40, words="환불" if i < LEAST - 1 else "배송") for i in range(400)]
    assert not weigh("resolution_rate", rows).found["word"]
    rows = [record(i, bad=i < 40, words="환불" if i < 30 else "배송") for i in range(400)]
    rows += [record(i, bad=False, words="환불") for i in range(400, 410)]
    (word,) = weigh("resolution_rate", rows).found["word"]
    assert (word.value, word.bad, word.n) == ("환불", 30, 40)
    assert word.low > 1


def test_a_word_of_few_customers_may_be_a_name_and_is_not_shown() -> None:
    def rows(customers: int) -> list[Record]:
        found = []
        for i in range(400):
            words = frozenset({"김민수" if i < 30 else "배송"})
            found.append(Record(i, i < 40, 0, "phone", 10, None, words, i % customers + 1))
        words = frozenset({"김민수"})
        found += [Record(i, False, 0, "phone", 10, None, words, 1) for i in range(400, 410)]
        return found

    assert not weigh("resolution_rate", rows(LEAST_CUSTOMERS - 1)).found["word"]
    assert weigh("resolution_rate", rows(LEAST_CUSTOMERS)).found["word"]
    assert not weigh("resolution_rate", rows(30), hidden={"김민"}).found["word"]


def test_what_defines_the_share_is_no_cause() -> None:
    rows = [record(i, bad=i < 40, channel="email" if i < 40 else "phone") for i in range(400)]
    assert not weigh("resolution_rate", rows).found["channel"]


@pytest.fixture
def calls(ann: User, team: Team) -> list[Consultation]:
    """Refunds are mostly not resolved; deliveries are."""
    start = clock.now() - timedelta(days=2)
    found = []
    for i in range(160):
        refund = i % 4 == 0
        solved = i % 8 == 0 if refund else i % 10 != 1
        found.append(
            contact(
                start + timedelta(minutes=i),
                agent=ann,
                team=team,
                question="환불이 안 됨" if refund else "배송을 기다림",
                result="resolved" if solved else "in_progress",
            )
        )
    count_everything()
    return found


def test_it_works(calls: list[Consultation], team: Team) -> None:
    day = timezone.localdate(timezone=clock.zone())
    piece = Slice(day - timedelta(days=7), day, teams=frozenset({team.pk}))
    found = causes(piece, "resolution_rate")
    (word,) = found.found["word"]
    assert word.value == "환불"
    unsolved = [c.pk for c in calls if "환불" in c.question and c.result == "in_progress"]
    assert sorted(found.behind("word", "환불")) == sorted(unsolved)
    assert word.bad == len(unsolved)


def test_the_page_lists_what_the_number_counts(
    calls: list[Consultation], lea: User, client: Client
) -> None:
    client.force_login(lea)
    days = {"from": "2026-11-12", "to": "2026-11-19"}
    response = client.get("/performance/kpi/resolution_rate/causes/", {**days, "of": "word:환불"})
    panel = response.context["causes"]
    (line,) = next(group for group in panel.groups if "환불" in str(group.lines[0].name)).lines
    assert line.is_current
    assert line.support == f"{response.context['behind']['count']}/40"
    assert client.get("/performance/kpi/aht/causes/").status_code == 404
    page = client.get("/performance/kpi/resolution_rate/", days).content.decode()
    assert "/performance/kpi/resolution_rate/causes/" in page


def test_an_agent_reads_the_own_records_alone(
    calls: list[Consultation], otto: User, client: Client
) -> None:
    client.force_login(otto)
    response = client.get("/performance/kpi/resolution_rate/causes/", {"from": "2026-11-12"})
    assert response.context["causes"].read == "0"


@pytest.mark.parametrize("kpi", [kpi for kpi in BUILT_IN if share_behind(kpi)])
def test_every_share_with_a_bad_side_is_looked_into(
    kpi: str, calls: list[Consultation], lea: User, client: Client
) -> None:
    client.force_login(lea)
    response = client.get(f"/performance/kpi/{kpi}/causes/", {"from": "2026-10-01"})
    assert response.status_code == 200


def test_the_panel_is_kept_while_nothing_moves(
    calls: list[Consultation], lea: User, client: Client
) -> None:
    client.force_login(lea)
    address = "/performance/kpi/resolution_rate/causes/?from=2026-11-12"
    first = client.get(address, headers={"HX-Request": "true"})
    with CaptureQueriesContext(connection) as queries:
        again = client.get(address, headers={"HX-Request": "true"})
    assert again.content == first.content
    assert "환불" in again.content.decode()
    assert not [query for query in queries if "transferred_from" in query["sql"]]


def test_no_agent_is_named_to_whoever_sees_no_names(
    ann: User, team: Team, lea: User, eve: User, client: Client
) -> None:
    """Neither by a word of the question nor by the target somebody typed for a transfer."""
    start = clock.now() - timedelta(days=2)
    for i in range(160):
        bad = i % 4 == 0
        blames = (bad and i % 8 < 5) or i == 3
        contact(
            start + timedelta(minutes=i), agent=ann, team=team,
            question=f"{ann.name}님이 불친절" if blames else "배송 문의",
            result="transferred" if bad else "resolved", transfer_target=ann.name if bad else "",
        )  # fmt: skip
    count_everything()
    address = "/performance/kpi/transfer_rate/causes/?from=2026-11-12"
    for person in (lea, eve):
        client.force_login(person)
        page = client.get(address, headers={"HX-Request": "true"}).content.decode()
        assert "불친절" in page, person
        assert (ann.name in page) is (person == lea)
