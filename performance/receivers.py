"""What happens here when something below changes: marks in the same transaction, then a nudge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from crm.staff.signals import slices_changed as staff_slices_changed
from interactions.models import Consultation, FollowUp, InquiryType
from interactions.signals import (
    consultation_changed,
    follow_up_changed,
    inquiries_changed,
    slices_changed,
)

from . import custom, tasks
from .rollups import marking
from .rollups.marking import Issue, Touched


def mark(touched: Iterable[Touched]) -> None:
    """A refresh that cannot be asked for comes with the next sweep; the record is saved anyway."""
    if marking.append(touched) and not _is_asked_for():
        transaction.on_commit(tasks.nudge, robust=True)


def _is_asked_for() -> bool:
    """Whether this transaction asks for a refresh already, in no savepoint that may yet go."""
    connection = transaction.get_connection()
    open_now = set(connection.savepoint_ids)
    return any(
        function is tasks.nudge and savepoints <= open_now
        for savepoints, function, _robust in connection.run_on_commit
    )


@receiver(consultation_changed)
def mark_consultation(
    before: Consultation | None = None, after: Consultation | None = None, **kwargs: Any
) -> None:
    touched = marking.of_promises(before, after) | marking.of_answers(before, after)
    for version in (before, after):
        if version is not None:
            touched |= marking.of_consultation(version)
    mark(touched)


@receiver(inquiries_changed)
def mark_inquiries(
    changes: Iterable[tuple[Issue | None, Issue | None]] = (), **kwargs: Any
) -> None:
    versions = (version for change in changes for version in change if version is not None)
    mark(set().union(*map(marking.of_inquiry, versions)))


@receiver(follow_up_changed)
def mark_follow_up(
    before: FollowUp | None = None, after: FollowUp | None = None, **kwargs: Any
) -> None:
    mark(set().union(*(marking.of_follow_up(each) for each in (before, after) if each is not None)))


@receiver(post_save, sender=InquiryType)
@receiver(post_delete, sender=InquiryType)
def read_own_kpis_again(**kwargs: Any) -> None:
    """A type that was put elsewhere counts for other KPIs of the centre."""
    if custom.known().kpis:
        transaction.on_commit(custom.tell, robust=True)


@receiver(slices_changed)
@receiver(staff_slices_changed)
def mark_slices(slices: Iterable[Touched] = (), **kwargs: Any) -> None:
    mark(slices)
