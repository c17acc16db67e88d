"""Five wrong passwords lock an account for a quarter of an hour."""

from __future__ import annotations

import time_machine
from django.test import Client

from crm.core.models import Centre, Notice
from crm.people.models import User
from crm.staff.receivers import WARN_AT
from tests.shell.test_sign_in import sign_in


def _fail(client: Client, login: str, times: int) -> str:
    for _ in range(times):
        answer = sign_in(client, login, "wrong")
    return answer.content.decode()


def test_it_works(client: Client, ann: User, frozen: time_machine.Coordinates) -> None:
    Centre.objects.update_or_create(pk=1, defaults={"contact": "1100"})
    text = _fail(client, "ann", 5)
    assert "cannot sign in until" in text
    assert "12:15" in text
    assert "(1100)" in text
    assert 'value="ann"' in text
    assert sign_in(client, "ann").status_code == 429


def test_user_name_and_e_mail_are_one_account(client: Client, ann: User) -> None:
    _fail(client, "ann", 3)
    assert "cannot sign in until" in _fail(client, ann.email, 2)


def test_trying_on_does_not_move_the_time(
    client: Client, ann: User, frozen: time_machine.Coordinates
) -> None:
    _fail(client, "ann", 5)
    frozen.shift(600)
    assert "12:15" in _fail(client, "ann", 1)
    frozen.shift(301)
    assert sign_in(client, "ann").status_code == 302


def test_unknown_accounts_read_the_same(
    client: Client, ann: User, frozen: time_machine.Coordinates
) -> None:
    known, unknown = _fail(client, "ann", 5), _fail(client, "nobody", 5)
    assert (
        unknown.replace("nobody", "ann").split("<main")[1].split("csrf")[0]
        == (known.split("<main")[1].split("csrf")[0])
    )


def test_the_neighbour_still_gets_in(client: Client, ann: User, lea: User) -> None:
    _fail(client, "ann", 5)
    assert sign_in(client, "lea").status_code == 302


def test_inactive_accounts_get_the_sentence_of_wrong_passwords(client: Client, ann: User) -> None:
    wrong = sign_in(client, "ann", "wrong").content.decode()
    ann.is_active = False
    ann.save()
    answer = sign_in(client, "ann")
    assert answer.status_code == 422
    assert "The user name or the password is not right" in wrong
    assert "The user name or the password is not right" in answer.content.decode()


def test_admins_hear_of_guessing_from_many_addresses(ann: User, ada: User) -> None:
    for number in range(WARN_AT + 3):
        sign_in(Client(REMOTE_ADDR=f"10.0.0.{number}"), "ann", "wrong")
    notice = Notice.objects.get(user=ada)
    assert notice.kind == "staff.many_failures"
    assert notice.facts == {"username": "ann", "count": WARN_AT}
