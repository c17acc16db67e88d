"""An issue (문의): contacts of one customer about one thing. Derived from its contacts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from crm.people.models import Team
from customers.models import Customer

from ..channels import channel_choices
from ..choices import InquiryState, inquiry_states
from ..querysets.inquiries import InquiryQuerySet
from .types import InquiryType


class Inquiry(models.Model):
    """Opened by its first counting contact, resolved by the first with result resolved (KPI.md §2).

    Credit is stamped: `opened_*` from the first contact, `resolved_*` from the one that resolved
    it, `response_*` from the replier, or the owner while unanswered, `due_*` from its owner when
    the reply was due. `counts` is false while no contact that counts opened it. Seconds are null
    while unanswered, unresolved or unknown; `..._business_seconds` count opening hours only.
    What is stamped repeats references of contacts, which the database holds there: no second
    constraint here (docs/decisions/0005).

    `resolved_next_seconds`: from the resolution to the next re-contact (KPI.md §4), as
    `Consultation.next_seconds`. `handling_total_seconds`: what all its handled contacts cost.
    `is_reply_due` turns true once `reply_due_at` has passed (a sweep does it); `reply_kept` says
    from then on whether somebody had replied by then, null where the time of the reply is unknown.
    """

    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="inquiries"
    )
    type = models.ForeignKey(InquiryType, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=inquiry_states, default=InquiryState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    source = models.CharField(max_length=40, default="", blank=True)
    ticket = models.CharField(max_length=120, null=True, blank=True)
    counts = models.BooleanField(default=True)
    is_outbound = models.BooleanField(default=False)

    opened_at = models.DateTimeField()
    opened_day = models.DateField()
    opened_hour = models.PositiveSmallIntegerField()
    opened_channel = models.CharField(max_length=12, choices=channel_choices)
    opened_agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    opened_team = models.ForeignKey(
        Team, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    opened_type = models.ForeignKey(
        InquiryType, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )

    last_contact_at = models.DateTimeField()
    contact_count = models.PositiveIntegerField(default=0)
    waiting_since = models.DateTimeField(null=True)

    first_response_at = models.DateTimeField(null=True)
    first_response_seconds = models.PositiveIntegerField(null=True)
    first_response_business_seconds = models.PositiveIntegerField(null=True)
    is_answered = models.BooleanField(default=False)
    response_agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    response_team = models.ForeignKey(
        Team, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    reply_due_at = models.DateTimeField(null=True)
    due_day = models.DateField(null=True)
    due_hour = models.PositiveSmallIntegerField(null=True)
    due_agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    due_team = models.ForeignKey(
        Team,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    is_reply_due = models.BooleanField(default=False, db_default=False)
    reply_kept = models.BooleanField(null=True)

    resolved_at = models.DateTimeField(null=True)
    resolved_day = models.DateField(null=True)
    resolved_hour = models.PositiveSmallIntegerField(null=True)
    resolved_channel = models.CharField(max_length=12, choices=channel_choices, null=True)
    resolved_type = models.ForeignKey(
        InquiryType,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    resolved_agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
    )
    resolved_team = models.ForeignKey(
        Team, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    resolution_seconds = models.PositiveBigIntegerField(null=True)
    resolution_business_seconds = models.PositiveBigIntegerField(null=True)
    resolved_window_days = models.PositiveSmallIntegerField(null=True)
    resolved_next_seconds = models.PositiveBigIntegerField(null=True)
    handling_total_seconds = models.PositiveBigIntegerField(null=True)
    reopened_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "ticket"], condition=Q(ticket__isnull=False), name="ticket_once"
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-last_contact_at"], name="inquiry_customer"),
            models.Index(
                fields=["opened_day", "response_team", "response_agent"], name="inquiry_reply"
            ),
            models.Index(
                fields=["opened_day", "opened_team", "opened_agent"], name="inquiry_opened"
            ),
            models.Index(
                fields=["resolved_day", "resolved_team", "resolved_agent"], name="inquiry_resolved"
            ),
            models.Index(fields=["due_day", "due_team", "due_agent"], name="inquiry_due"),
            models.Index(
                fields=["reply_due_at"],
                condition=Q(is_reply_due=False, counts=True, reply_due_at__isnull=False),
                name="inquiry_due_sweep",
            ),
            models.Index(
                fields=["reply_due_at"],
                condition=Q(is_answered=False, state__in=["open", "waiting"]),
                name="inquiry_owing_reply",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
