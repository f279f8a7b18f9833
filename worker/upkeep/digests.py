"""Queues the mails that sum up a day or a week, each at its time."""

import asyncio
from datetime import UTC, datetime

import structlog

from shared.db.digests import CLAIMED, queue_due_digests
from shared.db.pool import ALL_TENANTS
from shared.errors import Unavailable
from shared.telemetry.logs import where
from worker.resources import Resources

log = structlog.get_logger()

LOOK_S = 20.0


async def queue_digests_forever(resources: Resources) -> None:
    """Runs until cancelled. Every worker does this; rows are locked."""
    while True:
        try:
            await queue_digests(resources, datetime.now(UTC))
        except Unavailable as error:
            log.warning("digests not queued yet", error=type(error).__name__)
        # If this loop ended, no digest would be sent any more.
        except Exception as error:  # noqa: BLE001
            log.error("fault in queueing digests", error=type(error).__name__, where=where(error))
        await asyncio.sleep(LOOK_S)


async def queue_digests(resources: Resources, at: datetime) -> int:
    """Queues what is due at a moment; returns how many."""
    count, last = 0, CLAIMED
    while last == CLAIMED:
        async with resources.database.transaction(ALL_TENANTS) as conn:
            last = await queue_due_digests(conn, at=at)
        count += last
    if count:
        resources.deliverer.poke()
    return count
