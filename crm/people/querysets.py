"""Reads of people and teams."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Prefetch, Q

from .roles import KIND_OF_ROLE
from .scope import scope_of

if TYPE_CHECKING:
    from .models import (  # noqa: F401 - used inside the generic parameters
        Membership,
        StatusPiece,
        Team,
        User,
        WorkDay,
        WorkStatus,
    )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> MembershipQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)

    def from_day(self, day: date) -> MembershipQuerySet:
        """In force on the day or beginning later."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))

    def overlapping(self, starts_on: date, ends_on: date | None) -> MembershipQuerySet:
        """Sharing at least one day with the range; `ends_on` is the first day outside."""
        rows = self.from_day(starts_on)
        return rows if ends_on is None else rows.filter(starts_on__lt=ends_on)


class TeamQuerySet(models.QuerySet["Team"]):
    def active(self) -> TeamQuerySet:
        return self.filter(is_active=True)

    def without_lead(self, day: date) -> TeamQuerySet:
        return self.exclude(pk__in=_memberships().on(day).filter(kind="lead").values("team"))

    def with_people(self, day: date) -> TeamQuerySet:
        """Each with `people`: the memberships in force on the day, users loaded."""
        rows = _memberships().on(day).select_related("user").order_by("user__name", "pk")
        return self.prefetch_related(Prefetch("memberships", rows, to_attr="people"))


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def by_login(self, typed: str) -> User | None:
        """Whom a user name or an e-mail address means at sign-in."""
        if not typed:
            return None
        named = Q(username__iexact=typed) | Q(email__iexact=typed)
        return self.filter(named).order_by("pk").first()

    def agents(self) -> UserQuerySet:
        return self.filter(role="agent")

    def never_signed_in(self) -> UserQuerySet:
        """Active accounts whose owner has not come yet."""
        return self.active().filter(last_login=None)

    def matching(self, text: str) -> UserQuerySet:
        """By part of the name, user name or e-mail, or by employee number."""
        return self.filter(
            Q(name__icontains=text)
            | Q(username__icontains=text)
            | Q(email__icontains=text)
            | Q(code__iexact=text)
        )

    def in_team(self, team: Team, day: date) -> UserQuerySet:
        return self.filter(pk__in=_memberships().on(day).filter(team=team).values("user"))

    def members_of(self, teams: Iterable[Team], day: date) -> UserQuerySet:
        """The agents of any of the teams on a day."""
        rows = _memberships().on(day).filter(kind="member", team__in=teams)
        return self.filter(pk__in=rows.values("user_id"))

    def with_shifts(self) -> UserQuerySet:
        """Whose work status and work days are kept: active agents and leads."""
        return self.active().filter(role__in=["agent", "manager"])

    def without_team(self, day: date) -> UserQuerySet:
        """Active people whose role belongs to teams and who are in none that day."""
        placed = _memberships().on(day).values("user")
        return self.active().filter(role__in=KIND_OF_ROLE).exclude(pk__in=placed)

    def with_teams(self, day: date) -> UserQuerySet:
        """Each with `teams_now`: the memberships in force on the day, teams loaded."""
        rows = _memberships().on(day).select_related("team").order_by("team__code", "pk")
        return self.prefetch_related(Prefetch("memberships", rows, to_attr="teams_now"))


class WorkStatusQuerySet(models.QuerySet["WorkStatus"]):
    def running(self) -> WorkStatusQuerySet:
        return self.filter(ended_at__isnull=True)

    def overlapping(self, started_at: datetime, ended_at: datetime | None) -> WorkStatusQuerySet:
        """Sharing a moment with the span; without an end it goes on for ever."""
        rows = self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=started_at))
        return rows if ended_at is None else rows.filter(started_at__lt=ended_at)

    def uncut(self, until: datetime) -> WorkStatusQuerySet:
        """Running since before that moment and not yet in pieces up to it."""
        begun = self.running().filter(started_at__lt=until)
        return begun.filter(Q(cut_until__isnull=True) | Q(cut_until__lt=until))

    def visible_to(self, user: User, day: date) -> WorkStatusQuerySet:
        """One's own, those of the teams led or assigned, all for whoever sees names everywhere."""
        scope = scope_of(user, day)
        if not scope.sees_names:
            return self.filter(user=user)
        return self if scope.everything else self.filter(team__in=scope.team_ids)


class StatusPieceQuerySet(models.QuerySet["StatusPiece"]):
    def counted(self) -> StatusPieceQuerySet:
        """Without the time of protective stops and legal rests."""
        return self.filter(marked_reason__isnull=True)


class WorkDayQuerySet(models.QuerySet["WorkDay"]):
    def worked(self) -> WorkDayQuerySet:
        return self.filter(worked=True)


def _memberships() -> MembershipQuerySet:
    from .models import Membership  # the models import this module

    return Membership.objects.all()
