"""One figure: what it is, how it went, taken apart, and the records behind it."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.pages import Page
from crm.people.roles import Right, holds

from .. import asked, breakdown, controls, freshness, trend
from ..asked import Asked
from ..charts.interval import Span, track
from ..fairness.causes import share_behind
from ..fairness.causes_panel import address
from ..fairness.why import why
from ..kpis.catalogue import KPIS
from ..kpis.types import Better, Kpi, Shape
from ..records import records
from ..tiles import Question, Tile, interval_words, tiles
from ..units import Shown, shown


class KpiPage(Page):
    permission = Right.FIGURES_READ
    template = "performance/kpi.html"
    menu = "performance:home"
    crumbs = ((gettext_lazy("Team performance"), "performance:home"),)

    @cached_property
    def kpi(self) -> Kpi:
        found = KPIS.get(str(self.kwargs["kpi"]))
        if found is None:
            raise Http404
        return found

    @cached_property
    def asked(self) -> Asked:
        return asked.read(self.request, self.user)

    def get_title(self) -> str:
        return str(self.kpi.name)

    def get_context(self) -> dict[str, Any]:
        q = Question.of(self.asked)
        shape = shown(self.kpi.id, q.scale)
        (tile,) = tiles(self.asked, [self.kpi.id], sparks=(), question=q)
        return {
            **super().get_context(),
            "asked": self.asked,
            "period": controls.period(self.asked),
            "chips": controls.chips(self.asked),
            "kpi": self.kpi,
            "kpis": [
                (k.short_name, self.asked.kpi_url(k.id), k is self.kpi) for k in KPIS.values()
            ],
            "tile": tile,
            "rows": self.rows(tile, shape),
            "month_trend": trend.monthly(self.asked, self.kpi.id, q),
            "day_trend": trend.daily(self.asked, self.kpi.id, q),
            "why": why(self.asked, self.kpi.id, q),
            "causes_url": address(self.asked, self.kpi.id) if share_behind(self.kpi.id) else "",
            "tables": breakdown.tables(self.asked, self.kpi.id, q),
            "records": records(self.asked, self.kpi.id, self.request.GET, q.piece),
            "fresh": freshness.freshness(),
            "definition": definition(self.kpi),
            "may_write": holds(self.user, Right.FEEDBACK_WRITE) and self.asked.agent is not None,
            "is_agent": self.asked.scope.agent_id is not None,
        }

    def rows(self, tile: Tile, shape: Shown) -> list[dict[str, Any]]:
        """This period and the comparison on one axis, as a drawing and in words."""
        if self.kpi.shape is Shape.COUNT:
            return []
        found = [(_("This period"), self.asked.period, tile.figure)]
        if tile.then is not None and self.asked.chosen.comparison is not None:
            found.append((_("Comparison"), self.asked.chosen.comparison.period, tile.then))
        aim = tile.aim.value if tile.aim else None
        spans = [Span(f.value, f.low, f.high) for _n, _p, f in found if f.value is not None]
        axis = track(spans, aim, width=360)
        return [
            {
                "name": name,
                "period": period,
                "value": shape.text(figure.value),
                "interval": interval_words(figure, shape),
                "n": figure.n,
                "plot": axis.cell(
                    Span(figure.value, figure.low, figure.high, tile.state if i == 0 else "hold")
                    if figure.value is not None
                    else None,
                    30,
                ),
            }
            for i, (name, period, figure) in enumerate(found)
        ]


def definition(kpi: Kpi) -> list[tuple[str, str]]:
    """How it is counted, in words and in order."""
    better = {
        Better.UP: _("Higher is better"),
        Better.DOWN: _("Lower is better"),
        Better.BAND: _("Inside a band is better"),
        Better.NONE: _("For reference, no direction"),
    }[kpi.better]
    interval = {
        Shape.COUNT: _("None: it is a count"),
        Shape.SHARE: _("Wilson, 95%"),
        Shape.MEAN: _("t distribution, 95%"),
        Shape.QUANTILE: _("Order statistics, 95%; from stored counts at most 1% off"),
    }[kpi.shape]
    found = [
        (_("Day decided by"), str(kpi.clock)),
        (_("What is counted"), str(kpi.source)),
        (_("Direction"), better),
        (_("Interval"), interval),
        (_("Minimum sample"), _("%(n)s; below it there is no verdict") % {"n": kpi.minimum_sample}),
        (_("Definition"), _("Version %(n)s") % {"n": kpi.version}),
    ]
    if kpi.shape is Shape.COUNT:
        found = [row for row in found if row[0] != _("Minimum sample")]
    return found
