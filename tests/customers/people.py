"""A customer and a signed-in browser, for the tests of this folder."""

from __future__ import annotations

from typing import Any

from django.test import Client

from crm.people.models import User
from customers.contact_points import read_point
from customers.models import Customer
from customers.services import create_customer

PHONE, MAIL = "010-1234-4827", "park@mail.com"


def park(actor: User | None = None, **values: Any) -> Customer:
    """박서희 with a phone and an e-mail address, unless told otherwise."""
    kinds = {"phone": values.pop("phone", PHONE), "email": values.pop("email", MAIL)}
    points = [read_point(kind, text) for kind, text in kinds.items() if text]
    return create_customer(actor, **{"name": "박서희", "points": points, **values})


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client
