"""Targets: set by admin staff, read by those they are for."""

from django.urls import path

from ..views import targets as views

app_name = "targets"
urlpatterns = [
    path("settings/kpi-targets/", views.TargetSettings.as_view(), name="settings"),
    path("settings/kpi-targets/range/", views.TargetRange.as_view(), name="range"),
    path("performance/targets/", views.Targets.as_view(), name="list"),
]
