"""Teams: opened, renamed, closed, reopened. A team that ever had records is never deleted."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.core import audit, clock, numbers
from crm.people.models import Team, User


@transaction.atomic
def create_team(actor: User | None, *, name: str, code: str = "") -> Team:
    """Open a team; without a code it takes the next free one (T-001)."""
    _refuse_taken(name, code, None)
    team = Team.objects.create(name=name, code=code or numbers.free_codes(Team, "T", 3)[0])
    changes = audit.diff({}, {"code": team.code, "name": team.name})
    audit.record(actor, "team.created", team, changes=changes)
    return team


@transaction.atomic
def rename_team(actor: User, *, team: Team, name: str) -> Team:
    """Give the team another name, everywhere at once; the code stays."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    _refuse_taken(name, "", team.pk)
    changes = audit.diff({"name": team.name}, {"name": name})
    if changes:
        team.name = name
        team.save(update_fields=["name"])
        audit.record(actor, "team.renamed", team, changes=changes)
    return team


@transaction.atomic
def close_team(actor: User, *, team: Team) -> None:
    """No new members and no longer in lists; its history and figures stay."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    if not team.is_active:
        return
    left = team.memberships.from_day(clock.today()).values("user").distinct().count()
    if left:
        raise ValidationError(
            ngettext(
                "%(count)d person still belongs to this team. Move them first.",
                "%(count)d people still belong to this team. Move them first.",
                left,
            )
            % {"count": left}
        )
    _set_active(actor, team, active=False)


@transaction.atomic
def reopen_team(actor: User, *, team: Team) -> None:
    """The team takes members again."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    if not team.is_active:
        _set_active(actor, team, active=True)


def _set_active(actor: User, team: Team, *, active: bool) -> None:
    team.is_active = active
    team.save(update_fields=["is_active"])
    action = "team.reopened" if active else "team.closed"
    audit.record(actor, action, team, changes={"is_active": [not active, active]})


def _refuse_taken(name: str, code: str, own: int | None) -> None:
    others = Team.objects.all() if own is None else Team.objects.exclude(pk=own)
    problems: dict[str, str] = {}
    if others.filter(name__iexact=name).exists():
        problems["name"] = _("Another team has this name.")
    if code and others.filter(code=code).exists():
        problems["code"] = _("Another team has this code.")
    if problems:
        raise ValidationError(problems)
