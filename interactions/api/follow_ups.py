"""Follow-ups: list, one, and what can be said of one."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.core.api.inputs import Input, Moment
from crm.core.api.shown import TypedText
from crm.core.api.views import ReadEndpoint
from crm.people.roles import Right

from ..choices import AttemptOutcome, FollowUpState
from ..models import FollowUp, FollowUpAttempt
from ..services import follow_ups as service
from ..services.rights import agents_led_by, may_handle
from .filters import ApiFollowUpFilter
from .shown import code


class ShownAttempt(serializers.ModelSerializer[FollowUpAttempt]):
    by = code("by.code")
    outcome = serializers.ChoiceField(choices=AttemptOutcome.values)
    note = TypedText()

    class Meta:
        model = FollowUpAttempt
        fields = ("at", "by", "outcome", "next_due_at", "note")


class ShownFollowUp(serializers.ModelSerializer[FollowUp]):
    """A promise. `kept` is judged by the first promised time, null until it is known."""

    consultation = code("consultation.number")
    inquiry = serializers.IntegerField(source="inquiry_id", allow_null=True)
    customer = code("customer.number")
    assignee = code("assignee.code")
    assignee_name = code("assignee.name")
    team = code("team.code")
    state = serializers.ChoiceField(choices=FollowUpState.values)
    note = TypedText()
    cancel_reason = TypedText()
    attempts = ShownAttempt(many=True)

    class Meta:
        model = FollowUp
        fields = (
            *("id", "consultation", "inquiry", "customer", "note", "first_promised_at", "due_at"),
            *("assignee", "assignee_name", "team", "state", "done_at", "cancel_reason", "kept"),
            *("attempts", "created_at"),
        )


class NoteInput(Input):
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class NoAnswerInput(NoteInput):
    next_due_at = Moment(required=False, allow_null=True)


class AgainInput(Input):
    due_at = Moment()


class CancelInput(Input):
    reason = serializers.CharField(max_length=200)


class ReassignInput(Input):
    follow_ups = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), min_length=1,
        max_length=500,
    )  # fmt: skip
    assignee = serializers.CharField(max_length=40, help_text="Employee number.")


class Reassigned(serializers.Serializer[Any]):
    moved = serializers.IntegerField(help_text="How many changed hands.")


class FollowUps(ReadEndpoint):
    """Promises to customers, the one due first at the top."""

    permission = Right.FOLLOW_UPS_READ
    write_permission = Right.FOLLOW_UPS_WRITE
    rights = {"reassign": Right.FOLLOW_UPS_ASSIGN}
    resource = "follow-ups"
    queryset = FollowUp.objects.all()
    serializer_class = ShownFollowUp
    filterset_class = ApiFollowUpFilter
    keyset = ("due_at", "pk")
    lookup_value_regex = r"\d{1,18}"

    def listed(self) -> QuerySet[FollowUp]:
        return self._named(FollowUp.objects.listed_for(self.user))

    def visible(self) -> QuerySet[FollowUp]:
        return self._named(FollowUp.objects.visible_to(self.user))

    def _named(self, rows: Any) -> QuerySet[FollowUp]:
        found: QuerySet[FollowUp] = rows.select_related(
            "consultation", "customer", "assignee", "team"
        ).prefetch_related("attempts__by")
        return found

    def _held(self) -> FollowUp:
        found: FollowUp = self.get_object()
        if not may_handle(self.user, found):
            raise Http404
        return found

    @extend_schema(request=NoteInput, responses={200: ShownFollowUp})
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        """The promise is kept, or at least settled, now."""
        held, given = self._held(), self.checked(NoteInput).validated_data
        service.record_done(self.user, follow_up=held, note=given.get("note", ""))
        return self._again()

    @extend_schema(request=NoAnswerInput, responses={200: ShownFollowUp})
    @action(detail=True, methods=["post"], url_path="no-answer")
    def no_answer(self, request: Request, pk: str) -> Response:
        """Nobody answered; with `next_due_at` the next try is booked with it."""
        held, given = self._held(), self.checked(NoAnswerInput).validated_data
        service.record_no_answer(
            self.user,
            follow_up=held,
            next_due_at=given.get("next_due_at"),
            note=given.get("note", ""),
        )
        return self._again()

    @extend_schema(request=AgainInput, responses={200: ShownFollowUp})
    @action(detail=True, methods=["post"])
    def again(self, request: Request, pk: str) -> Response:
        """Another time."""
        held, given = self._held(), self.checked(AgainInput).validated_data
        service.book_again(self.user, follow_up=held, due_at=given["due_at"])
        return self._again()

    @extend_schema(request=CancelInput, responses={200: ShownFollowUp})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Not needed any more, and why."""
        held, given = self._held(), self.checked(CancelInput).validated_data
        service.cancel(self.user, follow_up=held, reason=given["reason"])
        return self._again()

    @extend_schema(request=ReassignInput, responses={200: Reassigned})
    @action(detail=False, methods=["post"])
    def reassign(self, request: Request) -> Response:
        """Hand several to one agent of the teams led."""
        given = self.checked(ReassignInput).validated_data
        agents = {agent.code: agent for agent in agents_led_by(self.user)}
        if given["assignee"] not in agents:
            words = "Nobody you lead has this employee number."
            raise serializers.ValidationError({"assignee": words}, code="does_not_exist")
        rows = FollowUp.objects.visible_to(self.user).filter(pk__in=given["follow_ups"])
        moved = service.reassign(self.user, follow_ups=rows, assignee=agents[given["assignee"]])
        return Response({"moved": moved})

    def _again(self) -> Response:
        """As it is now, also where the caller does not see it any more."""
        return self.shown(self._named(FollowUp.objects.all()).get(pk=self.kwargs["pk"]))
