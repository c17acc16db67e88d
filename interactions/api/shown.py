"""How contacts and issues look. Executives see no agents; customers are named by number alone."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from crm.core.api.shown import TypedText

from ..channels import CHANNELS
from ..choices import Direction, Exclusion, Fault, InquiryState, Link, Question, Result
from ..models import Consultation, Inquiry, SurveyAnswer
from ..services.answers import SCALES
from ..services.rights import hears_dispute, sees_agents


def code(source: str, **kwargs: Any) -> serializers.CharField:
    """The stable name of a row a record points to; null where it points to none."""
    return serializers.CharField(source=source, allow_null=True, read_only=True, **kwargs)


class NamingAgents(serializers.Serializer[Any]):
    """Blanks what names an agent for whoever reads records without them."""

    naming: ClassVar[tuple[str, ...]] = ("agent", "agent_name")

    def to_representation(self, instance: Any) -> Any:
        shown = super().to_representation(instance)
        if not sees_agents(self.context["request"].user):
            shown |= dict.fromkeys(self.naming)
        return shown


class ShownConsultation(NamingAgents, serializers.ModelSerializer[Consultation]):
    """One contact. Durations in seconds, null is unknown, never zero. `result` null: unknown, or
    with `answered` false a message that waits for its reply. Contact data in typed texts is masked
    for whoever may not reveal it."""

    naming = ("agent", "agent_name", "transfer_target")
    inquiry = serializers.IntegerField(source="inquiry_id", allow_null=True)
    link = serializers.ChoiceField(choices=Link.values)
    customer = code("customer.number")
    agent = code("agent.code")
    agent_name = code("agent.name")
    team = code("team.code")
    type = code("type.code")
    type_path = code("type.path")
    channel = serializers.ChoiceField(choices=list(CHANNELS))
    direction = serializers.ChoiceField(choices=Direction.values)
    transferred_from = code("transferred_from.number")
    result = serializers.ChoiceField(choices=Result.values, allow_null=True)
    transfer_target = TypedText(allow_null=True)
    question = TypedText()
    answer = TypedText()
    exclusion_note = TypedText()
    extra = serializers.DictField(child=TypedText())
    faults = serializers.ListField(child=serializers.ChoiceField(choices=Fault.values))
    exclusion = serializers.ChoiceField(choices=Exclusion.values, allow_null=True)

    class Meta:
        model = Consultation
        fields = (
            *("number", "inquiry", "link", "customer", "agent", "agent_name", "team"),
            *("type", "type_path", "channel", "direction", "transferred_from", "transfer_target"),
            *("answered", "result", "started_at", "ended_at", "first_response_at"),
            *("wait_seconds", "talk_seconds", "hold_seconds", "wrap_up_seconds"),
            *("handling_seconds", "question", "answer", "extra", "faults"),
            *("exclusion", "exclusion_note", "excluded_at", "source", "external_id"),
            *("created_at", "revision"),
        )

    def to_representation(self, instance: Consultation) -> Any:
        """The note of an exclusion after a dispute is the lead's answer to the agent."""
        shown = super().to_representation(instance)
        user = self.context["request"].user
        if instance.exclusion == Exclusion.DISPUTE and not hears_dispute(user, instance):
            shown["exclusion_note"] = ""
        return shown


class ShownInquiry(NamingAgents, serializers.ModelSerializer[Inquiry]):
    """An issue: its state, its times and whose it is. `counts` false: no contact that counts."""

    naming = ("owner", "opened_agent", "resolved_agent")
    customer = code("customer.number")
    type = code("type.code")
    type_path = code("type.path")
    state = serializers.ChoiceField(choices=InquiryState.values)
    owner = code("owner.code")
    opened_channel = serializers.ChoiceField(choices=list(CHANNELS))
    opened_agent = code("opened_agent.code")
    opened_team = code("opened_team.code")
    resolved_agent = code("resolved_agent.code")
    resolved_team = code("resolved_team.code")

    class Meta:
        model = Inquiry
        fields = (
            *("id", "customer", "type", "type_path", "state", "owner", "counts", "is_outbound"),
            *("opened_at", "opened_channel", "opened_agent", "opened_team"),
            *("last_contact_at", "contact_count", "waiting_since"),
            *("first_response_at", "first_response_seconds", "is_answered", "reply_due_at"),
            *("resolved_at", "resolved_agent", "resolved_team", "reopened_at"),
            *("source", "ticket", "created_at"),
        )


class ShownAnswer(serializers.ModelSerializer[SurveyAnswer]):
    """What a customer answered. `counted`: of several sources the one that figures use."""

    consultation = code("consultation.number")
    question = serializers.ChoiceField(choices=Question.values)
    scale = serializers.ChoiceField(choices=list(SCALES))
    comment = TypedText()

    class Meta:
        model = SurveyAnswer
        fields = (
            *("id", "consultation", "question", "value", "scale", "source", "is_relational"),
            *("answered_at", "comment", "counted"),
        )
