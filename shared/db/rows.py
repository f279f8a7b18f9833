"""Rows of statements that always have one."""

from asyncpg import Connection, Record


async def fetch_row(conn: Connection, query: str, *arguments: object) -> Record:
    """Runs a statement that has a row in any case: an aggregate, an insert with `returning`, a row
    that is locked.

    Raises LookupError when there is none, which is a fault of ours.
    """
    row: Record | None = await conn.fetchrow(query, *arguments)
    if row is None:
        raise LookupError("a statement that always has a row had none")
    return row
