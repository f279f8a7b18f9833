"""Lists every column with encrypted secrets, so that all of them can be encrypted with
another key.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from shared.db.pool import ALL_TENANTS, Connection, Database

BATCH = 200


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of encrypted secrets. `page` reads ids, encryption contexts and ciphertexts after an
    id; `replace` writes a ciphertext if the old one is unchanged.
    """

    name: str
    page: str
    replace: str


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """A ciphertext, the id of its row, and the context that it is bound to."""

    id: str
    context: str
    sealed: bytes


SEALED_COLUMNS = (
    SealedColumn(
        "webhook_endpoints.secret_sealed",
        """
        select id, id as context, secret_sealed as sealed
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
        select id, id as context, previous_secret_sealed as sealed
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
    SealedColumn(
        "webhook_endpoints.initiation_secret_sealed",
        """
        select id, 'initiation of ' || id as context, initiation_secret_sealed as sealed
        from webhook_endpoints
        where initiation_secret_sealed is not null and id > $1
        order by id
        limit $2
        """,
        """
        update webhook_endpoints
        set initiation_secret_sealed = $3
        where id = $1 and initiation_secret_sealed = $2
        returning 1
        """,
    ),
    SealedColumn(
        "webhook_endpoints.previous_initiation_secret_sealed",
        """
        select id, 'initiation of ' || id as context, previous_initiation_secret_sealed as sealed
        from webhook_endpoints
        where previous_initiation_secret_sealed is not null and id > $1
        order by id
        limit $2
        """,
        """
        update webhook_endpoints
        set previous_initiation_secret_sealed = $3
        where id = $1 and previous_initiation_secret_sealed = $2
        returning 1
        """,
    ),
    SealedColumn(
        "event_targets.sealed",
        """
        select id::text as id, 'event target ' || id as context, sealed
        from event_targets
        where id::text > $1
        order by id::text
        limit $2
        """,
        "update event_targets set sealed = $3 where id = $1::text::uuid and sealed = $2"
        " returning 1",
    ),
    SealedColumn(
        "users.totp_sealed",
        """
        select id::text as id, 'totp ' || id as context, totp_sealed as sealed
        from users
        where totp_sealed is not null and id::text > $1
        order by id::text
        limit $2
        """,
        "update users set totp_sealed = $3 where id = $1::text::uuid and totp_sealed = $2"
        " returning 1",
    ),
    SealedColumn(
        "elevenlabs_keys.key_sealed",
        """
        select
            tenant_id::text as id, 'elevenlabs key of ' || tenant_id as context,
            key_sealed as sealed
        from elevenlabs_keys
        where tenant_id::text > $1
        order by tenant_id::text
        limit $2
        """,
        """
        update elevenlabs_keys
        set key_sealed = $3
        where tenant_id = $1::text::uuid and key_sealed = $2
        returning 1
        """,
    ),
)


async def pages_of(
    database: Database, column: SealedColumn
) -> AsyncIterator[Sequence[SealedSecret]]:
    """Yields batches of secrets, over all tenants. Holds no connection between two batches."""
    after = ""
    while True:
        async with database.connection(ALL_TENANTS) as conn:
            rows = await conn.fetch(column.page, after, BATCH)
        if not rows:
            return
        yield [SealedSecret(row["id"], row["context"], row["sealed"]) for row in rows]
        after = rows[-1]["id"]


async def replace_sealed(
    conn: Connection, column: SealedColumn, secret: SealedSecret, new: bytes
) -> bool:
    """Replaces a ciphertext. Returns False when it was changed or deleted meanwhile."""
    return bool(await conn.fetchval(column.replace, secret.id, secret.sealed, new))


async def list_newest_sealed(conn: Connection) -> list[tuple[str, bytes]]:
    """Returns context and ciphertext of the newest webhook endpoint and of the newest target, over
    all tenants. They serve only to check that the key decrypts them.
    """
    rows = await conn.fetch(
        """
        (
            select id as context, secret_sealed as sealed
            from webhook_endpoints
            where secret_sealed is not null
            order by created_at desc
            limit 1
        )
        union all
        (
            select 'event target ' || id, sealed
            from event_targets
            order by created_at desc
            limit 1
        )
        """
    )
    return [(row["context"], row["sealed"]) for row in rows]
