"""An address whose view says nothing about who may open it."""

from __future__ import annotations

from django.urls import path

from tests.shell.test_pages import Silent

urlpatterns = [path("silent/", Silent.as_view())]
