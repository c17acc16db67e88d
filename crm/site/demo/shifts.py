"""Work status of the demo centre: who was there, and what they did hour by hour.

Drawn apart from the contacts: thirty-six people in a centre of any size. Work days reach back as far
as the contacts; work status only four months, the last four weeks finely and those before in longer
stretches: each is a row under a constraint, thirteen months of them would take as long to write as
all contacts do, and seeding should take a minute. Agents handle contacts 75 to 85 % of the time they
are neither on a break nor in a course; leads have work days alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

from django.db import connection

from crm.core import clock
from crm.core.rows import copy_rows, new_ids
from crm.people.models import WorkDay, WorkStatus

from .people import AGENTS, LEADS
from .standing import Standing

SOURCE = "telephony"
TOLD_DAYS, FINE_DAYS = 120, 28
#: Seconds of contact, after-call work and readiness that follow each other before it starts over.
FINE, COARSE = 3000, 9000
WRAP_UP_SHARE = 0.16
PRESENT, LEAD_WORKS = 0.94, 0.9
BUSY = (0.03, 0.01, 0.0, 0.0, -0.01, -0.02, 0.0)
_COLUMNS = (
    "id", "user_id", "team_id", "status", "started_at", "ended_at", "cut_until", "marked_reason",
    "source",
)  # fmt: skip
_PIECES = """
INSERT INTO people_statuspiece
    (period_id, user_id, team_id, status, day, hour, started_at, ended_at, seconds, marked_reason)
SELECT w.id, w.user_id, w.team_id, w.status, (p.first AT TIME ZONE %(zone)s)::date,
       extract(hour FROM p.first AT TIME ZONE %(zone)s), p.first, p.last,
       extract(epoch FROM p.last - p.first), w.marked_reason
FROM people_workstatus w
CROSS JOIN generate_series(
    date_trunc('hour', w.started_at, %(zone)s), w.ended_at, interval '1 hour') AS h(hour)
CROSS JOIN LATERAL (SELECT greatest(h.hour, w.started_at) AS first,
                           least(h.hour + interval '1 hour', w.ended_at) AS last) AS p
WHERE p.first < p.last
ORDER BY w.id, p.first
"""


@dataclass(frozen=True)
class Stretch:
    """A status from one second of the shift to another; `mark` as of R11."""

    status: str
    first: int
    last: int
    mark: str | None = None


def write(standing: Standing, days: Sequence[date], *, rng: Random, until: date) -> None:
    """Periods, their pieces, and the work days of every open day."""
    periods: list[tuple[object, ...]] = []
    worked: list[tuple[object, ...]] = []
    for day in days:
        opens = clock.week().hours_on(day)
        if opens is None:
            continue
        for agent in AGENTS:
            if agent.joined and day < until - timedelta(days=agent.joined):
                continue
            user, team = standing.people[agent.username].pk, standing.teams[agent.team].pk
            present = rng.random() < PRESENT
            worked.append((day, user, team, present))
            ago = (until - day).days
            if present and ago < TOLD_DAYS:
                start = clock.at(day, opens[0])
                for one in _shift(rng, day, opens, fine=ago < FINE_DAYS):
                    first, last = (start + timedelta(seconds=s) for s in (one.first, one.last))
                    periods.append((user, team, one.status, first, last, last, one.mark, SOURCE))
        for _name, username, code in LEADS:
            user, team = standing.people[username].pk, standing.teams[code].pk
            worked.append((day, user, team, rng.random() < LEAD_WORKS))
    ids = new_ids(WorkStatus, len(periods))
    copy_rows(WorkStatus, _COLUMNS, [(pk, *row) for pk, row in zip(ids, periods, strict=True)])
    with connection.cursor() as cursor:
        cursor.execute(_PIECES, {"zone": clock.zone().key})
    copy_rows(WorkDay, ("day", "user_id", "team_id", "worked"), worked)


def _shift(rng: Random, day: date, hours: tuple[time, time], *, fine: bool) -> list[Stretch]:
    """A day of one agent: work between the pauses, the pauses where they fall."""
    length = _seconds(hours[1]) - _seconds(hours[0])
    level = 0.80 + BUSY[day.weekday()] + rng.gauss(0, 0.02)
    found: list[Stretch] = []
    at = rng.randrange(240)
    for pause in _pauses(rng, length):
        found += _work(rng, at, pause.first, level, fine=fine)
        found.append(pause)
        at = pause.last
    found += _work(rng, at, length - rng.randrange(300), level, fine=fine)
    return found


def _pauses(rng: Random, length: int) -> Iterator[Stretch]:
    """In order: sometimes a course in the morning, lunch (logged in, unpaid), a break."""
    if length < 6 * 3600:
        first = 7200 + rng.randrange(1800)
        yield Stretch("break", first, first + rng.randrange(600, 900))
        return
    if rng.random() < 0.08:
        first = 3600 + rng.randrange(1200)
        yield Stretch("training", first, first + rng.choice((1800, 3600)))
    elif rng.random() < 0.006:
        first = 4200 + rng.randrange(1800)
        yield Stretch("break", first, first + 1800, "protective_stop")
    first = 3 * 3600 + rng.choice((0, 1800, 3600)) + rng.randrange(300)
    yield Stretch("away", first, first + 3600)
    first = 6 * 3600 + 1800 + rng.randrange(3600)
    yield Stretch("break", first, first + rng.randrange(720, 1080))


def _work(rng: Random, first: int, last: int, level: float, *, fine: bool) -> Iterator[Stretch]:
    """Rounds of contact, after-call work and readiness, as long as the time lasts."""
    while last - first > 60:
        size = min(int((FINE if fine else COARSE) * rng.uniform(0.8, 1.2)), last - first)
        if last - first - size < 600:
            size = last - first
        busy = int(size * min(0.95, max(0.55, level + rng.gauss(0, 0.025))))
        after = int(busy * WRAP_UP_SHARE)
        for status, seconds in (
            ("contact", busy - after), ("wrap_up", after), ("ready", size - busy),
        ):  # fmt: skip
            if seconds > 0:
                yield Stretch(status, first, first + seconds)
                first += seconds


def _seconds(wall: time) -> int:
    return wall.hour * 3600 + wall.minute * 60 + wall.second
