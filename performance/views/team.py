"""Figures of the centre and of a team: tiles, trend, agents."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.pages import Page
from crm.people.models import Team
from crm.people.roles import Right
from interactions.models import Consultation

from .. import asked, controls, figures, freshness, trend
from ..asked import NO_TEAM, Asked
from ..fairness import findings_panel
from ..fairness.why import why
from ..kept import drawn
from ..kpis.catalogue import KPIS
from ..kpis.facts import CONTACT_STARTED
from ..people_table import people_table
from ..tiles import Question, Tile, team_tiles, tiles

#: The headline tiles; the rest of the catalogue stands in "all figures".
HEADLINE = ("handled", "aht", "fcr", "csat_mean", "service_level", "follow_up_on_time")
#: Further figures whose caution line is watched for what to look at now.
WATCHED = ("resolution_rate", "answer_rate", "abandonment", "first_response_time", "transfer_rate")
PULSE_SECONDS = 1


class Board(Page):
    """What the centre's and a team's page have in common: panels that are kept while they hold."""

    permission = Right.FIGURES_READ
    board_template = ""

    def team_code(self) -> str:
        """The team of the address, empty for all in sight."""
        return ""

    @cached_property
    def asked(self) -> Asked:
        fixed = {"team": self.team_code()} if self.team_code() else {}
        return asked.read(self.request, self.user, fixed=fixed, own=("kpi",))

    @cached_property
    def current(self) -> str:
        kpi = self.request.GET.get("kpi", "aht")
        return kpi if kpi in KPIS else "aht"

    @cached_property
    def question(self) -> Question:
        return Question.of(self.asked)

    def get_context(self) -> dict[str, Any]:
        return {
            **super().get_context(),
            "asked": self.asked,
            "fresh": freshness.freshness(),
            "excluded": self.excluded(),
            "board": drawn(
                self.request, self.asked, self.team_ids(), self.board_template, self.get_board
            ),
        }

    def get_board(self, stamp: str) -> dict[str, Any]:
        """The context of the panels; only asked for when something in them moved."""
        found = tiles(self.asked, HEADLINE, current=self.current, question=self.question)
        return {
            "asked": self.asked,
            "period": controls.period(self.asked),
            "chips": controls.chips(self.asked),
            "tiles": found,
            "trend": trend.daily(self.asked, self.current, self.question),
            "trend_name": KPIS[self.current].short_name,
            "trend_url": self.asked.kpi_url(self.current),
            "why": why(self.asked, self.current, self.question),
            "findings": findings_panel.panel(self.asked, self.question, (*HEADLINE, *WATCHED)),
            "all_url": self.all_url(),
            "stamp": stamp,
            "pulse_seconds": PULSE_SECONDS,
        }

    def all_url(self) -> str:
        """Where every figure stands, for the same question."""
        team = self.asked.team.code if self.asked.team else NO_TEAM if self.asked.no_team else None
        free = replace(self.asked, fixed=frozenset())
        query = urlencode(free.params(team=team, kpi=self.current))
        return f"{reverse('performance:figures')}?{query}"

    def team_ids(self) -> list[int]:
        """The teams whose figures stand on this page; 0 is nobody's."""
        if self.asked.no_team:
            return [0]
        if self.asked.team is not None:
            return [self.asked.team.pk]
        return [0, *(team.pk for team in self.asked.teams)]

    def excluded(self) -> int:
        """Records of the period that somebody excluded."""
        asked_for = self.asked.piece().resolved().records(CONTACT_STARTED)
        rows = Consultation.objects.listed_for(self.user).filter(exclusion__isnull=False)
        return rows.filter(asked_for).count()


class Home(Board):
    """The teams in sight, side by side."""

    title = gettext_lazy("Team performance")
    template = "performance/home.html"
    board_template = "performance/board_home.html"

    def get_board(self, stamp: str) -> dict[str, Any]:
        return {**super().get_board(stamp), "teams": self.teams()}

    def teams(self) -> list[tuple[str, bool, str, list[Tile]]]:
        """A row for each team: name, whether typed, address, tiles."""
        known: dict[int, Team | None] = {team.pk: team for team in self.asked.teams}
        if self.asked.scope.everything and self.has_unassigned():
            known[0] = None
        query = self.asked.url(team=None).partition("?")[2]
        asks, names = {}, {}
        for key, team in known.items():
            code = team.code if team else NO_TEAM
            asks[key] = replace(
                self.asked, query={**self.asked.query, "team": code}, team=team, no_team=not team
            )
            url = reverse("performance:team", kwargs={"code": code})
            names[key] = (team.name if team else _("No team"), f"{url}?{query}" if query else url)
        found = team_tiles(self.asked, HEADLINE, self.question, asks)
        return [
            (names[key][0], team is not None, names[key][1], found[key])
            for key, team in known.items()
        ]

    def has_unassigned(self) -> bool:
        piece = replace(self.asked.piece(), teams=frozenset({0}))
        found = figures.read_one(piece, ["handled", "issues"])
        return any(figure.value for figure in found.values())


class TeamPage(Board):
    """One team: the figures and, for whoever may see names, its agents."""

    template = "performance/team.html"
    board_template = "performance/board_team.html"
    menu = "performance:home"
    crumbs = ((gettext_lazy("Team performance"), "performance:home"),)

    def team_code(self) -> str:
        return str(self.kwargs["code"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.asked.team is None and not self.asked.no_team:
            raise Http404
        return self.show()

    def get_title(self) -> str:
        return self.asked.team.name if self.asked.team else _("No team")

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "title_typed": self.asked.team is not None}

    def get_board(self, stamp: str) -> dict[str, Any]:
        scope = self.asked.scope
        table = people_table(self.asked, self.question) if scope.sees_names else None
        return {
            **super().get_board(stamp),
            "people": table,
            "sees_names": scope.sees_names,
            "is_agent": scope.agent_id is not None,
        }


class Pulse(Board):
    """Asked every second by an open page: nothing, or word that figures moved."""

    def team_code(self) -> str:
        return str(self.kwargs.get("code", ""))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if freshness.stamp(self.team_ids()) == request.GET.get("stamp", ""):
            return HttpResponse(status=204)
        return HttpResponse(headers={"HX-Trigger": "figures-moved"})
