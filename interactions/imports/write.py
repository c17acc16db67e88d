"""Writing a piece of a file: records, answers, issues, what a source delivers, and the marks.

One transaction, one audit entry and one signal a piece; a piece that is cut off leaves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from crm.core import audit, clock
from crm.core.imports.mapping import FileMapping
from crm.core.numbers import consultation_numbers_by_day
from crm.core.rows import copy_rows, new_ids, update_rows

from ..choices import Direction, Link
from ..models import Consultation, FollowUp, Inquiry
from ..services.consultations import spoken
from ..services.issue_clocks import IssueClocks
from ..services.issues import Contact, thread
from ..services.moments import times_of
from ..services.thread_rows import kinds, load
from ..services.thread_writes import (
    Change,
    IssueRows,
    links_of,
    move_follow_ups,
    plan,
    relink,
    remove_emptied,
    write_issues,
)
from ..services.touched import Slices, of_answer, of_contact, of_issue, of_outcome
from ..signals import slices_changed
from . import answers
from .records import (
    NEW_COLUMNS,
    UPDATED_COLUMNS,
    changed,
    contact_of,
    keep_from,
    stated,
    values_of,
)
from .rows import Row

#: A contact's values in the order of THREADED_COLUMNS.
LinkOf = tuple[int | None, int | None, int | None, int, int | None, str]
RULE, TICKET = Link.RULE.value, Link.TICKET.value
_RELATIONS = ("customer", "type", "agent", "team", "transferred_from", "inquiry")


@dataclass(slots=True)
class Sorted:
    """Rows by what is to be done with them; `records` are those the changed ones have now."""

    made: list[Row]
    changed: list[Row]
    unchanged: list[Row]
    records: dict[int, Consultation]
    answers: answers.Update


def sort_rows(rows: Sequence[Row], mapping: FileMapping) -> Sorted:
    """Derive the times of every row, and compare the stored ones with their records."""
    zone = clock.zone()
    stored = [row for row in rows if row.is_stored]
    records = (
        Consultation.objects.select_related(*_RELATIONS).in_bulk([row.id for row in stored])
        if stored
        else {}
    )
    for row in stored:
        keep_from(records[row.id], row, mapping)
    for row in rows:
        row.times = times_of(stated(row), zone)
    found = Sorted(
        [row for row in rows if not row.is_stored], [], [], records, answers.Update(stored, mapping)
    )
    for row in stored:
        differs = changed(records[row.id], values_of(row)) | _other_ticket(
            records[row.id], row, mapping
        )
        differs |= found.answers.compare(row)
        (found.changed if differs else found.unchanged).append(row)
    return found


def _other_ticket(record: Consultation, row: Row, mapping: FileMapping) -> bool:
    if not mapping.gives("inquiry"):
        return False
    known = record.inquiry.ticket if record.inquiry and record.link == TICKET else None
    return known != row.inquiry


class Writer:
    """Writes sorted rows of one source, inside the caller's transaction."""

    def __init__(self, source: str, mapping: FileMapping) -> None:
        self._source, self._mapping, self._clocks = source, mapping, IssueClocks()

    def write(self, rows: Sorted) -> None:
        written = [*rows.made, *rows.changed]
        self._refresh_hashes(rows.unchanged)
        if not written:
            return
        for row, key in zip(rows.made, new_ids(Consultation, len(rows.made)), strict=True):
            row.id = key
        slices = self._slices_before(rows)
        links, issues, changes = self._thread(rows)
        self._insert(rows.made, links)
        self._update(rows, links)
        relink([one for one in issues.moved if one.id not in links])
        changes += remove_emptied(issues)
        self._note_source(written)
        for row in written:
            slices |= self._slices_of(row)
        for change in changes:
            slices |= of_issue(change.before) | of_issue(change.after)
        for contact in issues.stamped:
            slices |= of_outcome(contact)
        slices_changed.send(sender=Consultation, slices=slices)

    def _refresh_hashes(self, rows: Sequence[Row]) -> None:
        """Written differently, the same all the same: recognised at once next time."""
        update_rows(Consultation, ("row_hash",), [(row.id, row.row_hash) for row in rows])

    def _thread(self, rows: Sorted) -> tuple[dict[int, LinkOf], IssueRows, list[Change]]:
        """Issues of all customers concerned, with the rows as they will be; each row's link."""
        written = [*rows.made, *rows.changed]
        tickets, new_tickets = self._tickets(written)
        records = rows.records
        customers = {row.customer_id for row in written}
        customers |= {records[row.id].customer_id for row in rows.changed}
        senders = {row.sender_id for row in written if row.sender_id and row.customer_id is None}
        known = kinds()
        loaded = load(
            customers={key for key in customers if key is not None},
            issues=set(tickets.values()) - new_tickets.keys(),
            contacts=senders | {row.id for row in rows.changed},
        )
        links: dict[int, str] = {}
        for row in written:
            record = records.get(row.id)
            links[row.id] = link = self._link(row, record)
            issue = tickets[row.inquiry] if row.inquiry else self._issue_of(record, link)
            kind = known[row.type_id]
            loaded.contacts[row.id] = contact_of(row, issue, link, record, kind)
        issues = thread(loaded.contacts.values(), tickets=loaded.tickets | new_tickets.keys())
        found = plan(loaded, issues, clocks=self._clocks, only=frozenset(links))
        changes = write_issues(found, tickets=new_tickets)
        return (
            {key: _link_of(loaded.contacts[key], link) for key, link in links.items()},
            found,
            changes,
        )

    def _link(self, row: Row, record: Consultation | None) -> str:
        if row.inquiry:
            return TICKET
        if record is None or (record.link == TICKET and self._mapping.gives("inquiry")):
            return RULE
        return record.link

    @staticmethod
    def _issue_of(record: Consultation | None, link: str) -> int | None:
        if record is None or (record.link == TICKET and link == RULE):
            return None
        return record.inquiry_id

    def _tickets(self, rows: Sequence[Row]) -> tuple[dict[str, int], dict[int, tuple[str, str]]]:
        """Issue ids by ticket; and of new ones what they are called."""
        names = sorted({row.inquiry for row in rows if row.inquiry})
        if not names:
            return {}, {}
        known = Inquiry.objects.filter(source=self._source, ticket__in=names)
        ids = {str(ticket): key for ticket, key in known.values_list("ticket", "pk")}
        missing = [name for name in names if name not in ids]
        made = dict(zip(missing, new_ids(Inquiry, len(missing)), strict=True))
        return {**ids, **made}, {key: (self._source, name) for name, key in made.items()}

    def _insert(self, rows: Sequence[Row], links: dict[int, LinkOf]) -> None:
        numbers = {
            day: iter(found)
            for day, found in consultation_numbers_by_day(
                Counter(row.times.started_day for row in rows if row.times)
            ).items()
        }
        now = clock.now()
        given = []
        for row in rows:
            values = (*values_of(row)[:-1], _as_array(row))
            assert row.times is not None, "derived by sort_rows"
            tail: tuple[Any, ...] = ("", "{}", "", self._source, row.external_id, row.row_hash)
            number = next(numbers[row.times.started_day])
            given.append((row.id, number, *links[row.id], *values, *tail, row.number, now, 1))
        copy_rows(Consultation, NEW_COLUMNS, given)
        answers.write_new(rows)

    def _update(self, rows: Sorted, links: dict[int, LinkOf]) -> None:
        if not rows.changed:
            return
        ids = [row.id for row in rows.changed]
        before = {key: spoken(rows.records[key]) for key in ids}
        update_rows(
            Consultation,
            UPDATED_COLUMNS,
            [
                (
                    row.id,
                    *links[row.id],
                    *values_of(row),
                    row.row_hash,
                    rows.records[row.id].revision + 1,
                )
                for row in rows.changed
            ],
        )
        rows.answers.write()
        move_follow_ups(ids)
        after = Consultation.objects.select_related(*_RELATIONS).in_bulk(ids)
        audit.record_many(
            None,
            "consultation.reimported",
            [
                (after[key], audit.diff(before[key], spoken(after[key])), after[key].number)
                for key in ids
            ],
        )

    def _note_source(self, rows: Sequence[Row]) -> None:
        """Days on which the source delivered contacts of a channel, and whether missed ones."""
        days: dict[str, list[Any]] = {}
        missed = set[str]()
        for row in rows:
            assert row.times is not None, "derived by sort_rows"
            days.setdefault(row.channel, []).append(row.times.started_day)
            if not row.answered and row.direction == Direction.INBOUND:
                missed.add(row.channel)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO interactions_contactsource AS kept"
                " (source, channel, first_day, last_day, delivers_missed)"
                " SELECT %s, * FROM unnest(%s::text[], %s::date[], %s::date[], %s::boolean[])"
                " ON CONFLICT (source, channel) DO UPDATE SET"
                " first_day = least(kept.first_day, excluded.first_day),"
                " last_day = greatest(kept.last_day, excluded.last_day),"
                " delivers_missed = kept.delivers_missed OR excluded.delivers_missed",
                [
                    self._source,
                    sorted(days),
                    [min(days[key]) for key in sorted(days)],
                    [max(days[key]) for key in sorted(days)],
                    [key in missed for key in sorted(days)],
                ],
            )

    @staticmethod
    def _slices_before(rows: Sorted) -> Slices:
        found: Slices = set()
        for row in rows.changed:
            record = rows.records[row.id]
            team, agent = record.team_id, record.agent_id
            found |= of_contact(record.started_day, record.ended_day, team, agent)
            for day in rows.answers.days(row):
                found |= of_answer(day, team, agent) | of_answer(day, row.team_id, row.agent_id)
        return found | _promised([row.id for row in rows.changed])

    @staticmethod
    def _slices_of(row: Row) -> Slices:
        assert row.times is not None, "derived by sort_rows"
        times = row.times
        found = of_contact(times.started_day, times.ended_day, row.team_id, row.agent_id)
        for day in answers.days_of(row) if row.answers else ():
            found |= of_answer(day, row.team_id, row.agent_id)
        return found


def _link_of(contact: Contact, link: str) -> LinkOf:
    return (*links_of(contact), contact.window, contact.standard, link)


def _promised(ids: Sequence[int]) -> Slices:
    """Promises of changed records are counted by the record's channel and type."""
    if not ids:
        return set()
    due = FollowUp.objects.filter(consultation__in=ids, is_due=True)
    rows = due.values_list("first_promised_day", "credited_team_id", "credited_agent_id")
    return {(day, team or 0, agent or 0) for day, team, agent in rows}


def _as_array(row: Row) -> str:
    """The faults as PostgreSQL writes a list; they are words of ours without any quoting."""
    assert row.times is not None, "derived by sort_rows"
    return f"{{{','.join([*row.faults, *row.times.faults])}}}"
