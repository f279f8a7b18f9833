"""Gives calls from before contacts their contacts, a few at a time."""

import asyncio

import structlog

from shared.db.contact_backfills import backfill_contacts, list_backfills
from shared.db.pool import ALL_TENANTS, Database
from shared.telemetry.logs import where
from worker.resources import Resources

log = structlog.get_logger()

EVERY_S = 600.0
BATCH = 200


async def backfill_contacts_forever(resources: Resources) -> None:
    """Runs until cancelled. Every worker does this; two may at once."""
    while True:
        try:
            await backfill_all(resources.database)
        # If this loop ended, earlier calls would have no contacts.
        except Exception as error:  # noqa: BLE001
            log.warning("contacts not backfilled", error=type(error).__name__, where=where(error))
        await asyncio.sleep(EVERY_S)


async def backfill_all(database: Database) -> None:
    """Gives all calls that are over their contacts."""
    async with database.connection(ALL_TENANTS) as conn:
        tenants = await list_backfills(conn)
    for tenant_id in tenants:
        seen = BATCH
        while seen == BATCH:
            seen = await backfill_contacts(database, tenant_id, limit=BATCH)
