"""An agent's objection to a record of their own (KPI.md R11)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from crm.people.models import Team

from ..choices import DisputeState, dispute_states
from ..querysets.disputes import DisputeQuerySet
from .consultations import Consultation


class Dispute(models.Model):
    """Marked on the record, which counts until a lead of `team` has decided.

    `team` is the record's own, or the agent's on the day of the dispute where it has none.
    `answer` is what the lead says to the agent: why it is upheld, or why not.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="disputes"
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=dispute_states, default=DisputeState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, default="", blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(state="open"), name="one_open_dispute"
            ),
            models.CheckConstraint(
                name="dispute_decided_by_somebody",
                condition=Q(state="open", decided_by=None, decided_at=None)
                | (~Q(state="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["-raised_at", "-id"], name="dispute_newest"),
            models.Index(
                fields=["team", "raised_at"], condition=Q(state="open"), name="dispute_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.state}"
