"""Lists every column with encrypted secrets, so that all of them can be encrypted with
another key.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from shared.db.pool import Connection, Database

BATCH = 200


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of encrypted secrets. `page` reads ids, which are the encryption contexts, and
    ciphertexts after an id; `replace` writes a ciphertext if the old one is unchanged.
    """

    name: str
    page: str
    replace: str


SEALED_COLUMNS = (
    SealedColumn(
        "webhook_endpoints.secret_sealed",
        """
        select id, secret_sealed as sealed
        from webhook_endpoints
        where secret_sealed is not null and id > $1
        order by id
        limit $2
        """,
        "update webhook_endpoints set secret_sealed = $3 where id = $1 and secret_sealed = $2"
        " returning 1",
    ),
    SealedColumn(
        "webhook_endpoints.previous_secret_sealed",
        """
        select id, previous_secret_sealed as sealed
        from webhook_endpoints
        where previous_secret_sealed is not null and id > $1
        order by id
        limit $2
        """,
        """
        update webhook_endpoints
        set previous_secret_sealed = $3
        where id = $1 and previous_secret_sealed = $2
        returning 1
        """,
    ),
)


async def pages_of(
    database: Database, column: SealedColumn
) -> AsyncIterator[Sequence[tuple[str, bytes]]]:
    """Yields batches of context and ciphertext, over all tenants. Holds no connection between two
    batches.
    """
    after = ""
    while True:
        async with database.connection() as conn:
            rows = await conn.fetch(column.page, after, BATCH)
        if not rows:
            return
        yield [(row["id"], row["sealed"]) for row in rows]
        after = rows[-1]["id"]


async def replace_sealed(
    conn: Connection, column: SealedColumn, context: str, old: bytes, new: bytes
) -> bool:
    """Replaces a ciphertext. Returns False when it was changed or deleted meanwhile."""
    return bool(await conn.fetchval(column.replace, context, old, new))
