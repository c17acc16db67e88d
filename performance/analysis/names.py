"""What one part of an analysis is called, and the address that keeps a page to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from crm.core import formats

from ..asked import hour_name, month_label
from ..dimensions import SPANS, Key, span_days

if TYPE_CHECKING:
    from ..asked import Asked


def narrowed(asked: Asked, keys: Mapping[str, Key]) -> dict[str, str | None]:
    """The parts of the address that keep a page to one cell."""
    found: dict[str, str | None] = {}
    for name, key in keys.items():
        if name in SPANS:
            first, last = _span(name, str(key.code))
            held = asked.period
            found |= {
                "period": None,
                "from": max(first, held.first).isoformat(),
                "to": min(last, held.last).isoformat(),
            }
        else:
            place = "type" if name.startswith("type") else name
            found[place] = "none" if key.code is None else str(key.code)
    return found


def _span(name: str, code: str) -> tuple[date, date]:
    """First and last day of `2026-W47`, `2026-11`, `2026-Q4` or a day."""
    if name == "week":
        year, week = code.split("-W")
        return span_days(name, date.fromisocalendar(int(year), int(week), 1))
    if name == "month":
        return span_days(name, date.fromisoformat(f"{code}-01"))
    if name == "quarter":
        year, quarter = code.split("-Q")
        return span_days(name, date(int(year), 3 * int(quarter) - 2, 1))
    return span_days(name, date.fromisoformat(code))


def name_of(dimension: str, key: Key) -> str:
    """As a reader calls it."""
    if dimension == "hour" and isinstance(key.code, int):
        return hour_name(key.code)
    if dimension == "weekday" and isinstance(key.code, int):
        return formats.weekday_name(key.code)
    if dimension == "day":
        return formats.weekday(date.fromisoformat(str(key.code)))
    if dimension == "month":
        return month_label(str(key.code))
    if dimension == "week":
        return formats.span(*_span("week", str(key.code)))
    if dimension == "type":
        return key.name.rpartition(" > ")[2]
    return key.name.replace(" > ", " › ")


def is_typed(dimension: str, key: Key) -> bool:
    return dimension in ("team", "agent", "type", "type1", "type2") and not key.is_missing
