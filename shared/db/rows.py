"""Reads rows of statements that always return one."""

from asyncpg import Connection, Record


async def fetch_row(conn: Connection, query: str, *arguments: object) -> Record:
    """Runs a statement that always returns a row: an aggregate, an insert with `returning`, a row
    that is locked.

    Raises LookupError when there is none, which is a bug.
    """
    row: Record | None = await conn.fetchrow(query, *arguments)
    if row is None:
        raise LookupError("a statement that always returns a row returned none")
    return row
