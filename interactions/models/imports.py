"""Imports as admin staff run them, and which records each of them made."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from crm.core.models import Job

from ..choices import import_states
from ..querysets.imports import ImportRunQuerySet


class ImportRun(models.Model):
    """One file on its way in: uploaded, mapped, checked, taken, perhaps undone.

    `folder` (under DATA_DIR) holds the file and the error file. `header` is the file's. `mapping`
    is a mapping file as TOML has it. `check_result` and `report` are counts, refusals and first
    problems. `job` is what a worker does or did last for it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    folder = models.CharField(max_length=80)
    size = models.BigIntegerField(help_text="Bytes")
    header = models.JSONField(default=list)
    samples = models.JSONField(default=list, help_text="First values of each column")
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=import_states, default="uploaded")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    check_result = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.source}"


class ImportPiece(models.Model):
    """What one transaction of an import wrote: ids of a kind of record.

    `kind` is `consultation` (with the ids of their `answers`), `updated` (consultations that were
    there), `customer`, `type`, `agent` or `team`. `kept`: ids an undo left because they are used.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="pieces")
    kind = models.CharField(max_length=12)
    ids = ArrayField(models.BigIntegerField())
    answers = ArrayField(models.BigIntegerField(), default=list)
    kept = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        ordering = ["run", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {len(self.ids)}"
