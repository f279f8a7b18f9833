"""Keys that senders give their requests, so that a repeat is answered and not carried out again."""

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
    """The request is this process' to carry out, and `token` proves it."""

    token: UUID


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The request was carried out. `answer` is sealed, and None where it was too large
    to be kept.
    """

    fingerprint: bytes
    status: int
    answer: bytes | None


async def claim_key(
    conn: Connection, key: RequestKey, *, lease_s: float, lasting_s: float
) -> Claimed | StoredAnswer | None:
    """None while another request with the key is carried out. What is older than `lasting_s` counts
    as never seen.
    """
    token = uuid4()
    claimed = await conn.fetchval(
        """
        insert into idempotency_keys (tenant_id, route, key, token, leased_until, expires_at)
        values ($1, $2, $3, $4, now() + $5, now() + $6)
        on conflict (tenant_id, route, key) do update set
            token = excluded.token, leased_until = excluded.leased_until,
            expires_at = excluded.expires_at,
            fingerprint = null, status = null, answer = null, call_id = null
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
        select fingerprint, status, answer from idempotency_keys
        where tenant_id = $1 and route = $2 and key = $3 and leased_until is null
        """,
        key.tenant_id,
        key.route,
        key.key,
    )
    return StoredAnswer(row["fingerprint"], row["status"], row["answer"]) if row else None


async def renew_key(conn: Connection, key: RequestKey, token: UUID, *, lease_s: float) -> None:
    """Changes nothing of a key that another process took over."""
    await conn.execute(
        """
        update idempotency_keys set leased_until = now() + $5
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
    """Inside a transaction. `call_id` is the call that the answer tells of: when that is gone the
    key goes instead.
    """
    if call_id and not await conn.fetchval(
        "select 1 from calls where id = $1 and tenant_id = $2 for key share", call_id, key.tenant_id
    ):
        await release_key(conn, key, token)
        return
    await conn.execute(
        """
        update idempotency_keys set leased_until = null, fingerprint = $5, status = $6,
            answer = $7, call_id = $8
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
    """Forgets a key whose request came to nothing, so that it can be tried again."""
    await conn.execute(
        "delete from idempotency_keys where tenant_id = $1 and route = $2 and key = $3 and token"
        " = $4",
        key.tenant_id,
        key.route,
        key.key,
        token,
    )


async def delete_expired_keys(conn: Connection, *, limit: int) -> int:
    """Returns how many, at most `limit`."""
    found = await conn.fetchval(
        """
        with gone as (
            delete from idempotency_keys where (tenant_id, route, key) in (
                select tenant_id, route, key from idempotency_keys where expires_at <= now()
                limit $1 for update skip locked)
            returning 1)
        select count(*) from gone
        """,
        limit,
    )
    return int(found)
