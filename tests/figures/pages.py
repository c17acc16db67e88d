"""Pages of figures: teams, one KPI, agents, oneself."""

from __future__ import annotations

from datetime import timedelta

from crm.core import clock
from crm.people.models import WorkDay
from crm.people.roles import ADMIN, AGENT, MANAGER, QA
from tests.interactions.contacts import contact
from tests.pages import Listed, World
from tests.performance.records import count_everything, status_time


def build(world: World) -> None:
    """A handful of consultations of ann's and otto's and an hour of ann's time, counted."""
    status_time(world.ann, "ready", 1)
    WorkDay.objects.create(day=clock.today(), user=world.ann, team=world.team, worked=True)
    for hours in range(2, 8):
        moment = clock.now() - timedelta(hours=hours)
        contact(moment, agent=world.ann, team=world.team, talk_seconds=200 + hours)
        contact(moment, agent=world.otto, team=world.other_team, talk_seconds=100)
    count_everything()


def _team(world: World) -> dict[str, str]:
    return {"code": world.team.code}


def _agent(world: World) -> dict[str, str]:
    return {"code": world.ann.code}


KPI = {"kpi": "resolution_rate"}
PAGES = [
    Listed("performance:home"),
    Listed("performance:pulse-all"),
    Listed("performance:figures"),
    Listed("performance:analysis"),
    Listed(
        "performance:analysis",
        case="two dimensions",
        query="kpis=aht,fcr&by=channel&across=month&period=this-year",
    ),
    Listed("performance:team", kwargs=_team, others={"otto": 404}),
    Listed("performance:pulse", kwargs=_team, others={"otto": 404}),
    Listed("performance:kpi", kwargs=lambda w: KPI),
    Listed(
        "performance:kpi",
        case="lists",
        kwargs=lambda w: {"kpi": "aht"},
        query="list=excluded&compare=last-year",
    ),
    Listed("performance:kpi", case="issues", kwargs=lambda w: {"kpi": "issues"}),
    Listed("performance:kpi", case="promises", kwargs=lambda w: {"kpi": "follow_up_on_time"}),
    Listed("performance:kpi", case="watched", kwargs=lambda w: {"kpi": "fcr"}),
    Listed(
        "performance:kpi",
        case="status time",
        kwargs=lambda w: {"kpi": "productivity"},
        query="list=denominator",
    ),
    Listed("performance:kpi", case="working days", kwargs=lambda w: {"kpi": "active_users"}),
    Listed("performance:kpi", case="answers", kwargs=lambda w: {"kpi": "nps"}),
    Listed("performance:causes", kwargs=lambda w: KPI),
    Listed("performance:agents", opens={MANAGER, QA, ADMIN}),
    Listed("performance:agent", opens={MANAGER, QA, ADMIN}, kwargs=_agent),
    Listed("performance:mine", opens={AGENT}),
]
