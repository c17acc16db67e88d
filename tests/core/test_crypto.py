"""Encrypted text: unreadable at rest, readable under every configured key, never searched."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError, ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from crm.core import crypto
from crm.core.crypto import EncryptedTextField


@pytest.fixture
def keys(settings):
    settings.FIELD_KEYS = [crypto.new_key()]
    return settings


def test_it_works(keys):
    stored = crypto.encrypt("+821012345678")
    assert b"8210" not in stored
    assert crypto.decrypt(stored) == "+821012345678"
    assert crypto.decrypt(memoryview(stored)) == "+821012345678"
    assert crypto.encrypt("+821012345678") != stored


@given(text=st.text())
def test_every_text_comes_back(text):
    assert crypto.decrypt(crypto.encrypt(text)) == text


def test_an_old_key_still_reads_and_the_newest_writes(keys):
    old = crypto.encrypt("hong")
    keys.FIELD_KEYS = [crypto.new_key(), *keys.FIELD_KEYS]
    assert crypto.decrypt(old) == "hong"
    assert not crypto.is_current(old)
    assert crypto.is_current(crypto.encrypt("hong"))
    keys.FIELD_KEYS = keys.FIELD_KEYS[:1]
    with pytest.raises(ImproperlyConfigured, match="lacks"):
        crypto.decrypt(old)


def test_changed_bytes_are_refused(keys):
    stored = bytearray(crypto.encrypt("hong"))
    stored[-1] ^= 1
    with pytest.raises(InvalidTag):
        crypto.decrypt(bytes(stored))


@pytest.mark.parametrize("key", ["short", "not base64 at all!", ""])
def test_a_wrong_key_is_named(keys, key):
    keys.FIELD_KEYS = [key]
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        crypto.encrypt("hong")


def test_a_blind_index_is_stable_and_apart_by_purpose(keys):
    index = crypto.blind_index("hong@mail.com", "email")
    assert index == crypto.blind_index("hong@mail.com", "email")
    assert index != crypto.blind_index("hong@mail.com", "name")
    assert index != crypto.blind_index("kim@mail.com", "email")
    keys.FIELD_KEYS = [crypto.new_key(), *keys.FIELD_KEYS]
    assert index in crypto.blind_indexes("hong@mail.com", "email")


def test_threads_share_the_keys(keys):
    texts = [f"text {number}" for number in range(500)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda text: crypto.decrypt(crypto.encrypt(text)), texts)) == texts


def test_an_encrypted_field_cannot_be_searched():
    field = EncryptedTextField()
    with pytest.raises(FieldError, match="cannot be searched"):
        field.get_lookup("exact")
    assert field.get_lookup("isnull")
    assert field.get_default() == ""
    assert EncryptedTextField(null=True).get_default() is None
