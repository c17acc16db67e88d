"""The team's agents side by side: figures with intervals, no ranks, who needs a look first.

Compared are values adjusted to the team's mix of inquiry types and channels, so that a verdict says
something about the agent; `raw=1` in the address shows them as measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.people.models import User

from . import figures, targets, verdicts
from .charts.interval import Span, Track, track
from .fairness import compare
from .fairness.compare import AdjustedFigure
from .figures import Figure
from .kpis.catalogue import KPIS
from .models import Feedback
from .tiles import by_key, interval_words, target_words
from .trend import words_of
from .units import Shown, shown

if TYPE_CHECKING:
    from .asked import Asked
    from .targets import TargetValue
    from .tiles import Question

#: Figures with an interval plot, and those that are a number alone.
PLOTTED = ("aht", "fcr", "csat_mean")
PLAIN = ("follow_up_on_time",)
COUNT = "handled"
KPIS_SHOWN = (COUNT, *PLOTTED, *PLAIN)


@dataclass(frozen=True)
class Cell:
    """One figure of one agent; `plot` is empty where it takes no verdict.

    `raw` is the value as measured, where the one shown is adjusted.
    """

    value: str
    url: str
    plot: SafeString
    words: str
    interval: str
    state: str
    is_plotted: bool
    raw: str = ""


@dataclass(frozen=True)
class Person:
    """A row. `tenure` in words; `feedback_url` writes to them about what is worst."""

    user: User
    tenure: str
    url: str
    cells: Sequence[Cell]
    feedback_url: str
    last_feedback: Feedback | None
    below: int


@dataclass(frozen=True)
class Column:
    name: str
    head: SafeString | str
    is_plotted: bool
    words: str


@dataclass(frozen=True)
class PeopleTable:
    """`other_url` leads to the same table raw, or adjusted again."""

    columns: Sequence[Column]
    people: Sequence[Person]
    total: Sequence[Cell]
    comparisons: int
    by_chance: int
    is_raw: bool
    other_url: str


def people_table(asked: Asked, q: Question) -> PeopleTable | None:
    """The agents with records in the slice; none: nothing to lay side by side."""
    now = by_key(figures.read(q.piece, KPIS_SHOWN, ("agent",)), "agent")
    ids = [key for key in now if isinstance(key, int) and key]
    users = User.objects.in_bulk(ids)
    if not users:
        return None
    then = by_key(figures.read(q.before, PLOTTED, ("agent",)), "agent") if q.before else {}
    fair: Mapping[str, compare.ByAgent] = {}
    if not asked.raw:
        fair = compare.adjusted(q.piece, PLOTTED)
        now = _adjusted(now, fair)
        then = _adjusted(then, compare.adjusted(q.before, PLOTTED)) if q.before else {}
    team_id = asked.team.pk if asked.team else None
    aims = (
        targets.by_agent(q.piece, PLOTTED, dict.fromkeys(users, team_id))
        if asked.raw
        else compare.own_aims(q.piece, PLOTTED, team_id)
    )
    whole, goal = q.now(KPIS_SHOWN), q.aims(KPIS_SHOWN)
    maker = _Maker(asked, q, _tracks(now, goal), goal, fair)
    latest = _latest_feedback(asked.user, users)
    people = [
        maker.person(user, now[key], then.get(key, {}), aims.get(key, {}), latest.get(key))
        for key, user in users.items()
    ]
    people.sort(key=lambda person: (-person.below, person.user.name))
    comparisons = compare.states(cell.state for person in people for cell in person.cells)
    return PeopleTable(
        columns=maker.columns(),
        people=people,
        total=maker.cells(whole, {}, goal, None),
        comparisons=comparisons,
        by_chance=compare.by_chance(comparisons),
        is_raw=asked.raw,
        other_url=asked.url(raw=None if asked.raw else "1"),
    )


def _adjusted(
    rows: Mapping[object, Mapping[str, Figure]], fair: Mapping[str, compare.ByAgent]
) -> Mapping[object, Mapping[str, Figure]]:
    """The rows with what could be adjusted in place of what was measured."""
    found: dict[object, Mapping[str, Figure]] = {}
    for key, row in rows.items():
        own = {
            kpi: by_agent[key].figure
            for kpi, by_agent in fair.items()
            if isinstance(key, int) and key in by_agent
        }
        found[key] = {**row, **own}
    return found


def _tracks(
    now: Mapping[object, Mapping[str, Figure]], goal: Mapping[str, TargetValue | None]
) -> dict[str, Track]:
    found = {}
    for kpi in PLOTTED:
        spans = [
            Span(figure.value, figure.low, figure.high)
            for row in now.values()
            if (figure := row[kpi]).value is not None
        ]
        aim = goal[kpi]
        found[kpi] = track(spans, aim.value if aim else None, width=104)
    return found


def _latest_feedback(lead: User, users: Mapping[int, User]) -> dict[int, Feedback]:
    """The newest feedback this lead sent to each of them."""
    rows = Feedback.objects.filter(author=lead, agent__in=list(users), sent_at__isnull=False)
    return {row.agent_id: row for row in rows.order_by("sent_at", "pk")}


@dataclass(frozen=True)
class _Maker:
    asked: Asked
    q: Question
    tracks: Mapping[str, Track]
    goal: Mapping[str, TargetValue | None]
    fair: Mapping[str, compare.ByAgent]

    def shape(self, kpi: str) -> Shown:
        return shown(kpi, self.q.scale)

    def columns(self) -> list[Column]:
        found = []
        for kpi in KPIS_SHOWN:
            aim, plotted = self.goal[kpi], kpi in PLOTTED
            words = target_words(kpi, aim, self.shape(kpi)) if plotted else ""
            head = self.tracks[kpi].head(self.shape(kpi).digits(aim.value)) if (
                plotted and aim
            ) else ""  # fmt: skip
            found.append(Column(str(KPIS[kpi].short_name), head, plotted, words))
        return found

    def person(
        self,
        user: User,
        now: Mapping[str, Figure],
        then: Mapping[str, Figure],
        aims: Mapping[str, TargetValue | None],
        latest: Feedback | None,
    ) -> Person:
        cells = self.cells(now, then, aims, user)
        worst = next(
            (kpi for kpi, cell in zip(KPIS_SHOWN, cells, strict=True) if cell.state == "bad"), ""
        )
        period = self.asked.period
        return Person(
            user=user,
            tenure=tenure(user.joined_on, period.last),
            url=reverse("performance:agent", kwargs={"code": user.code}) + self._query(),
            cells=cells,
            feedback_url=reverse("feedback:new")
            + f"?agent={user.code}&kpi={worst or COUNT}&from={period.first}&to={period.last}",
            last_feedback=latest,
            below=sum(cell.state == "bad" for cell in cells),
        )

    def _query(self) -> str:
        found = self.asked.url(kpi=None).partition("?")[2]
        return f"?{found}" if found else ""

    def cells(
        self,
        now: Mapping[str, Figure],
        then: Mapping[str, Figure],
        aims: Mapping[str, TargetValue | None],
        user: User | None,
    ) -> list[Cell]:
        return [
            self._cell(now[kpi], then.get(kpi), self._aim(kpi, aims, user), user)
            for kpi in KPIS_SHOWN
        ]

    def _aim(
        self, kpi: str, aims: Mapping[str, TargetValue | None], user: User | None
    ) -> TargetValue | None:
        """A value at the team's mix is held against the team's target, unless there is an own."""
        own = aims.get(kpi)
        if user is None or self._fair(kpi, user) is None:
            return own
        return compare.aim_of(own, self.goal[kpi])

    def _fair(self, kpi: str, user: User | None) -> AdjustedFigure | None:
        return self.fair.get(kpi, {}).get(user.pk) if user is not None else None

    def _takes_verdict(self, kpi: str, user: User | None) -> bool:
        """An agent's handling time is only judged adjusted."""
        if kpi not in PLOTTED:
            return False
        return user is None or not KPIS[kpi].raw_by_agent or self._fair(kpi, user) is not None

    def _cell(
        self, figure: Figure, then: Figure | None, aim: TargetValue | None, user: User | None
    ) -> Cell:
        kpi, shape = figure.kpi, self.shape(figure.kpi)
        plotted = kpi in PLOTTED
        judged = self._takes_verdict(kpi, user)
        state = verdicts.verdict(figure, aim).state if judged else "none"
        fair = self._fair(kpi, user)
        plot = SafeString("")
        if plotted:
            span = None
            if figure.value is not None:
                span = Span(
                    figure.value, figure.low, figure.high, state, then.value if then else None
                )
            plot = self.tracks[kpi].cell(span)
        return Cell(
            value=shape.digits(figure.value) if kpi == COUNT else shape.text(figure.value)
            if kpi in PLAIN else shape.digits(figure.value),
            url=self.asked.kpi_url(kpi, agent=user.code if user else None) + "#records",
            plot=plot,
            words=words_of(state),
            interval=interval_words(figure, shape),
            state=state,
            is_plotted=plotted,
            raw=shape.digits(fair.raw) if fair is not None else "",
        )  # fmt: skip


def tenure(joined: date | None, day: date) -> str:
    """`1 y 3 mo`, `5 mo`, `6 weeks`: how long somebody has been here."""
    if joined is None or joined > day:
        return ""
    days = (day - joined).days
    months = int(days / 30.44)
    if months < 3:
        weeks = max(1, days // 7)
        return ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks}
    if months < 12:
        return _("%(n)s mo") % {"n": months}
    years, rest = divmod(months, 12)
    if not rest:
        return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    return _("%(years)s y %(months)s mo") % {"years": years, "months": rest}
