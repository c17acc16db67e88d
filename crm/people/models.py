"""Who works here: users, teams, and who belongs where since when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .querysets import (
    MembershipQuerySet,
    StatusPieceQuerySet,
    TeamQuerySet,
    UserQuerySet,
    WorkDayQuerySet,
    WorkStatusQuerySet,
)
from .statuses import marks, statuses


class Role(models.TextChoices):
    AGENT = "agent", pgettext_lazy("role", "Agent")
    MANAGER = "manager", pgettext_lazy("role", "Team lead")
    QA = "qa", pgettext_lazy("role", "QA evaluator")
    ADMIN = "admin", pgettext_lazy("role", "Admin")
    EXECUTIVE = "executive", pgettext_lazy("role", "Executive")


class Kind(models.TextChoices):
    MEMBER = "member", pgettext_lazy("membership", "Member")
    LEAD = "lead", pgettext_lazy("membership", "Lead")
    QA = "qa", pgettext_lazy("membership", "QA")


class Team(models.Model):
    """A team of agents. `code` (T-001) is its name in addresses and files."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """Somebody who works in the centre. `code` (A-0001) is the stable name in addresses."""

    username = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=12, choices=Role.choices)
    language = models.CharField(max_length=5, default="ko")
    theme = models.CharField(max_length=8, default="system")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    joined_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(
        default=1, db_default=1, help_text="Guards against lost updates"
    )

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="username_once"),
            models.UniqueConstraint(Lower("email"), name="email_once", condition=~Q(email="")),
        ]

    def __str__(self) -> str:
        return self.name


class _DateRange(Func):
    function = "DATERANGE"
    output_field = models.Field()


class Membership(models.Model):
    """A user in a team from a day until (excluding) another; history stays."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(
        null=True, blank=True, help_text=_("First day that no longer counts")
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user", "-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
            ExclusionConstraint(
                name="member_of_one_team_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (_DateRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(kind=Kind.MEMBER),
            ),
            ExclusionConstraint(
                name="membership_of_a_kind_once",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("team", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (_DateRange("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"

    @property
    def last_day(self) -> date | None:
        """The last day that counts, as people read it."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None


class _MomentRange(Func):
    function = "TSTZRANGE"
    output_field = models.Field()


class WorkStatus(models.Model):
    """What somebody does from a moment until another; running while `ended_at` is empty.

    The team is that of the moment. `marked_reason`: the time leaves productivity (KPI.md R11).
    `cut_until`: up to here the period stands in pieces. What a lead corrected by hand is not
    written over by an import (`corrected_at`).
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="work_statuses")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=statuses)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    cut_until = models.DateTimeField(null=True)
    marked_reason = models.CharField(max_length=16, choices=marks, null=True, blank=True)
    source = models.CharField(max_length=40, default="desk")
    external_id = models.CharField(max_length=120, null=True)
    corrected_at = models.DateTimeField(null=True)

    objects = WorkStatusQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="work_status_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
            ),
            ExclusionConstraint(
                name="one_work_status_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (_MomentRange("started_at", "ended_at"), RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(external_id__isnull=False),
                name="work_status_once_a_source",
            ),
        ]
        indexes = [
            models.Index(fields=["-started_at", "-id"], name="work_status_newest"),
            models.Index(
                fields=["user"], condition=Q(ended_at__isnull=True), name="work_status_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.status}"


class StatusPiece(models.Model):
    """A work status cut at the borders of local hours: what figures of status time add up.

    Status, team and mark are those of the period, repeated for the sums.
    """

    period = models.ForeignKey(WorkStatus, on_delete=models.CASCADE, related_name="pieces")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=statuses)
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    seconds = models.PositiveIntegerField()
    marked_reason = models.CharField(max_length=16, choices=marks, null=True, blank=True)

    objects = StatusPieceQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "started_at"], name="status_piece_once"),
        ]
        indexes = [models.Index(fields=["day", "team", "user"], name="status_piece_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.hour} {self.status}"


class WorkDay(models.Model):
    """An active agent or lead on a business day, and whether they saved anything that day."""

    day = models.DateField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="work_days")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+")
    worked = models.BooleanField(default=False)

    objects = WorkDayQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "user"]
        constraints = [models.UniqueConstraint(fields=["day", "user"], name="work_day_once")]
        indexes = [models.Index(fields=["day", "team", "user"], name="work_day_team")]

    def __str__(self) -> str:
        return f"{self.day} {self.user}"
