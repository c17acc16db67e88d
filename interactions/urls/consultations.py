"""Addresses under /consultations/."""

from __future__ import annotations

from django.urls import path

from ..views.consultations import ConsultationList, ConsultationPage
from ..views.corrections import ExcludePage, IncludeAgain, LinkPage
from ..views.disputes import RaisePage
from ..views.drafts import DiscardDraft, KeepDraft
from ..views.editing import EditPage
from ..views.logging import LogPage

app_name = "consultations"
urlpatterns = [
    path("consultations/", ConsultationList.as_view(), name="list"),
    path("consultations/new/", LogPage.as_view(), name="new"),
    path("consultations/draft/", KeepDraft.as_view(), name="draft"),
    path("consultations/draft/discard/", DiscardDraft.as_view(), name="discard"),
    path("consultations/<str:number>/", ConsultationPage.as_view(), name="detail"),
    path("consultations/<str:number>/edit/", EditPage.as_view(), name="edit"),
    path("consultations/<str:number>/exclude/", ExcludePage.as_view(), name="exclude"),
    path("consultations/<str:number>/include/", IncludeAgain.as_view(), name="include"),
    path("consultations/<str:number>/dispute/", RaisePage.as_view(), name="dispute"),
    path("consultations/<str:number>/customer/", LinkPage.as_view(), name="link"),
]
