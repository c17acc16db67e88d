"""Caution lines: an episode opens when a figure is clearly beyond, is told once, and closes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError

from crm.core import clock
from crm.core.models import Notice
from crm.people.models import Team, User
from interactions.models import Consultation
from performance import tasks
from performance.models import AlertEpisode, Target
from performance.services.alerts import watch_cautions
from tests.interactions.contacts import contact
from tests.performance.records import count_everything


@pytest.fixture
def target(frozen: time_machine.Coordinates, db: None) -> Target:
    return Target.objects.create(
        kpi="resolution_rate", value=0.86, caution=0.80, minimum_sample=30, starts_on=clock.today()
    )


def calls(agent: User, team: Team, *, solved: int, of: int) -> None:
    start = clock.now() - timedelta(hours=6)
    for i in range(of):
        contact(
            start + timedelta(minutes=i),
            agent=agent,
            team=team,
            result="resolved" if i < solved else "in_progress",
        )
    count_everything()


def test_it_works(target: Target, ann: User, lea: User, otto: User, team: Team) -> None:
    calls(ann, team, solved=30, of=60)
    assert watch_cautions() == (1, 0)
    episode = AlertEpisode.objects.get()
    assert (episode.kpi, episode.team, episode.sample, episode.caution) == (
        "resolution_rate", team, 60, 0.80,
    )  # fmt: skip
    notice = Notice.objects.get()
    assert notice.user == lea
    assert notice.url == f"/performance/kpi/resolution_rate/?team={team.code}"
    assert notice.facts["value"] == "50.0%"


def test_an_episode_is_told_once(target: Target, ann: User, lea: User, team: Team) -> None:
    calls(ann, team, solved=30, of=60)
    watch_cautions()
    calls(ann, team, solved=2, of=10)
    assert watch_cautions() == (0, 0)
    assert Notice.objects.count() == 1
    Consultation.objects.update(result="resolved")
    count_everything()
    assert watch_cautions() == (0, 1)
    closed = AlertEpisode.objects.get()
    assert closed.closed_value == 1.0
    Consultation.objects.update(result="in_progress")
    count_everything()
    assert watch_cautions() == (1, 0)
    assert Notice.objects.count() == 2


def test_unclear_or_small_ones_open_nothing(target: Target, ann: User, team: Team) -> None:
    calls(ann, team, solved=2, of=20)
    assert watch_cautions() == (0, 0)
    calls(ann, team, solved=60, of=65)
    assert watch_cautions() == (0, 0)


def test_two_beats_open_one(target: Target, ann: User, lea: User, team: Team) -> None:
    calls(ann, team, solved=30, of=60)
    watch_cautions()
    episode = AlertEpisode.objects.get()
    with pytest.raises(IntegrityError):
        AlertEpisode.objects.create(
            kpi=episode.kpi, team=team, since=episode.since, value=0, low=0, high=0, sample=1,
            caution=1, opened_at=clock.now(),
        )  # fmt: skip


def test_the_doorway_opens(target: Target, ann: User, lea: User, team: Team) -> None:
    calls(ann, team, solved=30, of=60)
    tasks.watch_caution_lines()
    assert AlertEpisode.objects.visible_to(lea).still_open().count() == 1
    assert not AlertEpisode.objects.visible_to(ann).exists()
