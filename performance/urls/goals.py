"""Goals: the centre's, the teams', and one's own."""

from django.urls import path

from ..views import goal_form as forms
from ..views import goals as views

app_name = "goals"
urlpatterns = [
    path("goals/", views.Goals.as_view(), name="list"),
    path("goals/new/", forms.NewGoal.as_view(), name="new"),
    path("goals/range/", forms.GoalRange.as_view(), name="range"),
    path("goals/<slug:goal>/", views.GoalPage.as_view(), name="detail"),
    path("goals/<slug:goal>/accept/", views.Accept.as_view(), name="accept"),
    path("goals/<slug:goal>/decline/", views.Decline.as_view(), name="decline"),
    path("goals/<slug:goal>/close/", views.Close.as_view(), name="close"),
    path("goals/<slug:goal>/check-in/", views.CheckIn.as_view(), name="check_in"),
    path("me/goals/", views.MyGoals.as_view(), name="mine"),
]
