from __future__ import annotations

import pytest

from customers.contact_points import InvalidPoint, find_point, read_point


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("010-1234-5678", "+821012345678", "010-1234-5678"),
        ("010 1234 5678", "+821012345678", "010-1234-5678"),
        ("821012345678", "+821012345678", "010-1234-5678"),
        ("02-123-4567", "+8221234567", "02-123-4567"),
        ("1588-1234", "+8215881234", "1588-1234"),
        ("+1 415 555 0132", "+14155550132", "+1 415-555-0132"),
    ],
)
def test_a_phone_has_one_normal_form(typed: str, stored: str, shown: str) -> None:
    point = read_point("phone", typed)
    assert (point.value, point.shown) == (stored, shown)
    assert point.last_four == stored[-4:]


@pytest.mark.parametrize("typed", ["4827", "010-12", "전화 없음", "abc 010-1234-5678", ""])
def test_half_a_phone_is_refused_with_how_to_write_it(typed: str) -> None:
    with pytest.raises(InvalidPoint, match="010-1234-5678"):
        read_point("phone", typed)


def test_an_email_is_lower_case() -> None:
    assert read_point("email", " Hong@Mail.COM ").value == "hong@mail.com"
    with pytest.raises(InvalidPoint):
        read_point("email", "hong@")


def test_a_messenger_id_ignores_case_and_blanks() -> None:
    assert read_point("messenger", " Hong Gil ").value == "honggil"
    with pytest.raises(InvalidPoint):
        read_point("messenger", "x" * 81)


def test_equal_values_of_two_kinds_have_different_indexes() -> None:
    assert read_point("email", "a@b.kr").index != read_point("messenger", "a@b.kr").index


def test_a_text_is_a_point_only_as_a_whole() -> None:
    assert find_point("park@mail.com") == read_point("email", "park@mail.com")
    assert find_point("박서희") is None
    assert find_point("4827") is None
