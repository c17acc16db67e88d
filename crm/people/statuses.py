"""The closed lists of work status (KPI.md §2): what somebody is doing, and how it counts.

Handling ÷ (handling + ready) is occupancy, (handling + ready) ÷ paid utilisation; away is logged in
but unpaid. Passed to model fields as callables.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    READY = "ready", pgettext_lazy("work status", "Ready")
    CONTACT = "contact", pgettext_lazy("work status", "On a contact")
    WRAP_UP = "wrap_up", pgettext_lazy("work status", "After-call work")
    BREAK = "break", pgettext_lazy("work status", "Break")
    TRAINING = "training", pgettext_lazy("work status", "Training")
    AWAY = "away", pgettext_lazy("work status", "Away")


class Mark(models.TextChoices):
    """Why the time of a period leaves productivity (KPI.md R11)."""

    PROTECTIVE_STOP = "protective_stop", pgettext_lazy("exclusion", "Protective stop")
    LEGAL_REST = "legal_rest", pgettext_lazy("exclusion", "Legal rest")


HANDLING: tuple[str, ...] = (Status.CONTACT, Status.WRAP_UP)
#: Handling and ready: at work on contacts or free for one.
PRODUCTIVE: tuple[str, ...] = (*HANDLING, Status.READY)
PAID: tuple[str, ...] = (*PRODUCTIVE, Status.TRAINING, Status.BREAK)
LOGGED_IN: tuple[str, ...] = (*PAID, Status.AWAY)


def statuses() -> list[tuple[str, object]]:
    return list(Status.choices)


def marks() -> list[tuple[str, object]]:
    return list(Mark.choices)
