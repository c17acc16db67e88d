"""What follows signing in and out, and saving something."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.core.cache import cache
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.urls import reverse

from crm.core import audit, clock, notices
from crm.people.models import Role, User

from .adapter import login_key
from .services import work_days, work_status

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


@receiver(user_logged_out, dispatch_uid="staff.end_work_status")
def end_work_status(*, user: User | None = None, **kwargs: Any) -> None:
    """Whoever signs out is not at work any more."""
    if isinstance(user, User):
        work_status.end_running(user)


@receiver(audit.saved, dispatch_uid="staff.note_work")
def note_work(*, actor: User, action: str, **kwargs: Any) -> None:
    """After commit, so that no write waits for it; a count every few minutes finds what is lost."""
    if action.startswith(work_days.OWN_ACCOUNT):
        return
    done = partial(work_days.note_work, actor.pk, day=clock.today())
    transaction.on_commit(done, robust=True)
