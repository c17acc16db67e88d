"""The error pages: what failed, what was kept, the way on. None of them needs the database."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from . import turned_away
from .api import problems
from .refusals import MissingRight, sentence

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if problems.is_api(request):
        return problems.answer(400, "bad_request", _("This request could not be read"))
    return _answer(request, 400, _("This request could not be read"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    right = exception.right if isinstance(exception, MissingRight) else None
    if problems.is_api(request):
        return problems.answer(403, "permission_denied", sentence(right))
    return turned_away.refuse(request, right)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if problems.is_api(request):
        return problems.answer(404, "not_found", _("There is no such address"))
    return _answer(request, 404, _("There is no such page"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django has logged the trace; the code on the page finds it."""
    code = uuid.uuid4().hex[:8]
    log.error("Error page shown", extra={"code": code, "path": request.path})
    if problems.is_api(request):
        return problems.answer(500, "error", f"{_('That did not work')} ({code})")
    return _answer(request, 500, _("That did not work"), code=code)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a page left open over a sign-out: what was typed is kept as far as we can."""
    log.warning("CSRF check failed", extra={"path": request.path, "reason": reason})
    return _answer(request, 403, _("This page was open for too long"), template="errors/csrf.html")


def _answer(
    request: HttpRequest, status: int, title: str, *, template: str = "", **context: Any
) -> HttpResponse:
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"detail": title, **context}, status=status)
    framed = status != 500 and getattr(request, "user", None) is not None
    framed = framed and request.user.is_authenticated
    frame = {"frame": "base.html" if framed else "plain.html", "title": title, "status": status}
    return render(request, template or f"errors/{status}.html", frame | context, status=status)
