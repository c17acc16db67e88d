"""What measures of every subject are put together from."""

from __future__ import annotations

from django.db.models import BigIntegerField, F, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from ..types import Fact, Measure, Reason

DAY_SECONDS = 86_400


def square(field: str) -> Combinable:
    """As bigint: the square of a day's seconds does not fit an integer."""
    return Cast(field, BigIntegerField()) * F(field)


def counted(name: str, fact: Fact, where: Q | None = None, *reasons: Reason) -> Measure:
    """How many records."""
    return Measure(name, fact.id, Q() if where is None else where, reasons=reasons)


def summed(name: str, fact: Fact, value: Combinable, where: Q | None = None) -> Measure:
    """What the records add up to."""
    return Measure(name, fact.id, Q() if where is None else where, value)
