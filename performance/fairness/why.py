"""Why a figure changed, as a page shows it: a sentence, the parts with their records, a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import formats
from crm.core.formats import Unit

from .. import figures, verdicts
from ..charts.scale import Scale
from ..dimensions import Key
from ..figures import Figure
from ..kpis.catalogue import KPIS
from ..kpis.types import Kpi, Shape
from ..units import Shown, shown
from .change import Change, CountChange, Part, Sums, of_count, of_value
from .final import final
from .said import amount, said, signed, strong, type_name

if TYPE_CHECKING:
    from ..asked import Asked
    from ..tiles import Question

#: Parts drawn at once; the rest opens below.
MOST = 6
#: A part smaller than this of the larger one hardly matters.
SMALL = 0.1
BAR = 150
NO_TYPE = "none"


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
    reader = _Reader(asked, kpi, shown(kpi, q.scale), keys, _by_type(then, kpi), _by_type(now, kpi))
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
            sentence=self._sentence(found),
            amount=signed(self.shape, found.amount),
            then=self.shape.text(found.then),
            now=self.shape.text(found.now),
            rows=rows[:MOST],
            more=rows[MOST:],
            volume=self._volume(found),
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

    def _tone(self, key: int) -> str:
        """Coloured only where the change of the type itself clears its error."""
        now, then = self.after.get(key), self.before.get(key)
        if now is None or min(now.n, then.n if then else 0) < KPIS[self.kpi].minimum_sample:
            return "flat"
        meaning = verdicts.delta(now, then).meaning
        return {"improved": "good", "worse": "bad"}.get(meaning, "flat")

    def _sentence(self, found: Change[int]) -> SafeString:
        first = said(
            _direction(found.within, found.mix),
            within=strong(amount(self.shape, found.within)),
            mix=strong(amount(self.shape, found.mix)),
        )
        by_mix = abs(found.mix) > abs(found.within)
        lead = max(
            found.parts,
            key=lambda part: (
                abs(part.mix) if by_mix else (self._tone(part.key) != "flat", abs(part.within))
            ),
        )
        name = type_name(self.keys[lead.key])
        if by_mix:
            second = said(
                _("Its share moved most: %(type)s, %(then)s → %(now)s of the records."),
                type=name,
                then=strong(formats.number(lead.share_then, Unit.PERCENT)),
                now=strong(formats.number(lead.share_now, Unit.PERCENT)),
            )
        else:
            second = said(
                _("Most of it comes from %(type)s: %(then)s → %(now)s."),
                type=name,
                then=strong(self.shape.text(lead.then.value)),
                now=strong(self.shape.text(lead.now.value)),
            )
        return format_html("{} {}", first, second)

    def _volume(self, found: Change[int]) -> SafeString:
        """The sum behind a time: more records, or more time a record."""
        if self.shape.unit is not Unit.DURATION:
            return SafeString("")
        total = found.volume + found.rate
        return said(
            _("In hours: %(total)s altogether, %(volume)s by the number of records and %(rate)s by"
              " the time of one."),
            total=strong(formats.change(total, Unit.HOURS)),
            volume=strong(formats.change(found.volume, Unit.HOURS)),
            rate=strong(formats.change(found.rate, Unit.HOURS)),
        )  # fmt: skip

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
            sentence=self._count_sentence(found),
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

    def _count_sentence(self, found: CountChange[int]) -> SafeString:
        lead = max(found.parts, key=lambda part: abs(part[3]))
        days = (
            said(
                _("%(days)s by the number of business days, %(pace)s by how many a day."),
                days=strong(signed(self.shape, found.days)),
                pace=strong(signed(self.shape, found.pace)),
            )
            if found.days
            else _("The number of business days is the same.")
        )
        second = said(
            _("The daily number moved most in %(type)s: %(amount)s."),
            type=type_name(self.keys[lead[0]]),
            amount=strong(signed(self.shape, lead[3])),
        )
        return format_html("{} {}", days, second)

    # -- both ------------------------------------------------------------------------------------

    def _scale(self, amounts: Sequence[float]) -> Scale:
        most = max((abs(one) for one in amounts), default=0.0) or 1.0
        return Scale(-most, most, 2, BAR - 2)

    def _url(self, key: Key | None) -> str:
        """The KPI's page narrowed to the type: its value is the list's."""
        if key is None:
            return self.asked.kpi_url(self.kpi) + "#records"
        code = NO_TYPE if key.is_missing else str(key.code)
        return self.asked.kpi_url(self.kpi, type=code) + "#records"


def _direction(within: float, mix: float) -> str:
    """The sentence for what both effects did; an effect beside which the other is small leads."""
    if abs(mix) <= SMALL * abs(within):
        if within > 0:
            return _(
                "Compared type by type it rose by %(within)s; the mix of types hardly matters."
            )
        return _("Compared type by type it fell by %(within)s; the mix of types hardly matters.")
    if abs(within) <= SMALL * abs(mix):
        if mix > 0:
            return _(
                "Compared type by type it hardly moved; the mix of types raised it by %(mix)s."
            )
        return _("Compared type by type it hardly moved; the mix of types lowered it by %(mix)s.")
    if within < 0 < mix:
        return _("Compared type by type it fell by %(within)s, but the mix of types raised it by"
                 " %(mix)s.")  # fmt: skip
    if mix < 0 < within:
        return _("Compared type by type it rose by %(within)s, but the mix of types lowered it by"
                 " %(mix)s.")  # fmt: skip
    if within > 0:
        return _("Compared type by type it rose by %(within)s, and the mix of types raised it by"
                 " %(mix)s more.")  # fmt: skip
    return _("Compared type by type it fell by %(within)s, and the mix of types lowered it by"
             " %(mix)s more.")  # fmt: skip


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


def tone_words(tone: str) -> str:
    """A part's tone in words, for whoever does not see colours."""
    return {
        "good": pgettext("change", "better"),
        "bad": pgettext("change", "worse"),
        "flat": "",
    }[tone]
