"""The bases of every endpoint.

A viewset declares `permission` (and `write_permission`, or by action `rights`), `resource` (the
first half of the scope a key needs) and, for lists, `filterset_class` and `keyset`. Rows come from
`.listed_for` in lists and `.visible_to` elsewhere, so what is out of scope is a 404, as on pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, cast

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import mixins, viewsets
from rest_framework.exceptions import MethodNotAllowed, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from crm.people.models import User
from crm.people.roles import Right

from ..pages import SAFE
from .once import answer_once
from .paging import CURSOR, SIZE


class FilterBackend(DjangoFilterBackend):
    """The page's own FilterSet; filters are a list's only."""

    def get_filterset_class(self, view: Any, queryset: Any = None) -> Any:
        if getattr(view, "action", "list") not in (None, "list"):
            return None
        return super().get_filterset_class(view, queryset)

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Days at the ends of the calendar have no instant in every zone."""
        try:
            return super().filter_queryset(request, queryset, view)
        except OverflowError:
            raise ValidationError(_("A day in the filter is out of range.")) from None


class Endpoint(viewsets.GenericViewSet[Any]):
    """One resource. `rights` names the right of an action where it is not the usual one."""

    permission: ClassVar[Right]
    write_permission: ClassVar[Right | None] = None
    rights: ClassVar[Mapping[str, Right]] = {}
    #: Actions that are posted and only read.
    reading: ClassVar[frozenset[str]] = frozenset()
    resource: ClassVar[str] = ""
    #: Query parameters of an action beside filters and paging.
    parameters: ClassVar[Mapping[str, frozenset[str]]] = {}
    filter_backends = [FilterBackend]
    filterset_class: ClassVar[type[django_filters.FilterSet] | None] = None
    keyset: ClassVar[tuple[str, ...]] = ("-pk",)
    #: `FirstPasswordMiddleware` would send a program to a page; `MayUse` refuses it instead.
    before_password: ClassVar[bool] = True
    #: A HEAD is a GET; what is not named here is answered 405.
    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "patch"]  # type: ignore[misc]

    @property
    def user(self) -> User:
        """Who calls, in person or by a key; only asked after the permissions were checked."""
        return self.request.user  # type: ignore[return-value]  # never anonymous here

    # ---- before the handler ----------------------------------------------------------------------

    def check_permissions(self, request: Request) -> None:
        if request.user.is_authenticated and self.action in (None, "metadata"):
            raise MethodNotAllowed(str(request.method))
        super().check_permissions(request)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.refuse_unknown(request)
        if request.method not in SAFE and not self.reads():
            name = str(request.method).lower()
            setattr(self, name, partial(answer_once, getattr(self, name)))

    def right(self) -> Right:
        """What the action that was asked for takes."""
        found = self.rights.get(self.action or "")
        if found is not None:
            return found
        writes = self.request.method not in SAFE and not self.reads()
        if writes and self.write_permission is not None:
            return self.write_permission
        return self.permission

    def reads(self) -> bool:
        """Whether the action only reads, though it is posted."""
        return self.action in self.reading

    def refuse_unknown(self, request: Request) -> None:
        """A misspelt filter would answer with everything: it is told instead (400)."""
        known = self.known_parameters()
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            words = _("Unknown parameter. Known here: %(names)s.") % {
                "names": ", ".join(sorted(known)) or "–"
            }
            raise ValidationError(dict.fromkeys(unknown, words), code="unknown_parameter")

    def known_parameters(self) -> set[str]:
        known = set(self.parameters.get(self.action or "", ()))
        if self.action == "list":
            known |= {CURSOR, SIZE} if self.pagination_class is not None else set()
            known |= self.filter_names()
        return known

    def filter_names(self) -> set[str]:
        """The filters this user has: a page leaves out what a role may not ask, too."""
        if self.filterset_class is None:
            return set()
        filterset = self.filterset_class({}, queryset=self.get_queryset(), request=self.request)
        return set(filterset.form.fields)

    # ---- lists ---------------------------------------------------------------------------------

    def keyset_of(self, rows: QuerySet[Any]) -> Sequence[str]:
        return self.keyset

    def is_ranked(self) -> bool:
        """Whether the rows come best first, as a search gives them."""
        return False

    # ---- answers ---------------------------------------------------------------------------------

    def checked(self, serializer: type[BaseSerializer[Any]], **context: Any) -> Any:
        """What was sent, read by that serializer; raises what is wrong with it."""
        found = serializer(
            data=self.request.data, context={**self.get_serializer_context(), **context}
        )
        found.is_valid(raise_exception=True)
        return found

    def shown(self, row: Any, *, status: int = 200) -> Response:
        """The row as reading it would show it."""
        return Response(self.get_serializer(row).data, status=status)


class ListEndpoint(mixins.ListModelMixin, Endpoint):
    """A list alone."""


class ReadEndpoint(mixins.RetrieveModelMixin, ListEndpoint):
    """A list and its rows. `listed` and `visible` say which rows this user has of each."""

    def listed(self) -> QuerySet[Any]:
        raise NotImplementedError

    def visible(self) -> QuerySet[Any]:
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):
            found: QuerySet[Any] = cast("Any", self).queryset.none()  # each declares its model
            return found
        return self.listed() if self.action == "list" else self.visible()
