"""`manage.py rethread`: every issue and re-contact outcome made anew from the contacts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from interactions.models import Consultation
from interactions.services.threading import rethread_many
from interactions.signals import slices_changed

PIECE = 500


class Command(BaseCommand):
    help = (
        "Make issues, their outcomes and re-contact outcomes anew from the contacts, for all "
        "customers. Safe to run twice and while people work; what changed is counted again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        customers = _pieces("SELECT id FROM customers_customer WHERE id > %s")
        done = sum(_rethread(customers=piece) for piece in customers)
        nobody = _pieces(
            "SELECT id FROM interactions_consultation WHERE id > %s AND customer_id IS NULL"
        )
        alone = sum(_rethread(consultations=piece) for piece in nobody)
        self.stdout.write(f"{done} customers and {alone} contacts of nobody threaded.")


@transaction.atomic
def _rethread(**of: list[int]) -> int:
    slices_changed.send(sender=Consultation, slices=rethread_many(**of))
    return sum(map(len, of.values()))


def _pieces(query: str) -> Iterator[list[int]]:
    """Ids in ascending pieces, read as they are needed."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"{query} ORDER BY id LIMIT %s", [last, PIECE])
            found = [row[0] for row in cursor.fetchall()]
        if not found:
            return
        yield found
        last = found[-1]
