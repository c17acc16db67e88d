from __future__ import annotations

from crm.people.models import User
from tests.customers.people import browser, park


def test_it_works(ann: User) -> None:
    customer = park(ann)
    answer = browser(ann).post("/customers/search/", {"q": "010-1234-4827"})
    assert answer["Location"] == f"/customers/{customer.number}/"


def test_names_and_phones_never_stand_in_an_address(ann: User) -> None:
    park(ann)
    client = browser(ann)
    for text in ("박서희", "4827", "없는 사람 010-0000-1111"):
        address = client.post("/customers/search/", {"q": text})["Location"]
        assert address.startswith("/customers/?search=")
        assert not any(part in address for part in ("%EB", "4827", "0000"))


def test_several_are_listed_masked_with_a_request_for_more(ann: User) -> None:
    park(ann)
    page = browser(ann).post("/customers/search/", {"q": "박서희"}, follow=True)
    text = page.content.decode()
    assert "박*희" in text
    assert "010-****-4827" in text
    assert "Ask for a second detail" in text
    assert "1234" not in text.replace("maxlength", "")


def test_none_offers_to_register_with_what_was_typed(ann: User) -> None:
    client = browser(ann)
    page = client.post("/customers/search/", {"q": "홍길동 010-5555-1234"}, follow=True)
    key = page.request["QUERY_STRING"].removeprefix("search=")
    assert "Nobody fits" in page.content.decode()
    form = client.get(f"/customers/new/?search={key}").content.decode()
    assert 'value="홍길동"' in form
    assert 'value="010-5555-1234"' in form


def test_another_session_does_not_know_the_search(ann: User, lea: User) -> None:
    address = browser(ann).post("/customers/search/", {"q": "박서희"})["Location"]
    page = browser(lea).get(address)
    assert "박서희" not in page.content.decode()


def test_a_number_may_stand_in_the_address(ann: User) -> None:
    customer = park(ann)
    client = browser(ann)
    assert client.get(f"/customers/?q={customer.number}")["Location"].endswith(
        f"/{customer.number}/"
    )
    assert client.get("/customers/?q=박서희")["Location"] == "/customers/"


def test_the_search_is_kept_encrypted(ann: User) -> None:
    client = browser(ann)
    client.post("/customers/search/", {"q": "박서희"})
    assert "박서희" not in str(dict(client.session))
