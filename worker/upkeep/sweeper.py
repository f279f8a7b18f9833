"""Finds runs without a worker and sends their wakeups again; completes deletions."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from shared.db.erasures import mark_erased, take_erasures
from shared.db.jobs.claims import take_orphans
from shared.db.pool import ALL_TENANTS
from shared.errors import AftercallError
from shared.queue.queue import Wakeup
from shared.storage.partial_files import discard_unowned, partial_path
from shared.telemetry.logs import where
from worker.resources import Resources

log = structlog.get_logger()

WAKEUP_GAP_S = 3.0
ERASURE_RETRY_S = 60.0
BATCH = 200
MOST_OF_TENANT = 50

Offer = Callable[[Sequence[Wakeup]], int]


async def run_sweeper(resources: Resources, *, offer: Offer | None = None) -> None:
    """Runs until cancelled. Every worker does this; each row is claimed by one.

    While Redis is unavailable, runs are offered to this worker itself.
    """
    while True:
        try:
            await sweep_runs(resources, offer=offer)
        # If this loop ended, lost wakeups would never be sent again.
        except Exception as error:  # noqa: BLE001
            log.warning("sweep failed", error=type(error).__name__, where=where(error))
        await asyncio.sleep(resources.settings.work.reconcile_s)


async def sweep_runs(resources: Resources, *, offer: Offer | None = None) -> None:
    """Does one round. Lost wakeups are sent first, whether or not deletions can be completed."""
    async with resources.database.connection(ALL_TENANTS) as conn:
        orphans = await take_orphans(
            conn, wakeup_gap_s=WAKEUP_GAP_S, most_of_tenant=MOST_OF_TENANT, limit=BATCH
        )
    if orphans:
        resources.metrics.wakeup_handled("repeated", len(orphans))
        woken = await resources.queue.wakeup(*orphans)
        taken = 0 if woken or offer is None else offer(orphans)
        log.info("wakeups sent again", count=len(orphans) if woken else 0, taken=taken)
    await complete_deletions(resources, limit=20)


async def complete_deletions(resources: Resources, *, limit: int) -> int:
    """Deletes vectors and files of up to `limit` deleted calls that are due; returns how many were
    due.
    """
    async with resources.database.connection(ALL_TENANTS) as conn:
        erasures = await take_erasures(conn, retry_s=ERASURE_RETRY_S, limit=limit)
    for erasure in erasures:
        try:
            # Vectors and files are deleted twice: the second time when no worker can be writing
            # them any more.
            await resources.providers.vector_index.delete(erasure.tenant_id, erasure.chunk_ids)
            for stem in erasure.audio_stems:
                await resources.storage.delete(stem)
            for recording_id in erasure.recording_ids:
                await asyncio.to_thread(
                    discard_unowned,
                    partial_path(resources.settings.runtime.fetching_dir / str(recording_id)),
                )
            if erasure.settled:
                async with resources.database.connection(erasure.tenant_id) as conn:
                    await mark_erased(conn, erasure.id)
                log.info(
                    "call erased", vectors=len(erasure.chunk_ids), files=len(erasure.audio_stems)
                )
        except (AftercallError, OSError) as error:
            log.warning(
                "call not erased yet", attempts=erasure.attempts, error=type(error).__name__
            )
    return len(erasures)
