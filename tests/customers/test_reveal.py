from __future__ import annotations

import time_machine

from crm.core.models import AuditEntry, Reveal
from crm.people.models import User
from tests.customers.people import browser, park

WHY = {"item": "phone", "reason": "callback"}


def test_it_works(ann: User) -> None:
    customer = park(ann)
    client = browser(ann)
    answer = client.post(f"/customers/{customer.number}/reveal/", WHY)
    row = Reveal.objects.get()
    assert (row.subject, row.item, row.reason, row.user) == (
        customer.number,
        "phone",
        "callback",
        ann,
    )
    page = client.get(answer["Location"])
    assert "010-1234-4827" in page.content.decode()
    assert "park@mail.com" not in page.content.decode()
    assert page["Refresh"].endswith(f"url=/customers/{customer.number}/")
    assert AuditEntry.objects.filter(action="customer.revealed").count() == 1


def test_after_five_minutes_it_is_masked_again(ann: User, frozen: time_machine.Coordinates) -> None:
    customer = park(ann)
    client = browser(ann)
    address = client.post(f"/customers/{customer.number}/reveal/", WHY)["Location"]
    frozen.shift(299)
    assert "010-1234-4827" in client.get(address).content.decode()
    frozen.shift(2)
    assert "010-1234-4827" not in client.get(address).content.decode()


def test_only_the_tab_that_asked_shows_it(ann: User, lea: User) -> None:
    customer = park(ann)
    client = browser(ann)
    address = client.post(f"/customers/{customer.number}/reveal/", WHY)["Location"]
    other_tab = client.get(f"/customers/{customer.number}/").content.decode()
    assert "010-1234-4827" not in other_tab
    for somebody in (browser(lea), browser(ann)):
        assert "010-1234-4827" not in somebody.get(address).content.decode()


def test_the_reveal_of_one_customer_opens_no_other(ann: User) -> None:
    customer, other = park(ann), park(ann, name="김하나", phone="010-7777-8888", email="")
    client = browser(ann)
    client.post(f"/customers/{customer.number}/reveal/", WHY)
    page = client.get(f"/customers/{other.number}/?shown={Reveal.objects.get().pk}")
    assert "010-7777-8888" not in page.content.decode()


def test_an_unknown_reason_shows_nothing(ann: User) -> None:
    customer = park(ann)
    browser(ann).post(f"/customers/{customer.number}/reveal/", {**WHY, "reason": "curious"})
    assert not Reveal.objects.exists()


def test_the_log_names_who_looked_but_not_to_executives(ann: User, eve: User) -> None:
    customer = park()
    address = f"/customers/{customer.number}/"
    browser(ann).post(f"{address}reveal/", WHY)
    assert ann.name in browser(ann).get(address).content.decode().split("</header>")[1]
    assert ann.name not in browser(eve).get(address).content.decode()
