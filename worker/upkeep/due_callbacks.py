"""Reports callbacks whose time has come, each once for each time at which it is due."""

import asyncio

import structlog

from shared.db.callbacks import report_due_callbacks
from shared.db.pool import ALL_TENANTS
from shared.errors import Unavailable
from shared.telemetry.logs import where
from worker.resources import Resources

log = structlog.get_logger()

LOOK_S = 5.0
BATCH = 200


async def report_due_callbacks_forever(resources: Resources) -> None:
    """Runs until cancelled. Every worker does this; rows are locked."""
    while True:
        try:
            await report_due(resources)
        except Unavailable as error:
            log.warning("due callbacks not reported yet", error=type(error).__name__)
        # If this loop ended, no callback would be reported any more.
        except Exception as error:  # noqa: BLE001
            log.error("fault in reporting", error=type(error).__name__, where=where(error))
        await asyncio.sleep(LOOK_S)


async def report_due(resources: Resources) -> int:
    """Reports what is due now; returns how many."""
    count, last = 0, BATCH
    while last == BATCH:
        async with resources.database.transaction(ALL_TENANTS) as conn:
            last = await report_due_callbacks(conn, limit=BATCH)
        count += last
    if count:
        resources.deliverer.poke()
    return count
