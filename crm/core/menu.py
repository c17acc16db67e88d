"""The left menu and the bottom bar of each role.

An entry names its page by URL name; one whose page is not there yet is left out. An upper app adds
a count to an entry with `badge` (in its `apps.ready`): things waiting for this user, 0 for none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from crm.people.models import User

Text = str | Promise
Counter = Callable[["User"], int]


@dataclass(frozen=True)
class Entry:
    """A link of the menu; `bar` is its short label in the bottom bar of phones, if it is there."""

    name: str
    label: Text
    icon: str
    bar: Text = ""
    url: str = ""
    current: bool = False
    count: int = 0
    urgent: bool = False


@dataclass(frozen=True)
class Group:
    heading: Text
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class _Badge:
    count: Counter
    urgent: bool


_badges: dict[str, _Badge] = {}


def badge(name: str, count: Counter, *, urgent: bool = False) -> None:
    """Show a count beside the entry of that URL name; urgent ones are overdue things."""
    _badges[name] = _Badge(count, urgent)


_m = pgettext_lazy
HISTORY = Entry(
    "consultations:list",
    _m("menu", "Consultation history"),
    "history",
    bar=_m("bottom bar", "Consultations"),
)
DESK = Entry(
    "consultations:list",
    _m("menu", "Consultations"),
    "headset",
    bar=_m("bottom bar", "Consultations"),
)
CUSTOMERS = Entry(
    "customers:list", _m("menu", "Customers"), "users", bar=_m("bottom bar", "Customers")
)
FOLLOW_UPS = Entry(
    "follow_ups:list",
    _m("menu", "Follow-ups"),
    "phone-forwarded",
    bar=_m("bottom bar", "Follow-ups"),
)
FAQ = Entry("faq:list", _m("menu", "FAQ"), "book-open-text")
TEAM = Entry(
    "performance:home", _m("menu", "Team performance"), "chart-column", bar=_m("bottom bar", "Team")
)
AGENTS = Entry("performance:agents", _m("menu", "Agents"), "user-round-search")
MINE = Entry(
    "performance:mine",
    _m("menu", "My performance"),
    "chart-line",
    bar=_m("bottom bar", "My figures"),
)
GOALS = Entry("goals:list", _m("menu", "Goals"), "target", bar=_m("bottom bar", "Goals"))
MY_GOALS = Entry("goals:mine", _m("menu", "My goals"), "target")
FEEDBACK = Entry("feedback:list", _m("menu", "Feedback"), "message-square-text")
MY_FEEDBACK = Entry(
    "feedback:mine",
    _m("menu", "Feedback"),
    "message-square-text",
    bar=_m("bottom bar", "Feedback"),
)
TARGETS = Entry("targets:list", _m("menu", "KPI targets"), "scale")
SETTINGS = Entry(
    "site:settings", _m("menu", "Settings"), "settings", bar=_m("bottom bar", "Settings")
)

_work, _figures = _m("menu", "Consultations"), _m("menu", "Performance")
WORK: dict[str, tuple[Group, ...]] = {
    "agent": (
        Group(_m("menu", "My work"), (DESK, CUSTOMERS, FOLLOW_UPS, FAQ)),
        Group(_m("menu", "My performance"), (MINE, MY_FEEDBACK, MY_GOALS, replace(TEAM, bar=""))),
    ),
    "manager": (
        Group(_work, (HISTORY, CUSTOMERS, FOLLOW_UPS, FAQ)),
        Group(_figures, (TEAM, AGENTS, GOALS, FEEDBACK, TARGETS)),
    ),
    "qa": (
        Group(_work, (HISTORY, CUSTOMERS, FAQ)),
        Group(_figures, (TEAM, AGENTS, GOALS, TARGETS)),
    ),
    "admin": (
        Group(_work, (HISTORY, CUSTOMERS, replace(FOLLOW_UPS, bar=""), FAQ)),
        Group(_figures, (TEAM, AGENTS, GOALS, TARGETS)),
        Group(_m("menu", "Administration"), (SETTINGS,)),
    ),
    "executive": (
        Group(_figures, (TEAM, GOALS, TARGETS)),
        Group(_work, (HISTORY, CUSTOMERS, FAQ)),
    ),
}
START = Entry("site:start", _m("menu", "First-run checklist"), "list-todo")
SETTINGS_MENU: tuple[Group, ...] = (
    Group("", (START,)),
    Group(
        _m("menu", "Organisation"),
        (
            Entry("settings-hours", _m("menu", "Hours and time zone"), "clock"),
            Entry("settings-centre", _m("menu", "Name and contact"), "store"),
            Entry("settings-teams", _m("menu", "Teams"), "users-round"),
            Entry("settings-users", _m("menu", "Users"), "user-round"),
            Entry("settings-roles", _m("menu", "Roles and rights"), "shield-check"),
        ),
    ),
    Group(
        _m("menu", "Consultation rules"),
        (
            Entry("types:list", _m("menu", "Inquiry types"), "list-tree"),
            Entry("channels:list", _m("menu", "Channels"), "phone"),
        ),
    ),
    Group(
        _m("menu", "Performance rules"),
        (Entry("targets:settings", _m("menu", "KPI targets"), "target"),),
    ),
    Group(
        _m("menu", "Data"),
        (
            Entry("imports:list", _m("menu", "Imports"), "upload"),
            Entry("settings-audit", _m("menu", "Change log"), "scroll-text"),
        ),
    ),
)
SETTINGS_PREFIXES = ("/settings/", "/imports/", "/audit/")


def find(name: str) -> str:
    """The address of an entry's page, "" where it is not there yet."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def menu_of(user: User, path: str, belongs_to: str = "") -> tuple[Group, ...]:
    """The groups this user sees on that page, the current entry marked, counts filled in."""
    groups = SETTINGS_MENU if in_settings(user, path) else WORK.get(user.role, ())
    placed = [
        Group(group.heading, tuple(replace(e, url=find(e.name)) for e in group.entries))
        for group in groups
    ]
    current = _current([entry for group in placed for entry in group.entries], path, belongs_to)
    shown = (
        Group(
            group.heading,
            tuple(
                _counted(replace(e, current=e.name == current), user)
                for e in group.entries
                if e.url
            ),
        )
        for group in placed
    )
    return tuple(group for group in shown if group.entries)


def in_settings(user: User, path: str) -> bool:
    return user.role == "admin" and path.startswith(SETTINGS_PREFIXES)


def bar_of(groups: Sequence[Group]) -> list[Entry]:
    """At most five entries for the bottom bar of phones."""
    return [entry for group in groups for entry in group.entries if entry.bar][:5]


def _current(entries: Sequence[Entry], path: str, belongs_to: str) -> str:
    if belongs_to:
        return belongs_to
    fitting = [entry for entry in entries if entry.url and path.startswith(entry.url)]
    return max(fitting, key=lambda entry: len(entry.url)).name if fitting else ""


def _counted(entry: Entry, user: User) -> Entry:
    found = _badges.get(entry.name)
    if found is None:
        return entry
    return replace(entry, count=found.count(user), urgent=found.urgent)
