"""Deletes parts of calls after the days that their tenant has set: transcripts, documents,
insights, runs and events.
"""

import structlog

from shared.db.audit import Entry, insert_entries
from shared.db.part_retention import (
    ExpiredPart,
    Part,
    delete_old_events,
    delete_part,
    list_chunks_of_part,
    list_expired_parts,
)
from shared.db.pool import ALL_TENANTS
from shared.domain.ids import CallId
from shared.errors import AftercallError
from worker.resources import Resources

log = structlog.get_logger()

BATCH = 200
EVENTS = 5000


async def delete_expired_parts(resources: Resources) -> None:
    for part in Part:
        skipped: list[CallId] = []
        while True:
            async with resources.database.connection(ALL_TENANTS) as conn:
                batch = await list_expired_parts(conn, part, limit=BATCH, skip=skipped)
            if not batch:
                break
            deleted = 0
            for expired in batch:
                if await _delete_part(resources, part, expired):
                    deleted += 1
                else:
                    skipped.append(expired.call_id)
            resources.metrics.age_reached(part, deleted)
            log.info("parts of calls deleted after their retention", part=part, count=deleted)


async def _delete_part(resources: Resources, part: Part, expired: ExpiredPart) -> bool:
    """Deletes the vectors of a part, then its rows: a row names its vector until that is gone.
    Returns False for a part that cannot be deleted now.
    """
    entry = Entry(
        actor="worker",
        tenant_id=expired.tenant_id,
        action=f"delete {part} after its retention",
        object=str(expired.call_id),
        outcome="done",
    )
    try:
        async with resources.database.connection(expired.tenant_id) as conn:
            chunk_ids = await list_chunks_of_part(conn, part, expired.tenant_id, expired.call_id)
        if chunk_ids:
            await resources.providers.vector_index.delete(expired.tenant_id, chunk_ids)
        async with resources.database.transaction(expired.tenant_id) as conn:
            deleted = await delete_part(conn, part, expired.tenant_id, expired.call_id, chunk_ids)
            if deleted:
                await insert_entries(conn, [(entry, 1)])
    except AftercallError as error:
        log.warning(
            "expired part not deleted yet",
            part=part,
            call_id=str(expired.call_id),
            error=type(error).__name__,
        )
        return False
    return deleted


async def delete_expired_events(resources: Resources) -> None:
    while True:
        async with resources.database.transaction(ALL_TENANTS) as conn:
            deleted = await delete_old_events(conn, limit=EVENTS)
            entries = [
                (
                    Entry(
                        actor="worker",
                        tenant_id=tenant_id,
                        action="delete events after their retention",
                        outcome="done",
                    ),
                    count,
                )
                for tenant_id, count in deleted.items()
            ]
            await insert_entries(conn, entries)
        if not deleted:
            return
        resources.metrics.age_reached("event", sum(deleted.values()))
