"""The roof of the API: every resource of every app under `/api/v1/`, and its document."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

from crm.core.api.documentation import DocsView, SchemaView
from crm.staff.api import WorkStatuses
from customers.api.views import Customers
from interactions.api.answers import Answers
from interactions.api.consultations import Consultations
from interactions.api.faq import Faq
from interactions.api.follow_ups import FollowUps
from interactions.api.inquiries import Inquiries
from interactions.api.types import Types
from performance.api.kpis import Kpis
from performance.api.targets import Targets

app_name = "api"
router = SimpleRouter()
for view in (
    *(Customers, Inquiries, Consultations, FollowUps, Types, Faq),
    *(Answers, WorkStatuses, Kpis, Targets),
):
    router.register(view.resource, view, basename=view.resource)

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(router.urls)),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
]
