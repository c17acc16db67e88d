"""Goals: a level to reach in a period, who owns it, and what was noted on the way."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from crm.people.models import Team

from ..querysets.goals import GoalQuerySet


class GoalState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("goal", "Proposed")
    ACTIVE = "active", pgettext_lazy("goal", "In progress")
    DECLINED = "declined", pgettext_lazy("goal", "Declined")
    CLOSED = "closed", pgettext_lazy("goal", "Closed")


class Goal(models.Model):
    """A KPI, a scope and a period, both ends inclusive, with the level to reach.

    Scope: an agent's (`agent`, with the team of that time stamped), a team's, or the centre's
    (neither). `target` is in the KPI's stored unit. `result` is written once, on closing, and holds
    the figure of that moment: value, n, interval, version, attained.
    """

    number = models.PositiveIntegerField(unique=True)
    slug = models.CharField(max_length=80)
    kpi = models.CharField(max_length=40)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="goals"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="goals",
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    target = models.FloatField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_goals"
    )
    objective = models.TextField(default="", blank=True)
    state = models.CharField(max_length=10, choices=GoalState.choices)
    decision_reason = models.CharField(max_length=300, default="", blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    closed_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["ends_on", "number"]
        constraints = [
            models.CheckConstraint(
                name="goal_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="goal_result_when_closed",
                condition=Q(state="closed", result__isnull=False, closed_at__isnull=False)
                | (~Q(state="closed") & Q(result__isnull=True, closed_at=None)),
            ),
            models.CheckConstraint(
                name="goal_positive_except_nps",
                condition=Q(target__gt=0) | Q(kpi__startswith="nps"),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "ends_on"], name="goal_state"),
            models.Index(fields=["team", "state"], name="goal_team"),
        ]

    def __str__(self) -> str:
        return f"{self.number}-{self.slug}"

    @property
    def scope(self) -> str:
        """`agent`, `team` or `centre`."""
        return "agent" if self.agent_id else "team" if self.team_id else "centre"


class GoalCheckIn(models.Model):
    """What somebody noted about a goal, with the figure as it stood then."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="check_ins")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    value = models.FloatField(null=True)
    n = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["goal", "-at"], name="check_in_goal")]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.at}"
