"""Targets: set by admin staff, read by those they are for."""

from django.urls import path

from ..views import custom
from ..views import targets as views
from ..views.definitions import Definitions

app_name = "targets"
urlpatterns = [
    path("settings/kpi-targets/", views.TargetSettings.as_view(), name="settings"),
    path("settings/kpi-targets/range/", views.TargetRange.as_view(), name="range"),
    path("settings/definitions/", Definitions.as_view(), name="definitions"),
    path("settings/custom-kpis/", custom.CustomKpis.as_view(), name="custom"),
    path("settings/custom-kpis/new/", custom.NewCustomKpi.as_view(), name="custom-new"),
    path("settings/custom-kpis/<slug:code>/", custom.CustomKpiPage.as_view(), name="custom-edit"),
    path(
        "settings/custom-kpis/<slug:code>/retire/",
        custom.RetireCustomKpi.as_view(),
        name="custom-retire",
    ),
    path("performance/targets/", views.Targets.as_view(), name="list"),
]
