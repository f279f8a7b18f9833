"""Determines how many connections the process has file descriptors for."""

import resource
from contextlib import suppress
from dataclasses import dataclass

import structlog

log = structlog.get_logger()

# Descriptors for everything but clients: databases, Redis, spooled bodies, logs, files that are
# sent.
RESERVED_DESCRIPTORS = 512
MOST_DESCRIPTORS = 65_536
FEWEST_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """Limits: `connections` are open at once, idle ones included; `requests` are those
    in progress.
    """

    connections: int
    requests: int
    head_timeout_s: float


def raise_descriptor_limit() -> int:
    """Raises this process's limit of open files to the maximum; returns the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MOST_DESCRIPTORS
    # macOS states no limit and has one all the same.
    for wanted in (
        (MOST_DESCRIPTORS, 10_240)
        if hard == resource.RLIM_INFINITY
        else (min(hard, MOST_DESCRIPTORS),)
    ):
        if wanted <= soft:
            break
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
    return soft


def connections_within(wanted: int, descriptors: int) -> int:
    """Returns `wanted`, or what the descriptors allow; logs when that is less."""
    possible = max(FEWEST_CONNECTIONS, descriptors - RESERVED_DESCRIPTORS)
    if possible < wanted:
        log.warning(
            "fewer connections than configured",
            configured=wanted,
            possible=possible,
            wakeup="raise ulimit -n",
        )
    return min(wanted, possible)
