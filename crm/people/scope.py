"""Whose records a user sees: one answer, used by every QuerySet's `visible_to` and `listed_for`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .roles import ADMIN, AGENT, EXECUTIVE, KIND_OF_ROLE

if TYPE_CHECKING:
    from .models import Team, User


@dataclass(frozen=True)
class Scope:
    """Rows by stamped team or agent. `everything` wins; `sees_names`: whether agents are named."""

    everything: bool
    team_ids: frozenset[int]
    agent_id: int | None
    sees_names: bool


def scope_of(user: User, day: date) -> Scope:
    """The scope on a local day: teams led by a manager, assigned to a QA, oneself of an agent."""
    if user.role in (ADMIN, EXECUTIVE):
        return Scope(True, frozenset(), None, user.role == ADMIN)
    if user.role == AGENT:
        return Scope(False, frozenset(), user.pk, False)
    teams = user.memberships.on(day).filter(kind=KIND_OF_ROLE[user.role])
    return Scope(False, frozenset(teams.values_list("team_id", flat=True)), None, True)


def own_team_id(user: User, day: date) -> int | None:
    """The team an agent is a member of on that day."""
    found = user.memberships.on(day).filter(kind="member").values_list("team_id", flat=True)
    return found.first()


def team_on(user: User, day: date) -> Team | None:
    """The team whose record it is: somebody's own that day, else the first one led (R5)."""
    found = (
        user.memberships.on(day).filter(kind__in=["member", "lead"]).select_related("team")
    ).order_by("team__code")
    rows = sorted(found, key=lambda row: row.kind != "member")
    return rows[0].team if rows else None
