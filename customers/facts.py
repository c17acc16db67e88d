"""What upper apps know about customers, for lists: asked for a page of rows at once.

An upper app registers one provider in its `apps.ready`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from crm.people.models import User

    from .models import Customer
    from .querysets import CustomerQuerySet


@dataclass(frozen=True)
class Facts:
    last_contact_at: datetime | None = None
    open_issues: int = 0


class Provider(Protocol):
    def facts(self, user: User, ids: Sequence[int]) -> Mapping[int, Facts]:
        """By customer id, as far as this user may see the records."""

    def with_open_issues(self, user: User, rows: CustomerQuerySet) -> CustomerQuerySet:
        """Those with an issue this user may see that is not resolved."""


_providers: list[Provider] = []
_NOTHING = Facts()


def register(provider: Provider) -> None:
    _providers.append(provider)


def known(user: User, customers: Sequence[Customer]) -> dict[int, Facts]:
    """Facts for each of the rows; empty ones where nobody knows anything."""
    ids = [row.pk for row in customers]
    found: dict[int, Facts] = dict.fromkeys(ids, _NOTHING)
    for provider in _providers:
        found |= provider.facts(user, ids)
    return found


def with_open_issues(user: User, rows: CustomerQuerySet) -> CustomerQuerySet:
    for provider in _providers:
        rows = provider.with_open_issues(user, rows)
    return rows
