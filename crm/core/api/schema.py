"""How the OpenAPI document is written beyond what the endpoints say of themselves."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter
from drf_standardized_errors.openapi import AutoSchema

from crm.people.roles import Right

from .access import KEYWORD, ApiKeyAuthentication, scope_of
from .once import HEADER, LONGEST

WRITES = ("POST", "PATCH")
IDEMPOTENCY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description="A name of yours for this write: sent again within a day, it is answered again "
    "and not done again.",
)


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers
    target_class = ApiKeyAuthentication
    name = "ApiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": f"`{KEYWORD} crm_…`: made by admins under Settings, API keys.",
        }


class Schema(AutoSchema):
    """Every operation names its right and scope; every write takes an `Idempotency-Key`."""

    view: Any

    def get_description(self) -> str:  # type: ignore[override]  # as spectacular has it
        said = str(super().get_description() or "")
        right: Right = self.view.right()
        needed = scope_of(self.view, self.view.request)
        takes = f"Right: `{right.value}`." + (f" Scope: `{needed}`." if needed else "")
        return f"{said}\n\n{takes}" if said else takes

    def get_override_parameters(self) -> list[Any]:
        found = list(super().get_override_parameters())
        return [*found, IDEMPOTENCY] if self._writes() else found

    def get_tags(self) -> list[str]:
        return [self.view.resource]

    def _should_add_error_response(self, responses: dict[str, Any], status_code: str) -> bool:
        if status_code in responses:
            return False
        if status_code == "400":
            return True  # an unknown parameter, whatever the address takes
        if status_code == "409":
            return self._writes()
        return bool(super()._should_add_error_response(responses, status_code))

    def _writes(self) -> bool:
        return self.method in WRITES and not self.view.reads()
