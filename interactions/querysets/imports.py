"""Reads of imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from crm.people.roles import Right, holds

if TYPE_CHECKING:
    from crm.people.models import User

    from ..models import ImportRun


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: User) -> ImportRunQuerySet:
        """Admin staff see each other's: an import is the centre's, not a person's."""
        return self.all() if holds(user, Right.SETTINGS) else self.none()

    def listed_for(self, user: User) -> ImportRunQuerySet:
        return self.visible_to(user)

    def mapped_like(self, run: ImportRun) -> ImportRunQuerySet:
        """Earlier ones with the same columns, those of the same source first, newest first."""
        rows = self.filter(header=run.header).exclude(mapping={}).exclude(pk=run.pk)
        same = models.Case(
            models.When(source=run.source, then=0), default=1, output_field=models.IntegerField()
        )
        return rows.order_by(same, "-pk")
