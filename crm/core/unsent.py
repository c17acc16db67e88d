"""What somebody typed when the session had ended: kept, and given back after signing in.

A POST without a session is answered by the sign-in page; its fields wait in the new, still
anonymous session, encrypted since they may be about a customer. They belong to the account that had
been signed in on this browser (a signed cookie says which); another account signing in there never
sees them.
"""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from .crypto import decrypt, encrypt

KEY = "unsent"
SEAT_COOKIE = "seat"
SEAT_SALT = "crm.core.unsent"
MOST_CHARACTERS = 200_000
KEPT_SECONDS = 12 * 3600
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "secret", "otp")


@dataclass(frozen=True)
class Unsent:
    """A form that was not saved: the page it stood on, where it goes, and its fields in order."""

    page: str
    action: str
    fields: tuple[tuple[str, str], ...]

    def data(self) -> QueryDict:
        """The fields as a form's data."""
        data = QueryDict(mutable=True)
        for name, value in self.fields:
            data.appendlist(name, value)
        return data


def page_of(request: HttpRequest, *, shows_itself: bool = True) -> str:
    """The page a request was sent from, on this site; for a GET the page itself.

    A browser may keep to itself where it came from: then the address asked for, or the first page
    where that is a button's (not `shows_itself`).
    """
    if request.method == "GET" and not request.headers.get("HX-Request"):
        return request.get_full_path()
    sent_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if not url_has_allowed_host_and_scheme(sent_from, {request.get_host()}):
        return "/" if request.method == "GET" or not shows_itself else request.path
    parts = urlsplit(sent_from)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def keep(request: HttpRequest) -> None:
    """Store the posted fields in the anonymous session, unless nobody knows whose they are."""
    owner = _seat(request)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not name.lower().startswith(NEVER_KEPT)
    ]
    if owner is None or not fields or sum(len(value) for _, value in fields) > MOST_CHARACTERS:
        return
    request.session[KEY] = {
        "owner": owner,
        "page": page_of(request),
        "action": request.get_full_path(),
        "fields": base64.b64encode(encrypt(json.dumps(fields))).decode(),
        "at": time.time(),
    }


def of(request: HttpRequest) -> Unsent | None:
    """What waits for this page and this user. It stays until it is sent, dropped or too old."""
    kept: dict[str, Any] | None = (
        request.session.get(KEY) if request.user.is_authenticated else None
    )
    if kept is None:
        return None
    if kept["owner"] != request.user.pk or time.time() - kept["at"] > KEPT_SECONDS:
        drop(request)
        return None
    if urlsplit(kept["page"]).path != request.path and kept["action"] != request.get_full_path():
        return None
    return Unsent(kept["page"], kept["action"], fields_of(kept))


def fields_of(kept: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The fields as they were typed."""
    fields = json.loads(decrypt(base64.b64decode(kept["fields"])))
    return tuple((name, value) for name, value in fields)


def drop(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def take_seat(response: HttpResponseBase, user_id: int, *, secure: bool) -> None:
    """Remember on this browser who signed in last; says nothing to anybody without our key."""
    response.set_cookie(
        SEAT_COOKIE,
        signing.dumps(user_id, salt=SEAT_SALT),
        max_age=30 * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=secure,
    )


def _seat(request: HttpRequest) -> int | None:
    try:
        found = signing.loads(request.COOKIES.get(SEAT_COOKIE, ""), salt=SEAT_SALT)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None
