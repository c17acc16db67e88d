from __future__ import annotations

import unicodedata

import pytest

from crm.core import search
from crm.core.search import Entry

pytestmark = pytest.mark.django_db


def index(*titles: str, body: str = "") -> None:
    rows = [Entry(key, title=title, body=body) for key, title in enumerate(titles, 1)]
    search.index("test", rows)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("배송지", [1]),
        ("송지", [1]),
        ("배송", [2, 1]),
        ("배", [2, 1]),
        ("ㅂㅅㅈ", [1]),
        ("변경배송지", []),
        ("배송지변경", [1]),
        ("DELIVERY", [2]),
        ("2026", [2]),
        ("…", []),
        ("", []),
    ],
)
def test_every_typed_word_must_occur(text: str, keys: list[int]) -> None:
    index("배송지 변경", "배송 Delivery 2026")
    assert list(search.holding("test", text)) == keys


def test_titles_at_hand_match_like_stored_ones() -> None:
    for text, title in (
        ("서희", "박서희"),
        ("ㅂㅅㅎ", "박서희"),
        ("박", "박서희"),
        ("Jane", "jane d"),
    ):
        assert search.matches(text, title)
    for text, title in (("김", "박서희"), ("", "박서희"), ("희박", "박서희")):
        assert not search.matches(text, title)


def test_a_question_finds_its_answer_without_every_word() -> None:
    index("회수 기사 미방문", "환불은 언제 되나요", body="영업일 안에 처리합니다")
    assert search.best("test", "기사님이 아직도 회수하러 안 오셨어요", limit=5) == [1]
    assert search.best("test", "환불 언제", limit=5)[0] == 2
    assert search.best("test", "전혀 다른 말", limit=5) == []


def test_a_title_weighs_more_than_a_body() -> None:
    search.index("test", [Entry(1, "반품", "배송비 안내"), Entry(2, "배송비", "반품 안내")])
    assert search.best("test", "배송비", limit=5) == [2, 1]


def test_kinds_never_meet_and_a_new_text_replaces_the_old() -> None:
    index("배송지")
    search.index("other", [Entry(1, "배송지")])
    search.index("test", [Entry(1, "환불")])
    assert list(search.holding("test", "배송지")) == []
    assert list(search.holding("other", "배송지")) == [1]
    search.index("test", [Entry(1, "")])
    assert list(search.holding("test", "환불")) == []


def test_decomposed_text_is_the_same_text() -> None:
    index("배송지")
    assert list(search.holding("test", unicodedata.normalize("NFD", "배송지"))) == [1]
