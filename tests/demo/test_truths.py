"""The planted truths are found: by the pure functions on the draw of a whole centre.

The draw alone is large enough within seconds; what the pages say of a small one is tested with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from crm.site.demo.people import AGENTS, FAST_BUT_RETURNING, NEW_AGENT
from crm.site.demo.simulate import Contact, Simulation
from crm.site.demo.tree import GROWING
from crm.site.demo.truths import PROCESS_DAYS, PROCESS_TEAM
from performance import verdicts
from performance.fairness import adjust
from performance.fairness.adjust import Adjusted
from performance.fairness.change import Sums, of_value
from performance.figures import Figure
from performance.intervals import wilson

UNTIL = date(2026, 11, 18)
WINDOW = timedelta(days=14)


@pytest.fixture(scope="module")
def contacts() -> list[Contact]:
    simulation = Simulation(
        size=60_000, seed=1, until=UNTIL, holidays=frozenset(), zone=ZoneInfo("Asia/Seoul")
    )
    return sorted(
        (c for c in simulation.contacts() if c.answered and c.direction == "inbound" and c.leaf),
        key=lambda c: c.started_at,
    )


@pytest.fixture(scope="module")
def returned(contacts: list[Contact]) -> set[int]:
    """Contacts whose customer came back about the same kind of matter within 14 days."""
    found: set[int] = set()
    last: dict[tuple[int, str], tuple[int, datetime]] = {}
    for contact in contacts:
        if contact.customer is None or contact.leaf is None or contact.transferred_from:
            continue
        key = (contact.customer, contact.leaf.middle)
        before = last.get(key)
        if before is not None and contact.started_at - before[1] <= WINDOW:
            found.add(before[0])
        last[key] = (id(contact), contact.started_at)
    return found


def cells(rows: Sequence[Contact], value: Iterable[float]) -> tuple[list[str], Adjusted, bool]:
    """Adjusted by agent; a share where all values are 0 or 1."""
    values = np.array(list(value), float)
    names = sorted({c.agent.username for c in rows if c.agent})
    kinds = sorted({(c.leaf.name, c.channel) for c in rows if c.leaf})
    row, column = ({key: i for i, key in enumerate(keys)} for keys in (names, kinds))
    n, total, squares = (np.zeros((len(names), len(kinds))) for _ in range(3))
    for contact, one in zip(rows, values, strict=True):
        assert contact.agent is not None
        assert contact.leaf is not None
        place = row[contact.agent.username], column[contact.leaf.name, contact.channel]
        n[place] += 1
        total[place] += one
        squares[place] += one * one
    is_share = set(values) <= {0.0, 1.0}
    found = adjust.shares(n, total) if is_share else adjust.means(n, total, squares)
    return names, found, is_share


def seconds(contact: Contact) -> float:
    return (contact.talk or 0) + (contact.hold or 0) + (contact.wrap_up or 0)


def of_team(contacts: list[Contact], days: int) -> list[Contact]:
    first = UNTIL - timedelta(days=days)
    team = {agent.username for agent in AGENTS if agent.team == PROCESS_TEAM}
    return [
        c for c in contacts if c.agent and c.agent.username in team and c.started_at.date() > first
    ]


def test_the_fast_agent_is_fast_and_the_customers_come_back(
    contacts: list[Contact], returned: set[int]
) -> None:
    rows = of_team(contacts, 180)
    names, times, _ = cells(rows, [seconds(c) for c in rows])
    at = names.index(FAST_BUT_RETURNING)
    assert times.high[at] < times.team
    names, settled, is_share = cells(rows, [float(id(c) not in returned) for c in rows])
    assert is_share
    assert settled.high[at] < settled.team
    worst = int(np.argmin((settled.full - settled.team) / settled.error))
    assert names[worst] == FAST_BUT_RETURNING


def test_the_new_agent_takes_longer(contacts: list[Contact]) -> None:
    rows = of_team(contacts, 42)
    names, times, _ = cells(rows, [seconds(c) for c in rows])
    assert times.low[names.index(NEW_AGENT)] > times.team


def test_the_growing_type_explains_the_mix(contacts: list[Contact]) -> None:
    now = [c for c in contacts if c.started_at.date() > UNTIL - timedelta(days=42)]
    then = [c for c in contacts if 0 < (UNTIL - c.started_at.date()).days - 100 <= 42]
    found = of_value(by_type(then, seconds), by_type(now, seconds))
    assert found is not None
    grown = max(found.parts, key=lambda part: part.share_now - part.share_then)
    assert grown.key == GROWING
    assert grown.mix == max(part.mix for part in found.parts)
    assert found.mix > 0


def test_the_process_change_has_an_effect(contacts: list[Contact], returned: set[int]) -> None:
    """Among pick-up contacts of the team fewer customers return since; elsewhere nothing moved."""
    rows = [c for c in of_team(contacts, 2 * PROCESS_DAYS + 40) if c.leaf]
    start = UNTIL - timedelta(days=PROCESS_DAYS)
    known = UNTIL - WINDOW
    now = [c for c in rows if start <= c.started_at.date() <= known]
    then = [c for c in rows if c.started_at.date() < start]

    def settled(contact: Contact) -> float:
        return float(id(contact) not in returned)

    found = of_value(by_type(then, settled), by_type(now, settled))
    assert found is not None
    pickup = {c.leaf.name for c in rows if c.leaf and c.leaf.middle == "회수"}
    within = {part.key: part.within for part in found.parts}
    assert sum(within[name] for name in pickup if name in within) > 0.004
    figures = [share([c for c in some if c.leaf and c.leaf.name in pickup], settled)
               for some in (now, then)]  # fmt: skip
    assert verdicts.delta(*figures).meaning == "improved"


def by_type(rows: list[Contact], value: object) -> dict[str, Sums]:
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for contact in rows:
        assert contact.leaf is not None
        assert callable(value)
        totals[contact.leaf.name][0] += value(contact)
        totals[contact.leaf.name][1] += 1
    return {name: Sums(total, n) for name, (total, n) in totals.items()}


def share(rows: list[Contact], value: object) -> Figure:
    assert callable(value)
    n, hits = len(rows), int(sum(value(contact) for contact in rows))
    low, high = wilson(hits, n) or (0.0, 1.0)
    return Figure("fcr", hits / n, hits, n, n, low, high)
