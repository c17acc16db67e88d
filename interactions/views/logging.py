"""Log a consultation; what correcting one shares with it stands in `DeskPage`."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import clock
from crm.core.pages import FormPage
from crm.people.models import Team
from crm.people.roles import MANAGER, Right
from customers.lookup import Pick, read_pick
from customers.models import Customer

from ..choices import Result
from ..forms.consultations import ConsultationForm
from ..forms.desk import BY_RULE, NEW_ISSUE, Desk
from ..forms.fields import tree_order
from ..models import Consultation, Draft, Inquiry, InquiryType
from ..services.channels import open_channels
from ..services.consultations import log_consultation
from ..services.drafts import draft_of
from ..services.issues import JOINS_WITHIN
from ..services.rights import agents_led_by
from .timeline import timeline_context

MOST_ISSUES = 5


class DeskPage(FormPage):
    """What logging and correcting share: the same form, the same picker, the same draft."""

    permission = Right.CONSULTATIONS_WRITE
    form_class = ConsultationForm
    crumbs = ((gettext_lazy("Consultations"), "consultations:list"),)
    menu = "consultations:list"
    desk: Desk
    draft: Draft | None = None
    customer: Customer | None = None
    saved: Consultation

    @property
    def draft_key(self) -> str:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"desk": self.desk}

    def kept_fields(self) -> dict[str, str]:
        """What somebody was typing when this page was left; only read to show the form."""
        if self.request.method == "POST":
            return {}
        self.draft = draft_of(self.user, self.draft_key)
        return dict(self.draft.fields) if self.draft else {}

    def get_success(self) -> str | Promise:
        return _("Saved: %(number)s") % {"number": self.saved.number}

    def get_context(self) -> dict[str, Any]:
        types = tree_order(InquiryType.objects.active())
        by_id = {node.pk: node for node in types}
        recent = Consultation.objects.recent_type_ids(self.user)
        assert isinstance(self.form, ConsultationForm)
        return {
            **super().get_context(),
            "desk": self.desk,
            "customer": self.customer,
            "timeline": None,
            "draft": self.draft,
            "draft_key": self.draft_key,
            "channels": self.form.channels,
            "types": types,
            "kept_type": self._kept_type(by_id),
            "recent_types": [by_id[pk] for pk in recent if pk in by_id],
            "teams": Team.objects.active(),
            "pick": self._pick(),
            "server_now": clock.now(),
        }

    def _kept_type(self, active: dict[int, InquiryType]) -> InquiryType | None:
        """A type retired since: still a choice for the record that has it."""
        record = self.desk.record
        node = record.type if record else None
        return node if node is not None and node.pk not in active else None

    def _pick(self) -> Pick | None:
        """The customer search inside the form, while nobody is named yet."""
        if self.customer is not None or self.desk.first_leg is not None:
            return None
        kept = self.draft.fields if self.draft else {}
        typed = self.request.POST if self.request.method == "POST" else kept
        return read_pick(
            Customer.objects.visible_to(self.user),
            text=typed.get("customer_search", ""),
            chosen=typed.get("customer", ""),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Searching for the customer without script shows the form again, with what it found."""
        if "find_customer" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.prepare()
        typed = {name: str(value) for name, value in request.POST.items()}
        self.form = ConsultationForm(initial={**self.get_initial(), **typed}, desk=self.desk)
        return self.show()


class LogPage(DeskPage):
    """A new one; `?customer=` names the customer, `?from=` the leg it was transferred by."""

    title = gettext_lazy("Log a consultation")
    template = "interactions/log.html"
    first_leg: Consultation | None = None

    def prepare(self) -> None:
        query = self.request.GET
        self.first_leg = self._first_leg(query)
        self.customer = self.first_leg.customer if self.first_leg else self._customer(query)
        self.desk = Desk(
            channels=open_channels(),
            customer=self.customer,
            first_leg=self.first_leg,
            issues=self._issues() if self.request.method != "POST" else self._bare_issues(),
            agents=self._agents(),
        )

    def _first_leg(self, query: QueryDict) -> Consultation | None:
        number = query.get("from")
        if not number:
            return None
        legs = Consultation.objects.visible_to(self.user).filter(result=Result.TRANSFERRED)
        found = legs.with_names().select_related("inquiry").filter(number=number).first()
        if found is None:
            raise Http404
        return found

    def _customer(self, query: QueryDict) -> Customer | None:
        number = query.get("customer")
        if not number:
            return None
        found = Customer.objects.visible_to(self.user).filter(number=number).first()
        if found is None:
            raise Http404
        return found

    def _issues(self) -> list[Inquiry]:
        return list(self._joinable()[:MOST_ISSUES])

    def _bare_issues(self) -> list[Inquiry]:
        """What the issue chosen has to be one of; no more is read unless the form is shown."""
        rows = self._joinable().select_related(None).only("pk", "last_contact_at")
        return list(rows[:MOST_ISSUES])

    def _joinable(self) -> QuerySet[Inquiry]:
        if self.customer is None or self.first_leg is not None:
            return Inquiry.objects.none()
        return Inquiry.objects.all().joinable(self.customer)

    def _agents(self) -> list[Any]:
        if self.user.role != MANAGER:
            return []
        return [self.user, *(user for user in agents_led_by(self.user) if user != self.user)]

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        if self.request.method == "POST":
            self.desk = replace(self.desk, issues=self._issues())
            context["desk"] = self.desk
        if self.customer is not None:
            context |= timeline_context(self.request, self.customer, pin=False)
        return context

    @property
    def draft_key(self) -> str:
        leg = f":{self.first_leg.number}" if self.first_leg else ""
        return f"new:{self.customer.number if self.customer else ''}{leg}"

    def get_initial(self) -> dict[str, Any]:
        leg = self.first_leg
        initial: dict[str, Any] = {
            "key": uuid.uuid4().hex,
            "channel": leg.channel
            if leg
            else self.desk.channels[0].key
            if self.desk.channels
            else "",
            "direction": leg.direction if leg else "inbound",
            "started_at": clock.now(),
            "issue": self._preselected(),
            "type": leg.type_id if leg else None,
            "agent": self.user.pk,
        }
        return {**initial, **self.kept_fields()}

    def _preselected(self) -> str:
        """The newest open issue, while a contact would still join it by rule."""
        if not self.desk.issues:
            return BY_RULE
        newest = self.desk.issues[0]
        fresh = clock.now() - newest.last_contact_at < JOINS_WITHIN
        return str(newest.pk) if fresh else NEW_ISSUE

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, ConsultationForm)
        self.saved = log_consultation(
            self.user,
            entry=form.entry(),
            agent=form.cleaned_data.get("agent") or self.user,
            key=form.cleaned_data["key"] or None,
            draft_key=self.draft_key,
        )
        if "next" in self.request.POST:
            return reverse("consultations:new")
        return reverse("consultations:detail", args=[self.saved.number])
