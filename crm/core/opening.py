"""Opening hours as running totals, so that a span of any length costs two look-ups."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class OpenYear:
    """The open spans of one local year, in order; `before[n]` is what was open before span n."""

    opens: list[datetime]
    closes: list[datetime]
    before: list[timedelta]
    total: timedelta

    def until(self, moment: datetime) -> timedelta:
        """Open time of the year before a moment."""
        found = bisect_right(self.opens, moment) - 1
        if found < 0:
            return timedelta()
        return self.before[found] + (min(self.closes[found], moment) - self.opens[found])


def open_year(spans: Iterable[Span]) -> OpenYear:
    opens, closes, before, total = [], [], [], timedelta()
    for start, end in spans:
        if end <= start:
            continue
        opens.append(start)
        closes.append(end)
        before.append(total)
        total += end - start
    return OpenYear(opens, closes, before, total)
