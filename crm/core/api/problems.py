"""Errors of the API: one form (drf-standardized-errors), also for what services refuse.

`{"type": "validation_error", "errors": [{"code", "detail", "attr"}]}`; `attr` names the field.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as Refused
from django.http import Http404, HttpRequest, JsonResponse
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, ValidationError

from ..refusals import MissingRight, sentence

PREFIX = "/api/"
#: Refusals of services that mean: what you wrote about has changed since you read it.
CONFLICTS = frozenset({"changed_meanwhile", "not_open", "linked"})


class Conflict(APIException):
    """The request is fine, but what it is about is not (any more) as it takes for granted."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class Error(serializers.Serializer[Any]):
    """One thing that is wrong; `attr` is the parameter or field, null for the whole."""

    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)


class Errors(serializers.Serializer[Any]):
    """What every error answers."""

    type = serializers.ChoiceField(choices=["validation_error", "client_error", "server_error"])
    errors = Error(many=True)  # type: ignore[assignment]  # the name the form of errors has


class Handler(ExceptionHandler):
    """Also turns refusals of services and rights into errors of the API."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, Refused):
            return refused(exc)
        if isinstance(exc, MissingRight):
            return PermissionDenied(sentence(exc.right))
        if isinstance(exc, Http404):
            return NotFound()
        found: Exception = super().convert_known_exceptions(exc)
        return found


def refused(problem: Refused) -> APIException:
    """A service's or form's refusal: a conflict by its code, else errors by field."""
    codes = {one.code for one in _leaves(problem)}
    if codes & CONFLICTS:
        code = next(iter(codes & CONFLICTS))
        return Conflict(" ".join(problem.messages), code=code)
    return ValidationError(fields_of(problem))


def fields_of(problem: Refused) -> dict[str, list[Any]]:
    """By field, as REST framework keeps them; what belongs to no field stands apart."""
    if not hasattr(problem, "error_dict"):
        return {"non_field_errors": _details(problem.error_list)}
    return {
        "non_field_errors" if name == NON_FIELD_ERRORS else name: _details(errors)
        for name, errors in problem.error_dict.items()
    }


def _details(errors: list[Refused]) -> list[Any]:
    from rest_framework.exceptions import ErrorDetail

    return [
        ErrorDetail(str(message), code=one.code or "invalid")
        for one in errors
        for message in one.messages
    ]


def _leaves(problem: Refused) -> list[Refused]:
    if hasattr(problem, "error_dict"):
        return [one for errors in problem.error_dict.values() for one in errors]
    return list(problem.error_list)


def is_api(request: HttpRequest) -> bool:
    """Whether an error found before any endpoint is to be told in the API's form."""
    return request.path_info.startswith(PREFIX)


def answer(status_code: int, code: str, detail: str) -> JsonResponse:
    """An error nobody raised inside an endpoint: an unknown address, an unreadable one."""
    kind = "server_error" if status_code >= 500 else "client_error"
    errors = [{"code": code, "detail": detail, "attr": None}]
    return JsonResponse({"type": kind, "errors": errors}, status=status_code)
