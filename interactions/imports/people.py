"""Agents, teams and inquiry types a file names: found by code, else by exact name, else created."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.core.imports.problems import Unreadable
from crm.people.models import Kind, Membership, Team, User
from crm.staff.services.bulk import (
    FirstRecord,
    NamedAgent,
    begin_earlier,
    register_named_agents,
)
from crm.staff.services.teams import create_team

from ..models import InquiryType
from ..services.types import SEPARATOR, add_type
from .rows import Row

NO_AGENT = _("No agent has this code or name, and the mapping does not let agents be created.")
NO_TEAM = _("No team has this code or name, and the mapping does not let teams be created.")
NO_TYPE = _("No inquiry type has this code or path, and the mapping does not let it be created.")
MANY_AGENTS = _("Several agents have this name; give the code.")

Found = int | Unreadable | None
Who = TypeVar("Who", bound=str | int)


class People:
    """What is found is kept for the whole file; who is created, once a row of theirs is taken."""

    def __init__(self, create: frozenset[str], *, dry_run: bool) -> None:
        self._create, self._dry_run = create, dry_run
        self._agents: dict[str, Found] = {}
        self._teams: dict[str, Found] = {}
        self._types: dict[str, Found] = {}
        self._memberships: dict[int, list[tuple[date, date | None, int]]] = {}
        self._made: dict[str, list[int]] = {}

    def take_made(self) -> dict[str, list[int]]:
        """Ids of teams, types and agents created since last asked, by kind."""
        made, self._made = self._made, {}
        return made

    def look_up(self, rows: Sequence[Row]) -> None:
        """One query a column, of the texts not seen before."""
        self._look_up_agents({row.agent for row in rows if row.agent} - self._agents.keys())
        self._look_up_teams({row.team for row in rows if row.team} - self._teams.keys())
        types = {row.inquiry_type for row in rows if row.inquiry_type} - self._types.keys()
        self._look_up_types(types)

    def refusals(self, row: Row) -> list[tuple[str, Unreadable]]:
        """Targets of a row that name what is unknown or ambiguous."""
        found = [
            ("agent", self._agents.get(row.agent or "")),
            ("team", self._teams.get(row.team or "")),
            ("inquiry_type", self._types.get(row.inquiry_type or "")),
        ]
        return [(name, one) for name, one in found if isinstance(one, Unreadable)]

    def assign(self, rows: Sequence[Row], days: Sequence[date]) -> None:
        """Set agent, team and type of rows that are taken, creating whom they name first.

        The row's team, else the one the agent belonged to that day. `days`: local days of start.
        """
        self._make_teams(rows)
        self._make_types(rows)
        self._make_agents(rows, days)
        for row in rows:
            row.team_id = self._id(self._teams, row.team)
            row.agent_id = self._id(self._agents, row.agent)
            row.type_id = self._id(self._types, row.inquiry_type)
        self._begin_earlier(rows, days)
        self._look_up_memberships({row.agent_id for row in rows if row.agent_id})
        for row, day in zip(rows, days, strict=True):
            if row.team is None and row.agent_id is not None:
                row.team_id = self.team_on(row.agent_id, day)

    def team_on(self, agent_id: int, day: date) -> int | None:
        for starts, ends, team_id in self._memberships.get(agent_id, ()):
            if starts <= day and (ends is None or day < ends):
                return team_id
        return None

    @staticmethod
    def _id(known: dict[str, Found], text: str | None) -> int | None:
        found = known.get(text) if text else None
        return found if isinstance(found, int) else None

    def _look_up_agents(self, texts: set[str]) -> None:
        if not texts:
            return
        users = User.objects.filter(Q(code__in=texts) | Q(name__in=texts))
        codes, names = dict[str, int](), dict[str, list[int]]()
        for key, code, name in users.values_list("pk", "code", "name"):
            codes[code] = key
            names.setdefault(name, []).append(key)
        for text in texts:
            ids = [codes[text]] if text in codes else names.get(text, [])
            self._agents[text] = (
                Unreadable(MANY_AGENTS) if len(ids) > 1 else self._one(ids, "agents", NO_AGENT)
            )

    def _look_up_teams(self, texts: set[str]) -> None:
        if not texts:
            return
        rows = list(Team.objects.order_by("pk").values_list("pk", "code", "name"))
        codes = {code: key for key, code, _name in rows}
        exact = {name: key for key, _code, name in rows}
        loose = {name.lower(): key for key, _code, name in rows}
        for text in texts:
            found = codes.get(text) or exact.get(text) or loose.get(text.lower())
            self._teams[text] = self._one([found] if found else [], "teams", NO_TEAM)

    def _look_up_types(self, texts: set[str]) -> None:
        if not texts:
            return
        rows = InquiryType.objects.filter(Q(code__in=texts) | Q(path__in=texts))
        known = list(rows.values_list("pk", "code", "path"))
        codes = {code: key for key, code, _path in known}
        paths = {path: key for key, _code, path in known}
        for text in texts:
            found = codes.get(text) or paths.get(text)
            self._types[text] = self._one([found] if found else [], "inquiry_types", NO_TYPE)

    def _one(self, ids: Sequence[int], what: str, reason: Any) -> Found:
        """The id; `None` for who may be created; else the refusal."""
        if ids:
            return ids[0]
        return None if what in self._create else Unreadable(reason)

    def _missing(self, known: dict[str, Found], texts: Iterable[str | None]) -> list[str]:
        named = dict.fromkeys(text for text in texts if text)
        return [] if self._dry_run else [text for text in named if known[text] is None]

    def _make_teams(self, rows: Sequence[Row]) -> None:
        for name in self._missing(self._teams, (row.team for row in rows)):
            same = [text for text in self._teams if text.lower() == name.lower()]
            twin = next((one for one in map(self._teams.get, same) if isinstance(one, int)), None)
            self._teams[name] = twin or self._noted("team", create_team(None, name=name).pk)

    def _make_types(self, rows: Sequence[Row]) -> None:
        for path in self._missing(self._types, (row.inquiry_type for row in rows)):
            parent: InquiryType | None = None
            for name in path.split(SEPARATOR):
                known = InquiryType.objects.filter(parent=parent, name=name).first()
                parent = known or add_type(None, name=name, parent=parent)
                if known is None:
                    self._noted("type", parent.pk)
                self._types[parent.path] = parent.pk

    def _make_agents(self, rows: Sequence[Row], days: Sequence[date]) -> None:
        missing = self._missing(self._agents, (row.agent for row in rows))
        if not missing:
            return
        first = _first_records(
            (row.agent, day, self._id(self._teams, row.team))
            for row, day in zip(rows, days, strict=True)
            if row.agent in missing
        )
        named = [NamedAgent(name, first[name].day, first[name].named_team_id) for name in missing]
        users = register_named_agents(None, agents=named)
        for user in users:
            self._noted("agent", user.pk)
        self._agents.update(zip(missing, (user.pk for user in users), strict=True))

    def _noted(self, kind: str, key: int) -> int:
        self._made.setdefault(kind, []).append(key)
        return key

    def _begin_earlier(self, rows: Sequence[Row], days: Sequence[date]) -> None:
        if self._dry_run or "agents" not in self._create:
            return
        found = _first_records(
            (row.agent_id, day, row.team_id) for row, day in zip(rows, days, strict=True)
        )
        begin_earlier(None, found=found)

    def _look_up_memberships(self, ids: set[int]) -> None:
        """Members before leads, as a contact logged at the desk is stamped."""
        self._memberships = {}
        rows = Membership.objects.filter(user__in=ids, kind__in=[Kind.MEMBER, Kind.LEAD])
        found = sorted(rows.order_by("user", "team__code"), key=lambda row: row.kind != Kind.MEMBER)
        for row in found:
            spans = self._memberships.setdefault(row.user_id, [])
            spans.append((row.starts_on, row.ends_on, row.team_id))


def _first_records(
    rows: Iterable[tuple[Who | None, date, int | None]],
) -> dict[Who, FirstRecord]:
    """By agent; on one day the row that comes first in the file."""
    found: dict[Who, FirstRecord] = {}
    named: dict[Who, tuple[date, int]] = {}
    for who, day, team in rows:
        if not who:
            continue
        if who not in found or day < found[who].day:
            found[who] = FirstRecord(day, team, None)
        if team is not None and (who not in named or day < named[who][0]):
            named[who] = (day, team)
    return {
        who: first._replace(named_team_id=named[who][1] if who in named else None)
        for who, first in found.items()
    }
