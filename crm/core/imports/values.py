"""From text to values: booleans, whole numbers, durations, moments. Each refuses with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from django.utils.translation import gettext_lazy as _

from .cells import Native, without_point_zero
from .problems import Unreadable

Parser = Callable[[str], Any]

LARGEST = 2**31 - 1
#: Texts a column remembers before it starts afresh.
KEPT = 8_000
_BOOLEANS = {"true": True, "y": True, "1": True, "false": False, "n": False, "0": False}
_CLOCK = re.compile(r"(-?)(\d+):([0-5]\d):([0-5]\d)(?:[.,]\d+)?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_SHORT_HOUR = re.compile(r"(\d{4}-\d\d-\d\d[ T])(\d:)")
NOT_A_NUMBER = _("This is not a whole number.")


def boolean(text: str) -> bool:
    """true/false, Y/N, 1/0 in either case."""
    found = _BOOLEANS.get(without_point_zero(text).lower())
    if found is None:
        raise Unreadable(_("This is neither true nor false; write true, false, Y, N, 1 or 0."))
    return found


def whole_number(text: str) -> int:
    """Also `3.0`; anything else with a fraction is refused."""
    text = without_point_zero(text)
    try:
        found = int(text)
    except ValueError:
        raise Unreadable(NOT_A_NUMBER) from None
    if abs(found) > LARGEST:
        raise Unreadable(_("This number is too large."))
    return found


def duration(text: str) -> int:
    """Whole seconds from seconds or H:MM:SS; negative ones are for the caller to judge."""
    clock = _CLOCK.fullmatch(text)
    if clock:
        sign, hours, minutes, seconds = clock.groups()
        found = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
        found = -found if sign else found
    elif _NUMBER.fullmatch(text):
        found = int(text) if "." not in text else round(float(text))
    else:
        raise Unreadable(_("This is no duration; write seconds or H:MM:SS."))
    if abs(found) > LARGEST:
        raise Unreadable(_("This number is too large."))
    return found


def moment(zone: tzinfo, pattern: str | None) -> Parser:
    """An instant in UTC. Naive times are in `zone`; `pattern` is for text that is not ISO."""

    def parse(text: str) -> datetime:
        found = _read_moment(text, None if isinstance(text, Native) else pattern)
        return _instant(found, zone)

    return parse


def _read_moment(text: str, pattern: str | None) -> datetime:
    try:
        if pattern is not None:
            return datetime.strptime(text, pattern)
        return datetime.fromisoformat(_SHORT_HOUR.sub(r"\g<1>0\2", text))
    except ValueError:
        if pattern is not None:
            reason = _("This date does not have the format given under [formats].")
        else:
            reason = _("This date is not ISO (2026-11-19 14:05); give its format under [formats].")
        raise Unreadable(reason) from None


def _instant(found: datetime, zone: tzinfo) -> datetime:
    """Of a local time that comes twice the earlier; one that a clock change skips is refused."""
    if not 1900 <= found.year <= 2200:
        raise Unreadable(_("This date is not between 1900 and 2200."))
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    instant = found.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) != found:
        raise Unreadable(_("This local time does not exist: a clock change skips it."))
    return instant


def word(words: Mapping[str, Any]) -> Parser:
    """One of a closed list, in either case."""

    def parse(text: str) -> Any:
        found = words.get(text.lower())
        if found is None:
            listed = ", ".join(words)
            raise Unreadable(_("This is none of: %(words)s.") % {"words": listed})
        return found

    return parse


def text_up_to(longest: int) -> Parser:
    """Text as it is; longer is refused, never cut."""

    def parse(text: str) -> str:
        if len(text) > longest:
            raise Unreadable(_("This is longer than %(n)s characters.") % {"n": longest})
        return text

    return parse


def key_up_to(longest: int) -> Parser:
    """A name of another system's: whole numbers lose `.0`, so that CSV and XLSX agree."""
    limit = text_up_to(longest)
    return lambda text: limit(without_point_zero(text))


class Column:
    """Works a parser over many texts, once for equal ones; keeps no more than some thousands."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser
        self._kept: dict[str, Any] = {}

    def values(self, texts: list[str]) -> list[Any]:
        """For each text its value, `None` for a blank, or the `Unreadable` it raised."""
        kept = self._kept
        if len(kept) > KEPT:
            kept.clear()
        for text in set(texts).difference(kept):
            kept[text] = self._one(text)
        return [kept[text] for text in texts]

    def _one(self, text: str) -> Any:
        if not text:
            return None
        try:
            return self._parser(text)
        except Unreadable as problem:
            return problem
