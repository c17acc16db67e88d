"""How a KPI's stored value is shown and typed: percent, minutes and seconds, the survey's scale.

Stored are proportions 0–1, seconds, 0–100 for `csat_mean` and −100…100 for NPS. The satisfaction
score is shown on the scale its answers were given on, as long as there is one such scale.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from crm.core import formats
from crm.core.formats import Unit
from interactions.models import SurveyAnswer

from .kpis.catalogue import KPIS

#: The survey scales a mean can be shown on: lowest and highest answer, and the unit that says so.
SCALES = {"1-5": (1, 5, Unit.SCORE5), "1-10": (1, 10, Unit.SCORE10)}
#: Days in which answers decide the scale a form shows; older surveys may have had another.
SCALE_DAYS = 400
_UNITS = {
    "count": Unit.COUNT,
    "percent": Unit.PERCENT,
    "duration": Unit.DURATION,
    "score": Unit.SCORE100,
    "points": Unit.SCORE100,
    "rate": Unit.DECIMAL,
    "number": Unit.DECIMAL,
}
_DIFFERENCES = {
    Unit.COUNT: Unit.COUNT,
    Unit.PERCENT: Unit.PP,
    Unit.DURATION: Unit.DURATION,
    Unit.SCORE100: Unit.POINTS,
    Unit.SCORE5: Unit.POINTS,
    Unit.SCORE10: Unit.POINTS,
    Unit.DECIMAL: Unit.DECIMAL,
}


@dataclass(frozen=True)
class Shown:
    """One KPI's way of being shown: `low` and `high` are the ends of its scale."""

    unit: Unit
    low: float = 0.0
    high: float = 100.0

    def value(self, stored: float | None) -> float | None:
        """The stored value on the shown scale."""
        if stored is None or self.unit not in (Unit.SCORE5, Unit.SCORE10):
            return stored
        return self.low + stored * (self.high - self.low) / 100

    def inside(self, stored: float | None) -> float | None:
        """For drawing: an end of an interval, cut where a score's scale ends (stored 0 to 100)."""
        if stored is None or self.unit not in (Unit.SCORE5, Unit.SCORE10):
            return stored
        return min(max(stored, 0.0), 100.0)

    def text(self, stored: float | None) -> str:
        """`79.2%`, `6:05`, `4.25/5`."""
        return formats.number(self.value(stored), self.unit)

    def parts(self, stored: float | None) -> tuple[str, str]:
        """Digits and suffix apart."""
        return formats.parts(self.value(stored), self.unit)

    def level(self, stored: float | None) -> str:
        """As targets are named: `80%`, not `80.0%`."""
        text = self.text(stored)
        return text.replace(".0%", "%") if self.unit is Unit.PERCENT else text

    def axis(self, stored: float) -> str:
        """Beside a grid line: short, and with its unit where that is one sign."""
        return self.level(stored) if self.unit is Unit.PERCENT else self.digits(stored)

    def digits(self, stored: float | None) -> str:
        """Without the suffix, where the column's head names the unit."""
        return self.parts(stored)[0]

    def change(self, stored: float | None) -> str:
        """A difference of two stored values, signed: `+1.4%p`, `−0:15`, `+0.05`."""
        if stored is not None and self.unit in (Unit.SCORE5, Unit.SCORE10):
            stored = stored * (self.high - self.low) / 100
        return formats.change(stored, _DIFFERENCES[self.unit])

    @property
    def suffix(self) -> str:
        """What stands behind an input: `%`, `/5`; nothing behind minutes and seconds."""
        return formats.parts(0, self.unit)[1] if self.unit is not Unit.DURATION else ""

    def typed(self, stored: float | None) -> str:
        """The value as it stands in an input: `80.0`, `6:05`, `4.30`."""
        if stored is None:
            return ""
        return self.digits(stored).replace(formats.MINUS, "-").replace(",", "")

    def read(self, text: str) -> float:
        """What was typed, stored; `ValueError` when it is not such a value."""
        text = text.strip().replace(",", "")
        if self.unit is Unit.DURATION:
            return _seconds(text)
        try:
            typed = float(Decimal(text.removesuffix("%").strip()))
        except InvalidOperation:
            raise ValueError(text) from None
        if self.unit is Unit.PERCENT:
            return round(typed / 100, 6)
        if self.unit in (Unit.SCORE5, Unit.SCORE10):
            return round((typed - self.low) / (self.high - self.low) * 100, 6)
        return typed

    def bounds(self) -> tuple[float, float] | None:
        """Lowest and highest stored value that can exist, where the KPI has such."""
        if self.unit is Unit.PERCENT:
            return 0.0, 1.0
        if self.unit in (Unit.SCORE5, Unit.SCORE10):
            return 0.0, 100.0
        if self.unit is Unit.SCORE100:
            return self.low, self.high
        return None


def shown(kpi: str, scale: str | None = None) -> Shown:
    """`scale` is the survey's (`1-5`, `1-10`) for `csat_mean`; several or none: 0–100."""
    if kpi == "csat_mean" and scale in SCALES:
        low, high, unit = SCALES[scale]
        return Shown(unit, low, high)
    if KPIS[kpi].unit == "points":
        return Shown(Unit.SCORE100, -100.0, 100.0)
    return Shown(_UNITS[KPIS[kpi].unit])


def survey_scale(last: date) -> str | None:
    """The one scale on which satisfaction was lately answered, or `None` for several or none."""
    found = (
        SurveyAnswer.objects.counted()
        .filter(question="csat", answered_day__gt=last - timedelta(days=SCALE_DAYS))
        .order_by()
        .values_list("scale", flat=True)
        .distinct()
    )
    scales = list(found[:2])
    return scales[0] if len(scales) == 1 else None


def _seconds(text: str) -> float:
    """`5:40`, `1:05:40` or `340`."""
    if re.fullmatch(r"\d{1,6}", text):
        return float(text)
    if re.fullmatch(r"\d{1,3}(:[0-5]\d){1,2}", text):
        total = 0
        for part in text.split(":"):
            total = total * 60 + int(part)
        return float(total)
    raise ValueError(text)
