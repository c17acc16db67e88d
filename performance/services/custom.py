"""Putting a KPI together, changing it, and retiring it.

What a KPI counts never changes silently: once somebody relies on it, or a month has closed since it
was made, only its name and minimum sample change, and it can be retired.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from crm.core import audit, clock
from interactions.channels import CHANNELS
from interactions.choices import Direction, Result
from interactions.models import InquiryType

from .. import custom
from ..kpis.compose import UNITS, RefusedError, compose
from ..kpis.parts import OFFERED
from ..kpis.types import Better
from ..models import AlertEpisode, CustomKpi, Feedback, Goal, Target
from .targets import first_allowed_day

if TYPE_CHECKING:
    from crm.people.models import User

PREFIX = "c-"
#: What the figure is; all else may change at any time.
DEFINING = ("numerator", "denominator", "types", "channels", "directions", "results", "unit",
            "better")  # fmt: skip
_TOLD = ("name_ko", "name_en", *DEFINING, "minimum_sample")
_LONGEST = 30


@dataclass(frozen=True)
class Choice:
    """What somebody chose; measures, units and filters by their codes, types by their ids."""

    name_ko: str
    name_en: str
    numerator: str
    denominator: str = ""
    unit: str = "count"
    better: str = "none"
    minimum_sample: int = 30
    types: tuple[int, ...] = ()
    channels: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    results: tuple[str, ...] = ()

    def put_on(self, row: CustomKpi) -> None:
        for name in _TOLD:
            value = getattr(self, name)
            setattr(row, name, sorted(value) if isinstance(value, tuple) else value)


def draft(choice: Choice) -> CustomKpi:
    """The row as it would be, not saved; `ValidationError` by field where it makes no KPI."""
    row = CustomKpi(code=f"{PREFIX}draft")
    choice.put_on(row)
    if found := _problems(row):
        raise ValidationError(found)
    return row


@transaction.atomic
def make_kpi(actor: User, *, choice: Choice) -> CustomKpi:
    row = draft(choice)
    row.code = _code(choice.name_en)
    row.created_by = actor
    row.save()
    _record(actor, "customkpi.made", {}, row)
    return row


@transaction.atomic
def change_kpi(actor: User, *, kpi: CustomKpi, choice: Choice) -> CustomKpi:
    held = CustomKpi.objects.select_for_update().get(pk=kpi.pk)
    before = _facts(held)
    choice.put_on(held)
    if is_fixed(kpi) and any(_facts(held)[name] != before[name] for name in DEFINING):
        words = _("Somebody relies on this KPI. Make a new one to count something else.")
        raise ValidationError(words)
    if found := _problems(held):
        raise ValidationError(found)
    if _facts(held) == before:
        return held
    held.revision += 1
    held.save()
    _record(actor, "customkpi.changed", before, held)
    return held


@transaction.atomic
def retire_kpi(actor: User, *, kpi: CustomKpi, active: bool = False) -> CustomKpi:
    """Offered nowhere any more, or again; what names it still finds it."""
    held = CustomKpi.objects.select_for_update().get(pk=kpi.pk)
    if held.is_active == active:
        return held
    held.is_active = active
    held.save(update_fields=["is_active"])
    _record(actor, "customkpi.taken_back" if active else "customkpi.retired", _facts(held), held)
    return held


def is_fixed(kpi: CustomKpi) -> bool:
    """Whether somebody relies on what it counts, or a month has closed with it."""
    if clock.local_day(kpi.created_at) < first_allowed_day():
        return True
    uses: tuple[Any, ...] = (Target, Goal, AlertEpisode)
    if any(model._default_manager.filter(kpi=kpi.code).exists() for model in uses):
        return True
    return Feedback.objects.filter(figure__kpi=kpi.code).exists()


def _problems(row: CustomKpi) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("name_ko", "name_en"):
        text = getattr(row, name).strip()
        setattr(row, name, text)
        if not text:
            found[name] = _("Enter a name in both languages.")
        elif CustomKpi.objects.filter(**{name: text}).exclude(pk=row.pk).exists():
            found[name] = _("Another KPI has this name.")
    if not 1 <= row.minimum_sample <= 1_000_000:
        found["minimum_sample"] = _("Enter a whole number from 1.")
    for name, values, known in _choices(row):
        if not set(values) <= set(known):
            found[name] = _("Choose from the list.")
    if found:
        return found
    tree = InquiryType.objects.in_bulk() if row.types else {}
    if not set(row.types) <= set(tree):
        return {"types": _("Choose from the list.")}
    try:
        compose(custom.recipe_of(row, tree))
    except RefusedError as refused:
        return {refused.field: str(refused.words)}
    return {}


def _choices(row: CustomKpi) -> list[tuple[str, list[str], Any]]:
    return [
        ("numerator", [row.numerator], OFFERED),
        ("denominator", [row.denominator], ("", *OFFERED)),
        ("unit", [row.unit], UNITS),
        ("better", [row.better], [one.value for one in Better]),
        ("channels", row.channels, CHANNELS),
        ("directions", row.directions, Direction.values),
        ("results", row.results, Result.values),
    ]


def _code(name: str) -> str:
    """`c-` and the English name; a number behind it where that is taken."""
    words = re.sub(r"[^a-z0-9]+", "_", slugify(name)).strip("_")[: _LONGEST - 6].strip("_")
    stem = PREFIX + (words or "kpi")
    taken = set(CustomKpi.objects.filter(code__startswith=stem).values_list("code", flat=True))
    codes = (stem if n == 1 else f"{stem}_{n}" for n in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


def _facts(row: CustomKpi) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _TOLD}


def _record(actor: User, action: str, before: Mapping[str, Any], row: CustomKpi) -> None:
    changes = audit.diff(before, _facts(row))
    audit.record(actor, action, row, changes=changes, label=row.code)
    transaction.on_commit(custom.tell, robust=True)
