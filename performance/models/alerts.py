"""When a team's figure lay clearly beyond its caution line: from when until when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from crm.people.models import Team

from ..querysets.alerts import AlertEpisodeQuerySet


class AlertEpisode(models.Model):
    """One stretch of time; the leads are told when it opens, and once. Values in the stored unit.

    `value`, `low`, `high` and `sample` are those of the figure that opened it, `since` the first
    day it was of. It stays open until a value is back at the caution line or better.
    """

    kpi = models.CharField(max_length=40)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="alert_episodes")
    since = models.DateField()
    value = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    sample = models.PositiveIntegerField()
    caution = models.FloatField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_value = models.FloatField(null=True)

    objects = AlertEpisodeQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi", "team"], condition=Q(closed_at=None), name="one_open_alert"
            ),
            models.CheckConstraint(
                name="alert_closed_after_opened",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
            ),
            models.CheckConstraint(
                name="alert_closed_with_value",
                condition=Q(closed_at=None, closed_value=None)
                | Q(closed_at__isnull=False, closed_value__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} {self.team_id} {self.opened_at:%Y-%m-%d}"
