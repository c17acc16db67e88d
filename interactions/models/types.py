"""The tree of inquiry types (대·중·소분류)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from ..querysets.types import InquiryTypeQuerySet


class InquiryType(models.Model):
    """One node of the tree, retired but not deleted; `code` (Y-0001) names it in addresses.

    `path` is the names from the top joined by " > "; `family` is the ancestor at level 2, or the
    type itself when it is shallower: contacts of one family are about the same thing (KPI.md §4).
    `past_windows`: what `fcr_window_days` was in months that were over when it was edited, each
    with its last day, the oldest first; records of those days keep it.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    level = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=260)
    family = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)
    fcr_window_days = models.PositiveSmallIntegerField(default=7)
    past_windows: models.JSONField[list[tuple[str, int]]] = models.JSONField(default=list)
    standard_minutes = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    reply_due_minutes = models.PositiveIntegerField(null=True, blank=True)

    objects = InquiryTypeQuerySet.as_manager()

    class Meta:
        ordering = ["path", "id"]
        constraints = [
            models.CheckConstraint(name="type_level_1_to_3", condition=Q(level__range=(1, 3))),
            models.CheckConstraint(
                name="type_top_has_no_parent",
                condition=Q(level=1, parent=None) | Q(level__gt=1, parent__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["parent", "name"], nulls_distinct=False, name="type_name_once_a_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def longest_window(self, since: date) -> int:
        """The longest that any of its records from a day on is watched for, in days."""
        past = [int(days) for until, days in self.past_windows if since.isoformat() <= until]
        return max([self.fcr_window_days, *past])

    def keep_window(self, until: date) -> None:
        """Its window is about to be edited: of days up to that one it stays what it is."""
        if not self.past_windows or self.past_windows[-1][0] < until.isoformat():
            self.past_windows.append((until.isoformat(), self.fcr_window_days))

    @property
    def standard_tenths(self) -> int | None:
        """The standard time in tenths of a minute, as records keep it."""
        return None if self.standard_minutes is None else int(self.standard_minutes * 10)
