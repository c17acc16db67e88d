"""Teams: list, page, opening, renaming, closing; people are put in from here too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import audit, clock
from crm.core.models import AuditEntry
from crm.core.pages import ActionPage, DetailPage, FormPage, ListPage, Text, typed
from crm.people.models import Kind, Membership, Team
from crm.people.roles import Right
from crm.staff.forms.people import AddPersonForm, TeamForm, TeamNameForm
from crm.staff.services.memberships import place
from crm.staff.services.teams import close_team, create_team, rename_team, reopen_team

from .users import HISTORY_SHOWN, SETTINGS

TEAMS = (gettext_lazy("Teams"), "settings-teams")


class TeamsPage(ListPage):
    """Every team with the people in it today; closed ones last."""

    permission = Right.SETTINGS
    title = gettext_lazy("Teams")
    crumbs = (SETTINGS,)
    template = "staff/teams.html"

    def get_queryset(self) -> QuerySet[Team]:
        return Team.objects.with_people(clock.today()).order_by("-is_active", "code")

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        rows = [(team, People(team.people)) for team in context["listing"].rows]
        return {**context, "rows": rows}


class People:
    """The memberships of one day by kind."""

    def __init__(self, rows: Sequence[Membership]) -> None:
        self.leads = [row for row in rows if row.kind == Kind.LEAD]
        self.qa = [row for row in rows if row.kind == Kind.QA]
        self.members = [row for row in rows if row.kind == Kind.MEMBER]


class TeamPage(DetailPage):
    """A team: who leads, evaluates and belongs to it, who is coming, what was changed."""

    permission = Right.SETTINGS
    crumbs = (SETTINGS, TEAMS)
    menu = "settings-teams"
    template = "staff/team.html"
    lookup = "code"
    object: Team

    def get_queryset(self) -> QuerySet[Team]:
        return Team.objects.with_people(clock.today())

    def get_title(self) -> Text:
        return self.object.name

    def get_context(self) -> dict[str, Any]:
        today = clock.today()
        planned = self.object.memberships.filter(starts_on__gt=today).select_related("user")
        entries = AuditEntry.objects.of("people.team", self.object.code).select_related("actor")
        return {
            **super().get_context(),
            "title_typed": True,
            "people": People(self.object.people),  # type: ignore[attr-defined]  # prefetched
            "planned": planned.order_by("starts_on", "pk"),
            "entries": [(entry, audit.label(entry.action)) for entry in entries[:HISTORY_SHOWN]],
        }


class NewTeamPage(FormPage):
    """Opening a team."""

    permission = Right.SETTINGS
    title = gettext_lazy("New team")
    crumbs = (SETTINGS, TEAMS)
    menu = "settings-teams"
    template = "staff/team_new.html"
    form_class = TeamForm
    success = gettext_lazy("The team is open.")

    def save(self, form: BaseForm) -> str:
        return address_of(create_team(self.user, **form.cleaned_data))


class OfTeam:
    """The team named by the address."""

    kwargs: dict[str, Any]

    @property
    def team(self) -> Team:
        found = Team.objects.filter(code=self.kwargs["code"]).first()
        if found is None:
            raise Http404
        return found


class _TeamForm(OfTeam, FormPage):
    """A form about one team."""

    permission = Right.SETTINGS
    menu = "settings-teams"

    def prepare(self) -> None:
        self.object = self.team

    def get_crumbs(self) -> Sequence[tuple[Text, str]]:
        return [
            (_("Settings"), reverse("site:settings")),
            (_("Teams"), reverse("settings-teams")),
            (typed(self.object.code), address_of(self.object)),
        ]

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "object": self.object}


class RenameTeamPage(_TeamForm):
    """Another name."""

    title = gettext_lazy("Rename team")
    template = "staff/team_rename.html"
    form_class = TeamNameForm
    success = gettext_lazy("The team is renamed.")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.object.name}

    def save(self, form: BaseForm) -> str:
        return address_of(rename_team(self.user, team=self.object, name=form.cleaned_data["name"]))


class AddPersonPage(_TeamForm):
    """Putting somebody into the team."""

    title = gettext_lazy("Add a person")
    template = "staff/team_add.html"
    form_class = AddPersonForm
    success = gettext_lazy("The person is entered.")

    def prepare(self) -> None:
        super().prepare()
        if not self.object.is_active:
            raise Http404

    def save(self, form: BaseForm) -> str:
        data = form.cleaned_data
        try:
            place(self.user, user=data["user"], team=self.object, starts_on=data["starts_on"])
        except ValidationError as problem:
            raise _at_person(problem) from problem
        return address_of(self.object)


def _at_person(problem: ValidationError) -> ValidationError:
    """This form asks for the person, not the team: what speaks of the team stands there."""
    if not hasattr(problem, "error_dict"):
        return problem
    return ValidationError(
        {"user" if key == "team" else key: errors for key, errors in problem.error_dict.items()}
    )


class CloseTeam(OfTeam, ActionPage):
    """No new members; history stays."""

    permission = Right.SETTINGS
    success = gettext_lazy("The team is closed. Its history and figures stay.")

    def run(self) -> str:
        team = self.team
        close_team(self.user, team=team)
        return address_of(team)


class ReopenTeam(OfTeam, ActionPage):
    """The team takes members again."""

    permission = Right.SETTINGS
    success = gettext_lazy("The team is open again.")

    def run(self) -> str:
        team = self.team
        reopen_team(self.user, team=team)
        return address_of(team)


def address_of(team: Team) -> str:
    return reverse("settings-team", args=[team.code])
