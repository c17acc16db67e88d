"""Sums straight from the records: they fill the stored tables, prove them, and stand in for them.

One fact is one query; its measures are aggregates with `FILTER`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    CharField,
    Count,
    F,
    Func,
    IntegerField,
    Model,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from .. import histogram
from ..kpis.facts import FACTS
from ..kpis.measures import MEASURES
from ..kpis.types import Distribution, Fact, Measure

#: Prefixes keep aliases apart from the fields of the source tables.
KEY, SUM = "k_", "m_"
Grouped = QuerySet[Any, dict[str, Any]]
_NULLABLE = ("team", "agent", "type")


def records(fact: Fact) -> QuerySet[Model]:
    """Every record of the fact's table, counted or not."""
    model = apps.get_model(fact.model)
    return cast("QuerySet[Model]", model._default_manager.order_by())


#: What stands in a stored table where a fact does not know its dimension.
_UNKNOWN: dict[str, Value] = {
    "hour": Value(0, output_field=IntegerField()),
    "channel": Value("", output_field=CharField()),
    "type": Value(0, output_field=IntegerField()),
}


def base_key(fact: Fact, base: str) -> Combinable:
    """The value of a base dimension, nobody and no type being 0 as in the stored tables."""
    if not fact.knows((base,)):
        return _UNKNOWN[base]
    path = fact.path(base)
    return Coalesce(path, 0) if base in _NULLABLE else F(path)


def bucket_key(path: str) -> Combinable:
    """The log bucket of a duration, agreeing with `histogram.bucket`."""
    bounds = Value(list(histogram.BOUNDS), output_field=ArrayField(IntegerField()))
    return Func(F(path), bounds, function="WIDTH_BUCKET", output_field=IntegerField())


def total(measure: Measure) -> Aggregate:
    only = measure.counts or None
    if measure.value is None:
        return Count("pk", filter=only)
    return Sum(measure.value, filter=only)


def sums(
    fact: Fact, measures: Iterable[Measure], keys: Mapping[str, Combinable], where: Q
) -> Grouped:
    """Grouped by the keys, which must not be none; only groups in which something counts."""
    found = records(fact).filter(fact.where & where)
    grouped: Grouped = found.values(**{KEY + name: key for name, key in keys.items()})
    summed: Grouped = grouped.annotate(**{SUM + one.id: total(one) for one in measures})
    return summed


def whole(fact: Fact, measures: Iterable[Measure], where: Q) -> dict[str, Any]:
    """The sums of all records together."""
    found = records(fact).filter(fact.where & where)
    return found.aggregate(**{SUM + measure.id: total(measure) for measure in measures})


def counts(distribution: Distribution, keys: Mapping[str, Combinable], where: Q) -> Grouped:
    """How many records have each duration, grouped by the keys."""
    measure = MEASURES[distribution.base]
    fact = FACTS[measure.fact]
    found = records(fact).filter(fact.where & measure.counts & where)
    grouped: Grouped = found.values(**{KEY + name: key for name, key in keys.items()})
    counted: Grouped = grouped.annotate(**{SUM + distribution.id: Count("*")})
    return counted


def by_fact(measures: Iterable[Measure]) -> dict[str, list[Measure]]:
    found: dict[str, list[Measure]] = {}
    for measure in measures:
        found.setdefault(measure.fact, []).append(measure)
    return found
