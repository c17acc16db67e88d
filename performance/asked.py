"""What a figures page is asked: period, comparison, team, channel, type, agent, from its address.

All of it stands in the query string, so every view can be bookmarked and shared; `url` and `link`
keep what is not changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import clock, formats
from crm.people.models import Team, User
from crm.people.scope import Scope, own_team_id, scope_of
from interactions.channels import CHANNELS
from interactions.models import InquiryType

from . import periods
from .periods import BadPeriod, Chosen, Period
from .slices import Slice

if TYPE_CHECKING:
    from django.http import HttpRequest

NO_TEAM = "none"
NO_TYPE = "none"
NO_AGENT = "none"
_KEPT = (
    "period",
    "from",
    "to",
    "compare",
    "team",
    "channel",
    "type",
    "agent",
    "hour",
    "weekday",
    "raw",
)


@dataclass(frozen=True)
class Asked:
    """The question of one page, checked. `path` is the page's own address without the query.

    `raw`: agents as measured, not adjusted to the team's mix. `own` are parts of the query that
    only this page understands; its links keep them, links to other pages do not.
    """

    user: User
    path: str
    chosen: Chosen
    query: Mapping[str, str]
    team: Team | None = None
    no_team: bool = False
    channel: str | None = None
    type: InquiryType | None = None
    agent: User | None = None
    hour: int | None = None
    weekday: int | None = None
    no_type: bool = False
    no_agent: bool = False
    raw: bool = False
    problem: str = ""
    fixed: frozenset[str] = field(default_factory=frozenset)
    own: tuple[str, ...] = ()

    @cached_property
    def scope(self) -> Scope:
        return scope_of(self.user, clock.today())

    @cached_property
    def teams(self) -> list[Team]:
        """The teams in sight."""
        return teams_of(self.user, self.scope)

    # -- slices -------------------------------------------------------------------------------

    def piece(self, period: Period | None = None) -> Slice:
        """The whole question over its own or another period, clipped to what the user counts."""
        period = period or self.chosen.period
        piece = Slice(
            period.first,
            period.last,
            channels=frozenset({self.channel}) if self.channel else None,
            types=frozenset({self.type.pk if self.type else 0})
            if self.type or self.no_type
            else None,
            hours=frozenset({self.hour}) if self.hour is not None else None,
            weekdays=frozenset({self.weekday}) if self.weekday is not None else None,
        )
        if self.agent is not None or self.no_agent:
            piece = replace(piece, agents=frozenset({self.agent.pk if self.agent else 0}))
        elif self.scope.agent_id is not None:
            return replace(piece, teams=frozenset(team.pk for team in self.teams), agents=None)
        if self.team is not None or self.no_team:
            piece = replace(piece, teams=frozenset({self.team.pk if self.team else 0}))
        return piece.within(self.scope)

    def before(self) -> Slice | None:
        """The same over the comparison period."""
        found = self.chosen.comparison
        return None if found is None else self.piece(found.period)

    @property
    def period(self) -> Period:
        return self.chosen.period

    # -- addresses ----------------------------------------------------------------------------

    def params(self, **changes: str | None) -> dict[str, str]:
        """The query with some parts changed; `None` takes one out."""
        names = (*_KEPT, *self.own)
        kept = {name: self.query[name] for name in names if self.query.get(name)}
        merged = {**kept, **{name.rstrip("_"): value for name, value in changes.items()}}
        return {n: v for n, v in merged.items() if v not in (None, "") and n not in self.fixed}

    def url(self, **changes: str | None) -> str:
        """This page with some parts of its question changed."""
        found = urlencode(self.params(**changes))
        return f"{self.path}?{found}" if found else self.path

    def kpi_url(self, kpi: str, **changes: str | None) -> str:
        """A KPI's page with the same question."""
        kept = dict(self.query)
        if self.team is not None or self.no_team:
            changes.setdefault("team", self.team.code if self.team else NO_TEAM)
        if self.agent is not None:
            changes.setdefault("agent", self.agent.code)
        found = urlencode(replace(self, query=kept, fixed=frozenset(), own=()).params(**changes))
        path = reverse("performance:kpi", kwargs={"kpi": kpi})
        return f"{path}?{found}" if found else path

    def over(self, kpi: str, first: date, last: date) -> str:
        """The lists of a KPI over other days, everything else as asked."""
        days = {"period": None, "from": first.isoformat(), "to": last.isoformat()}
        return self.kpi_url(kpi, **days) + "#records"


def hour_name(hour: int) -> str:
    return pgettext("hour of day", "%(hour)s:00") % {"hour": hour}


def teams_of(user: User, scope: Scope) -> list[Team]:
    """The teams whose figures this user may open, by code."""
    rows = Team.objects.order_by("code")
    if scope.everything:
        return list(rows)
    if scope.agent_id is not None:
        return list(rows.filter(pk__in=[own_team_id(user, clock.today())]))
    return list(rows.filter(pk__in=scope.team_ids))


def read(
    request: HttpRequest, user: User, *, fixed: Mapping[str, str] | None = None,
    default: str = periods.DEFAULT, own: tuple[str, ...] = (),
) -> Asked:  # fmt: skip
    """The question in the address; a page's own parts (`fixed`) do not come from the query.

    Raises `Http404` for a team, agent or type that is unknown or out of the user's sight. A period
    that is none falls back to the default, with `problem` saying so.
    """
    query = {name: request.GET[name] for name in (*_KEPT, *own) if request.GET.get(name)}
    query |= dict(fixed or {})
    problem = ""
    try:
        chosen = periods.parse(query, default=default)
    except BadPeriod:
        problem = _("The period in the address does not exist. This month is shown instead.")
        chosen = periods.parse({}, default=default)
    team_code = query.get("team", "")
    channel = query.get("channel")
    if channel is not None and channel not in CHANNELS:
        raise Http404
    scope = scope_of(user, clock.today())
    teams = teams_of(user, scope)
    no_agent = query.get("agent") == NO_AGENT and scope.sees_names
    asked = Asked(
        user=user,
        path=request.path,
        chosen=chosen,
        query=query,
        team=next((team for team in teams if team.code == team_code), None),
        no_team=team_code == NO_TEAM and scope.everything,
        channel=channel,
        type=None if query.get("type") == NO_TYPE else _type(query.get("type", "")),
        no_type=query.get("type") == NO_TYPE,
        raw=query.get("raw") == "1",
        agent=None if no_agent else _agent(scope, query.get("agent", "")),
        no_agent=no_agent,
        hour=_number(query.get("hour", ""), range(24)),
        weekday=_number(query.get("weekday", ""), range(1, 8)),
        problem=problem,
        fixed=frozenset(fixed or ()),
        own=own,
    )
    if team_code and asked.team is None and not asked.no_team:
        raise Http404
    asked.__dict__.update(scope=scope, teams=teams)
    return asked


def _type(code: str) -> InquiryType | None:
    if not code:
        return None
    node = InquiryType.objects.select_related("parent").filter(code=code).first()
    if node is None:
        raise Http404
    return node


def _agent(scope: Scope, code: str) -> User | None:
    """Oneself, or for whoever sees names an agent who was ever in a team in sight."""
    if not code:
        return None
    rows = User.objects.filter(code=code, role="agent")
    if scope.agent_id is not None:
        rows = rows.filter(pk=scope.agent_id)
    elif not scope.sees_names:
        rows = rows.none()
    elif not scope.everything:
        rows = rows.filter(memberships__team_id__in=scope.team_ids).distinct()
    found = rows.first()
    if found is None:
        raise Http404
    return found


def _number(text: str, valid: range) -> int | None:
    """An hour or an ISO weekday."""
    if not text:
        return None
    if not text.isdecimal() or int(text) not in valid:
        raise Http404
    return int(text)


def months_back(last: date, count: int) -> Period:
    """Whole months up to the one `last` lies in, which ends at `last`."""
    number = last.year * 12 + last.month - count
    return Period(date(number // 12, number % 12 + 1, 1), last)


def month_label(code: str) -> str:
    """`2026-11` as the reader writes it."""
    year, month = code.split("-")
    return formats.month(date(int(year), int(month), 1))
