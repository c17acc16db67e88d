"""What every agent of a slice worked on: sums by agent × inquiry type × channel, one query a fact.

No stored table is cut by agent and type (by day it would have almost a cell a record), so the
records of the slice answer, over the index of their day. Days before today are read once and kept
until one of them is counted again; only today is read every time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from django.core.cache import cache

from crm.core import clock
from crm.people.models import Team

from .. import freshness
from ..kpis.catalogue import KPIS
from ..kpis.types import Kpi, Shape
from ..rollups import reading
from ..rollups.reading import Raw, Totals
from ..slices import Slice
from .adjust import Array
from .final import final

BY = ("agent", "type", "channel")
ONE_DAY = timedelta(days=1)
#: How long past days are kept, and how many groups of them at most.
KEPT_SECONDS, MOST_KEPT = 3600, 20_000


@dataclass(frozen=True)
class Mix:
    """One KPI's sums; rows are `agents` (ids, 0 is nobody), columns cells of type and channel."""

    agents: Sequence[int]
    n: Array
    total: Array
    squares: Array | None


def can_be_adjusted(kpi: Kpi) -> bool:
    """Shares and means of records that an agent, a type and a channel are known of."""
    if kpi.shape not in (Shape.SHARE, Shape.MEAN) or kpi.needs_missed_contacts:
        return False
    return all(name in kpi.fact.paths for name in BY) and kpi.denominator is not None


def read(piece: Slice, kpis: Iterable[str]) -> dict[str, Mix]:
    """The mixes of those KPIs that can be adjusted; of KPIs with a window on their final days."""
    found: dict[str, Mix] = {}
    pieces: dict[Slice, list[Kpi]] = {}
    for kpi in (KPIS[name] for name in kpis if can_be_adjusted(KPIS[name])):
        days = final(piece, kpi)
        if days is None:
            found[kpi.id] = Mix([], np.zeros((0, 0)), np.zeros((0, 0)), None)
        else:
            pieces.setdefault(days, []).append(kpi)
    for days, wanted in pieces.items():
        names = [n for kpi in wanted for n in (kpi.numerator, kpi.denominator, kpi.squares) if n]
        sums = _sums(days.resolved(), names)
        found |= {kpi.id: _mix(kpi, sums) for kpi in wanted}
    return found


def _sums(piece: Slice, names: Sequence[str]) -> dict[Raw, Totals]:
    today = clock.today()
    if piece.first >= today:
        return reading.sums(piece, names, BY, None)
    before = _kept(replace(piece, last=min(piece.last, today - ONE_DAY)), names)
    if piece.last < today:
        return before
    found = dict(before)
    for raw, totals in reading.sums(replace(piece, first=today), names, BY, None).items():
        known = found.get(raw)
        found[raw] = {n: v + known[n] for n, v in totals.items()} if known else totals
    return found


def _kept(piece: Slice, names: Sequence[str]) -> dict[Raw, Totals]:
    """The sums of past days. A centre that counts nothing says nothing of when they are old."""
    teams = piece.teams
    if teams is None:
        teams = frozenset({0, *Team.objects.values_list("pk", flat=True)})
    if not freshness.stamp(teams):
        return reading.sums(piece, names, BY, None)
    stamp = freshness.stamp_of_days(teams, piece.first, piece.last)
    asked = repr((piece, sorted(names), stamp))
    key = "fairness:mix:" + hashlib.sha256(asked.encode()).hexdigest()
    found: dict[Raw, Totals] | None = cache.get(key)
    if found is None:
        found = reading.sums(piece, names, BY, None)
        if len(found) <= MOST_KEPT:
            cache.set(key, found, KEPT_SECONDS)
    return found


def _mix(kpi: Kpi, sums: dict[Raw, Totals]) -> Mix:
    assert kpi.denominator is not None, kpi.id
    found = {raw: totals for raw, totals in sums.items() if totals[kpi.denominator]}
    agents = sorted({raw[0] for raw in found})
    cells = sorted({raw[1:] for raw in found})
    row, column = ({key: i for i, key in enumerate(keys)} for keys in (agents, cells))
    shape = (len(agents), len(cells))
    arrays = {}
    for name in (kpi.denominator, kpi.numerator, kpi.squares):
        if name is not None:
            array = np.zeros(shape)
            for raw, totals in found.items():
                array[row[raw[0]], column[raw[1:]]] += totals[name]
            arrays[name] = array
    squares = arrays[kpi.squares] if kpi.squares else None
    return Mix(agents, arrays[kpi.denominator], arrays[kpi.numerator], squares)
