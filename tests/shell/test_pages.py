"""What every page does by itself: rights, fragments, forms, the check."""

from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from crm.core import checks
from crm.core.pages import ActionPage, FormPage, Page
from crm.people.models import User
from crm.people.roles import Right


class NameForm(forms.Form):
    name = forms.CharField(label="Name", max_length=5)


class Sample(FormPage):
    permission = Right.CUSTOMERS_READ
    write_permission = Right.CUSTOMERS_WRITE
    title = "Sample"
    template = "staff/password.html"
    form_class = NameForm
    success = "Saved the sample"

    def save(self, form: forms.BaseForm) -> str:
        if form.cleaned_data["name"] == "taken":
            raise ValidationError({"name": "This name is taken.", "other": "Something else."})
        return "/account/"


class Button(ActionPage):
    permission = Right.OWN_ACCOUNT

    def run(self) -> str:
        raise ValidationError("Not now.")


class Silent(Page):
    title = "Says nothing about who may"


def silent(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("sample/", Sample.as_view()),
    path("button/", Button.as_view()),
    path("", include("crm.urls")),
]
pytestmark = pytest.mark.urls(__name__)


def test_it_works(client: Client, ann: User) -> None:
    client.force_login(ann)
    page = client.get("/sample/").content.decode()
    assert "<title>Sample | " in page
    assert page.count("<h1") == 1
    answer = client.post("/sample/", {"name": "fine"}, follow=True)
    assert "Saved the sample" in answer.content.decode()


def test_htmx_gets_the_fragment(client: Client, ann: User) -> None:
    client.force_login(ann)
    fragment = client.get("/sample/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'name="name"' in fragment
    boosted = client.get("/sample/", headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert "<html" in boosted.content.decode()
    saved = client.post("/sample/", {"name": "fine"}, headers={"HX-Request": "true"})
    assert saved.headers["HX-Redirect"] == "/account/"


def test_errors_stand_at_the_field_and_on_top(client: Client, ann: User) -> None:
    client.force_login(ann)
    answer = client.post("/sample/", {"name": "too long a name"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="too long a name"' in text
    assert 'href="#id_name"' in text
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_name-error"' in text


def test_a_refusal_of_the_service_is_an_error_of_the_form(client: Client, ann: User) -> None:
    client.force_login(ann)
    text = client.post("/sample/", {"name": "taken"}).content.decode()
    assert "This name is taken." in text
    assert "Something else." in text


def test_reading_and_writing_may_take_two_rights(client: Client, quinn: User) -> None:
    client.force_login(quinn)
    assert client.get("/sample/").status_code == 200
    assert client.post("/sample/", {"name": "fine"}).status_code == 403


def test_a_refused_button_says_so_where_it_stood(client: Client, ann: User) -> None:
    client.force_login(ann)
    answer = client.post("/button/", headers={"Referer": "http://testserver/account/"}, follow=True)
    assert answer.redirect_chain == [("/account/", 302)]
    assert "Not now." in answer.content.decode()
    assert client.get("/button/").status_code == 405


def test_a_button_of_a_browser_that_hides_where_it_was_leads_to_a_page(
    client: Client, ann: User
) -> None:
    asked = client.post("/button/")
    assert asked.url == "/login/?next=%2F"
    assert client.post("/sample/", {"name": "x"}).url == "/login/?next=%2Fsample%2F"
    client.force_login(ann)
    assert client.post("/button/").url == "/"


def test_the_check_refuses_a_view_without_permission() -> None:
    assert checks.permission_of(silent) is None
    assert checks.permission_of(Silent.as_view()) is None
    assert checks.permission_of(Sample.as_view()) is Right.CUSTOMERS_READ
    assert checks.every_view_declares_a_permission(None) == []
    with override_settings(ROOT_URLCONF="tests.shell.silent_urls"):
        found = checks.every_view_declares_a_permission(None)
    assert [error.msg for error in found] == ["The view at /silent/ declares no permission"]
