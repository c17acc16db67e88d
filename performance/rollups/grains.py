"""Filling the stored tables: one `INSERT … SELECT` a table and range, compiled from the ORM.

Each fact is one `SELECT`, grouped; `UNION ALL` under one `GROUP BY` makes every cell once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model, Q
from django.db.models.expressions import Combinable

from ..kpis import versions
from ..kpis.facts import FACTS
from ..kpis.measures import DISTRIBUTIONS, STORED
from ..kpis.types import Fact
from ..kpis.versions import Versions
from ..models import AgentDay, DurationCount, TeamHour, TypeDay
from . import source

#: Stand-ins for values while a statement is compiled: no record has them.
_FIRST, _LAST, _ID = date(1, 1, 1), date(1, 1, 2), 4_000_000_000_000_000_000
_COLUMNS = {"team": "team_id", "agent": "agent_id", "type": "type_id"}


@dataclass(frozen=True)
class Part:
    """What of a table is counted again: days, and within them one team or agent, or all."""

    first: date
    last: date
    team_id: int | None = None
    agent_ids: frozenset[int] | None = None

    def records(self, fact: Fact) -> Q:
        found = Q(**{f"{fact.path('day')}__range": (self.first, self.last)})
        if self.team_id is not None:
            found &= _is(fact.path("team"), frozenset({self.team_id}))
        if self.agent_ids is not None:
            found &= _is(fact.path("agent"), self.agent_ids)
        return found

    def stand_in(self) -> tuple[Part, dict[Any, Any]]:
        """A part of the same form with values found nowhere else, and what they stand for.

        Agents are filled up to a power of two, so that there are few forms.
        """
        values: dict[Any, Any] = {_FIRST: self.first, _LAST: self.last}
        team, agents = self.team_id, self.agent_ids
        if team:
            values[_ID] = team
            team = _ID
        if agents is not None:
            known = sorted(agents - {0})
            room = 1 << (len(known) - 1).bit_length() if known else 0
            places = range(_ID + 1, _ID + 1 + room)
            values |= dict(zip(places, known + known[-1:] * (room - len(known)), strict=True))
            agents = frozenset(places) | (agents & {0})
        return Part(_FIRST, _LAST, team, agents), values

    def cells(self) -> Q:
        found = Q(day__range=(self.first, self.last))
        if self.team_id is not None:
            found &= Q(team_id=self.team_id)
        if self.agent_ids is not None:
            found &= Q(agent_id__in=sorted(self.agent_ids))
        return found


def _real(param: Any, values: dict[Any, Any]) -> Any:
    return values.get(param, param) if isinstance(param, int | date) else param


def _is(path: str, ids: frozenset[int]) -> Q:
    known = sorted(ids - {0})
    found = Q(**{f"{path}__in": known}) if known else Q()
    return found | Q(**{f"{path}__isnull": True}) if 0 in ids else found


@dataclass(frozen=True)
class Grain:
    """A stored table, by which base dimensions it is cut."""

    table: type[Model]
    keys: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.table._meta.db_table

    @property
    def key_columns(self) -> list[str]:
        return [_COLUMNS.get(key, key) for key in self.keys]

    @property
    def sum_columns(self) -> list[str]:
        return list(DISTRIBUTIONS if self.table is DurationCount else STORED)

    def selects(self, part: Part) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """The SQL of each fact: its keys in order, then every column, null for those of others."""
        if self.table is DurationCount:
            for distribution in DISTRIBUTIONS.values():
                fact = FACTS[STORED[distribution.base].fact]
                keys = self._keys(fact) | {"bucket": source.bucket_key(distribution.value)}
                query = source.counts(distribution, keys, part.records(fact))
                yield self._padded(query.query, [distribution.id])
            return
        for name, measures in source.by_fact(STORED.values()).items():
            fact = FACTS[name]
            query = source.sums(fact, measures, self._keys(fact), part.records(fact))
            yield self._padded(query.query, [measure.id for measure in measures])

    def _keys(self, fact: Fact) -> dict[str, Combinable]:
        return {key: source.base_key(fact, key) for key in self.keys if key != "bucket"}

    def _padded(self, query: Any, own: list[str]) -> tuple[str, tuple[Any, ...]]:
        sql, params = query.sql_with_params()
        names = [*(f"k{n}" for n in range(len(self.keys))), *own]
        shown = [
            f"{column}::bigint" if column in own else "NULL::bigint" for column in self.sum_columns
        ]
        wanted = ", ".join([*names[: len(self.keys)], *shown])
        return f"SELECT {wanted} FROM ({sql}) AS f({', '.join(names)})", params  # noqa: S608

    def counted(self, part: Part) -> tuple[str, list[Any]]:
        """The SQL of what the cells of a part should be, compiled once for parts of one form."""
        stand_in, values = part.stand_in()
        sql, params = _compiled(self, stand_in, versions.in_force())
        return sql, [_real(param, values) for param in params]

    def compile(self, part: Part) -> tuple[str, list[Any]]:
        """Costs some ten milliseconds of Python, more than the query itself for one slice."""
        pieces: list[str] = []
        params: list[Any] = []
        for sql, some in self.selects(part):
            pieces.append(sql)
            params += some
        keys = [f"k{n}" for n in range(len(self.keys))]
        names = ", ".join([*keys, *self.sum_columns])
        # A cell has at most one row of each fact, and each column is of one fact: the greatest
        # value is the only one, also below 0. A sum of sums would be numeric, several times as
        # slow.
        sums = ", ".join(f"COALESCE(MAX({name}), 0)" for name in self.sum_columns)
        union = " UNION ALL ".join(pieces)
        grouped = ", ".join(keys)
        sql = f"SELECT {grouped}, {sums} FROM ({union}) AS u({names}) GROUP BY {grouped}"  # noqa: S608
        return sql, params


@lru_cache(maxsize=256)
def _compiled(grain: Grain, part: Part, by: Versions) -> tuple[str, list[Any]]:
    """`by`: the versions of the definitions it is compiled under."""
    return grain.compile(part)


AGENT_DAY = Grain(AgentDay, ("day", "team", "agent"))
TEAM_HOUR = Grain(TeamHour, ("day", "team", "hour"))
TYPE_DAY = Grain(TypeDay, ("day", "team", "channel", "type"))
DURATIONS = Grain(DurationCount, ("day", "team", "channel", "bucket"))
GRAINS = (AGENT_DAY, TEAM_HOUR, TYPE_DAY, DURATIONS)


def clear(grain: Grain, part: Part) -> None:
    grain.table._default_manager.filter(part.cells()).delete()


def fill(grain: Grain, part: Part) -> int:
    """Count the part from its records into empty cells; returns how many cells."""
    sql, params = grain.counted(part)
    columns = ", ".join([*grain.key_columns, *grain.sum_columns])
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {grain.name} ({columns}) {sql}", params)
        return int(cursor.rowcount)


def recount(grain: Grain, part: Part) -> int:
    clear(grain, part)
    return fill(grain, part)


def warm() -> None:
    """Compile what a single saved record needs, so that the first one does not wait for it."""
    for grain in GRAINS:
        agents = frozenset({1}) if grain is AGENT_DAY else None
        grain.counted(Part(_FIRST, _LAST, 1, agents))
