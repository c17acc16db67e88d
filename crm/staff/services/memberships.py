"""Who belongs to which team from when until when. History is closed, never rewritten.

`ends_on` is the first day that no longer counts; people are shown and asked the last day.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crm.core import audit, clock, formats
from crm.people.models import Kind, Membership, Team, User
from crm.people.roles import KIND_OF_ROLE

ONE_DAY = timedelta(days=1)


@transaction.atomic
def place(
    actor: User | None, *, user: User, team: Team, starts_on: date, ends_on: date | None = None
) -> Membership:
    """Put a user into a team in the way the role says: an agent moves, a lead or QA is assigned."""
    kind = KIND_OF_ROLE.get(user.role)
    if kind is None:
        raise ValidationError({"team": _("Admins and executives belong to no team.")})
    if kind == Kind.MEMBER:
        return move_member(actor, user=user, team=team, from_day=starts_on)
    return assign(actor, user=user, team=team, starts_on=starts_on, ends_on=ends_on)


@transaction.atomic
def move_member(actor: User | None, *, user: User, team: Team, from_day: date) -> Membership:
    """From that day the agent is in this team; the old membership ends the day before.

    Records keep the team they were stamped with. What begins that very day is replaced, since it
    never counted; a change planned for later must be taken back first.
    """
    _lock(user, team)
    rows = user.memberships.filter(kind=Kind.MEMBER).select_related("team")
    later = rows.filter(starts_on__gt=from_day).order_by("starts_on").first()
    if later is not None:
        text = _(
            "On %(day)s a change to %(team)s is already entered. Choose a later day, "
            "or take that change back first."
        )
        facts = {"day": formats.day(later.starts_on), "team": later.team.name}
        raise ValidationError({"starts_on": text % facts})
    current = rows.overlapping(from_day, None).first()
    if current is not None and current.team_id == team.pk and current.ends_on is None:
        text = _("Already in %(team)s since %(day)s.")
        facts = {"team": team.name, "day": formats.day(current.starts_on)}
        raise ValidationError({"team": text % facts})
    _close_for_move(current, from_day)
    row = Membership.objects.create(user=user, team=team, kind=Kind.MEMBER, starts_on=from_day)
    changes: audit.Changes = {
        "team": [current.team if current else None, team],
        "first_day": [current.starts_on if current else None, from_day],
    }
    audit.record(actor, "membership.moved", user, changes=changes)
    return row


def _close_for_move(current: Membership | None, from_day: date) -> None:
    if current is None:
        return
    if current.starts_on == from_day:
        current.delete()
        return
    current.ends_on = from_day
    current.save(update_fields=["ends_on"])


@transaction.atomic
def assign(
    actor: User | None, *, user: User, team: Team, starts_on: date, ends_on: date | None = None
) -> Membership:
    """Make a lead or QA responsible for a team; any number of teams, each once at a time."""
    _lock(user, team)
    kind = KIND_OF_ROLE[user.role]
    if ends_on is not None and ends_on <= starts_on:
        raise ValidationError({"last_day": _("The last day lies before the first one.")})
    rows = user.memberships.filter(team=team, kind=kind)
    clash = rows.overlapping(starts_on, ends_on).order_by("starts_on").first()
    if clash is not None:
        text = _("Already assigned to %(team)s: %(span)s.")
        facts = {"team": team.name, "span": spoken_span(clash)}
        raise ValidationError({"team": text % facts})
    row = Membership.objects.create(
        user=user, team=team, kind=kind, starts_on=starts_on, ends_on=ends_on
    )
    changes: audit.Changes = {
        "team": [None, team],
        "starts_on": [None, starts_on],
        "ends_on": [None, ends_on],
    }
    audit.record(actor, "membership.assigned", user, changes=changes)
    return row


@transaction.atomic
def end_membership(actor: User, *, membership: Membership, last_day: date) -> None:
    """Enter or correct the last day somebody belongs to the team."""
    row = _locked(membership)
    ends_on = last_day + ONE_DAY
    if ends_on <= row.starts_on:
        text = _("The last day lies before the first one, %(day)s.")
        raise ValidationError({"last_day": text % {"day": formats.day(row.starts_on)}})
    _refuse_longer(row, ends_on)
    if row.ends_on != ends_on:
        _end(actor, row, ends_on)


def _refuse_longer(row: Membership, ends_on: date) -> None:
    """A later end must not run into what comes after it."""
    rows = row.user.memberships.filter(kind=row.kind).exclude(pk=row.pk).select_related("team")
    if row.kind != Kind.MEMBER:
        rows = rows.filter(team=row.team)
    clash = rows.overlapping(row.starts_on, ends_on).order_by("starts_on").first()
    if clash is not None:
        text = _("This runs into %(team)s, which begins on %(day)s.")
        facts = {"team": clash.team.name, "day": formats.day(clash.starts_on)}
        raise ValidationError({"last_day": text % facts})


@transaction.atomic
def cancel_planned(actor: User, *, membership: Membership) -> None:
    """Take back what has not begun; a move taken back leaves the agent in the team before it."""
    row = _locked(membership)
    if row.starts_on <= clock.today():
        raise ValidationError(_("It has begun already. Enter its last day instead."))
    _end(actor, row, None)
    if row.kind == Kind.MEMBER:
        before = row.user.memberships.filter(kind=row.kind, ends_on=row.starts_on)
        before.update(ends_on=None)


def end_all(actor: User | None, *, user: User, from_day: date) -> None:
    """End what is in force on that day and drop what would begin later; each has its entry."""
    rows = user.memberships.select_for_update(of=("self",)).select_related("user", "team")
    for row in rows:
        if row.starts_on >= from_day:
            _end(actor, row, None)
        elif row.ends_on is None or row.ends_on > from_day:
            _end(actor, row, from_day)


def _end(actor: User | None, row: Membership, ends_on: date | None) -> None:
    """Close the row, or without a day drop it since it never counted; with its audit entry."""
    if ends_on is None:
        gone: audit.Changes = {"team": [row.team, None], "first_day": [row.starts_on, None]}
        audit.record(actor, "membership.cancelled", row.user, changes=gone)
        Membership.objects.filter(pk=row.pk).delete()
        return
    before = row.last_day
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    changes: audit.Changes = {"team": [row.team, row.team], "last_day": [before, row.last_day]}
    audit.record(actor, "membership.ended", row.user, changes=changes)


def _locked(membership: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "team")
    return rows.get(pk=membership.pk)


def _lock(user: User, team: Team) -> None:
    """One writer per person at a time, so that the checks below still hold at the insert."""
    fresh = User.objects.select_for_update().get(pk=user.pk)
    if not fresh.is_active:
        raise ValidationError({"user": _("This account is deactivated. Reactivate it first.")})
    if not Team.objects.active().filter(pk=team.pk).exists():
        raise ValidationError({"team": _("This team is closed. Reopen it first.")})


def spoken_span(row: Membership) -> str:
    """The days of a membership as people read them: first and last day, or since when."""
    if row.ends_on is None:
        return _("since %(day)s") % {"day": formats.day(row.starts_on)}
    return formats.span(row.starts_on, row.last_day)
