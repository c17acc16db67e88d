"""Reads of follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from crm.core import clock
from crm.people.scope import scope_of

if TYPE_CHECKING:
    from crm.people.models import User

    from ..models import FollowUp  # noqa: F401 - used inside the generic parameter


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> FollowUpQuerySet:
        return self.filter(state="open")

    def visible_to(self, user: User) -> FollowUpQuerySet:
        """Own ones of an agent, those of led or assigned teams, or all."""
        scope = scope_of(user, clock.today())
        if scope.everything:
            return self.all()
        if scope.agent_id is not None:
            return self.filter(assignee_id=scope.agent_id)
        return self.filter(team_id__in=scope.team_ids)

    listed_for = visible_to
