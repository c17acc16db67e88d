"""The bell."""

from __future__ import annotations

import pytest
from django.test import Client

from crm.core import notices
from crm.core.models import Notice
from crm.people.models import User


@pytest.fixture(autouse=True)
def _kind() -> None:
    notices.register("test.fed", "Feedback from %(who)s")


def _tell(user: User, key: str = "fed-1") -> Notice:
    notices.notify(user, "test.fed", key=key, url="/account/", facts={"who": "이은아"})
    return Notice.objects.get(user=user, key=key)


def test_it_works(client: Client, ann: User) -> None:
    notice = _tell(ann)
    client.force_login(ann)
    page = client.get("/account/").content.decode()
    assert "Feedback from 이은아" in page
    assert '<span class="badge o" aria-hidden="true">1</span>' in page
    assert client.get(f"/notices/{notice.pk}/").url == "/account/"
    assert notices.unread_count(ann) == 0
    assert "Feedback from 이은아" in client.get("/notices/").content.decode()


def test_the_same_event_is_told_once(ann: User) -> None:
    _tell(ann)
    _tell(ann)
    assert Notice.objects.count() == 1


def test_others_notices_do_not_exist(client: Client, ann: User, lea: User) -> None:
    notice = _tell(ann)
    client.force_login(lea)
    assert client.get(f"/notices/{notice.pk}/").status_code == 404
    assert notices.unread_count(ann) == 1


def test_marking_all(client: Client, ann: User) -> None:
    _tell(ann)
    _tell(ann, "fed-2")
    client.force_login(ann)
    client.post("/notices/read/")
    assert notices.unread_count(ann) == 0


def test_an_unknown_kind_is_a_mistake(ann: User) -> None:
    with pytest.raises(ValueError, match=r"test\.unknown"):
        notices.notify(ann, "test.unknown", key="x", url="/")
