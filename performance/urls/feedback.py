"""Feedback: what a lead writes, what an agent receives."""

from django.urls import path

from ..views import feedback as views
from ..views import feedback_form as forms

app_name = "feedback"
urlpatterns = [
    path("feedback/", views.FeedbackList.as_view(), name="list"),
    path("feedback/new/", forms.NewFeedback.as_view(), name="new"),
    path("feedback/preview/", forms.Preview.as_view(), name="preview"),
    path("feedback/<int:number>/", views.FeedbackPage.as_view(), name="detail"),
    path("feedback/<int:number>/edit/", forms.EditFeedback.as_view(), name="edit"),
    path("feedback/<int:number>/send/", views.Send.as_view(), name="send"),
    path("feedback/<int:number>/discard/", views.Discard.as_view(), name="discard"),
    path("feedback/<int:number>/reply/", views.Reply.as_view(), name="reply"),
    path("feedback/<int:number>/respond/", views.Respond.as_view(), name="respond"),
    path("me/feedback/", views.Inbox.as_view(), name="mine"),
]
