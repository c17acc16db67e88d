"""`manage.py check` refuses an address whose view says nothing about who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from crm.people.roles import Right


def views(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address pattern of the product with its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from views(entry, here)
        else:
            yield here, entry


def permission_of(view: Any) -> Right | str | None:
    """The right a view takes, `"public"` when it is marked so, `None` when it says nothing.

    Looks at Django's class-based views, REST framework's, and functions with the attribute.
    """
    owner = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    if getattr(owner, "public", False) or getattr(view, "public", False):
        return "public"
    found = getattr(owner, "permission", None)
    return found if isinstance(found, Right) else None


@register()
def every_view_declares_a_permission(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"The view at /{pattern} declares no permission",
            hint="Set `permission` to a Right, or `public = True` with the reason.",
            id="crm.E001",
        )
        for pattern, entry in views()
        if permission_of(entry.callback) is None
    ]
