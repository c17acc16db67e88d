"""Targets: set by admin staff, read by those they are for."""

from django.urls import path

from ..views import targets as views
from ..views.definitions import Definitions

app_name = "targets"
urlpatterns = [
    path("settings/kpi-targets/", views.TargetSettings.as_view(), name="settings"),
    path("settings/kpi-targets/range/", views.TargetRange.as_view(), name="range"),
    path("settings/definitions/", Definitions.as_view(), name="definitions"),
    path("performance/targets/", views.Targets.as_view(), name="list"),
]
