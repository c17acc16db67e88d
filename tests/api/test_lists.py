"""Lists: pages by cursor, refused parameters, the same rows and masks as on the pages."""

from __future__ import annotations

import pytest

from crm.people.models import Team, User
from interactions.services.consultations import log_consultation
from interactions.services.entries import Entry
from tests.customers.people import MAIL, PHONE, park
from tests.interactions.contacts import contact, day

from .conftest import Program

CONSULTATIONS = "/api/v1/consultations/"


@pytest.fixture
def seven(ann: User, otto: User, team: Team, other_team: Team) -> list[str]:
    """Five of ann's, two of them at one moment, and two of otto's; newest first."""
    rows = [contact(day(n // 2), agent=ann, team=team) for n in range(5)]
    rows += [contact(day(10 + n), agent=otto, team=other_team) for n in range(2)]
    rows.sort(key=lambda row: (row.started_at, row.pk), reverse=True)
    return [row.number for row in rows]


def test_it_works(program: Program, ada: User, seven: list[str]) -> None:
    client, found, pages = program(ada), [], 0
    url = f"{CONSULTATIONS}?page_size=2"
    while url:
        page = client.get(url).json()
        found += [row["number"] for row in page["results"]]
        url, pages, last = page["next"], pages + 1, page
    assert (found, pages) == (seven, 4)
    back = client.get(last["previous"]).json()
    assert [row["number"] for row in back["results"]] == seven[4:6]
    assert client.get(back["previous"]).json()["previous"] is not None


def test_a_cursor_keeps_its_filters(program: Program, ada: User, seven: list[str]) -> None:
    page = program(ada).get(f"{CONSULTATIONS}?page_size=1&agent=A-0003").json()
    assert "agent=A-0003" in page["next"]


def test_rows_are_those_of_the_pages(
    program: Program, seven: list[str], ann: User, lea: User, quinn: User, eve: User
) -> None:
    own = seven[2:]
    for person, rows in ((ann, own), (lea, own), (quinn, own), (eve, seven)):
        page = program(person).get(CONSULTATIONS).json()
        assert [row["number"] for row in page["results"]] == rows, person
        named = {row["agent_name"] for row in page["results"]}
        assert named == ({None} if person == eve else {"안서연"}), person


def test_a_row_out_of_scope_is_404(
    program: Program, seven: list[str], ann: User, quinn: User
) -> None:
    assert program(quinn).get(f"{CONSULTATIONS}{seven[0]}/").status_code == 404
    assert program(ann).get(f"{CONSULTATIONS}{seven[0]}/").status_code == 200  # of a timeline


@pytest.mark.parametrize("query", ["chanel=phone", "agent=A-0001", "page=2", "format=json"])
def test_an_unknown_parameter_is_400(program: Program, ann: User, query: str) -> None:
    """Agents have no filter by agent, so for them it is unknown, too."""
    answer = program(ann).get(f"{CONSULTATIONS}?{query}")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["code"], error["attr"]) == ("unknown_parameter", query.partition("=")[0])
    assert "channel" in error["detail"]


def test_a_detail_takes_no_parameter(program: Program, ann: User, seven: list[str]) -> None:
    assert program(ann).get(f"{CONSULTATIONS}{seven[2]}/?channel=phone").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        *("channel=smoke", "first=yesterday", "first=0001-01-01", "last=9999-12-31", "type=Y-9"),
        *("page_size=0", "page_size=201", "page_size=x", "cursor=x", "cursor=WyJuIl0="),
        "cursor=WyJuIiwgIngiLCAxXQ==",  # ["n", "x", 1]
        "cursor=WyJuIiwgIjIwMjYtMTEtMDJUMTA6MDA6MDAiLCAxXQ==",  # a moment without its zone
    ],
)
def test_an_impossible_value_is_400(program: Program, ada: User, query: str) -> None:
    answer = program(ada).get(f"{CONSULTATIONS}?{query}")
    assert answer.status_code == 400, answer.content
    assert answer.json()["type"] == "validation_error"


def test_personal_data_is_masked_for_everybody(
    program: Program, ann: User, lea: User, ada: User
) -> None:
    customer = park(ann)
    for person in (ann, lea, ada):
        for path in ("", f"{customer.number}/"):
            text = program(person).get(f"/api/v1/customers/{path}").content.decode()
            assert "박서희" not in text
            assert PHONE not in text
            assert MAIL not in text
            assert "박*희" in text
    found = program(ann).post("/api/v1/customers/search/", {"text": PHONE}).json()
    assert [row["number"] for row in found["results"]] == [customer.number]
    assert {row["value"] for row in found["results"][0]["points"]} == {
        "010-****-4827",
        "pa***@mail.com",
    }


def test_issues_and_answers_hold_what_one_lists(program: Program, ann: User, otto: User) -> None:
    log_consultation(ann, entry=Entry("phone", day(0), customer=park(ann), result="resolved"))
    for person, size in ((ann, 1), (otto, 0)):
        page = program(person).get("/api/v1/inquiries/?state=resolved").json()
        assert len(page["results"]) == size
    assert program(otto).get("/api/v1/answers/").json()["results"] == []


def test_an_unknown_address_is_told_in_the_same_form(program: Program, ann: User) -> None:
    answer = program(ann).get("/api/v1/nothing/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "not_found")
    assert program(ann).get("/api/v1/types/%00/").json()["type"] == "client_error"


def test_a_wrong_method_is_405(program: Program, ada: User) -> None:
    for method in ("put", "delete", "patch"):
        assert getattr(program(ada), method)("/api/v1/inquiries/").status_code == 405
