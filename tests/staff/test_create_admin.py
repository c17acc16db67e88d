"""`manage.py create_admin`."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from crm.core.models import AuditEntry
from crm.people.models import Role, User

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


def run(monkeypatch, *arguments, password=PASSWORD):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    out = io.StringIO()
    call_command("create_admin", "--password-stdin", *arguments, stdout=out)
    return out.getvalue()


def test_it_works(monkeypatch):
    said = run(monkeypatch, "--username", "boss", "--name", "정하나", "--email", "b@centre.example")
    user = User.objects.get(username="boss")
    assert (user.role, user.name, user.email) == (Role.ADMIN, "정하나", "b@centre.example")
    assert user.check_password(PASSWORD)
    assert not user.must_change_password
    assert user.code in said
    assert PASSWORD not in said
    assert AuditEntry.objects.get().actor is None


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (["--name", "x"], PASSWORD, "--username is needed"),
        (["--username", "boss"], "short", "too short"),
        (["--username", "boss", "--email", "nonsense"], PASSWORD, "valid email"),
        (["--username", "a b"], PASSWORD, "letters"),
    ],
)
def test_what_is_wrong_is_said(monkeypatch, arguments, password, said):
    with pytest.raises(CommandError, match=said):
        run(monkeypatch, *arguments, password=password)
    assert not User.objects.exists()


def test_a_taken_name_is_said(monkeypatch, ada):
    with pytest.raises(CommandError, match="taken"):
        run(monkeypatch, "--username", "ADA")
