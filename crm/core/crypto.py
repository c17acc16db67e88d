"""Encrypted columns and blind indexes.

`settings.FIELD_KEYS` lists keys (32 bytes, URL-safe base64), newest first: the first one encrypts,
all of them decrypt, so a key is rotated by putting a new one in front and running
`manage.py rotate_field_keys`. A stored value is `1 byte version · 4 bytes key id · 12 bytes nonce ·
AES-256-GCM`. The objects behind it hold no state, so threads may share them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

VERSION = b"\x01"
_ID, _NONCE = 4, 12
_HEAD = len(VERSION) + _ID + _NONCE


@dataclass(frozen=True)
class _Key:
    """What one configured key gives: an id, a cipher, and the secret of the blind indexes."""

    id: bytes
    cipher: AESGCM
    index_secret: bytes


def new_key() -> str:
    """A fresh key in the form `FIELD_KEYS` takes."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


@lru_cache(maxsize=8)
def _keys(configured: tuple[str, ...]) -> tuple[_Key, ...]:
    if not configured:
        raise ImproperlyConfigured("FIELD_KEYS is empty; encrypted fields need a key")
    return tuple(_derive(key) for key in configured)


def _derive(key: str) -> _Key:
    try:
        raw = base64.urlsafe_b64decode(key)
    except (binascii.Error, ValueError) as problem:
        raise ImproperlyConfigured("A key in FIELD_KEYS is not URL-safe base64") from problem
    if len(raw) != 32:
        raise ImproperlyConfigured("A key in FIELD_KEYS is not 32 bytes long")

    def part(purpose: bytes) -> bytes:
        return hmac.digest(raw, purpose, hashlib.sha256)

    return _Key(part(b"id")[:_ID], AESGCM(part(b"encrypt")), part(b"index"))


def _current() -> tuple[_Key, ...]:
    return _keys(tuple(getattr(settings, "FIELD_KEYS", ())))


def encrypt(text: str) -> bytes:
    """The text under the newest key; the same text gives different bytes each time."""
    key, nonce = _current()[0], os.urandom(_NONCE)
    return VERSION + key.id + nonce + key.cipher.encrypt(nonce, text.encode(), None)


def decrypt(stored: bytes | memoryview) -> str:
    """The text; raises `InvalidTag` when the bytes were changed."""
    data = bytes(stored)
    key_id, nonce = data[1 : 1 + _ID], data[1 + _ID : _HEAD]
    for key in _current():
        if key.id == key_id and data[:1] == VERSION:
            return key.cipher.decrypt(nonce, data[_HEAD:], None).decode()
    raise ImproperlyConfigured("A stored value was encrypted with a key that FIELD_KEYS lacks")


def is_current(stored: bytes | memoryview) -> bool:
    """Whether the value is under the newest key already."""
    return bytes(stored[1 : 1 + _ID]) == _current()[0].id


def blind_index(value: str, purpose: str) -> bytes:
    """A keyed fingerprint for exact look-up; `purpose` keeps equal values of two kinds apart."""
    return _fingerprint(_current()[0], value, purpose)


def blind_indexes(value: str, purpose: str) -> list[bytes]:
    """The fingerprints under every key, for look-ups while a rotation is under way."""
    return [_fingerprint(key, value, purpose) for key in _current()]


def _fingerprint(key: _Key, value: str, purpose: str) -> bytes:
    return hmac.digest(key.index_secret, f"{purpose}\0{value}".encode(), hashlib.sha256)


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text that the database sees only encrypted. It can be read and written, never searched."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators = []

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else decrypt(value)

    def to_python(self, value: Any) -> Any:
        return value

    def get_default(self) -> Any:
        return super().get_default() or (None if self.null else "")

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if value is None or not isinstance(value, str):
            return value
        return super().get_db_prep_value(encrypt(value), connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj) or "")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted and cannot be searched")
        return super().get_lookup(lookup_name)
