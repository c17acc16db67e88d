"""Targets: what a figure should reach, for whom, since when. Rows are versions and never change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from crm.people.models import Team
from interactions.models import InquiryType

from ..querysets.targets import TargetQuerySet


class Target(models.Model):
    """One version of a target, in force from `starts_on` until the next one of the same place.

    The place is KPI × (centre: no team and no agent, team, or agent) × inquiry type (none: all).
    `value`, `caution` and `floor` are in the KPI's stored unit: proportions 0–1, seconds, 0–100
    for `csat_mean`. A version without value ends the target. Of two versions with the same first
    day the later one counts.
    """

    kpi = models.CharField(max_length=40)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="targets"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="targets",
    )
    type = models.ForeignKey(
        InquiryType, null=True, blank=True, on_delete=models.PROTECT, related_name="targets"
    )
    value = models.FloatField(null=True, blank=True)
    caution = models.FloatField(null=True, blank=True)
    floor = models.FloatField(null=True, blank=True, help_text="Lower edge that makes it a band")
    minimum_sample = models.PositiveIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    reason = models.CharField(max_length=200, default="", blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["kpi", "-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="target_of_one_place", condition=Q(team=None) | Q(agent=None)
            ),
            models.CheckConstraint(
                name="target_positive_except_nps",
                condition=Q(value=None) | Q(value__gt=0) | Q(kpi__startswith="nps"),
            ),
            models.CheckConstraint(
                name="target_ended_has_no_lines",
                condition=Q(value__isnull=False) | Q(caution=None, floor=None),
            ),
            models.CheckConstraint(
                name="target_floor_below_value",
                condition=Q(floor=None) | Q(floor__gt=0, floor__lt=F("value")),
            ),
        ]
        indexes = [models.Index(fields=["kpi", "starts_on"], name="target_in_force")]

    def __str__(self) -> str:
        return f"{self.kpi} {self.starts_on}"

    @property
    def scope(self) -> str:
        """`agent`, `team` or `centre`."""
        return "agent" if self.agent_id else "team" if self.team_id else "centre"

    @property
    def place(self) -> tuple[str, int | None, int | None, int | None]:
        """What successive versions have in common."""
        return (self.kpi, self.team_id, self.agent_id, self.type_id)
