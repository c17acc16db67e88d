"""Periods of work status out of a file: recognised, checked against each other, written.

A period is the same by its id in the source, without one by person and start. What is the same
is left alone, also what a lead has corrected since; what differs is written anew. No two of a
person overlap: the later row is refused, and told which period is in the way.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import clock, formats
from crm.core.rows import copy_rows, new_ids
from crm.people.models import StatusPiece, Team, User, WorkStatus
from crm.people.roles import KIND_OF_ROLE

from ..services.status_pieces import COLUMNS, Slices, rows_of, slices_of, tell, whole
from ..services.work_days import teams_on

LONGEST = timedelta(days=1)
NO_AGENT = gettext_lazy("No agent has this code or name.")
MANY_AGENTS = gettext_lazy("Several agents have this name; give the code.")
NO_SHIFTS = gettext_lazy("Only agents and team leads have a work status.")
NO_TEAM = gettext_lazy("No team has this code or name.")
BLANK = gettext_lazy("This is blank.")
NOT_AFTER = gettext_lazy("The end does not lie after the start.")
TOO_LONG = gettext_lazy("A work status lasts a day at most.")
FUTURE = gettext_lazy("This lies in the future.")
TWICE = gettext_lazy("This external id stands in the file twice, for different periods.")
_PLAIN = ("user_id", "team_id", "status", "started_at", "ended_at")
_WRITTEN = ("id", *_PLAIN, "cut_until", "marked_reason", "source", "external_id")


class Refused(Exception):
    """Why a row is not taken: the target to look at, and the reason."""

    def __init__(self, target: str, reason: Any) -> None:
        super().__init__(target)
        self.target, self.reason = target, reason


@dataclass(slots=True, eq=False)
class Row:
    """One row of the file; what follows `ended_at` is looked up."""

    number: int
    place: int
    external_id: str | None
    agent: str | None
    team: str | None
    status: str | None
    started_at: datetime | None
    ended_at: datetime | None
    user_id: int = 0
    team_id: int | None = None
    known: WorkStatus | None = None

    @property
    def start(self) -> datetime:
        assert self.started_at is not None, "checked by `settle`"
        return self.started_at

    @property
    def end(self) -> datetime:
        assert self.ended_at is not None, "checked by `settle`"
        return self.ended_at


def settle(row: Row, now: datetime) -> None:
    """Whole seconds; raises `Refused` where the row cannot be a period."""
    for name in ("agent", "status", "started_at", "ended_at"):
        if getattr(row, name) is None:
            raise Refused(name, BLANK)
    row.started_at, row.ended_at = whole(row.start), whole(row.end)
    if row.end <= row.start:
        raise Refused("ended_at", NOT_AFTER)
    if row.end - row.start > LONGEST:
        raise Refused("ended_at", TOO_LONG)
    if row.end > now:
        raise Refused("ended_at", FUTURE)


class Names:
    """Agents and teams a file names, by code, else by exact name; kept for the whole file."""

    def __init__(self) -> None:
        self._users: dict[str, int | Any] = {}
        self._teams: dict[str, int] = {}

    def look_up(self, rows: Sequence[Row]) -> None:
        texts = {row.agent for row in rows if row.agent} - self._users.keys()
        codes: dict[str, User] = {}
        names: dict[str, list[User]] = {}
        for user in User.objects.filter(Q(code__in=texts) | Q(name__in=texts)):
            codes[user.code] = user
            names.setdefault(user.name, []).append(user)
        for text in texts:
            self._users[text] = _one([codes[text]] if text in codes else names.get(text, []))
        if not self._teams and any(row.team for row in rows):
            teams = list(Team.objects.order_by("pk").values_list("pk", "code", "name"))
            self._teams = {name: pk for pk, _code, name in teams}
            self._teams |= {code: pk for pk, code, _name in teams}

    def assign(self, row: Row) -> None:
        found = self._users[row.agent or ""]
        if not isinstance(found, int):
            raise Refused("agent", found)
        row.user_id = found
        if row.team:
            if row.team not in self._teams:
                raise Refused("team", NO_TEAM)
            row.team_id = self._teams[row.team]


def _one(users: Sequence[User]) -> int | Any:
    if not users:
        return NO_AGENT
    if len(users) > 1:
        return MANY_AGENTS
    fits = KIND_OF_ROLE.get(users[0].role) in ("member", "lead")
    return users[0].pk if fits else NO_SHIFTS


def stamp_teams(rows: Iterable[Row]) -> None:
    """The team of the day, for rows that name none."""
    open_rows = [row for row in rows if row.team is None]
    for day in {clock.local_day(row.start) for row in open_rows}:
        some = [row for row in open_rows if clock.local_day(row.start) == day]
        teams = teams_on(day, [row.user_id for row in some])
        for row in some:
            row.team_id = teams.get(row.user_id)


def recognise(rows: Sequence[Row], source: str) -> None:
    """Set `known` where the period is stored already; the people stay locked until commit."""
    list(
        User.objects.select_for_update(no_key=True)
        .filter(pk__in={row.user_id for row in rows})
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    ids = [row.external_id for row in rows if row.external_id is not None]
    starts = [row.start for row in rows if row.external_id is None]
    stored = WorkStatus.objects.filter(source=source)
    by_id = {one.external_id: one for one in stored.filter(external_id__in=ids)}
    by_start = {
        (one.user_id, one.started_at): one
        for one in stored.filter(external_id__isnull=True, started_at__in=starts)
    }
    for row in rows:
        row.known = (
            by_start.get((row.user_id, row.start))
            if row.external_id is None
            else by_id.get(row.external_id)
        )


def is_unchanged(row: Row) -> bool:
    """Equal to what is stored; a correction by a lead stands."""
    known = row.known
    if known is None:
        return False
    if known.corrected_at is not None:
        return True
    return all(getattr(known, name) == getattr(row, name) for name in _PLAIN)


Span = tuple[datetime, datetime | None, str, int]


def fitting(rows: Sequence[Row]) -> tuple[list[Row], list[tuple[Row, Refused]]]:
    """Rows that overlap nothing, in order of time, and the others with what is in their way.

    What a row replaces makes room for the others; where the row itself is refused, the stored
    period stays, and the rest is looked at once more.
    """
    staying: set[int] = set()
    stored = _stored(rows)
    while True:
        replaced = {row.known.pk for row in rows if row.known is not None} - staying
        taken, refused = _placed(rows, [span for span in stored if span[1][3] not in replaced])
        more = {row.known.pk for row, _why in refused if row.known is not None} - staying
        if not more:
            return taken, refused
        staying |= more


def _stored(rows: Sequence[Row]) -> list[tuple[int, Span]]:
    """What the people of the rows did around that time."""
    if not rows:
        return []
    first, last = min(row.start for row in rows), max(row.end for row in rows)
    ids = [row.known.pk for row in rows if row.known is not None]
    near = WorkStatus.objects.filter(user__in={row.user_id for row in rows})
    found = near.overlapping(first, last) | WorkStatus.objects.filter(pk__in=ids)
    return [(one.user_id, (one.started_at, one.ended_at, one.status, one.pk)) for one in found]


def _placed(
    rows: Sequence[Row], stored: Sequence[tuple[int, Span]]
) -> tuple[list[Row], list[tuple[Row, Refused]]]:
    calendars: dict[int, list[Span]] = {}
    for user_id, span in sorted(stored, key=lambda one: (one[0], one[1][0])):
        calendars.setdefault(user_id, []).append(span)
    taken, refused = [], []
    for row in sorted(rows, key=lambda row: (row.start, row.number)):
        spans, own = calendars.setdefault(row.user_id, []), row.known.pk if row.known else 0
        others = [span for span in spans if span[3] != own] if own else spans
        place = bisect(others, row.start, key=lambda span: span[0])
        around = others[max(0, place - 1) : place + 1]
        clash = next((span for span in around if _overlaps(row, span)), None)
        if clash is not None:
            refused.append((row, Refused("started_at", _clash(*clash[:3]))))
            continue
        others.insert(place, (row.start, row.end, row.status or "", own))
        calendars[row.user_id] = others
        taken.append(row)
    return taken, refused


def _overlaps(row: Row, span: Span) -> bool:
    start, end = span[0], span[1]
    return start < row.end and (end is None or end > row.start)


def _clash(start: datetime, end: datetime | None, status: str) -> str:
    facts = {
        "status": WorkStatus(status=status).get_status_display(),
        "start": formats.moment(start),
        "end": formats.time(end) if end else _("now"),
    }
    return _("This runs into %(status)s, %(start)s – %(end)s.") % facts


def write(rows: Sequence[Row], source: str) -> None:
    """Stored anew, pieces and all; the changed ones keep their id and their mark."""
    changed = [row.known for row in rows if row.known is not None]
    old = StatusPiece.objects.filter(period__in=changed)
    touched: Slices = {
        (day, team or 0, user) for day, team, user in old.values_list("day", "team", "user")
    }
    old.delete()
    WorkStatus.objects.filter(pk__in=[one.pk for one in changed]).delete()
    fresh = iter(new_ids(WorkStatus, len(rows) - len(changed)))
    periods = [
        WorkStatus(
            pk=row.known.pk if row.known else next(fresh),
            user_id=row.user_id,
            team_id=row.team_id,
            status=row.status or "",
            started_at=row.start,
            ended_at=row.end,
            cut_until=row.end,
            marked_reason=row.known.marked_reason if row.known else None,
            source=source,
            external_id=row.external_id,
        )
        for row in rows
    ]
    copy_rows(WorkStatus, _WRITTEN, [[getattr(one, name) for name in _WRITTEN] for one in periods])
    pieces = [
        piece
        for row, one in zip(rows, periods, strict=True)
        for piece in rows_of(one, row.start, row.end)
    ]
    copy_rows(StatusPiece, COLUMNS, pieces)
    tell(touched | slices_of(pieces))
