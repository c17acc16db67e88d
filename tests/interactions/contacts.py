"""Writes contacts straight to the table, for tests that thread or count them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from customers.models import Customer
from interactions.models import Consultation, InquiryType
from interactions.services import moments

SEOUL = ZoneInfo("Asia/Seoul")
D0 = datetime(2026, 11, 2, 10, tzinfo=SEOUL)
_numbers = count(1)


def day(n: float) -> datetime:
    """Ten o'clock on the n-th day of the story; fractions are parts of a day."""
    return D0 + timedelta(days=n)


def customer(name: str = "") -> Customer:
    return Customer.objects.create(number=f"C-{next(_numbers)}", name=name)


def inquiry_type(name: str, parent: InquiryType | None = None, **rules: Any) -> InquiryType:
    row = InquiryType.objects.create(
        code=f"Y-{next(_numbers)}",
        name=name,
        parent=parent,
        level=parent.level + 1 if parent else 1,
        path=f"{parent.path} > {name}" if parent else name,
        **rules,
    )
    row.family = row if row.level <= 2 or parent is None else parent.family
    row.save()
    return row


def contact(started_at: datetime = D0, **values: Any) -> Consultation:
    """An answered inbound call unless told otherwise; not threaded."""
    ended_at = values.pop("ended_at", None)
    row = Consultation(
        **{
            "number": f"N-{next(_numbers)}",
            "channel": "phone",
            "direction": "inbound",
            "answered": True,
            "started_at": started_at,
            **values,
        }
    )
    moments.derive(row, ended_at=ended_at)
    row.save()
    return row
