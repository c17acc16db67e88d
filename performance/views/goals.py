"""Goals: the list beside one goal, one's own goals, and what can be done with a goal."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core.pages import ActionPage, Page
from crm.people.roles import Right

from ..models import Goal
from ..querysets.goals import GoalQuerySet
from ..services.goals import (
    accept_goal,
    check_in,
    close_goal,
    decline_goal,
    leads_goal,
    may_check_in,
)
from .goal_cards import Card, cards_of
from .goal_detail import detail_of

#: Ended goals on the list; there are a few each month.
SHOWN_ENDED = 100
#: Ended goals under the running ones.
SHOWN_RECENT = 4


class Goals(Page):
    """Running goals at the left, the first of them opened at the right."""

    permission = Right.GOALS_READ
    title = gettext_lazy("Goals")
    crumbs = ((gettext_lazy("Performance"), ""),)
    template = "performance/goals.html"
    menu: ClassVar[str] = "goals:list"

    @cached_property
    def goals(self) -> GoalQuerySet:
        return Goal.objects.listed_for(self.user).with_people()

    @cached_property
    def state(self) -> str:
        """`active`, `proposed` or `ended`: which of them the list shows."""
        asked = self.request.GET.get("state", "active")
        return asked if asked in ("active", "proposed", "ended") else "active"

    def rows(self) -> GoalQuerySet:
        if self.state == "ended":
            return self.goals.ended()[:SHOWN_ENDED]
        return self.goals.proposed() if self.state == "proposed" else self.goals.active()

    def chosen(self, cards: list[Card]) -> Goal | None:
        """The goal whose page this is; the list alone opens its first."""
        return cards[0].goal if cards else None

    def get_context(self) -> dict[str, Any]:
        cards = cards_of(self.rows())
        goal = self.chosen(cards)
        return {
            **super().get_context(),
            "cards": cards,
            "state": self.state,
            "chosen": goal,
            "counts": {
                "active": self.goals.active().count(),
                "proposed": self.goals.proposed().count(),
                "ended": self.goals.ended().count(),
            },
            "recent": cards_of(self.goals.ended()[:SHOWN_RECENT]) if self.state == "active" else [],
            **(self.detail(goal) if goal else {}),
        }

    def detail(self, goal: Goal) -> dict[str, Any]:
        return {
            "detail": detail_of(goal, self.user),
            "may_decide": leads_goal(self.user, goal),
            "may_check_in": may_check_in(self.user, goal),
        }


class GoalPage(Goals):
    """One goal, with the list it belongs to beside it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if str(self.goal) != kwargs["goal"]:
            return HttpResponseRedirect(url_of(self.goal))
        return super().get(request, *args, **kwargs)

    @cached_property
    def goal(self) -> Goal:
        return find(self.goals, self.kwargs["goal"])

    @cached_property
    def state(self) -> str:
        own = {"active": "active", "proposed": "proposed"}
        return own.get(self.goal.state, "ended")

    def chosen(self, cards: list[Card]) -> Goal:
        return self.goal

    def get_context(self) -> dict[str, Any]:
        """On a phone the goal stands before the list."""
        return {**super().get_context(), "goal_first": True}


class MyGoals(Page):
    """An agent's own goals with their answers, and the team's."""

    permission = Right.OWN_FIGURES
    title = gettext_lazy("My goals")
    crumbs = ((pgettext_lazy("menu", "My performance"), ""),)
    template = "performance/goals_mine.html"

    def get_context(self) -> dict[str, Any]:
        goals = Goal.objects.listed_for(self.user).with_people()
        own = goals.filter(agent=self.user)
        return {
            **super().get_context(),
            "running": cards_of(own.active()),
            "proposed": cards_of(own.proposed()),
            "ended": cards_of(own.ended()[:SHOWN_ENDED]),
            "team": cards_of(goals.filter(agent=None).active()),
        }


class _GoalAction(ActionPage):
    """A button on a goal's page; the goal must be one this user sees."""

    def goal(self) -> Goal:
        return find(Goal.objects.visible_to(self.user), self.kwargs["goal"])

    def text(self, name: str) -> str:
        return str(self.request.POST.get(name, ""))


class Accept(_GoalAction):
    permission = Right.GOALS_WRITE
    success = gettext_lazy("Accepted. The goal is in progress.")

    def run(self) -> str:
        return url_of(accept_goal(self.user, goal=self.goal(), reason=self.text("reason")))


class Decline(_GoalAction):
    permission = Right.GOALS_WRITE
    success = gettext_lazy("Declined. The agent sees the reason.")

    def run(self) -> str:
        return url_of(decline_goal(self.user, goal=self.goal(), reason=self.text("reason")))


class Close(_GoalAction):
    permission = Right.GOALS_WRITE
    success = gettext_lazy("Closed. The result stays as it is now.")

    def run(self) -> str:
        return url_of(close_goal(self.user, goal=self.goal()))


class CheckIn(_GoalAction):
    permission = Right.GOALS_PROPOSE
    success = gettext_lazy("Check-in added.")

    def run(self) -> str:
        goal = self.goal()
        check_in(self.user, goal=goal, text=self.text("text"))
        return f"{url_of(goal)}#check-ins"


def find(goals: GoalQuerySet, slug: str) -> Goal:
    """By the number in front; the words after it are for readers and may be old."""
    number = slug.partition("-")[0]
    found = goals.filter(number=int(number)).first() if number.isdecimal() else None
    if found is None:
        raise Http404
    return found


def url_of(goal: Goal) -> str:
    return reverse("goals:detail", kwargs={"goal": str(goal)})
