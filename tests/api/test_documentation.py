"""The document and its pages: complete, in English, and the one exception of the policy."""

from __future__ import annotations

from django.test import Client

from crm.core.api.views import ListEndpoint
from crm.core.checks import permission_of
from crm.people.models import User
from crm.people.roles import Right
from crm.site.api import router
from tests.customers.people import browser

from .conftest import Program


def test_it_works(program: Program, ann: User) -> None:
    client = program(ann, "faq:read")  # any key reads it, whatever its scopes
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "ko"
    document = client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    paths = document.json()["paths"]
    written = {str(address) for address in paths}
    assert {f"/api/v1/{prefix}/" for prefix, _view, _name in router.registry} <= written
    filters = paths["/api/v1/consultations/"]["get"]["parameters"]
    assert "All channels" not in str(filters)
    assert {"name": "channel", "in": "query"}.items() <= next(
        one for one in filters if one["name"] == "channel"
    ).items()
    assert "Channel" in str(filters)
    post = paths["/api/v1/consultations/"]["post"]
    assert "Right: `consultations-write`. Scope: `consultations:write`." in post["description"]
    assert {"201", "400", "401", "403", "409", "429"} <= set(post["responses"])
    assert any(one["name"] == "Idempotency-Key" for one in post["parameters"])


def test_only_its_page_may_style_inline(ann: User) -> None:
    page = browser(ann)
    policy = "Content-Security-Policy"
    docs = page.get("/api/docs/")
    assert docs.status_code == 200
    assert "style-src 'self' 'unsafe-inline'" in docs.headers[policy]
    assert "script-src 'self';" in docs.headers[policy] + ";"
    assert "unsafe-inline" not in page.get("/faq/").headers[policy]


def test_nobody_is_asked_to_sign_in() -> None:
    answer = Client().get("/api/docs/")
    assert answer.headers["Location"] == "/login/?next=%2Fapi%2Fdocs%2F"


def test_an_endpoint_without_a_right_is_noticed() -> None:
    """By the check that `manage.py check` makes of every address."""

    class Bare(ListEndpoint):
        resource = "bare"

    assert permission_of(Bare.as_view({"get": "list"})) is None
    for _prefix, view, _name in router.registry:
        assert isinstance(permission_of(view.as_view({"get": "list"})), Right)
