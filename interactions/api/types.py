"""The tree of inquiry types: read by everybody, changed by admin staff."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.core.api.inputs import Input, Nothing, check
from crm.core.api.views import ReadEndpoint
from crm.people.roles import Right

from ..forms.types import TypeForm
from ..models import InquiryType
from ..services import types as service
from .filters import TypeTreeFilter
from .shown import code


class ShownType(serializers.ModelSerializer[InquiryType]):
    """A node; `path` is the names from the top joined by ` > `."""

    parent = code("parent.code")  # type: ignore[assignment]  # a field of that name

    class Meta:
        model = InquiryType
        fields = (
            *("code", "name", "parent", "level", "path", "position", "retired_on"),
            *("fcr_window_days", "standard_minutes", "reply_due_minutes"),
        )


class TypeChange(Input):
    """What is left out stays. `parent`: the code of the node above, null for the top."""

    name = serializers.CharField(max_length=80, required=False)
    parent = serializers.CharField(  # type: ignore[assignment]  # a field of that name
        max_length=40, required=False, allow_null=True
    )
    fcr_window_days = serializers.IntegerField(min_value=1, max_value=365, required=False)
    standard_minutes = serializers.DecimalField(
        max_digits=5, decimal_places=1, min_value=Decimal("0.1"), required=False, allow_null=True
    )
    reply_due_minutes = serializers.IntegerField(
        min_value=1, max_value=100_000, required=False, allow_null=True
    )
    form: TypeForm

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        node: InquiryType | None = self.context.get("node")
        kept = TypeForm.kept(node) if node else {"fcr_window_days": 7}
        self.form = TypeForm({**kept, **attrs}, node=node)
        check(self.form)
        return attrs


class NewType(TypeChange):
    """`code`: left out, the next free one is given."""

    name = serializers.CharField(max_length=80)
    code = serializers.RegexField(r"^[\w.-]+\Z", max_length=40, required=False)


class Types(ReadEndpoint):
    """Retired ones too: records keep them."""

    permission = Right.CONSULTATIONS_READ
    write_permission = Right.SETTINGS
    resource = "types"
    queryset = InquiryType.objects.all()
    serializer_class = ShownType
    filterset_class = TypeTreeFilter
    keyset = ("path", "pk")
    lookup_field = "code"
    lookup_value_regex = "[^/]+"

    def listed(self) -> QuerySet[InquiryType]:
        return InquiryType.objects.select_related("parent")

    def visible(self) -> QuerySet[InquiryType]:
        return self.listed()

    @extend_schema(request=NewType, responses={201: ShownType})
    def create(self, request: Request) -> Response:
        """A new node, last among its siblings."""
        node = self.checked(NewType).form.add(self.user)
        return self.shown(self.listed().get(pk=node.pk), status=status.HTTP_201_CREATED)

    @extend_schema(request=TypeChange, responses={200: ShownType})
    def partial_update(self, request: Request, code: str) -> Response:
        """Rename, move with its branch, or set its rules."""
        node: InquiryType = self.get_object()
        self.checked(TypeChange, node=node).form.revise(self.user, node)
        return self.shown(self.listed().get(pk=node.pk))

    @extend_schema(request=Nothing, responses={200: ShownType})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, code: str) -> Response:
        """Out of new records, with everything below it; records keep it."""
        node = self.get_object()
        self.checked(Nothing)
        return self.shown(self._now(service.retire_type(self.user, node=node)))

    @extend_schema(request=Nothing, responses={200: ShownType})
    @action(detail=True, methods=["post"])
    def reactivate(self, request: Request, code: str) -> Response:
        """A choice again, with the nodes above it."""
        node = self.get_object()
        self.checked(Nothing)
        return self.shown(self._now(service.reactivate_type(self.user, node=node)))

    def _now(self, node: InquiryType) -> InquiryType:
        return self.listed().get(pk=node.pk)
