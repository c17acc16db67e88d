"""Reads of targets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from crm.core import clock
from crm.people.models import Membership
from crm.people.roles import AGENT
from crm.people.scope import own_team_id, scope_of

if TYPE_CHECKING:
    from crm.people.models import User

    from ..models import Target  # noqa: F401 - used inside the generic parameter


class TargetQuerySet(models.QuerySet["Target"]):
    def known_on(self, day: date) -> TargetQuerySet:
        """Every version that had begun by that day, newest first: the first of a place counts."""
        return self.filter(starts_on__lte=day).order_by("-starts_on", "-id")

    def of_place(
        self, kpi: str, *, team_id: int | None, agent_id: int | None, type_id: int | None
    ) -> TargetQuerySet:
        place = {"team_id": team_id, "agent_id": agent_id, "type_id": type_id}
        return self.filter(kpi=kpi, **place)

    def visible_to(self, user: User) -> TargetQuerySet:
        """Centre targets are everybody's; a team's or agent's only theirs and their leads'."""
        day = clock.today()
        scope = scope_of(user, day)
        if scope.everything:
            return self.all() if scope.sees_names else self.filter(agent=None)
        if user.role == AGENT:
            own = Q(agent=None, team=None) | Q(agent_id=user.pk)
            team_id = own_team_id(user, day)
            return self.filter(own if team_id is None else own | Q(team_id=team_id))
        members = Membership.objects.on(day).filter(kind="member", team_id__in=scope.team_ids)
        return self.filter(
            Q(agent=None, team=None)
            | Q(team_id__in=scope.team_ids)
            | Q(agent_id__in=members.values("user_id"))
        )

    def listed_for(self, user: User) -> TargetQuerySet:
        return self.visible_to(user)
