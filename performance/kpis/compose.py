"""A KPI put together from stored measures: which shape that makes, or why it makes none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .facts import FACTS
from .labels import LABELS
from .measures import STORED
from .parts import (
    MEANS,
    NEED_MISSED,
    NEED_THRESHOLD,
    SHARES,
    WINDOWS,
    Kind,
    is_part,
    kind,
    parameters_of,
)
from .types import Better, Fact, Kpi, Measure, Shape, Unit, Window, Words

Chosen = Literal["count", "percent", "duration", "number"]
#: What two amounts make: the units that fit, with the factor that turns the quotient into them.
_QUOTIENTS: dict[tuple[Kind, Kind], dict[Chosen, tuple[Unit, float]]] = {
    ("count", "count"): {"percent": ("percent", 1.0), "number": ("number", 1.0)},
    ("seconds", "count"): {"duration": ("duration", 1.0)},
    ("tenths", "count"): {"duration": ("duration", 6.0)},
    ("points", "count"): {"number": ("score", 100 / 36)},
    ("seconds", "seconds"): {"percent": ("percent", 1.0), "number": ("number", 1.0)},
    ("tenths", "seconds"): {"number": ("number", 6.0)},
    ("count", "seconds"): {"number": ("rate", 3600.0)},
}
UNITS: dict[Chosen, Words] = {
    "count": pgettext_lazy("KPI unit", "Number of records"),
    "percent": pgettext_lazy("KPI unit", "Percent"),
    "duration": pgettext_lazy("KPI unit", "Time"),
    "number": pgettext_lazy("KPI unit", "Number"),
}
#: Where the contact of a record is, seen from it.
_CONTACT = {
    "interactions.Consultation": "",
    "interactions.SurveyAnswer": "consultation__",
    "interactions.FollowUp": "consultation__",
}


class RefusedError(ValueError):
    """These parts make no KPI; `field` is the one to change, the words say why."""

    def __init__(self, name: str, words: Words) -> None:
        super().__init__(name)
        self.field, self.words = name, words


@dataclass(frozen=True)
class Recipe:
    """What somebody chose. `types` holds everything under the chosen nodes; empty is all."""

    code: str
    name_ko: str
    name_en: str
    numerator: str
    denominator: str
    unit: Chosen
    better: Better
    minimum_sample: int = 30
    types: frozenset[int] = frozenset()
    channels: frozenset[str] = frozenset()
    directions: frozenset[str] = frozenset()
    results: frozenset[str] = frozenset()
    filters: Words = ""

    @property
    def name(self) -> Words:
        """In the reader's language."""
        return spoken(self.name_ko, self.name_en)

    @property
    def is_filtered(self) -> bool:
        return bool(self.types or self.channels or self.directions or self.results)


@dataclass(frozen=True)
class Composed:
    """The KPI and the measures that nothing stores."""

    kpi: Kpi
    measures: dict[str, Measure] = field(default_factory=dict)


def compose(recipe: Recipe) -> Composed:
    """`RefusedError` where the parts do not fit."""
    above = STORED[recipe.numerator]
    below = STORED[recipe.denominator] if recipe.denominator else None
    unit, scale = _unit(recipe, above, below)
    maker = _Maker(recipe)
    facts: dict[str, Any] = {
        "id": recipe.code,
        "name": recipe.name,
        "short_name": recipe.name,
        "unit": unit,
        "scale": scale,
        "better": recipe.better,
        "minimum_sample": recipe.minimum_sample,
        "formula": LABELS[above.id],
        "note": recipe.filters,
        "fact": FACTS[above.fact],
        "numerator": maker.use(above),
        "window": _window(recipe),
        "parameters": parameters_of(one for one in (above, below) if one is not None),
        "needs_missed_contacts": _uses(recipe, NEED_MISSED),
        "needs_threshold": _uses(recipe, NEED_THRESHOLD),
        "unknown_of": _unknown_of(above, maker),
        "types": recipe.types or None,
        "channels": recipe.channels or None,
    }
    if below is None:
        return Composed(Kpi(**facts, shape=Shape.COUNT), maker.made)
    facts["formula"] = format_lazy("{} ÷ {}", LABELS[above.id], LABELS[below.id])
    facts["denominator"] = maker.use(below)
    facts |= _shape(recipe, above, below, maker)
    return Composed(Kpi(**facts), maker.made)


def units_of(numerator: str, denominator: str) -> list[Chosen]:
    """The units the two can be shown in, the usual one first."""
    if not denominator:
        return ["count"]
    kinds = kind(STORED[numerator]), kind(STORED[denominator])
    fitting = list(_QUOTIENTS.get(kinds, {}))
    if "percent" in fitting:
        return ["percent"] if is_part(numerator, denominator) else ["number"]
    return fitting


def _unit(recipe: Recipe, above: Measure, below: Measure | None) -> tuple[Unit, float]:
    if below is None:
        if kind(above) != "count":
            words = _("A sum alone is no figure. Choose the count it is divided by.")
            raise RefusedError("denominator", words)
        if recipe.unit != "count":
            raise RefusedError("unit", _("Without a denominator it is a count of records."))
        return "count", 1.0
    if above.id == below.id:
        words = _("The same above and below the line is always 1. Choose another denominator.")
        raise RefusedError("denominator", words)
    _same_clock(above, below)
    fitting = units_of(above.id, below.id)
    if not fitting or (kind(above) == "points" and (above.id, below.id) not in MEANS):
        raise RefusedError("denominator", _("These two amounts make no figure together."))
    if recipe.unit not in fitting:
        if recipe.unit == "percent" and fitting == ["number"]:
            words = format_lazy(
                _("“{}” is no part of “{}”, so it is no share of it. Show it as a number."),
                LABELS[above.id],
                LABELS[below.id],
            )
            raise RefusedError("unit", words)
        words = format_lazy(_("These two are shown as: {}."), UNITS[fitting[0]])
        raise RefusedError("unit", words)
    return _QUOTIENTS[kind(above), kind(below)][recipe.unit]


def _same_clock(above: Measure, below: Measure) -> None:
    one, other = FACTS[above.fact].clock, FACTS[below.fact].clock
    if str(one) != str(other):
        words = format_lazy(
            _(
                "Above the line the day is decided by “{}”, below it by “{}”: the two would count "
                "different days. Choose measures of one clock."
            ),
            one,
            other,
        )
        raise RefusedError("denominator", words)


def _shape(recipe: Recipe, above: Measure, below: Measure, maker: _Maker) -> dict[str, Any]:
    pair = (above.id, below.id)
    if recipe.unit == "percent" and above.value is None:
        known = SHARES.get(pair)
        tens = known.tens if known is not None else None
        return {
            "shape": Shape.SHARE,
            "tens": tens and maker.use(STORED[tens]),
            "one_scale_only": known is not None and known.one_scale_only,
        }
    if (mean := MEANS.get(pair)) is not None and mean.squares is not None:
        return {
            "shape": Shape.MEAN,
            "squares": maker.use(STORED[mean.squares]),
            "tens": mean.tens and maker.use(STORED[mean.tens]),
            "raw_by_agent": mean.raw_by_agent,
        }
    return {
        "shape": Shape.RATIO,
        "base_fact": None if is_part(*pair) else FACTS[below.fact],
        "sample": None if below.value is None else maker.counting(below),
        "raw_by_agent": True,
    }


def _window(recipe: Recipe) -> Window | None:
    found = {WINDOWS[name] for name in (recipe.numerator, recipe.denominator) if name in WINDOWS}
    if len(found) > 1:
        words = _("Above and below the line customers are watched for different numbers of days.")
        raise RefusedError("denominator", words)
    return next(iter(found), None)


def _unknown_of(above: Measure, maker: _Maker) -> str | None:
    """Standard time is known of some inquiry types alone: the records that may lack it."""
    return maker.use(STORED["handled_untouched"]) if above.id == "standard_tenths" else None


def _uses(recipe: Recipe, names: frozenset[str]) -> bool:
    return bool(names & {recipe.numerator, recipe.denominator})


class _Maker:
    """Makes the measures of one KPI: the stored one where nothing filters."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self.made: dict[str, Measure] = {}
        chosen = (recipe.types, recipe.channels, recipe.directions, recipe.results)
        told = repr([sorted(some) for some in chosen])
        #: Other filters are another measure, so that nothing kept of the old one is taken for it.
        self._mark = hashlib.sha256(told.encode()).hexdigest()[:6]

    def use(self, measure: Measure) -> str:
        if not self._recipe.is_filtered:
            return measure.id
        only = _only(self._recipe, FACTS[measure.fact])
        return self._add(measure.id, replace(measure, about=measure.about & only))

    def counting(self, measure: Measure) -> str:
        """How many records a sum is of."""
        only = Q()
        if self._recipe.is_filtered:
            only = _only(self._recipe, FACTS[measure.fact])
        found = replace(measure, value=None, about=measure.about & only)
        return self._add(f"n_{measure.id}", found)

    def _add(self, name: str, measure: Measure) -> str:
        key = f"{self._recipe.code}-{self._mark}-{name}"
        self.made[key] = replace(measure, id=key)
        return key


def _only(recipe: Recipe, fact: Fact) -> Q:
    """The filters as conditions on the fact's records."""
    found = Q()
    for name, dimension, values in (
        ("types", "type", recipe.types),
        ("channels", "channel", recipe.channels),
    ):
        if values:
            if not fact.knows((dimension,)):
                raise _unknown(name, fact)
            found &= Q(**{f"{fact.path(dimension)}__in": sorted(values)})
    for name, column, chosen in (
        ("directions", "direction", recipe.directions),
        ("results", "result", recipe.results),
    ):
        if chosen:
            if fact.model not in _CONTACT:
                raise _unknown(name, fact)
            found &= Q(**{f"{_CONTACT[fact.model]}{column}__in": sorted(chosen)})
    return found


_UNKNOWN: dict[str, Words] = {
    "types": _("No inquiry type is known of: {}. Take the filter out."),
    "channels": _("No channel is known of: {}. Take the filter out."),
    "directions": _("No direction is known of: {}. Take the filter out."),
    "results": _("No result is known of: {}. Take the filter out."),
}


def _unknown(name: str, fact: Fact) -> RefusedError:
    return RefusedError(name, format_lazy(str(_UNKNOWN[name]), fact.source))


def _spoken(korean: str, english: str) -> str:
    return korean if (get_language() or "").startswith("ko") else english


#: A name in the reader's language.
spoken: Callable[[str, str], Words] = lazy(_spoken, str)
