"""Phone numbers, e-mail addresses and messenger ids: one normal form each, and how they are shown.

Equal contact points have equal normal forms, and only the normal form is stored and indexed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from email_validator import EmailNotValidError, validate_email

from crm.core.crypto import blind_index, blind_indexes

HOME = "KR"
#: How almost every number is written; the general reader gives the same, two hundred times slower.
_MOBILE = re.compile(r"0(10)-?(\d{4})-?(\d{4})", re.ASCII)
PHONE, EMAIL, MESSENGER = "phone", "email", "messenger"
MESSENGER_LENGTH = 80


class InvalidPoint(ValueError):
    """A contact point that cannot be right; the message says how to write it."""


@dataclass(frozen=True)
class Point:
    """A contact point in its normal form (`+821012345678`, `hong@mail.com`)."""

    kind: str
    value: str

    @property
    def index(self) -> bytes:
        """The blind index a new row stores."""
        return blind_index(self.value, self.kind)

    @property
    def indexes(self) -> list[bytes]:
        """The blind indexes to look for, one for each key in force."""
        return blind_indexes(self.value, self.kind)

    @property
    def last_four(self) -> str:
        return self.value[-4:] if self.kind == PHONE else ""

    @property
    def shown(self) -> str:
        return show(self.kind, self.value)


def read_point(kind: str, text: str) -> Point:
    """The contact point somebody typed; raises `InvalidPoint`."""
    return Point(kind, _NORMAL[kind](text))


def find_point(text: str) -> Point | None:
    """The phone number or e-mail address the whole text is, if it is one."""
    kind = EMAIL if "@" in text else PHONE
    try:
        return read_point(kind, text)
    except InvalidPoint:
        return None


def normalise_phone(text: str) -> str:
    """E.164; a number without a country is a Korean one. Eight digits are the least."""
    usual = _MOBILE.fullmatch(text)
    if usual is not None:
        return f"+82{usual[1]}{usual[2]}{usual[3]}"
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        number = None
    digits = sum(char.isdigit() for char in text)
    if number is None or number.extension or digits < 8 or _has_letters(text):
        raise InvalidPoint(_("Enter the whole phone number, for example 010-1234-5678."))
    if not phonenumbers.is_possible_number(number):
        raise InvalidPoint(_("Enter the whole phone number, for example 010-1234-5678."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normalise_email(text: str) -> str:
    """Lower case throughout: mail systems that tell capitals apart are rarer than typing slips."""
    try:
        checked = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError as problem:
        raise InvalidPoint(
            _("Enter an e-mail address with @ and a domain, for example hong@mail.com.")
        ) from problem
    return checked.normalized.lower()


def normalise_messenger(text: str) -> str:
    value = "".join(text.split()).casefold()
    if not value or len(value) > MESSENGER_LENGTH:
        raise InvalidPoint(_("Enter the messenger id, at most 80 characters."))
    return value


def show(kind: str, value: str) -> str:
    """The contact point as Koreans write it; foreign numbers keep their country code."""
    if kind != PHONE:
        return value
    try:
        number = phonenumbers.parse(value, HOME)
    except phonenumbers.NumberParseException:
        return value
    style = phonenumbers.PhoneNumberFormat
    home = number.country_code == 82
    return phonenumbers.format_number(number, style.NATIONAL if home else style.INTERNATIONAL)


def _has_letters(text: str) -> bool:
    return any(char.isalpha() for char in text)


_NORMAL = {
    PHONE: normalise_phone,
    EMAIL: normalise_email,
    MESSENGER: normalise_messenger,
}

#: What can be revealed, by the name a reveal is logged under.
ITEMS = {
    "name": pgettext_lazy("personal data", "Name"),
    PHONE: pgettext_lazy("personal data", "Phone number"),
    EMAIL: pgettext_lazy("personal data", "E-mail address"),
    MESSENGER: pgettext_lazy("personal data", "Messenger id"),
}
