"""API keys: made by admins for an owner, shown once, revoked for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from crm.core import audit, clock
from crm.core.api.keys import new_key
from crm.core.api.scopes import SCOPES, unknown
from crm.core.models import ApiKey
from crm.people.models import User


@dataclass(frozen=True)
class MadeKey:
    """The row, and the text that is shown once and kept nowhere."""

    key: ApiKey
    text: str


@transaction.atomic
def create_api_key(
    actor: User | None, *, owner: User, scopes: Sequence[str], name: str = ""
) -> MadeKey:
    """A key that acts as its owner, never beyond the owner's rights and only within its scopes."""
    if not owner.is_active:
        raise ValidationError({"owner": _("This account is deactivated.")})
    if wrong := unknown(scopes):
        words = _("There is no scope %(scope)s.") % {"scope": wrong[0]}
        raise ValidationError({"scopes": words})
    if not scopes:
        raise ValidationError({"scopes": _("Choose at least one scope.")})
    made = new_key()
    kept = [scope for scope in SCOPES if scope in scopes]
    key = ApiKey.objects.create(
        owner=owner,
        name=name.strip() or made.prefix,
        prefix=made.prefix,
        hash=made.hash,
        scopes=kept,
        created_by=actor,
    )
    facts = {"owner": owner.code, "scopes": ", ".join(kept)}
    audit.record(actor, "api_key.created", key, changes=audit.diff({}, facts), label=key.name)
    return MadeKey(key, made.text)


@transaction.atomic
def revoke_api_key(actor: User, *, key: ApiKey) -> None:
    """It opens nothing from now on; what it wrote stays, and says so."""
    held = ApiKey.objects.select_for_update(of=("self",)).get(pk=key.pk)
    if held.revoked_at is not None:
        return
    held.revoked_at, held.revoked_by = clock.now(), actor
    held.save(update_fields=["revoked_at", "revoked_by"])
    audit.record(actor, "api_key.revoked", held, label=held.name)
