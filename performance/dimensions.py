"""What figures can be broken down by: codes for addresses and files, names for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.functions import (
    ExtractIsoWeekDay,
    TruncMonth,
    TruncQuarter,
    TruncWeek,
)
from django.utils.dates import WEEKDAYS
from django.utils.translation import pgettext

from crm.people.models import Team, User
from interactions.channels import CHANNELS
from interactions.models import InquiryType

from .once import once

Code = str | int | None


@dataclass(frozen=True)
class Key:
    """One value of a dimension. `code` is stable; nobody and no type have the code `None`.

    `id` is the row's id where the dimension is a table; 0 stands for nobody.
    """

    code: Code
    name: str
    id: int | None = None

    @property
    def is_missing(self) -> bool:
        return self.id == 0


@dataclass(frozen=True)
class Dimension:
    """`base` is what a table must know; `of_day` derives a span of days from its day."""

    name: str
    base: str
    of_day: Callable[[str], Combinable] | None = None
    level: int | None = None

    def expression(self, path: str) -> Combinable:
        return F(path) if self.of_day is None else self.of_day(path)


DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension("hour", "hour"),
        Dimension("weekday", "day", ExtractIsoWeekDay),
        Dimension("day", "day"),
        Dimension("week", "day", TruncWeek),
        Dimension("month", "day", TruncMonth),
        Dimension("quarter", "day", TruncQuarter),
        Dimension("team", "team"),
        Dimension("agent", "agent"),
        Dimension("channel", "channel"),
        Dimension("type1", "type", level=1),
        Dimension("type2", "type", level=2),
        Dimension("type", "type"),
    )
}
SPANS = ("day", "week", "month", "quarter")
NO_TEAM = "none"


def span_code(name: str, day: date) -> str:
    """`2021-01-05`, `2021-W01`, `2021-01` or `2021-Q1`."""
    if name == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if name == "month":
        return f"{day:%Y-%m}"
    if name == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return day.isoformat()


def span_days(name: str, first: date) -> tuple[date, date]:
    """First and last day of the span that begins on a day."""
    if name == "day":
        return first, first
    if name == "week":
        return first, first + timedelta(days=6)
    months = 1 if name == "month" else 3
    later = first.month - 1 + months
    return first, date(first.year + later // 12, later % 12 + 1, 1) - timedelta(days=1)


class Types:
    """The tree of inquiry types, read once."""

    def __init__(self) -> None:
        self.nodes: dict[int, InquiryType] = once("types", _nodes)

    def ancestor(self, key: int, level: int) -> int:
        """The node above (or itself) at a level; 0 where the type is shallower."""
        node = self.nodes.get(key)
        while node is not None and node.level > level:
            node = self.nodes.get(node.parent_id or 0)
        return node.pk if node is not None and node.level == level else 0


def _nodes() -> dict[int, InquiryType]:
    return {node.pk: node for node in InquiryType.objects.order_by("level", "pk")}


class Labels:
    """Turns what the database grouped by into keys; one query a table, for the ids present."""

    def __init__(self, by: Iterable[str], raws: Iterable[tuple[Any, ...]], types: Types | None):
        names = list(by)
        columns: dict[str, set[Any]] = {name: set() for name in names}
        for raw in raws:
            for name, value in zip(names, raw, strict=True):
                columns[name].add(value)
        self.users: dict[int, User] = {}
        self.teams: dict[int, Team] = {}
        self.types = types
        if columns.get("agent"):
            self.users = _users(columns["agent"])
        if columns.get("team"):
            self.teams = Team.objects.in_bulk(columns["team"])

    def key(self, name: str, raw: Any) -> Key:
        if name == "agent":
            return self._agent(raw)
        if name == "team":
            team = self.teams.get(raw)
            return Key(team.code, team.name, raw) if team else _no_team()
        if DIMENSIONS[name].base == "type":
            return self._type(name, raw)
        return fixed_key(name, raw)

    def _agent(self, raw: int) -> Key:
        user = self.users.get(raw)
        return Key(user.code, user.name, raw) if user else Key(None, no_agent_name(), 0)

    def _type(self, name: str, raw: int) -> Key:
        node = self.types.nodes.get(raw) if self.types else None
        return Key(node.code, node.path, raw) if node else Key(None, no_type_name(), 0)


def _users(ids: set[int]) -> dict[int, User]:
    known: dict[int, User] = once("users", dict)
    if missing := ids - known.keys() - {0}:
        known.update(User.objects.in_bulk(missing))
    return known


def fixed_key(name: str, raw: Any) -> Key:
    """The key of a dimension that is no table: channel, hour, weekday, span of days."""
    if name == "channel":
        channel = CHANNELS.get(raw)
        return Key(raw, str(channel.label) if channel else raw)
    if name == "hour":
        return Key(raw, f"{raw:02d}:00")
    if name == "weekday":
        return Key(raw, str(WEEKDAYS[raw - 1]))
    code = span_code(name, raw)
    return Key(code, code)


def no_agent_name() -> str:
    return pgettext("figures", "No agent")


def no_type_name() -> str:
    return pgettext("figures", "No type")


def _no_team() -> Key:
    return Key(NO_TEAM, pgettext("figures", "No team"), 0)
