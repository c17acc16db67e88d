"""Addresses of signing in and of one's own account."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import account, exports, jobs, notices, saved_views, sign_in, work_status

#: At the roof without a namespace: allauth knows these two by their own names.
sign_in_urls: list[URLPattern] = [
    path("login/", sign_in.SignIn.as_view(), name="account_login"),
    path("logout/", sign_in.SignOut.as_view(), name="account_logout"),
]

app_name = "staff"
urlpatterns: list[URLPattern] = [
    path("account/", account.AccountPage.as_view(), name="account"),
    path("account/password/", account.PasswordPage.as_view(), name="password"),
    path("account/everywhere/", account.EverywherePage.as_view(), name="everywhere"),
    path("account/language/", account.SetLanguage.as_view(), name="language"),
    path("account/theme/", account.SetTheme.as_view(), name="theme"),
    path("account/keys/", account.SetKeys.as_view(), name="keys_switch"),
    path("account/stay/", account.StayPage.as_view(), name="stay"),
    path("account/unsent/", account.DropUnsent.as_view(), name="unsent"),
    path("notices/", notices.NoticesPage.as_view(), name="notices"),
    path("notices/read/", notices.ReadAll.as_view(), name="notices_read"),
    path("notices/<int:pk>/", notices.NoticePage.as_view(), name="notice"),
    path("exports/<slug:key>/", exports.TakeOut.as_view(), name="export"),
    path("me/jobs/", jobs.JobsPage.as_view(), name="jobs"),
    path("me/jobs/<int:pk>/cancel/", jobs.CancelJob.as_view(), name="job_cancel"),
    path("me/jobs/<int:pk>/file/", jobs.JobFile.as_view(), name="job_file"),
    path("me/views/", saved_views.SaveView.as_view(), name="view_save"),
    path("me/views/<int:pk>/rename/", saved_views.RenameView.as_view(), name="view_rename"),
    path("me/views/<int:pk>/delete/", saved_views.DeleteView.as_view(), name="view_delete"),
    path("work-status/", work_status.PeriodsPage.as_view(), name="periods"),
    path("work-status/switch/", work_status.SwitchStatus.as_view(), name="switch"),
    path("work-status/<int:pk>/", work_status.CorrectPage.as_view(), name="correct"),
    path("help/keys/", account.KeysPage.as_view(), name="keys"),
]
