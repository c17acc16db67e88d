"""An agent's own page, and the same figures for those who lead or evaluate them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import clock
from crm.core.pages import Page
from crm.people.models import User
from crm.people.roles import Right, holds
from crm.people.scope import own_team_id, scope_of

from .. import asked, beside, controls, freshness, person
from ..asked import Asked
from ..inbox import articles_of
from ..models import Feedback, Goal
from ..once import drawing
from ..people_table import people_table, tenure
from ..slices import Slice
from ..tiles import Question, tiles
from .goal_cards import cards_of

TILES = ("handled", "aht", "fcr", "csat_mean", "recontact_share", "follow_up_on_time")
INBOX = 3


class PersonPage(Page):
    """Figures of one agent."""

    template = "performance/person.html"

    @cached_property
    def agent(self) -> User:
        """Oneself, unless the address names an agent in sight."""
        code = self.kwargs.get("code")
        if code is None:
            return self.user
        found: User | None = agents_in_sight(self.user).filter(code=code).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def asked(self) -> Asked:
        return asked.read(self.request, self.user, fixed={"agent": self.agent.code})

    def team_slice(self) -> Slice:
        """The agent's team of today, everybody in it, over the same days and filters.

        Agents may see their own team's totals; everybody else those of the teams in sight.
        """
        team = own_team_id(self.agent, clock.today())
        ids = frozenset() if team is None else frozenset({team})
        piece = replace(self.asked.piece(), agents=None, teams=ids)
        return piece if self.agent == self.user else piece.within(self.asked.scope)

    def get_context(self) -> dict[str, Any]:
        with drawing():
            return self.get_figures()

    def get_figures(self) -> dict[str, Any]:
        q = Question.of(self.asked)
        team = self.team_slice()
        return {
            **super().get_context(),
            "asked": self.asked,
            "period": controls.period(self.asked),
            "chips": controls.chips(self.asked),
            "agent": self.agent,
            "tiles": beside.beside_team(tiles(self.asked, TILES, question=q), self.agent, team, q),
            "mix": beside.mix(self.asked, q, team),
            "portrait": beside.portrait(self.agent, q, team),
            "courses": person.courses(self.asked, q),
            "types": person.types(self.asked, q, team),
            "fresh": freshness.freshness(),
            "is_own": self.agent == self.user,
            "tenure": tenure(self.agent.joined_on, self.asked.period.last),
        }


class MyPerformance(PersonPage):
    permission = Right.OWN_FIGURES
    title = gettext_lazy("My performance")

    def get_context(self) -> dict[str, Any]:
        received = Feedback.objects.visible_to(self.user).with_people()
        rows = received.waiting_for_agent().order_by("-sent_at", "-pk")[:INBOX]
        goals = Goal.objects.visible_to(self.user).active().filter(agent=self.user)
        return {
            **super().get_context(),
            "inbox": articles_of(rows),
            "goals": cards_of(goals),
        }


class AgentPage(PersonPage):
    permission = Right.AGENT_FIGURES
    menu = "performance:agents"
    crumbs = ((gettext_lazy("Agents"), "performance:agents"),)

    def get_title(self) -> str:
        return self.agent.name

    def get_context(self) -> dict[str, Any]:
        leads = holds(self.user, Right.FEEDBACK_WRITE)
        sent = Feedback.objects.none()
        if leads:
            sent = Feedback.objects.visible_to(self.user).filter(agent=self.agent)
        goals = Goal.objects.visible_to(self.user).active().filter(agent=self.agent)
        return {
            **super().get_context(),
            "title_typed": True,
            "sent": sent.order_by("-created_at", "-pk")[:5],
            "goals": cards_of(goals),
            "may_write": leads,
        }


class AgentsPage(Page):
    """All agents in sight on one page, over a period."""

    permission = Right.AGENT_FIGURES
    title = gettext_lazy("Agents")
    template = "performance/agents.html"

    def get_context(self) -> dict[str, Any]:
        question = asked.read(self.request, self.user)
        q = Question.of(question)
        return {
            **super().get_context(),
            "asked": question,
            "period": controls.period(question),
            "chips": controls.chips(question),
            "people": people_table(question, q),
            "fresh": freshness.freshness(),
            "whole_words": _("All agents"),
        }


def agents_in_sight(user: User) -> Any:
    """Agents who are or were in a team this user leads or evaluates; all of them for admins."""
    scope = scope_of(user, clock.today())
    rows = User.objects.agents()
    if scope.everything:
        return rows
    return rows.filter(memberships__team_id__in=scope.team_ids).distinct()
