"""The words of the catalogue: fact, measure, distribution, KPI. No tables of the engine here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from django.db.models import Q
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

from crm.core import clock

from . import versions
from .versions import Values

Unit = Literal["count", "percent", "duration", "score", "points", "rate", "number"]
Words = str | Promise
#: Days an outcome is watched for: fixed, or each inquiry type's own (KPI.md R3).
Window = int | Literal["type"]


class Better(StrEnum):
    """Which way is good; a target with a floor makes any of them a band."""

    UP = "up"
    DOWN = "down"
    BAND = "band"
    NONE = "none"


class Shape(StrEnum):
    """How a KPI is made of its measures, and so which interval it has."""

    COUNT = "count"
    SHARE = "share"
    MEAN = "mean"
    QUANTILE = "quantile"
    #: (Records for − records against) ÷ all of them, each record being +1, 0 or −1.
    BALANCE = "balance"
    #: A sum over another sum, of different records or of amounts: its unit is the agent's day.
    RATIO = "ratio"


@dataclass(frozen=True)
class Reason:
    """Why a record does not count: the first whose condition holds is the one told.

    `by_version` makes the condition out of the parameters in force on the record's `day`.
    """

    code: str
    when: Q = field(default_factory=Q)
    by_version: Callable[[Values], Q] | None = None
    day: str = ""

    @property
    def holds(self) -> Q:
        if self.by_version is None:
            return self.when
        return versions.compiled(self.day, self.by_version)


@dataclass(frozen=True)
class Fact:
    """A set of records with one clock and one credit. `paths` lead from a record to a dimension,
    `moment` to the time that its clock reads.

    A dimension without a path does not exist for it: nothing can be broken down or filtered by it.
    `where` is what can count at all; `reasons` say why the rest of `model` does not. Records that
    satisfy `pending` have no credit yet and are found by `pending_paths` instead. `exclusion` leads
    to the reason of an excluded record; where it is `strict`, the partial ones remove too (R11).
    """

    id: str
    model: str
    clock: Words
    source: Words
    where: Q
    paths: dict[str, str]
    reasons: tuple[Reason, ...] = ()
    exclusion: str | None = None
    strict: bool = False
    pending: Q | None = None
    pending_paths: dict[str, str] = field(default_factory=dict)
    moment: str = ""

    def path(self, dimension: str) -> str:
        return self.paths[dimension]

    def knows(self, dimensions: Iterable[str]) -> bool:
        """Whether all of these (base) dimensions exist for its records."""
        return all(name in self.paths for name in dimensions)


@dataclass(frozen=True)
class Measure:
    """What one record adds to a total: 1, or `value`, a whole number. Stored as a column.

    `where` narrows the fact further; `reasons` say why a record of the fact is left out. `about`
    is what the measure can be about at all (the answers to one question): others are not even told
    as left out. `strict`: exclusions that count for other figures remove a record from this one
    (R11). `by_version` makes `where` out of the parameters in force on the record's `day`.
    """

    id: str
    fact: str
    where: Q = field(default_factory=Q)
    value: Combinable | None = None
    reasons: tuple[Reason, ...] = ()
    strict: bool = False
    about: Q = field(default_factory=Q)
    by_version: Callable[[Values], Q] | None = None
    day: str = ""

    @property
    def counts(self) -> Q:
        """What of its fact it counts."""
        if self.by_version is None:
            return self.about & self.where
        return self.about & self.where & versions.compiled(self.day, self.by_version)


@dataclass(frozen=True)
class Distribution:
    """Durations (whole seconds) kept as counts per log bucket, for percentiles."""

    id: str
    base: str
    value: str


@dataclass(frozen=True)
class Kpi:
    """One figure: the sum of `numerator` over the sum of `denominator` (rule R1).

    `scale` turns the quotient into the shown unit. `squares` is the measure that carries the sum of
    squares of a mean's numerator. A quantile reads `distribution` instead; its lists are those of
    `denominator`. A ratio may stand on another fact below (`base_fact`), and `sample` counts the
    records of its denominator. `window`: days that are not final stay out whole (R3). `band` is the
    usual target of a KPI that is best inside one: lower edge, upper edge, caution line. `types` and
    `channels` are the only ones whose records it counts.
    `unknown_of` counts the records of which the numerator may be unknown: where nothing is known of
    any, there is no value ("a blank is unknown, never zero").
    `raw_by_agent`: no verdict on a single agent's value. `parameters` are those of `versions` that
    it depends on.
    """

    id: str
    name: Words
    short_name: Words
    unit: Unit
    better: Better
    shape: Shape
    formula: Words
    fact: Fact
    numerator: str
    denominator: str | None = None
    squares: str | None = None
    scale: float = 1.0
    distribution: str | None = None
    quantile: float | None = None
    minimum_sample: int = 30
    parameters: tuple[str, ...] = ()
    note: Words = ""
    needs_missed_contacts: bool = False
    needs_threshold: bool = False
    one_scale_only: bool = False
    tens: str | None = None
    unknown_of: str | None = None
    window: Window | None = None
    base_fact: Fact | None = None
    sample: str | None = None
    band: tuple[float, float, float] | None = None
    raw_by_agent: bool = False
    types: frozenset[int] | None = None
    channels: frozenset[str] | None = None

    @property
    def version(self) -> int:
        """The version of its definition in force today."""
        return 1 + len(self._changed())

    @property
    def effective_on(self) -> date | None:
        """The first day of this version; `None`: from the first record."""
        changed = self._changed()
        return changed[-1] if changed else None

    def _changed(self) -> list[date]:
        changed = versions.changes(self.parameters)
        return [day for day in changed if day <= clock.today()]

    def version_on(self, day: date) -> int:
        """The version of its definition in force on a day."""
        return 1 + sum(first <= day for first in versions.changes(self.parameters))

    @property
    def interval(self) -> str:
        """How its 95 % interval is made."""
        return {
            Shape.COUNT: "none",
            Shape.SHARE: "wilson",
            Shape.MEAN: "t",
            Shape.QUANTILE: "order-statistics",
            Shape.BALANCE: "normal",
            Shape.RATIO: "delta",
        }[self.shape]

    @property
    def clock(self) -> Words:
        """The moment that decides the local day and hour, in words (rule R2)."""
        return self.fact.clock

    @property
    def source(self) -> Words:
        """What is counted, in words."""
        return self.fact.source

    @property
    def base(self) -> str:
        """The measure whose records the figure is about."""
        return self.denominator or self.numerator

    @property
    def counted(self) -> str:
        """The measure that counts the sample."""
        return self.sample or self.base

    @property
    def below(self) -> Fact:
        """The fact of the denominator."""
        return self.base_fact or self.fact

    @property
    def facts(self) -> tuple[Fact, ...]:
        """One, or two where above and below the line stand different records."""
        return (self.fact,) if self.base_fact is None else (self.fact, self.base_fact)

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure the figure is made of."""
        names = (self.numerator, self.denominator, self.squares, self.sample, self.tens)
        return tuple(dict.fromkeys(name for name in (*names, self.unknown_of) if name))

    def knows(self, dimensions: Iterable[str]) -> bool:
        """Whether it can be asked by all of these (base) dimensions."""
        return all(fact.knows(dimensions) for fact in self.facts)
