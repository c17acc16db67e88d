"""The error pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from crm.core import errors
from crm.core.models import Centre
from crm.core.pages import MissingRight
from crm.people.models import User
from crm.people.roles import Right


def _broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken")


def _suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def _refused(request: HttpRequest) -> HttpResponse:
    raise MissingRight(Right.SETTINGS)


urlpatterns = [
    path("broken/", _broken),
    path("suspicious/", _suspicious),
    path("refused/", _refused),
    path("", include("crm.urls")),
]
handler400, handler403 = errors.bad_request, errors.forbidden
handler404, handler500 = errors.not_found, errors.server_error
HERE = override_settings(ROOT_URLCONF=__name__)


@HERE
def test_it_works(client: Client, ann: User) -> None:
    """A refusal names the roles that may and whom to ask."""
    Centre.objects.update_or_create(pk=1, defaults={"contact": "1100"})
    User.objects.create(username="ada", code="A-0100", name="나아다", role="admin")
    client.force_login(ann)
    answer = client.get("/refused/")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "Roles that may open it: Admin" in text
    assert "나아다" in text
    assert "(1100)" in text


@HERE
@pytest.mark.parametrize(("address", "status"), [("/suspicious/", 400), ("/no-such/", 404)])
def test_with_and_without_a_session(client: Client, ann: User, address: str, status: int) -> None:
    assert client.get(address).status_code == status
    client.force_login(ann)
    answer = client.get(address)
    assert answer.status_code == status
    assert 'class="top"' in answer.content.decode()


@HERE
def test_a_fault_shows_a_code_and_needs_no_database(ann: User, settings: Any) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(ann)
    answer = client.get("/broken/")
    assert answer.status_code == 500
    assert 'class="top"' not in answer.content.decode()
    assert "RuntimeError" not in answer.content.decode()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_of_a_fault_reads_nothing(language: str) -> None:
    """No `db` fixture: a query would fail the test."""
    request = RequestFactory().get("/x/")
    answer = errors.server_error(request)
    assert answer.status_code == 500
    assert len(answer.content) > 1000


def test_a_stale_form(ann: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    client.force_login(ann)
    answer = client.post("/notices/read/")
    assert answer.status_code == 403
    assert "nothing was saved" in answer.content.decode()


def test_scripts_get_json(client: Client, ann: User) -> None:
    client.force_login(ann)
    answer = client.get("/no-such/", headers={"Accept": "application/json"})
    assert answer.json()["detail"]


def test_an_address_with_a_nul_is_unreadable(client: Client, ann: User) -> None:
    client.force_login(ann)
    for address in ("/customers/C-1%00/", "/consultations/?customer=%00", "/customers/?q=%00"):
        assert client.get(address).status_code == 400
