"""Why a figure changed, as a page shows it: a sentence, the parts with their records, a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from crm.core import formats
from crm.core.formats import Unit

from .. import figures, verdicts
from ..asked import NO_TYPE
from ..charts.scale import Scale
from ..dimensions import Key
from ..figures import Figure
from ..kpis.catalogue import KPIS
from ..kpis.types import Kpi, Shape
from ..units import Shown, shown
from . import why_words
from .change import CountChange, Part, Sums, of_count, of_value
from .final import final
from .said import signed, type_name

if TYPE_CHECKING:
    from ..asked import Asked
    from ..tiles import Question

#: Parts drawn at once; the rest opens below.
MOST = 6
BAR = 150


@dataclass(frozen=True)
class Row:
    """One part: its name, what it adds, and where its records are. `tone` is good, bad or flat."""

    name: SafeString
    url: str
    amount: str
    bar: SafeString
    tone: str
    then: str
    now: str
    share_then: str
    share_now: str
    mix: str
    within: str
    n: str = ""


@dataclass(frozen=True)
class Why:
    """The parts add up to `amount`, from `then` to `now`."""

    sentence: SafeString
    amount: str
    then: str
    now: str
    rows: Sequence[Row]
    more: Sequence[Row]
    volume: SafeString
    is_count: bool


def can_be_explained(kpi: Kpi) -> bool:
    """Sums and quotients of records with a type; percentiles do not add up."""
    return kpi.shape in (Shape.COUNT, Shape.SHARE, Shape.MEAN) and "type" in kpi.fact.paths


def why(asked: Asked, kpi: str, q: Question) -> Why | None:
    """`None` without a comparison, or where one of the periods has no figure."""
    if q.before is None or not can_be_explained(KPIS[kpi]):
        return None
    pieces = [final(piece, KPIS[kpi]) for piece in (q.before, q.piece)]
    then, now = ([] if one is None else figures.read(one, [kpi], ("type",)) for one in pieces)
    keys = {row.keys["type"].id or 0: row.keys["type"] for row in (*then, *now)}
    until = pieces[1].last if pieces[1] is not None and pieces[1] != q.piece else None
    reader = _Reader(
        asked, kpi, shown(kpi, q.scale), keys, _by_type(then, kpi), _by_type(now, kpi), until
    )
    return reader.count() if KPIS[kpi].shape is Shape.COUNT else reader.value()


def _by_type(rows: Sequence[figures.Row], kpi: str) -> dict[int, Figure]:
    return {row.keys["type"].id or 0: row.figures[kpi] for row in rows}


@dataclass(frozen=True)
class _Reader:
    asked: Asked
    kpi: str
    shape: Shown
    keys: dict[int, Key]
    before: dict[int, Figure]
    after: dict[int, Figure]
    until: date | None = None

    # -- shares and means ----------------------------------------------------------------------

    def value(self) -> Why | None:
        found = of_value(self._sums(self.before), self._sums(self.after))
        if found is None:
            return None
        parts = sorted(found.parts, key=lambda part: -abs(part.within))
        scale = self._scale([found.mix, *(part.within for part in parts)])
        whole = Row(
            name=format_html("<b>{}</b>", _("Mix of inquiry types")),
            url=self._url(None),
            amount=signed(self.shape, found.mix),
            bar=bar(scale, found.mix, "flat"),
            tone="flat",
            then="", now="", share_then="", share_now="", mix=signed(self.shape, found.mix),
            within="",
        )  # fmt: skip
        rows = [whole, *(self._row(part, scale) for part in parts)]
        return Why(
            sentence=why_words.of_change(found, self.shape, self.keys, self._is_clear),
            amount=signed(self.shape, found.amount),
            then=self.shape.text(found.then),
            now=self.shape.text(found.now),
            rows=rows[:MOST],
            more=rows[MOST:],
            volume=why_words.of_volume(found, self.shape),
            is_count=False,
        )

    def _sums(self, by_type: dict[int, Figure]) -> dict[int, Sums]:
        scale = KPIS[self.kpi].scale
        return {
            key: Sums(scale * figure.numerator, figure.denominator)
            for key, figure in by_type.items()
            if figure.numerator is not None and figure.denominator
        }

    def _row(self, part: Part[int], scale: Scale) -> Row:
        tone = self._tone(part.key)
        return Row(
            name=type_name(self.keys[part.key]),
            url=self._url(self.keys[part.key]),
            amount=signed(self.shape, part.within),
            bar=bar(scale, part.within, tone),
            tone=tone,
            then=self.shape.text(part.then.value),
            now=self.shape.text(part.now.value),
            share_then=formats.number(part.share_then, Unit.PERCENT),
            share_now=formats.number(part.share_now, Unit.PERCENT),
            mix=signed(self.shape, part.mix),
            within=signed(self.shape, part.within),
            n=formats.number(part.now.n),
        )

    def _is_clear(self, key: int) -> bool:
        return self._tone(key) != "flat"

    def _tone(self, key: int) -> str:
        """Coloured only where the change of the type itself clears its error."""
        now, then = self.after.get(key), self.before.get(key)
        if now is None or min(now.n, then.n if then else 0) < KPIS[self.kpi].minimum_sample:
            return "flat"
        meaning = verdicts.delta(now, then).meaning
        return {"improved": "good", "worse": "bad"}.get(meaning, "flat")

    # -- counts ----------------------------------------------------------------------------------

    def count(self) -> Why | None:
        comparison = self.asked.chosen.comparison
        assert comparison is not None
        found = of_count(
            {key: figure.value or 0 for key, figure in self.before.items()},
            {key: figure.value or 0 for key, figure in self.after.items()},
            days_then=comparison.period.business_days,
            days_now=self.asked.period.business_days,
        )
        if found is None:
            return None
        parts = sorted(found.parts, key=lambda part: -abs(part[3]))
        scale = self._scale([found.days, *(part[3] for part in parts)])
        rows = [self._count_row(*part, found, scale) for part in parts]
        if found.days:
            name = format_html("<b>{}</b>", _("Number of business days"))
            text = signed(self.shape, found.days)
            line = bar(scale, found.days, "flat")
            rows.insert(0, Row(name, self._url(None), text, line, "flat", "", "", "", "", "", text))
        return Why(
            sentence=why_words.of_count(found, self.shape, self.keys),
            amount=signed(self.shape, found.amount),
            then=self.shape.text(found.then),
            now=self.shape.text(found.now),
            rows=rows[:MOST],
            more=rows[MOST:],
            volume=SafeString(""),
            is_count=True,
        )

    def _count_row(
        self, key: int, then: float, now: float, pace: float, found: CountChange[int], scale: Scale
    ) -> Row:
        def share(part: float, whole: float) -> str:
            return formats.number(part / whole, Unit.PERCENT) if whole else formats.MISSING

        return Row(
            name=type_name(self.keys[key]),
            url=self._url(self.keys[key]),
            amount=signed(self.shape, pace),
            bar=bar(scale, pace, "flat"),
            tone="flat",
            then=self.shape.text(then),
            now=self.shape.text(now),
            share_then=share(then, found.then),
            share_now=share(now, found.now),
            mix="",
            within=signed(self.shape, pace),
        )

    # -- both ------------------------------------------------------------------------------------

    def _scale(self, amounts: Sequence[float]) -> Scale:
        most = max((abs(one) for one in amounts), default=0.0) or 1.0
        return Scale(-most, most, 2, BAR - 2)

    def _url(self, key: Key | None) -> str:
        """The KPI's page narrowed to the type, and to the final days: its value is the list's."""
        changes: dict[str, str | None] = {}
        if key is not None:
            changes["type"] = NO_TYPE if key.is_missing else str(key.code)
        if self.until is not None:
            first = self.asked.period.first.isoformat()
            changes |= {"period": None, "from_": first, "to": self.until.isoformat()}
        return self.asked.kpi_url(self.kpi, **changes) + "#records"


def bar(scale: Scale, value: float, tone: str) -> SafeString:
    """A bar from the middle, which is no change."""
    zero, end = scale.at(0), scale.at(value)
    return format_html(
        '<svg width="{0}" height="18" viewBox="0 0 {0} 18" aria-hidden="true">'
        '<line class="c-axis" x1="{1}" x2="{1}" y1="0" y2="18"/>'
        '<rect class="f-{2}" x="{3}" y="3" width="{4}" height="12" rx="2"/></svg>',
        BAR,
        zero,
        {"good": "good", "bad": "bad"}.get(tone, "prev"),
        min(zero, end),
        round(max(abs(end - zero), 0.5), 1),
    )
