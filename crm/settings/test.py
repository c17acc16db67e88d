"""Tests: their own folder, fixed keys, cheap hashes, always the embedded engines."""

from __future__ import annotations

import os
from pathlib import Path

from . import env

_FOLDER = Path(__file__).resolve().parent.parent.parent / ".test-data"
os.environ["DATA_DIR"] = env.read("TEST_DATA_DIR", str(_FOLDER))
os.environ |= {"SECRET_KEY": "for-tests-only", "FIELD_KEYS": env.TEST_KEY}
for _name in (
    *("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "EMAIL_URL", "ALLOWED_HOSTS"),
    *("TIME_ZONE", "DB_POOL", "STATIC_DIR"),
):
    os.environ.pop(_name, None)

from .base import *  # noqa: E402, F403
from .base import STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
