"""Whose present a board shows: the teams of one user, or one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from crm.people.models import Team, User
from crm.people.scope import Scope

from ..slices import Slice


@dataclass(frozen=True)
class Sight:
    """`team` is the one of the address; without it all `teams` in sight. `now` is one for all."""

    user: User
    scope: Scope
    teams: tuple[Team, ...]
    team: Team | None
    now: datetime

    @property
    def shown(self) -> tuple[Team, ...]:
        return (self.team,) if self.team is not None else self.teams

    @property
    def code(self) -> str:
        """The team's code for the addresses of lists, empty for all."""
        return self.team.code if self.team is not None else ""

    def narrow(self, piece: Slice) -> Slice:
        """A slice of what this board counts."""
        if self.team is not None:
            return Slice(piece.first, piece.last, teams=frozenset({self.team.pk}))
        return piece.within(self.scope)

    def addressed(self, path: str, **query: str) -> str:
        """A list with these filters and the team."""
        given = {**query, "team": self.code}
        return f"{path}?{urlencode({k: v for k, v in given.items() if v})}"
