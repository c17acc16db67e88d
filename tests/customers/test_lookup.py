from __future__ import annotations

import pytest

from customers import lookup
from customers.contact_points import read_point
from customers.models import Customer
from tests.customers.people import park

pytestmark = pytest.mark.django_db


def find(text: str) -> lookup.Found:
    return lookup.find(Customer.objects.all(), text)


@pytest.mark.parametrize(
    "text",
    [
        *("C-200001", "c-200001", "200001", "010-1234-4827", "01012344827", "+82 10 1234 4827"),
        *("park@mail.com", "PARK@mail.com", "박서희 4827", "4827 박서희", "ㅂㅅㅎ 4827"),
        *("박서희 010 1234 4827", "서희 4827"),
    ],
)
def test_an_exact_text_names_one(text: str) -> None:
    customer = park()
    park(name="김다른", phone="010-5555-6666", email="kim@mail.com")
    assert find(text).exact == customer


@pytest.mark.parametrize("text", ["4827", "박서희", "서희", "박", "ㅂㅅㅎ", "박 서희"])
def test_one_condition_lists_and_asks_for_another(text: str) -> None:
    customer = park()
    found = find(text)
    assert found.exact is None
    assert list(found.rows) == [customer]
    assert not found.wanted.is_narrow


def test_at_most_twenty_rows_are_shown() -> None:
    for n in range(22):
        park(phone=f"010-{1000 + n}-4827", email="")
    for text in ("4827", "박서희"):
        found = find(text)
        assert (len(found.rows), found.more) == (20, True)
        assert found.rows[0].number == "C-200022"


def test_a_shared_phone_lists_both() -> None:
    first, second = park(), park(name="박서준", email="")
    found = find("010-1234-4827")
    assert found.exact is None
    assert list(found.rows) == [second, first]
    assert find("박서준 010-1234-4827").exact == second


@pytest.mark.parametrize(
    "text", ["", "   ", "없는사람", "9999", "010-9999-0000", "C-999999", "x@y.kr"]
)
def test_nobody(text: str) -> None:
    park()
    found = find(text)
    assert (found.exact, list(found.rows)) == (None, [])


def test_a_renamed_customer_is_found_by_the_new_name_only() -> None:
    from customers.services import edit_customer
    from tests.factories import UserFactory

    customer = park()
    facts = {"tier": "vip", "pinned_note": "", "acquired_on": None}
    edit_customer(UserFactory(), customer=customer, name="이하늘", **facts)  # type: ignore[arg-type]
    assert list(find("박서희").rows) == []
    assert list(find("이하늘").rows) == [customer]


def test_what_was_typed_is_carried_over() -> None:
    wanted = lookup.read("홍길동 01055551234")
    assert lookup.typed_values(wanted) == {"name": "홍길동", "phone": "010-5555-1234"}
    assert lookup.read("hong@mail.com").point == read_point("email", "hong@mail.com")
