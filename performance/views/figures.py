"""Every figure of a team or of all teams in sight, by subject, and the chosen one by the hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from .. import controls
from ..heat import heat
from ..kpis import catalogue
from ..kpis.catalogue import KPIS
from ..kpis.types import Kpi, Words
from ..tiles import Tile, tiles
from .team import Board

#: The subjects of the catalogue, as a reader looks for them.
SUBJECTS: Sequence[tuple[Words, Sequence[str]]] = (
    (pgettext_lazy("figures", "Volume and time"), [k.id for k in catalogue.work.KPIS]),
    (pgettext_lazy("figures", "Answering"), [k.id for k in catalogue.response.KPIS]),
    (pgettext_lazy("figures", "Solving"), [k.id for k in catalogue.resolution.KPIS]),
    (pgettext_lazy("figures", "Satisfaction"), [k.id for k in catalogue.satisfaction.KPIS]),
)


def subjects() -> list[tuple[Words, list[Kpi]]]:
    """Every figure by subject; those the centre made itself stand last."""
    known = {kpi for _name, kpis in SUBJECTS for kpi in kpis}
    found: list[tuple[Words, list[Kpi]]] = [
        (name, [KPIS[kpi] for kpi in kpis if kpi in KPIS]) for name, kpis in SUBJECTS
    ]
    own = [kpi for key, kpi in KPIS.items() if key not in known]
    return [*found, (pgettext("figures", "Of this centre"), own)] if own else found


class FiguresPage(Board):
    """Loaded below the team page once that stands, and a page of its own without script."""

    title = gettext_lazy("All figures")
    template = "performance/figures.html"
    board_template = "performance/board_figures.html"
    menu = "performance:home"
    crumbs = ((gettext_lazy("Team performance"), "performance:home"),)

    def get_context(self) -> dict[str, Any]:
        """The filters stand on the whole page alone: a team page has its own."""
        found = super().get_context()
        if self.is_fragment:
            return found
        chosen = {"period": controls.period(self.asked), "chips": controls.chips(self.asked)}
        return {**found, **chosen}

    def get_board(self, stamp: str) -> dict[str, Any]:
        found = {
            tile.kpi: tile
            for tile in tiles(
                self.asked, list(KPIS), current=self.current, sparks=(), question=self.question
            )
        }
        groups: list[tuple[Words, list[Tile]]] = [
            (name, [found[kpi.id] for kpi in kpis]) for name, kpis in subjects()
        ]
        return {
            "asked": self.asked,
            "kpi": KPIS[self.current],
            "groups": groups,
            "heat": heat(self.asked, self.current, self.question),
        }
