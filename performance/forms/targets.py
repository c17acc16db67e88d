"""All targets of one scope on one sheet: a row for each KPI, saved where a row changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from crm.core.days import DayField

from ..kpis.catalogue import KPIS
from ..kpis.types import Kpi
from ..models import Target
from ..services.targets import Lines, problems, takes_floor
from ..units import Shown, shown

PARTS = ("value", "caution", "floor", "minimum_sample")


@dataclass(frozen=True)
class RowFields:
    """The controls of one KPI's row."""

    kpi: Kpi
    shown: Shown
    value: BoundField
    caution: BoundField
    minimum_sample: BoundField
    floor: BoundField | None

    @property
    def bound(self) -> list[BoundField]:
        parts = (self.value, self.caution, self.floor, self.minimum_sample)
        return [part for part in parts if part is not None]

    @property
    def has_errors(self) -> bool:
        return any(part.errors for part in self.bound)


class TargetsForm(forms.Form):
    """`current` holds the versions in force by KPI; a row counts as changed against them.

    `changes` afterwards: KPI → its new numbers, or `None` where the target was emptied.
    """

    starts_on = DayField(label=gettext_lazy("In force from"))
    reason = forms.CharField(
        label=gettext_lazy("Reason of the change"), required=False, max_length=200
    )

    def __init__(
        self, *args: Any, current: Mapping[str, Target], scale: str | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.current = current
        self.shapes = {kpi.id: shown(kpi.id, scale) for kpi in settable()}
        self.changes: dict[str, Lines | None] = {}
        for kpi in settable():
            self._add_row(kpi)

    def rows(self) -> list[RowFields]:
        return [
            RowFields(
                kpi=kpi,
                shown=self.shapes[kpi.id],
                value=self[f"{kpi.id}-value"],
                caution=self[f"{kpi.id}-caution"],
                minimum_sample=self[f"{kpi.id}-minimum_sample"],
                floor=self[f"{kpi.id}-floor"] if takes_floor(kpi.id) else None,
            )
            for kpi in settable()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for kpi in settable():
            typed = {part: cleaned.get(f"{kpi.id}-{part}", "") for part in PARTS}
            before = self._typed_before(kpi.id)
            if any((typed[part] or "") != before[part] for part in PARTS):
                self._take(kpi.id, typed)
        if not self.changes and not self.errors:
            raise forms.ValidationError(_("Nothing was changed."))
        return cleaned

    def _add_row(self, kpi: Kpi) -> None:
        shape, before = self.shapes[kpi.id], self._typed_before(kpi.id)
        names = {
            "value": _("New target"),
            "caution": _("Caution line"),
            "floor": _("Lower edge"),
            "minimum_sample": _("Minimum sample"),
        }
        for part in PARTS:
            if part == "floor" and not takes_floor(kpi.id):
                continue
            control = forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})
            if part == "minimum_sample":
                control.attrs |= {"inputmode": "numeric", "placeholder": str(kpi.minimum_sample)}
            elif kpi.band is not None:
                usual = dict(zip(("floor", "value", "caution"), kpi.band, strict=True))
                control.attrs["placeholder"] = shape.typed(usual[part])
            elif shape.unit == "duration":
                control.attrs["placeholder"] = pgettext("minutes and seconds", "m:ss")
            self.fields[f"{kpi.id}-{part}"] = forms.CharField(
                label=f"{kpi.name} · {names[part]}",
                required=False,
                max_length=12,
                initial=before[part],
                widget=control,
            )

    def _typed_before(self, kpi: str) -> dict[str, str]:
        version = self.current.get(kpi)
        if version is None or version.value is None:
            return dict.fromkeys(PARTS, "")
        shape, least = self.shapes[kpi], version.minimum_sample
        return {
            "value": shape.typed(version.value),
            "caution": shape.typed(version.caution),
            "floor": shape.typed(version.floor),
            "minimum_sample": "" if least is None else str(least),
        }

    def _take(self, kpi: str, typed: Mapping[str, str]) -> None:
        """One changed row: emptied it ends the target, else its numbers must fit each other."""
        if not typed["value"].strip():
            if any(typed[part] for part in PARTS[1:]):
                self.add_error(f"{kpi}-value", _("Enter the target as well."))
            elif kpi in self.current:
                self.changes[kpi] = None
            return
        numbers = {part: self._number(kpi, part, typed[part]) for part in PARTS[:3]}
        sample = self._sample(kpi, typed["minimum_sample"])
        value = numbers["value"]
        if value is None or any(f"{kpi}-{part}" in self.errors for part in PARTS):
            return
        lines = Lines(value, numbers["caution"], numbers["floor"], sample)
        found = problems(kpi, lines)
        for part, words in found.items():
            self.add_error(f"{kpi}-{part}", self._with_numbers(kpi, part, words, typed))
        if not found:
            self.changes[kpi] = lines

    def _number(self, kpi: str, part: str, text: str) -> float | None:
        if not text.strip():
            return None
        shape = self.shapes[kpi]
        try:
            stored = shape.read(text)
        except ValueError:
            example = shape.text(0.8 if shape.unit == "percent" else 80)
            words = _("This cannot be read. Write it like %(example)s.") % {"example": example}
            self.add_error(f"{kpi}-{part}", words)
            return None
        bounds = shape.bounds()
        if bounds is not None and not bounds[0] <= stored <= bounds[1]:
            words = _("Enter a value from %(low)s to %(high)s.") % {
                "low": shape.digits(bounds[0]),
                "high": shape.digits(bounds[1]),
            }
            self.add_error(f"{kpi}-{part}", words)
            return None
        return stored

    def _sample(self, kpi: str, text: str) -> int | None:
        if not text.strip():
            return None
        if not text.strip().isdecimal() or not 1 <= int(text) <= 1_000_000:
            self.add_error(f"{kpi}-minimum_sample", _("Enter a whole number from 1."))
            return None
        return int(text)

    def _with_numbers(self, kpi: str, part: str, words: str, typed: Mapping[str, str]) -> str:
        """The rule with what was typed beside it: `… (caution line 4.35, target 4.30)`."""
        if part == "value":
            return words
        names = {"caution": _("caution line"), "floor": _("lower edge")}
        facts = f"{names[part]} {typed[part].strip()}, {_('target')} {typed['value'].strip()}"
        return f"{words} ({facts})"


def settable() -> list[Kpi]:
    """The KPIs that have a good side; a count has none."""
    return [kpi for kpi in KPIS.values() if kpi.better != "none"]


def default_start(today: date) -> date:
    """Today: a change made now is meant now; any later day may be typed."""
    return today
