"""What surrounds every request: readable addresses, the zone, idle sessions, first passwords."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from . import clock

GetResponse = Callable[[HttpRequest], HttpResponseBase]
THEMES = ("system", "light", "dark")
THEME_COOKIE = "theme"
RENEW_AFTER = 60  # seconds between two renewals of a session: not one write a request


def theme_of(request: HttpRequest) -> str:
    """The theme this browser chose; `system` follows the operating system."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "system"


class AddressMiddleware:
    """A NUL in an address names nothing, and the database would refuse it as text: 400."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return self.get_response(request)


class ZoneMiddleware:
    """Activates the centre's zone, so that forms read local times as the centre means them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(clock.zone()):
            return self.get_response(request)


class IdleMiddleware:
    """A session ends after `SESSION_COOKIE_AGE` without use; polling does not count as use."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        used = (
            request.session.get("used_at", 0)
            if settings.SESSION_COOKIE_NAME in request.COOKIES
            else 0
        )
        if used and "HX-Poll" not in request.headers and time.time() - used > RENEW_AFTER:
            request.session["used_at"] = time.time()
        return self.get_response(request)


class FirstPasswordMiddleware:
    """Somebody with a one-time password chooses an own one before anything else."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        owner = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
        if getattr(owner, "public", False) or getattr(owner, "before_password", False):
            return None
        if request.user.is_authenticated and request.user.must_change_password:
            return HttpResponseRedirect(reverse("staff:password"))
        return None
