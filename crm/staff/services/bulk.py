"""People whom a file names: registered without a way to sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.hashers import make_password
from django.db import transaction

from crm.core import audit, numbers
from crm.people.models import Kind, Membership, Role, Team, User


@dataclass(frozen=True)
class NamedAgent:
    """An agent by name; `team` from the first day on, where the file says one."""

    name: str
    first_day: date
    team_id: int | None = None


class FirstRecord(NamedTuple):
    """Of an agent in some rows: the earliest day, the team that row says (null: none), and the
    team of the earliest row that says one.
    """

    day: date
    team_id: int | None
    named_team_id: int | None


@transaction.atomic
def register_named_agents(actor: User | None, *, agents: Sequence[NamedAgent]) -> list[User]:
    """Agents who cannot sign in until an admin sets a one-time password, in the order given."""
    if not agents:
        return []
    codes = numbers.free_codes(User, "A", 4, len(agents))
    taken = {name.lower() for name in User.objects.values_list("username", flat=True)}
    users = User.objects.bulk_create(
        User(
            username=_free(code.lower(), taken),
            code=code,
            name=agent.name,
            role=Role.AGENT,
            password=make_password(None),
            joined_on=agent.first_day,
        )
        for code, agent in zip(codes, agents, strict=True)
    )
    teams = {team.pk: team for team in Team.objects.filter(pk__in={one.team_id for one in agents})}
    Membership.objects.bulk_create(
        Membership(user=user, team_id=agent.team_id, kind=Kind.MEMBER, starts_on=agent.first_day)
        for user, agent in zip(users, agents, strict=True)
        if agent.team_id is not None
    )
    told = [
        (user, _changes(user, teams.get(agent.team_id or 0)), user.name)
        for user, agent in zip(users, agents, strict=True)
    ]
    audit.record_many(actor, "user.created", told)
    return users


@transaction.atomic
def begin_earlier(actor: User | None, *, found: dict[int, FirstRecord]) -> None:
    """Further records of agents a file made: their first day and membership move back to the
    earliest, and who has no team yet belongs to the first one named.

    `found`: by user id. Only who never could sign in, and whose one membership began on the day
    they joined, is moved.
    """
    known = User.objects.filter(pk__in=found).prefetch_related("memberships")
    for user in known:
        if user.has_usable_password() or user.joined_on is None:
            continue
        first, rows = found[user.pk], list(user.memberships.all())
        changes: dict[str, list[Any]] = {}
        if first.day < user.joined_on:
            changes["joined_on"] = [user.joined_on, first.day]
            if len(rows) == 1 and rows[0].starts_on == user.joined_on:
                rows[0].starts_on, rows[0].team_id = first.day, first.team_id or rows[0].team_id
                rows[0].save(update_fields=["starts_on", "team"])
            user.joined_on = first.day
            user.save(update_fields=["joined_on"])
        if not rows and first.named_team_id is not None:
            made = Membership.objects.create(
                user=user,
                team_id=first.named_team_id,
                kind=Kind.MEMBER,
                starts_on=user.joined_on,
            )
            changes["team"] = [None, made.team]
        if changes:
            audit.record(actor, "user.changed", user, changes=changes)


def _free(wanted: str, taken: set[str]) -> str:
    name, n = wanted, 1
    while name in taken:
        n += 1
        name = f"{wanted}-{n}"
    taken.add(name)
    return name


def _changes(user: User, team: Team | None) -> dict[str, list[object]]:
    after = {"code": user.code, "name": user.name, "role": str(user.role), "team": team}
    return audit.diff({}, {key: value for key, value in after.items() if value is not None})
