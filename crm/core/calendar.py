"""Holidays and opening hours: taken from the public calendar, changed by the centre's admins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import transaction

from . import audit, clock
from .models import BusinessHours, Centre, Holiday

if TYPE_CHECKING:
    from crm.people.models import User

#: Years of public holidays a centre starts with, before and after the current one.
YEARS_BEFORE, YEARS_AFTER = 10, 2


@lru_cache(maxsize=64)
def public_holidays(year: int) -> dict[date, str]:
    """Korea's public holidays of a year by their Korean names, substitute days included."""
    import holidays as public_calendar  # here: it costs every process half a second, one needs it

    return dict(public_calendar.country_holidays("KR", years=year, language="ko").items())


def years_around(day: date) -> list[int]:
    return list(range(day.year - YEARS_BEFORE, day.year + YEARS_AFTER + 1))


@transaction.atomic
def load_missing_years(years: Iterable[int]) -> int:
    """Take over years that never were; a year taken once stays as the centre has edited it.

    The first ones are there with the centre itself; each later one leaves an audit entry.
    """
    centre = Centre.objects.select_for_update().filter(pk=1).first()
    if centre is None:
        return 0
    missing = sorted(set(years) - set(centre.holiday_years))
    if not missing:
        return 0
    added, is_new = _add_public_days(missing), not centre.holiday_years
    centre.holiday_years = sorted({*centre.holiday_years, *missing})
    centre.save(update_fields=["holiday_years"])
    if not is_new:
        taken, changes = ", ".join(map(str, missing)), {"added": [0, added]}
        audit.record(None, "holiday.reloaded", centre, changes=changes, label=taken)
    clock.calendar_changed()
    return added


@transaction.atomic
def reload_public_holidays(actor: User, *, year: int) -> int:
    """Bring back the public holidays of a year; days the centre added or named itself stay."""
    centre = Centre.objects.select_for_update().get(pk=1)
    added = _add_public_days([year])
    centre.holiday_years = sorted({*centre.holiday_years, year})
    centre.save(update_fields=["holiday_years"])
    audit.record(actor, "holiday.reloaded", centre, changes={"added": [0, added]}, label=str(year))
    clock.calendar_changed()
    return added


def _add_public_days(years: Iterable[int]) -> int:
    rows = [
        Holiday(day=day, name=name[:80], is_public=True)
        for year in years
        for day, name in public_holidays(year).items()
    ]
    before = Holiday.objects.count()
    Holiday.objects.bulk_create(rows, ignore_conflicts=True)
    return Holiday.objects.count() - before


@transaction.atomic
def add_holiday(actor: User, *, day: date, name: str) -> Holiday:
    """A day without business hours; an existing one takes the new name."""
    old = Holiday.objects.select_for_update().filter(day=day).first()
    holiday, made = Holiday.objects.update_or_create(day=day, defaults={"name": name})
    audit.record(
        actor,
        "holiday.added" if made else "holiday.renamed",
        holiday,
        changes=audit.diff(
            {"day": old.day, "name": old.name} if old else {}, {"day": day, "name": name}
        ),
    )
    clock.calendar_changed()
    return holiday


@transaction.atomic
def remove_holiday(actor: User, *, holiday: Holiday) -> None:
    """The day has business hours again. Figures counted in business time are not rewritten."""
    audit.record(
        actor,
        "holiday.removed",
        holiday,
        changes={"day": [holiday.day, None], "name": [holiday.name, None]},
    )
    holiday.delete()
    clock.calendar_changed()


@transaction.atomic
def set_hours(actor: User, *, week: Mapping[int, tuple[time, time]]) -> None:
    """Replace the opening hours; weekdays (1 = Monday) that are missing are closed."""
    centre = Centre.objects.select_for_update().get(pk=1)
    before = {row.weekday: (row.opens, row.closes) for row in BusinessHours.objects.all()}
    BusinessHours.objects.all().delete()
    BusinessHours.objects.bulk_create(
        [
            BusinessHours(weekday=weekday, opens=opens, closes=closes)
            for weekday, (opens, closes) in sorted(week.items())
        ]
    )
    audit.record(actor, "hours.changed", centre, changes=audit.diff(_spoken(before), _spoken(week)))
    clock.calendar_changed()


def _spoken(week: Mapping[int, tuple[time, time]]) -> dict[str, str]:
    """Hours as the audit entry shows them; 24:00 is how people write the end of the day."""
    return {
        f"weekday_{weekday}": f"{opens:%H:%M}–{closing_text(closes)}"
        for weekday, (opens, closes) in week.items()
    }


def closing_text(closes: time) -> str:
    return "24:00" if closes == clock.MIDNIGHT else f"{closes:%H:%M}"
