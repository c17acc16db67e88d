"""Consultations: list, one, log, correct, exclude, include again, link to a customer."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from crm.core.api.inputs import Input, Nothing
from crm.core.api.views import ReadEndpoint
from crm.people.roles import Right
from customers.models import Customer

from ..choices import Exclusion
from ..filters import ConsultationFilter
from ..models import Consultation
from ..services.answers import API
from ..services.consultations import (
    edit_consultation,
    exclude_consultation,
    include_again,
    link_customer,
    log_consultation,
)
from ..services.rights import may_edit, may_exclude, may_link
from .desk import ContactChange, NewContact, record_or_404
from .shown import ShownConsultation


class ExcludeInput(Input):
    reason = serializers.ChoiceField(choices=Exclusion.values)
    note = serializers.CharField(max_length=300)
    revision = serializers.IntegerField(min_value=1)


class LinkInput(Input):
    customer = serializers.CharField(max_length=20)


class Consultations(ReadEndpoint):
    """One contact each. Lists hold what the caller lists on the web; a single one may be read by
    whoever may open it there."""

    permission = Right.CONSULTATIONS_READ
    write_permission = Right.CONSULTATIONS_WRITE
    rights = {
        "exclude": Right.CONSULTATIONS_EXCLUDE,
        "include": Right.CONSULTATIONS_EXCLUDE,
    }
    resource = "consultations"
    queryset = Consultation.objects.all()
    serializer_class = ShownConsultation
    filterset_class = ConsultationFilter
    keyset = ("-started_at", "-pk")
    lookup_field = "number"
    lookup_value_regex = "[^/]+"

    def listed(self) -> QuerySet[Consultation]:
        return self._named(Consultation.objects.listed_for(self.user))

    def visible(self) -> QuerySet[Consultation]:
        return self._named(Consultation.objects.visible_to(self.user))

    def _named(self, rows: Any) -> QuerySet[Consultation]:
        found: QuerySet[Consultation] = rows.with_names().select_related("transferred_from")
        return found

    @extend_schema(request=NewContact, responses={201: ShownConsultation})
    def create(self, request: Request) -> Response:
        """Log a contact; the rules are those of the page."""
        form = self.checked(NewContact).form
        saved = log_consultation(
            self.user,
            entry=form.entry(),
            agent=form.cleaned_data.get("agent") or self.user,
            key=form.cleaned_data["key"] or None,
            source=API,
        )
        return self._answer(saved, status.HTTP_201_CREATED)

    @extend_schema(request=ContactChange, responses={200: ShownConsultation})
    def partial_update(self, request: Request, number: str) -> Response:
        """Correct a record: an own one for a day, a led team's with a reason."""
        record = record_or_404(Consultation.objects.listed_for(self.user), number)
        if not may_edit(self.user, record):
            raise PermissionDenied
        sent = self.checked(ContactChange, record=record)
        saved = edit_consultation(
            self.user,
            consultation=record,
            entry=sent.form.entry(),
            revision=sent.validated_data["revision"],
            reason=sent.validated_data.get("reason", ""),
        )
        return self._answer(saved, status.HTTP_200_OK)

    @extend_schema(request=ExcludeInput, responses={200: ShownConsultation})
    @action(detail=True, methods=["post"])
    def exclude(self, request: Request, number: str) -> Response:
        """Take a record out of the figures its reason names; it stays on the timeline."""
        record = record_or_404(Consultation.objects.listed_for(self.user), number)
        if record.exclusion or not may_exclude(self.user, record):
            raise Http404
        given = self.checked(ExcludeInput).validated_data
        saved = exclude_consultation(self.user, consultation=record, **given)
        return self._answer(saved, status.HTTP_200_OK)

    @extend_schema(request=Nothing, responses={200: ShownConsultation})
    @action(detail=True, methods=["post"])
    def include(self, request: Request, number: str) -> Response:
        """Undo an exclusion; who excluded it and why stays in the history."""
        record = record_or_404(Consultation.objects.listed_for(self.user), number)
        if not record.exclusion or not may_exclude(self.user, record):
            raise Http404
        self.checked(Nothing)
        saved = include_again(self.user, consultation=record, revision=record.revision)
        return self._answer(saved, status.HTTP_200_OK)

    @extend_schema(request=LinkInput, responses={200: ShownConsultation})
    @action(detail=True, methods=["post"])
    def link(self, request: Request, number: str) -> Response:
        """Name the customer of a contact logged without one."""
        record = record_or_404(Consultation.objects.listed_for(self.user), number)
        if not may_link(self.user, record):
            raise Http404
        wanted = self.checked(LinkInput).validated_data["customer"].upper()
        customer = Customer.objects.visible_to(self.user).filter(number=wanted).first()
        if customer is None:
            words = "No customer has this number."
            raise serializers.ValidationError({"customer": words}, code="does_not_exist")
        saved = link_customer(self.user, consultation=record, customer=customer)
        return self._answer(saved, status.HTTP_200_OK)

    def _answer(self, record: Consultation, code: int) -> Response:
        return self.shown(self._named(Consultation.objects.all()).get(pk=record.pk), status=code)
