"""The customer pages, with one customer."""

from __future__ import annotations

from crm.people.roles import AGENT, MANAGER
from customers.contact_points import read_point
from customers.services import create_customer
from tests.pages import Listed, World

WRITE = {AGENT, MANAGER}


def build(world: World) -> None:
    points = [read_point("phone", "010-1234-4827"), read_point("email", "park@mail.com")]
    world.customer = create_customer(world.ann, name="박서희", points=points)


def _number(world: World) -> dict[str, str]:
    return {"number": world.customer.number}


PAGES = [
    Listed("customers:list"),
    Listed("customers:search"),
    Listed("customers:search", method="POST", data=lambda world: {"q": "4827"}),
    Listed("customers:pick", method="POST", data=lambda world: {"customer_search": "4827"}),
    Listed("customers:new", opens=WRITE),
    Listed("customers:new", method="POST", opens=WRITE, data=lambda world: {"name": "새 고객"}),
    Listed("customers:page", kwargs=_number),
    Listed("customers:edit", opens=WRITE, kwargs=_number),
    Listed("customers:edit", method="POST", opens=WRITE, kwargs=_number),
    Listed("customers:consents", opens=WRITE, kwargs=_number),
    Listed("customers:consents", method="POST", opens=WRITE, kwargs=_number),
    Listed(
        "customers:reveal",
        method="POST",
        opens=WRITE,
        kwargs=_number,
        data=lambda world: {"item": "phone", "reason": "callback"},
    ),
    Listed("timeline:of", kwargs=_number),
]
