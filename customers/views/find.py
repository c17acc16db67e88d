"""The customer list, the search and its result."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.core import lookup as numbers
from crm.core.pages import ListPage, Page
from crm.people.roles import Right

from .. import facts, lookup, searches
from ..filters import CustomerFilter
from ..models import Customer

MENU = "customers:list"


class CustomerList(ListPage):
    """All customers, newest first; with `?search=` the result of a search instead."""

    permission = Right.CUSTOMERS_READ
    title = pgettext_lazy("menu", "Customers")
    template = "customers/list.html"
    filterset_class = CustomerFilter
    keyset = ("created_at", "id")
    sorts = {"number": ("pk",), "since": ("acquired_on",)}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A number may stand in `q`; anything else there is dropped from the address."""
        if "q" in request.GET:
            address = page_of(self, request.GET["q"])
            return redirect(address or reverse("customers:list"))
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Customer]:
        return Customer.objects.listed_for(self.user).prefetch_related("points")

    def get_context(self) -> dict[str, Any]:
        key = self.request.GET.get("search", "")
        text = searches.text_of(self.request, key) if key else ""
        if text:
            found = lookup.find(self.get_queryset(), text)  # type: ignore[arg-type]  # own QuerySet
            shown = {"found": found, "search_key": key, "rows": self.rows_of(found.rows)}
            return {**Page.get_context(self), **shown, "text": text}
        context = super().get_context()
        return {**context, "rows": self.rows_of(context["listing"].rows), "text": ""}

    def rows_of(self, customers: Any) -> list[tuple[Customer, facts.Facts]]:
        known = facts.known(self.user, list(customers))
        return [(customer, known[customer.pk]) for customer in customers]


class CustomerSearch(Page):
    """Post of the search field: an exact match opens, anything else becomes a list."""

    permission = Right.CUSTOMERS_READ
    title = _("Find a customer")
    menu = MENU

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return redirect("customers:list")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = request.POST.get("q", "").strip()[:120]
        if not text:
            return self.go(reverse("customers:list"))
        address = page_of(self, text)
        if address:
            return self.go(address)
        query = urlencode({"search": searches.keep(request, text)})
        return self.go(f"{reverse('customers:list')}?{query}")


class CustomerPick(Page):
    """The rows of a picker inside another form, for htmx; without it that form shows them."""

    permission = Right.CUSTOMERS_READ
    title = _("Find a customer")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pick = lookup.read_pick(
            Customer.objects.visible_to(self.user),
            text=request.POST.get("customer_search", "")[:120],
            chosen=request.POST.get("customer", ""),
        )
        return render(request, "customers/_picked.html", {"pick": pick})


def page_of(page: Page, text: str) -> str:
    """The page that exactly this text names: a customer's, or that of a number of an upper app."""
    address = numbers.resolve(text.strip(), page.user)
    if address:
        return address
    exact = lookup.find(Customer.objects.visible_to(page.user), text).exact
    return reverse("customers:page", args=[exact.number]) if exact else ""
