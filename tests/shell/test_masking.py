"""The one rule of masking."""

from __future__ import annotations

import pytest

from crm.core import masking


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("홍길동", "홍*동"),
        ("이산", "이*"),
        ("남궁수민", "남**민"),
        ("강", "*"),
        ("John Smith", "J*** S****"),
        ("", ""),
        (" 홍길동 ", "홍*동"),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert masking.mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+821012341234", "010-****-1234"),
        ("010-9876-1234", "010-****-1234"),
        ("+8221234567", "02-****-4567"),
        ("15881234", "****-1234"),
        ("+14155552671", "+1 ****-2671"),
        ("12", "****"),
        ("", ""),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert masking.mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("hong.gd@mail.com", "ho***@mail.com"),
        ("ab@mail.com", "a***@mail.com"),
        ("nothing", "***"),
        ("", ""),
    ],
)
def test_e_mail(email: str, masked: str) -> None:
    assert masking.mask_email(email) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("경기 성남시 분당구 정자일로 95, 101동 1203호", "경기 성남시 분당구 정자일로 ***"),
        ("서울 강남구 테헤란로12길 8", "서울 강남구 테헤란로12길 ***"),
        ("제주 서귀포시 대정읍 123-4", "제주 서귀포시 ***"),
    ],
)
def test_addresses_down_to_the_road(address: str, masked: str) -> None:
    assert masking.mask_address(address) == masked


def test_resident_and_card_numbers_are_starred() -> None:
    text, found = masking.mask_secrets("주민 900101-1234567, 카드 4111 1111 1111 1111 입니다")
    assert text == "주민 900101-*******, 카드 4111-****-****-1111 입니다"
    assert found == 2


def test_order_and_tracking_numbers_stay() -> None:
    text = "주문 2611-18842, 송장 6895123456789"
    assert masking.mask_secrets(text) == (text, 0)
