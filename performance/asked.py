"""What a figures page is asked: period, comparison, team, channel, type, agent, from its address.

All of it stands in the query string, so every view can be bookmarked and shared; `url` and `link`
keep what is not changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
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
_KEPT = ("period", "from", "to", "compare", "team", "channel", "type", "agent", "hour")


@dataclass(frozen=True)
class Choice:
    """One value of a filter: its label, the address that sets it, and whether it is set."""

    label: str
    url: str
    current: bool
    typed: bool = False


@dataclass(frozen=True)
class Chip:
    """A filter with its choices; `value` is what is set."""

    label: str
    value: str
    choices: Sequence[Choice]
    is_set: bool
    typed: bool = False


@dataclass(frozen=True)
class Asked:
    """The question of one page, checked. `path` is the page's own address without the query."""

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
    problem: str = ""
    fixed: frozenset[str] = field(default_factory=frozenset)

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
            types=frozenset({self.type.pk}) if self.type else None,
            hours=frozenset({self.hour}) if self.hour is not None else None,
        )
        if self.agent is not None:
            piece = replace(piece, agents=frozenset({self.agent.pk}))
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
        kept = {name: self.query[name] for name in _KEPT if self.query.get(name)}
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
        found = urlencode(replace(self, query=kept, fixed=frozenset()).params(**changes))
        path = reverse("performance:kpi", kwargs={"kpi": kpi})
        return f"{path}?{found}" if found else path

    # -- the controls ---------------------------------------------------------------------------

    @cached_property
    def period_control(self) -> dict[str, object]:
        """Context of `ui/period.html`."""
        period, found = self.chosen.period, self.chosen.comparison
        today = clock.today()
        days = timedelta(days=period.days)
        earlier = Period(period.first - days, period.last - days)
        later = Period(period.first + days, min(period.last + days, today))
        own = {"from": None, "to": None, "period": None}
        return {
            "first": period.first,
            "last": period.last,
            "business_days": period.business_days,
            "previous_url": self._days(earlier),
            "next_url": self._days(later) if period.last < today else "",
            "presets": [
                (preset.label, self.url(**{**own, "period": key}), key == self.chosen.preset)
                for key, preset in periods.PRESETS.items()
            ],
            "hidden": list(self.params(from_=None, to=None, period=None, compare=None).items()),
            "comparison": found and {
                "first": found.first,
                "last": found.last,
                "business_days": found.business_days,
            },
            "comparisons": [
                (key, label, key == self.chosen.compare)
                for key, label in (
                    (periods.BUSINESS_DAYS, _("Earlier days with as many business days")),
                    (periods.LAST_YEAR, _("The same days last year")),
                    (periods.NOTHING, _("Nothing")),
                )
            ],
        }  # fmt: skip

    def _days(self, period: Period) -> str:
        return self.url(period=None, from_=period.first.isoformat(), to=period.last.isoformat())

    @cached_property
    def chips(self) -> list[Chip]:
        """Filters of the page, each a list of links."""
        found = []
        if "team" not in self.fixed and self.user.role != "agent":
            found.append(self._team_chip())
        if "agent" not in self.fixed and self.agent is not None:
            every = Choice(pgettext("filter", "All"), self.url(agent=None), current=False)
            found.append(Chip(_("Agent"), self.agent.name, [every], is_set=True, typed=True))
        channels = [
            (key, str(channel.label), self.url(channel=key)) for key, channel in CHANNELS.items()
        ]
        found.append(self._chip(_("Channel"), "channel", self.channel, channels))
        found.append(self._type_chip())
        if self.hour is not None:
            every = Choice(pgettext("filter", "All"), self.url(hour=None), current=False)
            found.append(Chip(_("Hour"), hour_name(self.hour), [every], is_set=True))
        return found

    def _chip(
        self, label: str, name: str, current: str | None, values: list[tuple[str, str, str]]
    ) -> Chip:
        every = Choice(pgettext("filter", "All"), self.url(**{name: None}), current is None)
        rows = [Choice(words, url, key == current) for key, words, url in values]
        shown = next((words for key, words, _url in values if key == current), every.label)
        return Chip(label, shown, [every, *rows], is_set=current is not None)

    def _team_chip(self) -> Chip:
        every = Choice(pgettext("filter", "All"), self.url(team=None), self.team is None)
        rows = [
            Choice(team.name, self.url(team=team.code), team == self.team, typed=True)
            for team in self.teams
        ]
        shown = self.team.name if self.team else every.label
        return Chip(_("Team"), shown, [every, *rows], self.team is not None, self.team is not None)

    def _type_chip(self) -> Chip:
        """One level at a time: the set type's children, and the way back up."""
        held = self.type
        below = InquiryType.objects.filter(parent=held).order_by("position", "pk")
        rows = [
            Choice(node.name, self.url(type=node.code), current=False, typed=True) for node in below
        ]
        every = Choice(pgettext("filter", "All"), self.url(type=None), held is None)
        above = []
        if held is not None and held.parent is not None:
            up = self.url(type=held.parent.code)
            above.append(Choice(held.parent.name, up, current=False, typed=True))
        shown = held.name if held else every.label
        return Chip(
            _("Inquiry type"), shown, [every, *above, *rows], held is not None, held is not None
        )


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
    default: str = periods.DEFAULT,
) -> Asked:  # fmt: skip
    """The question in the address; a page's own parts (`fixed`) do not come from the query.

    Raises `Http404` for a team, agent or type that is unknown or out of the user's sight. A period
    that is none falls back to the default, with `problem` saying so.
    """
    query = {name: request.GET[name] for name in _KEPT if request.GET.get(name)}
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
    asked = Asked(
        user=user,
        path=request.path,
        chosen=chosen,
        query=query,
        team=next((team for team in teams if team.code == team_code), None),
        no_team=team_code == NO_TEAM and scope.everything,
        channel=channel,
        type=_type(query.get("type", "")),
        agent=_agent(scope, query.get("agent", "")),
        hour=_hour(query.get("hour", "")),
        problem=problem,
        fixed=frozenset(fixed or ()),
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


def _hour(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) > 23:
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
