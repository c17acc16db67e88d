"""The roof: every address of the product, app by app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from crm.site.health import Healthz, Readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", Healthz.as_view(), name="healthz"),
    path("readyz", Readyz.as_view(), name="readyz"),
]
