"""The API: who it knows, what it speaks, how its document is written."""

from __future__ import annotations

from typing import Any

from . import env

#: Requests a minute of one key, or of one signed-in user.
API_REQUESTS_PER_MINUTE = env.whole("API_REQUESTS_PER_MINUTE", 300, 1, 1_000_000)

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "crm.core.api.access.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["crm.core.api.access.MayUse"],
    "DEFAULT_THROTTLE_CLASSES": ["crm.core.api.access.Throttle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "crm.core.api.paging.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "crm.core.api.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
_STATUSES = ("400", "401", "403", "404", "405", "406", "409", "415", "429", "500")
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "crm.core.api.problems.Handler",
    "ALLOWED_ERROR_STATUS_CODES": list(_STATUSES),
    "ERROR_SCHEMAS": dict.fromkeys(_STATUSES, "crm.core.api.problems.Errors"),
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "CRM",
    "VERSION": "1",
    "DESCRIPTION": (
        "Customers, consultations and the figures made of them.\n\n"
        "The same rights, rows, masking and filters as on the pages. Moments are ISO 8601 with "
        "their offset, days are local days of the centre, durations are seconds, proportions 0 to "
        "1. Errors have one form; unknown parameters and fields are errors."
    ),
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["crm.core.api.access.MayUse"],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enum_id_removal"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SORT_OPERATIONS": True,
}
