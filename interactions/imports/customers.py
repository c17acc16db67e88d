"""Customers a file names: by number, else by a reference of its source, else by phone or e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.core.imports.problems import Unreadable
from crm.core.rows import listed_texts, read_rows
from customers.contact_points import Point
from customers.models import ContactPoint
from customers.services.records import CustomerDraft, create_customers

from .rows import Row

NO_CUSTOMER = _(
    "No customer has this number or reference, and the mapping does not let customers be created."
)
MANY_CUSTOMERS = _("Several customers have this phone number or e-mail address.")


#: Numbers and references remembered before starting afresh.
KEPT = 20_000


class Customers:
    """Found anew in each piece of a file but for some thousands: there may be as many as rows."""

    def __init__(self, source: str, create: frozenset[str], *, dry_run: bool) -> None:
        self._source, self._dry_run = source, dry_run
        self._may_create = "customers" in create
        self._keys: dict[str, int] = {}
        self._points: dict[Point, dict[int, str]] = {}
        self._made: list[int] = []

    def take_made(self) -> list[int]:
        """Ids of customers created since last asked."""
        made, self._made = self._made, []
        return made

    def look_up(self, rows: Sequence[Row]) -> None:
        if len(self._keys) > KEPT:
            self._keys.clear()
        keys = {row.customer for row in rows if row.customer} - self._keys.keys()
        if keys:
            self._look_up_keys(keys)
        self._look_up_points({p for row in rows if not row.customer for p in _points(row)})

    def _look_up_keys(self, keys: set[str]) -> None:
        """References of the source, and numbers before them."""
        listed = listed_texts(keys)
        by_reference = (
            "SELECT key, customer_id FROM customers_customerreference"
            " WHERE source = %s AND key = ANY(%s::text[])"
        )
        by_number = "SELECT number, id FROM customers_customer WHERE number = ANY(%s::text[])"
        self._keys.update(read_rows(by_reference, [self._source, listed]))
        self._keys.update(read_rows(by_number, [listed]))

    def _look_up_points(self, points: set[Point]) -> None:
        if not points:
            self._points = {}
            return
        indexes = {index: point for point in points for index in point.indexes}
        self._points = {}
        rows = ContactPoint.objects.filter(index__in=list(indexes)).values_list(
            "index", "customer_id", "customer__name"
        )
        for index, customer_id, name in rows:
            self._points.setdefault(indexes[bytes(index)], {})[customer_id] = name

    def refusals(self, row: Row) -> list[tuple[str, Unreadable]]:
        if row.customer:
            unknown = row.customer not in self._keys and not self._may_create
            return [("customer", Unreadable(NO_CUSTOMER))] if unknown else []
        for name, point in (("phone", row.phone), ("email", row.email)):
            known = self._points.get(point, {}) if point else {}
            if len(self._named(known, row)) > 1:
                return [(name, Unreadable(MANY_CUSTOMERS))]
            if known:
                break
        return []

    @staticmethod
    def _named(known: dict[int, str], row: Row) -> list[int]:
        """Of several customers the one with the row's name, if there is just one."""
        named = [key for key, name in known.items() if name == row.customer_name]
        return named if len(known) > 1 and len(named) == 1 else list(known)

    def assign(self, rows: Sequence[Row]) -> None:
        """Set the customer of rows that are taken, creating the unknown ones first.

        Without a way to know a customer again (number, reference, phone, e-mail) there is none.
        """
        groups: list[list[Row]] = []
        homes: dict[Any, list[Row]] = {}
        for row in rows:
            row.customer_id = self._known(row)
            if row.customer_id is None and self._may_create:
                self._group(row, homes, groups)
        if groups and not self._dry_run:
            created = create_customers(None, drafts=[self._draft(group) for group in groups])
            self._made += [customer.pk for customer in created]
            for customer, group in zip(created, groups, strict=True):
                for row in group:
                    row.customer_id = customer.pk

    def _known(self, row: Row) -> int | None:
        if row.customer:
            return self._keys.get(row.customer)
        for point in _points(row):
            if point in self._points:
                return self._named(self._points[point], row)[0]
        return None

    @staticmethod
    def _group(row: Row, homes: dict[Any, list[Row]], groups: list[list[Row]]) -> None:
        """Rows of one new customer share the reference, or else a phone number or e-mail."""
        names: list[Any] = [row.customer] if row.customer else list(_points(row))
        if not names:
            return
        home = next((homes[name] for name in names if name in homes), None)
        if home is None:
            home = []
            groups.append(home)
        home.append(row)
        for name in names:
            homes.setdefault(name, home)

    def _draft(self, rows: Sequence[Row]) -> CustomerDraft:
        key = rows[0].customer
        return CustomerDraft(
            name=next((row.customer_name for row in rows if row.customer_name), "") or "",
            points=tuple(dict.fromkeys(point for row in rows for point in _points(row))),
            reference=(self._source, key) if key else None,
        )


def _points(row: Row) -> list[Point]:
    return [point for point in (row.phone, row.email) if point is not None]
