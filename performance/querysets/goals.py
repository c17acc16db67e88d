"""Reads of goals."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from crm.core import clock
from crm.people.models import Team
from crm.people.roles import AGENT, MANAGER
from crm.people.scope import own_team_id, scope_of

if TYPE_CHECKING:
    from crm.people.models import User

    from ..models import Goal  # noqa: F401 - used inside the generic parameter


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, user: User) -> GoalQuerySet:
        """An agent's own and the team's; a lead's or QA's teams', their agents' included; or all.

        An executive sees the centre's and the teams', never one agent's.
        """
        day = clock.today()
        scope = scope_of(user, day)
        if scope.everything:
            return self.all() if scope.sees_names else self.filter(agent=None)
        if user.role == AGENT:
            own, team_id = Q(agent_id=user.pk), own_team_id(user, day)
            return self.filter(own if team_id is None else own | Q(agent=None, team_id=team_id))
        led = Q(team_id__in=scope.team_ids)
        if user.role == MANAGER and is_every_team(scope.team_ids):
            led |= Q(agent=None, team=None)  # such a lead sets the centre's goals, too
        return self.filter(led)

    def listed_for(self, user: User) -> GoalQuerySet:
        return self.visible_to(user)

    def proposed(self) -> GoalQuerySet:
        return self.filter(state="proposed")

    def active(self) -> GoalQuerySet:
        return self.filter(state="active")

    def ended(self) -> GoalQuerySet:
        """Closed or declined, the latest first."""
        return self.filter(state__in=["closed", "declined"]).order_by("-ends_on", "-number")

    def over_on(self, day: date) -> GoalQuerySet:
        """Still active though their last day has passed."""
        return self.active().filter(ends_on__lt=day)

    def with_people(self) -> GoalQuerySet:
        return self.select_related("team", "agent", "owner")


def is_every_team(ids: frozenset[int]) -> bool:
    active = set(Team.objects.active().values_list("pk", flat=True))
    return bool(active) and active <= ids
