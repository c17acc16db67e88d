"""What a process remembers of a few rows that hardly ever change.

Read once and kept; a token in the shared cache, looked at no more than once a second, tells every
other process to read them again.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from typing import Generic, TypeVar

from django.core.cache import cache

T = TypeVar("T")
_LOOK_AGAIN_AFTER = 1.0  # seconds
_KEPT_FOR = 30 * 86_400  # seconds


class Remembered(Generic[T]):
    """`read` asks the tables; `name` is that of the token in the cache."""

    def __init__(self, name: str, read: Callable[[], T]) -> None:
        self._name, self._read = name, read
        self._lock = threading.Lock()
        self._found: T | None = None
        self._token: str | None = None
        self._looked_at = 0.0

    def known(self) -> T:
        """As they were read last, unless somebody changed them since."""
        if time.monotonic() - self._looked_at > _LOOK_AGAIN_AFTER:
            self.look()
        found = self._found
        if found is None:
            found = self._read()
            with self._lock:
                self._found = found
        return found

    def look(self) -> None:
        """Whether somebody changed them; then they are read again before the next use."""
        token = cache.get(self._name)
        with self._lock:
            self._looked_at = time.monotonic()
            if token != self._token:
                self._token, self._found = token, None

    def tell(self) -> None:
        """After a change is committed: everybody reads them again."""
        cache.set(self._name, uuid.uuid4().hex, _KEPT_FOR)
        self.look()

    def keep(self, found: T) -> None:
        """Know these without reading them, until somebody changes them."""
        with self._lock:
            self._found, self._token = found, cache.get(self._name)
            self._looked_at = time.monotonic()
