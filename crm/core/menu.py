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


HISTORY = Entry(
    "consultations:list",
    pgettext_lazy("menu", "Consultation history"),
    "history",
    bar=pgettext_lazy("bottom bar", "Consultations"),
)
DESK = Entry(
    "consultations:list",
    pgettext_lazy("menu", "Consultations"),
    "headset",
    bar=pgettext_lazy("bottom bar", "Consultations"),
)
DISPUTES = Entry("disputes:list", pgettext_lazy("menu", "Disputed records"), "flag")
CUSTOMERS = Entry(
    "customers:list",
    pgettext_lazy("menu", "Customers"),
    "users",
    bar=pgettext_lazy("bottom bar", "Customers"),
)
FOLLOW_UPS = Entry(
    "follow_ups:list",
    pgettext_lazy("menu", "Follow-ups"),
    "phone-forwarded",
    bar=pgettext_lazy("bottom bar", "Follow-ups"),
)
FAQ = Entry("faq:list", pgettext_lazy("menu", "FAQ"), "book-open-text")
TEAM = Entry(
    "performance:home",
    pgettext_lazy("menu", "Team performance"),
    "chart-column",
    bar=pgettext_lazy("bottom bar", "Team"),
)
LIVE = Entry("performance:live", pgettext_lazy("menu", "Live board"), "activity")
ANALYSIS = Entry("performance:analysis", pgettext_lazy("menu", "Analysis"), "sliders-horizontal")
AGENTS = Entry("performance:agents", pgettext_lazy("menu", "Agents"), "user-round-search")
MINE = Entry(
    "performance:mine",
    pgettext_lazy("menu", "My performance"),
    "chart-line",
    bar=pgettext_lazy("bottom bar", "My figures"),
)
GOALS = Entry(
    "goals:list", pgettext_lazy("menu", "Goals"), "target", bar=pgettext_lazy("bottom bar", "Goals")
)
MY_GOALS = Entry("goals:mine", pgettext_lazy("menu", "My goals"), "target")
FEEDBACK = Entry("feedback:list", pgettext_lazy("menu", "Feedback"), "message-square-text")
MY_FEEDBACK = Entry(
    "feedback:mine",
    pgettext_lazy("menu", "Feedback"),
    "message-square-text",
    bar=pgettext_lazy("bottom bar", "Feedback"),
)
TARGETS = Entry("targets:list", pgettext_lazy("menu", "KPI targets"), "scale")
SETTINGS = Entry(
    "site:settings",
    pgettext_lazy("menu", "Settings"),
    "settings",
    bar=pgettext_lazy("bottom bar", "Settings"),
)

_work, _figures = pgettext_lazy("menu", "Consultations"), pgettext_lazy("menu", "Performance")
WORK: dict[str, tuple[Group, ...]] = {
    "agent": (
        Group(pgettext_lazy("menu", "My work"), (DESK, CUSTOMERS, FOLLOW_UPS, FAQ)),
        Group(
            pgettext_lazy("menu", "My performance"),
            (MINE, MY_FEEDBACK, MY_GOALS, replace(TEAM, bar="")),
        ),
    ),
    "manager": (
        Group(_work, (LIVE, HISTORY, DISPUTES, CUSTOMERS, FOLLOW_UPS, FAQ)),
        Group(_figures, (TEAM, ANALYSIS, AGENTS, GOALS, FEEDBACK, TARGETS)),
    ),
    "qa": (
        Group(_work, (LIVE, HISTORY, CUSTOMERS, FAQ)),
        Group(_figures, (TEAM, ANALYSIS, AGENTS, GOALS, TARGETS)),
    ),
    "admin": (
        Group(_work, (LIVE, HISTORY, CUSTOMERS, replace(FOLLOW_UPS, bar=""), FAQ)),
        Group(_figures, (TEAM, ANALYSIS, AGENTS, GOALS, TARGETS)),
        Group(pgettext_lazy("menu", "Administration"), (SETTINGS,)),
    ),
    "executive": (
        Group(_figures, (TEAM, ANALYSIS, GOALS, TARGETS)),
        Group(_work, (HISTORY, CUSTOMERS, FAQ)),
    ),
}
START = Entry("site:start", pgettext_lazy("menu", "First-run checklist"), "list-todo")
SETTINGS_MENU: tuple[Group, ...] = (
    Group("", (START,)),
    Group(
        pgettext_lazy("menu", "Organisation"),
        (
            Entry("settings-hours", pgettext_lazy("menu", "Hours and time zone"), "clock"),
            Entry("settings-centre", pgettext_lazy("menu", "Name and contact"), "store"),
            Entry("settings-teams", pgettext_lazy("menu", "Teams"), "users-round"),
            Entry("settings-users", pgettext_lazy("menu", "Users"), "user-round"),
            Entry("settings-roles", pgettext_lazy("menu", "Roles and rights"), "shield-check"),
        ),
    ),
    Group(
        pgettext_lazy("menu", "Consultation rules"),
        (
            Entry("types:list", pgettext_lazy("menu", "Inquiry types"), "list-tree"),
            Entry("channels:list", pgettext_lazy("menu", "Channels"), "phone"),
        ),
    ),
    Group(
        pgettext_lazy("menu", "Performance rules"),
        (
            Entry("targets:settings", pgettext_lazy("menu", "KPI targets"), "target"),
            Entry(
                "targets:definitions",
                pgettext_lazy("menu", "Definitions"),
                "sliders-horizontal",
            ),
            Entry("targets:custom", pgettext_lazy("menu", "KPIs of the centre"), "plus"),
        ),
    ),
    Group(
        pgettext_lazy("menu", "Data"),
        (
            Entry("protection:list", pgettext_lazy("menu", "Protection log"), "shield-check"),
            Entry("imports:list", pgettext_lazy("menu", "Imports"), "upload"),
            Entry("settings-api-keys", pgettext_lazy("menu", "API keys"), "key-round"),
            Entry("settings-audit", pgettext_lazy("menu", "Change log"), "scroll-text"),
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
