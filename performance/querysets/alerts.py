"""Reads of alert episodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from crm.core import clock
from crm.people.scope import scope_of

if TYPE_CHECKING:
    from crm.people.models import User

    from ..models import AlertEpisode  # noqa: F401 - used inside the generic parameter


class AlertEpisodeQuerySet(models.QuerySet["AlertEpisode"]):
    def visible_to(self, user: User) -> AlertEpisodeQuerySet:
        """Those of the teams somebody leads or evaluates; agents see none."""
        scope = scope_of(user, clock.today())
        if scope.everything:
            return self.all()
        if scope.agent_id is not None:
            return self.none()
        return self.filter(team_id__in=scope.team_ids)

    def listed_for(self, user: User) -> AlertEpisodeQuerySet:
        return self.visible_to(user)

    def still_open(self) -> AlertEpisodeQuerySet:
        return self.filter(closed_at=None)
