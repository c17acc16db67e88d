"""Re-contact outcomes of all records from nothing, in SQL, against what the records say.

`recontacts` stamps them as records are written. This is the same rule told a second time, over
whole ranges of customers at once: every night it proves the first, and repairs where it differs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from crm.core.rows import read_rows

from ..choices import PARTIAL_EXCLUSIONS, Direction, Link
from ..models import Consultation
from ..signals import slices_changed
from .threading import rethread_many

log = logging.getLogger(__name__)

#: Customers looked at in one statement, and threaded anew in one transaction.
RANGE, REPAIRED_AT_ONCE = 20_000, 100
_WHO = "contact.customer_id >= %(first)s AND contact.customer_id < %(beyond)s"
_TAKES_PART = (
    "contact.answered AND contact.direction = %(inbound)s AND contact.transferred_from_id IS NULL"
    " AND (contact.exclusion IS NULL OR contact.exclusion = ANY(%(partial)s))"
)
_CONTACTS = "interactions_consultation AS contact"
#: A later one starts, an earlier one ended; by one window for both, so that rows are sorted once.
_STORY = (
    "(PARTITION BY contact.customer_id, {} ORDER BY contact.started_at, contact.id"
    " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
)
_NEXT = "lead(contact.started_at) OVER story - contact.ended_at"
_PREVIOUS = "contact.started_at - max(contact.ended_at) OVER story"
_SECONDS = "CASE WHEN {0} < interval '0' THEN 0 ELSE ceil(date_part('epoch', {0}))::bigint END"
#: By contact that takes part: its id, its customer, the stored outcomes and the true ones. What is
#: linked by rule shares its issue with its own type, so that only issues with an untyped contact or
#: a fixed link say more than the families do.
OUTCOMES = f"""
    WITH mixed AS MATERIALIZED (
        SELECT DISTINCT contact.inquiry_id FROM {_CONTACTS}
        WHERE {_WHO} AND {_TAKES_PART} AND contact.inquiry_id IS NOT NULL
            AND (contact.type_id IS NULL OR contact.link <> %(rule)s)
    ), by_issue AS (
        SELECT contact.id, {_NEXT} AS after, {_PREVIOUS} AS before
        FROM {_CONTACTS} JOIN mixed ON mixed.inquiry_id = contact.inquiry_id
        WHERE {_WHO} AND {_TAKES_PART}
        WINDOW story AS {_STORY.format("contact.inquiry_id")}
    ), by_family AS (
        SELECT contact.id, contact.customer_id, contact.next_seconds, contact.previous_seconds,
            CASE WHEN kind.family_id IS NOT NULL THEN {_NEXT} END AS after,
            CASE WHEN kind.family_id IS NOT NULL THEN {_PREVIOUS} END AS before
        FROM {_CONTACTS} LEFT JOIN interactions_inquirytype AS kind ON kind.id = contact.type_id
        WHERE {_WHO} AND {_TAKES_PART}
        WINDOW story AS {_STORY.format("kind.family_id")}
    )
    SELECT by_family.id, customer_id, next_seconds, previous_seconds,
        {_SECONDS.format("least(by_family.after, by_issue.after)")} AS true_next,
        {_SECONDS.format("least(by_family.before, by_issue.before)")} AS true_previous
    FROM by_family LEFT JOIN by_issue ON by_issue.id = by_family.id
"""  # noqa: S608 - words of ours
_DIFFERING = f"""
    SELECT customer_id FROM ({OUTCOMES}) AS found
    WHERE next_seconds IS DISTINCT FROM true_next
        OR previous_seconds IS DISTINCT FROM true_previous
    UNION
    SELECT contact.customer_id FROM {_CONTACTS}
    WHERE {_WHO} AND NOT ({_TAKES_PART})
        AND (contact.next_seconds IS NOT NULL OR contact.previous_seconds IS NOT NULL)
"""  # noqa: S608 - words of ours


def prove_outcomes() -> int:
    """Compare everybody's, and thread anew whose outcomes differ; returns how many."""
    differing = 0
    for first in _starts():
        customers = differing_between(first, first + RANGE)
        for start in range(0, len(customers), REPAIRED_AT_ONCE):
            _repair(customers[start : start + REPAIRED_AT_ONCE])
        differing += len(customers)
    if differing:
        log.warning("re-contact outcomes differed and were repaired", extra={"count": differing})
    return differing


def differing_between(first: int, beyond: int) -> list[int]:
    """Customers from one id to before another whose stored outcomes are not the true ones."""
    return sorted(row[0] for row in read_rows(_DIFFERING, parameters(first, beyond)))


def parameters(first: int, beyond: int) -> dict[str, object]:
    """What OUTCOMES asks for: a range of customers."""
    partial = [str(reason) for reason in PARTIAL_EXCLUSIONS]
    words = {"inbound": Direction.INBOUND.value, "rule": Link.RULE.value, "partial": partial}
    return {"first": first, "beyond": beyond, **words}


@transaction.atomic
def _repair(customers: Sequence[int]) -> None:
    slices_changed.send(sender=Consultation, slices=rethread_many(customers=customers))


def _starts() -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM customers_customer")
        lowest, highest = cursor.fetchone()
    yield from range(lowest, highest + 1, RANGE)
