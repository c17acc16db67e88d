"""The address of the protection log."""

from __future__ import annotations

from django.urls import path

from ..views.protection import ProtectionLog

app_name = "protection"
urlpatterns = [path("settings/protection/", ProtectionLog.as_view(), name="list")]
