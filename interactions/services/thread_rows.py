"""The rows threading reads: the contacts and issues that belong together, whole and locked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from crm.core.rows import listed, read_rows

from ..channels import CHANNELS
from ..choices import PARTIAL_EXCLUSIONS, Direction, Link
from .issue_facts import Facts
from .issues import Contact
from .moments import reply_at
from .recontacts import DEFAULT_WINDOW

CONTACT_COLUMNS = (
    *("id", "customer_id", "agent_id", "team_id", "type_id", "channel", "direction", "answered"),
    *("result", "started_at", "started_day", "started_hour", "ended_at", "ended_day"),
    *("first_response_at", "wait_seconds", "position", "inquiry_id", "link"),
    *("transferred_from_id", "exclusion", "ended_hour", "handling_seconds", "window_days"),
    *("next_seconds", "previous_seconds"),
)
#: Where contacts are read, with the family of their type.
_CONTACTS = (
    "interactions_consultation AS contact"
    " LEFT JOIN interactions_inquirytype AS kind ON kind.id = contact.type_id"
)
_INBOUND, _RULE = Direction.INBOUND.value, Link.RULE.value
_LIVE = {key: channel.live for key, channel in CHANNELS.items()}
#: What a type decides about a contact: its family, its window in days (KPI.md §4), and the tenths
#: of a minute that it should take.
Kind = tuple[int | None, int, int | None]
UNTYPED: Kind = (None, DEFAULT_WINDOW, None)


@dataclass(slots=True)
class StoredIssue:
    """An issue's row as it stands."""

    id: int
    ticket: str | None
    facts: Facts
    reply_due_at: datetime | None


@dataclass(slots=True)
class Loaded:
    """A complete set: every contact of its customers and of its issues with a fixed link."""

    contacts: dict[int, Contact] = field(default_factory=dict)
    issues: dict[int, StoredIssue] = field(default_factory=dict)

    @property
    def tickets(self) -> set[int]:
        return {issue.id for issue in self.issues.values() if issue.ticket is not None}


def contact_of(row: Sequence[Any]) -> Contact:
    """From values in the order of CONTACT_COLUMNS, and the family."""
    id_, customer, agent, team, type_, channel, direction, answered, result = row[:9]
    started_at, started_day, started_hour, ended_at, ended_day, first_response_at = row[9:15]
    wait, position, issue, link, sender, exclusion = row[15:21]
    ended_hour, handling, window, next_seconds, previous_seconds, family = row[21:]
    return Contact(
        id=id_,
        customer=customer,
        agent=agent,
        team=team,
        type=type_,
        channel=channel,
        live=_LIVE[channel],
        inbound=direction == _INBOUND,
        answered=answered,
        result=result,
        started_at=started_at,
        started_day=started_day,
        started_hour=started_hour,
        ended_at=ended_at,
        ended_day=ended_day,
        reply_at=reply_at(
            channel=channel,
            answered=answered,
            started_at=started_at,
            first_response_at=first_response_at,
            wait_seconds=wait,
        ),
        position=position,
        issue=issue,
        fixed=link != _RULE,
        sender=sender,
        gone=exclusion is not None and exclusion not in PARTIAL_EXCLUSIONS,
        partial=exclusion in PARTIAL_EXCLUSIONS,
        ended_hour=ended_hour,
        handling=handling,
        family=family,
        window=window,
        next_seconds=next_seconds,
        previous_seconds=previous_seconds,
    )


def kinds() -> dict[int | None, Kind]:
    """Of every type, and of none."""
    types = read_rows(
        "SELECT id, family_id, fcr_window_days, (standard_minutes * 10)::int"
        " FROM interactions_inquirytype",
        [],
    )
    known: dict[int | None, Kind] = {key: (family, days, time) for key, family, days, time in types}
    return {None: UNTYPED, **known}


def load(
    *,
    customers: Iterable[int] = (),
    issues: Iterable[int] = (),
    contacts: Iterable[int] = (),
    locked: Collection[int] = (),
) -> Loaded:
    """Everything that threads together with these, under lock until the transaction ends.

    Customers share an issue where a ticket or an agent put contacts of both into it, so the set
    grows until nothing is missing; with links by rule alone it is complete at the first look.
    `locked`: customers the transaction has locked before.
    """
    found, known, whole = Loaded(), set[int](), set[int]()
    customers, issues, ids = set(customers), set(issues), set(contacts)
    while customers or issues or ids:
        lock_customers(customers.difference(locked))
        added = [
            contact_of(row)
            for row in _contact_rows(customers, issues, ids)
            if row[0] not in found.contacts
        ]
        found.contacts.update((contact.id, contact) for contact in added)
        linked = issues | {one.issue for one in added if one.issue is not None}
        stored = _issue_rows(customers, linked - set(found.issues))
        found.issues.update((issue.id, issue) for issue in stored)
        known |= customers
        whole |= issues
        owners = {one.customer for one in added} | {issue.facts.customer_id for issue in stored}
        customers = {owner for owner in owners if owner is not None} - known
        issues = (_to_see_whole(added) | _unseen(stored, found)) - whole
        ids = _legs(added) - set(found.contacts)
    return found


def contacts_of(issues: Iterable[int]) -> list[Contact]:
    """The contacts of these issues, for looking only."""
    return [contact_of(row) for row in _contact_rows(set(), set(issues), set())]


def lock_customers(ids: Iterable[int]) -> None:
    """One writer at a time threads a customer; whoever reads or links to it is not held up."""
    wanted = sorted(ids)
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM customers_customer WHERE id = ANY(%s::bigint[]) ORDER BY id"
                " FOR NO KEY UPDATE",
                [listed(wanted)],
            )


def _to_see_whole(contacts: Iterable[Contact]) -> set[int]:
    """Issues that may hold contacts of somebody else, or of nobody."""
    return {
        contact.issue
        for contact in contacts
        if contact.issue is not None and (contact.fixed or contact.customer is None)
    }


def _unseen(issues: Iterable[StoredIssue], found: Loaded) -> set[int]:
    """Issues of a customer that hold only contacts of others."""
    seen = {contact.issue for contact in found.contacts.values()}
    return {one.id for one in issues if one.facts.contact_count and one.id not in seen}


def _legs(contacts: Iterable[Contact]) -> set[int]:
    """Senders and receiving legs of contacts without a customer: nothing else names them."""
    anonymous = [contact for contact in contacts if contact.customer is None]
    if not anonymous:
        return set()
    ids = [contact.id for contact in anonymous]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM interactions_consultation WHERE transferred_from_id = ANY(%s)", [ids]
        )
        legs = {row[0] for row in cursor.fetchall()}
    return legs | {contact.sender for contact in anonymous if contact.sender is not None}


def _contact_rows(customers: set[int], issues: set[int], ids: set[int]) -> list[Sequence[Any]]:
    columns = ", ".join((*(f"contact.{name}" for name in CONTACT_COLUMNS), "kind.family_id"))
    wanted = {"customer_id": customers, "inquiry_id": issues, "id": ids}
    parts = [(column, values) for column, values in wanted.items() if values]
    if not parts:
        return []
    query = " UNION ".join(
        f"SELECT {columns} FROM {_CONTACTS}"  # noqa: S608 - names of ours
        f" WHERE contact.{column} = ANY(%s::bigint[])"
        for column, _ in parts
    )
    return read_rows(query, [listed(values) for _, values in parts])


def _issue_rows(customers: set[int], ids: set[int]) -> list[StoredIssue]:
    columns = ", ".join(("id", "ticket", "reply_due_at", *Facts._fields))
    query = (
        f"SELECT {columns} FROM interactions_inquiry"  # noqa: S608 - names of ours
        " WHERE customer_id = ANY(%s::bigint[]) OR id = ANY(%s::bigint[])"
        " ORDER BY id FOR NO KEY UPDATE"
    )
    if not customers and not ids:
        return []
    rows = read_rows(query, [listed(customers), listed(ids)])
    return [StoredIssue(row[0], row[1], Facts(*row[3:]), row[2]) for row in rows]
