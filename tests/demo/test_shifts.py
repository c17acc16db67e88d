"""Work status of the demo centre: believable, without overlaps, in whole pieces."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from django.db.models import F, Sum

from crm.core import clock
from crm.people.models import Role, StatusPiece, WorkDay, WorkStatus
from crm.people.statuses import HANDLING, LOGGED_IN
from crm.site.demo import shifts
from crm.site.demo.people import AGENTS, LEADS, TEAMS
from crm.site.demo.standing import Standing
from crm.staff.services.status_pieces import rows_of
from tests.factories import TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

UNTIL = date(2026, 11, 18)
#: A week told finely, a month told coarsely, a Monday of which only the work day is told.
DAYS = [UNTIL - timedelta(days=n) for n in (0, 1, 2, 5, 61, 62, 63)] + [date(2026, 6, 15)]


@pytest.fixture
def written() -> None:
    teams = {code: TeamFactory(code=code, name=name) for code, name in TEAMS}
    people = {
        agent.username: UserFactory(username=agent.username, name=agent.name) for agent in AGENTS
    }
    for name, username, _team in LEADS:
        people[username] = UserFactory(username=username, name=name, role=Role.MANAGER)
    standing = Standing(teams, people, {}, [])
    shifts.write(standing, sorted(DAYS), rng=Random(5), until=UNTIL)


def test_it_works(written: None) -> None:
    days = set(StatusPiece.objects.values_list("day", flat=True))
    assert days == set(DAYS) - {date(2026, 6, 15)}
    assert set(StatusPiece.objects.values_list("status", flat=True)) >= set(LOGGED_IN) - {
        "training"
    }
    assert set(WorkDay.objects.values_list("day", flat=True)) == set(DAYS)
    assert not WorkDay.objects.filter(worked=False, team=None).exists()
    # whoever has no status that day did not work
    for day in days:
        there = WorkStatus.objects.filter(started_at__gte=clock.day_bounds(day)[0])
        there = there.filter(started_at__lt=clock.day_bounds(day)[1]).values("user")
        away = WorkDay.objects.filter(day=day, user__role="agent").exclude(user__in=there)
        assert not away.filter(worked=True).exists()


def test_pieces_are_those_of_the_product(written: None) -> None:
    for period in WorkStatus.objects.order_by("?")[:60]:
        assert period.ended_at is not None
        kept = StatusPiece.objects.filter(period=period).order_by("started_at")
        wanted = [row[4:9] for row in rows_of(period, period.started_at, period.ended_at)]
        assert list(kept.values_list("day", "hour", "started_at", "ended_at", "seconds")) == wanted


def test_mostly_three_to_four_fifths_are_busy(written: None) -> None:
    counted = StatusPiece.objects.filter(status__in=[*HANDLING, "ready"])
    whole = {
        (row["day"], row["team"]): row["n"]
        for row in counted.order_by().values("day", "team").annotate(n=Sum("seconds"))
    }
    busy = counted.filter(status__in=HANDLING).order_by().values("day", "team")
    shares = [row["n"] / whole[row["day"], row["team"]] for row in busy.annotate(n=Sum("seconds"))]
    inside = [share for share in shares if 0.75 <= share <= 0.85]
    assert len(inside) >= 0.9 * len(shares)
    assert not WorkStatus.objects.filter(ended_at__lte=F("started_at")).exists()
