"""What the lines of the first-run checklist say: what was set, and what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import groupby

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm.core import calendar, clock, formats
from crm.core.models import BusinessHours, Centre
from crm.people.models import Role, Team, User
from crm.staff.words import STEPS
from interactions.models import InquiryType
from interactions.services.channels import channel_states
from performance.kpis.catalogue import KPIS
from performance.models import Target

Text = str | Promise


@dataclass(frozen=True)
class Check:
    """One thing to look at; `what` are people's words in front of it, `url` leads there."""

    text: str
    urgent: bool
    what: str = ""
    url: str = ""


@dataclass(frozen=True)
class Facts:
    """What was set in a line (`typed`: people's words), what it means, what to look at."""

    shown: str
    note: Text
    typed: bool = False
    checks: Sequence[Check] = ()


def time_zone(centre: Centre, day: date) -> Facts:
    return Facts(
        shown=f"{centre.time_zone} ({clock.utc_offset()})",
        note=gettext_lazy("Cannot change once the first record exists."),
        typed=True,
    )


def hours(centre: Centre, day: date) -> Facts:
    years = centre.holiday_years
    public = (
        _("public holidays %(first)d–%(last)d") % {"first": min(years), "last": max(years)}
        if years
        else _("no public holidays taken over")
    )
    checks = []
    if not BusinessHours.objects.exists():
        text = _("These are the hours a centre starts with. Save them as they are or change them.")
        checks.append(Check(text, urgent=False, url=reverse("settings-hours")))
    return Facts(
        shown=f"{spoken_week(clock.week().hours)} · {public}",
        note=gettext_lazy("Reply-due times and business days are counted by these."),
        checks=checks,
    )


def spoken_week(week: dict[int, tuple[time, time]]) -> str:
    """`Mon–Fri 09:00–18:00, Sat 10:00–14:00`: neighbours with the same hours together."""

    def run(item: tuple[int, int]) -> tuple[int, tuple[time, time]]:
        place, weekday = item
        return weekday - place, week[weekday]

    said = []
    ordered = sorted(enumerate(sorted(week)), key=lambda item: item[1])
    for (_gap, (opens, closes)), items in groupby(ordered, key=run):
        days = [weekday for _place, weekday in items]
        names = [formats.weekday_name(iso) for iso in (days[0], days[-1])]
        name = names[0] if len(days) == 1 else f"{names[0]}–{names[1]}"
        said.append(f"{name} {opens:%H:%M}–{calendar.closing_text(closes)}")
    return ", ".join(said)


def teams(centre: Centre, day: date) -> Facts:
    names = list(Team.objects.active().values_list("name", flat=True))
    if not names:
        note = gettext_lazy("A team holds agents, a lead and QA evaluators.")
        return Facts(_("No team yet."), note)
    return Facts(_few(names), gettext_lazy("Figures and goals are kept by team."), typed=True)


def _few(names: list[str]) -> str:
    more = len(names) - 6
    return " · ".join(names[:6]) + (f" · +{more}" if more > 0 else "")


def users(centre: Centre, day: date) -> Facts:
    rows = User.objects.active().order_by().values_list("role").annotate(n=Count("pk"))
    counted: dict[str, int] = dict(rows)
    total = formats.number(sum(counted.values()), "people")
    parts = [
        f"{role.label} {counted[role]}" for role in Role if counted.get(role) and role != Role.ADMIN
    ]
    return Facts(
        shown=" · ".join([total, *parts]),
        note=gettext_lazy("Each team needs a lead, who sees its records and gives feedback."),
        checks=_user_checks(day),
    )


def _user_checks(day: date) -> list[Check]:
    address = reverse("settings-users")
    checks = [
        Check(_("This team has no lead yet."), urgent=True, what=team.name, url=_team(team))
        for team in Team.objects.active().without_lead(day)[:5]
    ]
    never = User.objects.never_signed_in().count()
    if never:
        words = ngettext(
            "%(count)d person has never signed in.", "%(count)d people have never signed in.", never
        )
        checks.append(Check(words % {"count": never}, urgent=True, url=f"{address}?state=never"))
    alone = User.objects.without_team(day).count()
    if alone:
        words = ngettext(
            "%(count)d person is in no team.", "%(count)d people are in no team.", alone
        )
        checks.append(
            Check(words % {"count": alone}, urgent=False, url=f"{address}?state=teamless")
        )
    return checks


def _team(team: Team) -> str:
    return reverse("settings-team", args=[team.code])


def types(centre: Centre, day: date) -> Facts:
    rows = InquiryType.objects.active()
    by_level = dict(rows.order_by().values_list("level").annotate(n=Count("pk")))
    note = gettext_lazy("Each record names one; figures are compared within a type.")
    if not by_level:
        return Facts(_("No inquiry type yet."), note)
    levels = " · ".join(
        _("level %(level)d: %(count)d") % {"level": level, "count": by_level[level]}
        for level in sorted(by_level)
    )
    total = formats.number(sum(by_level.values()))
    doubled = rows.filter(level=3).order_by("name").values_list("name").annotate(n=Count("pk"))
    checks = [
        Check(_("This name stands in %(count)d places.") % {"count": count}, True, what=name)
        for name, count in doubled.filter(n__gt=1)[:5]
    ]
    return Facts(f"{total} · {levels}", note, checks=checks)


def channels(centre: Centre, day: date) -> Facts:
    states = list(channel_states().values())
    on = [str(state.channel.label) for state in states if state.is_on]
    checks = [
        Check(
            _("%(channel)s has no reply-due time.") % {"channel": state.channel.label}, urgent=False
        )
        for state in states
        if state.is_on and not state.channel.live and state.reply_due_minutes is None
    ]
    return Facts(
        shown=" · ".join(on),
        note=gettext_lazy("Those in use, each with the time by which a reply is due."),
        checks=checks,
    )


def targets(centre: Centre, day: date) -> Facts:
    note = gettext_lazy(
        "It may wait until about four weeks of records exist: "
        "until then values are shown without a verdict."
    )
    keys = set(
        Target.objects.known_on(day).filter(value__isnull=False).values_list("kpi", flat=True)
    )
    names = [str(kpi.short_name) for kpi in KPIS.values() if kpi.id in keys]
    if not names:
        return Facts(_("A value, a minimum sample and a first day for each KPI."), note)
    return Facts(_few(names), note)


#: What the product does, and the steps it takes.
ABILITIES: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (gettext_lazy("Signing in, with rights by team"), ("teams", "users")),
    (gettext_lazy("Registering and finding customers"), ("users",)),
    (gettext_lazy("Recording consultations"), ("users", "types")),
    (gettext_lazy("Reply-due times"), ("hours", "channels")),
    (gettext_lazy("Verdicts against targets"), ("types", "targets")),
)


def reason(needed: tuple[str, ...], done: dict[str, bool]) -> Text:
    """The steps that made it work, or the ones it waits for."""
    missing = [str(STEPS[step]) for step in needed if not done[step]]
    if not missing:
        return _("Ready.")
    return _("Waits for: %(steps)s") % {"steps": ", ".join(missing)}
