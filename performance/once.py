"""What the panels of one page need again and again is read once while they are drawn.

The tree of types, names and where missed contacts come in: small tables that every breakdown asks
for. Outside of a drawing nothing is kept, so nobody reads what was true a moment ago.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

T = TypeVar("T")
_held: ContextVar[dict[str, Any] | None] = ContextVar("performance_once", default=None)


@contextmanager
def drawing() -> Iterator[None]:
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def once(name: str, read: Callable[[], T]) -> T:
    """What `read` answers; within a drawing what it answered first."""
    held = _held.get()
    if held is None:
        return read()
    if name not in held:
        held[name] = read()
    return cast("T", held[name])
