"""Addresses under /faq/."""

from __future__ import annotations

from django.urls import path

from ..views.faq import FaqArticle, FaqEdit, FaqList, FaqNew, FaqPublish, FaqRetire

app_name = "faq"
urlpatterns = [
    path("", FaqList.as_view(), name="list"),
    path("new/", FaqNew.as_view(), name="new"),
    path("<str:slug>/", FaqArticle.as_view(), name="article"),
    path("<str:slug>/edit/", FaqEdit.as_view(), name="edit"),
    path("<str:slug>/publish/", FaqPublish.as_view(), name="publish"),
    path("<str:slug>/retire/", FaqRetire.as_view(), name="retire"),
]
