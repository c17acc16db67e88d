"""Saved views of a page: what its filter bar offers, and which of them stands there now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from crm.people.models import Team

from . import clock
from .lists import PAGING
from .models import SavedView

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from crm.people.models import User


@dataclass(frozen=True)
class Offered:
    """One view: whether it stands there now, and whether this reader may rename and delete it."""

    view: SavedView
    is_current: bool
    is_own: bool


@dataclass(frozen=True)
class SavedViews:
    """The control of one page. `teams` are those a view may be shared with."""

    page: str
    path: str
    query: str
    offered: Sequence[Offered]
    teams: Sequence[Team]

    @property
    def current(self) -> SavedView | None:
        return next((one.view for one in self.offered if one.is_current), None)


def teams_of(user: User) -> list[Team]:
    """The teams somebody belongs to today, however."""
    rows = user.memberships.on(clock.today()).select_related("team").order_by("team__name")
    return list(dict.fromkeys(row.team for row in rows))


def of(request: HttpRequest) -> SavedViews | None:
    """Nothing for an address that belongs to no page."""
    match = request.resolver_match
    user: Any = request.user
    if match is None or not match.view_name or not user.is_authenticated:
        return None
    teams = teams_of(user)
    rows = SavedView.objects.visible_to(user, [team.pk for team in teams]).at(match.view_name)
    query = told(request.GET)
    here = (request.path, frozenset(parse_qsl(query)))
    offered = [
        Offered(
            view,
            (view.path, frozenset(parse_qsl(view.query))) == here,
            view.owner_id == user.pk,
        )
        for view in rows
    ]
    return SavedViews(match.view_name, request.path, query, offered, teams)


def told(query: QueryDict) -> str:
    """What of the query a view keeps: filters, order and period, but no page of the list."""
    copy = query.copy()
    for name in PAGING:
        copy.pop(name, None)
    for name in [name for name in copy if not any(copy.getlist(name))]:
        copy.pop(name)
    return copy.urlencode()
