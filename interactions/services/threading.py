"""Threading in the database: contacts find their issue, and issues follow from their contacts.

Called inside the transaction of the write that made it necessary, after the contact's row is
written (KPI.md §2, "Issue"; the rule itself is `issues.thread`):

    lock(customer)                                        before a contact's row is written
    thread_new(consultation, chosen_inquiry=None, open_new=False, waiting=False)
                                                          a contact just written, or linked anew
    join(consultation)                                    forget its link and let the rule decide
    recount(consultation, earlier_customer_id=None)       after an edit or an exclusion
    rethread_customer(customer_id)                        a customer's links made anew
    set_waiting(inquiry, since) / set_waiting(inquiry, None)
    rethread_many(customers=…, consultations=…, issues=…)
                                                          many at once; returns the slices touched

Each sends `inquiries_changed` for the issues it changed, and `slices_changed` for neighbours whose
re-contact outcomes did (`rethread_many` does not: its caller sends `slices_changed`), and leaves
`inquiry`, `link` and outcomes of a consultation it was given as they are now.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crm.core.rows import new_ids
from customers.models import Customer

from ..choices import Link
from ..models import Consultation, Inquiry
from ..signals import inquiries_changed, slices_changed
from .issues import thread
from .thread_rows import Loaded, load, lock_customers
from .thread_writes import Change, write
from .touched import Slices, of_issue

RULE, AGENT = Link.RULE.value, Link.AGENT.value


def lock(customer: Customer | int | None) -> None:
    """One writer at a time threads a customer's contacts."""
    key = customer.pk if isinstance(customer, Customer) else customer
    if key is not None:
        lock_customers([key])


def thread_new(
    consultation: Consultation,
    *,
    chosen_inquiry: Inquiry | None = None,
    open_new: bool = False,
    waiting: bool = False,
) -> list[Change]:
    """Link a contact whose row is written: to the agent's choice, to a new issue, or by rule.

    The caller has locked the customer. `waiting`: the agent says that the customer has to answer
    next.
    """
    customers = [consultation.customer_id] if consultation.customer_id else []
    loaded = load(
        customers=customers,
        issues=[chosen_inquiry.pk] if chosen_inquiry else [],
        contacts=[consultation.pk],
        locked=customers,
    )
    contact = loaded.contacts[consultation.pk]
    if chosen_inquiry is not None or open_new:
        contact.fixed = True
        contact.issue = chosen_inquiry.pk if chosen_inquiry else new_ids(Inquiry, 1)[0]
    link = AGENT if chosen_inquiry is not None or open_new else consultation.link
    links = {consultation.pk: link} if link != consultation.link else {}
    changes = _write(loaded, links, own=consultation.pk)
    _refresh(consultation, loaded, link)
    if waiting and consultation.inquiry is not None:
        changes += set_waiting(consultation.inquiry, consultation.started_at)
    return changes


def join(consultation: Consultation) -> list[Change]:
    """Forget how the contact was linked; the rule decides."""
    loaded = _load_of(consultation)
    loaded.contacts[consultation.pk].fixed = False
    changes = _write(loaded, {consultation.pk: RULE}, own=consultation.pk)
    _refresh(consultation, loaded, RULE)
    return changes


def recount(consultation: Consultation, *, earlier_customer_id: int | None = None) -> list[Change]:
    """After an edit or an exclusion: links by rule are made anew, its own fixed one stays."""
    loaded = _load_of(consultation, customer_id=earlier_customer_id)
    changes = _write(loaded, {}, own=consultation.pk)
    _refresh(consultation, loaded, consultation.link)
    return changes


def rethread_customer(customer_id: int) -> list[Change]:
    """Make a customer's links by rule anew."""
    return _write(load(customers=[customer_id]), {})


def set_waiting(inquiry: Inquiry, since: datetime | None) -> list[Change]:
    """Waiting for the customer from a moment on, until the customer's next contact; or not."""
    key = inquiry.pk
    loaded = load(issues=[key], customers=[inquiry.customer_id] if inquiry.customer_id else [])
    changes = _write(loaded, {}, waiting={key: since})
    inquiry.refresh_from_db()
    return changes


def rethread_many(
    *,
    customers: Iterable[int] = (),
    consultations: Iterable[int] = (),
    issues: Iterable[int] = (),
) -> Slices:
    """The same for many, in a few statements; the caller tells of the slices touched.

    `issues`: of contacts that are gone, where no customer names them.
    """
    loaded = load(customers=customers, contacts=consultations, issues=issues)
    written = write(loaded, thread(loaded.contacts.values(), tickets=loaded.tickets))
    slices: Slices = set().union(*written.outcomes.values())
    for change in written.changes:
        slices |= of_issue(change.before) | of_issue(change.after)
    return slices


def _load_of(consultation: Consultation, *, customer_id: int | None = None) -> Loaded:
    customers = {consultation.customer_id, customer_id} - {None}
    return load(
        customers={key for key in customers if key is not None},
        contacts=[consultation.pk],
    )


def _write(
    loaded: Loaded,
    links: dict[int, str],
    waiting: dict[int, datetime | None] | None = None,
    own: int | None = None,
) -> list[Change]:
    """`own`: the contact whose writer tells of its own days."""
    issues = thread(loaded.contacts.values(), tickets=loaded.tickets)
    written = write(loaded, issues, links=links, waiting=waiting or {})
    if written.changes:
        changes = [(change.before, change.after) for change in written.changes]
        inquiries_changed.send(sender=Inquiry, changes=changes)
    slices: Slices = set().union(*(s for key, s in written.outcomes.items() if key != own))
    if slices:
        slices_changed.send(sender=Consultation, slices=slices)
    return written.changes


def _refresh(consultation: Consultation, loaded: Loaded, link: str) -> None:
    """The instance as its row is now; a cached issue that changed is read again."""
    contact = loaded.contacts[consultation.pk]
    consultation.link, consultation.inquiry_id = link, contact.issue
    consultation.next_seconds = contact.next_seconds
    consultation.previous_seconds = contact.previous_seconds
    if "inquiry" in consultation._state.fields_cache:
        del consultation._state.fields_cache["inquiry"]
