"""Whose contact it is: agent and team as of that moment, stamped and never joined again."""

from __future__ import annotations

from datetime import date

from crm.people.models import Kind, Team, User


def team_on(agent: User, day: date) -> Team | None:
    """The team somebody was a member of that day; a lead's contacts count in the team led."""
    found = (
        agent.memberships.on(day)
        .filter(kind__in=[Kind.MEMBER, Kind.LEAD])
        .select_related("team")
        .order_by("kind", "team__code")
    )
    rows = sorted(found, key=lambda row: row.kind != Kind.MEMBER)
    return rows[0].team if rows else None
