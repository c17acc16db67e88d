"""What is sent about a contact, read by the very form of the page that logs and edits one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from crm.core import clock
from crm.core.api.inputs import Input, Moment, check
from crm.people.models import User
from crm.people.roles import MANAGER
from customers.models import Customer

from ..channels import CHANNELS
from ..choices import Direction, FollowUpState, Result
from ..forms.consultations import ConsultationForm
from ..forms.desk import BY_RULE, NEW_ISSUE, TEXT, UNANSWERED, Desk
from ..forms.fields import LONGEST
from ..models import Consultation, FollowUp, Inquiry, InquiryType
from ..services.channels import open_channels
from ..services.rights import agents_led_by

MOST_ISSUES = 5
DURATIONS = ("wait_seconds", "talk_seconds", "hold_seconds", "wrap_up_seconds")
#: Fields of the form that the API calls otherwise.
NAMES = {"issue": "inquiry", "callback_on": "callback_at", "key": "external_id"}
_RESULTS = [value for value in Result.values if value != Result.ABANDONED] + [UNANSWERED]


def _seconds() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=LONGEST, required=False, allow_null=True)


class Stated(Input):
    """What one says of a contact. `result` `unanswered`: a message that waits for its reply.

    `inquiry` is one of the customer's open issues, `opens_inquiry` a new one; with neither the
    contact joins by rule. `callback_at` goes with result `callback`, `transfer_target` with
    `transferred`. `extra` holds the channel's own fields.
    """

    channel = serializers.ChoiceField(choices=list(CHANNELS))
    direction = serializers.ChoiceField(choices=Direction.values, required=False)
    started_at = Moment()
    replied_at = Moment(required=False, allow_null=True)
    type = serializers.CharField(max_length=40, required=False, allow_null=True)
    inquiry = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    opens_inquiry = serializers.BooleanField(required=False)
    question = serializers.CharField(max_length=TEXT, required=False, allow_blank=True)
    answer = serializers.CharField(max_length=TEXT, required=False, allow_blank=True)
    result = serializers.ChoiceField(choices=_RESULTS)
    callback_at = Moment(required=False, allow_null=True)
    callback_note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    transfer_target = serializers.CharField(max_length=120, required=False, allow_blank=True)
    waiting = serializers.BooleanField(required=False)
    wait_seconds = _seconds()
    talk_seconds = _seconds()
    hold_seconds = _seconds()
    wrap_up_seconds = _seconds()
    extra = serializers.DictField(child=serializers.CharField(max_length=200), required=False)
    form: ConsultationForm

    def read(self, desk: Desk, given: Mapping[str, Any], initial: Mapping[str, Any]) -> None:
        """Fill the form with what was sent over what is known, and check it."""
        channel = given.get("channel") or initial["channel"]
        typed = {**initial, **_typed(given, channel)}
        self.form = ConsultationForm(typed, initial=dict(initial), desk=desk)
        extras = {f"{channel}_{key}": key for key in given.get("extra", ())}
        unknown = [key for name, key in extras.items() if name not in self.form.fields]
        if unknown:
            words = f"The channel has no such field: {', '.join(unknown)}."
            raise ValidationError({"extra": [ErrorDetail(words, "unknown_field")]})
        check(self.form, names=NAMES | dict.fromkeys(extras, "extra"))


class NewContact(Stated):
    """`agent`: for whom a lead writes. `transferred_from`: the leg it was handed over by.
    `external_id`: your own name of the contact; sent again it is answered, not written again."""

    customer = serializers.CharField(max_length=20, required=False, allow_null=True)
    transferred_from = serializers.CharField(max_length=20, required=False, allow_null=True)
    agent = serializers.CharField(max_length=40, required=False, allow_null=True)
    external_id = serializers.CharField(max_length=40, required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        user: User = self.context["request"].user
        leg = _leg(user, attrs.get("transferred_from"))
        customer = leg.customer if leg else _customer(user, attrs.get("customer"))
        desk = Desk(
            channels=open_channels(),
            customer=customer,
            first_leg=leg,
            issues=_open_issues(customer) if leg is None else [],
            agents=_agents(user),
        )
        given = dict(attrs)
        given.pop("customer", None)
        given.pop("transferred_from", None)
        code = given.pop("agent", None)
        initial: dict[str, Any] = {
            "direction": leg.direction if leg else Direction.INBOUND.value,
            "issue": BY_RULE,
            "agent": _agent(desk, user, code),
        }
        if leg is not None:
            initial["type"] = leg.type_id
        self.read(desk, given, initial)
        return attrs


class ContactChange(Stated):
    """What is left out stays. `revision` is the one you read; a later change answers 409. Whoever
    corrects another's record gives a `reason`."""

    revision = serializers.IntegerField(min_value=1)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name == "revision"
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        user: User = self.context["request"].user
        record: Consultation = self.context["record"]
        desk = edit_desk(user, record)
        self.read(desk, attrs, stated_by(record))
        return attrs


def edit_desk(user: User, record: Consultation) -> Desk:
    """The form of a correction: the record's own issue is a choice, and its open promise stays."""
    issues = _open_issues(record.customer)
    if record.inquiry is not None and record.customer and record.inquiry not in issues:
        issues.insert(0, record.inquiry)
    waiting = FollowUp.objects.filter(consultation=record, state=FollowUpState.OPEN)
    return Desk(
        channels=open_channels(),
        customer=record.customer,
        record=record,
        issues=issues,
        needs_reason=record.agent_id != user.pk,
        needs_type=record.type_id is not None,
        books=not waiting.exists(),
    )


def stated_by(record: Consultation) -> dict[str, Any]:
    """The record as the form would show it."""
    names = ("channel", "direction", "question", "answer", "transfer_target", *DURATIONS)
    return {
        **{name: getattr(record, name) for name in names},
        "started_at": record.started_at.replace(microsecond=0),
        "replied_at": record.first_response_at,
        "type": record.type_id,
        "issue": str(record.inquiry_id or BY_RULE),
        "result": record.result or (UNANSWERED if not record.answered else ""),
        "waiting": record.inquiry is not None and record.inquiry.waiting_since is not None,
        **{f"{record.channel}_{key}": text for key, text in record.extra.items()},
    }


def _typed(given: Mapping[str, Any], channel: str) -> dict[str, Any]:
    """Sent values under the names and in the shapes the form reads."""
    found = dict(given)
    opens, inquiry = found.pop("opens_inquiry", False), found.pop("inquiry", None)
    if opens or inquiry is not None:
        found["issue"] = NEW_ISSUE if opens else str(inquiry)
    if "type" in found:
        found["type"] = _type_id(found["type"])
    if "external_id" in found:
        found["key"] = found.pop("external_id") or ""
    if callback := found.pop("callback_at", None):
        local = clock.local(callback)
        found |= {"callback_on": local.date(), "callback_at": local.time()}
    for name in DURATIONS:
        if found.get(name) is not None:
            found[name] = str(found[name])  # the form reads an empty value as unknown, not as zero
    extra = found.pop("extra", {})
    return found | {f"{channel}_{key}": text for key, text in extra.items()}


def _type_id(code: str | None) -> int | None:
    if code is None:
        return None
    found = InquiryType.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise _none("type", "No inquiry type has this code.")
    return found


def _customer(user: User, number: str | None) -> Customer | None:
    if not number:
        return None
    found = Customer.objects.visible_to(user).filter(number=number.upper()).first()
    if found is None:
        raise _none("customer", "No customer has this number.")
    return found


def _leg(user: User, number: str | None) -> Consultation | None:
    if not number:
        return None
    legs = Consultation.objects.visible_to(user).filter(result=Result.TRANSFERRED)
    found = legs.with_names().select_related("inquiry").filter(number=number).first()
    if found is None:
        raise _none("transferred_from", "No transferred contact has this number.")
    return found


def _agents(user: User) -> list[User]:
    if user.role != MANAGER:
        return []
    return [user, *(agent for agent in agents_led_by(user) if agent != user)]


def _agent(desk: Desk, user: User, code: str | None) -> int | None:
    """Whose contact it is: the caller's, or of somebody the caller leads."""
    if code is None:
        return user.pk
    for agent in desk.agents or [user]:
        if agent.code == code:
            return agent.pk
    raise _none("agent", "Nobody you lead has this employee number.")


def _open_issues(customer: Customer | None) -> list[Inquiry]:
    if customer is None:
        return []
    return list(Inquiry.objects.all().joinable(customer)[:MOST_ISSUES])


def _none(name: str, words: str) -> ValidationError:
    return ValidationError({name: [ErrorDetail(words, "does_not_exist")]})


def record_or_404(rows: Any, number: str) -> Consultation:
    """The record among those rows, with all a form about it asks for."""
    found: Consultation | None = (
        rows.with_names()
        .select_related("inquiry", "transferred_from")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Http404
    return found
