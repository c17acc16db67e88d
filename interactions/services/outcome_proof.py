"""Re-contact outcomes of all records from nothing, in SQL, against what the records say.

`recontacts` stamps them as records are written. This is the same rule told a second time, over
whole ranges of customers at once: every night it proves the first, and repairs where it differs.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from django.db import connection, transaction

from crm.core.rows import read_rows

from ..choices import PARTIAL_EXCLUSIONS, Direction
from ..models import Consultation
from ..signals import slices_changed
from .threading import rethread_many

log = logging.getLogger(__name__)

#: Customers looked at in one statement, and threaded anew in one transaction.
RANGE, REPAIRED_AT_ONCE = 20_000, 100
_TAKES_PART = (
    "contact.answered AND contact.direction = %(inbound)s AND contact.transferred_from_id IS NULL"
    " AND (contact.exclusion IS NULL OR contact.exclusion = ANY(%(partial)s))"
)
_ZERO = "interval '0'"
_SECONDS = f"CASE WHEN {{0}} < {_ZERO} THEN 0 ELSE ceil(extract(epoch FROM {{0}}))::bigint END"
_NEXT, _PREVIOUS = "lead(started_at) OVER {0} - ended_at", "started_at - max(ended_at) OVER {0}"
#: By contact that takes part: its id, its customer, the stored outcomes and the true ones.
OUTCOMES = f"""
    WITH part AS (
        SELECT contact.id, contact.customer_id, contact.inquiry_id, kind.family_id,
            contact.started_at, contact.ended_at, contact.next_seconds, contact.previous_seconds
        FROM interactions_consultation AS contact
        LEFT JOIN interactions_inquirytype AS kind ON kind.id = contact.type_id
        WHERE contact.customer_id >= %(first)s AND contact.customer_id < %(beyond)s
            AND {_TAKES_PART}
    ), gaps AS (
        SELECT id, customer_id, next_seconds, previous_seconds,
            CASE WHEN inquiry_id IS NOT NULL THEN {_NEXT.format("next_issue")} END AS a,
            CASE WHEN family_id IS NOT NULL THEN {_NEXT.format("next_family")} END AS b,
            CASE WHEN inquiry_id IS NOT NULL THEN {_PREVIOUS.format("last_issue")} END AS c,
            CASE WHEN family_id IS NOT NULL THEN {_PREVIOUS.format("last_family")} END AS d
        FROM part
        WINDOW next_issue AS (PARTITION BY customer_id, inquiry_id ORDER BY started_at, id),
            next_family AS (PARTITION BY customer_id, family_id ORDER BY started_at, id),
            last_issue AS (next_issue ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
            last_family AS (next_family ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    )
    SELECT id, customer_id, next_seconds, previous_seconds,
        {_SECONDS.format("least(a, b)")} AS true_next,
        {_SECONDS.format("least(c, d)")} AS true_previous
    FROM gaps
"""  # noqa: S608 - words of ours
_DIFFERING = f"""
    SELECT customer_id FROM ({OUTCOMES}) AS found
    WHERE next_seconds IS DISTINCT FROM true_next
        OR previous_seconds IS DISTINCT FROM true_previous
    UNION
    SELECT contact.customer_id FROM interactions_consultation AS contact
    WHERE contact.customer_id >= %(first)s AND contact.customer_id < %(beyond)s
        AND NOT ({_TAKES_PART})
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
    inbound = Direction.INBOUND.value
    return {"first": first, "beyond": beyond, "inbound": inbound, "partial": partial}


@transaction.atomic
def _repair(customers: Sequence[int]) -> None:
    slices_changed.send(sender=Consultation, slices=rethread_many(customers=customers))


def _starts() -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM customers_customer")
        lowest, highest = cursor.fetchone()
    yield from range(lowest, highest + 1, RANGE)
