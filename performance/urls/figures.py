"""Pages of figures."""

from __future__ import annotations

from django.urls import path

from ..views.analysis import AnalysisPage
from ..views.causes import CausesPage
from ..views.figures import FiguresPage
from ..views.kpi import KpiPage
from ..views.live import LivePage, LiveTeamPage
from ..views.person import AgentPage, AgentsPage, MyPerformance
from ..views.team import Home, Pulse, TeamPage

app_name = "performance"
urlpatterns = [
    path("performance/", Home.as_view(), name="home"),
    path("performance/analysis/", AnalysisPage.as_view(), name="analysis"),
    path("performance/figures/", FiguresPage.as_view(), name="figures"),
    path("performance/pulse/", Pulse.as_view(), name="pulse-all"),
    path("performance/live/", LivePage.as_view(), name="live"),
    path("performance/live/<str:code>/", LiveTeamPage.as_view(), name="live-team"),
    path("performance/team/<str:code>/", TeamPage.as_view(), name="team"),
    path("performance/team/<str:code>/pulse/", Pulse.as_view(), name="pulse"),
    path("performance/kpi/<slug:kpi>/", KpiPage.as_view(), name="kpi"),
    path("performance/kpi/<slug:kpi>/causes/", CausesPage.as_view(), name="causes"),
    path("performance/agents/", AgentsPage.as_view(), name="agents"),
    path("performance/agents/<str:code>/", AgentPage.as_view(), name="agent"),
    path("me/performance/", MyPerformance.as_view(), name="mine"),
]
