"""The controls of a figures page: its period, its comparison and its filters, all of them links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import clock, formats
from interactions.channels import CHANNELS
from interactions.models import InquiryType

from . import periods
from .asked import hour_name
from .periods import Period

if TYPE_CHECKING:
    from .asked import Asked


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


def period(asked: Asked) -> dict[str, object]:
    """Context of `ui/period.html`."""
    span, found = asked.chosen.period, asked.chosen.comparison
    today = clock.today()
    days = timedelta(days=span.days)
    earlier = Period(span.first - days, span.last - days)
    later = Period(span.first + days, min(span.last + days, today))
    own = {"from": None, "to": None, "period": None}
    return {
        "first": span.first,
        "last": span.last,
        "business_days": span.business_days,
        "previous_url": _days(asked, earlier),
        "next_url": _days(asked, later) if span.last < today else "",
        "presets": [
            (preset.label, asked.url(**{**own, "period": key}), key == asked.chosen.preset)
            for key, preset in periods.PRESETS.items()
        ],
        "hidden": list(asked.params(from_=None, to=None, period=None, compare=None).items()),
        "comparison": found and {
            "first": found.first,
            "last": found.last,
            "business_days": found.business_days,
        },
        "comparisons": [
            (key, label, key == asked.chosen.compare)
            for key, label in (
                (periods.BUSINESS_DAYS, _("Earlier days with as many business days")),
                (periods.LAST_YEAR, _("The same days last year")),
                (periods.NOTHING, _("Nothing")),
            )
        ],
    }  # fmt: skip


def _days(asked: Asked, span: Period) -> str:
    return asked.url(period=None, from_=span.first.isoformat(), to=span.last.isoformat())


def chips(asked: Asked) -> list[Chip]:
    """Filters of the page, each a list of links."""
    found = []
    if "team" not in asked.fixed and asked.user.role != "agent":
        found.append(_team_chip(asked))
    if "agent" not in asked.fixed and asked.agent is not None:
        every = Choice(pgettext("filter", "All"), asked.url(agent=None), current=False)
        found.append(Chip(_("Agent"), asked.agent.name, [every], is_set=True, typed=True))
    channels = [
        (key, str(channel.label), asked.url(channel=key)) for key, channel in CHANNELS.items()
    ]
    found.append(_chip(asked, _("Channel"), "channel", asked.channel, channels))
    found.append(_type_chip(asked))
    if asked.hour is not None:
        every = Choice(pgettext("filter", "All"), asked.url(hour=None), current=False)
        found.append(Chip(_("Hour"), hour_name(asked.hour), [every], is_set=True))
    if asked.weekday is not None:
        every = Choice(pgettext("filter", "All"), asked.url(weekday=None), current=False)
        name = formats.weekday_name(asked.weekday)
        found.append(Chip(_("Weekday"), name, [every], is_set=True))
    return found


def _chip(
    asked: Asked, label: str, name: str, current: str | None, values: list[tuple[str, str, str]]
) -> Chip:
    every = Choice(pgettext("filter", "All"), asked.url(**{name: None}), current is None)
    rows = [Choice(words, url, key == current) for key, words, url in values]
    shown = next((words for key, words, _url in values if key == current), every.label)
    return Chip(label, shown, [every, *rows], is_set=current is not None)


def _team_chip(asked: Asked) -> Chip:
    every = Choice(pgettext("filter", "All"), asked.url(team=None), asked.team is None)
    rows = [
        Choice(team.name, asked.url(team=team.code), team == asked.team, typed=True)
        for team in asked.teams
    ]
    shown = asked.team.name if asked.team else every.label
    return Chip(_("Team"), shown, [every, *rows], asked.team is not None, asked.team is not None)


def _type_chip(asked: Asked) -> Chip:
    """One level at a time: the set type's children, and the way back up."""
    held = asked.type
    below = InquiryType.objects.filter(parent=held).order_by("position", "pk")
    rows = [
        Choice(node.name, asked.url(type=node.code), current=False, typed=True) for node in below
    ]
    every = Choice(
        pgettext("filter", "All"), asked.url(type=None), held is None and not asked.no_type
    )
    above = []
    if held is not None and held.parent is not None:
        up = asked.url(type=held.parent.code)
        above.append(Choice(held.parent.name, up, current=False, typed=True))
    shown = held.name if held else every.label
    return Chip(
        _("Inquiry type"), shown, [every, *above, *rows], held is not None, held is not None
    )
