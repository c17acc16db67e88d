"""Addresses under /disputes/."""

from __future__ import annotations

from django.urls import path

from ..views.disputes import DisputeList, DisputePage

app_name = "disputes"
urlpatterns = [
    path("disputes/", DisputeList.as_view(), name="list"),
    path("disputes/<int:pk>/", DisputePage.as_view(), name="detail"),
]
