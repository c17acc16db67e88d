"""One JSON object a line, without personal data; an unexpected error always leaves its trace.

Imported by the settings, so it knows no models. Traces keep files, lines and types; from messages
the values are removed that databases and validators like to quote (addresses, long numbers, rows).
"""

from __future__ import annotations

import re
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

MAIL = re.compile(r"[^\s@\"'<>()]+@[^\s@\"'<>()]+\.\w+")
LONG_NUMBER = re.compile(r"(?<![\w.:-])\+?\d(?:[ -]?\d){6,}(?![\w:])")
QUOTED_ROW = re.compile(r"(DETAIL|CONTEXT|HINT|Failing row contains):?.*", re.DOTALL)
#: What stands behind an address: filters hold names and texts that somebody typed.
QUERY = re.compile(r"(?<=[\w/])\?[\w%.~+-]+=[^\s\"'<>]*")
TRACE_LINES = 60
WITHOUT_TRACE = {"django.security.DisallowedHost"}  # anybody can cause it; the line says all


def scrub(text: str) -> str:
    """The text without e-mail addresses, numbers of seven digits and more, quoted rows, and what
    stands behind an address.
    """
    text = QUERY.sub("?[removed]", QUOTED_ROW.sub(r"\1 [removed]", text))
    return LONG_NUMBER.sub("[number]", MAIL.sub("[e-mail]", text))


def _trace(error: BaseException) -> list[str]:
    lines = [
        scrub(part).rstrip("\n")
        for block in traceback.format_exception(error)
        for part in block.splitlines()
    ]
    return lines[-TRACE_LINES:]


def add_trace(logger: Any, method: str, event: EventDict) -> EventDict:
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException) and event.get("logger") not in WITHOUT_TRACE:
        event["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
        event["trace"] = _trace(error)
    return event


def scrub_event(logger: Any, method: str, event: EventDict) -> EventDict:
    event["event"] = scrub(str(event.get("event", "")))
    for name in ("path", "reason"):
        if name in event:
            event[name] = scrub(str(event[name]))
    return event


#: What our own lines say beside their sentence; Django's extras hold whole requests.
SAID = ("code", "path", "reason", "restarted", "given_up", "measures", "differences")
SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(allow=SAID),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
LAST: list[Processor] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    add_trace,
    scrub_event,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


def logging_config(*, level: str = "INFO") -> dict[str, Any]:
    """For `logging.config.dictConfig`: everything to standard error, which the supervisor files."""
    structlog.configure(
        processors=[
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": LAST,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "axes": {"level": "WARNING"},  # its lines quote user names and addresses
            "gunicorn.error": {"handlers": [], "level": level, "propagate": True},
            # a line for each of the many small tasks would hide the ones that matter
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
        },
    }
