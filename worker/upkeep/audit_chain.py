"""Chains new entries of the audit log by hashes, so that a later change of one is noticed."""

import asyncio

import structlog

from shared.db.audit import SEAL_BATCH, seal_entries
from shared.db.pool import ALL_TENANTS
from shared.errors import AftercallError
from worker.resources import Resources

EVERY_S = 10.0

log = structlog.get_logger()


async def chain_forever(resources: Resources) -> None:
    """Runs until cancelled. Every worker does this; one at a time chains."""
    while True:
        try:
            await chain_entries(resources)
        except AftercallError as error:
            log.warning("audit entries not chained yet", error=type(error).__name__)
        await asyncio.sleep(EVERY_S)


async def chain_entries(resources: Resources) -> None:
    """Chains all entries that are stored."""
    sealed = SEAL_BATCH
    while sealed == SEAL_BATCH:
        async with resources.database.transaction(ALL_TENANTS) as conn:
            sealed = await seal_entries(conn)
