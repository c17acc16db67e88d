"""How fresh the figures are: what is still to be counted, and a stamp that moves with each count.

Open pages ask for the stamp every second; it lies in the cache, so asking costs no query. A cache
that forgets it only makes a page load its figures once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import perf_counter_ns

from django.core.cache import cache
from django.db.models import Min

from crm.core import clock
from crm.people.models import Team

from .models import DirtyMark

STALE_AFTER = timedelta(minutes=15)
_KEY = "performance:counted:"
_KEPT = 7 * 86_400  # seconds
_RECOUNT = "performance:recounting"
#: A run that stopped is told no longer than this after its last month.
_RECOUNT_KEPT = 900  # seconds


def counted(team_id: int, day: date | None = None) -> None:
    """Tell open pages that this team's figures, of one day or of any, were counted again."""
    moment = f"{clock.now().isoformat()}-{perf_counter_ns():020d}"
    keys = [f"{_KEY}{team_id}", _day_key(team_id, day)]
    cache.set_many(dict.fromkeys(keys, moment), _KEPT)


def all_counted() -> None:
    """Tell every open page: whole days were counted again."""
    for team_id in [0, *Team.objects.values_list("pk", flat=True)]:
        counted(team_id)


def stamp(team_ids: Iterable[int]) -> str:
    """Changes whenever figures of one of the teams do."""
    keys = [f"{_KEY}{team_id}" for team_id in sorted(team_ids)]
    return max(cache.get_many(keys).values(), default="")


def stamp_of_days(team_ids: Iterable[int], first: date, last: date) -> str:
    """Changes whenever figures of one of the teams on one of the days do."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    keys = [_day_key(team_id, day) for team_id in sorted(team_ids) for day in (None, *days)]
    return max(cache.get_many(keys).values(), default="")


def _day_key(team_id: int, day: date | None) -> str:
    """Without a day: counts that were of any day."""
    return f"{_KEY}{team_id}:{day or 'any'}"


def recounting(done: int, total: int) -> None:
    """Tell every page that all figures are being counted again, month by month."""
    cache.set(_RECOUNT, (done, total), _RECOUNT_KEPT)
    all_counted()


def recounted() -> None:
    """That is over."""
    cache.delete(_RECOUNT)
    all_counted()


@dataclass(frozen=True)
class Freshness:
    """Until when everything is in the figures; `is_stale` past a quarter of an hour.

    `recount`: months counted again and all of them, while that goes on.
    """

    as_of: datetime
    is_stale: bool
    recount: tuple[int, int] | None = None


def freshness() -> Freshness:
    """Now, unless changes wait to be counted: then the moment of the oldest one."""
    now = clock.now()
    oldest = DirtyMark.objects.aggregate(oldest=Min("created_at"))["oldest"]
    as_of = oldest or now
    return Freshness(as_of, now - as_of > STALE_AFTER, cache.get(_RECOUNT))
