"""A new key in front of FIELD_KEYS: everything moves under it, look-ups work all the while."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from crm.core import crypto
from customers.contact_points import PHONE, read_point
from customers.models import ContactPoint
from customers.services.records import create_customer

pytestmark = pytest.mark.django_db


def rotate():
    out = io.StringIO()
    call_command("rotate_field_keys", stdout=out)
    return out.getvalue()


def found(text):
    return ContactPoint.objects.filter(index__in=read_point(PHONE, text).indexes)


def test_it_works(settings, ada):
    for number in range(3):
        phone = read_point(PHONE, f"010-1234-567{number}")
        create_customer(ada, name="홍길동", points=[phone])
    settings.FIELD_KEYS = [crypto.new_key(), *settings.FIELD_KEYS]
    assert found("010-1234-5671").count() == 1
    assert "ContactPoint: 3 of 3 rows" in rotate()
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert found("010-1234-5671").get().value == "+821012345671"


def test_a_second_run_changes_nothing(settings, ada):
    create_customer(ada, name="홍길동", points=[read_point(PHONE, "010-1234-5678")])
    settings.FIELD_KEYS = [crypto.new_key(), *settings.FIELD_KEYS]
    rotate()
    assert "0 of 1 rows" in rotate()
