"""Deletes what belongs to deleted tenants: calls with their vectors and audio, held events, and the
remaining rows, in batches.

It is separate from the other upkeep, because a tenant may have a million calls.
"""

import asyncio

import structlog

from shared.db.audit import Entry, insert_entries
from shared.db.call_deletion import delete_call
from shared.db.pool import ALL_TENANTS
from shared.db.recordings import held_stem
from shared.db.tenant_deletion import (
    EMPTIED,
    DeletedTenant,
    delete_held,
    delete_some_rows,
    delete_tenant_row,
    extend_lease,
    list_calls_to_delete,
    list_held_of_tenant,
    list_stems_without_call,
    mark_tenant_erased,
    take_deleted_tenant,
)
from shared.domain.ids import TenantId
from shared.errors import AftercallError, NotFound
from shared.telemetry.logs import where
from worker.resources import Resources
from worker.upkeep.sweeper import complete_deletions

log = structlog.get_logger()

LOOK_S = 5.0
LEASE_S = 300.0
# What could not be deleted now is tried again after this time.
RETRY_S = 10.0
BATCH = 200
ROWS = 5000


async def run_tenant_erasure(resources: Resources) -> None:
    """Runs until cancelled. Every worker does this; each tenant is taken by one."""
    while True:
        try:
            while await erase_one(resources):
                pass
        # If this loop ended, deleted tenants would stay.
        except Exception as error:  # noqa: BLE001
            log.warning("tenant not erased yet", error=type(error).__name__, where=where(error))
        await asyncio.sleep(LOOK_S)


async def erase_one(resources: Resources) -> bool:
    """Deletes what can be deleted now of one deleted tenant. Returns False when none is due."""
    async with resources.database.connection(ALL_TENANTS) as conn:
        tenant = await take_deleted_tenant(conn, lease_s=LEASE_S)
    if tenant is None:
        return False
    try:
        await _delete_calls(resources, tenant.tenant_id)
        await _delete_held_events(resources, tenant.tenant_id)
        if tenant.settled:
            await _delete_rows(resources, tenant)
    except (AftercallError, OSError) as error:
        log.warning(
            "tenant not erased yet",
            tenant_id=str(tenant.tenant_id),
            error=type(error).__name__,
        )
    async with resources.database.transaction(ALL_TENANTS) as conn:
        if await mark_tenant_erased(conn, tenant.tenant_id):
            entry = Entry(
                actor="worker",
                tenant_id=tenant.tenant_id,
                action="erase deleted tenant",
                object=str(tenant.tenant_id),
                outcome="done",
            )
            await insert_entries(conn, [(entry, 1)])
            log.info("tenant erased", tenant_id=str(tenant.tenant_id))
        else:
            await extend_lease(conn, tenant.tenant_id, lease_s=RETRY_S)
    return True


async def _delete_calls(resources: Resources, tenant_id: TenantId) -> None:
    """Deletes all calls, each in a transaction of its own, and removes their vectors and files as
    they go.
    """
    while True:
        async with resources.database.connection(tenant_id) as conn:
            await extend_lease(conn, tenant_id, lease_s=LEASE_S)
            calls = await list_calls_to_delete(conn, tenant_id, limit=BATCH)
        for call_id in calls:
            try:
                async with resources.database.transaction(tenant_id) as conn:
                    await delete_call(conn, tenant_id, call_id)
            except NotFound:
                log.debug("call deleted by somebody else", call_id=str(call_id))
        while await complete_deletions(resources, limit=BATCH) == BATCH:
            pass
        if not calls:
            return


async def _delete_held_events(resources: Resources, tenant_id: TenantId) -> None:
    while True:
        async with resources.database.connection(ALL_TENANTS) as conn:
            events = await list_held_of_tenant(conn, tenant_id, limit=BATCH)
        if not events:
            return
        for event in events:
            if event.recording_id:
                await resources.storage.delete(held_stem(event.recording_id))
        async with resources.database.connection(ALL_TENANTS) as conn:
            await delete_held(conn, events)


async def _delete_rows(resources: Resources, tenant: DeletedTenant) -> None:
    """Deletes the rows that belong to no call, and last the tenant's own."""
    async with resources.database.connection(tenant.tenant_id) as conn:
        stems = await list_stems_without_call(conn, tenant.tenant_id)
    for stem in stems:
        await resources.storage.delete(stem)
    for table in EMPTIED:
        gone = ROWS
        while gone == ROWS:
            async with resources.database.connection(tenant.tenant_id) as conn:
                await extend_lease(conn, tenant.tenant_id, lease_s=LEASE_S)
                gone = await delete_some_rows(conn, table, tenant.tenant_id, limit=ROWS)
    async with resources.database.transaction(tenant.tenant_id) as conn:
        await delete_tenant_row(conn, tenant.tenant_id)
