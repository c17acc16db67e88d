"""Targets as rows of tables: in force by place, and as a history of changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ..kpis.catalogue import KPIS
from ..kpis.types import Kpi
from ..models import Target
from ..querysets.targets import TargetQuerySet
from ..units import Shown, shown


@dataclass(frozen=True)
class Change:
    """One version with the one before it at the same place."""

    after: Target
    before: Target | None
    shown: Shown

    @property
    def kpi(self) -> Kpi:
        return KPIS[self.after.kpi]

    @property
    def old(self) -> str:
        return self.shown.text(self.before.value) if self.before else ""

    @property
    def new(self) -> str:
        return self.shown.text(self.after.value) if self.after.value is not None else ""


@dataclass(frozen=True)
class Line:
    """One target in force, or one that begins later."""

    target: Target
    shown: Shown
    coming: Target | None = None

    @property
    def kpi(self) -> Kpi:
        return KPIS[self.target.kpi]

    @property
    def text(self) -> str:
        return self.shown.text(self.target.value)

    @property
    def bound_text(self) -> str:
        """With the direction: `≥ 80.0%`, `≤ 5:50`; a band names both edges."""
        if self.target.floor is not None:
            return self.text
        return f"{'≤' if self.kpi.better == 'down' else '≥'} {self.text}"

    @property
    def caution(self) -> str:
        return self.shown.text(self.target.caution) if self.target.caution is not None else ""

    @property
    def floor(self) -> str:
        return self.shown.text(self.target.floor) if self.target.floor is not None else ""

    @property
    def minimum_sample(self) -> int:
        least = self.target.minimum_sample
        return self.kpi.minimum_sample if least is None else least

    @property
    def coming_text(self) -> str:
        if self.coming is None:
            return ""
        return self.shown.text(self.coming.value)


@dataclass
class Group:
    """The targets of the centre, of one team, or of one agent."""

    scope: str
    code: str
    name: str
    lines: list[Line] = field(default_factory=list)


def changes_of(rows: TargetQuerySet, scale: str | None) -> list[Change]:
    """Versions in the order they were made, the latest first."""
    versions = list(rows.select_related("type", "created_by").order_by("created_at", "id"))
    last: dict[tuple[str, int | None, int | None, int | None], Target] = {}
    found = []
    for version in versions:
        found.append(Change(version, last.get(version.place), shown(version.kpi, scale)))
        last[version.place] = version
    return found[::-1]


def groups_of(rows: TargetQuerySet, today: date, scale: str | None) -> list[Group]:
    """What is in force today, by place: centre, teams, agents; types follow their KPI."""
    known = _known(rows.known_on(today))
    coming = _known(rows.filter(starts_on__gt=today).order_by("starts_on", "-id"))
    order = {kpi: n for n, kpi in enumerate(KPIS)}
    groups: dict[tuple[int, str], Group] = {}
    for place, target in sorted(known.items(), key=lambda item: _rank(item[1], order)):
        if target.value is None:
            continue
        group = groups.setdefault(_place_of(target), _group(target))
        group.lines.append(Line(target, shown(target.kpi, scale), coming.get(place)))
    return [groups[key] for key in sorted(groups)]


def _known(
    rows: Iterable[Target],
) -> dict[tuple[str, int | None, int | None, int | None], Target]:
    found: dict[tuple[str, int | None, int | None, int | None], Target] = {}
    for row in rows:
        found.setdefault(row.place, row)
    return found


def _rank(target: Target, order: Mapping[str, int]) -> tuple[int, str]:
    """Retired KPIs stand last."""
    return order.get(target.kpi, len(order)), target.type.path if target.type else ""


def _place_of(target: Target) -> tuple[int, str]:
    who = target.agent or target.team
    return ("centre", "team", "agent").index(target.scope), who.code if who else ""


def _group(target: Target) -> Group:
    who = target.agent or target.team
    return Group(target.scope, who.code if who else "", who.name if who else "")
