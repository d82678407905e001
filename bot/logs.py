"""What the log says and what it never says: no texts, no names, no tokens; a traceback has no values in it."""

import logging
import sys
from typing import Any

import structlog

QUIET = ("httpx", "aiohttp.access", "apscheduler", "telegram")
"""These write addresses with tokens or every tick."""


def configure(level: str = "INFO") -> None:
    """Write one JSON object a line to standard error."""
    logging.basicConfig(level=level, format="%(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=_to_standard_error,
    )


def _to_standard_error(*_names: Any) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)
