"""What somebody is answered who may not see a page: sign in first, or whom to ask."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from crm.people.roles import Right

from . import unsent
from .refusals import sentence, whom_to_ask


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back; what was posted is kept for afterwards."""
    if request.method == "POST":
        unsent.keep(request)
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"detail": _("You are signed out. Sign in and try again.")}, status=401)
    page = unsent.page_of(request, shows_itself=_shows_itself(request))
    url = f"{settings.LOGIN_URL}?{urlencode({'next': page})}"
    if getattr(request, "htmx", False):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _shows_itself(request: HttpRequest) -> bool:
    """Whether the address asked for is a page; a button's address answers POST alone."""
    match = request.resolver_match
    view = getattr(match.func, "view_class", None) if match else None
    return "get" in getattr(view, "http_method_names", ["get"])


def refuse(request: HttpRequest, right: Right | None) -> HttpResponse:
    """403 with the roles that may, and whom to ask."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"detail": sentence(right)}, status=403)
    context = {"title": _("Not for your role"), "ask": whom_to_ask(right)}
    context["frame"] = "base.html" if request.user.is_authenticated else "plain.html"
    template = "errors/_403.html" if getattr(request, "htmx", False) else "errors/403.html"
    return render(request, template, context, status=403)
