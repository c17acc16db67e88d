"""The table of rights in words, for people to read: generated from `crm.people.roles`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.people.models import Role
from crm.people.roles import HOLDERS, Right

Text = str | Promise

#: Every right, grouped as the menus are.
AREAS: tuple[tuple[Text, dict[Right, Text]], ...] = (
    (
        _("Customers"),
        {
            Right.CUSTOMERS_READ: _("Find and read customers"),
            Right.CUSTOMERS_WRITE: _("Register and change customers"),
            Right.CUSTOMERS_REVEAL: _("See masked contact data in full, for a reason"),
        },
    ),
    (
        _("Consultations"),
        {
            Right.CONSULTATIONS_READ: _("List and read consultations"),
            Right.CONSULTATIONS_WRITE: _("Record and change consultations"),
            Right.CONSULTATIONS_EXCLUDE: _("Exclude a record from figures, with a reason"),
            Right.DISPUTES_RAISE: _("Dispute an own record"),
            Right.DISPUTES_READ: _("See disputed records"),
            Right.DISPUTES_DECIDE: _("Decide about a disputed record"),
            Right.FOLLOW_UPS_READ: _("See follow-ups"),
            Right.FOLLOW_UPS_WRITE: _("Work on follow-ups"),
            Right.FOLLOW_UPS_ASSIGN: _("Hand follow-ups to another agent"),
            Right.FAQ_READ: _("Read FAQ"),
            Right.FAQ_WRITE: _("Write and publish FAQ"),
        },
    ),
    (
        _("Performance"),
        {
            Right.FIGURES_READ: _("Figures of teams and the records behind them"),
            Right.OWN_FIGURES: _("Own figures"),
            Right.AGENT_FIGURES: _("Figures of single agents"),
            Right.TARGETS_READ: _("Read targets"),
            Right.TARGETS_WRITE: _("Set targets"),
            Right.GOALS_READ: _("See goals"),
            Right.GOALS_PROPOSE: _("Propose goals"),
            Right.GOALS_WRITE: _("Set goals and check in"),
            Right.FEEDBACK_READ: _("See feedback one gave or got"),
            Right.FEEDBACK_WRITE: _("Write feedback"),
            Right.FEEDBACK_REPLY: _("Answer feedback"),
            Right.LIVE_BOARD: _("Live board: who does what now"),
            Right.WORK_STATUS: _("Set the own work status"),
            Right.WORK_STATUS_READ: _("See work status periods"),
            Right.WORK_STATUS_CORRECT: _("Correct work status, with a reason"),
        },
    ),
    (
        _("Administration"),
        {
            Right.OWN_ACCOUNT: _("Own password, language and theme"),
            Right.SETTINGS: _("Settings, imports and the change log"),
            Right.PROTECTION_LOG: _("Protection log: records excluded to protect an agent"),
        },
    ),
)

#: What a role sees of what it may open (`crm.people.scope`).
SCOPES: dict[str, Text] = {
    Role.AGENT: _("Own records. Everybody's records on a customer's page. No names of peers."),
    Role.MANAGER: _("The teams led, with all their history."),
    Role.QA: _("The teams assigned, from and until the days entered."),
    Role.ADMIN: _("Everything, customers masked."),
    Role.EXECUTIVE: _("All figures. Records without the agent, customers masked."),
}

_own = pgettext_lazy("rows a role sees", "own")
_led = pgettext_lazy("rows a role sees", "teams led")
_assigned = pgettext_lazy("rows a role sees", "teams assigned")
_masked = pgettext_lazy("rows a role sees", "masked")
_no_names = pgettext_lazy("rows a role sees", "without names")
_read = pgettext_lazy("rows a role sees", "read only")

#: Where a right reaches less than everything, in a word or two.
LIMITS: dict[tuple[Right, str], Text] = {
    (Right.CUSTOMERS_READ, Role.QA): _masked,
    (Right.CUSTOMERS_READ, Role.ADMIN): _masked,
    (Right.CUSTOMERS_READ, Role.EXECUTIVE): _masked,
    (Right.CONSULTATIONS_READ, Role.AGENT): _own,
    (Right.CONSULTATIONS_READ, Role.MANAGER): _led,
    (Right.CONSULTATIONS_READ, Role.QA): _assigned,
    (Right.CONSULTATIONS_READ, Role.EXECUTIVE): _no_names,
    (Right.CONSULTATIONS_WRITE, Role.AGENT): pgettext_lazy("rows a role sees", "own, 24 h"),
    (Right.CONSULTATIONS_WRITE, Role.MANAGER): _led,
    (Right.CONSULTATIONS_EXCLUDE, Role.MANAGER): _led,
    (Right.DISPUTES_READ, Role.AGENT): _own,
    (Right.DISPUTES_READ, Role.MANAGER): _led,
    (Right.DISPUTES_READ, Role.ADMIN): _read,
    (Right.DISPUTES_DECIDE, Role.MANAGER): _led,
    (Right.FOLLOW_UPS_READ, Role.AGENT): _own,
    (Right.FOLLOW_UPS_READ, Role.MANAGER): _led,
    (Right.FOLLOW_UPS_READ, Role.ADMIN): _read,
    (Right.FOLLOW_UPS_WRITE, Role.AGENT): _own,
    (Right.FOLLOW_UPS_WRITE, Role.MANAGER): _led,
    (Right.FOLLOW_UPS_ASSIGN, Role.MANAGER): _led,
    (Right.FIGURES_READ, Role.AGENT): pgettext_lazy("rows a role sees", "own team"),
    (Right.FIGURES_READ, Role.MANAGER): _led,
    (Right.FIGURES_READ, Role.QA): _assigned,
    (Right.FIGURES_READ, Role.EXECUTIVE): _no_names,
    (Right.AGENT_FIGURES, Role.MANAGER): _led,
    (Right.AGENT_FIGURES, Role.QA): _assigned,
    (Right.TARGETS_READ, Role.AGENT): _own,
    (Right.TARGETS_READ, Role.MANAGER): _led,
    (Right.TARGETS_READ, Role.QA): _assigned,
    (Right.GOALS_READ, Role.AGENT): pgettext_lazy("rows a role sees", "own and team"),
    (Right.GOALS_READ, Role.MANAGER): _led,
    (Right.GOALS_READ, Role.QA): _assigned,
    (Right.GOALS_READ, Role.EXECUTIVE): pgettext_lazy("rows a role sees", "centre and teams"),
    (Right.GOALS_PROPOSE, Role.AGENT): _own,
    (Right.GOALS_PROPOSE, Role.MANAGER): _led,
    (Right.GOALS_WRITE, Role.MANAGER): _led,
    (Right.FEEDBACK_READ, Role.AGENT): pgettext_lazy("rows a role sees", "got"),
    (Right.FEEDBACK_READ, Role.MANAGER): pgettext_lazy("rows a role sees", "given"),
    (Right.FEEDBACK_WRITE, Role.MANAGER): _led,
    (Right.FEEDBACK_REPLY, Role.AGENT): pgettext_lazy("rows a role sees", "got"),
    (Right.LIVE_BOARD, Role.MANAGER): _led,
    (Right.LIVE_BOARD, Role.QA): _assigned,
    (Right.WORK_STATUS_READ, Role.AGENT): _own,
    (Right.WORK_STATUS_READ, Role.MANAGER): _led,
    (Right.WORK_STATUS_READ, Role.QA): _assigned,
    (Right.WORK_STATUS_CORRECT, Role.MANAGER): _led,
}


@dataclass(frozen=True)
class Cell:
    """Whether the role holds the right, and how far it reaches."""

    held: bool
    limit: Text = ""


@dataclass(frozen=True)
class Line:
    right: Text
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Area:
    name: Text
    lines: Sequence[Line]


def table() -> list[Area]:
    """Rows of the page, roles in the order of `Role`."""
    return [
        Area(name, [Line(words, [_cell(right, role) for role in Role]) for right, words in rights])
        for name, rights in ((name, rights.items()) for name, rights in AREAS)
    ]


def _cell(right: Right, role: str) -> Cell:
    return Cell(role in HOLDERS[right], LIMITS.get((right, role), ""))
