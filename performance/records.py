"""The lists behind a figure as a page shows them: tabs, filters, rows with why they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import formats
from crm.core.formats import Unit
from crm.people.models import StatusPiece, WorkDay
from interactions.channels import CHANNELS
from interactions.models import Consultation, FollowUp, Inquiry

from . import drilldown
from .drilldown import Counts, List, lists_of
from .kpis.catalogue import KPIS
from .kpis.reasons import REASONS
from .kpis.types import Fact, Kpi, Shape
from .outcomes import Part, part_of

if TYPE_CHECKING:
    from crm.people.models import User

    from .asked import Asked
    from .slices import Slice

PAGE = 50
_LEFT: tuple[List, ...] = ("excluded", "excluded_denominator")


@dataclass(frozen=True)
class Tab:
    """One of the lists with its size, equal to the figure."""

    key: List
    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class Why:
    """A reason with its size; the link narrows the list to it."""

    label: str
    count: int
    url: str
    is_current: bool


@dataclass(frozen=True)
class Line:
    """A record: the consultation it is or belongs to, and what the figure says of it.

    `at` is the moment that decides the day; a day itself stands in `day`.
    """

    number: str
    url: str
    at: datetime | None
    day: date | None
    contact: Consultation | None
    channel: Any
    type_path: str
    agent: str
    result: str
    result_label: str
    counted: bool
    why: str
    amount: str


@dataclass(frozen=True)
class Records:
    """Everything of the records panel."""

    tabs: Sequence[Tab]
    current: List
    whys: Sequence[Why]
    lines: Sequence[Line]
    count: int
    first: int
    last: int
    previous_url: str
    next_url: str
    sees_agents: bool
    is_narrower: bool
    total: str
    part: str = ""
    whole_url: str = ""


def records(asked: Asked, kpi: str, query: Any, whole: Slice) -> Records:
    """The list the address asks for. An agent's lists hold the own records only."""
    piece = whole.within(asked.scope)
    counts = drilldown.counts(piece, kpi)
    lists = lists_of(kpi)
    current: List = next((name for name in lists if name == query.get("list")), "denominator")
    if KPIS[kpi].shape is Shape.COUNT and current == "denominator":
        current = "numerator"
    rows = drilldown.records(piece, kpi, current)
    reason = query.get("why", "")
    if current in _LEFT and reason in REASONS:
        rows = rows.filter(why=reason)
    part = part_of(KPIS[kpi], piece, current, query.get("part", ""))
    if part is not None:
        rows = rows.filter(part.where)
    paginator = Paginator(_related(asked.user, rows), PAGE, allow_empty_first_page=True)
    paginator.count = _size(counts, current, reason) if part is None else rows.count()
    shown = paginator.get_page(query.get("page"))
    sees_agents = asked.scope.sees_names or asked.scope.agent_id is not None
    return Records(
        tabs=_tabs(asked, KPIS[kpi], counts, current),
        current=current,
        whys=_whys(asked, counts, current, reason),
        lines=[_line(row, KPIS[kpi], current, sees_agents) for row in shown.object_list],
        count=paginator.count,
        first=shown.start_index(),
        last=shown.end_index(),
        previous_url=_page(asked, current, reason, shown.number - 1, part)
        if shown.has_previous() else "",
        next_url=_page(asked, current, reason, shown.number + 1, part) if shown.has_next() else "",
        sees_agents=sees_agents,
        is_narrower=piece != whole,
        total=_total(KPIS[kpi], counts),
        part=part.label if part else "",
        whole_url=_address(asked, list=current),
    )  # fmt: skip


def _left(counts: Counts, current: List) -> Mapping[str, int]:
    """What a list of records that do not count holds, by reason; excluded by somebody first."""
    if current == "excluded_denominator":
        return counts.below
    return {**counts.excluded, **counts.left_out}


def _size(counts: Counts, current: List, reason: str) -> int:
    if current in _LEFT:
        found = _left(counts, current)
        return found.get(reason, 0) if reason in REASONS else sum(found.values())
    return counts.numerator if current == "numerator" else counts.denominator


def _total(kpi: Kpi, counts: Counts) -> str:
    """What the records add up to, where that is a time: above the line, and below in a ratio."""
    if kpi.shape is Shape.RATIO:
        below = formats.number(counts.base_total, Unit.LONG)
        if kpi.base_fact is not None:
            return below
        return f"{formats.number(counts.total, Unit.LONG)} / {below}"
    if kpi.unit == "duration" and kpi.shape is Shape.MEAN:
        return formats.number(counts.total, Unit.LONG)
    return ""


def _tabs(asked: Asked, kpi: Kpi, counts: Counts, current: List) -> list[Tab]:
    left = sum(counts.excluded.values()) + sum(counts.left_out.values())
    found: list[tuple[List, str, int]] = [
        ("numerator", _("Numerator"), counts.numerator),
        ("denominator", _("Denominator"), counts.denominator),
        ("excluded", pgettext("record", "Excluded"), left),
    ]
    if kpi.shape is Shape.COUNT:
        found = [("numerator", _("Counted"), counts.numerator), found[2]]
    if kpi.base_fact is not None:
        below = sum(counts.below.values())
        found.append(("excluded_denominator", _("Not counted in the denominator"), below))
    return [
        Tab(key, label, count, _address(asked, list=key), key == current)
        for key, label, count in found
    ]


def _whys(asked: Asked, counts: Counts, current: List, reason: str) -> list[Why]:
    """Of a list of what does not count: each reason narrows it."""
    if current not in _LEFT:
        return []
    return [
        Why(str(REASONS.get(code, code)), count, _address(asked, list=current, why=code),
            code == reason)
        for code, count in _left(counts, current).items()
    ]  # fmt: skip


def _address(asked: Asked, **extra: str) -> str:
    return asked.url(**extra) + "#records"


def _page(asked: Asked, current: List, reason: str, number: int, part: Part | None) -> str:
    extra = {"list": current, "page": str(number)} | ({"part": part.code} if part else {})
    return _address(asked, **extra, **({"why": reason} if reason else {}))


def _related(user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
    """With what a line prints, in a fixed number of queries; contacts the user may open."""
    if rows.model is Consultation:
        return rows.select_related("customer", "type", "agent")
    if rows.model is FollowUp:
        return rows.select_related(
            "consultation", "consultation__customer", "consultation__type", "assignee",
            "credited_agent",
        )  # fmt: skip
    if rows.model in (StatusPiece, WorkDay):
        return rows.select_related("user")
    first = Consultation.objects.visible_to(user).order_by("started_at", "position", "pk")
    named = rows.select_related(
        "customer", "type", "opened_agent", "response_agent", "resolved_agent", "due_agent"
    )
    return named.prefetch_related(
        Prefetch("consultations", queryset=first.select_related("type"), to_attr="in_order")
    )


def _line(row: Any, kpi: Kpi, current: List, sees_agents: bool) -> Line:
    below = kpi.base_fact is not None and current in ("denominator", "excluded_denominator")
    fact = kpi.below if below else kpi.fact
    contact, moment, agent, result, label = _facts(row, fact)
    type_ = row.type if isinstance(row, Inquiry) else contact.type if contact else None
    channel = row.opened_channel if isinstance(row, Inquiry) else contact and contact.channel
    return Line(
        number=contact.number if contact else str(row) if isinstance(row, Inquiry) else label,
        url=reverse("consultations:detail", kwargs={"number": contact.number}) if contact else "",
        at=moment if isinstance(moment, datetime) else None,
        day=None if isinstance(moment, datetime) else moment,
        contact=contact,
        channel=CHANNELS.get(channel or ""),
        type_path=type_.path.replace(" > ", " › ") if type_ else "",
        agent=agent.name if agent and sees_agents else "",
        result=result,
        result_label=label,
        counted=row.is_counted,
        why=str(REASONS.get(row.why, row.why)) if row.why else "",
        amount=_amount(row.amount, kpi, fact) if row.is_counted else "",
    )


def _facts(row: Any, fact: Fact) -> tuple[Consultation | None, Any, Any, str, str]:
    """The contact, the moment that decides the day, the credited agent, and how it ended."""
    if isinstance(row, Consultation):
        label = str(row.get_result_display()) if row.result else ""
        return row, row.started_at, row.agent, row.result or "", label
    if isinstance(row, FollowUp):
        agent = row.credited_agent or row.assignee
        label = str(row.get_state_display())
        return row.consultation, row.first_promised_at, agent, row.state, label
    if isinstance(row, StatusPiece):
        return None, row.started_at, row.user, row.status, str(row.get_status_display())
    if isinstance(row, WorkDay):
        label = pgettext("work day", "Worked") if row.worked else pgettext("work day", "No work")
        return None, row.day, row.user, "", label
    contacts: list[Consultation] = row.in_order
    label = str(row.get_state_display())
    agent = getattr(row, fact.path("agent").removesuffix("_id"))
    moment = getattr(row, fact.moment) or row.opened_at
    return (contacts[0] if contacts else None), moment, agent, row.state, label


def _amount(value: int | None, kpi: Kpi, fact: Fact) -> str:
    """What the record adds, where records add different amounts."""
    if value is None:
        return ""
    if kpi.unit == "duration" or fact.model == "people.StatusPiece":
        return formats.number(value, Unit.DURATION)
    return ""
