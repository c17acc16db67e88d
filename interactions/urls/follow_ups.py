"""Addresses under /follow-ups/."""

from __future__ import annotations

from django.urls import path

from ..views.follow_ups import (
    FollowUpAgain,
    FollowUpCancel,
    FollowUpDone,
    FollowUpList,
    FollowUpNoAnswer,
    FollowUpPage,
    FollowUpReassign,
)

app_name = "follow_ups"
urlpatterns = [
    path("follow-ups/", FollowUpList.as_view(), name="list"),
    path("follow-ups/reassign/", FollowUpReassign.as_view(), name="reassign"),
    path("follow-ups/<int:pk>/", FollowUpPage.as_view(), name="detail"),
    path("follow-ups/<int:pk>/done/", FollowUpDone.as_view(), name="done"),
    path("follow-ups/<int:pk>/no-answer/", FollowUpNoAnswer.as_view(), name="no-answer"),
    path("follow-ups/<int:pk>/again/", FollowUpAgain.as_view(), name="again"),
    path("follow-ups/<int:pk>/cancel/", FollowUpCancel.as_view(), name="cancel"),
]
