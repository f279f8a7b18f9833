"""`python -m worker [once | job:<id>]`: works until it is stopped, or only on due runs, or on one
run.
"""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import structlog

from shared.db.jobs.jobs import Job
from shared.domain.ids import JobId
from shared.domain.statuses import JobStatus
from shared.errors import SettingsInvalid, Unavailable
from shared.settings.load import Settings, load_settings
from shared.telemetry.logs import configure_logs
from worker.due_runs import run_due, run_one
from worker.isolated import limit_memory
from worker.main import run_worker

log = structlog.get_logger()

USAGE = "usage: python -m worker [once | job:<id>]"


def main() -> None:
    """Runs the command. Exits with 1 when a requested run failed or a background task ended, 2 for
    wrong arguments or settings, 143 when it was stopped.
    """
    try:
        settings = load_settings()
    except SettingsInvalid as error:
        print(f"The settings are not valid:\n{error}", file=sys.stderr)  # noqa: T201 - no logs yet
        sys.exit(2)
    configure_logs(settings.runtime)
    match sys.argv[1:]:
        case []:
            try:
                sys.exit(0 if run_worker(settings) else 1)
            except SettingsInvalid as error:
                log.error("cannot start", reason=str(error))
                sys.exit(2)
        case ["once"]:
            sys.exit(_run_to_exit(_run_once(settings)))
        case [word] if word.startswith(("job:", "isolated:")):
            sys.exit(_run_to_exit(_run_one(settings, word)))
        case _:
            print(USAGE, file=sys.stderr)  # noqa: T201
            sys.exit(2)


def _run_to_exit(work: Coroutine[Any, Any, int]) -> int:
    try:
        return asyncio.run(work)
    except asyncio.CancelledError:
        return 143
    except SettingsInvalid as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    except Unavailable as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1


async def _run_once(settings: Settings) -> int:
    outcomes = await run_due(settings, _say)
    total = ", ".join(f"{count} {status}" for status, count in sorted(outcomes.items()))
    print(total or "nothing to do")  # noqa: T201
    return 1 if outcomes[JobStatus.FAILED] else 0


async def _run_one(settings: Settings, word: str) -> int:
    mode, _, given = word.partition(":")
    if mode == "isolated":
        limit_memory()
    try:
        job_id = JobId(UUID(given))
    except ValueError:
        print(f"{given!r} is not the id of a job", file=sys.stderr)  # noqa: T201
        return 2
    job = await run_one(settings, job_id, isolated=mode == "isolated")
    if job is None:
        print(f"there is no job {job_id}", file=sys.stderr)  # noqa: T201
        return 1
    # The output of an isolated run is part of its worker's log.
    if mode == "job":
        _say(job)
    return 1 if job.status is JobStatus.FAILED else 0


def _say(job: Job) -> None:
    waits = (
        f", next try {job.not_before:%Y-%m-%d %H:%M:%S} UTC"
        if job.status is JobStatus.QUEUED
        else ""
    )
    why = f": {job.error}" if job.error else ""
    print(f"{job.id} {job.status}{waits}{why}")  # noqa: T201


if __name__ == "__main__":
    main()
