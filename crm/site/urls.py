"""Addresses that belong to no single app."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import home, settings

app_name = "site"
urlpatterns: list[URLPattern] = [
    path("", home.Home.as_view(), name="home"),
    path("settings/", settings.SettingsPage.as_view(), name="settings"),
    path("settings/start/", settings.StartPage.as_view(), name="start"),
    path("settings/start/confirm/", settings.ConfirmStep.as_view(), name="start-confirm"),
]
