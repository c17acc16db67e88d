"""Proof that each stored sum equals the sum over its records; repairs what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import connection, transaction

from .. import freshness
from .grains import GRAINS, Grain, Part, recount
from .locks import take_days
from .rebuild import known_days, months
from .refresh import refresh


@dataclass(frozen=True)
class Difference:
    """One stored sum that was wrong. A cell that is missing, or should be, counts 0."""

    table: str
    keys: tuple[Any, ...]
    measure: str
    stored: int
    counted: int

    @property
    def slice(self) -> tuple[date, int]:
        return self.keys[0], self.keys[1]

    def document(self) -> dict[str, Any]:
        grain = next(grain for grain in GRAINS if grain.name == self.table)
        return {
            "table": self.table.removeprefix("performance_"),
            "cell": " ".join(
                f"{name}={value}" for name, value in zip(grain.keys, self.keys, strict=True)
            ),
            "measure": self.measure,
            "stored": self.stored,
            "counted": self.counted,
        }


def reconcile(
    first: date | None = None,
    last: date | None = None,
    *,
    tell: Callable[[int, int], None] | None = None,
) -> list[Difference]:
    """Work off the marks, then compare month by month; what differs is counted again."""
    refresh()
    days = known_days()
    if days is None:
        return []
    pieces = list(months(first or days[0], last or days[1]))
    found: list[Difference] = []
    for number, piece in enumerate(pieces, start=1):
        found += reconcile_days(*piece)
        if tell is not None:
            tell(number, len(pieces))
    return found


@transaction.atomic
def reconcile_days(first: date, last: date) -> list[Difference]:
    """Compare and repair under the days' locks. Slices with a mark are counted again anyway."""
    take_days(first, last)
    part = Part(first, last)
    found = [difference for grain in GRAINS for difference in differences(grain, part)]
    for day, team_id in sorted({difference.slice for difference in found}):
        for grain in GRAINS:
            recount(grain, Part(day, day, team_id))
        transaction.on_commit(partial(freshness.counted, team_id, day), robust=True)
    return found


def differences(grain: Grain, part: Part) -> Iterator[Difference]:
    """Every stored sum of the part that is not what its records say; one query."""
    sql, params = _compare(grain, part)
    width = len(grain.keys)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    for row in rows:
        keys, sums = row[:width], row[width:]
        counted, stored = sums[: len(grain.sum_columns)], sums[len(grain.sum_columns) :]
        for name, right, held in zip(grain.sum_columns, counted, stored, strict=True):
            if (right or 0) != (held or 0):
                yield Difference(grain.name, keys, name, int(held or 0), int(right or 0))


def _compare(grain: Grain, part: Part) -> tuple[str, list[Any]]:
    counted, params = grain.counted(part)
    keys = [f"k{n}" for n in range(len(grain.keys))]
    names = ", ".join([*keys, *grain.sum_columns])
    stored = ", ".join([*grain.key_columns, *grain.sum_columns])
    shown = [f"COALESCE(c.{key}, s.{key})" for key in keys]
    shown += [f"{side}.{name}" for side in "cs" for name in grain.sum_columns]
    same = " AND ".join(f"c.{key} = s.{key}" for key in keys)
    ours, theirs = (", ".join(f"{side}.{name}" for name in grain.sum_columns) for side in "cs")
    sql = (
        f"SELECT {', '.join(shown)} FROM ({counted}) AS c({names}) "  # noqa: S608
        f"FULL JOIN (SELECT {stored} FROM {grain.name} WHERE day BETWEEN %s AND %s) AS s({names}) "
        f"ON {same} WHERE ROW({ours}) IS DISTINCT FROM ROW({theirs}) AND NOT EXISTS ("
        "SELECT 1 FROM performance_dirtymark m "
        "WHERE m.day = COALESCE(c.k0, s.k0) AND m.team_id = COALESCE(c.k1, s.k1)) ORDER BY 1, 2"
    )
    return sql, [*params, part.first, part.last]
