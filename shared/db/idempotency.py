"""Idempotency keys of requests, so that a repeated request is answered and not executed again."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from shared.db.pool import Connection
from shared.domain.ids import CallId, TenantId


@dataclass(frozen=True, slots=True)
class RequestKey:
    """A tenant's key for one route."""

    tenant_id: TenantId
    route: str
    key: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """This process may execute the request; `token` proves it."""

    token: UUID


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The request was executed. `answer` is encrypted, and None when it was too large to store."""

    fingerprint: bytes
    status: int
    answer: bytes | None


async def claim_key(
    conn: Connection, key: RequestKey, *, lease_s: float, lasting_s: float
) -> Claimed | StoredAnswer | None:
    """Claims the key, or returns its stored answer. Returns None while another request with the key
    is being executed. A key older than `lasting_s` counts as new.
    """
    token = uuid4()
    claimed = await conn.fetchval(
        """
        insert into idempotency_keys (tenant_id, route, key, token, leased_until, expires_at)
        values ($1, $2, $3, $4, now() + $5, now() + $6)
        on conflict (tenant_id, route, key) do update
        set
            token = excluded.token, leased_until = excluded.leased_until,
            expires_at = excluded.expires_at, fingerprint = null, status = null, answer = null,
            call_id = null
        where idempotency_keys.expires_at <= now() or idempotency_keys.leased_until <= now()
        returning 1
        """,
        key.tenant_id,
        key.route,
        key.key,
        token,
        timedelta(seconds=lease_s),
        timedelta(seconds=lasting_s),
    )
    if claimed:
        return Claimed(token)
    row = await conn.fetchrow(
        """
        select fingerprint, status, answer
        from idempotency_keys
        where tenant_id = $1 and route = $2 and key = $3 and leased_until is null
        """,
        key.tenant_id,
        key.route,
        key.key,
    )
    return StoredAnswer(row["fingerprint"], row["status"], row["answer"]) if row else None


async def renew_key(conn: Connection, key: RequestKey, token: UUID, *, lease_s: float) -> None:
    """Extends the claim on a key. Changes nothing if another process has taken the key over."""
    await conn.execute(
        """
        update idempotency_keys
        set leased_until = now() + $5
        where tenant_id = $1 and route = $2 and key = $3 and token = $4 and leased_until is not null
        """,
        key.tenant_id,
        key.route,
        key.key,
        token,
        timedelta(seconds=lease_s),
    )


async def store_answer(
    conn: Connection,
    key: RequestKey,
    token: UUID,
    answered: StoredAnswer,
    *,
    call_id: CallId | None,
) -> None:
    """Stores the answer, inside a transaction. `call_id` is the call to which the answer refers;
    the key is deleted together with that call.
    """
    if call_id and not await conn.fetchval(
        "select 1 from calls where id = $1 and tenant_id = $2 for key share", call_id, key.tenant_id
    ):
        await release_key(conn, key, token)
        return
    await conn.execute(
        """
        update idempotency_keys
        set leased_until = null, fingerprint = $5, status = $6, answer = $7, call_id = $8
        where tenant_id = $1 and route = $2 and key = $3 and token = $4
        """,
        key.tenant_id,
        key.route,
        key.key,
        token,
        answered.fingerprint,
        answered.status,
        answered.answer,
        call_id,
    )


async def release_key(conn: Connection, key: RequestKey, token: UUID) -> None:
    """Deletes a key whose request failed, so that the client can try again."""
    await conn.execute(
        "delete from idempotency_keys where tenant_id = $1 and route = $2 and key = $3 and token"
        " = $4",
        key.tenant_id,
        key.route,
        key.key,
        token,
    )


async def delete_expired_keys(conn: Connection, *, limit: int) -> int:
    """Deletes at most `limit` expired keys and returns how many."""
    found = await conn.fetchval(
        """
        with gone as (
            delete from idempotency_keys
            where (tenant_id, route, key) in (
                select tenant_id, route, key
                from idempotency_keys
                where expires_at <= now()
                limit $1
                for update skip locked
            )
            returning 1
        )
        select count(*)
        from gone
        """,
        limit,
    )
    return int(found)
