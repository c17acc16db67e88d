"""What this process knows of the versions of the definitions.

Read once and kept; a token in the shared cache, looked at no more than once a second, tells every
other process to read them again.
"""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass

from django.core.cache import cache

from .kpis import versions
from .kpis.versions import FIRST, Version, Versions
from .models import Definition

_TOKEN = "performance:definitions"  # noqa: S105 - a name in the cache
_LOOK_AGAIN_AFTER = 1.0  # seconds
_KEPT_FOR = 30 * 86_400  # seconds


@dataclass
class _Kept:
    versions: Versions | None = None
    token: str | None = None
    looked_at: float = 0.0


_kept = _Kept()
_lock = threading.Lock()


def known() -> Versions:
    """Oldest first, version 1 at the head; of two with the same first day the later one."""
    if time.monotonic() - _kept.looked_at > _LOOK_AGAIN_AFTER:
        look()
    found = _kept.versions
    if found is None:
        found = stored()
        with _lock:
            _kept.versions = found
    return found


def stored() -> Versions:
    """As the table has them now."""
    rows = Definition.objects.order_by("starts_on", "number")
    by_day = {row.starts_on: Version.of(row.starts_on, row.parameters) for row in rows}
    return (FIRST, *by_day.values())


def look() -> None:
    """Whether somebody changed them; then they are read again before the next use."""
    token = cache.get(_TOKEN)
    with _lock:
        _kept.looked_at = time.monotonic()
        if token != _kept.token:
            _kept.token, _kept.versions = token, None


def tell() -> None:
    """After a change is committed: everybody reads them again."""
    cache.set(_TOKEN, uuid.uuid4().hex, _KEPT_FOR)
    look()


def keep(found: Versions) -> None:
    """Know these without reading them, until somebody changes them."""
    with _lock:
        _kept.versions, _kept.token = found, cache.get(_TOKEN)
        _kept.looked_at = time.monotonic()


def watch() -> None:
    """Called once the apps are loaded."""
    versions.read_by(known)
