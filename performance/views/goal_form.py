"""Setting a goal, with the last six months of its KPI beside the form."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import clock
from crm.core.pages import FormPage, Page
from crm.people.models import Team, User
from crm.people.roles import Right
from crm.people.scope import scope_of

from ..forms.goals import GoalForm, month_of
from ..kpis.catalogue import KPIS
from ..past import past_of
from ..services.goals import leads_every_team, propose_goal, set_goal
from ..units import shown, survey_scale
from .targets import range_facts


class NewGoal(FormPage):
    """A lead sets a goal; an agent proposes one of their own."""

    permission = Right.GOALS_PROPOSE
    template = "performance/goal_form.html"
    form_class = GoalForm
    menu: ClassVar[str] = ""

    def prepare(self) -> None:
        self.scale = survey_scale(clock.today())
        led = scope_of(self.user, clock.today()).team_ids
        self.teams = list(Team.objects.active().filter(pk__in=led))

    def get_title(self) -> str:
        return _("Propose a goal") if self.user.role == "agent" else _("New goal")

    def get_crumbs(self) -> list[tuple[Any, str]]:
        if self.user.role == "agent":
            return [(gettext_lazy("My goals"), reverse("goals:mine"))]
        return [(gettext_lazy("Goals"), reverse("goals:list"))]

    def get_initial(self) -> dict[str, Any]:
        first, last = month_of(clock.today())
        asked = self.request.GET
        return {
            "starts_on": first,
            "ends_on": last,
            "kpi": asked.get("kpi", ""),
            "scope": asked.get("scope", ""),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            "user": self.user,
            "teams": self.teams,
            "centre": leads_every_team(self.user),
            "scale": self.scale,
        }

    def save(self, form: Any) -> str:
        if self.user.role == "agent":
            goal = propose_goal(self.user, aim=form.aim)
        else:
            goal = set_goal(self.user, aim=form.aim, owner=form.owned_by)
        return reverse("goals:detail", kwargs={"goal": str(goal)})

    def get_success(self) -> str:
        if self.user.role == "agent":
            return _("Proposed. Your lead decides about it.")
        return _("The goal is set.")

    def get_context(self) -> dict[str, Any]:
        bound = self.form.data or self.form.initial
        kpi = str(bound.get("kpi") or next(iter(dict(self.form.fields["kpi"].choices))))  # type: ignore[attr-defined]  # a ChoiceField
        return {
            **super().get_context(),
            **range_context(self, kpi, str(bound.get("scope") or ""), str(bound.get("target", ""))),
        }


class GoalRange(Page):
    """Beside the form: the last six months of the KPI and scope chosen so far."""

    permission = Right.GOALS_PROPOSE
    title = gettext_lazy("Last six months")
    crumbs = ((gettext_lazy("Goals"), "goals:list"),)
    template = "performance/target_range.html"
    menu = "goals:list"

    def get_context(self) -> dict[str, Any]:
        asked = self.request.GET
        facts = range_context(
            self, asked.get("kpi", ""), asked.get("scope", ""), asked.get("target", "")
        )
        return {**super().get_context(), **facts}


def range_context(page: Page, kpi: str, scope: str, typed: str) -> dict[str, Any]:
    """Only of scopes this user may set a goal for; anything else reads as the first of them."""
    if kpi not in KPIS:
        raise Http404
    today = clock.today()
    teams: frozenset[int] | None = scope_of(page.user, today).team_ids
    agents: frozenset[int] | None = None
    kind, _colon, code = scope.partition(":")
    if page.user.role == "agent":
        teams, agents = None, frozenset({page.user.pk})
    elif kind == "agent":
        led = Team.objects.filter(pk__in=teams or ())
        members = User.objects.members_of(led, today).filter(code=code)
        teams, agents = None, frozenset(members.values_list("pk", flat=True))
    elif kind == "team":
        found = Team.objects.filter(pk__in=teams or (), code=code)
        teams = frozenset(found.values_list("pk", flat=True))
    elif kind == "centre" and leads_every_team(page.user):
        teams = None
    past = past_of([kpi], today, teams=teams, agents=agents)[kpi]
    return {"kpi": KPIS[kpi], **range_facts(past, shown(kpi, survey_scale(today)), typed)}
