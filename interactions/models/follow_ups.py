"""A promise to a customer: call back, or reply."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from crm.people.models import Team
from customers.models import Customer

from ..choices import FollowUpState, attempt_outcomes, follow_up_states
from ..querysets.follow_ups import FollowUpQuerySet
from .consultations import Consultation
from .inquiries import Inquiry


class FollowUp(models.Model):
    """Kept or not is judged by the *first* promised time; `due_at` is the time promised now.

    `is_due` turns true once the first promised time has passed (a sweep does it, whatever the
    state), and then stamps the assignee of that moment as `credited_*`. `kept` is null until it is
    known, and for cancelled ones: a due follow-up counts exactly when `kept` is not null.
    """

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="follow_ups"
    )
    inquiry = models.ForeignKey(
        Inquiry, null=True, on_delete=models.PROTECT, related_name="follow_ups"
    )
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=200, default="", blank=True)
    first_promised_at = models.DateTimeField()
    first_promised_day = models.DateField()
    first_promised_hour = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=follow_up_states, default=FollowUpState.OPEN)
    done_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=200, default="", blank=True)
    is_due = models.BooleanField(default=False)
    kept = models.BooleanField(null=True)
    reminded_due_at = models.DateTimeField(null=True, help_text="The due time already told about")
    credited_agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    credited_team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(
                fields=["assignee", "due_at"], condition=Q(state="open"), name="follow_up_open"
            ),
            models.Index(
                fields=["first_promised_at"],
                condition=Q(is_due=False),
                name="follow_up_sweep",
            ),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="follow_up_remind"),
            models.Index(
                fields=["team", "due_at"], condition=Q(state="open"), name="follow_up_team"
            ),
            models.Index(
                fields=["first_promised_day", "credited_team", "credited_agent"],
                name="follow_up_credit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class FollowUpAttempt(models.Model):
    """One try; `next_due_at` is the time booked instead when nobody answered."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=attempt_outcomes)
    next_due_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.at}"
