"""Production, by environment only. Refuses to start on what would be unsafe."""

from __future__ import annotations

from pathlib import Path

from . import env

env.load_secrets(env.folder("DATA_DIR", Path(__file__).resolve().parent.parent.parent / "var"))
for _name, _what in (
    ("SECRET_KEY", "a secret of its own (`python -m crm.settings.make_keys`)"),
    ("FIELD_KEYS", "the keys of its encrypted fields (`python -m crm.settings.make_keys`)"),
    ("ALLOWED_HOSTS", "the host names it answers to, comma separated"),
    ("DATABASE_URL", "a PostgreSQL of 15 or later: postgresql://user:password@host/database"),
    ("CELERY_BROKER_URL", "a broker: redis://host or amqp://user:password@host"),
    ("EMAIL_URL", "a mail server: smtp+tls://user:password@host:587"),
):
    env.required(_name, _what)
if env.flag("DEBUG"):
    raise env.Misconfigured("DEBUG", "is on. Production does not start with it: unset it.")

from .base import *  # noqa: E402, F403
from .base import FIELD_KEYS, SECRET_KEY  # noqa: E402

env.refuse_known("SECRET_KEY", SECRET_KEY)
for _key in FIELD_KEYS:
    env.refuse_known("FIELD_KEYS", _key)
PRODUCTION = True
TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", 1, 0, 9)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
if "*" in ALLOWED_HOSTS:
    raise env.Misconfigured("ALLOWED_HOSTS", "“*” answers to every name: list yours.")

# TLS ends at the proxy in front, which must set (never pass on) X-Forwarded-Proto
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
