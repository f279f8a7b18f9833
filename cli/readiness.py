"""Reads the state of an API while it starts: whether it responds, and what prevents it from being
ready.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import urlopen

from shared.errors import AftercallError

# The API gives each of its checks three seconds.
ASK_TIMEOUT_S = 10.0
LOOK_EVERY_S = 0.2
WATCH_EVERY_S = 5.0


def failing_checks(base_url: str) -> dict[str, str] | None:
    """Returns each check of /health/ready that fails, with its reason; None when the API does not
    answer.
    """
    try:
        with urlopen(f"{base_url}/health/ready", timeout=ASK_TIMEOUT_S) as response:  # noqa: S310
            body = response.read()
    except HTTPError as error:
        body = error.read()
    except (OSError, HTTPException):
        return None
    try:
        checks = json.loads(body)["checks"]
        return {str(name): str(found) for name, found in checks.items() if found != "ok"}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def listed(failing: Mapping[str, str]) -> str:
    """Returns a line for each check that fails."""
    return "\n".join(f"  {name}: {reason}" for name, reason in failing.items())


async def wait_until_ready(
    base_url: str, say: Callable[[str], None], *, start_timeout_s: float, patience_s: float
) -> dict[str, str]:
    """Waits until all checks succeed or the time is over; returns the checks that still fail.

    The API and the first worker have `start_timeout_s` to start, and what they depend on has
    `patience_s` more. Prints the reason for waiting, once for each change. Raises AftercallError
    when the API does not respond at all.
    """
    started = patient_since = time.monotonic()
    waiting_for = ""
    while True:
        failing = await asyncio.to_thread(failing_checks, base_url)
        if failing == {}:
            return {}
        now = time.monotonic()
        worker_starts = failing is None or ("worker" in failing and "redis" not in failing)
        if worker_starts:
            patient_since = now
        if now - started > start_timeout_s and failing is None:
            raise AftercallError(
                f"The API did not answer on {base_url} within {start_timeout_s:g} s."
            )
        if failing and (
            now - patient_since > patience_s or (worker_starts and now - started > start_timeout_s)
        ):
            return failing
        names = ", ".join(failing) if failing else "the API"
        if names != waiting_for:
            waiting_for = names
            say(f"Waiting for {names}")
        await asyncio.sleep(LOOK_EVERY_S)


async def say_when_ready(base_url: str, say: Callable[[str], None]) -> None:
    """Returns once every check has succeeded."""
    while True:
        if await asyncio.to_thread(failing_checks, base_url) == {}:
            break
        await asyncio.sleep(WATCH_EVERY_S)
    say("Everything is ready now.")
