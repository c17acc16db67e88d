"""Targets, goals, feedback and a KPI of the centre: one of each, between ann and lea."""

from __future__ import annotations

from datetime import timedelta

from crm.core import clock
from crm.people.roles import ADMIN, AGENT, MANAGER
from performance.services.custom import Choice, make_kpi
from performance.services.feedback import Words, draft_feedback, send_feedback
from performance.services.goals import Aim, propose_goal, set_goal
from performance.services.targets import Lines, Place, set_target
from tests.interactions.contacts import contact
from tests.pages import Listed, World


def build(world: World) -> None:
    today = clock.today()
    record = contact(clock.now() - timedelta(hours=2), agent=world.ann, team=world.team)
    lines = Lines(0.8, caution=0.7)
    world.centre_target = set_target(world.ada, place=Place("csat"), lines=lines, starts_on=today)
    set_target(world.ada, place=Place("csat", agent=world.ann), lines=lines, starts_on=today)
    end = today + timedelta(days=20)
    team_aim = Aim("csat", today, end, 0.8, team=world.team, objective="약속")
    own_aim = Aim("aht", today, end, 300, agent=world.ann, objective="짧게")
    world.goal = set_goal(world.lea, aim=team_aim, owner=world.lea)
    world.own_goal = propose_goal(world.ann, aim=own_aim)
    words = Words(
        title="먼저 요약하기",
        went_well="차분했습니다.",
        change="요약을 먼저 말합니다.",
        next_step="세 번 해 보기",
        next_step_due=end,
        records=[record],
    )
    world.feedback = send_feedback(
        world.lea, feedback=draft_feedback(world.lea, agent=world.ann, words=words)
    )
    world.custom_kpi = make_kpi(
        world.ada, choice=Choice("전화 처리", "Handled by phone", "handled", channels=("phone",))
    )
    world.draft = draft_feedback(world.lea, agent=world.ann, words=words)


def _custom(world: World) -> dict[str, str]:
    return {"code": world.custom_kpi.code}


def _goal(world: World) -> dict[str, str]:
    return {"goal": str(world.goal)}


def _own(world: World) -> dict[str, str]:
    return {"goal": str(world.own_goal)}


def _feedback(world: World) -> dict[str, int]:
    return {"number": world.feedback.number}


def _draft(world: World) -> dict[str, int]:
    return {"number": world.draft.number}


def _text(world: World) -> dict[str, str]:
    return {"text": "읽었습니다.", "verb": "answer", "reason": "이유"}


PAGES = [
    Listed("targets:settings", opens={ADMIN}),
    Listed("targets:settings", method="POST", opens={ADMIN}),
    Listed("targets:definitions", opens={ADMIN}),
    Listed("targets:definitions", method="POST", opens={ADMIN}),
    Listed("targets:custom", opens={ADMIN}),
    Listed("targets:custom-new", opens={ADMIN}),
    Listed(
        "targets:custom-new",
        opens={ADMIN},
        query="numerator=handled&unit=count&better=none",
        case="preview",
    ),
    Listed("targets:custom-new", method="POST", opens={ADMIN}),
    Listed("targets:custom-edit", opens={ADMIN}, kwargs=_custom),
    Listed("targets:custom-edit", method="POST", opens={ADMIN}, kwargs=_custom),
    Listed("targets:custom-retire", method="POST", opens={ADMIN}, kwargs=_custom),
    Listed("targets:range", opens={ADMIN}, query="kpi=aht"),
    Listed("targets:list"),
    Listed("goals:list"),
    Listed("goals:new", opens={AGENT, MANAGER}),
    Listed("goals:new", method="POST", opens={AGENT, MANAGER}),
    Listed("goals:range", opens={AGENT, MANAGER}, query="kpi=aht"),
    Listed("goals:mine", opens={AGENT}),
    Listed("goals:detail", kwargs=_goal, others={"otto": 404}),
    Listed(
        "goals:detail",
        opens={AGENT, MANAGER, "qa", ADMIN},
        missing={"executive"},
        kwargs=_own,
        others={"otto": 404},
        case="own",
    ),
    Listed("goals:accept", method="POST", opens={MANAGER}, kwargs=_own),
    Listed("goals:decline", method="POST", opens={MANAGER}, kwargs=_own, data=_text),
    Listed("goals:close", method="POST", opens={MANAGER}, kwargs=_goal),
    Listed(
        "goals:check_in",
        method="POST",
        opens={MANAGER},
        kwargs=_goal,
        data=_text,
        others={"otto": 404},
    ),
    Listed("feedback:list", opens={MANAGER}),
    Listed("feedback:new", opens={MANAGER}),
    Listed("feedback:new", opens={MANAGER}, query="agent=A-0001", case="of ann"),
    Listed("feedback:new", method="POST", opens={MANAGER}, query="agent=A-0001"),
    Listed("feedback:preview", method="POST", opens={MANAGER}, query="agent=A-0001"),
    Listed("feedback:detail", opens={AGENT, MANAGER}, kwargs=_feedback, others={"otto": 404}),
    Listed("feedback:detail", opens={MANAGER}, missing={AGENT}, kwargs=_draft, case="draft"),
    Listed("feedback:edit", opens={MANAGER}, kwargs=_feedback),
    Listed("feedback:edit", method="POST", opens={MANAGER}, kwargs=_feedback),
    Listed("feedback:send", method="POST", opens={MANAGER}, kwargs=_draft),
    Listed("feedback:discard", method="POST", opens={MANAGER}, kwargs=_draft),
    Listed("feedback:reply", method="POST", opens={MANAGER}, kwargs=_feedback, data=_text),
    Listed("feedback:respond", method="POST", opens={AGENT}, kwargs=_feedback, data=_text),
    Listed("feedback:mine", opens={AGENT}),
]
