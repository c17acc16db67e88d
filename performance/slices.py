"""One question: which days, and whose or which of the records in them.

The same object filters the stored cells and the records, so a number and its list cannot drift.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from crm.core import clock
from crm.people.scope import Scope, own_team_id, scope_of
from interactions.models import InquiryType

from .kpis.types import Fact

if TYPE_CHECKING:
    from crm.people.models import User

Ids = frozenset[int]
#: How the stored tables name what facts name in their own ways.
_CELLS = {
    "day": "day",
    "hour": "hour",
    "team": "team_id",
    "agent": "agent_id",
    "channel": "channel",
    "type": "type_id",
}


@dataclass(frozen=True)
class Slice:
    """Local days, both inclusive, and what each dimension may be: `None` is all, 0 is nobody.

    `types` may be inner nodes of the tree; `resolved` puts everything under them in. `days` narrows
    the range to some of its days. `is_exact`: the types stand for themselves alone.
    """

    first: date
    last: date
    teams: Ids | None = None
    agents: Ids | None = None
    channels: frozenset[str] | None = None
    types: Ids | None = None
    hours: Ids | None = None
    weekdays: Ids | None = None
    days: frozenset[date] | None = None
    is_exact: bool = False

    def clipped(self, user: User) -> Slice:
        """Narrowed to the records this user may count: own, led or assigned teams, or all."""
        return self.within(scope_of(user, clock.today()))

    def within(self, scope: Scope) -> Slice:
        """The same for a scope that is known already."""
        if scope.everything:
            return self
        if scope.agent_id is not None:
            return replace(self, agents=_within(self.agents, frozenset({scope.agent_id})))
        return replace(self, teams=_within(self.teams, scope.team_ids))

    def for_own_team(self, user: User) -> Slice:
        """The totals an agent may see: the own team as of today, no matter whose records."""
        team = own_team_id(user, clock.today())
        return replace(self, teams=frozenset() if team is None else frozenset({team}), agents=None)

    def resolved(self) -> Slice:
        """With inquiry types widened to everything under them."""
        if self.types is None or self.is_exact:
            return self
        return replace(self, types=_with_descendants(self.types))

    @property
    def dimensions(self) -> frozenset[str]:
        """The dimensions other than the day that a table must know to answer this."""
        asked = {
            "team": self.teams,
            "agent": self.agents,
            "channel": self.channels,
            "type": self.types,
            "hour": self.hours,
        }
        return frozenset(name for name, values in asked.items() if values is not None)

    def cells(self) -> Q:
        """The filter on a stored table; only for a resolved slice."""
        found = self._range(_CELLS["day"])
        for name, values in self._choices():
            found &= Q(**{f"{_CELLS[name]}__in": values})
        return found

    def records(self, fact: Fact) -> Q:
        """The filter on a fact's records; only for a resolved slice.

        Nothing of a fact that does not know a dimension the slice is narrowed by.
        """
        if not fact.knows(self.dimensions):
            return Q(pk__in=[])
        found = self._range(fact.path("day"))
        for name, values in self._choices():
            if name in fact.pending_paths and fact.pending is not None:
                found &= (~fact.pending & _one_of(fact.path(name), values)) | (
                    fact.pending & _one_of(fact.pending_paths[name], values)
                )
            else:
                found &= _one_of(fact.path(name), values)
        return found

    def _range(self, path: str) -> Q:
        found = Q(**{f"{path}__gte": self.first, f"{path}__lte": self.last})
        if self.days is not None:
            found &= Q(**{f"{path}__in": sorted(self.days)})
        if self.weekdays is not None:
            found &= Q(**{f"{path}__iso_week_day__in": sorted(self.weekdays)})
        return found

    def _choices(self) -> list[tuple[str, list[int] | list[str]]]:
        found: list[tuple[str, list[int] | list[str]]] = []
        for name, values in (
            ("team", self.teams),
            ("agent", self.agents),
            ("type", self.types),
            ("hour", self.hours),
        ):
            if values is not None:
                found.append((name, sorted(values)))
        if self.channels is not None:
            found.append(("channel", sorted(self.channels)))
        return found


def _within(asked: Ids | None, allowed: Ids) -> Ids:
    return allowed if asked is None else asked & allowed


def _one_of(path: str, values: list[int] | list[str]) -> Q:
    """Records name nobody by null, where cells say 0; an hour of 0 is an hour."""
    if 0 in values and path.endswith("_id"):
        known = [value for value in values if value != 0]
        return Q(**{f"{path}__in": known}) | Q(**{f"{path}__isnull": True})
    return Q(**{f"{path}__in": values})


def _with_descendants(types: Ids) -> Ids:
    found = set(types)
    rows = InquiryType.objects.order_by("level", "pk").values_list("pk", "parent_id")
    for key, parent in rows:
        if parent in found:
            found.add(key)
    return frozenset(found)
