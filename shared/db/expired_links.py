"""Deletes links that expired, of both kinds."""

from typing import Literal

from shared.db.pool import Connection

LinkTable = Literal["one_time_links", "call_shares"]


async def delete_expired_links(conn: Connection, table: LinkTable, *, limit: int) -> int:
    """Deletes links that expired a month ago or earlier. Returns how many."""
    gone = await conn.fetch(
        # Both names of tables are ours.
        f"""
        delete from {table}
        where id in (
            select id
            from {table}
            where expires_at < now() - interval '30 days'
            limit $1
            for update skip locked
        )
        returning id
        """,  # noqa: S608
        limit,
    )
    return len(gone)
