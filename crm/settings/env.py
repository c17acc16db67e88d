"""Typed readers of the environment: what is wrong ends the process with one line, no traceback."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit
from zoneinfo import available_timezones

Environment = dict[str, str]
REDIS = ("redis", "rediss", "redis+socket", "unix", "sentinel")
BROKERS = (*REDIS[:3], "sentinel", "amqp", "amqps")
LIBPQ = {"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"}
TEST_KEY = base64.urlsafe_b64encode(b"for tests only, not for a centre"[:32]).decode()
KNOWN_SECRETS = {"for-tests-only", "change-me", "changeme", "secret", "x"}


class Misconfigured(SystemExit):
    """One line on standard error and exit code 1, in whichever process reads the settings."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


def read(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def required(name: str, what: str) -> str:
    value = read(name)
    if not value:
        raise Misconfigured(name, f"is not set. Production needs {what}.")
    return value


def flag(name: str) -> bool:
    value = read(name, "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise Misconfigured(name, f"“{value}” is neither 1 nor 0.")
    return value in {"1", "true", "yes"}


def whole(name: str, default: int, low: int, high: int) -> int:
    value = read(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise Misconfigured(name, f"“{value}” is not a whole number from {low} to {high}.")
    return int(value)


def folder(name: str, default: Path) -> Path:
    path = Path(read(name, str(default))).expanduser().absolute()
    if path.exists() and not path.is_dir():
        raise Misconfigured(name, f"{path} is a file, not a folder.")
    return path


def time_zone(name: str) -> str:
    """An IANA name, or "" when unset: then the zone stored in the centre counts."""
    value = read(name)
    if value and value not in available_timezones():
        raise Misconfigured(name, f"“{value}” is no time zone: give one such as Asia/Seoul.")
    return value


def hosts(name: str) -> list[str]:
    found = [part.strip() for part in read(name).split(",") if part.strip()]
    for host in found:
        if "/" in host or " " in host or host.count(":") == 1:
            raise Misconfigured(name, f"“{host}” is no host name: no scheme, port or path.")
    return found


def _split(name: str, url: str, schemes: tuple[str, ...]) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise Misconfigured(name, f"is no address ({error}).") from None
    if parts.scheme not in schemes:
        known = ", ".join(f"{scheme}://" for scheme in schemes)
        raise Misconfigured(name, f"begins with “{parts.scheme}”; it may begin with {known}.")
    return parts


def database(name: str, url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?sslmode=require`; `?host=/path` for a socket."""
    parts = _split(name, url, ("postgresql", "postgres"))
    query = dict(parse_qsl(parts.query))
    if unknown := sorted(set(query) - LIBPQ):
        raise Misconfigured(name, f"has {unknown[0]}, but may have {', '.join(sorted(LIBPQ))}.")
    if len(parts.path) < 2:
        raise Misconfigured(name, "names no database: postgresql://user:password@host/database.")
    return {
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
    }


def broker(name: str, url: str) -> str:
    _split(name, url, BROKERS)
    return url


def cache(name: str, url: str, broker_url: str) -> str:
    """A Redis for what processes share; the broker's own where nothing else is said."""
    if not url and urlsplit(broker_url).scheme not in ("redis", "rediss"):
        raise Misconfigured(
            name, "is not set, and the broker is no Redis to share: give a redis://."
        )
    return _split(name, url or broker_url, ("redis", "rediss", "unix")).geturl()


def socket_urls(socket: Path) -> tuple[str, str]:
    """Broker and cache on an embedded engine: databases 0 and 1 of one socket."""
    path = quote(str(socket))
    return f"redis+socket://{path}?virtual_host=0", f"unix://{path}?db=1"


def email(name: str, url: str) -> dict[str, Any]:
    """Django's mail settings from `smtp://`, `smtp+tls://`, `smtps://` or `file:///folder`."""
    parts = _split(name, url, ("smtp", "smtp+tls", "smtps", "file"))
    backends = "django.core.mail.backends"
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": f"{backends}.filebased.EmailBackend",
            "EMAIL_FILE_PATH": unquote(parts.path),
        }
    if not parts.hostname:
        raise Misconfigured(name, "names no mail server: smtp://user:password@host:587.")
    default = {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme]
    settings = {
        "EMAIL_BACKEND": f"{backends}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or default,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 15,
    }
    if sender := dict(parse_qsl(parts.query)).get("from"):
        settings["DEFAULT_FROM_EMAIL"] = sender
    return settings


def field_keys(name: str, value: str) -> list[str]:
    """32-byte keys in URL-safe base64, comma separated; the first encrypts, all decrypt."""
    keys = [part.strip() for part in value.split(",") if part.strip()]
    for number, key in enumerate(keys, 1):
        try:
            right = len(base64.urlsafe_b64decode(key)) == 32
        except (binascii.Error, ValueError):
            right = False
        if not right:
            raise Misconfigured(name, f"key {number} is not 32 bytes in URL-safe base64.")
    if not keys:
        raise Misconfigured(name, "holds no key.")
    return keys


def refuse_known(name: str, value: str) -> str:
    """A secret that others know, or that could be guessed, is none."""
    weak = len(value) < 40 or len(set(value)) < 10 or value.startswith("django-insecure-")
    if value.lower() in KNOWN_SECRETS or value == TEST_KEY or weak:
        raise Misconfigured(
            name, "is a demo or test secret: make one with `python -m crm.settings.make_keys`."
        )
    return value


def new_keys() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }


def load_secrets(data: Path) -> None:
    """Puts `DATA_DIR/secret.env` under the environment, which wins where both name a thing."""
    path = data / "secret.env"
    try:
        text = path.read_text()
    except FileNotFoundError:
        return
    except OSError as error:
        raise Misconfigured("DATA_DIR", f"{path} cannot be read ({error.strerror}).") from None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = re.fullmatch(r"\s*([A-Z_]+)=(.*)", line)
        if not found:
            raise Misconfigured("DATA_DIR", f"{path} line {number} is not NAME=value.")
        os.environ.setdefault(found[1], found[2].strip())


def make_secrets(data: Path, keys: Callable[[], dict[str, str]] = new_keys) -> None:
    """Writes `secret.env` once, readable by its owner alone; of several at once the first wins.

    Losing this file loses every encrypted contact point: it belongs into the backup, apart from it.
    """
    final = data / "secret.env"
    if final.exists():
        return
    try:
        data.mkdir(mode=0o700 if os.geteuid() else 0o711, parents=True, exist_ok=True)
        fresh = data / f".secret.{os.getpid()}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write("# Keys of this centre. Without FIELD_KEYS its contact data is lost.\n")
            out.writelines(f"{name}={value}\n" for name, value in keys().items())
        try:
            os.link(fresh, final)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    except OSError as error:
        raise Misconfigured("DATA_DIR", f"{data} cannot be written ({error.strerror}).") from None
