"""The versions of the definitions: which parameters hold from which day on (KPI.md R9).

A measure whose condition depends on parameters is compiled for the days of each version. Version 1
stands here; later ones are rows that an upper module keeps for this process (`keep`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.functional import Promise, lazy
from django.utils.translation import pgettext_lazy

from crm.core import clock
from interactions.channels import CHANNELS

Values = Mapping[str, int]


@dataclass(frozen=True)
class Parameter:
    """A whole number a definition depends on, with its bounds; `unit` is "seconds" or "answer"."""

    name: str
    label: Promise
    default: int
    low: int
    high: int
    unit: str


#: Channels with a service-level threshold T, in seconds, as version 1 has it.
THRESHOLDS: dict[str, int] = {
    key: channel.service_level_seconds
    for key, channel in CHANNELS.items()
    if channel.service_level_seconds is not None
}
_LABELS = {
    "phone": pgettext_lazy("parameter", "Service level threshold, phone"),
    "chat": pgettext_lazy("parameter", "Service level threshold, chat"),
}
PARAMETERS: dict[str, Parameter] = {
    one.name: one
    for one in (
        *(
            Parameter(f"level_{key}", _LABELS[key], seconds, 1, 3600, "seconds")
            for key, seconds in THRESHOLDS.items()
        ),
        Parameter(
            "short_seconds",
            pgettext_lazy("parameter", "Given up within, not counted"),
            *(5, 0, 60, "seconds"),
        ),
        Parameter(
            "satisfied_of_5",
            pgettext_lazy("parameter", "Satisfied from, of 5"),
            *(4, 2, 5, "answer"),
        ),
        Parameter(
            "satisfied_of_10",
            pgettext_lazy("parameter", "Satisfied from, of 10"),
            *(9, 2, 10, "answer"),
        ),
        Parameter("easy_of_7", pgettext_lazy("parameter", "Easy from, of 7"), *(5, 2, 7, "answer")),
    )
}
DEFAULTS: dict[str, int] = {one.name: one.default for one in PARAMETERS.values()}


@dataclass(frozen=True)
class Version:
    """All parameters from a day on; version 1 has no first day."""

    starts_on: date | None
    values: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, starts_on: date | None, values: Values) -> Version:
        """Parameters it does not name are those of version 1."""
        known = {name: int(values.get(name, default)) for name, default in DEFAULTS.items()}
        return cls(starts_on, tuple(known.items()))

    @property
    def by_name(self) -> dict[str, int]:
        return dict(self.values)


FIRST = Version.of(None, DEFAULTS)
Versions = tuple[Version, ...]
_asked: ContextVar[Versions | None] = ContextVar("asked versions", default=None)


def _first_alone() -> Versions:
    return (FIRST,)


#: What an upper module knows; asked before every use.
_read: Callable[[], Versions] = _first_alone


def read_by(reader: Callable[[], Versions]) -> None:
    """Where the versions come from: oldest first, `FIRST` at the head."""
    global _read
    _read = reader


def in_force() -> Versions:
    """Oldest first; each until the next one begins."""
    asked = _asked.get()
    return _read() if asked is None else asked


@contextmanager
def using(versions: Sequence[Version]) -> Iterator[None]:
    """Count by other versions than those in force, within this block."""
    token = _asked.set(tuple(versions))
    try:
        yield
    finally:
        _asked.reset(token)


def on(day: date) -> Version:
    """The version in force on a day."""
    found = FIRST
    for version in in_force():
        if version.starts_on is None or version.starts_on <= day:
            found = version
    return found


def compiled(day: str, by_version: Callable[[Values], Q]) -> Q:
    """The condition of each version on the days it was in force; `day`: the path to the day."""
    pieces: list[tuple[date | None, Q]] = []
    for version in in_force():
        condition = by_version(version.by_name)
        if not pieces or pieces[-1][1] != condition:
            pieces.append((version.starts_on, condition))
    if len(pieces) == 1:
        return pieces[0][1]
    found = Q()
    ends = [starts_on for starts_on, _ in pieces[1:]]
    for (starts_on, condition), ends_before in zip(pieces, [*ends, None], strict=True):
        span = Q()
        if starts_on is not None:
            span &= Q(**{f"{day}__gte": starts_on})
        if ends_before is not None:
            span &= Q(**{f"{day}__lt": ends_before})
        found |= span & condition
    return found


def changes(names: Sequence[str]) -> list[date]:
    """The days on which one of the parameters changed, the oldest first."""
    found: list[date] = []
    before = FIRST.by_name
    for version in in_force():
        values = version.by_name
        if version.starts_on is not None and any(values[name] != before[name] for name in names):
            found.append(version.starts_on)
        before = values
    return found


def now() -> Version:
    """The version in force today; the day is not asked for while there is only one."""
    known = in_force()
    return known[0] if len(known) == 1 else on(clock.today())


def _filled(text: Promise) -> str:
    return str(text) % now().by_name


#: Words with parameters in them, such as `%(short_seconds)s`, filled in as of today.
filled = lazy(_filled, str)
