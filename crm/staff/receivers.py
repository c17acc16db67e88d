"""What follows a failed sign-in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_login_failed
from django.core.cache import cache
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

from crm.core import clock, notices
from crm.people.models import Role, User

from .adapter import login_key

#: The lock is by account and address; guessing from many addresses shows only here.
WARN_AT = 50
WATCHED_SECONDS = 24 * 3600


@receiver(user_login_failed, dispatch_uid="staff.warn_admins")
def warn_admins(
    *, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Tell the admins once a day about an account with many wrong passwords, wherever from."""
    user = User.objects.by_login(login_key(request, credentials))
    if user is None:
        return
    key = f"staff:failures:{user.pk}"
    cache.add(key, 0, WATCHED_SECONDS)
    if cache.incr(key) != WARN_AT:
        return
    for admin in User.objects.active().filter(role=Role.ADMIN):
        notices.notify(
            admin,
            "staff.many_failures",
            key=f"failures-{user.code}-{clock.today()}",
            url=reverse("settings-user", args=[user.code]),
            facts={"username": user.username, "count": WARN_AT},
        )
