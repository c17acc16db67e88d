"""Which lists can be taken out, and by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, QueryDict

from crm.people.roles import Right, holds

from .. import audit
from .tables import Table, Text

if TYPE_CHECKING:
    from crm.people.models import User


@dataclass(frozen=True)
class Asking:
    """Who asks, and the query string of the list: its filters, tabs and order."""

    user: User
    query: QueryDict

    @property
    def request(self) -> HttpRequest:
        """The list's own request, for filters and figures that read one."""
        request = HttpRequest()
        request.GET = self.query  # type: ignore[assignment]  # nobody writes to it
        request.user, request.method = self.user, "GET"
        return request


@dataclass(frozen=True)
class Export:
    """A list by its key in addresses. `table` may raise `Http404` for what is out of sight."""

    key: str
    title: Text
    permission: Right
    table: Callable[[Asking], Table]


_known: dict[str, Export] = {}


def register(*exports: Export) -> None:
    """Called by each app once it is loaded."""
    for export in exports:
        _known[export.key] = export
    audit.register(values={"list": {key: export.title for key, export in _known.items()}})


def find(key: str) -> Export | None:
    return _known.get(key)


def offered(key: str, user: User) -> Export | None:
    """The list, where this user may take it out."""
    export = _known.get(key)
    return export if export is not None and holds(user, export.permission) else None


def known() -> list[Export]:
    """All of them, by key."""
    return [_known[key] for key in sorted(_known)]
