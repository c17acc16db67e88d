"""Feedback as it is shown: the article with its evidence, its talk, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from crm.core import clock

from .evidence import FigureNote, RecordNote, figure_note, record_notes
from .models import Feedback, FeedbackMessage, FeedbackState

if TYPE_CHECKING:
    from crm.people.models import User

    from .services.feedback import Words

#: Business days after which an unread feedback is pointed out.
REMIND_AFTER = 3
TAGS = {
    FeedbackState.DRAFT: "",
    FeedbackState.SENT: "warn",
    FeedbackState.ACKNOWLEDGED: "good",
    FeedbackState.DISPUTED: "bad",
    FeedbackState.ANSWERED: "warn",
}


@dataclass(frozen=True)
class Edit:
    """What one edit after sending replaced: field name, words before, words after."""

    at: Any
    revision: int
    changes: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Article:
    """One feedback with everything its page shows."""

    feedback: Feedback
    records: Sequence[RecordNote]
    figure: FigureNote | None
    messages: Sequence[FeedbackMessage]
    edits: Sequence[Edit]
    tag: str
    waits_long: bool

    @property
    def can_acknowledge(self) -> bool:
        return self.feedback.state in (FeedbackState.SENT, FeedbackState.ANSWERED)

    @property
    def can_dispute(self) -> bool:
        return self.feedback.state not in (FeedbackState.DRAFT, FeedbackState.DISPUTED)


def article_of(feedback: Feedback) -> Article:
    records = [row.consultation for row in feedback.evidence_records.select_related("consultation")]
    return Article(
        feedback=feedback,
        records=record_notes(records),
        figure=figure_note(feedback.figure),
        messages=list(feedback.messages.select_related("by")),
        edits=_edits(feedback),
        tag=TAGS[FeedbackState(feedback.state)],
        waits_long=waits_long(feedback, clock.today()),
    )


def articles_of(rows: Iterable[Feedback]) -> list[Article]:
    """For the few that wait; a list of many shows lines instead."""
    return [article_of(feedback) for feedback in rows]


def preview_of(words: Words, agent: User, author: User) -> Article:
    """The article as the agent would see it, from words that are not saved."""
    feedback = Feedback(
        agent=agent,
        author=author,
        state=FeedbackState.SENT,
        sent_at=clock.now(),
        title=words.title,
        evidence=words.evidence,
        went_well=words.went_well,
        change=words.change,
        next_step=words.next_step,
        next_step_due=words.next_step_due,
    )
    return Article(
        feedback=feedback,
        records=record_notes(words.records),
        figure=figure_note(words.figure),
        messages=(),
        edits=(),
        tag="",
        waits_long=False,
    )


def waits_long(feedback: Feedback, today: date) -> bool:
    """Sent, and unread for more than three business days."""
    if feedback.state != FeedbackState.SENT or feedback.sent_at is None:
        return False
    sent = clock.local_day(feedback.sent_at)
    return clock.business_days(sent, today) - 1 > REMIND_AFTER


def field_names() -> dict[str, str]:
    return {
        "title": _("Title"),
        "evidence": _("What the evidence shows"),
        "went_well": _("What went well"),
        "change": _("One thing to change"),
        "next_step": pgettext("feedback", "Next step"),
        "next_step_due": pgettext("feedback", "Until"),
        "records": _("Evidence records"),
    }


def _edits(feedback: Feedback) -> list[Edit]:
    """Each edit as old and new words; the newest version's successor is what stands now."""
    from .services.feedback import facts_of

    versions = list(feedback.versions.order_by("revision"))
    states = [version.fields for version in versions]
    if versions:
        states.append(facts_of(feedback))
    names = field_names()
    return [
        Edit(version.replaced_at, version.revision + 1, _changes(states[n], states[n + 1], names))
        for n, version in enumerate(versions)
    ][::-1]


def _changes(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    return [
        (label, _plain(before.get(name)), _plain(after.get(name)))
        for name, label in names.items()
        if before.get(name) != after.get(name)
    ]


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value or "")
