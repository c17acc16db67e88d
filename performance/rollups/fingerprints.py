"""By which definition each measure was last filled, so that a changed one asks for a rebuild."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from ..kpis.facts import FACTS
from ..kpis.measures import DISTRIBUTIONS, STORED
from ..models import AgentDay, MeasureState
from . import source

_DIMENSIONS = ("day", "hour", "team", "agent", "channel", "type")
_SOME_DAY = date(2000, 1, 1)


def current() -> dict[str, str]:
    """A hash of the compiled question of each measure and distribution, as the code asks it now."""
    found: dict[str, str] = {}
    for measure in STORED.values():
        fact = FACTS[measure.fact]
        keys = {name: source.base_key(fact, name) for name in _DIMENSIONS}
        query = source.sums(fact, [measure], keys, Q(**{fact.path("day"): _SOME_DAY}))
        found[measure.id] = _hash(query)
    for distribution in DISTRIBUTIONS.values():
        fact = FACTS[STORED[distribution.base].fact]
        keys = {"bucket": source.bucket_key(distribution.value)}
        query = source.counts(distribution, keys, Q(**{fact.path("day"): _SOME_DAY}))
        found[distribution.id] = _hash(query)
    return found


def _hash(query: source.Grouped) -> str:
    return hashlib.sha256(repr(query.query.sql_with_params()).encode()).hexdigest()


def stale() -> list[str]:
    """Measures whose columns were never filled over all days by today's definition."""
    filled = dict(MeasureState.objects.values_list("measure", "fingerprint"))
    return [name for name, now in current().items() if filled.get(name) != now]


def stamp(names: Iterable[str] | None = None) -> None:
    """Every day has been counted by today's definitions."""
    now = current()
    wanted = list(now if names is None else names)
    MeasureState.objects.bulk_create(
        [MeasureState(measure=name, fingerprint=now[name]) for name in wanted],
        update_conflicts=True,
        unique_fields=["measure"],
        update_fields=["fingerprint", "filled_at"],
    )
    MeasureState.objects.exclude(measure__in=now).delete()


def stamp_empty() -> None:
    """A centre without any stored sum has none of an older definition."""
    if not MeasureState.objects.exists() and not AgentDay.objects.exists():
        stamp()
