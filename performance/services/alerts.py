"""Caution lines watched: an episode opens when a figure is clearly beyond, and tells the leads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from crm.core import audit, clock, notices
from crm.people.models import Kind, Membership, Team, User

from .. import figures, periods, targets
from ..figures import Figure
from ..kpis.catalogue import KPIS
from ..kpis.types import Better
from ..models import AlertEpisode, Target
from ..slices import Slice
from ..targets import TargetBook, TargetValue
from ..units import shown, survey_scale

OPENED, CLOSED = "alert.opened", "alert.closed"


@dataclass(frozen=True)
class Watched:
    """One team's figure of the month so far, with the line it is held against."""

    team: Team
    figure: Figure
    aim: TargetValue
    piece: Slice

    @property
    def is_clearly_beyond(self) -> bool:
        """The whole interval lies past the caution line, on enough records."""
        figure, line = self.figure, self.aim.caution
        if line is None or figure.interval is None or figure.n < self.aim.minimum_sample:
            return False
        low, high = figure.interval
        return high < line if KPIS[figure.kpi].better is Better.UP else low > line

    @property
    def is_back(self) -> bool:
        """The value is at the line or better again; without a line there is nothing to be past."""
        value, line = self.figure.value, self.aim.caution
        if line is None:
            return True
        if value is None or self.figure.n < self.aim.minimum_sample:
            return False
        return value >= line if KPIS[self.figure.kpi].better is Better.UP else value <= line


def watch_cautions() -> tuple[int, int]:
    """How many episodes were opened and closed. Safe to run twice, also at the same time."""
    known = {(one.kpi, one.team_id): one for one in AlertEpisode.objects.still_open()}
    opened = closed = 0
    for one in watched():
        episode = known.get((one.figure.kpi, one.team.pk))
        if episode is None and one.is_clearly_beyond:
            opened += _opened(one)
        elif episode is not None and one.is_back:
            closed += _closed(episode, one)
    return opened, closed


def watched() -> list[Watched]:
    """Every team's figures that have a caution line, over the month so far."""
    month = periods.parse({}).period
    lined = Target.objects.known_on(month.last).filter(caution__isnull=False)
    offered = list(KPIS)  # a retired KPI raises no alert
    kpis = [kpi for kpi in dict.fromkeys(lined.values_list("kpi", flat=True)) if kpi in offered]
    whole = Slice(month.first, month.last)
    book = TargetBook.on(month.last, kpis)
    teams = Team.objects.filter(is_active=True).in_bulk()
    found = []
    for row in figures.read(whole, kpis, ("team",)) if kpis else ():
        team = teams.get(row.keys["team"].id or 0)
        if team is None:
            continue
        piece = replace(whole, teams=frozenset({team.pk}))
        aims = targets.for_slice(piece, kpis, book=book)
        found += [
            Watched(team, row.figures[kpi], aim, piece)
            for kpi in kpis
            if (aim := aims[kpi]) is not None and aim.caution is not None
        ]
    return found


def _opened(one: Watched) -> int:
    """A second beat may open the same episode at the same time: the constraint lets one through."""
    figure = one.figure
    assert figure.value is not None
    assert figure.low is not None
    assert figure.high is not None
    assert one.aim.caution is not None
    try:
        with transaction.atomic():
            episode = AlertEpisode.objects.create(
                kpi=figure.kpi,
                team=one.team,
                since=one.piece.first,
                value=figure.value,
                low=figure.low,
                high=figure.high,
                sample=figure.n,
                caution=one.aim.caution,
                opened_at=clock.now(),
            )
            audit.record(None, OPENED, episode, changes=audit.diff({}, {"kpi": figure.kpi}))
            _tell(episode, one)
    except IntegrityError:
        return 0
    return 1


def _closed(episode: AlertEpisode, one: Watched) -> int:
    with transaction.atomic():
        found = AlertEpisode.objects.still_open().select_for_update().filter(pk=episode.pk).first()
        if found is None or one.figure.value is None:
            return 0
        found.closed_at, found.closed_value = clock.now(), one.figure.value
        found.save(update_fields=["closed_at", "closed_value"])
        audit.record(None, CLOSED, found, changes=audit.diff({}, {"kpi": found.kpi}))
    return 1


def _tell(episode: AlertEpisode, one: Watched) -> None:
    """The team's leads of today, each in their language, with the page of the figure."""
    shape = shown(episode.kpi, survey_scale(one.piece.last))
    url = reverse("performance:kpi", kwargs={"kpi": episode.kpi}) + f"?team={one.team.code}"
    for lead in leads_of(one.team):
        with translation.override(lead.language):
            facts = {
                "team": one.team.name,
                "kpi": str(KPIS[episode.kpi].short_name),
                "value": shape.text(episode.value),
                "line": shape.text(episode.caution),
            }
        notices.notify(lead, OPENED, key=f"alert:{episode.pk}", url=url, facts=facts)


def leads_of(team: Team) -> list[User]:
    rows = Membership.objects.on(clock.today()).filter(team=team, kind=Kind.LEAD)
    return [row.user for row in rows.select_related("user") if row.user.is_active]
