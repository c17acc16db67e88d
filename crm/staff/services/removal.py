"""Agents and teams that came by an import which is undone."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from crm.core import audit
from crm.core.uses import EVERY, used
from crm.people.models import Membership, Team, User, WorkDay


@transaction.atomic
def remove_agents(actor: User | None, *, ids: Collection[int]) -> set[int]:
    """Those who never could sign in and whom no record names; days without work go with them."""
    held = User.objects.filter(pk__in=ids, last_login=None).select_for_update().order_by("pk")
    found = {user.pk: user for user in held if not user.has_usable_password()}
    idle = {Membership: EVERY, WorkDay: Q(worked=False)}
    free = set(found) - used(User, found, apart_from=idle)
    Membership.objects.filter(user__in=free).delete()
    WorkDay.objects.filter(user__in=free).delete()
    gone = [(found[key], {"code": [found[key].code, None]}, found[key].name) for key in free]
    audit.record_many(actor, "user.import_undone", gone)
    User.objects.filter(pk__in=free).delete()
    return free


@transaction.atomic
def remove_teams(actor: User | None, *, ids: Collection[int]) -> set[int]:
    """Those nobody belongs to and no record names."""
    held = Team.objects.filter(pk__in=ids).select_for_update().order_by("pk")
    found = {team.pk: team for team in held}
    free = set(found) - used(Team, found)
    gone = [(found[key], {"code": [found[key].code, None]}, found[key].name) for key in free]
    audit.record_many(actor, "team.import_undone", gone)
    Team.objects.filter(pk__in=free).delete()
    return free
