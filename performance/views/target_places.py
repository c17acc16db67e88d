"""Whose targets a sheet shows, from the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from crm.core import clock
from crm.people.models import Team, User
from crm.people.scope import own_team_id
from interactions.models import InquiryType

from ..past import Past, past_of
from ..services.targets import Place


@dataclass(frozen=True)
class Where:
    """Whose targets the sheet shows: scope, and the inquiry type of exceptions."""

    scope: str
    team: Team | None = None
    agent: User | None = None
    type: InquiryType | None = None

    def place(self, kpi: str) -> Place:
        return Place(kpi, self.team, self.agent, self.type)

    @property
    def ids(self) -> dict[str, int | None]:
        """Where a figure of this place would look for its target; an agent counts to a team."""
        team_id = self.team.pk if self.team else None
        if self.agent is not None:
            team_id = own_team_id(self.agent, clock.today())
        return {
            "team_id": team_id,
            "agent_id": self.agent.pk if self.agent else None,
            "type_id": self.type.pk if self.type else None,
        }

    @property
    def query(self) -> dict[str, str]:
        asked = {
            "scope": self.scope,
            "team": self.team.code if self.team else "",
            "agent": self.agent.code if self.agent else "",
            "type": self.type.code if self.type else "",
        }
        return {key: value for key, value in asked.items() if value}

    def past(self, kpis: Sequence[str]) -> dict[str, Past]:
        return past_of(
            kpis,
            clock.today(),
            teams=frozenset({self.team.pk}) if self.team else None,
            agents=frozenset({self.agent.pk}) if self.agent else None,
            types=frozenset({self.type.pk}) if self.type else None,
        )


def where_of(query: Mapping[str, str]) -> Where:
    """From the address; an unknown code is 404, a scope without a choice takes the first."""
    scope = query.get("scope") or "centre"
    if scope not in ("centre", "team", "agent"):
        raise Http404
    team = agent = found = None
    if scope == "team":
        team = _row(Team.objects.active(), query.get("team"))
    if scope == "agent":
        agent = _row(User.objects.active().agents(), query.get("agent"))
    if query.get("type"):
        found = _row(InquiryType.objects.all(), query.get("type"))
    return Where(scope, team, agent, found)


def _row(rows: Any, code: str | None) -> Any:
    found = rows.filter(code=code).first() if code else rows.first()
    if found is None and code:
        raise Http404
    return found
