"""Users, teams and the change log as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.core.exports.registry import Asking, Export, register
from crm.core.exports.tables import Column, Table, moment, moments, of_fields, of_objects, words
from crm.core.models import AuditEntry
from crm.people.models import Kind, Team, User
from crm.people.roles import Right
from crm.people.statuses import Mark, Status

from .views.audit import AuditPage, told
from .views.teams import TeamsPage
from .views.users import UsersPage
from .views.work_status import PeriodsPage


def users(asking: Asking) -> Table:
    return of_objects(
        UsersPage.rows_for(asking.request),
        [
            (pgettext_lazy("of a person", "Name"), lambda user: user.name),
            (pgettext_lazy("employee or team number", "Code"), lambda user: user.code),
            (gettext_lazy("User name"), lambda user: user.username),
            (gettext_lazy("Role"), lambda user: str(user.get_role_display())),
            (gettext_lazy("Teams today"), _teams_now),
            (gettext_lazy("Last sign-in"), lambda user: moment(user.last_login)),
            (pgettext_lazy("account", "State"), _account_state),
        ],
    )


def _teams_now(user: User) -> str:
    return ", ".join(row.team.name for row in user.teams_now)  # type: ignore[attr-defined]  # prefetched


def _account_state(user: User) -> str:
    if user.is_active:
        return pgettext("account", "Active")
    return pgettext("account", "Deactivated")


def teams(asking: Asking) -> Table:
    return of_objects(
        TeamsPage.rows_for(asking.request),
        [
            (gettext_lazy("Team"), lambda team: team.name),
            (pgettext_lazy("employee or team number", "Code"), lambda team: team.code),
            (pgettext_lazy("people of a team", "Leads"), _people(Kind.LEAD)),
            (pgettext_lazy("people of a team", "QA"), _people(Kind.QA)),
            (gettext_lazy("Members"), lambda team: len(_of_kind(team, Kind.MEMBER))),
            (pgettext_lazy("team", "State"), _team_state),
        ],
    )


def _of_kind(team: Team, kind: Kind) -> list[str]:
    return [row.user.name for row in team.people if row.kind == kind]  # type: ignore[attr-defined]  # prefetched


def _people(kind: Kind) -> Callable[[Any], str]:
    return lambda team: ", ".join(_of_kind(team, kind))


def _team_state(team: Team) -> str:
    return pgettext("team", "Open") if team.is_active else pgettext("team", "Closed")


def change_log(asking: Asking) -> Table:
    return of_objects(
        AuditPage.rows_for(asking.request),
        [
            (gettext_lazy("When"), lambda entry: moment(entry.at)),
            (gettext_lazy("Who"), lambda entry: entry.actor.name if entry.actor else ""),
            (gettext_lazy("What"), lambda entry: str(told(entry).sentence)),
            (pgettext_lazy("subject of a change", "About"), lambda entry: entry.label),
            (gettext_lazy("Before and after"), _changes),
        ],
    )


def _changes(entry: AuditEntry) -> str:
    return "; ".join(
        _("%(field)s: %(old)s → %(new)s")
        % {"field": change.field, "old": change.old.text, "new": change.new.text}
        for change in told(entry).changes
    )


def work_status(asking: Asking) -> Table:
    """Periods as they were set or imported; a running one has no end."""
    return of_fields(
        PeriodsPage.rows_for(asking.request),
        [
            Column(gettext_lazy("Agent"), "user__name"),
            Column(gettext_lazy("Team"), "team__name"),
            Column(gettext_lazy("Work status"), "status", words(dict(Status.choices))),
            Column(gettext_lazy("From"), "started_at", moments),
            Column(gettext_lazy("To"), "ended_at", moments),
            Column(gettext_lazy("Exclusion"), "marked_reason", words(dict(Mark.choices))),
            Column(gettext_lazy("Source"), "source"),
        ],
    )


EXPORTS = (
    Export("users", gettext_lazy("Users"), Right.SETTINGS, users),
    Export("teams", gettext_lazy("Teams"), Right.SETTINGS, teams),
    Export("work-status", gettext_lazy("Work status"), Right.WORK_STATUS_READ, work_status),
    Export("change-log", gettext_lazy("Change log"), Right.SETTINGS, change_log),
)


def register_all() -> None:
    """Called once the apps are loaded."""
    register(*EXPORTS)
