"""One figure: what it is, how it went, taken apart, and the records behind it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.pages import Page
from crm.people.roles import Right, holds

from .. import asked, breakdown, controls, freshness, said, trend, verdicts
from ..asked import Asked
from ..charts.interval import Span
from ..charts.span import Row, spans
from ..definition import days, definition, fraction
from ..distribution import distribution
from ..drilldown import lists_of
from ..fairness.causes import share_behind
from ..fairness.causes_panel import address as causes_address
from ..fairness.why import why
from ..heat import heat
from ..kept import drawn
from ..kpis.catalogue import KPIS
from ..kpis.types import Kpi, Shape
from ..models import Goal
from ..records import records
from ..tiles import Question, Tile, interval_words, is_raw, tiles
from ..units import Shown, shown
from ..year import over_the_year
from .goal_cards import cards_of


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
        asked_for = self.asked
        return {
            **super().get_context(),
            "asked": asked_for,
            "kpi": self.kpi,
            "board": drawn(
                self.request, asked_for, [0, *(team.pk for team in asked_for.teams)],
                "performance/board_kpi.html", self.get_board, address=asked_for.url(),
            ),
            "records": records(asked_for, self.kpi.id, self.request.GET, asked_for.piece()),
            "fresh": freshness.freshness(),
            "may_write": holds(self.user, Right.FEEDBACK_WRITE) and asked_for.agent is not None,
        }  # fmt: skip

    def get_board(self, _stamp: str) -> dict[str, Any]:
        """The context of everything above the records."""
        kpi, asked_for, q = self.kpi.id, self.asked, Question.of(self.asked)
        shape = shown(kpi, q.scale)
        (tile,) = tiles(asked_for, [kpi], sparks=(), question=q)
        parted = breakdown.tables(asked_for, kpi, q)
        return {
            "asked": asked_for,
            "period": controls.period(asked_for),
            "chips": controls.chips(asked_for),
            "kpi": self.kpi,
            "kpis": [(k.short_name, asked_for.kpi_url(k.id), k is self.kpi) for k in KPIS.values()],
            "tile": tile,
            "said": said.of_tile(tile, shape),
            "rows": self.rows(tile, shape),
            "drawing": self.drawing(tile, shape),
            "days": days(asked_for.period, tile.figure),
            "definition": definition(self.kpi),
            "fraction": fraction(self.kpi, tile.figure),
            "lists": {name: asked_for.url(list=name) + "#records" for name in lists_of(kpi)},
            "month_trend": over_the_year(asked_for, kpi, q, raw=is_raw(asked_for, kpi)),
            "spread": distribution(asked_for, kpi, q),
            "day_trend": trend.daily(asked_for, kpi, q),
            "why": why(asked_for, kpi, q),
            "causes_url": causes_address(asked_for, kpi) if share_behind(kpi) else "",
            "columns": breakdown.columns(parted),
            "tables_said": said.of_parts(parted),
            "comparisons": sum(len(table.rows) for table in parted if not table.without_verdict),
            "heat": heat(asked_for, kpi, q),
            "goals": cards_of(self.goals()),
            "caution": shape.text(tile.aim.caution) if tile.aim else "",
            "is_past_caution": self.is_past_caution(tile),
            "is_agent": asked_for.scope.agent_id is not None,
        }

    def goals(self) -> QuerySet[Goal]:
        """Running goals for this figure, of whom the page is about."""
        rows = Goal.objects.visible_to(self.user).active().filter(kpi=self.kpi.id)
        if self.asked.agent is not None:
            return rows.filter(agent=self.asked.agent)
        rows = rows.filter(agent=None)
        return rows.filter(team=self.asked.team) if self.asked.team is not None else rows

    def is_past_caution(self, tile: Tile) -> bool:
        return verdicts.verdict(tile.figure, tile.aim).past_caution

    def drawing(self, tile: Tile, shape: Shown) -> SafeString:
        """Both periods on one labelled axis."""
        if self.kpi.shape is Shape.COUNT or tile.figure.value is None:
            return SafeString("")
        figure, then = tile.figure, tile.then
        drawn_rows = [
            Row(
                _("This period"),
                Span(tile.figure.value, figure.low, figure.high, tile.state),
                interval_words(figure, shape),
            )
        ]
        if then is not None and then.value is not None:
            span = Span(then.value, then.low, then.high)
            drawn_rows.append(Row(_("Comparison"), span, interval_words(then, shape)))
        told = f"{self.kpi.short_name} {shape.text(figure.value)}, {interval_words(figure, shape)}"
        return spans(
            drawn_rows,
            tile.aim.value if tile.aim else None,
            tile.target if tile.aim else "",
            write=shape.axis,
            label=told,
            seconds=self.kpi.unit == "duration",
        )

    def rows(self, tile: Tile, shape: Shown) -> list[dict[str, Any]]:
        """This period and the comparison in words."""
        if self.kpi.shape is Shape.COUNT:
            return []
        found = [(_("This period"), self.asked.period, tile.figure)]
        if tile.then is not None and self.asked.chosen.comparison is not None:
            found.append((_("Comparison"), self.asked.chosen.comparison.period, tile.then))
        return [
            {
                "name": name,
                "period": period,
                "value": shape.text(figure.value),
                "url": self.asked.over(self.kpi.id, period.first, period.last),
                "interval": interval_words(figure, shape),
                "n": figure.n,
            }
            for name, period, figure in found
        ]
