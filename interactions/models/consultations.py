"""A consultation (상담): one contact, with its credit stamped at that moment."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from crm.people.models import Team
from customers.models import Customer

from ..channels import channel_choices
from ..choices import directions, exclusions, links, questions, results
from ..querysets.consultations import AnswerQuerySet, ConsultationQuerySet
from .inquiries import Inquiry
from .types import InquiryType


class Consultation(models.Model):
    """Times and words as KPI.md §2. Durations in seconds; null is unknown, never zero.

    Derived by `interactions.services.moments` and never typed: `ended_at` (missing: started +
    wait + talk + hold), local days and hours, `handling_seconds` (null: unknown). `faults` names
    impossible values whose figures are left out. `position` is the order within its source.
    `is_disputed`: its agent objects, and nobody has decided yet; it counts until then.
    `entry_delay_seconds`: from its end until it was saved, only of contacts logged at the desk.

    Re-contact outcomes (KPI.md §4), kept by `interactions.services.recontacts`: `next_seconds` from
    its end to the start of the next re-contact candidate, `previous_seconds` from the end of the
    nearest one before to its start; 0 where they overlap, null where there is none or the contact
    takes no part. Whole seconds, rounded up, so that a window of W days is met exactly when
    seconds <= W * 86,400. `window_days` is its type's W as stamped when it was written,
    `standard_tenths` (of a minute) what one of its type should take.
    """

    number = models.CharField(max_length=20, unique=True)
    inquiry = models.ForeignKey(
        Inquiry, null=True, on_delete=models.PROTECT, related_name="consultations"
    )
    link = models.CharField(max_length=8, choices=links, default="rule")
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="consultations"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="consultations"
    )
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    type = models.ForeignKey(InquiryType, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=channel_choices)
    direction = models.CharField(max_length=8, choices=directions)
    transferred_from = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="receiving_legs"
    )
    transfer_target = models.CharField(max_length=120, default="", blank=True)

    answered = models.BooleanField()
    result = models.CharField(max_length=12, choices=results, null=True, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    first_response_at = models.DateTimeField(null=True, blank=True)
    wait_seconds = models.PositiveIntegerField(null=True, blank=True)
    talk_seconds = models.PositiveIntegerField(null=True, blank=True)
    hold_seconds = models.PositiveIntegerField(null=True, blank=True)
    wrap_up_seconds = models.PositiveIntegerField(null=True, blank=True)
    handling_seconds = models.PositiveIntegerField(null=True)
    started_day = models.DateField()
    started_hour = models.PositiveSmallIntegerField()
    ended_day = models.DateField()
    ended_hour = models.PositiveSmallIntegerField()
    entry_delay_seconds = models.PositiveIntegerField(null=True)
    next_seconds = models.PositiveBigIntegerField(null=True)
    previous_seconds = models.PositiveBigIntegerField(null=True)
    window_days = models.PositiveSmallIntegerField(default=7, db_default=7)
    standard_tenths = models.PositiveIntegerField(null=True)

    question = models.TextField(default="", blank=True)
    answer = models.TextField(default="", blank=True)
    extra = models.JSONField(default=dict, blank=True)
    faults = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    exclusion = models.CharField(max_length=16, choices=exclusions, null=True, blank=True)
    exclusion_note = models.CharField(max_length=300, default="", blank=True)
    excluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    excluded_at = models.DateTimeField(null=True)
    is_disputed = models.BooleanField(default=False, db_default=False)

    source = models.CharField(max_length=40, default="desk")
    external_id = models.CharField(max_length=120, null=True)
    row_hash = models.BinaryField(max_length=32, null=True)
    position = models.BigIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1, help_text="Guards against lost updates")

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(external_id__isnull=False),
                name="external_id_once_a_source",
            ),
            models.UniqueConstraint(
                fields=["source", "row_hash"],
                condition=Q(external_id__isnull=True, row_hash__isnull=False),
                name="row_once_a_source",
            ),
            models.CheckConstraint(
                name="unanswered_has_no_other_result",
                condition=Q(answered=True)
                | Q(result__isnull=True)
                | Q(result__in=["abandoned", "no_answer"]),
            ),
            models.CheckConstraint(
                name="answered_is_not_abandoned",
                condition=Q(answered=False)
                | Q(result__isnull=True)
                | ~Q(result__in=["abandoned", "no_answer"]),
            ),
        ]
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="consultation_newest"),
            models.Index(fields=["agent", "-started_at", "-id"], name="consultation_agent"),
            models.Index(fields=["team", "-started_at", "-id"], name="consultation_team"),
            models.Index(fields=["customer", "-started_at", "-id"], name="consultation_customer"),
            models.Index(fields=["started_day", "team", "agent"], name="consultation_started_day"),
            models.Index(fields=["ended_day", "team", "agent"], name="consultation_ended_day"),
            models.Index(
                fields=["-excluded_at", "-id"],
                condition=Q(exclusion__isnull=False),
                name="consultation_excluded",
            ),
            models.Index(
                fields=["started_at"],
                condition=Q(answered=False, result__isnull=True),
                name="consultation_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class SurveyAnswer(models.Model):
    """What a customer answered about one contact. `counted`: valid and of the best source."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="survey_answers"
    )
    question = models.CharField(max_length=20, choices=questions)
    value = models.SmallIntegerField()
    scale = models.CharField(max_length=6, help_text="1-5, 1-10, 0-10, 1-7 or yes-no")
    source = models.CharField(max_length=40)
    is_relational = models.BooleanField(default=False)
    answered_at = models.DateTimeField()
    answered_day = models.DateField()
    answered_hour = models.PositiveSmallIntegerField()
    comment = models.TextField(default="", blank=True)
    counted = models.BooleanField(default=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["consultation", "question", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "question", "source"], name="answer_once_a_source"
            ),
            models.UniqueConstraint(
                fields=["consultation", "question"],
                condition=Q(counted=True),
                name="one_counted_answer",
            ),
        ]
        indexes = [models.Index(fields=["answered_day"], name="answer_day")]

    def __str__(self) -> str:
        return f"{self.question} {self.value}"


class ContactSource(models.Model):
    """Days on which a source delivered contacts of a channel, and whether ever an unanswered one.

    Offered figures are known only where somebody also delivers missed contacts (KPI.md §2).
    """

    source = models.CharField(max_length=40)
    channel = models.CharField(max_length=12, choices=channel_choices)
    first_day = models.DateField()
    last_day = models.DateField()
    delivers_missed = models.BooleanField(default=False)

    class Meta:
        ordering = ["channel", "source"]
        constraints = [
            models.UniqueConstraint(fields=["source", "channel"], name="source_once_a_channel")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.channel}"


class Draft(models.Model):
    """What somebody is typing, kept until it is saved; `key` says on which form."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    key = models.CharField(max_length=80)
    fields = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-changed_at"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="draft_once")]

    def __str__(self) -> str:
        return self.key
