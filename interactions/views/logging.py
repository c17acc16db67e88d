"""Log a consultation, and correct one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.core import clock
from crm.core.pages import FormPage
from crm.people.roles import MANAGER, Right
from customers.models import Customer

from ..channels import CHANNELS
from ..choices import FollowUpState, Result
from ..forms.consultations import BY_RULE, UNANSWERED, ConsultationForm, Desk
from ..forms.fields import tree_order
from ..models import Consultation, Draft, FollowUp, Inquiry, InquiryType
from ..services.channels import open_channels
from ..services.consultations import edit_consultation, log_consultation
from ..services.drafts import draft_of
from ..services.rights import agents_led_by, may_edit

MOST_ISSUES = 5
_KEPT = ("wait_seconds", "talk_seconds", "hold_seconds", "wrap_up_seconds", "transfer_target")


class _DeskPage(FormPage):
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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.draft = draft_of(self.user, self.draft_key)
        return super().get(request, *args, **kwargs)

    def get_success(self) -> str | Promise:
        return _("Saved: %(number)s") % {"number": self.saved.number}

    def get_context(self) -> dict[str, Any]:
        types = tree_order(InquiryType.objects.active())
        recent = Consultation.objects.recent_type_ids(self.user)
        return {
            **super().get_context(),
            "desk": self.desk,
            "customer": self.customer,
            "draft": self.draft,
            "draft_key": self.draft_key,
            "channels": [CHANNELS[key] for key, _label in self.form.fields["channel"].choices],  # type: ignore[attr-defined]  # a ChoiceField
            "types": types,
            "recent_types": [node for node in types if node.pk in recent],
            "server_now": clock.now(),
        }


class LogPage(_DeskPage):
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
            issues=self._issues(),
            agents=self._agents(),
            needs_type=InquiryType.objects.active().exists(),
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
        if self.customer is None or self.first_leg is not None:
            return []
        return list(Inquiry.objects.all().joinable(self.customer)[:MOST_ISSUES])

    def _agents(self) -> list[Any]:
        if self.user.role != MANAGER:
            return []
        return [self.user, *(user for user in agents_led_by(self.user) if user != self.user)]

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
            "issue": str(self.desk.issues[0].pk) if self.desk.issues else BY_RULE,
            "type": leg.type_id if leg else None,
            "agent": self.user.pk,
        }
        return {**initial, **(self.draft.fields if self.draft else {})}

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


class EditPage(_DeskPage):
    """Correct a record: the own one for a day, a led team's with a reason."""

    template = "interactions/edit.html"
    record: Consultation

    def get_title(self) -> str:
        return _("Edit %(number)s") % {"number": self.record.number}

    def prepare(self) -> None:
        rows = Consultation.objects.listed_for(self.user).with_names()
        found = rows.select_related("inquiry", "transferred_from").filter(
            number=self.kwargs["number"]
        )
        record = found.first()
        if record is None:
            raise Http404
        if not may_edit(self.user, record):
            raise TooLate
        self.record, self.customer = record, record.customer
        self.desk = Desk(
            channels=open_channels(),
            customer=record.customer,
            record=record,
            issues=self._issues(),
            needs_reason=record.agent_id != self.user.pk,
            needs_type=record.type_id is not None,
            books=not self._open_promise(),
        )

    def _open_promise(self) -> bool:
        waiting = FollowUp.objects.filter(consultation=self.record, state=FollowUpState.OPEN)
        return waiting.exists()

    def _issues(self) -> list[Inquiry]:
        """The one it belongs to, and the customer's open ones."""
        record = self.record
        if record.customer is None:
            return []
        found = list(Inquiry.objects.all().joinable(record.customer)[:MOST_ISSUES])
        if record.inquiry is not None and record.inquiry not in found:
            found.insert(0, record.inquiry)
        return found

    @property
    def draft_key(self) -> str:
        return f"edit:{self.record.number}"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except TooLate:
            messages.warning(
                request,
                _("You could change this record for 24 hours. Ask your team lead to correct it."),
            )
            return HttpResponseRedirect(reverse("consultations:detail", args=[kwargs["number"]]))

    def get_initial(self) -> dict[str, Any]:
        record = self.record
        names = [*("channel", "direction", "started_at", "question", "answer"), *_KEPT]
        initial: dict[str, Any] = {name: getattr(record, name) for name in names}
        initial |= {
            "revision": record.revision,
            "replied_at": record.first_response_at,
            "type": record.type_id,
            "issue": str(record.inquiry_id or BY_RULE),
            "result": record.result or (UNANSWERED if not record.answered else None),
            "waiting": record.inquiry is not None and record.inquiry.waiting_since is not None,
        }
        initial |= {f"{record.channel}_{key}": text for key, text in record.extra.items()}
        return {**initial, **(self.draft.fields if self.draft else {})}

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, ConsultationForm)
        self.saved = edit_consultation(
            self.user,
            consultation=self.record,
            entry=form.entry(),
            revision=form.cleaned_data["revision"] or 0,
            reason=form.cleaned_data.get("reason", ""),
        )
        return reverse("consultations:detail", args=[self.record.number])


class TooLate(Exception):
    """The own record is older than a day."""


__all__ = ["EditPage", "LogPage"]
