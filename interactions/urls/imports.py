"""Addresses under /imports/."""

from __future__ import annotations

from django.urls import path

from ..views import imports

app_name = "imports"
urlpatterns = [
    path("imports/", imports.ImportsPage.as_view(), name="list"),
    path("imports/new/", imports.NewImport.as_view(), name="new"),
    path("imports/<int:pk>/", imports.RunPage.as_view(), name="run"),
    path("imports/<int:pk>/columns/", imports.ColumnsPage.as_view(), name="columns"),
    path("imports/<int:pk>/check/", imports.CheckImport.as_view(), name="check"),
    path("imports/<int:pk>/take/", imports.TakeImport.as_view(), name="take"),
    path("imports/<int:pk>/undo/", imports.UndoImport.as_view(), name="undo"),
    path("imports/<int:pk>/errors/", imports.ErrorsFile.as_view(), name="errors"),
]
