"""A question for figures as somebody types it, checked; errors name what would be valid."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crm.people.models import Team, User
from interactions.channels import CHANNELS
from interactions.models import InquiryType

from .dimensions import DIMENSIONS, NO_TEAM, SPANS, span_code
from .kpis.catalogue import KPIS
from .slices import Slice

#: Names of valid values in an error; a longer list is cut.
_SHOWN = 60


class BadQuestion(ValueError):
    """The message says what is wrong and lists what is valid."""


@dataclass(frozen=True)
class Question:
    piece: Slice
    kpis: tuple[str, ...]
    by: tuple[str, ...]


def ask(
    first: date, last: date, *, kpis: str | None, by: str | None, filters: Iterable[str]
) -> Question:
    """Words become a question: lists by commas, a filter as `dimension=value,value`."""
    if last < first:
        raise BadQuestion(f"The dates are out of order: {first} is after {last}.")
    names = _listed(kpis) or list(KPIS)
    _check("KPI", names, KPIS)
    dimensions = _listed(by)
    _check("dimension", dimensions, DIMENSIONS)
    piece = Slice(first, last)
    for text in filters:
        piece = _filtered(piece, text)
    return Question(piece, tuple(names), tuple(dimensions))


def _listed(text: str | None) -> list[str]:
    words = [word.strip() for word in (text or "").split(",")]
    return list(dict.fromkeys(word for word in words if word))


def _check(what: str, words: Sequence[str], valid: Collection[str]) -> None:
    for word in words:
        if word not in valid:
            raise BadQuestion(f"Unknown {what} {word!r}. Valid: {_spoken(list(valid))}.")


def _spoken(valid: Sequence[str]) -> str:
    more = f", … ({len(valid)} in all)" if len(valid) > _SHOWN else ""
    return ", ".join(valid[:_SHOWN]) + more if valid else "none"


def _filtered(piece: Slice, text: str) -> Slice:
    """Another filter narrows: different ones hold together, also two of one dimension."""
    key, equals, rest = text.partition("=")
    key = key.strip()
    if not equals:
        raise BadQuestion(f"Not a filter: {text!r}. Write dimension=value,value.")
    _check("filter", [key], DIMENSIONS)
    values = _listed(rest)
    if not values:
        raise BadQuestion(f"The filter {key} has no value.")
    return _NARROW[key](piece, key, values)


def _chosen(key: str, values: list[str], valid: dict[str, Any]) -> frozenset[Any]:
    _check(f"{key} value", values, valid)
    return frozenset(valid[value] for value in values)


def _both(held: frozenset[Any] | None, found: frozenset[Any]) -> frozenset[Any]:
    return found if held is None else held & found


def _by_agent(piece: Slice, key: str, values: list[str]) -> Slice:
    valid = dict(User.objects.order_by("code").values_list("code", "pk")) | {"none": 0}
    return replace(piece, agents=_both(piece.agents, _chosen(key, values, valid)))


def _by_team(piece: Slice, key: str, values: list[str]) -> Slice:
    valid = dict(Team.objects.order_by("code").values_list("code", "pk")) | {NO_TEAM: 0}
    return replace(piece, teams=_both(piece.teams, _chosen(key, values, valid)))


def _by_channel(piece: Slice, key: str, values: list[str]) -> Slice:
    found = _chosen(key, values, {name: name for name in CHANNELS})
    return replace(piece, channels=_both(piece.channels, found))


def _by_type(piece: Slice, key: str, values: list[str]) -> Slice:
    """An inner node means everything under it; no second level have the untyped, and those of a
    first level alone.
    """
    nodes = InquiryType.objects.order_by("code")
    level = DIMENSIONS[key].level
    if level is not None:
        nodes = nodes.filter(level=level)
    valid = dict(nodes.values_list("code", "pk")) | {"none": 0}
    chosen = _chosen(key, values, valid)
    found = replace(piece, types=chosen).resolved().types or frozenset()
    if level == 2 and 0 in chosen:
        found |= set(InquiryType.objects.filter(level=1).values_list("pk", flat=True))
    return replace(piece, types=_both(piece.types, found), is_exact=True)


def _by_hour(piece: Slice, key: str, values: list[str]) -> Slice:
    found = _chosen(key, values, {str(hour): hour for hour in range(24)})
    return replace(piece, hours=_both(piece.hours, found))


def _by_weekday(piece: Slice, key: str, values: list[str]) -> Slice:
    found = _chosen(key, values, {str(weekday): weekday for weekday in range(1, 8)})
    return replace(piece, weekdays=_both(piece.weekdays, found))


def _by_span(piece: Slice, key: str, values: list[str]) -> Slice:
    """Spans that lie in the asked days, as far as they do."""
    days = [piece.first + timedelta(days=n) for n in range((piece.last - piece.first).days + 1)]
    inside: dict[str, set[date]] = {}
    for day in days:
        inside.setdefault(span_code(key, day), set()).add(day)
    _check(f"{key} value", values, inside)
    found = frozenset(day for value in values for day in inside[value])
    return replace(piece, days=_both(piece.days, found))


_NARROW: dict[str, Callable[[Slice, str, list[str]], Slice]] = {
    "agent": _by_agent,
    "team": _by_team,
    "channel": _by_channel,
    "type": _by_type,
    "type1": _by_type,
    "type2": _by_type,
    "hour": _by_hour,
    "weekday": _by_weekday,
    **dict.fromkeys(SPANS, _by_span),
}
