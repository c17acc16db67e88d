"""Figures, the lists behind them, feedback, goals and targets as files.

Values are as stored: shares 0 to 1, times in seconds; the unit stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from crm.core import clock, formats
from crm.core.exports.registry import Asking, Export, register
from crm.core.exports.tables import (
    Column,
    Table,
    as_they_are,
    hidden,
    moment,
    moments,
    names,
    of_fields,
    of_objects,
    paths,
    words,
    yes_no,
)
from crm.core.masking import mask_contacts
from crm.people.models import User
from crm.people.roles import Right
from crm.people.statuses import statuses
from interactions.choices import FollowUpState, InquiryState
from interactions.exports import CHANNEL_NAMES, consultation_columns

from . import asked, drilldown, figures, targets, verdicts
from .analysis.names import name_of
from .analysis.picked import OWN, picked, too_much
from .asked import Asked, hour_name
from .dimensions import Key
from .drilldown import lists_of
from .figures import Figure
from .kpis.catalogue import KPIS
from .kpis.reasons import REASONS
from .kpis.types import Kpi, Shape
from .models import Goal, Target
from .outcomes import part_of
from .trend import words_of
from .units import survey_scale
from .views.feedback import FeedbackList
from .views.goal_cards import cards_of
from .views.target_rows import Line, groups_of
from .views.team import HEADLINE

UNITS = {
    "percent": gettext_lazy("share, 0 to 1"),
    "duration": gettext_lazy("seconds"),
    "score": gettext_lazy("points, 0 to 100"),
    "count": gettext_lazy("number"),
}
#: What a KPI is taken apart by, one after the other.
BY = {
    "type": gettext_lazy("Inquiry type"),
    "channel": gettext_lazy("Channel"),
    "hour": gettext_lazy("Hour"),
    "weekday": gettext_lazy("Weekday"),
    "day": pgettext_lazy("date", "Day"),
    "agent": gettext_lazy("Agent"),
}


def _every() -> tuple[str, ...]:
    """The headline first, then the rest; those the centre made itself stand last."""
    return tuple(dict.fromkeys((*HEADLINE, *KPIS)))


def _asked(asking: Asking) -> Asked:
    return asked.read(asking.request, asking.user)


def _kpi(asking: Asking) -> Kpi:
    found = KPIS.get(asking.query.get("kpi", ""))
    if found is None:
        raise Http404
    return found


# ---- the lists behind a figure -----------------------------------------------------------------


def records(asking: Asking) -> Table:
    """The list of the page's tab, exactly what the figure counts; an agent's holds the own ones."""
    kpi, question = _kpi(asking), _asked(asking)
    wanted = asking.query.get("list", "")
    default = "numerator" if kpi.shape is Shape.COUNT else "denominator"
    list_name = next((name for name in lists_of(kpi.id) if name == (wanted or default)), None)
    if list_name is None:
        raise Http404
    rows = drilldown.records(question.piece().within(question.scope), kpi.id, list_name)
    reason = asking.query.get("why", "")
    if list_name.startswith("excluded") and reason in REASONS:
        rows = rows.filter(why=reason)
    part = part_of(kpi, question.piece(), list_name, asking.query.get("part", ""))
    if part is not None:
        rows = rows.filter(part.where)
    sees_agents = question.scope.sees_names or question.scope.agent_id is not None
    return of_fields(rows, [*_columns(rows.model, asking.user, sees_agents), *_counting(kpi)])


def _counting(kpi: Kpi) -> list[Column]:
    return [
        Column(_("Counted"), "is_counted", yes_no),
        Column(_("Why"), "why", words({"": "", **REASONS})),
        Column(_("Adds to the numerator"), "amount"),
    ]


def _columns(model: type[Any], user: User, sees_agents: bool) -> list[Column]:
    """By the kind of record a figure counts."""
    who = as_they_are if sees_agents else hidden
    kinds = {
        "Consultation": lambda: consultation_columns(user),
        "Inquiry": lambda: _issue_columns(who),
        "FollowUp": lambda: _promise_columns(who),
        "StatusPiece": lambda: _status_columns(who),
        "WorkDay": lambda: _day_columns(who),
    }
    return kinds[model.__name__]()


def _issue_columns(who: Any) -> list[Column]:
    return [
        Column(pgettext_lazy("link to an issue", "Issue"), "pk"),
        Column(_("Opened"), "opened_at", moments),
        Column(_("Resolved at"), "resolved_at", moments),
        Column(_("Channel"), "opened_channel", words(CHANNEL_NAMES)),
        Column(_("Inquiry type"), "type__path", paths),
        Column(_("Customer number"), "customer__number"),
        Column(_("Customer"), "customer__name", names),
        Column(_("Opened by"), "opened_agent__name", who),
        Column(_("Resolved by"), "resolved_agent__name", who),
        Column(_("Contacts"), "contact_count"),
        Column(_("State"), "state", words(dict(InquiryState.choices))),
    ]


def _promise_columns(who: Any) -> list[Column]:
    return [
        Column(_("Consultation"), "consultation__number"),
        Column(_("First promised"), "first_promised_at", moments),
        Column(_("Customer number"), "customer__number"),
        Column(_("Customer"), "customer__name", names),
        Column(_("Agent"), "credited_agent__name", who),
        Column(_("State"), "state", words(dict(FollowUpState.choices))),
        Column(_("Kept"), "kept", yes_no),
    ]


def _status_columns(who: Any) -> list[Column]:
    return [
        Column(_("From"), "started_at", moments),
        Column(_("To"), "ended_at", moments),
        Column(_("Work status"), "status", words(dict(statuses()))),
        Column(_("Seconds"), "seconds"),
        Column(_("Team"), "team__name"),
        Column(_("Agent"), "user__name", who),
    ]


def _day_columns(who: Any) -> list[Column]:
    return [
        Column(pgettext("date", "Day"), "day"),
        Column(_("Team"), "team__name"),
        Column(_("Agent"), "user__name", who),
        Column(_("Worked"), "worked", yes_no),
    ]


# ---- figures -----------------------------------------------------------------------------------

Told = tuple[str, str, Figure, str]


def breakdowns(asking: Asking) -> Table:
    """A KPI by everything its page takes it apart by, with all rows."""
    kpi, question = _kpi(asking), _asked(asking)
    piece = question.piece()
    aim = targets.for_slice(piece, [kpi.id])[kpi.id]
    told: list[Told] = []
    for name in BY:
        if name == "agent" and not question.scope.sees_names:
            continue
        for row in figures.read(piece, [kpi.id], (name,)):
            figure = row.figures[kpi.id]
            if figure.n or figure.value:
                told.append(
                    (str(BY[name]), _part(name, row.keys[name]), figure, _verdict(figure, aim))
                )
    return _figures(told)


def _part(name: str, key: Key) -> str:
    if name == "hour" and isinstance(key.code, int):
        return hour_name(key.code)
    if name == "weekday" and isinstance(key.code, int):
        return str(formats.weekday_name(key.code))
    return key.name


def _verdict(figure: Figure, aim: Any) -> str:
    return words_of(verdicts.verdict(figure, aim).state)


def people(asking: Asking) -> Table:
    """Figures by agent, for whoever may see names."""
    question = _asked(asking)
    if not question.scope.sees_names:
        raise Http404
    return _figures(_by(question, "agent", _every()))


def teams(asking: Asking) -> Table:
    """Figures by team in sight, and of all of them."""
    question = _asked(asking)
    whole = figures.read_one(question.piece(), _every())
    every = pgettext("table", "All")
    told = [(str(KPIS[kpi].name), every, figure, "") for kpi, figure in whole.items()]
    return _figures([*_by(question, "team", _every()), *told])


def analysis(asking: Asking) -> Table:
    """Every row of an analysis, also those past the limits of its page."""
    question = asked.read(asking.request, asking.user, own=OWN)
    wanted = picked(asking.query, sees_names=question.scope.sees_names)
    if too_much(question, question.piece(), wanted):
        raise Http404
    rows = figures.read(question.piece(), wanted.kpis, wanted.dimensions)
    told: list[Told] = []
    for row in rows:
        of = " · ".join(name_of(name, key) for name, key in row.keys.items())
        told += [
            (str(KPIS[kpi].name), of, figure, "")
            for kpi, figure in row.figures.items()
            if figure.n or figure.value
        ]
    return _figures(told)


def _by(question: Asked, name: str, kpis: Iterable[str]) -> list[Told]:
    rows = figures.read(question.piece(), kpis, (name,))
    return [
        (str(KPIS[kpi].name), row.keys[name].name, figure, "")
        for row in rows
        for kpi, figure in row.figures.items()
        if figure.n or figure.value
    ]


def _figures(told: list[Told]) -> Table:
    return of_objects(
        told,
        [
            (gettext_lazy("Figure"), lambda one: one[0]),
            (gettext_lazy("Of"), lambda one: one[1]),
            (pgettext_lazy("figure", "Value"), lambda one: one[2].value),
            (gettext_lazy("Unit"), lambda one: str(UNITS.get(KPIS[one[2].kpi].unit, ""))),
            (gettext_lazy("Lower end at 95%"), lambda one: one[2].low),
            (gettext_lazy("Upper end at 95%"), lambda one: one[2].high),
            (gettext_lazy("Sample"), lambda one: one[2].n),
            (gettext_lazy("Numerator"), lambda one: one[2].numerator),
            (gettext_lazy("Denominator"), lambda one: one[2].denominator),
            (gettext_lazy("Verdict"), lambda one: one[3]),
            (gettext_lazy("Final up to"), lambda one: one[2].final_until),
        ],
    )


# ---- feedback, goals, targets ------------------------------------------------------------------


def feedback(asking: Asking) -> Table:
    return of_objects(
        FeedbackList.rows_for(asking.request),
        [
            (gettext_lazy("Title"), lambda row: mask_contacts(row.title)),
            (gettext_lazy("Agent"), lambda row: row.agent.name),
            (gettext_lazy("State"), lambda row: str(row.get_state_display())),
            (gettext_lazy("Evidence"), lambda row: row.record_count),
            (pgettext_lazy("feedback", "Next step"), lambda row: mask_contacts(row.next_step)),
            (pgettext_lazy("feedback", "Until"), lambda row: row.next_step_due),
            (gettext_lazy("Sent"), lambda row: moment(row.sent_at)),
        ],
    )


def goals(asking: Asking) -> Table:
    """Running, proposed and ended ones this user lists, with where they stand."""
    rows = Goal.objects.listed_for(asking.user).with_people().order_by("-starts_on", "number")
    return of_objects(
        cards_of(rows),
        [
            (gettext_lazy("Goal"), lambda card: card.name),
            (gettext_lazy("Team"), lambda card: card.goal.team.name if card.goal.team else ""),
            (gettext_lazy("Agent"), lambda card: card.goal.agent.name if card.goal.agent else ""),
            (pgettext_lazy("goal", "From"), lambda card: card.goal.starts_on),
            (pgettext_lazy("goal", "To"), lambda card: card.goal.ends_on),
            (gettext_lazy("State"), lambda card: str(card.goal.get_state_display())),
            (gettext_lazy("Where it stands"), lambda card: card.value),
            (gettext_lazy("Sample"), lambda card: card.note),
            (gettext_lazy("In words"), lambda card: card.words),
        ],
    )


def targets_in_force(asking: Asking) -> Table:
    today = clock.today()
    rows = Target.objects.visible_to(asking.user).select_related("team", "agent", "type")
    lines: list[tuple[str, Line]] = [
        (group.name or _("Whole centre"), line)
        for group in groups_of(rows, today, survey_scale(today))
        for line in group.lines
    ]
    return of_objects(
        lines,
        [
            (gettext_lazy("For"), lambda row: row[0]),
            (gettext_lazy("KPI"), lambda row: str(row[1].kpi.name)),
            (gettext_lazy("Inquiry type"), lambda row: _type_of(row[1])),
            (gettext_lazy("Target"), lambda row: row[1].bound_text),
            (gettext_lazy("Caution line"), lambda row: row[1].caution),
            (gettext_lazy("Minimum sample"), lambda row: row[1].minimum_sample),
            (gettext_lazy("In force from"), lambda row: row[1].target.starts_on),
        ],
    )


def _type_of(line: Line) -> str:
    return line.target.type.path.replace(" > ", " › ") if line.target.type else ""


EXPORTS = (
    Export("kpi-records", gettext_lazy("The list shown"), Right.FIGURES_READ, records),
    Export("kpi-breakdown", gettext_lazy("Taken apart"), Right.FIGURES_READ, breakdowns),
    Export("people-figures", gettext_lazy("Figures by agent"), Right.AGENT_FIGURES, people),
    Export("team-figures", gettext_lazy("Figures by team"), Right.FIGURES_READ, teams),
    Export("analysis", gettext_lazy("Analysis"), Right.FIGURES_READ, analysis),
    Export("feedback", pgettext_lazy("page", "Feedback"), Right.FEEDBACK_WRITE, feedback),
    Export("goals", gettext_lazy("Goals"), Right.GOALS_READ, goals),
    Export("targets", gettext_lazy("KPI targets"), Right.TARGETS_READ, targets_in_force),
)


def register_all() -> None:
    """Called once the apps are loaded."""
    register(*EXPORTS)
