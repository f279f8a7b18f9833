"""`aftercall tenants`: deletes tenants, from the installation's own machine."""

from rich.console import Console

from cli.people import find_tenant, transaction
from shared.db.audit import Entry, insert_entries
from shared.db.calls import count_calls_of
from shared.db.tenant_deletion import list_open_deletions, mark_tenant_deleted
from shared.domain.ids import TenantId
from shared.settings.load import Settings


async def print_deletions(settings: Settings, console: Console) -> None:
    """Prints the deleted tenants of which something is left; nothing without one."""
    async with transaction(settings) as conn:
        deletions = await list_open_deletions(conn)
        lines = [
            f"Being deleted since {deleted.deleted_at:%Y-%m-%d %H:%M} UTC: {deleted.tenant_id},"
            f" {await count_calls_of(conn, deleted.tenant_id)} calls left."
            for deleted in deletions
        ]
    for line in lines:
        console.print(line, style="yellow", soft_wrap=True)


async def count_calls(settings: Settings, name: str) -> int:
    """Raises InvalidRequest for an unknown name."""
    async with transaction(settings) as conn:
        return await count_calls_of(conn, await find_tenant(conn, name))


async def delete_tenant(settings: Settings, name: str) -> TenantId:
    """Shuts a tenant; the workers delete the rest. Raises InvalidRequest for an unknown name."""
    async with transaction(settings) as conn:
        tenant_id = await find_tenant(conn, name)
        await mark_tenant_deleted(conn, tenant_id)
        entry = Entry(
            actor="operator",
            tenant_id=tenant_id,
            action="aftercall tenants delete",
            object=str(tenant_id),
            outcome="done",
        )
        await insert_entries(conn, [(entry, 1)])
    return tenant_id
