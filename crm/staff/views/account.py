"""One's own account: password, sessions, language, theme, shortcuts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from crm.core import unsent
from crm.core.middleware import THEME_COOKIE, THEMES
from crm.core.pages import ActionPage, FormPage, Page
from crm.people.roles import Right
from crm.staff.forms.account import EverywhereForm, PasswordForm
from crm.staff.services.account import (
    change_own_password,
    change_own_preferences,
    end_all_sessions,
)

from .sign_in import A_YEAR

KEYS_COOKIE = "keys"


class AccountPage(Page):
    """Who I am here, and what this browser does."""

    permission = Right.OWN_ACCOUNT
    title = gettext_lazy("My account")
    template = "staff/account.html"

    def get_context(self) -> dict[str, Any]:
        memberships = self.user.memberships.select_related("team").order_by("-starts_on", "-pk")
        return {**super().get_context(), "memberships": memberships}


class PasswordPage(FormPage):
    """Choosing a new password; the way in for somebody with a one-time password."""

    permission = Right.OWN_ACCOUNT
    before_password = True
    template = "staff/password.html"
    form_class = PasswordForm
    success = gettext_lazy("The password is changed. Other devices are signed out.")

    def get_title(self) -> str | Promise:
        return _("Choose your password") if self.forced else _("Change password")

    def get_crumbs(self) -> list[tuple[str | Promise, str]]:
        return [] if self.forced else [(_("My account"), reverse("staff:account"))]

    @property
    def forced(self) -> bool:
        return self.user.must_change_password

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"user": self.user}

    def get_template(self) -> str:
        return "staff/first_password.html" if self.forced else super().get_template()

    def save(self, form: BaseForm) -> str:
        first = self.forced
        change_own_password(self.user, password=form.cleaned_data["new"])
        update_session_auth_hash(self.request, self.user)
        return "/" if first else reverse("staff:account")


class EverywherePage(FormPage):
    """Ending every other session of this account."""

    permission = Right.OWN_ACCOUNT
    title = gettext_lazy("Sign out everywhere")
    crumbs = ((gettext_lazy("My account"), "staff:account"),)
    template = "staff/everywhere.html"
    form_class = EverywhereForm
    success = gettext_lazy("Every other device is signed out.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"user": self.user}

    def save(self, form: BaseForm) -> str:
        end_all_sessions(self.user, password=form.cleaned_data["password"])
        update_session_auth_hash(self.request, self.user)
        return reverse("staff:account")


class _Switch(View):
    """A preference of this browser, set by a plain POST that comes back to where it was sent."""

    public = True  # the sign-in page has the language switch too; changes nothing but cookies there
    http_method_names = ["post", "options"]

    def back(self) -> HttpResponse:
        target = self.request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(target, {self.request.get_host()}):
            target = "/"
        return HttpResponseRedirect(target)

    def keep(self, response: HttpResponse, name: str, value: str) -> HttpResponse:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=secure)
        return response


class SetLanguage(_Switch):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        language = request.POST.get("language", "")
        if language not in dict(settings.LANGUAGES):
            return self.back()
        translation.activate(language)
        if request.user.is_authenticated:
            change_own_preferences(request.user, language=language)
        return self.keep(self.back(), settings.LANGUAGE_COOKIE_NAME, language)


class SetTheme(_Switch):
    def post(self, request: HttpRequest) -> HttpResponseBase:
        theme = request.POST.get("theme", "")
        if theme not in THEMES:
            return self.back()
        if request.user.is_authenticated:
            change_own_preferences(request.user, theme=theme)
        return self.keep(self.back(), THEME_COOKIE, theme)


class SetKeys(_Switch):
    """Single-key shortcuts, which some people set off by accident or by voice."""

    def post(self, request: HttpRequest) -> HttpResponseBase:
        chosen = "on" if request.POST.get("keys") == "on" else "off"
        return self.keep(self.back(), KEYS_COOKIE, chosen)


class StayPage(Page):
    """Asked for by "Stay signed in": any request renews the session, this one shows nothing."""

    permission = Right.OWN_ACCOUNT

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"seconds": settings.SESSION_COOKIE_AGE})
        return HttpResponseRedirect("/")


class DropUnsent(ActionPage):
    """Let go of what was typed before the session ended."""

    permission = Right.OWN_ACCOUNT
    success = gettext_lazy("Discarded.")

    def run(self) -> str:
        unsent.drop(self.request)
        target = self.request.POST.get("next", "")
        return target if url_has_allowed_host_and_scheme(target, {self.request.get_host()}) else "/"


class KeysPage(Page):
    """The keyboard help as a page, for reading and printing without script."""

    permission = Right.OWN_ACCOUNT
    title = gettext_lazy("Keyboard shortcuts")
    template = "staff/keys.html"
