"""The OpenAPI document and the pages that show it."""

from __future__ import annotations

from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.decorators import method_decorator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from crm.people.roles import Right

from ..turned_away import ask_to_sign_in


class _Documentation:
    """For everybody who may call anything; needs no scope."""

    permission = Right.OWN_ACCOUNT
    resource = ""
    throttle_classes: Any = ()

    def right(self) -> Right:
        return self.permission

    def reads(self) -> bool:
        return True


class SchemaView(_Documentation, SpectacularAPIView):
    """The document, always in English: names of fields are."""

    before_password = True  # for programs; `MayUse` refuses a session with a one-time password

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with translation.override("en"):
            found: Response = self._get_schema_response(request)  # type: ignore[no-untyped-call]
        return found


@method_decorator(csp_update({"style-src": [UNSAFE_INLINE], "img-src": ["data:"]}), name="dispatch")
class DocsView(_Documentation, SpectacularSwaggerSplitView):
    """The document to read and to try out. Its one inline style and its data images are allowed
    here alone."""

    url_name = "api:schema"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        found: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return found
