"""What the consultation form is made for."""

from __future__ import annotations

from dataclasses import dataclass, field

from crm.people.models import User
from customers.models import Customer

from ..channels import Channel
from ..models import Consultation, Inquiry

#: Not a result: a letter that came in and waits for its reply.
UNANSWERED = "unanswered"
BY_RULE, NEW_ISSUE = "", "new"
TIMED = ("started_at", "replied_at", "wait_seconds", "talk_seconds", "hold_seconds")
TEXT = 4000  # characters of question and answer


@dataclass(frozen=True)
class Desk:
    """What the form is made for: who writes, what is known already, what may be chosen."""

    channels: list[Channel]
    customer: Customer | None = None
    first_leg: Consultation | None = None
    record: Consultation | None = None
    issues: list[Inquiry] = field(default_factory=list)
    agents: list[User] = field(default_factory=list)
    needs_reason: bool = False
    needs_type: bool = True
    books: bool = True
