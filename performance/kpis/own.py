"""The KPIs a centre made itself, beside the built-in ones: one mapping holds both.

Looking up an id finds every KPI there ever was; going through the mapping leaves out retired ones.
An upper module knows the centre's own (`read_by`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

from .types import Kpi, Measure

T = TypeVar("T")


@dataclass(frozen=True)
class Own:
    """The centre's KPIs by id, the measures that only they need, and which are retired."""

    kpis: Mapping[str, Kpi] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()


NONE = Own()
_asked: ContextVar[Own | None] = ContextVar("asked KPIs", default=None)


def _none() -> Own:
    return NONE


#: What an upper module knows; asked before every use.
_read: Callable[[], Own] = _none


def read_by(reader: Callable[[], Own]) -> None:
    """Where they come from."""
    global _read
    _read = reader


def in_force() -> Own:
    asked = _asked.get()
    return _read() if asked is None else asked


@contextmanager
def using(kpis: Own) -> Iterator[None]:
    """Know these instead, within this block: one that is not saved yet."""
    token = _asked.set(kpis)
    try:
        yield
    finally:
        _asked.reset(token)


class WithOwn(Mapping[str, T]):
    """What the code defines, and after it what the centre does."""

    def __init__(self, built_in: Mapping[str, T], more: Callable[[Own], Mapping[str, T]]) -> None:
        self._built_in, self._more = built_in, more

    def __getitem__(self, name: str) -> T:
        found = self._built_in.get(name)
        return self._more(in_force())[name] if found is None else found

    def __iter__(self) -> Iterator[str]:
        yield from self._built_in
        own = in_force()
        yield from (name for name in self._more(own) if name not in own.retired)

    def __len__(self) -> int:
        return sum(1 for _name in self)
