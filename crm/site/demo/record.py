"""Writes the drawn contacts down: consultations, answers, follow-ups, issues, in bulk."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, islice

from django.db import connection

from crm.core import clock, numbers
from crm.core.rows import copy_objects, new_ids
from interactions.choices import PARTIAL_EXCLUSIONS
from interactions.models import (
    Consultation,
    ContactSource,
    FollowUp,
    FollowUpAttempt,
)
from interactions.services.consultations import DESK
from interactions.services.moments import Stated, times_of
from interactions.services.recontacts import DEFAULT_WINDOW
from interactions.services.threading import rethread_many

from . import answers
from .people import LEADS
from .simulate import Contact
from .standing import Standing

SOURCES = {"phone": "telephony", "chat": "chat-desk", "visit": "store"}
OTHER_SOURCE = "mail-desk"
LEAD_OF = {team: username for _, username, team in LEADS}
PROTECTED_BECAUSE = "욕설을 반복해 안내 후 통화를 마침. 녹취로 확인."
#: Seconds after which agents write down calls they made themselves, in turn.
ENTRY_DELAYS = (35, 48, 60, 75, 95, 120, 180, 240, 420, 900, 1800, 5400)
CUSTOMERS_AT_ONCE = 2000
#: Nobody calls a customer for months: what was tried in vain ends with a text message.
GIVEN_UP_AFTER = timedelta(days=7)
GIVEN_UP = "여러 번 부재, 문자 안내 후 종료"


def write(drawn: Iterable[Contact], standing: Standing) -> list[int]:
    """Everything of the drawn contacts; returns the consultations' ids in order of time."""
    contacts = sorted(drawn, key=lambda contact: contact.started_at)
    ids = new_ids(Consultation, len(contacts))
    known = {id(contact): pk for contact, pk in zip(contacts, ids, strict=True)}
    rows = [
        _consultation(pk, position, contact, standing, known)
        for position, (pk, contact) in enumerate(zip(ids, contacts, strict=True))
    ]
    _number(rows)
    copy_objects(Consultation, rows)
    _write_entry_times()
    answers.write(contacts, rows)
    _thread(rows)
    _write_follow_ups(contacts, rows)
    _write_sources(rows)
    return ids


def _consultation(
    pk: int, position: int, contact: Contact, standing: Standing, known: dict[int, int]
) -> Consultation:
    stated = Stated(
        channel=contact.channel,
        answered=contact.answered,
        started_at=contact.started_at,
        first_response_at=contact.replied_at,
        wait_seconds=contact.wait,
        talk_seconds=contact.talk,
        hold_seconds=contact.hold,
        wrap_up_seconds=contact.wrap_up,
    )
    times = times_of(stated, clock.zone())
    leaf, first = contact.leaf, contact.transferred_from
    by_hand = contact.direction == "outbound"
    kind = standing.types[leaf.top, leaf.middle, leaf.name] if leaf else None
    return Consultation(
        id=pk,
        customer_id=None if contact.customer is None else standing.customers[contact.customer],
        agent=standing.people[contact.agent.username] if contact.agent else None,
        team=standing.teams[contact.team],
        type=kind,
        channel=contact.channel,
        direction=contact.direction,
        answered=contact.answered,
        result=contact.result,
        transferred_from_id=known[id(first)] if first else None,
        transfer_target=_target(contact, standing),
        started_at=contact.started_at,
        first_response_at=contact.replied_at,
        wait_seconds=contact.wait,
        talk_seconds=contact.talk,
        hold_seconds=contact.hold,
        wrap_up_seconds=contact.wrap_up,
        question=contact.question,
        answer=contact.answer,
        exclusion=contact.exclusion,
        exclusion_note=PROTECTED_BECAUSE if contact.exclusion in PARTIAL_EXCLUSIONS else "",
        excluded_by=standing.people[LEAD_OF[contact.team]] if contact.exclusion else None,
        excluded_at=times.ended_at if contact.exclusion else None,
        source=DESK if by_hand else SOURCES.get(contact.channel, OTHER_SOURCE),
        entry_delay_seconds=ENTRY_DELAYS[pk % len(ENTRY_DELAYS)] if by_hand else None,
        external_id=f"{pk:08d}",
        position=position,
        ended_at=times.ended_at,
        started_day=times.started_day,
        started_hour=times.started_hour,
        ended_day=times.ended_day,
        ended_hour=times.ended_hour,
        handling_seconds=times.handling_seconds,
        window_days=kind.fcr_window_days if kind else DEFAULT_WINDOW,
        standard_tenths=kind.standard_tenths if kind else None,
        faults=list(times.faults),
    )


def _target(contact: Contact, standing: Standing) -> str:
    if contact.result != "transferred":
        return ""
    return standing.teams["support-2" if contact.team == "support-1" else "support-1"].name


def _number(rows: Sequence[Consultation]) -> None:
    for day, found in groupby(rows, key=lambda row: row.started_day):
        same_day = list(found)
        given = numbers.consultation_numbers(day, len(same_day))
        for row, number in zip(same_day, given, strict=True):
            row.number = number


def _write_entry_times() -> None:
    """What was logged at the desk was saved then; writing in bulk sets the present moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE interactions_consultation SET created_at = ended_at"
            " + make_interval(secs => entry_delay_seconds)"
            " WHERE entry_delay_seconds IS NOT NULL"
        )


def _thread(rows: Sequence[Consultation]) -> None:
    """Customer by customer; contacts of nobody thread alone."""
    customers = sorted({row.customer_id for row in rows if row.customer_id is not None})
    alone = iter([row.pk for row in rows if row.customer_id is None])
    for start in range(0, len(customers), CUSTOMERS_AT_ONCE):
        rethread_many(customers=customers[start : start + CUSTOMERS_AT_ONCE])
    while some := list(islice(alone, CUSTOMERS_AT_ONCE)):
        rethread_many(consultations=some)


def _follow_ups(
    contacts: Sequence[Contact], rows: Sequence[Consultation]
) -> Iterator[tuple[FollowUp, Contact]]:
    linked = dict(
        Consultation.objects.filter(
            pk__in=[r.pk for c, r in zip(contacts, rows, strict=True) if c.promise]
        ).values_list("pk", "inquiry_id")
    )
    for contact, row in zip(contacts, rows, strict=True):
        promise = contact.promise
        if promise is None or row.agent_id is None:
            continue
        tries, first = promise.tries, promise.due_at
        done = next((at for at, reached, _ in tries if reached), None)
        kept = any(at <= first and (reached or again is not None) for at, reached, again in tries)
        later = [again for _, _, again in tries if again is not None]
        passed = first <= clock.now()
        given_up = done is None and (later or [first])[-1] < clock.now() - GIVEN_UP_AFTER
        follow_up = FollowUp(
            consultation=row,
            inquiry_id=linked[row.pk],
            customer_id=row.customer_id,
            note=promise.note,
            first_promised_at=first,
            first_promised_day=clock.local_day(first),
            first_promised_hour=clock.local_hour(first),
            due_at=later[-1] if later else first,
            assignee_id=row.agent_id,
            team_id=row.team_id,
            state="done" if done else "cancelled" if given_up else "open",
            cancel_reason=GIVEN_UP if given_up else "",
            done_at=done,
            is_due=passed,
            kept=kept if (passed or tries) and not given_up else None,
            credited_agent_id=row.agent_id if passed else None,
            credited_team_id=row.team_id if passed else None,
        )
        yield follow_up, contact


def _write_follow_ups(contacts: Sequence[Contact], rows: Sequence[Consultation]) -> None:
    pairs = list(_follow_ups(contacts, rows))
    attempts = []
    for pk, (follow_up, contact) in zip(new_ids(FollowUp, len(pairs)), pairs, strict=True):
        follow_up.id = pk
        attempts += [
            FollowUpAttempt(follow_up_id=pk, at=at, by_id=follow_up.assignee_id,
                            outcome="done" if reached else "no_answer", next_due_at=again)
            for at, reached, again in (contact.promise.tries if contact.promise else [])
        ]  # fmt: skip
    copy_objects(FollowUp, [follow_up for follow_up, _ in pairs])
    copy_objects(FollowUpAttempt, attempts)


def _write_sources(rows: Sequence[Consultation]) -> None:
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    missed: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if row.source == DESK:
            continue
        key = (row.source, row.channel)
        days[key].append(row.started_day)
        missed[key] += row.result == "abandoned" and row.exclusion not in PARTIAL_EXCLUSIONS
    ContactSource.objects.bulk_create(
        ContactSource(source=source, channel=channel, first_day=min(found), last_day=max(found),
                      delivers_missed=missed[source, channel] > 0)
        for (source, channel), found in sorted(days.items())
    )  # fmt: skip
