"""Feedback: evidence, what went well, one change, one next step, and the talk about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from crm.people.models import Team
from interactions.models import Consultation

from ..querysets.feedback import FeedbackQuerySet


class FeedbackState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("feedback", "Draft")
    SENT = "sent", pgettext_lazy("feedback", "Waiting for acknowledgement")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("feedback", "Acknowledged")
    DISPUTED = "disputed", pgettext_lazy("feedback", "Disputed")
    ANSWERED = "answered", pgettext_lazy("feedback", "Dispute answered")


class MessageKind(models.TextChoices):
    ANSWER = "answer", pgettext_lazy("feedback message", "Answer")
    ACKNOWLEDGEMENT = "acknowledgement", pgettext_lazy("feedback message", "Acknowledged")
    DISPUTE = "dispute", pgettext_lazy("feedback message", "Dispute")
    REPLY = "reply", pgettext_lazy("feedback message", "Reply")


class Feedback(models.Model):
    """From a lead to one agent; nobody else reads it.

    `figure` is the KPI as it stood when this was written, with the slice that opens its records
    (None: the evidence is records alone). `revision` counts the texts that were sent; earlier ones
    are kept as `FeedbackVersion`. Acknowledging says "read", not "agreed".
    """

    number = models.PositiveIntegerField(unique=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feedback_received"
    )
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feedback_written"
    )
    records = models.ManyToManyField(
        Consultation, through="FeedbackRecord", related_name="feedback"
    )
    figure = models.JSONField(null=True)
    title = models.CharField(max_length=120)
    evidence = models.TextField(default="", blank=True)
    went_well = models.TextField(default="", blank=True)
    change = models.TextField(default="", blank=True)
    next_step = models.CharField(max_length=200, default="", blank=True)
    next_step_due = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=12, choices=FeedbackState.choices, default=FeedbackState.DRAFT
    )
    revision = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    disputed_at = models.DateTimeField(null=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="feedback_sent_when_not_draft",
                condition=Q(state="draft", sent_at=None)
                | (~Q(state="draft") & Q(sent_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="feedback_sent_is_complete",
                condition=Q(state="draft")
                | (
                    ~Q(title="") & ~Q(change="") & ~Q(next_step="") & Q(next_step_due__isnull=False)
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "-sent_at"], name="feedback_agent"),
            models.Index(fields=["author", "state"], name="feedback_author"),
        ]

    def __str__(self) -> str:
        return f"F-{self.number}"


class FeedbackRecord(models.Model):
    """One consultation that a feedback points to."""

    feedback = models.ForeignKey(
        Feedback, on_delete=models.CASCADE, related_name="evidence_records"
    )
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["feedback", "consultation"], name="evidence_once_a_feedback"
            )
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id} {self.consultation_id}"


class FeedbackMessage(models.Model):
    """One turn of the talk: the agent's answer, acknowledgement or dispute, the lead's reply."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="messages")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=MessageKind.choices)
    text = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["feedback", "at"], name="message_feedback")]

    def __str__(self) -> str:
        return f"{self.feedback_id} {self.kind}"


class FeedbackVersion(models.Model):
    """The words as they stood before an edit that came after sending."""

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="versions")
    revision = models.PositiveSmallIntegerField()
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    fields = models.JSONField(
        help_text="title, evidence, went_well, change, next_step, due, records"
    )

    class Meta:
        ordering = ["-revision"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "revision"], name="version_once_a_feedback")
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id} {self.revision}"
