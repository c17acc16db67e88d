"""Numbers that open their page from the search field, whatever app they belong to.

An app registers, in its `apps.ready`, a function that gets the typed text and the user and answers
with the address of the page when the text is a number of its own that the user may open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm.people.models import User

Resolver = Callable[[str, "User"], str | None]
_resolvers: list[Resolver] = []


def register(resolver: Resolver) -> None:
    _resolvers.append(resolver)


def resolve(text: str, user: User) -> str | None:
    """The page of the number, if one app knows it."""
    for resolver in _resolvers:
        address = resolver(text, user)
        if address:
            return address
    return None
