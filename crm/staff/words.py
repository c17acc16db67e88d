"""The words the audit page reads entries about people, teams and the centre by."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import audit, notices
from crm.people.models import Role
from crm.people.statuses import Mark, Status

#: Steps of the first-run checklist, in order; the pages of the steps belong to several apps.
STEPS = {
    "time-zone": _("Time zone"),
    "hours": _("Business hours and holidays"),
    "teams": _("Teams"),
    "users": _("Users"),
    "types": _("Inquiry types"),
    "channels": _("Channels"),
    "targets": _("Targets"),
}
_ACTIONS = {
    "user.import_undone": _("Took back an imported agent"),
    "team.import_undone": _("Took back an imported team"),
    "user.created": _("Registered a user"),
    "user.changed": _("Changed a user"),
    "user.deactivated": _("Deactivated a user"),
    "user.reactivated": _("Reactivated a user"),
    "user.password_reset": pgettext_lazy("audit", "Set a one-time password"),
    "user.unlocked": _("Unlocked an account"),
    "user.password_changed": _("Changed the own password"),
    "user.signed_out_everywhere": _("Signed out everywhere"),
    "membership.moved": _("Moved an agent to a team"),
    "membership.assigned": _("Assigned a team"),
    "membership.ended": _("Ended a team membership"),
    "membership.cancelled": _("Took back a planned team change"),
    "team.created": _("Opened a team"),
    "team.renamed": _("Renamed a team"),
    "team.closed": _("Closed a team"),
    "team.reopened": _("Reopened a team"),
    "api_key.created": _("Made an API key"),
    "api_key.revoked": _("Revoked an API key"),
    "centre.changed": _("Changed the centre"),
    "checklist.confirmed": _("Confirmed a first-run step"),
    "checklist.reopened": _("Reopened a first-run step"),
    "work_status.corrected": _("Corrected a work status"),
    "work_status.marked": _("Changed whether a work status counts"),
    "work_status.closed": _("Ended a forgotten work status"),
    "work_status.imported": _("Imported work status"),
}
_FIELDS = {
    "username": _("User name"),
    "code": pgettext_lazy("employee or team number", "Code"),
    "email": _("E-mail"),
    "role": _("Role"),
    "language": _("Language"),
    "theme": _("Theme"),
    "joined_on": _("Joined on"),
    "team": _("Team"),
    "first_day": _("First day"),
    "last_day": _("Last day"),
    "api_key.owner": pgettext_lazy("of an API key", "Owner"),
    "api_key.scopes": pgettext_lazy("of an API key", "Scopes"),
    "centre_name": _("Name of the centre"),
    "contact": _("Contact"),
    "time_zone": _("Time zone"),
    "step": _("Step"),
    "work_status.status": pgettext_lazy("work status", "Status"),
    "work_status.started_at": pgettext_lazy("work status", "Start"),
    "work_status.ended_at": pgettext_lazy("work status", "End"),
    "work_status.marked_reason": _("Does not count because of"),
}


def register() -> None:
    """Called once the apps are loaded."""
    audit.register(
        actions=_ACTIONS,
        fields=_FIELDS,
        values={
            "role": dict(Role.choices),
            "language": dict(settings.LANGUAGES),
            "theme": {
                "system": pgettext_lazy("theme", "System"),
                "light": pgettext_lazy("theme", "Light"),
                "dark": pgettext_lazy("theme", "Dark"),
            },
            "step": STEPS,
            "work_status.status": dict(Status.choices),
            "work_status.marked_reason": dict(Mark.choices),
        },
        subjects={
            "people.user": _("User"),
            "people.team": _("Team"),
            "core.apikey": _("API key"),
            "people.workstatus": _("Work status"),
        },
        links={
            "people.user": lambda code: reverse("settings-user", args=[code]),
            "people.team": lambda code: reverse("settings-team", args=[code]),
            "core.apikey": lambda prefix: reverse("settings-api-keys"),
            "core.centre": lambda key: reverse("settings-centre"),
            "core.holiday": lambda key: reverse("settings-hours"),
        },
    )
    notices.register(
        "staff.many_failures",
        _("%(count)s wrong passwords for the account %(username)s"),
        icon="triangle-alert",
    )
