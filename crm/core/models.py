"""The centre itself, its calendar, and the records every app writes: audit, notices, jobs."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .querysets import ApiKeyQuerySet, AuditQuerySet, HolidayQuerySet, SavedViewQuerySet


class Centre(models.Model):
    """The one centre this installation serves (row 1)."""

    name = models.CharField(max_length=80, default="", blank=True)
    time_zone = models.CharField(max_length=60)
    contact = models.CharField(
        max_length=120,
        default="",
        blank=True,
        help_text=_("Whom to ask for help with signing in, for example an extension number."),
    )
    checklist_done = models.JSONField(default=dict)
    holiday_years = models.JSONField(default=list, help_text="Years taken from the public calendar")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="one_centre", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.name


class BusinessHours(models.Model):
    """Opening hours of one weekday (1 = Monday); a weekday without a row is closed."""

    weekday = models.PositiveSmallIntegerField(unique=True)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday"]
        constraints = [
            models.CheckConstraint(name="weekday_1_to_7", condition=Q(weekday__range=(1, 7))),
            models.CheckConstraint(name="closes_after_opening", condition=Q(closes__gt=F("opens"))),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}–{self.closes}"


class Holiday(models.Model):
    """A day without business hours; `is_public` ones come from the public calendar."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=80)
    is_public = models.BooleanField(default=False)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class Counter(models.Model):
    """The last number given out under a name, for example `N-261119`."""

    name = models.CharField(max_length=40, unique=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class AuditEntry(models.Model):
    """One write: who, what, before and after (contact data masked), when, from where."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    label = models.CharField(max_length=200, default="", blank=True)
    changes = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    via = models.CharField(
        max_length=16, default="", blank=True, help_text="Prefix of the API key it came by"
    )

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject", "-at"])]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject}"


class Reveal(models.Model):
    """Masked personal data shown in full, for a reason, until a moment."""

    at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=80)
    item = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)
    session = models.CharField(max_length=64)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject", "-at"])]

    def __str__(self) -> str:
        return f"{self.subject} {self.item}"


class Notice(models.Model):
    """Something a user should see in the bell; `kind` chooses the sentence, `facts` fill it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    key = models.CharField(max_length=120, help_text="The same event is told once")
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]
        indexes = [models.Index(fields=["user", "-at"], condition=Q(read_at=None), name="unread")]

    def __str__(self) -> str:
        return f"{self.kind} {self.user_id}"


class Heartbeat(models.Model):
    """The last sign of life of a process; written by the process itself."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()
    pid = models.IntegerField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """A long piece of work that commits piece by piece; `cursor` says where it is."""

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("job", "Queued")
        RUNNING = "running", pgettext_lazy("job", "Running")
        DONE = "done", pgettext_lazy("job", "Done")
        FAILED = "failed", pgettext_lazy("job", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")

    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    arguments = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    problem = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    result = models.JSONField(default=dict)
    attempts = models.IntegerField(
        default=0, help_text="Claims so far; a writer must know the last"
    )
    seen_at = models.DateTimeField(null=True, help_text="Heartbeat of the worker on it")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class SearchDocument(models.Model):
    """What a row of `kind` is found by; written and read by `crm.core.search` alone."""

    kind = models.CharField(max_length=20)
    key = models.BigIntegerField(help_text="The id of the row")
    words = SearchVectorField()

    class Meta:
        ordering = ["kind", "-key"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="document_once")]
        indexes = [GinIndex(fields=["words"], name="document_words")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ApiKey(models.Model):
    """A key to the API. Only its hash is kept; `prefix` is its beginning, by which people name it.

    It acts as its owner, with the owner's rights of that moment and within `scopes`.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_keys"
    )
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, unique=True)
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the whole key")
    scopes = ArrayField(models.CharField(max_length=40))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, help_text="To the minute")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(name="api_key_has_scopes", condition=~Q(scopes=[])),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """Its name in addresses and in the change log."""
        return self.prefix


class IdempotencyRecord(models.Model):
    """What a write sent with an `Idempotency-Key` was answered; kept for a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body")
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(default="", help_text="The answer as it was sent")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return self.key


class SavedView(models.Model):
    """A page with its filters by a name; `team` shares it with everybody in that team.

    `page` is the URL name, under which lists offer it; `path` and `query` are what it opens.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views"
    )
    team = models.ForeignKey("people.Team", null=True, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=80)
    path = models.CharField(max_length=200)
    query = models.CharField(max_length=1000, default="", blank=True)
    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="saved_view_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path
