"""Adds the changes of calls' figures to the sums of their days, so that few rows are read."""

import asyncio

import structlog

from shared.db.figures import sum_figure_changes
from shared.db.pool import ALL_TENANTS
from shared.telemetry.logs import where
from worker.resources import Resources

log = structlog.get_logger()

EVERY_S = 15.0
BATCH = 5000


async def sum_figures_forever(resources: Resources) -> None:
    """Runs until cancelled. Every worker does this, one at a time."""
    while True:
        try:
            await sum_figures(resources)
        # If this loop ended, the figures would be read more slowly with each call.
        except Exception as error:  # noqa: BLE001
            log.warning("figures not summed", error=type(error).__name__, where=where(error))
        await asyncio.sleep(EVERY_S)


async def sum_figures(resources: Resources) -> None:
    """Adds all changes that there are now."""
    summed = BATCH
    while summed == BATCH:
        async with resources.database.transaction(ALL_TENANTS) as conn:
            summed = await sum_figure_changes(conn, limit=BATCH)
