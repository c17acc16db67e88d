"""A day no calendar needs, in any date input of any page: told plainly, never an error page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from crm.people.roles import ADMIN
from tests.pages import PAGES, World

pytestmark = pytest.mark.django_db
NAMES = ("from", "to", "first", "last", "since", "until", "day", "month", "year", "starts_on")
ADDRESSES = [
    *("&".join(f"{name}={day}" for name in NAMES) for day in ("0001-01-01", "9999-12-31")),
    "from=0001-01-01&to=9999-12-31",
    "from=1900-01-01&compare=last-year",
    "compare=0001-01-01..0001-01-02",
    "compare=9999-12-30..9999-12-31",
    "year=0",
    "year=99999",
]
OPEN = [page for page in PAGES if page.method == "GET" and ADMIN in set(page.opens)]


@pytest.mark.parametrize("page", OPEN, ids=lambda page: page.key)
def test_it_works(page: Any, world: World, client: Client) -> None:
    client.force_login(world.ada)
    address = page.address(world)
    joined = "&" if "?" in address else "?"
    for query in ADDRESSES:
        answer = client.get(address + joined + query, follow=True)
        assert answer.status_code < 500, query


def test_a_list_says_what_is_wrong(world: World, client: Client) -> None:
    client.force_login(world.ada)
    page = client.get("/consultations/?first=0001-01-01").content.decode()
    assert "Give a year from 1900 to 2199." in page


def test_a_figure_says_what_it_shows_instead(world: World, client: Client) -> None:
    client.force_login(world.ada)
    page = client.get("/performance/?from=0001-01-01").content.decode()
    assert "The period in the address does not exist. This month is shown instead." in page
