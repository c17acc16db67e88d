"""Sums and distributions of a slice, from the coarsest stored table that can answer, or records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from django.db.models import Aggregate, Count, F, Model, Q, Sum
from django.db.models.expressions import Combinable

from .. import histogram
from ..dimensions import DIMENSIONS, Types
from ..kpis.facts import FACTS
from ..kpis.measures import DISTRIBUTIONS, MEASURES, STORED
from ..kpis.types import Distribution, Fact, Measure
from ..models import AgentDay, DurationCount, TeamHour, TypeDay
from ..slices import Slice
from . import source

Raw = tuple[Any, ...]
Totals = dict[str, int]
#: Agents' days in a group, and over them Σx, Σy, Σx², Σxy, Σy² of a ratio x ÷ y.
Clusters = tuple[int, int, int, int, int, int]
#: The measures above and below the line.
Pair = tuple[str, str]
Spread = list[tuple[float, int]]

#: From few cells to many: the first that knows every dimension asked for answers.
_TABLES: tuple[tuple[type[Model], frozenset[str]], ...] = (
    (TeamHour, frozenset({"day", "team", "hour"})),
    (AgentDay, frozenset({"day", "team", "agent"})),
    (TypeDay, frozenset({"day", "team", "channel", "type"})),
)
_DRAW = ("day", "team", "agent")
_AGENT_DAY = frozenset(_DRAW)
_COUNTED = frozenset({"day", "team", "channel"})
_COLUMNS = {"team": "team_id", "agent": "agent_id", "type": "type_id"}


def table_for(piece: Slice, by: Sequence[str]) -> type[Model] | None:
    """The stored table that can answer, or `None`: then the records do."""
    asked = piece.dimensions | {DIMENSIONS[name].base for name in by}
    return next((table for table, knows in _TABLES if asked <= knows), None)


def sums(
    piece: Slice, measures: Iterable[str], by: Sequence[str], types: Types | None
) -> dict[Raw, Totals]:
    """The totals of each group; groups in which nothing counts are left out."""
    wanted = [MEASURES[name] for name in dict.fromkeys(measures)]
    if not wanted:
        return {}
    table = table_for(piece, by)
    stored = [one for one in wanted if table is not None and one.id in STORED]
    kept = {one.id for one in stored}
    others = [one for one in wanted if one.id not in kept]
    rows = _from_cells(table, piece, stored, by) if table is not None and stored else []
    rows += _from_records(piece, others, by)
    return _totals(rows, wanted, by, types)


def of_records(piece: Slice, measures: Iterable[str], by: Sequence[str]) -> dict[Raw, Totals]:
    """The same straight from the records, by the definitions of this moment; not by type."""
    wanted = [MEASURES[name] for name in dict.fromkeys(measures)]
    return _totals(_from_records(piece, wanted, by), wanted, by, None)


def _totals(
    rows: Iterable[dict[str, Any]],
    wanted: Sequence[Measure],
    by: Sequence[str],
    types: Types | None,
) -> dict[Raw, Totals]:
    found: dict[Raw, Totals] = {}
    for row in rows:
        raw = _folded(row, by, types)
        totals = found.setdefault(raw, {measure.id: 0 for measure in wanted})
        for name in totals:
            totals[name] += int(row.get(source.SUM + name) or 0)
    return {raw: totals for raw, totals in found.items() if any(totals.values()) or not by}


def _from_cells(
    table: type[Model], piece: Slice, measures: list[Measure], by: Sequence[str]
) -> list[dict[str, Any]]:
    cells = table._default_manager.filter(piece.cells()).order_by()
    totals = {source.SUM + measure.id: Sum(measure.id) for measure in measures}
    if not by:
        return [cells.aggregate(**totals)]
    return list(cells.values(**_cell_keys(by)).annotate(**totals))


def _from_records(piece: Slice, measures: list[Measure], by: Sequence[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name, some in source.by_fact(measures).items():
        fact = FACTS[name]
        where = piece.records(fact)
        if by:
            found += source.sums(fact, some, _record_keys(fact, by), where)
        else:
            found.append(source.whole(fact, some, where))
    return found


def clusters(
    piece: Slice, pairs: Mapping[str, Pair], by: Sequence[str], types: Types | None
) -> dict[str, dict[Raw, Clusters]]:
    """What the intervals of ratios are made from: each agent's day in the slice is one draw.

    `pairs`: the measures above and below the line, by a name.
    """
    if not pairs:
        return {}
    asked = piece.dimensions | {DIMENSIONS[name].base for name in by}
    stored = {
        name: pair
        for name, pair in pairs.items()
        if asked <= _AGENT_DAY and set(pair) <= set(STORED)
    }
    others = {
        name: _clusters_of_records(piece, pair, by, types)
        for name, pair in pairs.items()
        if name not in stored
    }
    return {**others, **(_clusters_of_cells(piece, stored, by, types) if stored else {})}


def _clusters_of_cells(
    piece: Slice, pairs: Mapping[str, Pair], by: Sequence[str], types: Types | None
) -> dict[str, dict[Raw, Clusters]]:
    """One query for all of them."""
    totals: dict[str, Aggregate] = {}
    for name, (above, below) in pairs.items():
        x, y = F(above), F(below)
        totals[f"{name}_0"] = Count("team_id", filter=~Q(**{above: 0, below: 0}))
        for n, value in enumerate((x, y, x * x, x * y, y * y), start=1):
            totals[f"{name}_{n}"] = Sum(value)
    cells = AgentDay.objects.filter(piece.cells()).order_by()
    grouped: Any = cells.values(**_cell_keys(by)).annotate(**totals) if by else None
    rows: list[dict[str, Any]] = [cells.aggregate(**totals)] if grouped is None else list(grouped)
    return {
        name: {
            _folded(row, by, types): cast(
                "Clusters", tuple(int(row[f"{name}_{n}"] or 0) for n in range(6))
            )
            for row in rows
        }
        for name in pairs
    }


def _clusters_of_records(
    piece: Slice, pair: Pair, by: Sequence[str], types: Types | None
) -> dict[Raw, Clusters]:
    """By hour there is no stored agent's day: the records are added up to one."""
    above, below = pair
    days = sums(piece, [above, below], [*by, *_DRAW], types)
    found: dict[Raw, list[int]] = defaultdict(lambda: [0] * 6)
    for raw, totals in days.items():
        x, y = totals[above], totals[below]
        held = found[raw[: len(by)]]
        for n, amount in enumerate((1, x, y, x * x, x * y, y * y)):
            held[n] += amount
    return {raw: cast("Clusters", tuple(held)) for raw, held in found.items()}


def spreads(
    piece: Slice, distribution: str, by: Sequence[str], types: Types | None
) -> dict[Raw, Spread]:
    """Sorted (seconds, count) of each group: exact from records, within 1 % from the counts."""
    wanted = DISTRIBUTIONS[distribution]
    asked = piece.dimensions | {DIMENSIONS[name].base for name in by}
    stored = asked <= _COUNTED
    rows = _counted(piece, wanted, by) if stored else _measured(piece, wanted, by)
    found: dict[Raw, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        count = int(row[source.SUM + distribution] or 0)
        if count:
            found[_folded(row, by, types)][row[source.KEY + "value"]] += count
    shown = histogram.middle if stored else float
    return {
        raw: [(shown(value), count) for value, count in sorted(values.items())]
        for raw, values in found.items()
    }


def _counted(piece: Slice, wanted: Distribution, by: Sequence[str]) -> Iterable[dict[str, Any]]:
    cells = DurationCount.objects.filter(piece.cells()).order_by()
    keys = _cell_keys(by) | {source.KEY + "value": F("bucket")}
    rows = cells.values(**keys).annotate(**{source.SUM + wanted.id: Sum(wanted.id)})
    return cast("Iterable[dict[str, Any]]", rows)


def _measured(piece: Slice, wanted: Distribution, by: Sequence[str]) -> Iterable[dict[str, Any]]:
    fact = FACTS[MEASURES[wanted.base].fact]
    keys = {name: _record_key(fact, name) for name in by} | {"value": F(wanted.value)}
    return source.counts(wanted, keys, piece.records(fact))


def _cell_keys(by: Sequence[str]) -> dict[str, Combinable]:
    found: dict[str, Combinable] = {}
    for name in by:
        dimension = DIMENSIONS[name]
        column = _COLUMNS.get(dimension.base, dimension.base)
        found[source.KEY + name] = dimension.expression(column)
    return found


def _record_keys(fact: Fact, by: Sequence[str]) -> dict[str, Combinable]:
    return {name: _record_key(fact, name) for name in by}


def _record_key(fact: Fact, name: str) -> Combinable:
    dimension = DIMENSIONS[name]
    if dimension.of_day is None:
        return source.base_key(fact, dimension.base)
    return dimension.of_day(fact.path(dimension.base))


def _folded(row: dict[str, Any], by: Sequence[str], types: Types | None) -> Raw:
    """The group's values, inquiry types lifted to the level asked for."""
    found = []
    for name in by:
        value = row[source.KEY + name]
        level = DIMENSIONS[name].level
        if level is not None and types is not None:
            value = types.ancestor(value, level)
        found.append(value)
    return tuple(found)
