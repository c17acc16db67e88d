"""The demo centre before its first contact: hours, people, types, customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random

from django.contrib.auth.hashers import make_password

from crm.core import numbers
from crm.core.models import BusinessHours, Centre
from crm.core.rows import copy_objects, new_ids
from crm.people.models import Kind, Membership, Role, Team, User
from customers.contact_points import read_point
from customers.models import Consent, ContactPoint, Customer
from customers.services import index_customers
from interactions.models import InquiryType
from interactions.services.types import TypeRules, add_type

from .people import AGENTS, COMPANY, GIVEN, LEADS, OTHERS, PASSWORD, SURNAMES, TEAMS
from .tree import LEAVES, Leaf

NOTES = (
    "평일 18시 이후 통화 선호",
    "문자 안내 먼저",
    "반려견 있음, 방문 전 연락",
    "통화보다 채팅 선호",
)
RULES = {"회수": TypeRules(fcr_window_days=14), "AS": TypeRules(fcr_window_days=14)}


@dataclass
class Standing:
    """What contacts refer to, by the names the simulation uses."""

    teams: dict[str, Team]
    people: dict[str, User]
    types: dict[tuple[str, str, str], InquiryType]
    customers: Sequence[int]


def build(*, rng: Random, first: date, until: date, customers: int) -> Standing:
    """Writes everything; `first` is the first day of the demo centre's time."""
    Centre.objects.update_or_create(id=1, defaults={"name": COMPANY, "contact": "내선 1100"})
    for weekday in range(1, 7):
        closes = time(18) if weekday < 6 else time(13)
        BusinessHours.objects.update_or_create(
            weekday=weekday, defaults={"opens": time(9), "closes": closes}
        )
    teams = {code: Team.objects.create(code=code, name=name) for code, name in TEAMS}
    people = _people(teams, first, until)
    return Standing(teams, people, _types(), _customers(rng, first, until, customers))


def _people(teams: dict[str, Team], first: date, until: date) -> dict[str, User]:
    password = make_password(PASSWORD)
    wanted = [(a.name, a.username, Role.AGENT, a.team, a.joined) for a in AGENTS]
    wanted += [(name, username, Role.MANAGER, team, 0) for name, username, team in LEADS]
    wanted += [(name, username, Role(role), "", 0) for name, username, role in OTHERS]
    people: dict[str, User] = {}
    memberships = []
    for number, (name, username, role, team, joined) in enumerate(wanted, 1):
        since = until - timedelta(days=joined) if joined else first - timedelta(days=number * 23)
        people[username] = user = User.objects.create(
            username=username, name=name, role=role, email=f"{username}@hanbit.example",
            code=f"A-{1000 + number}", password=password, joined_on=since,
        )  # fmt: skip
        kinds = {Role.AGENT: Kind.MEMBER, Role.MANAGER: Kind.LEAD}
        if team:
            memberships.append(
                Membership(user=user, team=teams[team], kind=kinds[role], starts_on=since)
            )
        if role == Role.QA:
            memberships += [
                Membership(user=user, team=teams[code], kind=Kind.QA, starts_on=since)
                for code in ("support-1", "support-2")
            ]
    Membership.objects.bulk_create(memberships)
    numbers.next_number("A", 1000 + len(wanted))
    return people


def _types() -> dict[tuple[str, str, str], InquiryType]:
    nodes: dict[tuple[str, ...], InquiryType] = {}
    for leaf in LEAVES:
        path = (leaf.top, leaf.middle, leaf.name)
        for depth in range(1, 4):
            if path[:depth] not in nodes:
                nodes[path[:depth]] = add_type(
                    None,
                    name=path[depth - 1],
                    parent=nodes.get(path[: depth - 1]),
                    rules=_rules(leaf) if depth == 3 else None,
                )
    return {(key[0], key[1], key[2]): node for key, node in nodes.items() if len(key) == 3}


def _rules(leaf: Leaf) -> TypeRules:
    """A contact should take the usual talk and a sixth more for the work after it."""
    minutes = Decimal(leaf.talk * 7) / Decimal(6 * 60)
    return replace(RULES.get(leaf.middle, TypeRules()), standard_minutes=round(minutes, 1))


def _customers(rng: Random, first: date, until: date, count: int) -> Sequence[int]:
    ids = new_ids(Customer, count)
    names = numbers.customer_numbers(count)
    span = (until - first).days
    customers = [
        Customer(
            id=pk,
            number=number,
            name=rng.choice(SURNAMES) + rng.choice(GIVEN),
            tier=rng.choices(("standard", "good", "vip"), (80, 16, 4))[0],
            pinned_note=rng.choice(NOTES) if rng.random() < 0.05 else "",
            acquired_on=first + timedelta(days=rng.randint(-700, span)),
        )
        for pk, number in zip(ids, names, strict=True)
    ]
    copy_objects(Customer, customers)
    index_customers(customers)
    copy_objects(ContactPoint, _points(rng, ids))
    consents = [
        Consent(customer_id=pk, purpose=purpose, channel="sms", granted=rng.random() < 0.7,
                on_day=until - timedelta(days=rng.randint(1, 400)))
        for pk in ids for purpose in ("marketing", "survey") if rng.random() < 0.4
    ]  # fmt: skip
    copy_objects(Consent, consents)
    return ids


def _points(rng: Random, ids: Sequence[int]) -> list[ContactPoint]:
    found = []
    for pk in ids:
        phone = read_point("phone", f"010-{2000 + pk % 7000:04d}-{rng.randint(0, 9999):04d}")
        found.append(
            ContactPoint(customer_id=pk, kind="phone", value=phone.value, index=phone.index,
                         last_four=phone.last_four, is_primary=True)
        )  # fmt: skip
        if rng.random() < 0.55:
            mail = read_point("email", f"user{pk}.{rng.randint(10, 99)}@mail.example")
            found.append(
                ContactPoint(customer_id=pk, kind="email", value=mail.value, index=mail.index,
                             is_primary=True)
            )  # fmt: skip
    return found
