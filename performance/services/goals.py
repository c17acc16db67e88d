"""Goals: set, proposed, accepted, declined, checked in, and closed with a result that stays."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.core import audit, clock, notices
from crm.core.numbers import next_number
from crm.people.models import Team
from crm.people.roles import AGENT, MANAGER
from crm.people.scope import own_team_id, scope_of

from ..kpis.catalogue import KPIS
from ..models import DirtyMark, Goal, GoalCheckIn, GoalState
from ..progress import reading, result_of, takes_goal
from ..querysets.goals import is_every_team

if TYPE_CHECKING:
    from crm.people.models import User

log = logging.getLogger(__name__)

#: A goal looks at most this far ahead and back.
LONGEST = timedelta(days=400)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


@dataclass(frozen=True)
class Aim:
    """What a goal wants: the KPI's level in a period, for an agent, a team, or the centre."""

    kpi: str
    starts_on: date
    ends_on: date
    target: float
    team: Team | None = None
    agent: User | None = None
    objective: str = ""


@transaction.atomic
def set_goal(actor: User, *, aim: Aim, owner: User, at: datetime | None = None) -> Goal:
    """A lead sets a goal for a led team, or for one of its agents; it is in progress at once."""
    _must_lead(actor, aim)
    return _create(actor, aim, owner, state=GoalState.ACTIVE, at=at)


@transaction.atomic
def propose_goal(actor: User, *, aim: Aim, at: datetime | None = None) -> Goal:
    """An agent proposes a goal of their own; the leads of the team hear of it."""
    if actor.role != AGENT or aim.agent != actor:
        raise PermissionDenied
    goal = _create(actor, aim, actor, state=GoalState.PROPOSED, at=at)
    if at is None and goal.team is not None:
        for lead in _leads(goal.team):
            _tell(lead, "goal.proposed", goal)
    return goal


@transaction.atomic
def accept_goal(actor: User, *, goal: Goal, reason: str = "", at: datetime | None = None) -> Goal:
    goal = _locked(goal, actor, GoalState.PROPOSED)
    return _decide(actor, goal, GoalState.ACTIVE, reason, at)


@transaction.atomic
def decline_goal(actor: User, *, goal: Goal, reason: str, at: datetime | None = None) -> Goal:
    """The reason is for the agent to read, so there must be one."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the agent can propose another.")})
    goal = _locked(goal, actor, GoalState.PROPOSED)
    return _decide(actor, goal, GoalState.DECLINED, reason, at)


@transaction.atomic
def check_in(actor: User, *, goal: Goal, text: str, at: datetime | None = None) -> GoalCheckIn:
    """Note how it goes; the figure as it stands then is kept with the note."""
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if goal.state != GoalState.ACTIVE:
        raise ValidationError(_("Only a goal in progress takes check-ins."))
    if not may_check_in(actor, goal):
        raise PermissionDenied
    if not text.strip():
        raise ValidationError({"text": _("Write what you saw or decided.")})
    moment = at or clock.now()
    figure = reading(goal, clock.local_day(moment))
    entry = GoalCheckIn.objects.create(
        goal=goal, at=moment, by=actor, text=text.strip(), value=figure.value, n=figure.n
    )
    audit.record(actor, "goal.checked_in", goal)
    return entry


@transaction.atomic
def close_goal(actor: User | None, *, goal: Goal, at: datetime | None = None) -> Goal:
    """Freeze the figure of this moment as the result; nothing refreshes it later.

    By a lead before the last day, by nobody (the nightly task) after it.
    """
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if goal.state != GoalState.ACTIVE:
        raise ValidationError(_("Only a goal in progress can be closed."))
    if actor is not None and not leads_goal(actor, goal):
        raise PermissionDenied
    moment = at or clock.now()
    goal.result = result_of(goal, reading(goal, clock.local_day(moment)))
    goal.state, goal.closed_at = GoalState.CLOSED, moment
    goal.save(update_fields=["result", "state", "closed_at"])
    audit.record(actor, "goal.closed", goal, changes={"state": ["active", "closed"]})
    if at is None and goal.owner_id != (actor.pk if actor else None):
        _tell(goal.owner, "goal.closed", goal)
    return goal


def close_due_goals() -> int:
    """Close what is over and final; a figure that still gathers (집계 중) waits for its day, and
    one whose records changed since it was counted for the next refresh.
    """
    closed = 0
    for goal in Goal.objects.over_on(clock.today()):
        if DirtyMark.objects.filter(day__range=(goal.starts_on, goal.ends_on)).exists():
            continue
        try:
            with transaction.atomic():
                if reading(goal, clock.today()).provisional:
                    continue
                close_goal(None, goal=goal)
                closed += 1
        except ValidationError:
            log.info("goal %s was closed by somebody else", goal.number)
    return closed


def leads_goal(user: User, goal: Goal) -> bool:
    """Whether this lead may decide about the goal: the team is theirs; the centre's, if all are."""
    if user.role != MANAGER:
        return False
    led = scope_of(user, clock.today()).team_ids
    return goal.team_id in led if goal.team_id else leads_every_team(user)


def leads_every_team(user: User) -> bool:
    return is_every_team(scope_of(user, clock.today()).team_ids)


def may_check_in(user: User, goal: Goal) -> bool:
    return user.pk == goal.owner_id or user.pk == goal.agent_id or leads_goal(user, goal)


def slug_of(aim: Aim) -> str:
    """`fcr-november`, `aht-2026-q4`, else with the first day: readable, and only for reading."""
    name = aim.kpi.replace("_", "-")
    first, last = aim.starts_on, aim.ends_on
    after = last + timedelta(days=1)
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        if months == 1:
            return f"{name}-{_MONTHS[first.month - 1]}"
        if months == 3 and first.month % 3 == 1:
            return f"{name}-{first.year}-q{first.month // 3 + 1}"
    return f"{name}-{first.isoformat()}"


def _create(actor: User, aim: Aim, owner: User, *, state: str, at: datetime | None) -> Goal:
    _check(aim)
    team = aim.team
    if aim.agent is not None:
        team_id = own_team_id(aim.agent, clock.today())
        team = aim.team or _team(team_id)
    goal = Goal.objects.create(
        number=next_number("goal"),
        slug=slug_of(aim),
        kpi=aim.kpi,
        team=team,
        agent=aim.agent,
        starts_on=aim.starts_on,
        ends_on=aim.ends_on,
        target=aim.target,
        owner=owner,
        objective=aim.objective.strip(),
        state=state,
        created_by=actor,
        created_at=at or clock.now(),
    )
    facts = {"kpi": goal.kpi, "target": goal.target, "ends_on": goal.ends_on, "owner": owner}
    action = "goal.proposed" if state == GoalState.PROPOSED else "goal.set"
    audit.record(actor, action, goal, changes=audit.diff({}, facts))
    if at is None and owner != actor:
        _tell(owner, "goal.set", goal)
    return goal


def _check(aim: Aim) -> None:
    found: dict[str, str] = {}
    if not takes_goal(aim.kpi):
        found["kpi"] = _("This figure cannot be a goal: it has no direction, or no sum.")
    if aim.target <= 0 and KPIS[aim.kpi].unit != "points":
        found["target"] = _("The level to reach must be above 0.")
    if aim.ends_on < aim.starts_on:
        found["ends_on"] = _("The last day must not come before the first.")
    elif aim.ends_on - aim.starts_on > LONGEST:
        found["ends_on"] = _("A goal lasts at most 400 days.")
    if found:
        raise ValidationError(found)


def _must_lead(actor: User, aim: Aim) -> None:
    """A lead writes for the teams led today; an agent's goal counts for the agent's team."""
    led = scope_of(actor, clock.today()).team_ids
    if actor.role != MANAGER:
        raise PermissionDenied
    if aim.agent is not None:
        allowed = own_team_id(aim.agent, clock.today()) in led
    elif aim.team is not None:
        allowed = aim.team.pk in led
    else:
        allowed = leads_every_team(actor)
    if not allowed:
        raise PermissionDenied


def _locked(goal: Goal, actor: User, state: str) -> Goal:
    goal = Goal.objects.select_for_update().get(pk=goal.pk)
    if not leads_goal(actor, goal):
        raise PermissionDenied
    if goal.state != state:
        raise ValidationError(_("This proposal was already decided."))
    return goal


def _decide(actor: User, goal: Goal, state: str, reason: str, at: datetime | None) -> Goal:
    before = goal.state
    goal.state, goal.decision_reason = state, reason.strip()[:300]
    goal.decided_by, goal.decided_at = actor, at or clock.now()
    goal.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
    action = "goal.accepted" if state == GoalState.ACTIVE else "goal.declined"
    audit.record(actor, action, goal, changes={"state": [before, state]})
    if at is None:
        _tell(goal.owner, action, goal)
    return goal


def _team(team_id: int | None) -> Team | None:
    return Team.objects.get(pk=team_id) if team_id else None


def _leads(team: Team) -> list[User]:
    rows = team.memberships.on(clock.today()).filter(kind="lead").select_related("user")
    return [row.user for row in rows]


def _tell(user: User, kind: str, goal: Goal) -> None:
    """The name of an own goal's agent is the one fact; the page says the rest."""
    facts = {"agent": goal.agent.name} if goal.agent else {}
    url = reverse("goals:detail", kwargs={"goal": str(goal)})
    notices.notify(user, kind, key=f"{kind}:{goal.number}", url=url, facts=facts)
