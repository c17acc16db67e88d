"""Setting and ending targets. A change is a new version; what was in force stays as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crm.core import audit, clock

from ..kpis.catalogue import KPIS
from ..models import Target

if TYPE_CHECKING:
    from crm.people.models import Team, User
    from interactions.models import InquiryType


@dataclass(frozen=True)
class Place:
    """Whose target of which KPI, for which type; nobody and no type: the centre's, for all."""

    kpi: str
    team: Team | None = None
    agent: User | None = None
    type: InquiryType | None = None


@dataclass(frozen=True)
class Lines:
    """The numbers of a target in the KPI's stored unit."""

    value: float
    caution: float | None = None
    floor: float | None = None
    minimum_sample: int | None = None


def first_allowed_day() -> date:
    """The past keeps its targets: a month that is over is closed (KPI.md R9)."""
    return clock.today().replace(day=1)


def problems(kpi: str, lines: Lines) -> dict[str, str]:
    """What is wrong with the numbers, by field; the words name the direction, not the numbers."""
    found: dict[str, str] = {}
    if lines.value <= 0 and KPIS[kpi].unit != "points":
        found["value"] = _("A target must be above 0.")
    elif lines.value <= -100:
        found["value"] = _("A target must be above −100.")
    better = KPIS[kpi].better
    if better == "none":
        found["value"] = _("This figure has no direction, so it takes no target.")
    if lines.caution is not None:
        if better == "up" and lines.caution >= lines.value:
            found["caution"] = _("The caution line must lie below the target: higher is better.")
        if better == "down" and lines.caution <= lines.value:
            found["caution"] = _("The caution line must lie above the target: lower is better.")
        if better == "band" and lines.caution <= lines.value:
            found["caution"] = _("The caution line must lie above the upper edge of the band.")
    if better == "band" and lines.floor is None:
        found["floor"] = _("This KPI is best inside a band: enter its lower edge as well.")
    if lines.floor is not None:
        if not takes_floor(kpi):
            found["floor"] = _("This KPI takes no lower edge.")
        elif not 0 < lines.floor < lines.value:
            found["floor"] = _("The lower edge must lie between 0 and the target.")
    return found


def takes_floor(kpi: str) -> bool:
    """What is best inside a band, and handling time, which may be too short as well as too long."""
    return kpi == "aht" or KPIS[kpi].better == "band"


@transaction.atomic
def set_target(
    actor: User, *, place: Place, lines: Lines, starts_on: date, reason: str = ""
) -> Target:
    """Write the version in force from `starts_on`; `ValidationError` by field when refused."""
    found = problems(place.kpi, lines) | _day_problem(starts_on)
    if found:
        raise ValidationError(found)
    before = _in_force(place, starts_on)
    target = Target.objects.create(
        kpi=place.kpi,
        team=place.team,
        agent=place.agent,
        type=place.type,
        value=lines.value,
        caution=lines.caution,
        floor=lines.floor,
        minimum_sample=lines.minimum_sample,
        starts_on=starts_on,
        reason=reason,
        created_by=actor,
    )
    _record(actor, "target.set", before, target)
    return target


@transaction.atomic
def end_target(actor: User, *, place: Place, starts_on: date, reason: str = "") -> Target:
    """From that day the place has no target of its own; a wider one takes over."""
    if found := _day_problem(starts_on):
        raise ValidationError(found)
    before = _in_force(place, starts_on)
    if before is None or before.value is None:
        raise ValidationError({"value": _("There is no target here that could end.")})
    target = Target.objects.create(
        kpi=place.kpi,
        team=place.team,
        agent=place.agent,
        type=place.type,
        starts_on=starts_on,
        reason=reason,
        created_by=actor,
    )
    _record(actor, "target.ended", before, target)
    return target


@transaction.atomic
def load_targets(actor: User | None, versions: Iterable[Target]) -> int:
    """Take over versions of the past in one go, when a centre is set up; one audit entry."""
    rows = Target.objects.bulk_create(list(versions))
    if rows:
        audit.record(actor, "target.loaded", rows[0], changes={"count": [0, len(rows)]})
    return len(rows)


def _day_problem(starts_on: date) -> dict[str, str]:
    if starts_on < first_allowed_day():
        return {"starts_on": _("Closed months keep their targets. Choose a day of this month on.")}
    return {}


def _in_force(place: Place, day: date) -> Target | None:
    rows = Target.objects.known_on(day).of_place(
        place.kpi,
        team_id=place.team.pk if place.team else None,
        agent_id=place.agent.pk if place.agent else None,
        type_id=place.type.pk if place.type else None,
    )
    return rows.first()


def _record(actor: User, action: str, before: Target | None, after: Target) -> None:
    """The label names the place by its codes, since a version has no number of its own."""
    rows = (after.agent or after.team, after.type)
    label = " · ".join([after.kpi, *(row.code for row in rows if row is not None)])
    audit.record(
        actor, action, after, changes=audit.diff(_facts(before), _facts(after)), label=label
    )


def _facts(target: Target | None) -> dict[str, object]:
    if target is None:
        return {}
    return {
        "value": target.value,
        "caution": target.caution,
        "floor": target.floor,
        "minimum_sample": target.minimum_sample,
        "starts_on": target.starts_on,
    }
