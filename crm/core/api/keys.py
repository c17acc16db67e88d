"""The keys themselves: made from chance, kept as a hash, found again by it."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from .. import clock
from ..models import ApiKey

_FORM = re.compile(r"crm_[0-9a-f]{8}_[\w-]{43}", re.ASCII)
#: How exactly the last use is known: not one write a request.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewKey:
    """`text` is the whole key: shown once and kept nowhere."""

    text: str
    prefix: str
    hash: str


def new_key() -> NewKey:
    """`crm_1a2b3c4d_…`: eight digits to name it by, and 256 bits nobody can guess."""
    prefix = f"crm_{secrets.token_hex(4)}"
    text = f"{prefix}_{secrets.token_urlsafe(32)}"
    return NewKey(text, prefix, hash_of(text))


def hash_of(text: str) -> str:
    """A plain hash does: what is hashed is chance, not a word somebody chose."""
    return hashlib.sha256(text.encode()).hexdigest()


def find_key(text: str) -> ApiKey | None:
    """The key of that text with its owner, unless it is revoked or its owner deactivated."""
    if not _FORM.fullmatch(text):
        return None
    return ApiKey.objects.alive().select_related("owner").filter(hash=hash_of(text)).first()


def note_use(key: ApiKey) -> None:
    """Remember when it was used last, to the minute."""
    now = clock.now()
    if key.last_used_at is not None and now - key.last_used_at < NOTED_EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
    ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
