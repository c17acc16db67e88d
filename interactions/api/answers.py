"""What customers answered about contacts: list, and record one that a survey system collected."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crm.core.api.inputs import Input, Moment
from crm.core.api.views import ListEndpoint
from crm.people.roles import Right

from ..choices import Question
from ..models import Consultation, SurveyAnswer
from ..services.answers import API, SCALES, NotOnScale, record_answer
from .filters import AnswerFilter
from .shown import ShownAnswer


class AnswerInput(Input):
    """`value` on `scale`; yes-no: 0 no, 1 yes, 2 still open. A second one corrects the first."""

    consultation = serializers.CharField(max_length=20)
    question = serializers.ChoiceField(choices=Question.values)
    value = serializers.IntegerField(min_value=0, max_value=10)
    scale = serializers.ChoiceField(choices=list(SCALES))
    answered_at = Moment(required=False, allow_null=True, help_text="Null: the contact's end.")
    is_relational = serializers.BooleanField(default=False)
    comment = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class Answers(ListEndpoint):
    """Survey answers of the contacts the caller lists. Writing takes what importing does: nobody
    rates the own work."""

    permission = Right.CONSULTATIONS_READ
    write_permission = Right.SETTINGS
    resource = "answers"
    queryset = SurveyAnswer.objects.all()
    serializer_class = ShownAnswer
    filterset_class = AnswerFilter

    def get_queryset(self) -> QuerySet[SurveyAnswer]:
        if getattr(self, "swagger_fake_view", False):
            return SurveyAnswer.objects.none()
        rows = SurveyAnswer.objects.all().listed_for(self.user)
        return rows.select_related("consultation")

    @extend_schema(request=AnswerInput, responses={201: ShownAnswer})
    def create(self, request: Request) -> Response:
        """Record (or correct) what a customer answered; its source is `api`."""
        given: dict[str, Any] = dict(self.checked(AnswerInput).validated_data)
        number = given.pop("consultation").upper()
        contact = Consultation.objects.listed_for(self.user).filter(number=number).first()
        if contact is None:
            raise _wrong("consultation", "No consultation has this number.", "does_not_exist")
        try:
            saved = record_answer(self.user, consultation=contact, source=API, **given)
        except NotOnScale as problem:
            raise _wrong("value", str(problem), "not_on_scale") from problem
        return self.shown(saved, status=status.HTTP_201_CREATED)


def _wrong(name: str, words: str, code: str) -> ValidationError:
    return ValidationError({name: [ErrorDetail(words, code)]})
