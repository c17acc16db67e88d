"""Addresses under /settings/types/."""

from __future__ import annotations

from django.urls import path

from ..views.types import (
    TypeDelete,
    TypeEdit,
    TypeNew,
    TypeReactivate,
    TypeRetire,
    TypeShift,
    TypeTree,
)

app_name = "types"
urlpatterns = [
    path("settings/types/", TypeTree.as_view(), name="list"),
    path("settings/types/new/", TypeNew.as_view(), name="new"),
    path("settings/types/<str:code>/", TypeEdit.as_view(), name="edit"),
    path("settings/types/<str:code>/shift/", TypeShift.as_view(), name="shift"),
    path("settings/types/<str:code>/retire/", TypeRetire.as_view(), name="retire"),
    path("settings/types/<str:code>/reactivate/", TypeReactivate.as_view(), name="reactivate"),
    path("settings/types/<str:code>/delete/", TypeDelete.as_view(), name="delete"),
]
