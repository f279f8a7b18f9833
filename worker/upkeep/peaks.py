"""Makes the peaks of recordings that players ask for."""

import asyncio

import structlog

from shared.audio.headerless import find_headerless
from shared.db.pool import ALL_TENANTS
from shared.db.recording_peaks import release_request, store_peaks, take_requested
from shared.domain.audio import PartLimits
from shared.errors import AftercallError, Permanent, RecordingUnusable
from shared.telemetry.logs import where
from worker.resources import Resources

log = structlog.get_logger()

LOOK_S = 0.5
# A worker that died is replaced after this time. A recording that takes longer is read twice.
RETRY_S = 180.0
# While the storage or the database is away.
AWAY_S = 10.0


async def make_peaks_forever(resources: Resources) -> None:
    """Runs until cancelled. Every worker does this, one recording at a time."""
    while True:
        pause_s = LOOK_S
        try:
            while await make_requested_peaks(resources):
                continue
        # If this loop ended, players would wait for ever.
        except Exception as error:  # noqa: BLE001
            log.warning("peaks not made", error=type(error).__name__, where=where(error))
            pause_s = AWAY_S
        await asyncio.sleep(pause_s)


async def make_requested_peaks(resources: Resources) -> bool:
    """Answers the oldest request; returns False when there is none. A file that cannot be read has
    a reason in place of peaks. Raises AftercallError when it can be tried again later.
    """
    async with resources.database.connection(ALL_TENANTS) as conn:
        requested = await take_requested(conn, retry_s=RETRY_S)
    if requested is None:
        return False
    peaks, reason = None, None
    try:
        limits = PartLimits(max_duration_s=resources.settings.work.max_recording_hours * 3600)
        said = find_headerless(requested.media_type, requested.remote_url)
        async with resources.storage.opened(requested.audio_key) as audio:
            peaks = await resources.cutter.find_peaks(audio, limits, said)
    except (RecordingUnusable, Permanent) as error:
        reason = str(error)
    except AftercallError:
        async with resources.database.connection(requested.tenant_id) as conn:
            await release_request(conn, requested)
        raise
    async with resources.database.connection(requested.tenant_id) as conn:
        await store_peaks(conn, requested, peaks, error=reason)
    return True
