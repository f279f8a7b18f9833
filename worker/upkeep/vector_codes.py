"""Gives the vectors of tenants with very many of them codes, by which they are searched faster."""

import asyncio

import structlog

from shared.db.pool import ALL_TENANTS, Database
from shared.db.vector_codes import (
    MOST_EXACT_NUMBERS,
    code_vectors,
    list_large_spaces,
    list_uncoded_spaces,
    make_cuts,
)
from shared.telemetry.logs import where
from worker.resources import Resources

log = structlog.get_logger()

EVERY_S = 1800.0
BATCH = 1000


async def code_vectors_forever(resources: Resources) -> None:
    """Runs until cancelled. Every worker does this; two may at once."""
    while True:
        try:
            await code_large_spaces(resources.database)
        # If this loop ended, searches of growing tenants would take longer, and find the same.
        except Exception as error:  # noqa: BLE001
            log.warning("vectors not coded", error=type(error).__name__, where=where(error))
        await asyncio.sleep(EVERY_S)


async def code_large_spaces(
    database: Database, *, most_exact: int = MOST_EXACT_NUMBERS, sampled_percent: float = 1.0
) -> None:
    """Codes all vectors without a code of tenants that need codes. While this goes on, a search
    compares these exactly.
    """
    async with database.transaction(ALL_TENANTS) as conn:
        large = await list_large_spaces(
            conn, most_exact=most_exact, sampled_percent=sampled_percent
        )
    for space in large:
        async with database.transaction(space.tenant_id) as conn:
            await make_cuts(conn, space)
        log.info("vectors get codes", tenant_id=str(space.tenant_id), model=space.model)
    async with database.transaction(ALL_TENANTS) as conn:
        uncoded = await list_uncoded_spaces(conn)
    for space in uncoded:
        coded = BATCH
        while coded == BATCH:
            async with database.transaction(space.tenant_id) as conn:
                coded = await code_vectors(conn, space, limit=BATCH)
