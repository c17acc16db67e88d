"""The first-run checklist: what a new centre still needs, read from the records themselves.

What only a person can judge is ticked off by hand (`Centre.checklist_done`); everything else is
done when the records say so. `open_steps` is one statement, because the menu shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise

from crm.core import clock, menu
from crm.core.models import AuditEntry, BusinessHours, Centre
from crm.people.models import Kind, Membership, Role, Team, User
from crm.staff.words import STEPS
from interactions.models import ChannelSetting, Consultation, InquiryType
from performance.models import Target

from . import checklist_facts as facts
from .checklist_facts import Check, Facts

Text = str | Promise
#: Steps whose defaults work, so that somebody has to say that they are right.
CONFIRMABLE = ("time-zone", "hours", "channels")
#: Minutes a step takes, roughly, with the data at hand.
MINUTES = {
    "time-zone": 1,
    "hours": 3,
    "teams": 3,
    "users": 15,
    "types": 20,
    "channels": 3,
    "targets": 10,
}
_PAGES = {
    "time-zone": "settings-hours",
    "hours": "settings-hours",
    "teams": "settings-teams",
    "users": "settings-users",
    "types": "types:list",
    "channels": "channels:list",
    "targets": "targets:settings",
}
#: Whose latest audit entry says who worked on the step last: subject types, actions.
_TRACES: dict[str, tuple[tuple[str, ...], str]] = {
    "hours": (("core.centre", "core.holiday"), r"^(hours|holiday)\."),
    "teams": (("people.team",), r"^team\."),
    "users": (("people.user",), r"^(user|membership)\."),
    "types": (("interactions.inquirytype",), r"."),
    "channels": (("interactions.channelsetting",), r"."),
    "targets": (("performance.target",), r"."),
}
_FACTS: dict[str, Callable[[Centre, date], Facts]] = {
    "time-zone": facts.time_zone,
    "hours": facts.hours,
    "teams": facts.teams,
    "users": facts.users,
    "types": facts.types,
    "channels": facts.channels,
    "targets": facts.targets,
}


@dataclass(frozen=True)
class Mark:
    """Who worked on a step last, and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Step:
    """A line of the checklist."""

    key: str
    number: int
    title: Text
    facts: Facts
    done: bool
    current: bool
    confirmable: bool
    url: str
    mark: Mark | None

    @property
    def checks(self) -> Sequence[Check]:
        """What to look at: all of it where one is, later only what would be missed."""
        found = self.facts.checks
        return found if self.current or self.done else ()


def done_steps(day: date) -> dict[str, bool]:
    """Which steps are done, in one statement."""
    leads = Membership.objects.on(day).filter(kind=Kind.LEAD, team=OuterRef("pk"))
    begun = Target.objects.filter(starts_on__lte=day, value__isnull=False)
    row = (
        Centre.objects.filter(pk=1)
        .annotate(
            has_hours=Exists(BusinessHours.objects.all()),
            has_records=Exists(Consultation.objects.all()),
            has_teams=Exists(Team.objects.active()),
            has_agents=Exists(User.objects.active().filter(role=Role.AGENT)),
            has_leaderless=Exists(Team.objects.active().filter(~Exists(leads))),
            has_types=Exists(InquiryType.objects.active()),
            has_channels=Exists(ChannelSetting.objects.all()),
            has_targets=Exists(begun),
        )
        .first()
    )
    if row is None:
        return dict.fromkeys(STEPS, False)
    confirmed = {step: step in row.checklist_done for step in CONFIRMABLE}
    return {
        "time-zone": confirmed["time-zone"] or row.has_records,
        "hours": confirmed["hours"] or row.has_hours,
        "teams": row.has_teams,
        "users": row.has_agents and row.has_teams and not row.has_leaderless,
        "types": row.has_types,
        "channels": confirmed["channels"] or row.has_channels,
        "targets": row.has_targets,
    }


def open_steps() -> int:
    """How many steps are left; for the menu."""
    return sum(not done for done in done_steps(clock.today()).values())


def steps() -> list[Step]:
    """Every step with what was set, by whom and when; the first open one is the current one."""
    day, centre = clock.today(), Centre.objects.get(pk=1)
    done = done_steps(day)
    current = next((key for key in STEPS if not done[key]), None)
    return [
        Step(
            key=key,
            number=number,
            title=title,
            facts=_FACTS[key](centre, day),
            done=done[key],
            current=key == current,
            confirmable=key in CONFIRMABLE and not done[key],
            url=menu.find(_PAGES[key]),
            mark=_mark(key, centre) if done[key] else None,
        )
        for number, (key, title) in enumerate(STEPS.items(), start=1)
    ]


def _mark(key: str, centre: Centre) -> Mark | None:
    """The later of the tick by hand and the last write behind the step."""
    ticked: dict[str, Any] | None = centre.checklist_done.get(key)
    found = [Mark(ticked["by"], datetime.fromisoformat(ticked["at"]))] if ticked else []
    if key in _TRACES:
        subjects, pattern = _TRACES[key]
        entry = (
            AuditEntry.objects.filter(subject_type__in=subjects, action__regex=pattern)
            .exclude(actor=None)
            .select_related("actor")
            .first()
        )
        if entry is not None and entry.actor is not None:
            found.append(Mark(entry.actor.name, entry.at))
    return max(found, key=lambda mark: mark.at, default=None)


@dataclass(frozen=True)
class Ability:
    """Something the product does; `why` says since when, or what it waits for."""

    name: Text
    works: bool
    why: Text


def abilities(done: dict[str, bool]) -> list[Ability]:
    """What works already, and what is missing for the rest."""
    return [
        Ability(name, all(done[step] for step in needed), facts.reason(needed, done))
        for name, needed in facts.ABILITIES
    ]
