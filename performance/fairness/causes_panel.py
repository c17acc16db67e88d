"""What goes with bad outcomes, as a page shows it: names, odds, and addresses of the records."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import formats
from crm.core.formats import Unit
from crm.core.masking import read_by
from crm.people.models import Team, User
from crm.people.roles import AGENT
from interactions.channels import CHANNELS
from interactions.models import InquiryType
from interactions.services.rights import sees_agents

from ..asked import hour_name
from ..dimensions import no_type_name
from ..kpis.catalogue import KPIS
from .causes import LEAST, TRAITS, Cause, Causes, Trait, causes, share_behind
from .final import final
from .said import typed

if TYPE_CHECKING:
    from ..asked import Asked

#: Of so many comparisons stands out above by chance; what is rarer on the bad side is not shown.
ONE_SIDE = 0.025


@dataclass(frozen=True)
class Line:
    """One trait: `support` is bad records of all with it, `odds` the ratio with its interval."""

    name: SafeString
    url: str
    support: str
    share: str
    odds: str
    interval: str
    is_current: bool


@dataclass(frozen=True)
class Group:
    title: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Panel:
    """`picked` is the trait whose records are listed below, `pks` their ids, newest first."""

    kpi: str
    name: str
    url: str
    bad: str
    read: str
    share: str
    groups: Sequence[Group]
    comparisons: int
    by_chance: int
    least: int
    is_cut: bool
    picked: SafeString
    pks: Sequence[int]


def address(asked: Asked, kpi: str, **extra: str) -> str:
    """The page of what goes with a KPI's bad side, for the same question."""
    query = asked.kpi_url(kpi).partition("?")[2]
    more = urlencode(extra)
    whole = "&".join(part for part in (query, more) if part)
    path = reverse("performance:causes", kwargs={"kpi": kpi})
    return f"{path}?{whole}" if whole else path


def panel(asked: Asked, kpi: str, pick: str = "") -> Panel | None:
    """Read, weighed and named; `pick` (`word:환불`) lists the records behind one trait."""
    share = share_behind(kpi)
    piece = final(asked.piece().within(asked.scope), KPIS[share]) if share else None
    if share is None or piece is None:
        return None
    found = causes(
        piece,
        share,
        hidden=() if asked.scope.sees_names else _agents(),
        names_targets=sees_agents(asked.user),
    )
    names = _Names(found, asked.user)
    picked = _picked(found, pick)
    groups = [
        Group(_title(trait), [_line(asked, kpi, cause, names, pick) for cause in rows])
        for trait in TRAITS
        if (rows := found.found.get(trait))
    ]
    return Panel(
        kpi=kpi,
        name=str(KPIS[share].name),
        url=address(asked, kpi),
        bad=formats.number(found.bad),
        read=formats.number(found.read),
        share=formats.number(found.bad / found.read if found.read else None, Unit.PERCENT),
        groups=groups,
        comparisons=found.comparisons,
        by_chance=max(1, round(found.comparisons * ONE_SIDE)) if found.comparisons else 0,
        least=LEAST,
        is_cut=found.is_cut,
        picked=names.of(*picked) if picked else SafeString(""),
        pks=found.behind(*picked) if picked else [],
    )


def _agents() -> set[str]:
    """The names of agents as they may stand in a text: whole, and a Korean one without surname."""
    found: set[str] = set()
    for name in User.objects.filter(role=AGENT).values_list("name", flat=True):
        parts = name.lower().split()
        if len(parts) == 1 and 3 <= len(name) <= 4:
            parts.append(name[1:])
        found |= {part for part in parts if len(part) > 1}
    return found


def _line(asked: Asked, kpi: str, cause: Cause, names: _Names, pick: str) -> Line:
    key = code(cause.trait, cause.value)
    return Line(
        name=names.of(cause.trait, cause.value),
        url=address(asked, kpi, of=key) + "#behind",
        support=f"{formats.number(cause.bad)}/{formats.number(cause.n)}",
        share=formats.number(cause.bad / cause.n, Unit.PERCENT),
        odds="×" + formats.number(cause.ratio, Unit.DECIMAL, decimals=1),
        interval=f"{formats.number(cause.low, Unit.DECIMAL, decimals=1)}–"
        f"{formats.number(cause.high, Unit.DECIMAL, decimals=1)}",
        is_current=key == pick,
    )


def code(trait: Trait, value: Hashable) -> str:
    """A trait as it stands in an address."""
    if isinstance(value, tuple):
        return f"{trait}:{'>'.join(str(part) for part in value)}"
    return f"{trait}:{'-' if value is None else value}"


def _picked(found: Causes, pick: str) -> tuple[Trait, Hashable] | None:
    """What an address names, of the traits that were found."""
    for trait, rows in found.found.items():
        for cause in rows:
            if code(trait, cause.value) == pick:
                return trait, cause.value
    return None


class _Names:
    """The names of types and teams that were found, read once."""

    def __init__(self, found: Causes, user: User) -> None:
        self._user = user
        types = [cause.value for cause in found.found.get("type", ())]
        paths = [cause.value for cause in found.found.get("path", ())]
        teams = [part for path in paths if isinstance(path, tuple) for part in path]
        self._types = InquiryType.objects.in_bulk([key for key in types if isinstance(key, int)])
        self._teams = Team.objects.in_bulk([key for key in teams if isinstance(key, int)])

    def of(self, trait: Trait, value: Hashable) -> SafeString:
        if trait == "channel":
            channel = CHANNELS.get(str(value))
            return format_html("{}", channel.label if channel else value)
        if trait == "hour":
            return format_html("{}", hour_name(int(str(value))))
        if trait == "type":
            node = self._types.get(int(str(value)))
            return typed(node.name) if node else format_html("{}", no_type_name())
        if trait == "path":
            return self._path(value)
        return typed(str(value))

    def _path(self, value: Hashable) -> SafeString:
        if not isinstance(value, tuple):
            return format_html("{}", pgettext("transfer", "Not passed on"))
        came, went = value
        return format_html("{} → {}", self._team(came), self._team(went))

    def _team(self, part: int | str) -> SafeString:
        if isinstance(part, int):
            team = self._teams.get(part)
            return typed(team.name) if team else format_html("{}", pgettext("figures", "No team"))
        return (
            typed(read_by(part, self._user))
            if part
            else format_html("{}", pgettext("transfer", "somewhere else"))
        )


def _title(trait: Trait) -> str:
    return {
        "type": _("Inquiry type"),
        "channel": _("Channel"),
        "hour": _("Hour"),
        "path": _("Transfer path"),
        "word": _("Words of the question"),
    }[trait]
