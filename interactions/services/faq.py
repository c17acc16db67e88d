"""Writing FAQ entries: a draft beside what readers see, published as a version that stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from crm.core import audit, clock, search
from crm.people.models import User

from ..models import FaqEntry, FaqVersion, InquiryType

SEARCH_KIND = "faq"
_RESERVED = {"new"}


class FaqConflict(Exception):
    """Somebody else saved the entry after this form was opened."""


@transaction.atomic
def create_entry(
    actor: User,
    *,
    title: str,
    body: str,
    type: InquiryType | None = None,
    owner: User | None = None,
    review_on: date | None = None,
) -> FaqEntry:
    """A draft nobody but writers sees. Its address comes from the title and never changes."""
    entry = FaqEntry.objects.create(
        slug=_free_slug(title),
        title=title,
        body=body,
        draft_title=title,
        draft_body=body,
        type=type,
        owner=owner or actor,
        review_on=review_on,
    )
    index_entries([entry])
    audit.record(actor, "faq.created", entry, changes=audit.diff({}, _facts(entry)), label=title)
    return entry


@transaction.atomic
def save_draft(
    actor: User,
    *,
    entry: FaqEntry,
    title: str,
    body: str,
    type: InquiryType | None,
    owner: User,
    review_on: date | None,
    seen: datetime | None = None,
) -> FaqEntry:
    """Keep the draft; type, owner and review day count at once. `seen` is its last change known."""
    current = _hold(entry, seen)
    before = _facts(current)
    current.draft_title, current.draft_body = title, body
    current.type, current.owner, current.review_on = type, owner, review_on
    if current.state == FaqEntry.State.DRAFT:
        current.title, current.body = title, body
    changes = audit.diff(before, _facts(current))
    if changes:
        current.save()
        index_entries([current])
        audit.record(actor, "faq.drafted", current, changes=changes, label=title)
    return current


@transaction.atomic
def publish_entry(actor: User, *, entry: FaqEntry, seen: datetime | None = None) -> FaqEntry:
    """What readers see from now on; the text becomes the next version."""
    current = _hold(entry, seen)
    title = current.draft_title or current.title
    body = current.draft_body or current.body
    live = current.state == FaqEntry.State.PUBLISHED
    if live and (title, body) == (current.title, current.body):
        _forget_draft(current)
        return current
    if not body.strip():
        raise ValidationError({"body": _("Write the answer before publishing it.")})
    before = {"state": current.state, "version": current.version, "title": current.title}
    current.title, current.body = title, body
    current.draft_title = current.draft_body = ""
    current.state = FaqEntry.State.PUBLISHED
    current.version += 1
    current.published_at = clock.now()
    current.save()
    FaqVersion.objects.create(
        entry=current,
        version=current.version,
        title=title,
        body=body,
        published_by=actor,
        published_at=current.published_at,
    )
    index_entries([current])
    after = {"state": current.state, "version": current.version, "title": title}
    audit.record(actor, "faq.published", current, changes=audit.diff(before, after), label=title)
    return current


@transaction.atomic
def retire_entry(actor: User, *, entry: FaqEntry) -> FaqEntry:
    """Out of the readers' sight; publishing it again brings it back."""
    current = _hold(entry, None)
    before = current.state
    if before != FaqEntry.State.RETIRED:
        current.state = FaqEntry.State.RETIRED
        current.save(update_fields=["state", "changed_at"])
        changes = {"state": [before, current.state]}
        audit.record(actor, "faq.retired", current, changes=changes, label=current.title)
    return current


def index_entries(entries: Iterable[FaqEntry]) -> None:
    """Make entries findable by what readers see and by their type; for bulk writers too."""
    search.index(
        SEARCH_KIND,
        [
            search.Entry(row.pk, row.title, f"{row.body}\n{row.type.path if row.type else ''}")
            for row in entries
        ],
    )


def _hold(entry: FaqEntry, seen: datetime | None) -> FaqEntry:
    current = FaqEntry.objects.select_for_update().get(pk=entry.pk)
    if seen is not None and current.changed_at != seen:
        raise FaqConflict
    return current


def _forget_draft(entry: FaqEntry) -> None:
    """A draft that says what is published already is none."""
    if entry.draft_title or entry.draft_body:
        entry.draft_title = entry.draft_body = ""
        entry.save(update_fields=["draft_title", "draft_body", "changed_at"])


def _free_slug(title: str) -> str:
    base = slugify(title, allow_unicode=True)[:70].strip("-_") or "faq"
    taken = set(FaqEntry.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, count = base, 1
    while slug in taken | _RESERVED:
        count += 1
        slug = f"{base}-{count}"
    return slug


def _facts(entry: FaqEntry) -> dict[str, object]:
    return {
        "title": entry.draft_title or entry.title,
        "body": entry.draft_body or entry.body,
        "type": entry.type.path if entry.type else None,
        "owner": entry.owner.name,
        "review_on": entry.review_on,
    }
