"""The consultation form: prefilled, corrected, saved; only the fields its result needs count."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from crm.core import clock
from crm.people.models import User
from customers.models import Customer

from ..channels import CHANNELS
from ..choices import Direction, Result
from ..models import Inquiry, InquiryType
from ..services.entries import Entry
from ..services.follow_ups import Promise
from .answers import AnswerFields
from .desk import NEW_ISSUE, TEXT, TIMED, UNANSWERED, Desk
from .fields import MomentField, SecondsField, TypeField


def _radio(choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **kwargs)


class ConsultationForm(AnswerFields):
    """`Desk` decides which fields there are; `entry()` is what the service takes."""

    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    timer = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)
    customer = forms.CharField(
        label=gettext_lazy("Customer number"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("May stay empty: a contact can be linked to its customer later."),
    )
    channel = _radio((), label=gettext_lazy("Channel"))
    direction = _radio(Direction.choices, label=gettext_lazy("Direction"))
    started_at = MomentField(label=gettext_lazy("Contact started"))
    replied_at = MomentField(label=gettext_lazy("Replied"), required=False)
    type = TypeField(label=gettext_lazy("Inquiry type"), required=False)
    issue = _radio((), label=pgettext_lazy("link to an issue", "Issue"), required=False)
    question = forms.CharField(
        label=gettext_lazy("Question"),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-content": ""}),
    )
    answer = forms.CharField(
        label=pgettext_lazy("of a consultation", "Answer"),
        max_length=TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-content": ""}),
    )
    result = _radio(
        (),
        label=gettext_lazy("Result"),
        error_messages={"required": gettext_lazy("Choose how the contact ended.")},
    )
    callback_on = forms.DateField(
        label=gettext_lazy("Callback day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "num"}),
        validators=[clock.possible_day],
    )
    callback_at = forms.TimeField(
        label=gettext_lazy("Callback time"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "num"}),
    )
    callback_note = forms.CharField(
        label=gettext_lazy("What to settle"), max_length=200, required=False
    )
    transfer_target = forms.CharField(
        label=gettext_lazy("Transferred to"), max_length=120, required=False
    )
    waiting = forms.BooleanField(
        label=gettext_lazy("The customer has to answer next"), required=False
    )
    wait_seconds = SecondsField(label=pgettext_lazy("duration", "Wait"), required=False)
    talk_seconds = SecondsField(label=pgettext_lazy("duration", "Talk"), required=False)
    hold_seconds = SecondsField(label=pgettext_lazy("duration", "Hold"), required=False)
    wrap_up_seconds = SecondsField(
        label=pgettext_lazy("duration", "After-call work"), required=False
    )
    agent = forms.ModelChoiceField(
        label=gettext_lazy("Agent"), queryset=User.objects.none(), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for the change"), max_length=200, required=False
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self._add_channels()
        self._add_results()
        self._add_issues()
        self._of(TypeField, "type").keep(desk.record.type if desk.record else None)
        if desk.customer is not None or desk.first_leg is not None:
            del self.fields["customer"]
        self._of(forms.ModelChoiceField, "agent").queryset = User.objects.filter(
            pk__in=[user.pk for user in desk.agents]
        )
        if not desk.agents:
            del self.fields["agent"]
        if desk.needs_reason:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]

    def _of(self, kind: Any, name: str) -> Any:
        found = self.fields[name]
        assert isinstance(found, kind)
        return found

    def _add_channels(self) -> None:
        channels = list(self.desk.channels)
        if self.desk.record and self.desk.record.channel not in {c.key for c in channels}:
            channels.append(CHANNELS[self.desk.record.channel])
        self.channels = channels
        self._of(forms.ChoiceField, "channel").choices = [(c.key, c.label) for c in channels]
        self.extra_names: dict[str, tuple[str, str]] = {}
        for channel in channels:
            for extra in channel.extra_fields:
                name = f"{channel.key}_{extra.key}"
                self.extra_names[name] = (channel.key, extra.key)
                self.fields[name] = forms.CharField(
                    label=str(extra.label), max_length=extra.max_length, required=False
                )

    def _add_results(self) -> None:
        """All that may be said at the desk; `clean` refuses what does not fit the contact."""
        labels = dict(Result.choices)
        choices = [
            (Result.RESOLVED, labels[Result.RESOLVED]),
            (Result.IN_PROGRESS, labels[Result.IN_PROGRESS]),
            (Result.CALLBACK, labels[Result.CALLBACK]),
            (Result.TRANSFERRED, labels[Result.TRANSFERRED]),
            (Result.NO_ANSWER, labels[Result.NO_ANSWER]),
            (UNANSWERED, pgettext_lazy("result", "Not answered yet")),
        ]
        record = self.desk.record
        if record is not None and record.result == Result.ABANDONED:
            choices.append((Result.ABANDONED, labels[Result.ABANDONED]))
        self._of(forms.ChoiceField, "result").choices = choices

    def _add_issues(self) -> None:
        if not self.desk.issues:
            del self.fields["issue"]
            return
        choices = [(str(issue.pk), f"#{issue.pk}") for issue in self.desk.issues]
        choices.append((NEW_ISSUE, _("A new issue")))
        self._of(forms.ChoiceField, "issue").choices = choices

    def extra_rows(self) -> list[dict[str, Any]]:
        """The extra fields with the channel each belongs to."""
        return [
            {"channel": channel, "field": self[name]}
            for name, (channel, _key) in self.extra_names.items()
        ]

    def timed_rows(self) -> list[forms.BoundField]:
        return [self[name] for name in (*TIMED, "wrap_up_seconds")]

    # ---- checks --------------------------------------------------------------------------------

    def clean_customer(self) -> Customer | None:
        number = self.cleaned_data["customer"].strip().upper()
        if not number:
            return None
        found = Customer.objects.filter(number=number).first()
        if found is None:
            raise ValidationError(
                _("No customer has this number. Search with F2, or leave it empty.")
            )
        return found

    def clean_started_at(self) -> datetime:
        started: datetime = self.cleaned_data["started_at"]
        if started > clock.now() + clock.ONE_SECOND * 60:
            raise ValidationError(_("A contact cannot start in the future."))
        return started

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self._check_result(data)
        if data.get("result") == Result.CALLBACK and self.desk.books:
            self._check_callback(data)
        if data.get("result") == Result.TRANSFERRED and not data.get("transfer_target"):
            self.add_error("transfer_target", _("Say to whom or where it was transferred."))
        reached = data.get("result") != Result.NO_ANSWER
        missing = not data.get("type") and "type" not in self.errors
        if self.desk.needs_type and reached and missing and InquiryType.objects.active().exists():
            self.add_error("type", _("Choose the inquiry type."))
        return data

    def _check_result(self, data: dict[str, Any]) -> None:
        result, channel = data.get("result"), CHANNELS.get(data.get("channel", ""))
        inbound = data.get("direction") == Direction.INBOUND
        if result == Result.NO_ANSWER and inbound:
            self.add_error("result", _("Only a contact that goes out can stay without answer."))
        if result == UNANSWERED and channel and (channel.live or not inbound):
            self.add_error("result", _("Only a received message can wait for its reply."))
        started, replied = data.get("started_at"), data.get("replied_at")
        written = channel is not None and not channel.live
        if written and started and replied and replied < started:
            self.add_error("replied_at", _("The reply cannot come before the contact."))

    def _check_callback(self, data: dict[str, Any]) -> None:
        day, at = data.get("callback_on"), data.get("callback_at")
        if day is None and "callback_on" not in self.errors:
            self.add_error("callback_on", _("Say on which day you call back."))
        if at is None and "callback_at" not in self.errors:
            self.add_error("callback_at", _("Say at what time you call back."))
        if day and at and clock.at(day, at) <= clock.now():
            self.add_error("callback_at", _("Choose a time that is still to come."))

    # ---- what the service takes ------------------------------------------------------------------

    def entry(self) -> Entry:
        data, desk = self.cleaned_data, self.desk
        record = desk.record
        result = data["result"]
        unanswered = result in (UNANSWERED, Result.NO_ANSWER, Result.ABANDONED)
        leg = desk.first_leg or (record.transferred_from if record else None)
        return Entry(
            channel=data["channel"],
            started_at=data["started_at"],
            direction=data["direction"],
            answered=not unanswered,
            result=None if result == UNANSWERED else result,
            customer=self.known_customer(),
            type=data["type"],
            issue=self._issue(),
            opens_issue=data.get("issue") == NEW_ISSUE,
            waiting=result == Result.IN_PROGRESS and data["waiting"],
            transferred_from=leg,
            transfer_target=data["transfer_target"] if result == Result.TRANSFERRED else "",
            ended_at=self._kept_end(),
            first_response_at=self._reply(not unanswered),
            wait_seconds=data["wait_seconds"],
            talk_seconds=data["talk_seconds"] if not unanswered else None,
            hold_seconds=data["hold_seconds"] if not unanswered else None,
            wrap_up_seconds=data["wrap_up_seconds"],
            question=data["question"],
            answer=data["answer"],
            extra=self._extra(),
            promise=self._promise(),
            answers=self.answers(),
        )

    def known_customer(self) -> Customer | None:
        desk = self.desk
        if desk.customer is not None:
            return desk.customer
        if desk.first_leg is not None:
            return desk.first_leg.customer
        found: Customer | None = self.cleaned_data.get("customer")
        return found

    def _issue(self) -> Inquiry | None:
        chosen = self.cleaned_data.get("issue")
        return next((issue for issue in self.desk.issues if str(issue.pk) == chosen), None)

    def _reply(self, answered: bool) -> datetime | None:
        """A written contact was replied when its form says so, else now; a live one as it was."""
        data, record = self.cleaned_data, self.desk.record
        if CHANNELS[data["channel"]].live:
            return record.first_response_at if record else None
        if not answered or data["direction"] != Direction.INBOUND:
            return None
        replied: datetime | None = data["replied_at"]
        return replied or max(clock.now(), data["started_at"])

    def _kept_end(self) -> datetime | None:
        """The end another system stated stays, while nobody corrects the times it belongs to."""
        record = self.desk.record
        if record is None or set(TIMED) & set(self.changed_data):
            return None
        return record.ended_at

    def _extra(self) -> dict[str, str]:
        data = self.cleaned_data
        return {
            key: data[name].strip()
            for name, (channel, key) in self.extra_names.items()
            if channel == data["channel"] and data.get(name)
        }

    def _promise(self) -> Promise | None:
        data = self.cleaned_data
        if data["result"] != Result.CALLBACK or not self.desk.books:
            return None
        day, at = data["callback_on"], data["callback_at"]
        assert isinstance(at, time)
        return Promise(clock.at(day, at), data["callback_note"])
