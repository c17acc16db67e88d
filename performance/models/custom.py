"""KPIs a centre put together itself from the stored measures."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class CustomKpi(models.Model):
    """One measure, or one over another, of the contacts the filters let through.

    `code` stands wherever a built-in KPI's id does. Empty filters let everything through; a type
    means everything under it. Rows are retired, never deleted: targets and goals name them.
    `revision` counts the changes.
    """

    code = models.CharField(max_length=30, unique=True)
    name_ko = models.CharField(max_length=40, unique=True)
    name_en = models.CharField(max_length=40, unique=True)
    numerator = models.CharField(max_length=40)
    denominator = models.CharField(max_length=40, blank=True)
    types = ArrayField(models.BigIntegerField(), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    directions = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    results = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    unit = models.CharField(max_length=10)
    better = models.CharField(max_length=4)
    minimum_sample = models.PositiveIntegerField(default=30)
    is_active = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-is_active", "id"]
        constraints = [
            models.CheckConstraint(
                name="custom_kpi_code_apart", condition=models.Q(code__startswith="c-")
            )
        ]

    def __str__(self) -> str:
        return self.code
