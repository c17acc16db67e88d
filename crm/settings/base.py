"""What every way of running shares; as it stands, `make demo`, `make setup` and `make dev`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from crm.core.embedded import Engines, socket_folder
from crm.core.logs import logging_config

from . import env
from .api import *  # noqa: F403
from .security import *  # noqa: F403 - one page of settings in two files
from .tasks import *  # noqa: F403

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")
PORT = env.whole("PORT", 8000, 1, 65535)
CENTRE_TIME_ZONE = env.time_zone("TIME_ZONE")  # "" means: as stored in the centre
PRODUCTION = False
# how many proxies of ours stand in front, each adding to X-Forwarded-For
TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", 0, 0, 9)

if not (env.read("SECRET_KEY") and env.read("FIELD_KEYS")):
    env.make_secrets(DATA_DIR)
env.load_secrets(DATA_DIR)
SECRET_KEY = env.read("SECRET_KEY")
FIELD_KEYS = env.field_keys("FIELD_KEYS", env.read("FIELD_KEYS"))
DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *env.hosts("ALLOWED_HOSTS")]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
ASGI_APPLICATION = "crm.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # its widget templates, for FORM_RENDERER
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "crm.people",
    "crm.core",
    "crm.staff",
    "customers",
    "interactions",
    "performance",
    "crm.site",
]
MIDDLEWARE = [
    "crm.site.health.HealthMiddleware",
    "crm.core.origin.OriginMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm.core.middleware.AddressMiddleware",
    "crm.core.middleware.ZoneMiddleware",
    "crm.core.middleware.IdleMiddleware",
    "crm.core.middleware.FirstPasswordMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it answers for a locked sign-in
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm.core.context_processors.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- engines: from the wheels unless an address is given ------------------------------------------

SOCKETS = socket_folder(DATA_DIR)
DATABASE_URL = env.read("DATABASE_URL")
CELERY_BROKER_URL = env.read("CELERY_BROKER_URL")
EMBEDDED = tuple(
    name for name, url in (("postgres", DATABASE_URL), ("valkey", CELERY_BROKER_URL)) if not url
)
_database: dict[str, Any] = (
    env.database("DATABASE_URL", DATABASE_URL)
    if DATABASE_URL
    else {"NAME": "crm", "USER": "crm", "HOST": str(SOCKETS), "PORT": "5432", "OPTIONS": {}}
)
DB_POOL = env.whole("DB_POOL", 0, 0, 200)  # the web process sets it to its threads
if DB_POOL:
    _database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DB_POOL, "timeout": 10}
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **_database,
        "CONN_MAX_AGE": 0 if DB_POOL else 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
if CELERY_BROKER_URL:
    env.broker("CELERY_BROKER_URL", CELERY_BROKER_URL)
    CACHE_URL = env.cache("CACHE_URL", env.read("CACHE_URL"), CELERY_BROKER_URL)
else:
    CELERY_BROKER_URL, CACHE_URL = env.socket_urls(SOCKETS / "valkey")
    if _cache := env.read("CACHE_URL"):
        CACHE_URL = env.cache("CACHE_URL", _cache, "")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": "crm",
    }
}


def ENGINES() -> Engines:
    """The embedded engines this configuration uses; none where both have an address."""
    return Engines(DATA_DIR, wanted=EMBEDDED)


# -- languages, static files, mail, logs ----------------------------------------------------------

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # the centre's zone is a row, activated for each request and task

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("STATIC_DIR", DATA_DIR / "static")  # an image brings its own
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "crm.core.storage.ManifestStorage"},
}
globals().update(env.email("EMAIL_URL", env.read("EMAIL_URL", f"file://{DATA_DIR}/mail")))
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(level=env.read("LOG_LEVEL", "INFO").upper())
