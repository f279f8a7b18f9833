"""Claims a run, renews its lease during the pipeline, and decides by the outcome what
happens next.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog

from shared.concurrency.tasks import finish, stop, working_limit
from shared.db.call_status import call_processing, refresh_words
from shared.db.events import insert_event
from shared.db.jobs import claims
from shared.db.jobs.claims import Claim, fenced
from shared.db.jobs.endings import end_run
from shared.db.pool import ALL_TENANTS
from shared.db.recordings import list_recordings
from shared.domain.ids import JobId
from shared.domain.statuses import JobKind, JobStatus
from shared.domain.steps import Step
from shared.errors import InvalidRequest, LeaseLost, Unavailable
from shared.storage.partial_files import discard_unowned, discard_whole, partial_path
from shared.telemetry.logs import where
from worker.checkpoints import Failure, StepStopped
from worker.isolated import walk_isolated
from worker.observing import watching
from worker.pipeline import attach_recording, index_again, process_call
from worker.resources import Resources
from worker.run import Run, open_run

log = structlog.get_logger()

SAME_EVERY_TIME = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    InvalidRequest,
)

# A delayed wakeup is sent for a moment later, because the queue's clock may be ahead of the
# database's.
WAKEUP_SLACK_S = 0.1
# The time to start and stop a separate process, in addition to the time of a run.
ISOLATED_SLACK_S = 60.0
# How long a run is held during a database outage, and how often the database is checked.
DATABASE_PATIENCE_S = 120.0
DATABASE_LOOK_S = 0.2
# A longer time from a vendor is shortened to this: a wrong header must not stop a call for days.
LONGEST_RETRY_AFTER_S = 3600.0


async def run_job(resources: Resources, job_id: JobId, *, isolated: bool = False) -> bool:
    """Processes a run if it may be claimed now; returns whether it was. Any number of calls, in any
    process, are safe.

    A run that crashed its worker before is passed to a separate process, which sets `isolated`.
    """
    try:
        claim = await _claim_run(resources, job_id)
    except Unavailable:
        log.warning("database does not respond, run not claimed", job_id=str(job_id))
        return False
    if claim is None:
        return False
    with structlog.contextvars.bound_contextvars(
        job_id=str(claim.job_id), call_id=str(claim.call_id)
    ):
        if claim.isolated and not isolated:
            await finish(_hand_over(resources, claim))
            resources.metrics.run_ended(claim.kind, "isolated")
            await walk_isolated(
                job_id,
                limit_s=resources.settings.work.processing_timeout_ms / 1000 + ISOLATED_SLACK_S,
            )
        else:
            with watching(resources, claim):
                await _work_on(resources, claim)
    return True


async def _claim_run(resources: Resources, job_id: JobId) -> Claim | None:
    """Claims a run. Raises Unavailable. When it is cancelled at shutdown, a claimed run is returned
    to the queue.
    """
    asking = asyncio.create_task(_ask_for(resources, job_id))
    try:
        return await asyncio.shield(asking)
    except asyncio.CancelledError:
        with contextlib.suppress(Unavailable):
            if claim := await asking:
                await asyncio.shield(_give_back(resources, claim))
        raise


async def _ask_for(resources: Resources, job_id: JobId) -> Claim | None:
    lease_s = resources.settings.work.lease_s
    async with resources.database.connection(ALL_TENANTS) as conn, asyncio.timeout(lease_s):
        return await claims.claim(conn, job_id, worker=resources.worker, lease_s=lease_s)


async def _hand_over(resources: Resources, claim: Claim) -> None:
    """Passes the run on. It sends no wakeup, because the receiving process starts now."""
    with contextlib.suppress(Unavailable):
        async with resources.database.connection(claim.tenant_id) as conn:
            await claims.release(conn, claim)


async def _work_on(resources: Resources, claim: Claim) -> None:
    """Processes a claimed run. When it is cancelled at shutdown, the run is returned to the queue
    without a counted attempt.
    """
    with resources.leases.held(claim) as lost:
        walking = asyncio.create_task(_walk(resources, claim))
        losing = asyncio.create_task(lost.wait())
        try:
            await asyncio.wait({walking, losing}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await stop(walking)
            await asyncio.shield(_give_back(resources, claim))
            raise
        finally:
            losing.cancel()
            await stop(walking)
        # A run that ended all the same has recorded its outcome.
        if lost.is_set() and walking.cancelled():
            await _give_back_after_outage(resources, claim)


async def _walk(resources: Resources, claim: Claim) -> None:
    """Processes the run. Every outcome of a run is decided here."""
    started = time.monotonic()
    try:
        if claim.crashes >= resources.settings.work.max_crashes:
            reason = (
                f"The worker died or was interrupted {claim.crashes} times in a row while it worked"
                " on this call."
            )
            async with fenced(resources.database, claim) as conn:
                await end_run(conn, claim, JobStatus.FAILED, error=reason, code="quarantined")
            resources.metrics.run_ended(claim.kind, "quarantined")
            log.error("run quarantined", crashes=claim.crashes)
            return
        failures = await _walk_pipeline(resources, claim)
        late = claim.age_s > resources.settings.work.run_deadline_s
        waiting = [failure for failure in failures.values() if not failure.final]
        if waiting and not late:
            await _postpone(resources, claim, failures, waiting)
        elif failures:
            await _fail_run(resources, claim, failures)
        else:
            async with fenced(resources.database, claim) as conn:
                await end_run(conn, claim, JobStatus.SUCCEEDED)
            resources.metrics.run_ended(claim.kind, "succeeded")
    except LeaseLost:
        resources.metrics.run_ended(claim.kind, "lost")
        log.info("run lost to another worker", fence=claim.fence)
    except Unavailable:
        await _wait_for_database(resources, claim)
    else:
        resources.deliverer.poke()
        log.info("run over", elapsed_ms=round((time.monotonic() - started) * 1000))


async def _wait_for_database(resources: Resources, claim: Claim) -> None:
    """Waits for the database and then returns the run, but not beyond the deadline: a run that
    always times out would be tried without end.
    """
    if claim.age_s > resources.settings.work.run_deadline_s:
        reason = "The database could not be reached, or took too long."
        with contextlib.suppress(LeaseLost, Unavailable):
            await _fail_run(
                resources,
                claim,
                {None: Failure(reason, "database_away", final=True, counted=False)},
            )
            return
    log.warning("database does not respond, run will be returned")
    await _give_back_after_outage(resources, claim, delay_s=resources.settings.work.lease_s)


async def _walk_pipeline(resources: Resources, claim: Claim) -> Mapping[Step | None, Failure]:
    """Runs the pipeline once. A failure outside a step is stored under None."""
    limit_s = resources.settings.work.processing_timeout_ms / 1000
    run: Run | None = None
    repeated = False
    try:
        run = await open_run(resources, claim)
        async with working_limit(limit_s):
            match run.claim.kind:
                case JobKind.PROCESS_CALL:
                    run.checkpoints.defer(call_processing())
                    await process_call(run)
                case JobKind.ATTACH_RECORDING:
                    with contextlib.suppress(StepStopped):
                        await attach_recording(run)
                case JobKind.REINDEX_CALL:
                    await index_again(run)
            await run.checkpoints.write_deferred()
    except (LeaseLost, Unavailable):
        raise
    except TimeoutError:
        message, code = (
            f"Processing took longer than {limit_s:g} s (PROCESSING_TIMEOUT_MS).",
            "timeout",
        )
    except Exception as fault:  # noqa: BLE001 - the edge of a job: logged, recorded, decided
        log.error("fault in a run", error=type(fault).__name__, where=where(fault))
        message, code = (
            f"An internal error ({type(fault).__name__}) stopped the run.",
            "internal_error",
        )
        # A wrong value leads to the same error every time; a single error may be a coincidence, for
        # example of a recent change.
        repeated = isinstance(fault, SAME_EVERY_TIME) and message in (claim.last_error or "")
    else:
        return run.checkpoints.failures
    if run:
        await run.checkpoints.write_deferred()
    # A very long recording takes several attempts: those with progress do not count.
    counted = code != "timeout" or run is None or not run.checkpoints.gained
    final = repeated or (counted and claim.attempts + 1 >= resources.settings.work.max_attempts)
    return {None: Failure(message, code, final=final, counted=counted)}


async def _postpone(
    resources: Resources,
    claim: Claim,
    failures: Mapping[Step | None, Failure],
    waiting: Sequence[Failure],
) -> None:
    """Postpones the run until its waiting steps may be tried again.

    The run's error names permanently failed steps first: they may be why the others have to wait.
    """
    message = "; ".join(
        failure.message for failure in sorted(failures.values(), key=lambda each: not each.final)
    )
    counted = any(failure.counted for failure in waiting)
    delay_s = max(_delay_s(resources, claim, failure) for failure in waiting)
    async with fenced(resources.database, claim) as conn:
        wakeup = await claims.mark_waiting(
            conn, claim, delay_s=delay_s, attempt=counted, error=message, error_code=waiting[0].code
        )
        await insert_event(
            conn, claim.tenant_id, "job.postponed", call_id=claim.call_id, job_id=claim.job_id
        )
        # What is known of the call can be searched, however long the rest takes.
        await refresh_words(conn, claim.call_id)
    resources.metrics.run_ended(claim.kind, "postponed")
    log.info("run postponed", delay_s=round(delay_s, 1), counted=counted)
    await resources.queue.wakeup(replace(wakeup, delay_s=delay_s + WAKEUP_SLACK_S))


def _delay_s(resources: Resources, claim: Claim, failure: Failure) -> float:
    """Returns the seconds until the next try: what the vendor requested, or a growing pause with
    jitter, whichever is longer.

    In an outage the pause grows with it, so that a run continues after its end within half the
    outage's length.
    """
    work = resources.settings.work
    # Jitter.
    jitter = random.uniform(1, 1.1)  # noqa: S311
    asked_s = min(failure.retry_after_s or 0.0, LONGEST_RETRY_AFTER_S) * jitter
    if failure.outage_s is not None:
        ceiling_s = min(work.backoff_max_s, max(work.backoff_base_s, failure.outage_s / 2))
        return max(asked_s, random.uniform(ceiling_s / 2, ceiling_s))  # noqa: S311 - jitter
    if failure.retry_after_s is not None:
        return asked_s
    tries = claim.attempts if failure.counted else claim.snoozes
    # Jitter.
    longest_s = min(work.backoff_max_s, work.backoff_base_s * 2 ** min(tries, 30))
    return random.uniform(0, longest_s)  # noqa: S311


async def _fail_run(
    resources: Resources, claim: Claim, failures: Mapping[Step | None, Failure]
) -> None:
    """Fails the run. Results of earlier steps remain; the call's error says what is missing."""
    reason = "; ".join(f"{step or 'run'}: {failure.message}" for step, failure in failures.items())
    code = next(iter(failures.values())).code
    async with fenced(resources.database, claim) as conn:
        await end_run(conn, claim, JobStatus.FAILED, error=reason, code=code)
        recordings = await list_recordings(conn, claim.tenant_id, claim.call_id)
    for recording in recordings:
        destination = resources.settings.runtime.fetching_dir / str(recording.id)
        # Another run may still use the partial download.
        await asyncio.to_thread(discard_unowned, partial_path(destination))
        await asyncio.to_thread(discard_whole, destination)
    resources.metrics.run_ended(claim.kind, "failed")
    log.warning("run failed", code=code, steps=[step for step in failures if step])


async def _give_back_after_outage(
    resources: Resources, claim: Claim, *, delay_s: float = 0.0
) -> None:
    """Returns the run before its lease expires, or soon after: an expired lease would count as its
    worker's death. Nothing happens to a run that another worker has claimed. The slot is not needed
    meanwhile, because all work needs the database.
    """
    given_up_at = time.monotonic() + DATABASE_PATIENCE_S
    given_back = await _give_back(resources, claim, delay_s=delay_s)
    while given_back is None and time.monotonic() < given_up_at:
        await asyncio.sleep(DATABASE_LOOK_S)
        given_back = await _give_back(resources, claim, delay_s=delay_s)
    if not given_back:
        resources.metrics.run_ended(claim.kind, "lost")


async def _give_back(resources: Resources, claim: Claim, *, delay_s: float = 0.0) -> bool | None:
    """Returns a run to the queue. The result is False when it was lost before, and None when the
    database does not respond: then the lease expires by itself.
    """
    try:
        async with resources.database.connection(claim.tenant_id) as conn:
            wakeup = await claims.release(conn, claim, delay_s=delay_s)
    except Unavailable:
        return None
    if wakeup is None:
        return False
    await resources.queue.wakeup(wakeup)
    resources.metrics.run_ended(claim.kind, "given_back")
    log.info("run given back")
    return True
