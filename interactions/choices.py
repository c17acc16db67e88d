"""The closed lists of words a record may hold. Passed to model fields as callables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Direction(models.TextChoices):
    INBOUND = "inbound", pgettext_lazy("direction", "Inbound")
    OUTBOUND = "outbound", pgettext_lazy("direction", "Outbound")


class Result(models.TextChoices):
    RESOLVED = "resolved", pgettext_lazy("result", "Resolved")
    IN_PROGRESS = "in_progress", pgettext_lazy("result", "In progress")
    CALLBACK = "callback", pgettext_lazy("result", "Callback")
    TRANSFERRED = "transferred", pgettext_lazy("result", "Transferred")
    ABANDONED = "abandoned", pgettext_lazy("result", "Abandoned")
    NO_ANSWER = "no_answer", pgettext_lazy("result", "No answer")


class InquiryState(models.TextChoices):
    OPEN = "open", pgettext_lazy("issue", "Open")
    WAITING = "waiting", pgettext_lazy("issue", "Waiting for the customer")
    RESOLVED = "resolved", pgettext_lazy("issue", "Resolved")


class Link(models.TextChoices):
    """How a contact came to its issue; only links made by rule may move."""

    RULE = "rule", pgettext_lazy("link", "By rule")
    TICKET = "ticket", pgettext_lazy("link", "By ticket")
    AGENT = "agent", pgettext_lazy("link", "By the agent")


class Exclusion(models.TextChoices):
    TEST = "test", pgettext_lazy("exclusion", "Test")
    DUPLICATE = "duplicate", pgettext_lazy("exclusion", "Duplicate")
    MERGED = "merged", pgettext_lazy("exclusion", "Merged")
    SPAM = "spam", pgettext_lazy("exclusion", "Spam")
    INTERNAL = "internal", pgettext_lazy("exclusion", "Internal")
    DATA_ERROR = "data_error", pgettext_lazy("exclusion", "Data error")
    DISPUTE = "dispute", pgettext_lazy("exclusion", "Upheld dispute")
    ABUSE = "abuse", pgettext_lazy("exclusion", "Abuse")
    PROTECTIVE_STOP = "protective_stop", pgettext_lazy("exclusion", "Protective stop")
    LEGAL_REST = "legal_rest", pgettext_lazy("exclusion", "Legal rest")


# KPI.md R11: these remove handling and satisfaction figures only; every other reason removes all.
PARTIAL_EXCLUSIONS: tuple[str, ...] = (
    Exclusion.ABUSE,
    Exclusion.PROTECTIVE_STOP,
    Exclusion.LEGAL_REST,
)


class Fault(models.TextChoices):
    """Values that cannot be; each leaves out the figure it would feed."""

    ENDED_BEFORE_STARTED = "ended_before_started", pgettext_lazy("fault", "Ended before it started")
    REPLIED_BEFORE = "response_before_contact", pgettext_lazy("fault", "Replied before the contact")
    HANDLING_TOO_LONG = "handling_over_a_day", pgettext_lazy("fault", "Handled for more than a day")
    ANSWERED_BEFORE_QUEUED = (
        "answered_before_queued",
        pgettext_lazy("fault", "Answered before it was queued"),
    )
    WAITED_TOO_LONG = "waited_over_a_year", pgettext_lazy("fault", "Waited for more than a year")
    OFF_SCALE = "answer_off_scale", pgettext_lazy("fault", "Answer that is not on its scale")
    NEGATIVE_DURATION = "negative_duration", pgettext_lazy("fault", "Negative duration")


# With these the handling time is null: it was stated, and cannot be.
HANDLING_FAULTS: tuple[str, ...] = (Fault.HANDLING_TOO_LONG, Fault.NEGATIVE_DURATION)


class Question(models.TextChoices):
    CSAT = "csat", pgettext_lazy("survey", "Satisfaction")
    NPS = "nps", pgettext_lazy("survey", "Recommendation")
    CES = "ces", pgettext_lazy("survey", "Effort")
    RESOLUTION_CSAT = "resolution_csat", pgettext_lazy("survey", "Satisfaction with the solution")
    CUSTOMER_RESOLVED = "customer_resolved", pgettext_lazy("survey", "Solved, says the customer")


class FollowUpState(models.TextChoices):
    OPEN = "open", pgettext_lazy("follow-up", "Open")
    DONE = "done", pgettext_lazy("follow-up", "Done")
    CANCELLED = "cancelled", pgettext_lazy("follow-up", "Cancelled")


class AttemptOutcome(models.TextChoices):
    DONE = "done", pgettext_lazy("attempt", "Done")
    NO_ANSWER = "no_answer", pgettext_lazy("attempt", "No answer")


class DisputeState(models.TextChoices):
    OPEN = "open", pgettext_lazy("dispute", "Open")
    UPHELD = "upheld", pgettext_lazy("dispute", "Upheld")
    DECLINED = "declined", pgettext_lazy("dispute", "Declined")


def directions() -> list[tuple[str, object]]:
    return list(Direction.choices)


def results() -> list[tuple[str, object]]:
    return list(Result.choices)


def inquiry_states() -> list[tuple[str, object]]:
    return list(InquiryState.choices)


def links() -> list[tuple[str, object]]:
    return list(Link.choices)


def exclusions() -> list[tuple[str, object]]:
    return list(Exclusion.choices)


def questions() -> list[tuple[str, object]]:
    return list(Question.choices)


def follow_up_states() -> list[tuple[str, object]]:
    return list(FollowUpState.choices)


def dispute_states() -> list[tuple[str, object]]:
    return list(DisputeState.choices)


def attempt_outcomes() -> list[tuple[str, object]]:
    return list(AttemptOutcome.choices)


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", pgettext_lazy("import", "File uploaded")
    MAPPED = "mapped", pgettext_lazy("import", "Columns assigned")
    CHECKED = "checked", pgettext_lazy("import", "Checked")
    DONE = "done", pgettext_lazy("import", "Taken over")
    UNDONE = "undone", pgettext_lazy("import", "Undone")


def import_states() -> list[tuple[str, object]]:
    return list(ImportState.choices)
