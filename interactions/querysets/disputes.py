"""Reads of disputes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from crm.core import clock
from crm.people.roles import AGENT
from crm.people.scope import scope_of

if TYPE_CHECKING:
    from crm.people.models import User

    from ..models import Dispute  # noqa: F401 - used inside the generic parameter


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, user: User) -> DisputeQuerySet:
        """Whoever lists it may open it."""
        return self.listed_for(user)

    def listed_for(self, user: User) -> DisputeQuerySet:
        """An agent's own; a lead's of the teams led; an admin's all of them."""
        if user.role == AGENT:
            return self.filter(raised_by=user)
        scope = scope_of(user, clock.today())
        return self.all() if scope.everything else self.filter(team__in=scope.team_ids)

    def waiting(self) -> DisputeQuerySet:
        return self.filter(state="open")

    def decided(self) -> DisputeQuerySet:
        return self.exclude(state="open")

    def with_names(self) -> DisputeQuerySet:
        return self.select_related(
            "consultation__type", "consultation__customer", "raised_by", "decided_by", "team"
        )
