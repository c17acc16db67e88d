"""Figures by plain Python over the records, written from KPI.md alone: no query of the product.

Everything is read once and counted record by record; means, shares and percentiles follow their
definitions literally. Slow, and meant to be obvious.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crm.core import clock
from crm.people.models import StatusPiece, WorkDay
from interactions.models import Consultation, FollowUp, Inquiry, InquiryType, SurveyAnswer

LIVE = {"phone", "chat", "visit"}
THRESHOLD = {"phone": 20, "chat": 60}
REMOVES_ALL = {"test", "duplicate", "merged", "spam", "internal", "data_error", "dispute"}


@dataclass(frozen=True)
class Where:
    """When and whose an event is, as its KPI's clock and credit say."""

    day: date
    hour: int | None
    team: int | None
    agent: int | None
    channel: str | None
    type: int | None


@dataclass(frozen=True)
class Event:
    """One record that counts: what it adds above and below the line, and to the sample."""

    where: Where
    top: int
    scale: str = ""
    below: int = 1
    n: int = 1


def _contact(record: Consultation, *, ended: bool) -> Where:
    day, hour = (
        (record.ended_day, record.ended_hour)
        if ended
        else (record.started_day, record.started_hour)
    )
    return Where(day, hour, record.team_id, record.agent_id, record.channel, record.type_id)


def _exists(record: Consultation) -> bool:
    return record.exclusion not in REMOVES_ALL


def _offered() -> Iterable[Consultation]:
    for record in Consultation.objects.all():
        inbound = record.direction == "inbound" and record.channel in LIVE
        if inbound and record.transferred_from_id is None and _exists(record):
            yield record


def _short(record: Consultation) -> bool:
    return not record.answered and record.wait_seconds is not None and record.wait_seconds <= 5


def _handled() -> Iterable[Consultation]:
    for record in Consultation.objects.all():
        reached = record.direction == "inbound" or record.result != "no_answer"
        if record.answered and reached and _exists(record):
            yield record


def _started(
    keep: Callable[[Consultation], bool], top: Callable[[Consultation], int]
) -> list[Event]:
    return [Event(_contact(each, ended=False), int(top(each))) for each in _offered() if keep(each)]


def _ended(keep: Callable[[Consultation], bool], top: Callable[[Consultation], int]) -> list[Event]:
    return [Event(_contact(each, ended=True), int(top(each))) for each in _handled() if keep(each)]


def _in_level(record: Consultation) -> bool:
    if record.channel not in THRESHOLD:
        return False
    return record.wait_seconds is not None if record.answered else not _short(record)


def _in_time(record: Consultation) -> bool:
    wait = record.wait_seconds
    return record.answered and wait is not None and wait <= THRESHOLD[record.channel]


def _timed(record: Consultation) -> bool:
    return record.handling_seconds is not None and record.exclusion is None


def _answers(
    question: str,
    top: Callable[[SurveyAnswer], int],
    *,
    given: bool = False,
    keep: Callable[[SurveyAnswer], bool] = lambda answer: True,
) -> list[Event]:
    """Dated by the end of the contact, or by when they were `given`."""
    found = []
    for each in SurveyAnswer.objects.select_related("consultation"):
        of = each.consultation
        if each.question == question and each.counted and of.exclusion is None and keep(each):
            where = _contact(of, ended=True)
            if given:
                at = clock.local(each.answered_at)
                where = Where(at.date(), at.hour, of.team_id, of.agent_id, of.channel, of.type_id)
            found.append(Event(where, int(top(each)), each.scale))
    return found


def _recommends(answer: SurveyAnswer) -> int:
    return 1 if answer.value >= 9 else -1 if answer.value <= 6 else 0


def _satisfied(answer: SurveyAnswer) -> bool:
    return answer.value >= {"1-5": 4, "1-10": 9}[answer.scale]


def _points(answer: SurveyAnswer) -> int:
    return (answer.value - 1) * {"1-5": 9, "1-10": 4}[answer.scale]


def _issue(clock_name: str, each: Inquiry) -> Where:
    """Dated and credited as the clock says (KPI.md §2, "Credit of an issue")."""
    if clock_name == "resolved":
        return Where(
            each.resolved_day or date.min,
            each.resolved_hour,
            each.resolved_team_id,
            each.resolved_agent_id,
            each.resolved_channel,
            each.resolved_type_id,
        )
    place = (each.opened_channel, each.opened_type_id)
    if clock_name == "due":
        day = each.due_day or date.min
        return Where(day, each.due_hour, each.due_team_id, each.due_agent_id, *place)
    who = (each.opened_team_id, each.opened_agent_id)
    if clock_name == "replied":
        who = (each.response_team_id, each.response_agent_id)
    return Where(each.opened_day, each.opened_hour, *who, *place)


def _issues(
    clock_name: str,
    keep: Callable[[Inquiry], bool],
    top: Callable[[Inquiry], int | None],
) -> list[Event]:
    return [
        Event(_issue(clock_name, each), int(top(each) or 0))
        for each in Inquiry.objects.all()
        if each.counts and keep(each)
    ]


def _from_customer(each: Inquiry) -> bool:
    return not each.is_outbound


def _replied(each: Inquiry) -> bool:
    known = each.is_answered and each.first_response_seconds is not None
    return _from_customer(each) and known


def _reply_passed(each: Inquiry) -> bool:
    return _from_customer(each) and each.is_reply_due and each.reply_kept is not None


def _resolved(each: Inquiry) -> bool:
    return each.resolved_at is not None


def _reopened(each: Inquiry) -> bool:
    if each.reopened_at is None or each.resolved_at is None:
        return False
    return each.reopened_at - each.resolved_at <= timedelta(days=7)


def _came_again(each: Inquiry) -> bool:
    after, days = each.resolved_next_seconds, each.resolved_window_days or 7
    return after is not None and after <= days * 86_400


# ---- first-contact resolution, from the contacts themselves (KPI.md §4) --------------------------


def _takes_part(record: Consultation) -> bool:
    answered_inbound = record.answered and record.direction == "inbound"
    leg = record.transferred_from_id is not None
    return answered_inbound and not leg and record.customer_id is not None and _exists(record)


def _same_thing(a: Consultation, b: Consultation) -> bool:
    if a.inquiry_id is not None and a.inquiry_id == b.inquiry_id:
        return True
    return a.type is not None and b.type is not None and a.type.family_id == b.type.family_id


def _follows(a: Consultation, b: Consultation, days: int) -> bool:
    """Whether b is a re-contact of a within so many times 24 hours of a's end."""
    if a.customer_id != b.customer_id or not _same_thing(a, b):
        return False
    later = (a.started_at, a.pk) < (b.started_at, b.pk)
    return later and b.started_at - a.ended_at <= timedelta(days=days)


def _window_of(record: Consultation) -> int:
    return record.type.fcr_window_days if record.type is not None else 7


def _first_contacts(days: int | None) -> list[Event]:
    """`days`: one window for all, else that of each contact's type."""
    rows = [r for r in Consultation.objects.select_related("type") if _takes_part(r)]
    found = []
    for one in rows:
        window = days or _window_of(one)
        if any(_follows(other, one, window) for other in rows):
            continue
        again = any(_follows(one, other, window) for other in rows)
        left_open = one.result in ("in_progress", "callback", "transferred")
        found.append(Event(_contact(one, ended=True), int(not again and not left_open)))
    return found


def _recontacts() -> list[Event]:
    rows = [r for r in Consultation.objects.select_related("type") if _takes_part(r)]
    return [
        Event(
            _contact(one, ended=True),
            int(any(_follows(other, one, _window_of(one)) for other in rows)),
        )
        for one in rows
    ]


# ---- status time and working days ----------------------------------------------------------------


def _pieces(above: set[str], below: set[str]) -> list[Event]:
    return [
        Event(
            Where(each.day, each.hour, each.team_id, each.user_id, None, None),
            each.seconds * (each.status in above),
            below=each.seconds,
        )
        for each in StatusPiece.objects.all()
        if each.status in below
    ]


def _productivity(worth: Callable[[Consultation], int]) -> list[Event]:
    """Handled contacts above; below all logged-in time that no stop or rest was marked for."""
    found = [
        Event(_contact(each, ended=True), worth(each), below=0, n=0)
        for each in _handled()
        if each.exclusion is None
    ]
    for each in StatusPiece.objects.all():
        if each.marked_reason is None:
            where = Where(each.day, each.hour, each.team_id, each.user_id, None, None)
            found.append(Event(where, 0, below=each.seconds))
    return found


def _standard(record: Consultation) -> int:
    minutes = record.type.standard_minutes if record.type else None
    return int(minutes * 10) if minutes is not None else 0


def _working_days() -> list[Event]:
    return [
        Event(Where(each.day, None, each.team_id, each.user_id, None, None), int(each.worked))
        for each in WorkDay.objects.all()
    ]


def _logged() -> list[Event]:
    return [
        Event(_contact(each, ended=True), each.entry_delay_seconds)
        for each in Consultation.objects.all()
        if each.entry_delay_seconds is not None and _exists(each)
    ]


def _promises() -> list[Event]:
    found = []
    for each in FollowUp.objects.select_related("consultation"):
        if each.is_due and each.state != "cancelled" and _exists(each.consultation):
            where = Where(
                each.first_promised_day,
                each.first_promised_hour,
                each.credited_team_id,
                each.credited_agent_id,
                each.consultation.channel,
                each.consultation.type_id,
            )
            found.append(Event(where, int(each.kept is True)))
    return found


def _yes(record: Any) -> bool:
    return True


EVENTS: dict[str, Callable[[], list[Event]]] = {
    "offered": lambda: _started(_yes, lambda r: 1),
    "answer_rate": lambda: _started(_yes, lambda r: r.answered),
    "abandonment": lambda: _started(_yes, lambda r: not r.answered),
    "abandonment_net": lambda: _started(lambda r: not _short(r), lambda r: not r.answered),
    "asa": lambda: _started(
        lambda r: r.answered and r.wait_seconds is not None, lambda r: r.wait_seconds or 0
    ),
    "service_level": lambda: _started(_in_level, _in_time),
    "handled": lambda: _ended(_yes, lambda r: 1),
    "aht": lambda: _ended(_timed, lambda r: r.handling_seconds or 0),
    "resolution_rate": lambda: _ended(
        lambda r: r.result is not None, lambda r: r.result == "resolved"
    ),
    "transfer_rate": lambda: _ended(_yes, lambda r: r.result == "transferred"),
    "csat": lambda: _answers("csat", _satisfied),
    "csat_mean": lambda: _answers("csat", _points),
    "resolution_csat": lambda: _answers("resolution_csat", _satisfied),
    "nps": lambda: _answers("nps", _recommends, given=True, keep=lambda a: not a.is_relational),
    "nps_relational": lambda: _answers(
        "nps", _recommends, given=True, keep=lambda a: a.is_relational
    ),
    "ces": lambda: _answers("ces", lambda a: a.value >= 5, given=True),
    "customer_resolution_rate": lambda: _answers(
        "customer_resolved", lambda a: a.value == 1, given=True, keep=lambda a: a.value in (0, 1)
    ),
    "issues": lambda: _issues("opened", _yes, lambda i: 1),
    "first_response_time": lambda: _issues("replied", _replied, lambda i: i.first_response_seconds),
    "first_response_time_business": lambda: _issues(
        "replied",
        lambda i: _replied(i) and i.first_response_business_seconds is not None,
        lambda i: i.first_response_business_seconds,
    ),
    "first_response_in_time": lambda: _issues("replied", _reply_passed, lambda i: i.reply_kept),
    "missed_reply_rate": lambda: _issues("due", _reply_passed, lambda i: not i.reply_kept),
    "follow_up_on_time": _promises,
    "fcr": lambda: _first_contacts(None),
    "fcr_14": lambda: _first_contacts(14),
    "fcr_30": lambda: _first_contacts(30),
    "recontact_share": _recontacts,
    "recontact_rate": lambda: _issues(
        "resolved", lambda i: _resolved(i) and i.customer_id is not None, _came_again
    ),
    "reopen_rate": lambda: _issues("resolved", _resolved, _reopened),
    "resolution_time": lambda: _issues(
        "resolved",
        lambda i: _resolved(i) and i.resolution_business_seconds is not None,
        lambda i: i.resolution_business_seconds,
    ),
    "resolution_time_elapsed": lambda: _issues(
        "resolved",
        _resolved,
        lambda i: (i.resolved_at - i.opened_at) // timedelta(seconds=1) if i.resolved_at else 0,
    ),
    "issue_handle_time": lambda: _issues(
        "resolved",
        lambda i: _resolved(i) and i.handling_total_seconds is not None,
        lambda i: i.handling_total_seconds,
    ),
    "productivity": lambda: _productivity(lambda r: 1),
    "productivity_standard": lambda: _productivity(_standard),
    "occupancy": lambda: _pieces({"contact", "wrap_up"}, {"contact", "wrap_up", "ready"}),
    "utilisation": lambda: _pieces(
        {"contact", "wrap_up", "ready"}, {"contact", "wrap_up", "ready", "break", "training"}
    ),
    "entry_delay": _logged,
    "active_users": _working_days,
}
QUANTILES = {
    "aht_median": ("aht", 0.5),
    "aht_p90": ("aht", 0.9),
    "first_response_time_median": ("first_response_time", 0.5),
    "first_response_time_p90": ("first_response_time", 0.9),
    "resolution_time_median": ("resolution_time", 0.5),
    "resolution_time_p90": ("resolution_time", 0.9),
    "asa_p90": ("asa", 0.9),
}
COUNTS = {"offered", "handled", "issues"}
#: Days each outcome is watched for; 0: those of the types in the figure.
WINDOWS = {"fcr": 0, "fcr_14": 14, "fcr_30": 30, "recontact_rate": 0, "reopen_rate": 7}
#: What these figures cannot be asked by.
NO_DIMENSION = {
    "productivity": {"channel", "type"},
    "productivity_standard": {"channel", "type"},
    "occupancy": {"channel", "type"},
    "utilisation": {"channel", "type"},
    "active_users": {"channel", "type", "hour"},
}


def sums(events: Iterable[Event]) -> tuple[int, int, int]:
    """Above and below the line, and the sample."""
    held = list(events)
    return sum(e.top for e in held), sum(e.below for e in held), sum(e.n for e in held)


def final_until(kpi: str, events: Iterable[Event], inside: Callable[[int | None], bool]) -> date:
    """The last day whose end lies W × 24 hours back (R3).

    W is the longest among the types in the figure (`inside`) that are leaves in use, or of which
    the figure has records; records without a type have 7.
    """
    days = WINDOWS[kpi]
    if not days:
        with_records = {event.where.type for event in events}
        nodes = list(InquiryType.objects.all())
        parents = {node.parent_id for node in nodes}
        windows = [7] if inside(None) else []
        for node in nodes:
            in_use = node.retired_on is None and node.pk not in parents
            if inside(node.pk) and (in_use or node.pk in with_records):
                windows.append(node.fcr_window_days)
        days = max(windows, default=7)
    day = clock.today()
    while clock.day_bounds(day)[1] + timedelta(days=days) > clock.now():
        day -= timedelta(days=1)
    return day


def quantile(events: Iterable[Event], share: float) -> float | None:
    """Sort, and go as far as the share says, between two records by their distance."""
    values = sorted(event.top for event in events)
    if not values:
        return None
    position = share * (len(values) - 1)
    below = int(position)
    above = min(below + 1, len(values) - 1)
    return values[below] + (position - below) * (values[above] - values[below])


def under(type_id: int | None, top: int) -> bool:
    """Whether a type is the given one or lies below it."""
    nodes = {node.pk: node.parent_id for node in InquiryType.objects.all()}
    while type_id is not None:
        if type_id == top:
            return True
        type_id = nodes[type_id]
    return False
