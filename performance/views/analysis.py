"""Pick figures, up to two dimensions, filters and days: table, drawing, file, saved view."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from crm.core.pages import Page
from crm.people.roles import Right

from .. import asked, controls, freshness
from ..analysis.drawing import drawing
from ..analysis.picked import DIMENSIONS, MOST_KPIS, OWN, Picked, picked, too_much
from ..analysis.sheets import rows_of, sheets
from ..asked import Asked
from ..kept import drawn
from ..tiles import Question
from .figures import subjects


class AnalysisPage(Page):
    permission = Right.FIGURES_READ
    title = gettext_lazy("Analysis")
    template = "performance/analysis.html"

    @cached_property
    def asked(self) -> Asked:
        return asked.read(self.request, self.user, own=OWN)

    @cached_property
    def picked(self) -> Picked:
        return picked(self.request.GET, sees_names=self.asked.scope.sees_names)

    def get_context(self) -> dict[str, Any]:
        return {
            **super().get_context(),
            "asked": self.asked,
            "period": self.period(),
            "chips": controls.chips(self.asked),
            "picked": self.picked,
            "subjects": [
                (name, [(kpi.id, kpi.name, kpi.id in self.picked.kpis) for kpi in kpis])
                for name, kpis in subjects()
            ],
            "dimensions": [
                (name, label)
                for name, label in DIMENSIONS.items()
                if name != "agent" or self.asked.scope.sees_names
            ],
            "hidden": self.hidden(),
            "most": MOST_KPIS,
            "fresh": freshness.freshness(),
            "board": drawn(
                self.request, self.asked, [0, *(team.pk for team in self.asked.teams)],
                "performance/board_analysis.html", self.get_board,
            ),
        }  # fmt: skip

    def period(self) -> dict[str, object]:
        """Nothing is compared here, so only the days are chosen."""
        return {**controls.period(self.asked), "comparison": None, "comparisons": []}

    def hidden(self) -> list[tuple[str, str]]:
        """What the form of figures and dimensions leaves as it is."""
        return list(self.asked.params(**dict.fromkeys(OWN)).items())

    def get_board(self, _stamp: str) -> dict[str, Any]:
        q = Question(self.asked.piece(), None, Question.of(self.asked).scale)
        problem = too_much(self.asked, q.piece, self.picked)
        rows = [] if problem else rows_of(q, self.picked)
        return {
            "problem": problem,
            "picked": self.picked,
            "drawing": drawing(q, self.picked, rows),
            "sheets": sheets(self.asked, q, self.picked, rows),
            "head": DIMENSIONS[self.picked.by],
        }
