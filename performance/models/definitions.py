"""Versions of the definitions: parameters a centre changed, and since when (KPI.md R9)."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Definition(models.Model):
    """All parameters from `starts_on` until the next version begins. Rows never change.

    Version 1 stands in the code and has no row, so numbers begin at 2. Of two versions with the
    same first day the later one counts.
    """

    number = models.PositiveIntegerField(unique=True)
    starts_on = models.DateField()
    parameters = models.JSONField()
    reason = models.CharField(max_length=300)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="definition_number_after_first", condition=models.Q(number__gt=1)
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}"
