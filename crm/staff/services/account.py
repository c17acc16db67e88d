"""What everybody may change about the own account."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from crm.core import audit
from crm.people.models import User


@transaction.atomic
def change_own_password(actor: User, *, password: str) -> None:
    """Every other session of the account ends with the old password."""
    actor.set_password(password)
    actor.must_change_password = False
    actor.save(update_fields=["password", "must_change_password"])
    audit.record(actor, "user.password_changed", actor)


@transaction.atomic
def end_all_sessions(actor: User, *, password: str) -> None:
    """The same password hashed anew: sessions carry a print of the hash and no longer fit."""
    actor.set_password(password)
    actor.save(update_fields=["password"])
    audit.record(actor, "user.signed_out_everywhere", actor)


@transaction.atomic
def change_own_preferences(
    actor: User, *, language: str | None = None, theme: str | None = None
) -> None:
    """What the account brings to the next sign-in; this browser's cookies decide for itself."""
    before = {"language": actor.language, "theme": actor.theme}
    actor.language = language or actor.language
    actor.theme = theme or actor.theme
    changes = audit.diff(before, {"language": actor.language, "theme": actor.theme})
    if changes:
        actor.save(update_fields=["language", "theme"])
        User.objects.filter(pk=actor.pk).update(revision=F("revision") + 1)
        audit.record(actor, "user.changed", actor, changes=changes)
