"""Finds the call of a recording at an address: a changed file at the same address is
another call.
"""

from collections.abc import Awaitable, Callable

from shared.db.pool import Database
from shared.db.recordings import list_remote_versions
from shared.domain.file_versions import FileVersion, id_of_remote
from shared.domain.ids import TenantId

Look = Callable[[str], Awaitable[FileVersion | None]]


async def call_at(database: Database, tenant_id: TenantId, url: str, look: Look) -> str:
    """Returns the external id of the call. The host is queried only if a file of that address was
    fetched before.

    A host that does not answer, or does not identify its file, counts as unchanged.
    """
    async with database.connection(tenant_id) as conn:
        known = await list_remote_versions(conn, tenant_id, url, first_id=id_of_remote(url))
    if not known:
        return id_of_remote(url)
    newest_id, newest = known[0]
    if newest is None:
        return newest_id
    found = await look(url)
    if found is None:
        return newest_id
    same = (
        external_id for external_id, version in known if version and not found.is_other(version)
    )
    return next(same, id_of_remote(url, found))
