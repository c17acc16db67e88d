"""Signing in and out: allauth's views under our own addresses and words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.views import LoginView, LogoutView
from axes.helpers import get_failure_limit
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from crm.core import clock, unsent
from crm.core.middleware import THEME_COOKIE
from crm.core.models import Centre
from crm.people.models import User
from crm.staff.adapter import login_key
from crm.staff.forms.account import SignInForm

A_YEAR = 365 * 24 * 3600
TEMPLATE = "staff/sign_in.html"


class SignIn(LoginView):
    """The page everybody starts at."""

    public = True  # nobody is signed in yet
    form_class = SignInForm
    template_name = TEMPLATE

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        data: dict[str, Any] = super().get_context_data(**kwargs)
        return data | page_context(self.request)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated:
            settle(self.request, response, form.user)
        return response

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


class SignOut(LogoutView):
    """POST ends the session; GET asks first, so that no link elsewhere can sign anybody out."""

    public = True  # without a session there is nothing to protect
    template_name = "staff/sign_out.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        data: dict[str, Any] = super().get_context_data(**kwargs)
        return data | {"title": _("Sign out"), "centre": _centre()}


def settle(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """The account's language and theme become this browser's; the session's clock starts."""
    request.session["used_at"] = clock.now().timestamp()
    secure = settings.SESSION_COOKIE_SECURE
    for name, value in (
        (settings.LANGUAGE_COOKIE_NAME, user.language),
        (THEME_COOKIE, user.theme),
    ):
        response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=secure)
    unsent.take_seat(response, user.pk, secure=secure)


def locked(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The sign-in page again, saying until when this account is locked and where to turn.

    Unknown accounts get the same words: nobody learns from them which accounts exist.
    """
    with translation.override(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)):
        form = SignInForm(request.POST, request=request)
        form._errors = {}  # the lock says all there is to say
        context = page_context(request) | {
            "form": form,
            "typed": request.POST.get("login", ""),
            "locked_until": locked_until(login_key(request, credentials), request),
            "failures": get_failure_limit(request, credentials),
            "minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        }
        return render(request, TEMPLATE, context, status=429)


def locked_until(username: str, request: HttpRequest) -> datetime:
    """When the last counted failure from this address has cooled off."""
    attempts = AccessAttempt.objects.filter(
        username=username, ip_address=getattr(request, "axes_ip_address", None)
    )
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    end: datetime = (last or clock.now()) + settings.AXES_COOLOFF_TIME
    return end


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What the sign-in page shows beside its form."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()})
    return {
        "title": _("Sign in"),
        "centre": _centre(),
        "next": target if safe else "",
        "kept": unsent.KEY in request.session,
        "idle_minutes": settings.SESSION_COOKIE_AGE // 60,
    }


def _centre() -> Centre:
    return Centre.objects.filter(pk=1).first() or Centre()
