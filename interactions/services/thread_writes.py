"""Writing what threading found: issues made, changed, emptied; contacts that moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from crm.core import clock
from crm.core.rows import copy_rows, new_ids, update_rows

from ..models import Consultation, Inquiry
from .issue_clocks import IssueClocks
from .issue_facts import Facts, empty_facts, facts_of
from .issues import Contact, Issue
from .recontacts import Trails
from .thread_rows import Loaded, StoredIssue
from .touched import Slices, of_outcome

#: Of a contact, what threading decides.
LINK_COLUMNS = ("inquiry_id", "next_seconds", "previous_seconds")
ISSUE_COLUMNS = (*Facts._fields, "reply_due_at")
NEW_ISSUE_COLUMNS = ("id", *ISSUE_COLUMNS, "source", "ticket", "created_at")


@dataclass(frozen=True, slots=True)
class Change:
    """An issue before (null: new) and after (null: gone)."""

    id: int
    before: Facts | None
    after: Facts | None


@dataclass(slots=True)
class IssueRows:
    """What is to be written. `moved`: contacts whose link or outcomes are not what their row says;
    of these `stamped` have other outcomes than before, which counts on the day they ended.
    """

    made: list[tuple[int, Facts, datetime | None]] = field(default_factory=list)
    changed: list[tuple[StoredIssue, Facts, datetime | None]] = field(default_factory=list)
    emptied: list[StoredIssue] = field(default_factory=list)
    moved: list[Contact] = field(default_factory=list)
    stamped: list[Contact] = field(default_factory=list)


@dataclass(slots=True)
class Written:
    """What a write changed: issues, and slices of contacts whose outcomes did."""

    changes: list[Change]
    outcomes: dict[int, Slices]


def plan(
    loaded: Loaded,
    issues: Sequence[Issue],
    *,
    clocks: IssueClocks,
    waiting: Mapping[int, datetime | None] | None = None,
    only: frozenset[int] | None = None,
) -> IssueRows:
    """Compare with the rows as they stand, and give ids to new issues.

    `only`: the contacts that differ from what their issues were derived from; null: any may.
    """
    rows, set_waiting = IssueRows(), waiting or {}
    nameless = [issue for issue in issues if issue.id is None]
    for issue, key in zip(nameless, new_ids(Inquiry, len(nameless)), strict=True):
        issue.id = key
    trails, moved = _place(rows, loaded, issues)
    differing = None if only is None else only | moved
    kept = set[int]()
    for issue in issues:
        key = issue.id or 0
        kept.add(key)
        stored = loaded.issues.get(key)
        seconds = trails.after_resolution(issue)
        if stored is not None and _is_as_it_was(issue, stored, differing, seconds):
            continue
        was = stored.facts if stored else None
        since = set_waiting.get(key, was.waiting_since if was else None)
        facts = facts_of(issue, since, next_seconds=seconds) or empty_facts(was, issue)
        due_at = clocks.due_at(facts, was, stored.reply_due_at if stored else None)
        facts = clocks.complete(facts, issue.contacts, due_at, was)
        if stored is None:
            rows.made.append((key, facts, due_at))
        elif facts != stored.facts or due_at != stored.reply_due_at:
            rows.changed.append((stored, facts, due_at))
    rows.emptied = [issue for key, issue in loaded.issues.items() if key not in kept]
    return rows


def _place(rows: IssueRows, loaded: Loaded, issues: Sequence[Issue]) -> tuple[Trails, set[int]]:
    """Every contact into its issue, and then what follows for it from its neighbours; the ids of
    those whose issue is another one.
    """
    rows.moved = _move(loaded, issues)
    trails = Trails(loaded.contacts.values())
    rows.stamped = trails.stamp()
    linked = {one.id for one in rows.moved}
    rows.moved += [one for one in rows.stamped if one.id not in linked]
    return trails, linked


def _is_as_it_was(
    issue: Issue, stored: StoredIssue, changed: frozenset[int] | None, next_seconds: int | None
) -> bool:
    """The contacts it had, none of them different, and no other re-contact after it."""
    return (
        changed is not None
        and len(issue.contacts) == stored.facts.contact_count
        and stored.facts.resolved_next_seconds == next_seconds
        and all(one.id not in changed for one in issue.contacts)
    )


def _move(loaded: Loaded, issues: Sequence[Issue]) -> list[Contact]:
    """Set every contact's link; returns those it changed for."""
    links = {contact.id: issue.id for issue in issues for contact in issue.contacts}
    moved = []
    for contact in loaded.contacts.values():
        found = contact.issue if contact.fixed and contact.gone else links.get(contact.id)
        if found != contact.issue:
            contact.issue = found
            moved.append(contact)
    return moved


def write(
    loaded: Loaded,
    issues: Sequence[Issue],
    *,
    links: Mapping[int, str] | None = None,
    waiting: Mapping[int, datetime | None] | None = None,
) -> Written:
    """Everything into the database. `links`: contact → how it is linked from now on."""
    rows = plan(loaded, issues, clocks=IssueClocks(), waiting=waiting)
    changes = write_issues(rows)
    _link(loaded, rows.moved, links or {})
    outcomes = {one.id: of_outcome(one) for one in rows.stamped}
    return Written([*changes, *remove_emptied(rows)], outcomes)


def write_issues(
    rows: IssueRows, *, tickets: Mapping[int, tuple[str, str]] | None = None
) -> list[Change]:
    """New and changed issues. `tickets`: new issue → its source and ticket."""
    named, now = tickets or {}, clock.now()
    copy_rows(
        Inquiry,
        NEW_ISSUE_COLUMNS,
        [(key, *facts, due, *named.get(key, ("", None)), now) for key, facts, due in rows.made],
    )
    update_rows(Inquiry, ISSUE_COLUMNS, [(one.id, *facts, due) for one, facts, due in rows.changed])
    return [
        *(Change(key, None, facts) for key, facts, _ in rows.made),
        *(Change(one.id, one.facts, facts) for one, facts, _ in rows.changed),
    ]


def relink(contacts: Sequence[Contact]) -> None:
    """Contacts that only moved to another issue, or got other neighbours."""
    update_rows(Consultation, LINK_COLUMNS, [(one.id, *links_of(one)) for one in contacts])
    move_follow_ups([one.id for one in contacts])


def links_of(contact: Contact) -> tuple[int | None, int | None, int | None]:
    """In the order of LINK_COLUMNS."""
    return contact.issue, contact.next_seconds, contact.previous_seconds


def _link(loaded: Loaded, moved: Sequence[Contact], links: Mapping[int, str]) -> None:
    stated = [loaded.contacts[key] for key in links]
    update_rows(
        Consultation,
        (*LINK_COLUMNS, "link"),
        [(one.id, *links_of(one), links[one.id]) for one in stated],
    )
    move_follow_ups(list(links))
    relink([one for one in moved if one.id not in links])


def move_follow_ups(ids: Sequence[int]) -> None:
    """What was promised at a contact belongs to the issue of that contact."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE interactions_followup AS promise SET inquiry_id = contact.inquiry_id"
                " FROM interactions_consultation AS contact"
                " WHERE contact.id = promise.consultation_id AND contact.id = ANY(%s)"
                " AND promise.inquiry_id IS DISTINCT FROM contact.inquiry_id",
                [list(ids)],
            )


def remove_emptied(rows: IssueRows) -> list[Change]:
    """An issue without contacts goes, unless something points to it; then it counts nowhere.

    To be called once no contact's row is linked to it any more.
    """
    if not rows.emptied:
        return []
    by_id = {issue.id: issue for issue in rows.emptied}
    pinned = _pointed_to(list(by_id))
    gone = [key for key in by_id if key not in pinned]
    Inquiry.objects.filter(pk__in=gone).delete()
    blank = {key: empty_facts(by_id[key].facts, None) for key in pinned}
    changed = {key: facts for key, facts in blank.items() if facts != by_id[key].facts}
    update_rows(Inquiry, Facts._fields, [(key, *facts) for key, facts in changed.items()])
    return [
        *(Change(key, by_id[key].facts, None) for key in gone),
        *(Change(key, by_id[key].facts, facts) for key, facts in changed.items()),
    ]


def _pointed_to(ids: list[int]) -> set[int]:
    """Which of them any row of any app points to."""
    found = set[int]()
    for relation in Inquiry._meta.related_objects:
        name = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": ids})
        found |= set(rows.values_list(name, flat=True))
    return found
