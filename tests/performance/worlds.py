"""Small centres drawn at random: a few people and types, and records of every kind and fault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from crm.people.models import Team, User
from interactions.models import Consultation, InquiryType
from performance.slices import Slice
from tests.factories import TeamFactory, UserFactory
from tests.interactions.contacts import D0, contact, inquiry_type

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


def cast() -> Cast:
    top = inquiry_type("top")
    middle = inquiry_type("middle", top)
    leaves = [inquiry_type("leaf", middle), inquiry_type("other leaf", middle)]
    return Cast(
        [TeamFactory() for _ in range(2)],
        [UserFactory() for _ in range(3)],
        [top, middle, *leaves, inquiry_type("second top")],
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
    }
)


def worlds() -> st.SearchStrategy[tuple[list[Spec], list[Spec]]]:
    return st.tuples(st.lists(CONTACTS, max_size=24), st.lists(ISSUES, max_size=10))


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


def build(world: tuple[list[Spec], list[Spec]], who: Cast) -> None:
    contacts, issues = world
    earlier: list[Consultation] = []
    for spec in contacts:
        earlier.append(_contact(spec, who, earlier))
    for spec in issues:
        _issue(spec, who)
    covered("phone", date(2026, 1, 1), date(2027, 12, 31))


def _result(spec: Spec) -> str | None:
    if spec["answered"]:
        return str(spec["result"]) if spec["result"] else None
    if spec["outbound"]:
        return "no_answer"
    return "abandoned" if spec["channel"] in ("phone", "chat", "visit") else None


def _contact(spec: Spec, who: Cast, earlier: list[Consultation]) -> Consultation:
    spec = dict(spec)
    made = contact(
        D0 + timedelta(minutes=spec["minute"]),
        team=_at(who.teams, spec["team"]),
        agent=_at(who.agents, spec["agent"]),
        type=_at(who.types, spec["type"]),
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
    issue(
        D0 + timedelta(minutes=spec["minute"]),
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
    )


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
