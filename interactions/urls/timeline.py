"""The history of a customer, below the customer's own address."""

from __future__ import annotations

from django.urls import path

from ..views.timeline import CustomerTimeline

app_name = "timeline"
urlpatterns = [
    path("customers/<str:number>/timeline/", CustomerTimeline.as_view(), name="of"),
]
