"""The draw of the demo centre: repeatable, believable, with the truths planted."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from statistics import mean
from zoneinfo import ZoneInfo

import pytest

from crm.site.demo.people import AGENTS, FAST_BUT_RETURNING
from crm.site.demo.simulate import Contact, Simulation
from crm.site.demo.tree import GROWING

UNTIL = date(2026, 11, 18)
HOLIDAY = date(2026, 10, 9)


def draw(seed: int = 7) -> list[Contact]:
    simulation = Simulation(
        size=6000,
        seed=seed,
        until=UNTIL,
        holidays=frozenset({HOLIDAY}),
        zone=ZoneInfo("Asia/Seoul"),
    )
    return list(simulation.contacts())


@pytest.fixture(scope="module")
def contacts() -> list[Contact]:
    return draw()


def test_it_works(contacts: list[Contact]) -> None:
    assert 5400 < len(contacts) < 6600
    assert {c.channel for c in contacts} == {"phone", "email", "chat", "sns", "visit"}
    assert len({c.leaf.name for c in contacts if c.leaf}) > 50


def test_same_seed_same_centre(contacts: list[Contact]) -> None:
    again = draw()
    assert [(c.started_at, c.question, c.talk) for c in again] == [
        (c.started_at, c.question, c.talk) for c in contacts
    ]
    assert [c.started_at for c in draw(8)] != [c.started_at for c in contacts]


def test_contacts_keep_the_calendar(contacts: list[Contact]) -> None:
    days = Counter(c.started_at.date() for c in contacts if c.direction == "inbound")
    assert HOLIDAY not in days
    assert not [day for day in days if day.weekday() == 6]
    assert max(days) <= UNTIL
    by_weekday = Counter(c.started_at.weekday() for c in contacts)
    assert by_weekday[0] > by_weekday[2] > by_weekday[5]


def test_texts_vary(contacts: list[Contact]) -> None:
    texts = Counter(c.question for c in contacts if c.question)
    assert len(texts) > 0.5 * sum(texts.values())


def test_unresolved_ones_come_back(contacts: list[Contact]) -> None:
    contact_counts = Counter(c.customer for c in contacts if c.customer is not None)
    assert sum(1 for count in contact_counts.values() if count > 1) > 500


def test_fast_agent_is_fast(contacts: list[Contact]) -> None:
    def talk(username: str) -> float:
        return mean(c.talk for c in contacts if c.agent and c.agent.username == username and c.talk)

    team = [a.username for a in AGENTS if a.team == "support-1" and a.pace >= 0.9]
    assert talk(FAST_BUT_RETURNING) < min(talk(username) for username in team) * 0.95


def test_growing_type_grows(contacts: list[Contact]) -> None:
    def share(first: date, last: date) -> float:
        rows = [c for c in contacts if c.leaf and first <= c.started_at.date() <= last]
        return sum(c.leaf is not None and c.leaf.name == GROWING for c in rows) / len(rows)

    early = share(UNTIL - timedelta(days=380), UNTIL - timedelta(days=120))
    late = share(UNTIL - timedelta(days=30), UNTIL)
    assert late > 1.5 * early
