"""What goes with bad outcomes: types, channels, hours, transfer paths and words, with log-odds.

The records of a share are split into its bad side and the rest. What is clearly more frequent on
the bad side (the whole 95 % interval) is shown with its records. It is no proof of a cause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from django.db.models import QuerySet

from interactions.models import Consultation

from .. import drilldown
from ..kpis.catalogue import KPIS
from ..kpis.types import Better, Kpi, Shape
from ..slices import Slice
from . import tokens
from .odds import Odds, log_odds

Trait = Literal["type", "channel", "hour", "path", "word"]
TRAITS: tuple[Trait, ...] = ("type", "channel", "hour", "path", "word")
#: A trait of fewer bad records, or a word in fewer, is not shown.
LEAST = 10
#: A word from fewer customers may be somebody's name, and is not shown.
LEAST_CUSTOMERS = 5
#: A trait with so many records and none on the other side is what the share is defined by.
BY_DEFINITION = 30
#: The newest records are read, up to so many; the page says when there are more.
MOST_READ = 20_000
MOST_SHOWN = 6
#: Issues whose texts are read by one query.
AT_ONCE = 2000
#: A mean whose bad side is that of a share of the same records.
_SHARE_OF = {"csat_mean": "csat"}
#: What has a text of its own: contacts, answers about them, and issues.
_MODELS = ("interactions.Consultation", "interactions.SurveyAnswer", "interactions.Inquiry")


@dataclass(frozen=True)
class Record:
    """One record of the share: what it is like, and whether it lies on the bad side.

    `path` is (from team, to): how it was passed on, or `None`. `customer` is the id, where known.
    """

    pk: int
    bad: bool
    type: int
    channel: str
    hour: int
    path: tuple[int, int | str] | None
    words: frozenset[str]
    customer: int | None = None

    def has(self, trait: Trait, value: Hashable) -> bool:
        return value in self.words if trait == "word" else getattr(self, trait) == value


@dataclass(frozen=True)
class Cause:
    """A trait that goes with the bad side: `bad` of the `n` records that have it.

    `ratio` with `low` and `high`: how many times the odds of the other side's records.
    """

    trait: Trait
    value: Hashable
    bad: int
    n: int
    ratio: float
    low: float
    high: float


@dataclass(frozen=True)
class Causes:
    """Found traits by kind, strongest first. `read` records, `bad` of them on the bad side."""

    kpi: str
    records: Sequence[Record]
    found: Mapping[Trait, Sequence[Cause]]
    comparisons: int
    is_cut: bool
    bad: int = field(default=0)

    @property
    def read(self) -> int:
        return len(self.records)

    def behind(self, trait: Trait, value: Hashable) -> list[int]:
        """The ids of the bad records that have the trait, newest first."""
        return [one.pk for one in self.records if one.bad and one.has(trait, value)]


def share_behind(kpi: str) -> str | None:
    """The share whose bad side is looked into, or `None`: the KPI has no such side."""
    name = _SHARE_OF.get(kpi, kpi)
    wanted = KPIS.get(name)
    return name if wanted is not None and _has_sides(wanted) else None


def _has_sides(kpi: Kpi) -> bool:
    return (
        kpi.shape is Shape.SHARE
        and kpi.better in (Better.UP, Better.DOWN)
        and kpi.fact.model in _MODELS
        and all(name in kpi.fact.paths for name in ("type", "channel", "hour"))
    )


def causes(
    piece: Slice, kpi: str, *, hidden: Collection[str] = (), names_targets: bool = True
) -> Causes:
    """Reads the newest records of the share in the slice and weighs their traits.

    `hidden`: beginnings of words the reader may not see (names of colleagues). Without
    `names_targets` a typed target of a transfer, which may be a person, is somewhere else.
    """
    rows = drilldown.records(piece, kpi, "denominator")
    read = list(_records(rows[: MOST_READ + 1], KPIS[kpi], names_targets))
    return weigh(kpi, read[:MOST_READ], is_cut=len(read) > MOST_READ, hidden=hidden)


def weigh(
    kpi: str, records: Sequence[Record], *, is_cut: bool = False, hidden: Collection[str] = ()
) -> Causes:
    """Pure: what of the records' traits goes with the bad side."""
    found: dict[Trait, Sequence[Cause]] = {}
    comparisons = 0
    for trait in TRAITS:
        bad, rest = _counts(trait, records)
        values = sorted({*bad, *rest}, key=repr)
        if not values:
            continue
        arrays = [np.array([side[value] for value in values], float) for side in (bad, rest)]
        odds = log_odds(*arrays)
        enough = [i for i, value in enumerate(values) if _is_enough(bad[value], rest[value])]
        comparisons += len(enough) if len(values) > 1 else 0
        some = [_cause(trait, values[i], bad, rest, odds, i) for i in enough if odds.low[i] > 1]
        if trait == "word":
            some = [one for one in some if _names_nobody(str(one.value), records, hidden)]
        found[trait] = sorted(some, key=lambda cause: -cause.low)[:MOST_SHOWN]
    return Causes(kpi, records, found, comparisons, is_cut, sum(one.bad for one in records))


def _is_enough(bad: int, rest: int) -> bool:
    return bad >= LEAST and (rest > 0 or bad < BY_DEFINITION)


def _names_nobody(word: str, records: Iterable[Record], hidden: Collection[str]) -> bool:
    """Several customers say it, and it is none of the names that are kept from the reader."""
    said = {one.customer or -one.pk for one in records if one.bad and word in one.words}
    return len(said) >= LEAST_CUSTOMERS and not word.startswith(tuple(hidden))


def _counts(trait: Trait, records: Iterable[Record]) -> tuple[Counter[Any], Counter[Any]]:
    """How many bad records, and how many others, have each value of the trait."""
    bad: Counter[Any] = Counter()
    rest: Counter[Any] = Counter()
    for one in records:
        side = bad if one.bad else rest
        side.update(one.words if trait == "word" else (getattr(one, trait),))
    return bad, rest


def _cause(
    trait: Trait, value: Hashable, bad: Counter[Any], rest: Counter[Any], odds: Odds, i: int
) -> Cause:
    n = bad[value] + rest[value]
    ratio, low, high = (float(array[i]) for array in (odds.ratio, odds.low, odds.high))
    return Cause(trait, value, bad[value], n, ratio, low, high)


def _records(rows: QuerySet[Any], kpi: Kpi, names_targets: bool) -> Iterable[Record]:
    """Contacts, or issues with the words of their first contact."""
    split = tokens.splitter()
    paths = {
        name: kpi.fact.path(name).removeprefix("consultation__")
        for name in ("type", "channel", "hour", "team")
    }
    if kpi.fact.model == "interactions.SurveyAnswer":
        paths["hour"] = "ended_hour"  # of the contact, whenever it was answered
    hit_is_bad = kpi.better is Better.DOWN
    if rows.model is Consultation:
        return _of_contacts(rows, paths, hit_is_bad, split, names_targets)
    return _of_issues(rows, paths, hit_is_bad, split)


def _of_contacts(
    rows: QuerySet[Any], paths: Mapping[str, str], hit_is_bad: bool, split: tokens.Splitter,
    names_targets: bool,
) -> Iterable[Record]:  # fmt: skip
    names = (
        "pk", "amount", *(paths[name] for name in ("type", "channel", "hour", "team")),
        "transferred_from__team_id", "transferred_from_id", "result", "transfer_target", "question",
        "customer_id",
    )  # fmt: skip
    for row in rows.values_list(*names):
        pk, amount, type_, channel, hour, team, came, leg, result, target, text, customer = row
        path: tuple[int, int | str] | None = None
        if leg is not None:
            path = (came or 0, team or 0)
        elif result == "transferred":
            path = (team or 0, (names_targets and target) or "")
        bad = bool(amount) is hit_is_bad
        yield Record(pk, bad, type_ or 0, channel, hour, path, split(text), customer)


def _of_issues(
    rows: QuerySet[Any], paths: Mapping[str, str], hit_is_bad: bool, split: tokens.Splitter
) -> Iterable[Record]:
    names = ("pk", "amount", paths["type"], paths["channel"], paths["hour"], "customer_id")
    told = list(rows.values_list(*names))
    texts = _first_questions([row[0] for row in told])
    for pk, amount, type_, channel, hour, customer in told:
        bad = bool(amount) is hit_is_bad
        words = split(texts.get(pk, ""))
        yield Record(pk, bad, type_ or 0, channel, hour, None, words, customer)


def _first_questions(issues: Sequence[int]) -> dict[int, str]:
    """What the first contact of each issue asked."""
    found: dict[int, str] = {}
    for start in range(0, len(issues), AT_ONCE):
        contacts = Consultation.objects.filter(inquiry_id__in=issues[start : start + AT_ONCE])
        ordered = contacts.order_by("started_at", "position", "pk")
        for issue, text in ordered.values_list("inquiry_id", "question"):
            if issue is not None:
                found.setdefault(issue, text)
    return found
