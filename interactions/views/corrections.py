"""Exclude a record, include it again, link it to its customer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core.pages import ActionPage, FormPage, Page
from crm.people.roles import Right
from customers.lookup import read_pick
from customers.models import Customer

from ..forms.corrections import ExcludeForm, LinkForm
from ..models import Consultation
from ..services.consultations import exclude_consultation, include_again, link_customer
from ..services.rights import may_exclude, may_link
from .conflicts import OvertakenForm

_CRUMBS = ((gettext_lazy("Consultations"), "consultations:list"),)


def _record(page: Page) -> Consultation:
    """Among the records this user lists: out of scope and unknown look the same."""
    rows = Consultation.objects.listed_for(page.user).with_names()
    found = rows.filter(number=page.kwargs["number"]).first()
    if found is None:
        raise Http404
    return found


class _RecordForm(FormPage):
    crumbs = _CRUMBS
    menu = "consultations:list"
    record: Consultation

    def get_context(self) -> dict[str, Any]:
        return {**super().get_context(), "record": self.record, "cancel_url": self.detail_url}

    @property
    def detail_url(self) -> str:
        return reverse("consultations:detail", args=[self.record.number])


class ExcludePage(_RecordForm, OvertakenForm):
    permission = Right.CONSULTATIONS_EXCLUDE
    template = "interactions/exclude.html"
    form_class = ExcludeForm
    success = gettext_lazy("Excluded. The figures follow within seconds.")

    def prepare(self) -> None:
        self.record = _record(self)
        if self.record.exclusion or not may_exclude(self.user, self.record):
            raise Http404

    def get_title(self) -> str:
        return _("Exclude %(number)s") % {"number": self.record.number}

    def get_initial(self) -> dict[str, Any]:
        return {"revision": self.record.revision}

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, ExcludeForm)
        data = form.cleaned_data
        try:
            exclude_consultation(
                self.user,
                consultation=self.record,
                reason=data["reason"],
                note=data["note"],
                revision=data["revision"],
            )
        except ValidationError as problem:
            self.catch_up(problem)
            raise
        return self.detail_url


class IncludeAgain(ActionPage):
    permission = Right.CONSULTATIONS_EXCLUDE
    success = gettext_lazy("Included again. The figures follow within seconds.")

    def run(self) -> str:
        record = _record(self)
        if not record.exclusion or not may_exclude(self.user, record):
            raise Http404
        include_again(self.user, consultation=record, revision=record.revision)
        return reverse("consultations:detail", args=[record.number])


class LinkPage(_RecordForm):
    permission = Right.CONSULTATIONS_WRITE
    template = "interactions/link.html"
    form_class = LinkForm
    success = gettext_lazy("Linked to the customer.")

    def prepare(self) -> None:
        self.record = _record(self)
        if not may_link(self.user, self.record):
            raise Http404

    def get_title(self) -> str:
        return _("Link %(number)s to a customer") % {"number": self.record.number}

    def get_context(self) -> dict[str, Any]:
        typed = self.request.POST if self.request.method == "POST" else self.request.GET
        pick = read_pick(
            Customer.objects.visible_to(self.user),
            text=typed.get("customer_search", ""),
            chosen=typed.get("customer", ""),
        )
        return {**super().get_context(), "pick": pick}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Searching without script shows the form again, with what it found."""
        if "find_customer" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.prepare()
        self.form = self.make_form()
        return self.show()

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, LinkForm)
        link_customer(self.user, consultation=self.record, customer=form.cleaned_data["customer"])
        return self.detail_url
