"""Small centres drawn at random: a few people and types, and records of every kind and fault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from crm.core import clock
from crm.people.models import StatusPiece, Team, User, WorkDay, WorkStatus
from customers.models import Customer
from interactions.models import Consultation, InquiryType
from interactions.services.threading import rethread_many
from performance.slices import Slice
from tests.factories import TeamFactory, UserFactory
from tests.interactions.contacts import D0, contact, customer, inquiry_type

from .records import covered, follow_up, issue, rating

CHANNELS = ["phone", "email", "chat", "sns", "visit"]
DAYS = 35
Spec = dict[str, Any]


@dataclass(frozen=True)
class Cast:
    """Who and what the records of a world are about."""

    teams: list[Team]
    agents: list[User]
    types: list[InquiryType]
    customers: list[Customer]


def cast() -> Cast:
    """One of the types is retired; they are watched for different days."""
    top = inquiry_type("top")
    middle = inquiry_type("middle", top, fcr_window_days=8)
    leaves = [
        inquiry_type("leaf", middle, fcr_window_days=3, standard_minutes=Decimal("4.5")),
        inquiry_type("other leaf", middle, fcr_window_days=14, retired_on=date(2026, 11, 20)),
    ]
    return Cast(
        [TeamFactory() for _ in range(2)],
        [UserFactory() for _ in range(3)],
        [top, middle, *leaves, inquiry_type("second top", standard_minutes=Decimal(7))],
        [customer() for _ in range(3)],
    )


def _maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


_SECONDS = st.integers(0, 4000)
_EXCLUSIONS = st.sampled_from([None, None, None, None, "spam", "data_error", "abuse", "legal_rest"])
_PLACE = {
    "minute": st.integers(0, DAYS * 1440),
    "team": _maybe(st.integers(0, 1)),
    "agent": _maybe(st.integers(0, 2)),
    "type": _maybe(st.integers(0, 4)),
    "channel": st.sampled_from(CHANNELS),
}
_ANSWERS = st.one_of(
    st.tuples(st.just("nps"), st.integers(0, 10), st.just("0-10"), st.booleans()),
    st.tuples(st.just("ces"), st.integers(1, 7), st.just("1-7"), st.just(False)),
    st.tuples(st.just("resolution_csat"), st.integers(1, 5), st.just("1-5"), st.just(False)),
    st.tuples(st.just("resolution_csat"), st.integers(1, 10), st.just("1-10"), st.just(False)),
    st.tuples(st.just("customer_resolved"), st.integers(0, 2), st.just("yes-no"), st.just(False)),
)
CONTACTS = st.fixed_dictionaries(
    {
        **_PLACE,
        "outbound": st.booleans(),
        "answered": st.sampled_from([True, True, True, False]),
        "result": st.sampled_from(["resolved", "resolved", "in_progress", "transferred", None]),
        "wait": _maybe(st.integers(0, 70)),
        "talk": _maybe(_SECONDS),
        "wrap_up": _maybe(_SECONDS),
        "exclusion": _EXCLUSIONS,
        "leg": st.booleans(),
        "rating": _maybe(st.tuples(st.integers(1, 5), st.sampled_from(["1-5", "1-5", "1-10"]))),
        "rating_counts": st.sampled_from([True, True, False]),
        "customer": _maybe(st.integers(0, 2)),
        "answers": st.lists(_ANSWERS, max_size=2, unique_by=lambda answer: answer[0]),
        "answered_after": st.integers(0, 5 * 1440),
        "entry": _maybe(_SECONDS),
        "promise": _maybe(st.sampled_from(["kept", "missed", "cancelled", "waiting"])),
    }
)
ISSUES = st.fixed_dictionaries(
    {
        **_PLACE,
        "counts": st.sampled_from([True, True, True, False]),
        "outbound": st.sampled_from([False, False, True]),
        "reply": _maybe(st.integers(0, 900_000)),
        "answered": st.booleans(),
        "replier": _maybe(st.integers(0, 2)),
        "known": st.booleans(),
        "resolved_after": _maybe(st.integers(0, 12 * 86_400)),
        "resolver": _maybe(st.integers(0, 2)),
        "handling": _maybe(_SECONDS),
        "next": _maybe(st.integers(0, 12 * 86_400)),
        "reopened_after": _maybe(st.integers(0, 9 * 86_400)),
        "due_after": _maybe(st.integers(0, 3 * 1440)),
        "due": st.booleans(),
        "kept": st.sampled_from([True, True, False, None]),
    }
)
STATUSES = st.fixed_dictionaries(
    {
        "agent": st.integers(0, 2),
        "team": _maybe(st.integers(0, 1)),
        "status": st.sampled_from(["ready", "contact", "wrap_up", "break", "training", "away"]),
        "seconds": st.integers(1, 3600),
        "mark": st.sampled_from([None, None, None, "protective_stop", "legal_rest"]),
    }
)
WORK_DAYS = st.tuples(
    st.integers(0, DAYS), st.integers(0, 2), _maybe(st.integers(0, 1)), st.booleans()
)
World = tuple[list[Spec], list[Spec], list[Spec], list[tuple[int, int, int | None, bool]]]


def worlds() -> st.SearchStrategy[World]:
    return st.tuples(
        st.lists(CONTACTS, min_size=4, max_size=24),
        st.lists(ISSUES, min_size=3, max_size=12),
        st.lists(STATUSES, max_size=30),
        st.lists(WORK_DAYS, max_size=12, unique_by=lambda day: day[:2]),
    )


def moments() -> st.SearchStrategy[datetime]:
    """When the figures are read: in the middle of the story, or long after it."""
    return st.sampled_from([D0 + timedelta(days=16, hours=5), D0 + timedelta(days=90)])


def slices() -> st.SearchStrategy[Spec]:
    """Ranges inside the world, and any of the dimensions narrowed."""

    def some(values: list[Any]) -> st.SearchStrategy[Any]:
        return st.none() | st.none() | st.sets(st.sampled_from(values), min_size=1, max_size=2)

    return st.fixed_dictionaries(
        {
            "first": st.integers(0, 12),
            "length": st.integers(3, DAYS),
            "teams": some([None, 0, 1]),
            "agents": some([None, 0, 1, 2]),
            "channels": some(CHANNELS),
            "types": some([None, 0, 1, 2, 3, 4]),
            "hours": some([1, 10, 14, 23]),
            "weekdays": some([1, 2, 5, 7]),
        }
    )


def _at(rows: list[Any], index: int | None) -> Any:
    return None if index is None else rows[index]


def build(world: World, who: Cast) -> None:
    contacts, issues, statuses, work_days = world
    earlier: list[Consultation] = []
    for spec in contacts:
        earlier.append(_contact(spec, who, earlier))
    if earlier:
        rethread_many(
            customers=[one.pk for one in who.customers],
            consultations=[record.pk for record in earlier],
        )
    for spec in issues:
        _issue(spec, who)
    for hour, spec in enumerate(statuses):
        _status(spec, who, hour)
    for day, agent, team, worked in work_days:
        WorkDay.objects.create(
            day=D0.date() + timedelta(days=day),
            user=who.agents[agent],
            team=_at(who.teams, team),
            worked=worked,
        )
    covered("phone", date(2026, 1, 1), date(2027, 12, 31))


def _status(spec: Spec, who: Cast, number: int) -> None:
    """One an hour, so that nobody does two things at once."""
    began = D0 + timedelta(days=number // 6, hours=number % 6)
    facts: Spec = {
        "user": who.agents[spec["agent"]],
        "team": _at(who.teams, spec["team"]),
        "status": spec["status"],
        "started_at": began,
        "ended_at": began + timedelta(seconds=spec["seconds"]),
        "marked_reason": spec["mark"],
    }
    StatusPiece.objects.create(
        period=WorkStatus.objects.create(**facts),
        day=clock.local_day(began),
        hour=clock.local_hour(began),
        seconds=spec["seconds"],
        **facts,
    )


def _result(spec: Spec) -> str | None:
    if spec["answered"]:
        return str(spec["result"]) if spec["result"] else None
    if spec["outbound"]:
        return "no_answer"
    return "abandoned" if spec["channel"] in ("phone", "chat", "visit") else None


def _contact(spec: Spec, who: Cast, earlier: list[Consultation]) -> Consultation:
    kind = _at(who.types, spec["type"])
    made = contact(
        D0 + timedelta(minutes=spec["minute"]),
        customer=_at(who.customers, spec["customer"]),
        window_days=kind.fcr_window_days if kind else 7,
        standard_tenths=kind.standard_tenths if kind else None,
        entry_delay_seconds=spec["entry"],
        team=_at(who.teams, spec["team"]),
        agent=_at(who.agents, spec["agent"]),
        type=kind,
        channel=spec["channel"],
        direction="outbound" if spec["outbound"] else "inbound",
        answered=spec["answered"],
        result=_result(spec),
        wait_seconds=spec["wait"],
        talk_seconds=spec["talk"] if spec["answered"] else None,
        wrap_up_seconds=spec["wrap_up"] if spec["answered"] else None,
        exclusion=spec["exclusion"],
        transferred_from=earlier[-1] if earlier and spec["leg"] else None,
    )
    if spec["rating"] and spec["answered"]:
        value, scale = spec["rating"]
        rating(made, value * (2 if scale == "1-10" else 1), scale, counted=spec["rating_counts"])
    for question, value, scale, relational in spec["answers"] if spec["answered"] else []:
        given = made.ended_at + timedelta(minutes=spec["answered_after"])
        rating(
            made, value, scale, question=question, is_relational=relational, answered_at=given,
            answered_day=clock.local_day(given), answered_hour=clock.local_hour(given),
        )  # fmt: skip
    if spec["promise"]:
        _promise(made, spec["promise"], _at(who.agents, spec["agent"]) or who.agents[0])
    return made


def _promise(of: Consultation, outcome: str, assignee: User) -> None:
    told: dict[str, Spec] = {
        "kept": {"kept": True, "state": "done"},
        "missed": {"kept": False},
        "cancelled": {"kept": None, "state": "cancelled"},
        "waiting": {"kept": None, "is_due": False},
    }
    follow_up(of, assignee, **told[outcome])


def _issue(spec: Spec, who: Cast) -> None:
    opened = D0 + timedelta(minutes=spec["minute"])
    issue(
        opened,
        customer=customer() if spec["known"] else None,
        opened_team=_at(who.teams, spec["team"]),
        opened_agent=_at(who.agents, spec["agent"]),
        opened_type=_at(who.types, spec["type"]),
        opened_channel=spec["channel"],
        response_team=_at(who.teams, spec["team"]),
        response_agent=_at(who.agents, spec["replier"]),
        counts=spec["counts"],
        is_outbound=spec["outbound"],
        is_answered=spec["answered"],
        first_response_seconds=spec["reply"] if spec["answered"] else None,
        first_response_business_seconds=(
            spec["reply"] // 3 if spec["answered"] and spec["reply"] is not None else None
        ),
        **_due(spec, who, opened),
        **_resolved(spec, who, opened),
    )


def _due(spec: Spec, who: Cast, opened: datetime) -> Spec:
    if spec["due_after"] is None:
        return {}
    due = opened + timedelta(minutes=spec["due_after"])
    return {
        "reply_due_at": due,
        "due_day": clock.local_day(due),
        "due_hour": clock.local_hour(due),
        "due_agent": _at(who.agents, spec["replier"]),
        "due_team": _at(who.teams, spec["team"]),
        "is_reply_due": spec["due"],
        "reply_kept": spec["kept"] if spec["due"] else None,
    }


def _resolved(spec: Spec, who: Cast, opened: datetime) -> Spec:
    after = spec["resolved_after"]
    if after is None or not spec["counts"]:
        return {}
    resolved, kind = opened + timedelta(seconds=after), _at(who.types, spec["type"])
    reopened = spec["reopened_after"]
    return {
        "resolved_at": resolved,
        "resolved_day": clock.local_day(resolved),
        "resolved_hour": clock.local_hour(resolved),
        "resolved_agent": _at(who.agents, spec["resolver"]),
        "resolved_team": _at(who.teams, spec["team"]),
        "resolved_channel": spec["channel"],
        "resolved_type": kind,
        "resolution_seconds": after,
        "resolution_business_seconds": after // 3,
        "resolved_window_days": kind.fcr_window_days if kind else 7,
        "resolved_next_seconds": spec["next"] if spec["known"] else None,
        "handling_total_seconds": spec["handling"],
        "reopened_at": None if reopened is None else resolved + timedelta(seconds=reopened),
    }


def piece(spec: Spec, who: Cast) -> Slice:
    def ids(rows: list[Any], chosen: set[int | None] | None) -> frozenset[int] | None:
        if chosen is None:
            return None
        return frozenset(0 if index is None else rows[index].pk for index in chosen)

    first = D0.date() + timedelta(days=spec["first"])
    return Slice(
        first,
        first + timedelta(days=spec["length"]),
        teams=ids(who.teams, spec["teams"]),
        agents=ids(who.agents, spec["agents"]),
        channels=spec["channels"] and frozenset(spec["channels"]),
        types=ids(who.types, spec["types"]),
        hours=spec["hours"] and frozenset(spec["hours"]),
        weekdays=spec["weekdays"] and frozenset(spec["weekdays"]),
    )
