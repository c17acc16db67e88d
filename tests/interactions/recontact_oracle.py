"""KPI.md §4 told plainly, pair by pair, over the rows as they stand; shares nothing with the code.

A → B is looked at for every pair of a customer's contacts; what the record should say is the least
over the pairs.
"""

from __future__ import annotations

from math import ceil

from interactions.models import Consultation, Inquiry

PARTLY = {"abuse", "protective_stop", "legal_rest"}


def eligible(row: Consultation) -> bool:
    return (
        row.answered
        and row.direction == "inbound"
        and row.transferred_from_id is None
        and row.customer_id is not None
        and (row.exclusion is None or row.exclusion in PARTLY)
    )


def family(row: Consultation) -> int | None:
    """The ancestor at level 2, climbed to; the type itself when it is shallower."""
    kind = row.type
    while kind is not None and kind.level > 2:
        kind = kind.parent
    return kind.pk if kind else None


def belong_together(one: Consultation, other: Consultation) -> bool:
    same_issue = one.inquiry_id is not None and one.inquiry_id == other.inquiry_id
    return same_issue or (family(one) is not None and family(one) == family(other))


def gap(earlier: Consultation, later: Consultation) -> int:
    return max(0, ceil((later.started_at - earlier.ended_at).total_seconds()))


def comes_after(later: Consultation, earlier: Consultation) -> bool:
    return (later.started_at, later.pk) > (earlier.started_at, earlier.pk)


def world() -> list[Consultation]:
    return list(Consultation.objects.select_related("type__parent__parent").order_by("pk"))


def outcomes(rows: list[Consultation]) -> dict[int, tuple[int | None, int | None]]:
    """What `next_seconds` and `previous_seconds` of each row have to be."""
    found = {}
    for row in rows:
        others = [
            other
            for other in rows
            if eligible(row)
            and eligible(other)
            and other.customer_id == row.customer_id
            and belong_together(row, other)
        ]
        after = [gap(row, other) for other in others if comes_after(other, row)]
        before = [gap(other, row) for other in others if comes_after(row, other)]
        found[row.pk] = (min(after, default=None), min(before, default=None))
    return found


def stored(rows: list[Consultation]) -> dict[int, tuple[int | None, int | None]]:
    return {row.pk: (row.next_seconds, row.previous_seconds) for row in rows}


def resolutions(rows: list[Consultation]) -> dict[int, int | None]:
    """Of every issue, what `resolved_next_seconds` has to be."""
    found: dict[int, int | None] = {}
    for issue in Inquiry.objects.all():
        contacts = [
            row
            for row in rows
            if row.inquiry_id == issue.pk and (row.exclusion is None or row.exclusion in PARTLY)
        ]
        contacts.sort(key=lambda row: (row.started_at, row.position, row.pk))
        resolving = [row for row in contacts if row.result == "resolved"]
        if not resolving or issue.customer_id is None:
            found[issue.pk] = None
            continue
        first = resolving[0]
        who = first.customer_id or issue.customer_id
        later = [
            gap(first, row)
            for row in rows
            if eligible(row)
            and row.customer_id == who
            and comes_after(row, first)
            and belong_together(first, row)
        ]
        found[issue.pk] = min(later, default=None)
    return found


def told() -> dict[int, int | None]:
    return dict(Inquiry.objects.values_list("pk", "resolved_next_seconds"))
