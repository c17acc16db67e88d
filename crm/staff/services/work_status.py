"""What somebody is doing now: one running period a person, begun and ended by the second.

A switch is its own record (who, what, since when), so it writes no audit entry; corrections by
others do (`status_corrections`). Rows are locked person by person: a switch, a sign-out and the
sweep may meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crm.core import audit, clock
from crm.people.models import User, WorkStatus
from crm.people.querysets import WorkStatusQuerySet
from crm.people.scope import team_on
from crm.people.statuses import Status

from .status_pieces import Slices, cut, hour_start, take_out, tell, whole

#: Nobody does one thing without a change for so long: whoever left without signing out.
LONGEST = timedelta(hours=12)
#: Periods the sweep holds the locks of at once.
AT_ONCE = 200


def current(user: User) -> WorkStatus | None:
    """The running period of a person."""
    return WorkStatus.objects.running().filter(user=user).first()


@transaction.atomic
def switch(actor: User, *, status: str) -> WorkStatus:
    """From now on the actor does this; the same again changes nothing."""
    if status not in Status.values:
        raise ValidationError(_("There is no such work status."))
    now = whole(clock.now())
    running = _hold(actor)
    if running is not None and running.status == status:
        return running
    touched = _end(running, now) if running is not None else set()
    if WorkStatus.objects.filter(user=actor).overlapping(now, None).exists():
        raise ValidationError(_("A work status that was imported for this moment is in the way."))
    period = WorkStatus.objects.create(
        user=actor, team=team_on(actor, clock.local_day(now)), status=status, started_at=now
    )
    tell(touched)
    return period


@transaction.atomic
def end_running(user: User) -> None:
    """Signed out or deactivated: what was running ends now."""
    running = _hold(user)
    if running is not None:
        tell(_end(running, whole(clock.now())))


def sweep(now: datetime) -> None:
    """End what was forgotten, and put the passed hours of running periods into pieces."""
    _each(WorkStatus.objects.running().filter(started_at__lt=now - LONGEST), _end_forgotten)
    border = hour_start(whole(now))
    _each(WorkStatus.objects.uncut(border), lambda periods: cut(periods, until=border))


def forgotten_end(started_at: datetime) -> datetime:
    """The close of business that day, where it began before; else half a day, or midnight."""
    day = clock.local_day(started_at)
    midnight = clock.day_bounds(day)[1]
    hours = clock.week().hours_on(day)
    if hours is not None:
        closes: time = hours[1]
        closing = midnight if closes == clock.MIDNIGHT else clock.at(day, closes)
        if closing > started_at:
            return closing
    return min(started_at + LONGEST, midnight)


def _each(periods: WorkStatusQuerySet, work: Callable[[Sequence[WorkStatus]], Slices]) -> None:
    """Some at a time, each lot a transaction; what somebody switches just now waits its turn."""
    ids = list(periods.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            held = periods.filter(pk__in=ids[start : start + AT_ONCE]).select_related("user")
            found = held.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
            tell(work(list(found)))


def _hold(user: User) -> WorkStatus | None:
    """The running period, with the person locked, so that no two begin at once."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return WorkStatus.objects.running().filter(user=user).select_for_update().first()


def _end(period: WorkStatus, at: datetime) -> Slices:
    """Ended at a moment and put into pieces; one that lasted no second never was."""
    touched = take_out(period) if period.cut_until is not None and period.cut_until > at else set()
    if at <= period.started_at:
        period.delete()
        return touched
    period.ended_at = at
    period.save(update_fields=["ended_at", "cut_until"])
    return touched | cut([period], until=at)


def _end_forgotten(periods: Sequence[WorkStatus]) -> Slices:
    touched: Slices = set()
    for period in periods:
        end = whole(forgotten_end(period.started_at))
        touched |= _end(period, end)
        audit.record(
            None,
            "work_status.closed",
            period,
            changes={"ended_at": [None, end]},
            label=period.user.name,
        )
    return touched
