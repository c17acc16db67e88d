"""The address /settings/channels/."""

from __future__ import annotations

from django.urls import path

from ..views.channels import ChannelsPage

app_name = "channels"
urlpatterns = [path("settings/channels/", ChannelsPage.as_view(), name="list")]
