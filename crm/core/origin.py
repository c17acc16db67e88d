"""Where a request comes from, known to the audit entry without being passed through every call."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_address: ContextVar[str | None] = ContextVar("request_address", default=None)
_key: ContextVar[str] = ContextVar("request_api_key", default="")


def current_address() -> str | None:
    """The address of the request being answered; `None` in tasks and commands."""
    return _address.get()


def current_key() -> str:
    """The prefix of the API key the request came by; empty in a browser, in tasks and commands."""
    return _key.get()


def came_by(prefix: str) -> None:
    """Said by whoever checked the key; it holds until the request is answered."""
    _key.set(prefix)


def address_of(request: HttpRequest) -> str | None:
    """The caller's address. Forwarded ones count only behind `TRUSTED_PROXY_COUNT` own proxies."""
    found = request.META.get("REMOTE_ADDR", "")
    proxies = getattr(settings, "TRUSTED_PROXY_COUNT", 0)
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if proxies and len(hops) >= proxies:
        found = hops[-proxies] or found
    try:
        return str(ipaddress.ip_address(found))
    except ValueError:
        return None


class OriginMiddleware:
    """Keeps the address for the length of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address, key = _address.set(address_of(request)), _key.set("")
        try:
            return self.get_response(request)
        finally:
            _address.reset(address)
            _key.reset(key)
