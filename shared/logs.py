"""Structured logs: a constant message and fields. Fields never hold what was said, numbers or secrets."""

import logging
import sys
import traceback
from pathlib import Path

import structlog

from shared.settings import RuntimeSettings


def configure_logs(settings: RuntimeSettings) -> None:
    """Once per process. Libraries' own lines come through at WARNING: arq and httpx log arguments and URLs."""
    console = settings.log_format == "console"
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
            if console
            else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    # On the handler, not the root logger: arq's command line sets its own logger to INFO.
    handler = logging.StreamHandler(sys.stdout)
    handler.setLevel(logging.WARNING)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], format="%(levelname)s %(name)s %(message)s")


def where(error: BaseException, *, frames: int = 4) -> str:
    """The innermost frames of a traceback, without the message: an unknown error may quote anything."""
    found = traceback.extract_tb(error.__traceback__)[-frames:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in found)
