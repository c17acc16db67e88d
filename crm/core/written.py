"""Stamps that move with each write people make to some kinds of rows.

A page that keeps something drawn asks for the stamp of all that stands in it beside the records
themselves: names, targets, feedback. The stamp lies in the cache beside what is kept, so losing the
one loses the other.
"""

from __future__ import annotations

import uuid
from functools import partial

from django.core.cache import cache
from django.db import transaction

_watched: dict[str, tuple[str, ...]] = {}
_KEPT = 7 * 86_400  # seconds


def watch(name: str, *kinds: str) -> None:
    """Name a stamp for rows of some kinds: beginnings of their labels, such as `people.`."""
    _watched[name] = kinds


def stamp(name: str) -> str:
    return str(cache.get(f"written:{name}", ""))


def tell(kind: str) -> None:
    """Inside the write: it moves at once for whoever goes on reading here, and when others see it.

    A reader between the two may keep the old rows under the first stamp; the second ends that.
    """
    for name, kinds in _watched.items():
        if kind.startswith(kinds):
            _move(name)
            transaction.on_commit(partial(_move, name), robust=True)


def _move(name: str) -> None:
    cache.set(f"written:{name}", uuid.uuid4().hex, _KEPT)
