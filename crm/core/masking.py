"""How personal data looks before it is revealed: one rule for screens, exports and the audit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import phonenumbers

from crm.people.roles import Right, holds

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from crm.people.models import User

STARS = "****"
_HANGUL = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ一-龥]")
_ROAD = re.compile(r"^(.*?\S+(?:대로|로|길)(?:\s?\d+(?:번)?길)?)(?=\s|\d|,|$)")
_BORN = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_RESIDENT = re.compile(rf"(?<!\d)({_BORN})[-–\s]?[1-8]\d{{6}}(?!\d)")
_EMAIL_IN_TEXT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE_IN_TEXT = re.compile(r"(?<![\d-])(?:\+82[ -]?|0)\d{1,2}[ -]?\d{3,4}[ -]?\d{4}(?![\d-])")
#: Shorter runs of digits hold neither a resident number nor a card's.
_MANY_DIGITS = re.compile(r"\d(?:[-–\s]?\d){12}")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){13,15}(?!\d)")


def mask_name(name: str) -> str:
    """`홍*동`, `이*`, `남**민`; `J*** S****` for names in other scripts, word by word."""
    name = name.strip()
    if not name:
        return ""
    if _HANGUL.search(name) and " " not in name:
        return _mask_word(name)
    return " ".join(
        word[0] + "*" * (len(word) - 1) if len(word) > 1 else "*" for word in name.split()
    )


def _mask_word(word: str) -> str:
    if len(word) <= 2:
        return word[0] + "*" if len(word) == 2 else "*"
    return word[0] + "*" * (len(word) - 2) + word[-1]


def mask_phone(phone: str) -> str:
    """`010-****-1234` from E.164 or as typed; only area and last four digits stay."""
    phone = phone.strip()
    if not phone:
        return ""
    digits = re.sub(r"\D", "", phone)
    if len(digits) < 7:
        return STARS
    try:
        parsed = phonenumbers.parse(phone, "KR")
    except phonenumbers.NumberParseException:
        return f"{STARS}-{digits[-4:]}"
    if parsed.country_code != 82:
        return f"+{parsed.country_code} {STARS}-{digits[-4:]}"
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    groups = national.split("-")
    head = [groups[0]] if len(groups) > 2 else []
    return "-".join([*head, STARS, digits[-4:]])


def mask_email(email: str) -> str:
    """`ho***@mail.com`: two letters of the local part (one when it is short), all of the domain."""
    local, at, domain = email.strip().rpartition("@")
    if not at:
        return "***" if email.strip() else ""
    return f"{local[: 2 if len(local) > 2 else 1]}***@{domain}"


def mask_address(address: str) -> str:
    """Down to the road: `경기 성남시 분당구 정자일로 ***`; without one the first two words."""
    address = address.strip()
    if not address:
        return ""
    found = _ROAD.match(address)
    kept = found[1] if found else " ".join(address.split()[:2])
    return f"{kept} ***" if kept != address else address


def mask_last(value: str, shown: int = 2) -> str:
    """Any other identifier, such as a messenger id: its first letters only."""
    value = value.strip()
    return f"{value[:shown]}***" if value else ""


def mask_secrets(text: str) -> tuple[str, int]:
    """Resident and card numbers somebody typed, starred; with how many there were."""
    if not _MANY_DIGITS.search(text):
        return text, 0
    count = 0

    def resident(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{match[1]}-*******"

    def card(match: re.Match[str]) -> str:
        nonlocal count
        digits = re.sub(r"\D", "", match[0])
        if not _luhn(digits):
            return match[0]
        count += 1
        return f"{digits[:4]}-****-****-{digits[-4:]}"

    text = _RESIDENT.sub(resident, text)
    return _CARD.sub(card, text), count


def mask_contacts(text: str) -> str:
    """Phone numbers and e-mail addresses inside a typed text, masked: for the audit."""
    text = _EMAIL_IN_TEXT.sub(lambda match: mask_email(match[0]), text)
    return _PHONE_IN_TEXT.sub(lambda match: mask_phone(match[0]), text)


def read_by(text: str, user: User | AnonymousUser) -> str:
    """Contact data inside a typed text is for those who may reveal it; others read it masked."""
    if user.is_authenticated and holds(user, Right.CUSTOMERS_REVEAL):
        return text
    return mask_contacts(text)


def _luhn(digits: str) -> bool:
    """The check digit of card numbers; keeps tracking and order numbers readable."""
    total = 0
    for place, character in enumerate(reversed(digits)):
        value = int(character) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
