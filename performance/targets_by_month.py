"""The targets a figure was held against month by month, without a read for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm.people.models import Membership

from . import figures
from .models import Target
from .slices import Slice
from .targets import TargetBook, TargetValue, only, weight


def for_months(
    piece: Slice, kpi: str, months: Sequence[tuple[date, date]], versions: Sequence[Target]
) -> list[TargetValue | None]:
    """The target of each month (first day, last day), as of its last day; one read for all mixes.

    `versions` are those of the KPI known at the end, newest first.
    """
    books = [
        TargetBook(last, [each for each in versions if each.starts_on <= last])
        for _first, last in months
    ]
    agent_id, team_id = only(piece.agents), only(piece.teams)
    teams: list[int | None] = [team_id] * len(months)
    if agent_id is not None and team_id is None and versions:
        teams = _teams_of(agent_id, [last for _first, last in months])
    split = [
        book.is_split(kpi, team_id=team, agent_id=agent_id)
        for book, team in zip(books, teams, strict=True)
    ]
    mixes: dict[str, dict[int | None, float]] = {}
    if any(split):
        for row in figures.read(piece, [kpi], ("month", "type")):
            mix = mixes.setdefault(str(row.keys["month"].code), {})
            mix[row.keys["type"].id or None] = weight(row.figures[kpi])
    found = []
    for (first, _last), book, team, is_split in zip(months, books, teams, split, strict=True):
        place = {"team_id": team, "agent_id": agent_id}
        mix = mixes.get(f"{first:%Y-%m}", {})
        found.append(book.mean(kpi, mix, **place) if is_split else book.find(kpi, **place))
    return found


def _teams_of(agent_id: int, days: Sequence[date]) -> list[int | None]:
    """The team of each day, in one query."""
    held = list(Membership.objects.filter(user_id=agent_id, kind="member").order_by("pk"))
    return [
        next(
            (
                row.team_id
                for row in held
                if row.starts_on <= day and (row.ends_on is None or row.ends_on > day)
            ),
            None,
        )
        for day in days
    ]
