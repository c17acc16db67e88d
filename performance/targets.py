"""Which target a figure is held against, and how far it is met (KPI.md §6).

A `TargetBook` holds every version in force on one day, read once: scope agent before team before
centre, and within a scope the leaf type before its parents before all types. A figure over several
types is held against the mean of the types' targets, weighted by the KPI's own denominators.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from crm.people.models import Membership
from interactions.models import InquiryType

from . import figures
from .figures import Figure
from .kpis.catalogue import KPIS
from .models import Target
from .once import once
from .slices import Slice

#: Attainment never shows more than this, so that one KPI cannot carry a score.
CAP = 120.0


@dataclass(frozen=True)
class TargetValue:
    """What a figure is held against, in the KPI's stored unit.

    `floor` makes it a band. `minimum_sample` is the KPI's own where the target names none.
    `starts_on` inside a shown period means: it changed in that period.
    """

    value: float
    floor: float | None
    caution: float | None
    minimum_sample: int
    scope: str
    starts_on: date
    type_id: int | None = None


class TargetBook:
    """Every target in force on a day."""

    def __init__(self, day: date, versions: Iterable[Target]) -> None:
        """`versions` come newest first: the first of each place is the one in force."""
        self.day = day
        self._places: dict[tuple[str, int | None, int | None, int | None], Target] = {}
        for version in versions:
            self._places.setdefault(version.place, version)
        typed = any(place[3] is not None for place in self._places)
        self._parents: dict[int, int | None] = once("parents", _parents) if typed else {}

    @classmethod
    def on(cls, day: date, kpis: Iterable[str] | None = None) -> TargetBook:
        versions = Target.objects.known_on(day)
        return cls(day, versions if kpis is None else versions.filter(kpi__in=list(kpis)))

    def find(
        self,
        kpi: str,
        *,
        team_id: int | None = None,
        agent_id: int | None = None,
        type_id: int | None = None,
    ) -> TargetValue | None:
        """The target of one place; an ended one gives way to the next wider."""
        for team, agent in _scopes(team_id, agent_id):
            for node in self._upwards(type_id):
                version = self._places.get((kpi, team, agent, node))
                if version is not None and version.value is not None:
                    return _value_of(version, version.value)
        return None

    def is_split(self, kpi: str, *, team_id: int | None, agent_id: int | None) -> bool:
        """Whether some type has a target of its own here, so that a mix decides the mean."""
        scopes = set(_scopes(team_id, agent_id))
        return any(
            place[0] == kpi and place[3] is not None and (place[1], place[2]) in scopes
            for place, version in self._places.items()
            if version.value is not None
        )

    def mean(
        self,
        kpi: str,
        weights: Mapping[int | None, float],
        *,
        team_id: int | None = None,
        agent_id: int | None = None,
    ) -> TargetValue | None:
        """The mean over types weighted by denominators; none as soon as one has no target."""
        parts: list[tuple[float, TargetValue]] = []
        for type_id, weight in weights.items():
            if weight > 0:
                found = self.find(kpi, team_id=team_id, agent_id=agent_id, type_id=type_id)
                if found is None:
                    return None
                parts.append((weight, found))
        if not parts:
            return self.find(kpi, team_id=team_id, agent_id=agent_id)
        return _weighted(parts)

    def _upwards(self, type_id: int | None) -> list[int | None]:
        """The type, its parents, and at last "all types"."""
        found: list[int | None] = []
        node = type_id
        while node is not None:
            found.append(node)
            node = self._parents.get(node)
        return [*found, None]


def _parents() -> dict[int, int | None]:
    return dict(InquiryType.objects.values_list("pk", "parent_id"))


def target_for(
    kpi: str,
    day: date,
    *,
    team_id: int | None = None,
    agent_id: int | None = None,
    type_id: int | None = None,
) -> TargetValue | None:
    """One look-up; an agent without a given team counts to the team of that day."""
    if agent_id is not None and team_id is None:
        team_id = _team_of(agent_id, day)
    book = TargetBook.on(day, [kpi])
    return book.find(kpi, team_id=team_id, agent_id=agent_id, type_id=type_id)


def for_slice(
    piece: Slice, kpis: Iterable[str], *, book: TargetBook | None = None
) -> dict[str, TargetValue | None]:
    """The targets of the figures of one slice, in force on its last day."""
    names = list(kpis)
    book = book or TargetBook.on(piece.last, names)
    agent_id = only(piece.agents)
    team_id = only(piece.teams)
    if agent_id is not None and team_id is None:
        team_id = _team_of(agent_id, piece.last)
    place = {"team_id": team_id, "agent_id": agent_id}
    split = [kpi for kpi in names if book.is_split(kpi, **place)]
    mixes = _mixes(piece, split)
    return {
        kpi: book.mean(kpi, mixes[kpi], **place) if kpi in mixes else book.find(kpi, **place)
        for kpi in names
    }


def by_agent(
    piece: Slice, kpis: Iterable[str], agents: Mapping[int, int | None]
) -> dict[int, dict[str, TargetValue | None]]:
    """The targets of each agent (id → team id) over the slice: two queries however many agents."""
    names = list(kpis)
    book = TargetBook.on(piece.last, names)
    split = [
        kpi
        for kpi in names
        if any(book.is_split(kpi, team_id=team, agent_id=agent) for agent, team in agents.items())
    ]
    mixes: dict[tuple[int | None, str], dict[int | None, float]] = {}
    if split:
        for row in figures.read(piece, split, by=("agent", "type")):
            for kpi in split:
                mix = mixes.setdefault((row.keys["agent"].id, kpi), {})
                mix[row.keys["type"].id or None] = weight(row.figures[kpi])
    return {
        agent: {
            kpi: book.mean(kpi, mixes.get((agent, kpi), {}), team_id=team, agent_id=agent)
            for kpi in names
        }
        for agent, team in agents.items()
    }


def attainment(kpi: str, actual: float | None, target: TargetValue | None) -> float | None:
    """Percent of the target reached, 0 to 120; without a figure or a target there is none."""
    if actual is None or target is None:
        return None
    if target.floor is not None or KPIS[kpi].better == "band":
        percent = _band(actual, target)
    elif KPIS[kpi].better == "down":
        percent = CAP if actual == 0 else 100 * target.value / actual
    elif KPIS[kpi].unit == "points":
        percent = 100 * (actual + 100) / (target.value + 100)
    else:
        percent = 100 * actual / target.value
    return min(CAP, max(0.0, percent))


def _band(actual: float, target: TargetValue) -> float:
    low = target.floor if target.floor is not None else target.value
    if low <= actual <= target.value:
        return 100.0
    edge = low if actual < low else target.value
    return 100 * (1 - abs(actual - edge) / edge)


def _scopes(team_id: int | None, agent_id: int | None) -> list[tuple[int | None, int | None]]:
    """(team, agent) of the places to look at, the nearest first."""
    found: list[tuple[int | None, int | None]] = []
    if agent_id is not None:
        found.append((None, agent_id))
    if team_id is not None:
        found.append((team_id, None))
    return [*found, (None, None)]


def _value_of(version: Target, value: float) -> TargetValue:
    least = version.minimum_sample
    return TargetValue(
        value=value,
        floor=version.floor,
        caution=version.caution,
        minimum_sample=KPIS[version.kpi].minimum_sample if least is None else least,
        scope=version.scope,
        starts_on=version.starts_on,
        type_id=version.type_id,
    )


def _weighted(parts: list[tuple[float, TargetValue]]) -> TargetValue:
    """Edges are averaged only where every part has one; the strictest sample rule stands."""
    first = parts[0][1]
    if all(part == first for _, part in parts):
        return first
    total = sum(weight for weight, _ in parts)

    def mean(edges: list[float | None]) -> float | None:
        known = [edge for edge in edges if edge is not None]
        if len(known) < len(edges):
            return None
        return sum(w * edge for (w, _), edge in zip(parts, known, strict=True)) / total

    scopes = {part.scope for _, part in parts}
    return TargetValue(
        value=sum(weight * part.value for weight, part in parts) / total,
        floor=mean([part.floor for _, part in parts]),
        caution=mean([part.caution for _, part in parts]),
        minimum_sample=max(part.minimum_sample for _, part in parts),
        scope=next(scope for scope in ("agent", "team", "centre") if scope in scopes),
        starts_on=max(part.starts_on for _, part in parts),
    )


def _mixes(piece: Slice, kpis: list[str]) -> dict[str, dict[int | None, float]]:
    """Per KPI the denominators by leaf type."""
    if not kpis:
        return {}
    rows = figures.read(piece, kpis, by=("type",))
    return {
        kpi: {row.keys["type"].id or None: weight(row.figures[kpi]) for row in rows} for kpi in kpis
    }


def weight(figure: Figure) -> float:
    return figure.denominator if figure.denominator is not None else figure.n


def only(ids: frozenset[int] | None) -> int | None:
    """The one id of a slice's set, if it is one and somebody (0 stands for nobody)."""
    if ids is None or len(ids) != 1:
        return None
    return next(iter(ids)) or None


def _team_of(agent_id: int, day: date) -> int | None:
    found = Membership.objects.on(day).filter(user_id=agent_id, kind="member")
    return found.values_list("team_id", flat=True).first()
