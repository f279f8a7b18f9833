"""Links that show a call to people without an account, until they expire or are ended.

Only the SHA-256 of a link's token is stored, which is enough for 256-bit random tokens.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import asyncpg

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.access import Actor, Permission, Role
from shared.domain.ids import CallId, ShareId, TenantId, new_id
from shared.errors import Conflict, Forbidden, NotFound

MOST_OF_CALL = 100


@dataclass(frozen=True, slots=True)
class Sharer:
    """Who made a link: a person or an API key. `name` is None for a person who gave none."""

    kind: Literal["user", "key"]
    id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class CallShare:
    """A link that works."""

    id: ShareId
    call_id: CallId
    made_by: Sharer
    plays_recording: bool
    created_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    times_opened: int


@dataclass(frozen=True, slots=True)
class SharedCall:
    """What a token opens."""

    id: ShareId
    tenant_id: TenantId
    call_id: CallId
    plays_recording: bool


_ROW = """
    select
        call_shares.id, call_id, user_id, key_id, plays_recording, call_shares.created_at,
        call_shares.expires_at, opened_at, times_opened, coalesce(users.name, users.email) as
            user_name,
        api_keys.name as key_name
    from call_shares
    left join users on users.id = user_id
    left join api_keys on api_keys.id = key_id
"""
# A link works no longer than the person or key that made it, and while that person may make links.
_MAY_SHARE = ", ".join(f"'{role}'" for role in Role if Permission.WRITE in role.permissions)
_WORKS = f"""
    call_shares.expires_at > now()
    and (user_id is null or (users.disabled_at is null and users.role in ({_MAY_SHARE})))
    and (
        key_id is null
        or (
            api_keys.revoked_at is null
            and (api_keys.expires_at is null or api_keys.expires_at > now())
        )
    )
"""


async def insert_share(
    conn: Connection,
    actor: Actor,
    call_id: CallId,
    token_hash: bytes,
    *,
    plays_recording: bool,
    ttl_s: float,
) -> CallShare:
    """Inserts a link, in a transaction. Raises Forbidden where the tenant allows none, NotFound
    without the call, and Conflict when the call has too many.
    """
    # The setting and the call stay as they are until the link is stored, so that none is stored
    # after the setting was switched off.
    allowed = await conn.fetchval(
        "select sharing_allowed from tenants where id = $1 for share", actor.tenant_id
    )
    if not allowed:
        raise Forbidden("The team's settings do not allow links to calls.", code="sharing_off")
    found = await conn.fetchval(
        "select 1 from calls where id = $1 and tenant_id = $2 for no key update",
        call_id,
        actor.tenant_id,
    )
    if not found:
        raise NotFound("There is no such call.")
    if len(await list_shares(conn, actor.tenant_id, call_id)) >= MOST_OF_CALL:
        raise Conflict(
            f"A call has at most {MOST_OF_CALL} links; end one first.", code="too_many_shares"
        )
    share_id = ShareId(new_id())
    await conn.execute(
        """
        insert into call_shares (
            id, tenant_id, call_id, token_hash, user_id, key_id, plays_recording, expires_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8))
        """,
        share_id,
        actor.tenant_id,
        call_id,
        token_hash,
        actor.user_id,
        actor.key_id,
        plays_recording,
        ttl_s,
    )
    row = await fetch_row(
        conn,
        f"{_ROW} where call_shares.id = $1 and call_shares.tenant_id = $2",
        share_id,
        actor.tenant_id,
    )
    return _share(row)


async def list_shares(conn: Connection, tenant_id: TenantId, call_id: CallId) -> list[CallShare]:
    """Returns the links that work, newest first."""
    rows = await conn.fetch(
        f"""
        {_ROW}
        where call_id = $1 and call_shares.tenant_id = $2 and {_WORKS}
        order by call_shares.created_at desc, call_shares.id desc
        limit {MOST_OF_CALL}
        """,
        call_id,
        tenant_id,
    )
    return [_share(row) for row in rows]


async def delete_share(
    conn: Connection, tenant_id: TenantId, call_id: CallId, share_id: ShareId
) -> None:
    """Deletes a link that shares a call. Raises NotFound if the call has no such link."""
    gone = await conn.fetchval(
        "delete from call_shares where id = $1 and call_id = $2 and tenant_id = $3 returning 1",
        share_id,
        call_id,
        tenant_id,
    )
    if not gone:
        raise NotFound("There is no such link.")


async def delete_shares_of_tenant(conn: Connection, tenant_id: TenantId) -> None:
    await conn.execute("delete from call_shares where tenant_id = $1", tenant_id)


async def find_shared(conn: Connection, token_hash: bytes) -> SharedCall | None:
    """Finds a link that works, over all tenants: its token identifies the tenant."""
    row = await conn.fetchrow(
        f"""
        select call_shares.id, call_shares.tenant_id, call_id, plays_recording
        from call_shares
        join tenants on tenants.id = call_shares.tenant_id
        left join users on users.id = user_id
        left join api_keys on api_keys.id = key_id
        where token_hash = $1 and sharing_allowed and tenants.deleted_at is null and {_WORKS}
        """,  # noqa: S608
        token_hash,
    )
    if row is None:
        return None
    return SharedCall(row["id"], row["tenant_id"], row["call_id"], row["plays_recording"])


async def mark_opened(conn: Connection, tenant_id: TenantId, share_id: ShareId) -> None:
    await conn.execute(
        """
        update call_shares
        set opened_at = now(), times_opened = times_opened + 1
        where id = $1 and tenant_id = $2
        """,
        share_id,
        tenant_id,
    )


def _share(row: asyncpg.Record) -> CallShare:
    return CallShare(
        id=ShareId(row["id"]),
        call_id=CallId(row["call_id"]),
        made_by=Sharer("user", str(row["user_id"]), row["user_name"])
        if row["user_id"]
        else Sharer("key", str(row["key_id"]), row["key_name"]),
        plays_recording=row["plays_recording"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        opened_at=row["opened_at"],
        times_opened=row["times_opened"],
    )
