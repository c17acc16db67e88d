"""Correct a consultation: the own one for a day, a led team's with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ..choices import FollowUpState
from ..forms.answers import answer_initial
from ..forms.consultations import ConsultationForm
from ..forms.desk import BY_RULE, UNANSWERED, Desk
from ..models import Consultation, FollowUp, Inquiry, SurveyAnswer
from ..services.answers import desk_source
from ..services.channels import open_channels
from ..services.consultations import edit_consultation
from ..services.rights import may_edit
from .conflicts import OvertakenForm
from .logging import MOST_ISSUES, DeskPage

#: What takes an agent time to write.
_TYPED = ("question", "answer", "callback_note", "reason")
_KEPT = ("wait_seconds", "talk_seconds", "hold_seconds", "wrap_up_seconds", "transfer_target")


class EditPage(DeskPage, OvertakenForm):
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

    def get_context(self) -> dict[str, Any]:
        url = reverse("consultations:detail", args=[self.record.number])
        return {**super().get_context(), "cancel_url": url}

    @property
    def draft_key(self) -> str:
        return f"edit:{self.record.number}"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except TooLate:
            if request.method == "POST":
                return self._give_back(kwargs["number"])
            messages.warning(
                request,
                _("You could change this record for 24 hours. Ask your team lead to correct it."),
            )
            return HttpResponseRedirect(reverse("consultations:detail", args=[kwargs["number"]]))

    def _give_back(self, number: str) -> HttpResponseBase:
        """What somebody was still typing when the day was over, to be read and copied."""
        typed = self.request.POST
        fields = ConsultationForm.base_fields
        kept = [(fields[name].label, typed[name]) for name in _TYPED if typed.get(name)]
        context = {
            "title": _("Edit %(number)s") % {"number": number},
            "kept": kept,
            "cancel_url": reverse("consultations:detail", args=[number]),
        }
        return render(self.request, "interactions/too_late.html", context, status=403)

    def get_initial(self) -> dict[str, Any]:
        record = self.record
        names = [*("channel", "direction", "started_at", "question", "answer"), *_KEPT]
        initial: dict[str, Any] = {name: getattr(record, name) for name in names}
        initial["started_at"] = record.started_at.replace(microsecond=0)
        initial |= {
            "revision": record.revision,
            "replied_at": record.first_response_at,
            "type": record.type_id,
            "issue": str(record.inquiry_id or BY_RULE),
            "result": record.result or (UNANSWERED if not record.answered else None),
            "waiting": record.inquiry is not None and record.inquiry.waiting_since is not None,
        }
        initial |= answer_initial(self._noted())
        initial |= {f"{record.channel}_{key}": text for key, text in record.extra.items()}
        return {**initial, **self.kept_fields()}

    def _noted(self) -> QuerySet[SurveyAnswer]:
        """What this user noted as the customer's answers."""
        source = desk_source(self.user, self.record)
        return SurveyAnswer.objects.filter(consultation=self.record, source=source)

    def save(self, form: BaseForm) -> str:
        assert isinstance(form, ConsultationForm)
        try:
            self.saved = edit_consultation(
                self.user,
                consultation=self.record,
                entry=form.entry(),
                revision=form.cleaned_data["revision"] or 0,
                reason=form.cleaned_data.get("reason", ""),
                draft_key=self.draft_key,
            )
        except ValidationError as problem:
            self.catch_up(problem)
            raise
        return reverse("consultations:detail", args=[self.record.number])


class TooLate(Exception):
    """The own record is older than a day."""
