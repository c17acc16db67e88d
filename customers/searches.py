"""What somebody searched for, between the post and the page that shows the result.

Names and phone numbers never stand in an address, so the text waits in the session, encrypted,
under a key that the address carries.
"""

from __future__ import annotations

import base64
import secrets

from django.http import HttpRequest

from crm.core.crypto import decrypt, encrypt

_KEY = "customer_searches"
_MOST = 5


def keep(request: HttpRequest, text: str) -> str:
    """Store the text; only the last few are kept."""
    key = secrets.token_urlsafe(6)
    kept = {**request.session.get(_KEY, {}), key: base64.b64encode(encrypt(text)).decode()}
    request.session[_KEY] = dict(list(kept.items())[-_MOST:])
    return key


def text_of(request: HttpRequest, key: str) -> str:
    """The text, or nothing when this session does not know it (any more)."""
    kept = request.session.get(_KEY, {}).get(key)
    return decrypt(base64.b64decode(kept)) if kept else ""
