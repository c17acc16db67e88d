"""What somebody is typing survives reload, sign-out and a lost connection until it is saved."""

from __future__ import annotations

from collections.abc import Mapping

from crm.core.masking import mask_secrets
from crm.people.models import User

from ..models import Draft

MAX_LENGTH = 20_000  # characters of one field; a pasted log must not fill the table


def draft_of(user: User, key: str) -> Draft | None:
    return Draft.objects.filter(user=user, key=key).first()


def keep_draft(user: User, *, key: str, fields: Mapping[str, str]) -> Draft:
    """Remember the fields of one form; card and resident numbers are masked here already."""
    kept = {name: mask_secrets(value)[0][:MAX_LENGTH] for name, value in fields.items()}
    draft, _ = Draft.objects.update_or_create(user=user, key=key, defaults={"fields": kept})
    return draft


def close_draft(user: User, *, key: str) -> None:
    Draft.objects.filter(user=user, key=key).delete()
