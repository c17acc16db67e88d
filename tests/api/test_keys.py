"""Keys: shown once, kept as a hash, never beyond their owner, dead with the owner."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from crm.core.api.scopes import RESOURCES, SCOPES
from crm.core.models import ApiKey, AuditEntry
from crm.people.models import Role, User
from crm.site.api import router
from crm.staff.services.api_keys import create_api_key, revoke_api_key
from crm.staff.services.users import deactivate_user
from tests.customers.people import browser

from .conftest import Program

CUSTOMERS = "/api/v1/customers/"


def caller(text: str) -> APIClient:
    return APIClient(HTTP_AUTHORIZATION=f"Api-Key {text}", HTTP_ACCEPT_LANGUAGE="en")


def test_it_works(program: Program, ann: User) -> None:
    client = program(ann, "customers:read")
    assert client.get(CUSTOMERS).json() == {"next": None, "previous": None, "results": []}
    key = ApiKey.objects.get()
    assert key.last_used_at is not None


def test_only_a_hash_is_kept(ann: User) -> None:
    made = create_api_key(None, owner=ann, scopes=["customers:read"])
    secret = made.text.removeprefix(f"{made.key.prefix}_")
    kept = ApiKey.objects.values().get()
    assert all(secret not in str(value) for value in kept.values())
    assert made.text not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("text", ["", "crm_00000000_" + "x" * 43, "nonsense", "crm_ü"])
def test_an_unknown_key_is_401(text: str, db: None) -> None:
    answer = caller(text).get(CUSTOMERS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Api-Key"
    assert answer.json()["errors"][0]["code"] == "authentication_failed"


def test_nobody_is_401(db: None) -> None:
    answer = APIClient().get(CUSTOMERS)
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["code"] == "not_authenticated"


def test_a_revoked_key_is_refused_at_once(ann: User, ada: User) -> None:
    made = create_api_key(ada, owner=ann, scopes=["customers:read"])
    assert caller(made.text).get(CUSTOMERS).status_code == 200
    revoke_api_key(ada, key=made.key)
    assert caller(made.text).get(CUSTOMERS).status_code == 401
    assert AuditEntry.objects.filter(action="api_key.revoked", actor=ada).count() == 1


def test_a_key_dies_with_its_owner(program: Program, ann: User, ada: User) -> None:
    client = program(ann)
    deactivate_user(ada, user=ann)
    assert client.get(CUSTOMERS).status_code == 401


def test_a_key_is_never_more_than_its_owner(program: Program, lea: User) -> None:
    """Every scope of the world opens nothing the owner's role does not, now and later."""
    client = program(lea)
    assert client.get("/api/v1/follow-ups/").status_code == 200
    User.objects.filter(pk=lea.pk).update(role=Role.EXECUTIVE)
    answer = client.get("/api/v1/follow-ups/")
    assert answer.status_code == 403
    assert "Roles that may" in answer.json()["errors"][0]["detail"]
    assert client.post(CUSTOMERS, {"name": "박서희"}).status_code == 403


def test_a_missing_scope_is_403_and_named(program: Program, ann: User) -> None:
    client = program(ann, "customers:read")
    answer = client.post(CUSTOMERS, {"name": "박서희"})
    assert answer.status_code == 403
    assert "customers:write" in answer.json()["errors"][0]["detail"]
    assert client.get("/api/v1/faq/").status_code == 403
    assert client.post(f"{CUSTOMERS}search/", {"text": "박서희"}).status_code == 200


def test_every_endpoint_has_a_scope() -> None:
    names = {resource.key for resource in RESOURCES}
    assert {prefix for prefix, _view, _name in router.registry} == names
    assert all(view.resource == prefix for prefix, view, _name in router.registry)


def test_the_audit_says_by_which_key(program: Program, ann: User, ada: User) -> None:
    client = program(ann)
    client.post(CUSTOMERS, {"name": "박서희"})
    entry = AuditEntry.objects.get(action="customer.created")
    assert (entry.actor, entry.via) == (ann, client.key.prefix)  # type: ignore[attr-defined]
    page = browser(ada).get(f"/settings/audit/{entry.pk}/").content.decode()
    assert entry.via in page


def test_the_page_shows_a_key_once(ada: User, ann: User) -> None:
    page = browser(ada)
    sent = {"name": "콜센터", "owner": ann.pk, "scopes": ["customers:read", "kpis:read"]}
    answer = page.post("/settings/api-keys/new/", sent)
    key = ApiKey.objects.get()
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"{key.prefix}_" in answer.content.decode()
    listed = page.get("/settings/api-keys/").content.decode()
    assert key.prefix in listed
    assert f"{key.prefix}_" not in listed
    page.post(f"/settings/api-keys/{key.prefix}/revoke/")
    key.refresh_from_db()
    assert key.revoked_by == ada


def test_the_command_prints_the_key_alone(ann: User) -> None:
    out = io.StringIO()
    call_command(
        "create_api_key", "--user", "ann", "--scopes", "customers:read,faq:read", stdout=out
    )
    (line,) = out.getvalue().splitlines()
    assert caller(line).get(CUSTOMERS).status_code == 200
    assert ApiKey.objects.get().scopes == ["customers:read", "faq:read"]


@pytest.mark.parametrize(
    ("user", "scope"), [("nobody", "customers:read"), ("ann", "customers:delete")]
)
def test_the_command_refuses_what_is_not_there(ann: User, user: str, scope: str) -> None:
    with pytest.raises(CommandError) as told:
        call_command("create_api_key", "--user", user, "--scopes", scope)
    assert told.value.returncode == 2
    assert not ApiKey.objects.exists()


def test_a_session_calls_too_but_not_with_a_one_time_password(ann: User) -> None:
    client = browser(ann)
    assert client.get(CUSTOMERS).status_code == 200
    User.objects.filter(pk=ann.pk).update(must_change_password=True)
    assert client.get(CUSTOMERS).status_code == 403


def test_a_session_writes_only_with_its_csrf_token(ann: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    answer = client.post(CUSTOMERS, "{}", content_type="application/json")
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["code"] == "permission_denied"


def test_all_scopes_are_well_formed() -> None:
    assert len(set(SCOPES)) == len(SCOPES)
    assert all(scope.endswith((":read", ":write")) for scope in SCOPES)
