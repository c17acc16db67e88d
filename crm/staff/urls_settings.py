"""Addresses of the settings about people, hours, rights and the change log."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import api_keys, audit, centre, hours, memberships, roles, teams, users

urlpatterns: list[URLPattern] = [
    path("settings/teams/", teams.TeamsPage.as_view(), name="settings-teams"),
    path("settings/teams/new/", teams.NewTeamPage.as_view(), name="settings-team-new"),
    path("settings/teams/<str:code>/", teams.TeamPage.as_view(), name="settings-team"),
    path(
        "settings/teams/<str:code>/name/",
        teams.RenameTeamPage.as_view(),
        name="settings-team-rename",
    ),
    path(
        "settings/teams/<str:code>/people/", teams.AddPersonPage.as_view(), name="settings-team-add"
    ),
    path("settings/teams/<str:code>/close/", teams.CloseTeam.as_view(), name="settings-team-close"),
    path(
        "settings/teams/<str:code>/reopen/", teams.ReopenTeam.as_view(), name="settings-team-reopen"
    ),
    path("settings/users/", users.UsersPage.as_view(), name="settings-users"),
    path("settings/users/new/", users.NewUserPage.as_view(), name="settings-user-new"),
    path("settings/users/<str:code>/", users.UserPage.as_view(), name="settings-user"),
    path(
        "settings/users/<str:code>/edit/", users.EditUserPage.as_view(), name="settings-user-edit"
    ),
    path(
        "settings/users/<str:code>/password/",
        users.ResetPassword.as_view(),
        name="settings-user-password",
    ),
    path(
        "settings/users/<str:code>/unlock/", users.UnlockUser.as_view(), name="settings-user-unlock"
    ),
    path(
        "settings/users/<str:code>/deactivate/",
        users.DeactivateUser.as_view(),
        name="settings-user-deactivate",
    ),
    path(
        "settings/users/<str:code>/reactivate/",
        users.ReactivateUser.as_view(),
        name="settings-user-reactivate",
    ),
    path(
        "settings/users/<str:code>/team/",
        memberships.PlaceUserPage.as_view(),
        name="settings-user-team",
    ),
    path(
        "settings/users/<str:code>/teams/<int:pk>/end/",
        memberships.EndMembershipPage.as_view(),
        name="settings-membership-end",
    ),
    path(
        "settings/users/<str:code>/teams/<int:pk>/cancel/",
        memberships.CancelMembership.as_view(),
        name="settings-membership-cancel",
    ),
    path("settings/roles/", roles.RolesPage.as_view(), name="settings-roles"),
    path("settings/hours/", hours.HoursPage.as_view(), name="settings-hours"),
    path("settings/hours/holidays/", hours.AddHolidayPage.as_view(), name="settings-holiday-add"),
    path(
        "settings/hours/holidays/reload/",
        hours.ReloadHolidays.as_view(),
        name="settings-holidays-reload",
    ),
    path(
        "settings/hours/holidays/<int:pk>/remove/",
        hours.RemoveHoliday.as_view(),
        name="settings-holiday-remove",
    ),
    path("settings/centre/", centre.CentrePage.as_view(), name="settings-centre"),
    path("settings/api-keys/", api_keys.ApiKeysPage.as_view(), name="settings-api-keys"),
    path("settings/api-keys/new/", api_keys.NewApiKeyPage.as_view(), name="settings-api-key-new"),
    path(
        "settings/api-keys/<str:prefix>/revoke/",
        api_keys.RevokeApiKey.as_view(),
        name="settings-api-key-revoke",
    ),
    path("settings/audit/", audit.AuditPage.as_view(), name="settings-audit"),
    path("settings/audit/<int:pk>/", audit.AuditEntryPage.as_view(), name="settings-audit-entry"),
]
