"""The stored sums: one column a measure, one table a grain. Filled by `performance.rollups` alone.

Credit that is missing is 0, so that a key never holds null. The columns follow the catalogue: a new
measure is a new column, and a generated migration.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from ..kpis.measures import DISTRIBUTIONS, STORED


class AgentDay(models.Model):
    """Day × team × agent, as stamped."""

    pk = models.CompositePrimaryKey("day", "team_id", "agent_id")
    day = models.DateField()
    team_id = models.BigIntegerField()
    agent_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.day} {self.team_id} {self.agent_id}"


class TeamHour(models.Model):
    """Day × team × hour of each measure's own clock."""

    pk = models.CompositePrimaryKey("day", "team_id", "hour")
    day = models.DateField()
    team_id = models.BigIntegerField()
    hour = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.day} {self.team_id} {self.hour}"


class TypeDay(models.Model):
    """Day × team × channel × inquiry type."""

    pk = models.CompositePrimaryKey("day", "team_id", "channel", "type_id")
    day = models.DateField()
    team_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    type_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.day} {self.team_id} {self.channel} {self.type_id}"


class DurationCount(models.Model):
    """Day × team × channel × log bucket, counts only; see `performance.histogram`."""

    pk = models.CompositePrimaryKey("day", "team_id", "channel", "bucket")
    day = models.DateField()
    team_id = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    bucket = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.day} {self.team_id} {self.channel} {self.bucket}"


def _add_columns(table: type[models.Model], names: Iterable[str]) -> None:
    for name in names:
        table.add_to_class(name, models.BigIntegerField(default=0))


for _table in (AgentDay, TeamHour, TypeDay):
    _add_columns(_table, STORED)
_add_columns(DurationCount, DISTRIBUTIONS)


class MeasureState(models.Model):
    """By which definition a measure's column was last filled over all days."""

    measure = models.CharField(max_length=40, unique=True)
    fingerprint = models.CharField(max_length=64)
    filled_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["measure"]

    def __str__(self) -> str:
        return self.measure
