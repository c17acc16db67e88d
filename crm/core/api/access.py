"""Who calls, what that caller may do, and how often."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from crm.people.models import User
from crm.people.roles import Right, holds

from .. import clock
from ..models import ApiKey
from ..origin import came_by
from ..pages import SAFE
from ..refusals import sentence
from .keys import find_key, note_use
from .scopes import READ, WRITE

if TYPE_CHECKING:
    from rest_framework.views import APIView  # importing it would import this module again

log = logging.getLogger(__name__)
KEYWORD = "Api-Key"
WINDOW = 60  # seconds


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Api-Key crm_…`; the caller is the key's owner."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        word, _space, text = request.headers.get("Authorization", "").partition(" ")
        if word.lower() != KEYWORD.lower():
            return None
        key = find_key(text.strip())
        if key is None:
            raise AuthenticationFailed(
                _("This API key is unknown, was revoked, or belongs to a deactivated account.")
            )
        came_by(key.prefix)
        note_use(key)
        return key.owner, key

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


class MayUse(BasePermission):
    """The owner's right, and for a key also the scope. `view.right()` names what it takes."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = request.user
        if not isinstance(user, User):
            return False  # answered 401
        if request.auth is None and user.must_change_password:
            raise PermissionDenied(_("Choose your own password first: sign in on the web."))
        right: Right = view.right()  # type: ignore[attr-defined]  # every endpoint has it
        if not holds(user, right):
            raise PermissionDenied(sentence(right))
        needed = scope_of(view, request)
        if isinstance(request.auth, ApiKey) and needed and needed not in request.auth.scopes:
            raise PermissionDenied(_("This API key lacks the scope %(scope)s.") % {"scope": needed})
        return True


def scope_of(view: Any, request: Request) -> str:
    """`customers:write`; some actions are posted and only read (a search, say)."""
    if not view.resource:
        return ""
    reads = request.method in SAFE or view.reads()
    return f"{view.resource}:{READ if reads else WRITE}"


class Throttle(BaseThrottle):
    """So many requests a minute for each key (or signed-in user), counted by all processes alike.

    Without the shared cache nobody is counted: that must not stop work.
    """

    left: float | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        limit = int(settings.API_REQUESTS_PER_MINUTE)
        now = clock.now().timestamp()
        window, passed = divmod(now, WINDOW)
        key = f"core:api:{_caller(request)}:{int(window)}"
        try:
            cache.add(key, 0, 2 * WINDOW)
            count = cache.incr(key)
        except Exception:
            log.warning("API request not counted", exc_info=True)
            return True
        self.left = WINDOW - passed
        return count <= limit

    def wait(self) -> float | None:
        """Whole seconds until the next minute begins, at least one."""
        return None if self.left is None else float(int(self.left) + 1)


def _caller(request: Request) -> str:
    if isinstance(request.auth, ApiKey):
        return f"key:{request.auth.pk}"
    return f"user:{request.user.pk}"
