"""The roof: every address of the product, app by app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from crm.staff.urls_account import sign_in_urls

handler400 = "crm.core.errors.bad_request"
handler403 = "crm.core.errors.forbidden"
handler404 = "crm.core.errors.not_found"
handler500 = "crm.core.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    *sign_in_urls,
    path("", include("crm.staff.urls_account")),
    path("", include("crm.staff.urls_settings")),
    path("", include("crm.site.urls")),
    path("api/", include("crm.site.api")),
    path("customers/", include("customers.urls")),
    path("faq/", include("interactions.urls.faq")),
    path("", include("interactions.urls.timeline")),
    path("", include("interactions.urls.consultations")),
    path("", include("interactions.urls.follow_ups")),
    path("", include("interactions.urls.types")),
    path("", include("interactions.urls.imports")),
    path("", include("interactions.urls.channels")),
    path("", include("interactions.urls.disputes")),
    path("", include("interactions.urls.protection")),
    path("", include("performance.urls.figures")),
    path("", include("performance.urls.targets")),
    path("", include("performance.urls.goals")),
    path("", include("performance.urls.feedback")),
]
