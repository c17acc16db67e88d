"""Who may do what: the one table of rights.

Every page and API endpoint names one `Right`; `holds(user, right)` decides, and a 403 names whom to
ask. What rows a holder sees is decided by the QuerySets (`visible_to`, `listed_for`), by `scope`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import User

AGENT, MANAGER, QA, ADMIN, EXECUTIVE = "agent", "manager", "qa", "admin", "executive"
#: How each role belongs to a team; admins and executives belong to none.
KIND_OF_ROLE = {AGENT: "member", MANAGER: "lead", QA: "qa"}
EVERYBODY = frozenset({AGENT, MANAGER, QA, ADMIN, EXECUTIVE})


class Right(StrEnum):
    """A thing somebody may do; the value is its name in the permission matrix."""

    OWN_ACCOUNT = "own-account"
    CUSTOMERS_READ = "customers-read"
    CUSTOMERS_WRITE = "customers-write"
    CUSTOMERS_REVEAL = "customers-reveal"
    CONSULTATIONS_READ = "consultations-read"
    CONSULTATIONS_WRITE = "consultations-write"
    CONSULTATIONS_EXCLUDE = "consultations-exclude"
    DISPUTES_READ = "disputes-read"
    DISPUTES_RAISE = "disputes-raise"
    DISPUTES_DECIDE = "disputes-decide"
    PROTECTION_LOG = "protection-log"
    FOLLOW_UPS_READ = "follow-ups-read"
    FOLLOW_UPS_WRITE = "follow-ups-write"
    FOLLOW_UPS_ASSIGN = "follow-ups-assign"
    FAQ_READ = "faq-read"
    FAQ_WRITE = "faq-write"
    FIGURES_READ = "figures-read"
    OWN_FIGURES = "own-figures"
    AGENT_FIGURES = "agent-figures"
    GOALS_READ = "goals-read"
    GOALS_PROPOSE = "goals-propose"
    GOALS_WRITE = "goals-write"
    FEEDBACK_READ = "feedback-read"
    FEEDBACK_WRITE = "feedback-write"
    FEEDBACK_REPLY = "feedback-reply"
    WORK_STATUS = "work-status"
    WORK_STATUS_READ = "work-status-read"
    WORK_STATUS_CORRECT = "work-status-correct"
    LIVE_BOARD = "live-board"
    TARGETS_READ = "targets-read"
    TARGETS_WRITE = "targets-write"
    SETTINGS = "settings"


HOLDERS: dict[Right, frozenset[str]] = {
    Right.OWN_ACCOUNT: EVERYBODY,
    Right.CUSTOMERS_READ: EVERYBODY,
    Right.CUSTOMERS_WRITE: frozenset({AGENT, MANAGER}),
    Right.CUSTOMERS_REVEAL: frozenset({AGENT, MANAGER}),
    Right.CONSULTATIONS_READ: EVERYBODY,
    Right.CONSULTATIONS_WRITE: frozenset({AGENT, MANAGER}),
    Right.CONSULTATIONS_EXCLUDE: frozenset({MANAGER}),
    Right.DISPUTES_READ: frozenset({AGENT, MANAGER, ADMIN}),
    Right.DISPUTES_RAISE: frozenset({AGENT}),
    Right.DISPUTES_DECIDE: frozenset({MANAGER}),
    Right.PROTECTION_LOG: frozenset({ADMIN}),
    Right.FOLLOW_UPS_READ: frozenset({AGENT, MANAGER, ADMIN}),
    Right.FOLLOW_UPS_WRITE: frozenset({AGENT, MANAGER}),
    Right.FOLLOW_UPS_ASSIGN: frozenset({MANAGER}),
    Right.FAQ_READ: EVERYBODY,
    Right.FAQ_WRITE: frozenset({MANAGER, ADMIN}),
    Right.FIGURES_READ: EVERYBODY,
    Right.OWN_FIGURES: frozenset({AGENT}),
    Right.AGENT_FIGURES: frozenset({MANAGER, QA, ADMIN}),
    Right.GOALS_READ: EVERYBODY,
    Right.GOALS_PROPOSE: frozenset({AGENT, MANAGER}),
    Right.GOALS_WRITE: frozenset({MANAGER}),
    Right.FEEDBACK_READ: frozenset({AGENT, MANAGER}),
    Right.FEEDBACK_WRITE: frozenset({MANAGER}),
    Right.FEEDBACK_REPLY: frozenset({AGENT}),
    Right.WORK_STATUS: frozenset({AGENT, MANAGER}),
    Right.WORK_STATUS_READ: frozenset({AGENT, MANAGER, QA, ADMIN}),
    Right.WORK_STATUS_CORRECT: frozenset({MANAGER}),
    Right.LIVE_BOARD: frozenset({MANAGER, QA, ADMIN}),
    Right.TARGETS_READ: EVERYBODY,
    Right.TARGETS_WRITE: frozenset({ADMIN}),
    Right.SETTINGS: frozenset({ADMIN}),
}


def holds(user: User, right: Right) -> bool:
    """Whether this user's role has the right. Nothing is granted to a deactivated account."""
    return bool(user.is_active) and user.role in HOLDERS[right]
