"""The roof: every address of the product, app by app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from crm.site.health import healthz, readyz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
