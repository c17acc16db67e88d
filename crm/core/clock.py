"""The centre's clock: its time zone, its local days, and its business time.

Everything stored is UTC; whoever needs a local day or hour asks here. The zone is a row (it can
change only while no record exists), so it is read once per process. Business hours and holidays may
change at any time: they are kept per process too, and a version in the shared cache, looked at no
more than once a second, tells every other process to read them again.
"""

from __future__ import annotations

import logging
import threading
import time as monotonic_time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import BusinessHours, Centre, Holiday
from .opening import OpenYear, open_year
from .signals import calendar_changed as changed

log = logging.getLogger(__name__)

DEFAULT_ZONE = "Asia/Seoul"
#: The closing time that means "until midnight"; a time of day cannot say 24:00.
MIDNIGHT = time.max
#: A centre that has set no hours yet works Monday to Friday, 09:00 to 18:00.
DEFAULT_WEEK = {weekday: (time(9), time(18)) for weekday in range(1, 6)}
ONE_DAY = timedelta(days=1)
#: Outside of these years a day is a mistake, and some have no instant in every time zone.
FIRST_YEAR, LAST_YEAR = 1900, 2199
ONE_SECOND = timedelta(seconds=1)
_VERSION_KEY = "core:calendar-version"
_LOOK_AGAIN_AFTER = 1.0  # seconds between two looks at the shared version


@dataclass(frozen=True)
class Week:
    """Opening hours by ISO weekday and the days without any; years are added up when asked for."""

    hours: dict[int, tuple[time, time]]
    holidays: frozenset[date]
    years: dict[int, OpenYear] = field(default_factory=dict, compare=False, repr=False)

    def hours_on(self, day: date) -> tuple[time, time] | None:
        """Opening and closing on a day, or `None` when the centre is closed."""
        return None if day in self.holidays else self.hours.get(day.isoweekday())


class _Kept:
    """What this process keeps; one lock, because threads of one worker share it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.zone: ZoneInfo | None = None
        self.week: Week | None = None
        self.version: str | None = None
        self.looked_at = 0.0


_kept = _Kept()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def zone() -> ZoneInfo:
    """The centre's time zone; before the centre exists, the one it would be made with."""
    kept = _kept.zone
    if kept is not None:
        return kept
    stored = Centre.objects.filter(pk=1).values_list("time_zone", flat=True).first()
    if stored is None:
        return ZoneInfo(getattr(settings, "CENTRE_TIME_ZONE", None) or DEFAULT_ZONE)
    with _kept.lock:
        _kept.zone = ZoneInfo(stored)
        return _kept.zone


def local(moment: datetime) -> datetime:
    """The moment on the centre's wall clock."""
    return moment.astimezone(zone())


def utc_offset() -> str:
    """How far the centre's clock stands from UTC now: `UTC+9`, `UTC−3:30`."""
    shift = local(now()).utcoffset() or timedelta()
    minutes = shift // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


def local_day(moment: datetime) -> date:
    return local(moment).date()


def local_hour(moment: datetime) -> int:
    return local(moment).hour


def today() -> date:
    return local_day(now())


def at(day: date, wall: time) -> datetime:
    """The instant (UTC) of a wall-clock time; one a clock change skips is moved past the gap."""
    return datetime.combine(day, wall.replace(fold=0), tzinfo=zone()).astimezone(UTC)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """First instant of a local day and of the next one, in UTC: 23, 24 or 25 hours apart."""
    return at(day, time.min), at(day + ONE_DAY, time.min)


def possible_day(day: date) -> None:
    """The check of every day and moment that people type or that stands in an address."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        facts = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(
            _("Give a year from %(first)s to %(last)s.") % facts, code="impossible_date"
        )


def is_business_day(day: date) -> bool:
    return week().hours_on(day) is not None


def business_days(first: date, last: date) -> int:
    """Number of business days, both ends included; 0 when `last` is before `first`."""
    current = week()
    days = (last - first).days + 1
    return sum(current.hours_on(first + timedelta(days=n)) is not None for n in range(days))


def business_seconds(start: datetime, end: datetime) -> int:
    """Whole seconds of business time between two moments; 0 when `end` is before `start`."""
    if end <= start:
        return 0
    current, local_zone = week(), zone()
    first, last = start.astimezone(local_zone).year, end.astimezone(local_zone).year
    total = _open_year(current, last).until(end) - _open_year(current, first).until(start)
    for year in range(first, last):
        total += _open_year(current, year).total
    return total // ONE_SECOND


def _open_year(current: Week, year: int) -> OpenYear:
    found = current.years.get(year)
    if found is None:
        first = date(year, 1, 1)
        days = (date(year, 12, 31) - first).days + 1
        spans = (_open_span(current, first + timedelta(days=n)) for n in range(days))
        found = current.years[year] = open_year(span for span in spans if span is not None)
    return found


def add_business_seconds(start: datetime, seconds: int) -> datetime:
    """The moment (UTC) by which that much business time has passed; from outside, hours wait.

    Zero seconds return the start itself. A hundred years without an open day is a mistake.
    """
    left = timedelta(seconds=seconds)
    if left <= timedelta():
        return start.astimezone(UTC)
    current = week()
    first = local_day(start)
    for offset in range(36_525):
        span = _open_span(current, first + timedelta(days=offset))
        if span is None or span[1] <= start:
            continue
        begin = max(span[0], start)
        if begin + left <= span[1]:
            return (begin + left).astimezone(UTC)
        left -= span[1] - begin
    raise ValueError("The calendar has no open day")


def _open_span(current: Week, day: date) -> tuple[datetime, datetime] | None:
    """Opening and closing instants (UTC, so that differences are elapsed time)."""
    hours = current.hours_on(day)
    if hours is None:
        return None
    opens, closes = hours
    end = at(day + ONE_DAY, time.min) if closes == MIDNIGHT else at(day, closes)
    return at(day, opens), end


def week() -> Week:
    """Hours and holidays as they are now, from this process unless another one changed them."""
    tick = monotonic_time.monotonic()
    if _kept.week is not None and tick - _kept.looked_at < _LOOK_AGAIN_AFTER:
        return _kept.week
    version = _shared_version()
    with _kept.lock:
        _kept.looked_at = tick
        if _kept.week is not None and version == _kept.version:
            return _kept.week
    fresh = _read_week()
    with _kept.lock:
        _kept.week, _kept.version = fresh, version
    return fresh


def _read_week() -> Week:
    hours = {row.weekday: (row.opens, row.closes) for row in BusinessHours.objects.all()}
    days = Holiday.objects.values_list("day", flat=True)
    return Week(hours or dict(DEFAULT_WEEK), frozenset(days))


def _shared_version() -> str | None:
    try:
        found: str | None = cache.get(_VERSION_KEY)
    except Exception:  # a missing cache must never stop a write that needs the calendar
        log.warning("calendar version unreadable", exc_info=True)
        return uuid.uuid4().hex
    return found


def calendar_changed() -> None:
    """To be called by whoever writes hours or holidays, inside the transaction."""
    forget_week()
    changed.send(sender=Centre)
    transaction.on_commit(_tell_everybody, robust=True)


def _tell_everybody() -> None:
    forget_week()
    cache.set(_VERSION_KEY, uuid.uuid4().hex, None)


def forget_week() -> None:
    with _kept.lock:
        _kept.week = None


def forget() -> None:
    """Drop everything kept, the zone too: for tests and for setting the zone of a new centre."""
    with _kept.lock:
        _kept.zone = _kept.week = None
