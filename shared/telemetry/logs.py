"""Structured logs: a constant message and fields. Fields never contain spoken words, numbers or
secrets.
"""

import atexit
import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO, cast

import structlog

from shared.errors import AftercallError
from shared.settings.runtime import RuntimeSettings
from shared.telemetry.log_sink import LogSink

ARQ_LOGGERS = ("arq.worker", "arq.connections", "arq.utils", "arq.jobs", "arq.cron")
CALLBACK = "Exception in callback"
STDOUT = 1


def configure_logs(settings: RuntimeSettings) -> None:
    """Sets up the logs of this process. Called once. Logging never raises and never waits: see
    LogSink.

    Libraries' own lines are written from WARNING on, without the values that were filled into them.
    """
    console = settings.log_format == "console"
    sink = LogSink(STDOUT)
    atexit.register(sink.close)
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
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", sink)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sink)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(LibraryLine(console=console))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ARQ_LOGGERS:
        logging.getLogger(name).addFilter(_TakenOver(handler))
    sys.excepthook = _report_crash


class _TakenOver(logging.Filter):
    """Sends a record to our handler and stops it. It is a filter, because only a filter survives
    arq's command line, which is configured later and gives arq's loggers a handler that prints
    arguments and whole tracebacks.
    """

    def __init__(self, handler: logging.Handler) -> None:
        super().__init__()
        self._handler = handler

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= self._handler.level:
            self._handler.handle(record)
        return False


class LibraryLine(logging.Formatter):
    """Formats a library's line by its template only: its values, and an error's text, may contain
    personal data.

    asyncpg quotes the row that broke a rule, asyncio the repr of a task's error, httpx whole
    addresses.
    """

    def __init__(self, *, console: bool) -> None:
        super().__init__()
        self._console = console

    def format(self, record: logging.LogRecord) -> str:
        # Only the first line, because the rest quotes an error or a traceback. asyncio fills a
        # callback's arguments into it.
        if isinstance(record.msg, OSError):
            event = record.msg.strerror or type(record.msg).__name__
        elif isinstance(record.msg, BaseException):
            event = type(record.msg).__name__
        else:
            text = str(record.msg).partition("\n")[0]
            event = CALLBACK if text.startswith(CALLBACK) else text
        line = {
            "event": event,
            "logger": record.name,
            "level": record.levelname.lower(),
        }
        if record.exc_info and record.exc_info[1]:
            line |= {"error": type(record.exc_info[1]).__name__, "where": where(record.exc_info[1])}
        if self._console:
            return " ".join(str(part) for part in line.values())
        return json.dumps(
            {**line, "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat()}
        )


def _report_crash(
    kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    """Logs the error that ends a process, without the text of an unknown error. The text of our own
    errors is safe.
    """
    if issubclass(kind, KeyboardInterrupt):
        return
    reason = str(error) if isinstance(error, AftercallError) else None
    structlog.get_logger().critical(
        "ended by an error", error=kind.__name__, reason=reason, where=where(error)
    )


def where(error: BaseException, *, frames: int = 4) -> str:
    """Returns the innermost frames of a traceback, without the message, because an unknown error
    may quote anything.
    """
    found = traceback.extract_tb(error.__traceback__)[-frames:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in found)


def plain(word: str) -> str:
    """Returns a sender's word for a kind of thing if it is a single word: otherwise it could be a
    number or a sentence.
    """
    return word if is_plain(word) else "no plain word"


def is_plain(word: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z][A-Za-z_.-]{0,63}", word))
