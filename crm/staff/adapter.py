"""How allauth signs people in here: axes counts passwords, and a refusal says one sentence."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.core.origin import address_of
from crm.people.models import User

WRONG = _("The user name or the password is not right. Check both and try again.")


class Adapter(DefaultAccountAdapter):
    """The same words whether the name is unknown, the password wrong, or the account inactive."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "account_inactive": WRONG,
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, then try again."),
    }
    _login_failed_rl_usage = None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """axes alone counts passwords; two counters would tell two times."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def get_client_ip(self, request: HttpRequest) -> str:
        """For its rate limits: the address everything else here goes by."""
        return address_of(request) or ""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No toast for having signed in or out: the page says it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def login_key(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """One key for an account, by user name and by e-mail alike; else what was typed."""
    given = credentials or {}
    typed = given.get("username") or given.get("email") or ""
    if not typed and request is not None:
        typed = request.POST.get("login", "")
    typed = str(typed).strip()
    found = User.objects.by_login(typed)
    return found.username if found else typed.lower()[:255]
