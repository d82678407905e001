"""What the log says and what it never says: no texts, no names, no tokens; a traceback has no values in it."""

import logging
import random
import sys
from typing import Any

import structlog
from structlog.typing import Processor

from bot.errors import Passing

QUIET = ("httpx", "aiohttp.access", "aiosqlite", "telegram")
"""These write addresses with tokens, or every row with what people wrote."""


_TOLD: tuple[Processor, ...] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
)
_WITHOUT_RECORD = structlog.stdlib.ProcessorFormatter.remove_processors_meta
_AS_JSON = structlog.processors.JSONRenderer(ensure_ascii=False)


def configure(level: str = "INFO") -> None:
    """Write one JSON object a line to standard error, libraries too. Called again, it replaces the level set before."""
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_TOLD, processors=[_WITHOUT_RECORD, _AS_JSON])
    )
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger().setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of each tick that begins while the last one runs; those are left out on purpose and lose nothing.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*_TOLD, _AS_JSON],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=_to_standard_error,
    )


def _to_standard_error(*_names: Any) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


def trouble_number(trouble: Exception, **where: str) -> int:
    """Log what went wrong and return the number that a person can name to find it."""
    number = random.SystemRandom().randrange(100_000, 1_000_000)
    if isinstance(trouble, Passing):
        # While it lasts each second has some.
        reason = type(getattr(trouble, "orig", trouble)).__name__
        structlog.get_logger().error("unexpected", number=number, error=type(trouble).__name__, reason=reason, **where)
    else:
        structlog.get_logger().error("unexpected", number=number, exc_info=trouble, **where)
    return number
