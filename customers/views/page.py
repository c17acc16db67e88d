"""One customer: the page, its reveals and consents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core import clock
from crm.core.masking import mask_name
from crm.core.models import Reveal
from crm.core.pages import ActionPage, DetailPage
from crm.people.roles import EXECUTIVE, Right, holds

from ..contact_points import ITEMS, Point
from ..forms import RevealForm
from ..models import Consent, ConsentChannel, Customer, Purpose
from ..services import live_reveal, reveal
from ..services.points import masked
from ..services.reveals import REASONS

LOGGED_DAYS = 90
LOGGED_ROWS = 10
VIEWS = ("history", "issues", "profile")


@dataclass(frozen=True)
class ShownPoint:
    """A contact point as this browser may see it now."""

    kind: str
    label: str | Promise
    text: str
    is_main: bool
    is_open: bool


class CustomerPage(DetailPage):
    """Header facts, history, issues, profile. What upper apps know comes through slots."""

    permission = Right.CUSTOMERS_READ
    menu = "customers:list"
    template = "customers/page.html"
    lookup = "number"
    shown: Reveal | None = None

    def get_queryset(self) -> QuerySet[Customer]:
        return Customer.objects.visible_to(self.user).select_related("created_by")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.object = self.get_object()
        self.shown = self.read_reveal()
        response = self.show()
        if self.shown is not None:  # five minutes later the page masks itself, script or not
            left = max(1, int((self.shown.until - clock.now()).total_seconds()) + 1)
            response["Refresh"] = f"{left}; url={self.address}"
            response["Cache-Control"] = "no-store"
        return response

    def read_reveal(self) -> Reveal | None:
        pk = self.request.GET.get("shown", "")
        session = self.request.session.session_key or ""
        if not pk or not holds(self.user, Right.CUSTOMERS_REVEAL):
            return None
        return live_reveal(self.user, customer=self.object, pk=pk, session=session)

    @property
    def address(self) -> str:
        return reverse("customers:page", args=[self.object.number])

    def get_title(self) -> str:
        return mask_name(self.object.name) or str(self.object.number)

    def get_crumbs(self) -> list[tuple[str | Promise, str]]:
        return [(pgettext_lazy("menu", "Customers"), reverse("customers:list"))]

    def get_context(self) -> dict[str, Any]:
        wanted = self.request.GET.get("view", "")
        return {
            **super().get_context(),
            "customer": self.object,
            "title_typed": True,
            "shown": self.shown,
            "name": self.name(),
            "points": self.points(),
            "items": self.items(),
            "reasons": REASONS.items(),
            "consents": consent_grid(self.object),
            "channels": [channel.label for channel in ConsentChannel],
            "reveals": self.reveals(),
            "logged_days": LOGGED_DAYS,
            "view": wanted if wanted in VIEWS else "issues",
        }

    def name(self) -> str:
        if self.shown is not None and self.shown.item == "name":
            return str(self.object.name)
        return mask_name(self.object.name)

    def points(self) -> list[ShownPoint]:
        """Every contact point by kind, the main one first; masked unless it was revealed here."""
        opened = self.shown.item if self.shown else ""
        found: dict[str, list[ShownPoint]] = {kind: [] for kind in ITEMS}
        for row in self.object.points.all():
            point = Point(row.kind, row.value)
            shown = ShownPoint(
                kind=row.kind,
                label=ITEMS[row.kind],
                text=point.shown if row.kind == opened else masked(point),
                is_main=not found[row.kind],
                is_open=row.kind == opened,
            )
            found[row.kind].append(shown)
        return [shown for kind in found.values() for shown in kind]

    def items(self) -> list[tuple[str, str | Promise]]:
        """What there is to reveal, phone numbers first: they are what calls need."""
        kinds = {row.kind for row in self.object.points.all()}
        kinds |= {"name"} if self.object.name else set()
        order = sorted(ITEMS.items(), key=lambda item: item[0] == "name")
        return [(key, label) for key, label in order if key in kinds]

    def reveals(self) -> list[dict[str, Any]]:
        since = clock.now() - timedelta(days=LOGGED_DAYS)
        rows = Reveal.objects.filter(subject=self.object.number, at__gte=since)
        named = self.user.role != EXECUTIVE
        return [
            {
                "at": row.at,
                "who": row.user.name if named else "",
                "item": ITEMS.get(row.item, row.item),
                "reason": REASONS.get(row.reason, row.reason),
                "address": row.address if named else "",
            }
            for row in rows.select_related("user")[:LOGGED_ROWS]
        ]


class CustomerReveal(ActionPage):
    """Show one kind of masked data for five minutes, in the tab that asked."""

    permission = Right.CUSTOMERS_REVEAL
    title = gettext_lazy("Reveal")
    menu = "customers:list"

    def run(self) -> str:
        number = self.kwargs["number"]
        customer = Customer.objects.visible_to(self.user).filter(number=number).first()
        if customer is None:
            raise Http404
        form = RevealForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError(_("Choose what to show and why."))
        if not self.request.session.session_key:
            self.request.session.create()
        row = reveal(
            self.user,
            customer=customer,
            item=form.cleaned_data["item"],
            reason=form.cleaned_data["reason"],
            session=self.request.session.session_key or "",
        )
        return f"{reverse('customers:page', args=[number])}?shown={row.pk}"


def consent_grid(customer: Customer) -> list[tuple[str | Promise, list[Consent | None]]]:
    """By purpose, the consent in force for each channel."""
    current: dict[tuple[str, str], Consent] = {}
    for row in customer.consents.all():  # newest first within purpose and channel
        current.setdefault((row.purpose, row.channel), row)
    return [
        (purpose.label, [current.get((purpose.value, channel.value)) for channel in ConsentChannel])
        for purpose in Purpose
    ]
