"""Sessions: the browsers and programs in which people are signed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from shared.db.pool import Connection
from shared.domain.access import Actor, Permission, Role
from shared.domain.ids import SessionId, TenantId, UserId
from shared.errors import NotFound

SessionKind: TypeAlias = Literal["browser", "program"]

# Ended and expired sessions are listed for this time, so that a person can see where they were.
LISTED_DAYS = 30


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in. `client` is the browser's or program's name for itself (`User-Agent`)."""

    id: SessionId
    user_id: UserId
    kind: SessionKind
    address: str | None
    client: str | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    ended_at: datetime | None


async def insert_session(
    conn: Connection,
    session_id: SessionId,
    tenant_id: TenantId,
    user_id: UserId,
    *,
    kind: SessionKind,
    ttl_s: float,
    address: str | None = None,
    client: str | None = None,
) -> datetime:
    """Inserts a session and returns when it expires."""
    expires_at: datetime = await conn.fetchval(
        """
        insert into sessions (id, tenant_id, user_id, kind, address, client, expires_at)
        values ($1, $2, $3, $4, left($5, 100), left($6, 200), now() + make_interval(secs => $7))
        returning expires_at
        """,
        session_id,
        tenant_id,
        user_id,
        kind,
        address,
        client,
        ttl_s,
    )
    return expires_at


async def find_actor(
    conn: Connection, session_id: SessionId, tenant_id: TenantId, user_id: UserId
) -> Actor | None:
    """Returns who is signed in; None when the session has ended or expired, or its user is disabled
    or deleted. Records the use at most once a minute, so that most requests write nothing.
    """
    row = await conn.fetchrow(
        """
        select
            u.role, u.operator, t.cap_requests_per_minute,
            s.last_used_at < now() - interval '1 minute' as stale
        from sessions s
        join users u on u.id = s.user_id and u.tenant_id = s.tenant_id
        join tenants t on t.id = s.tenant_id
        where
            s.id = $1 and s.tenant_id = $2 and s.user_id = $3 and s.ended_at is null
            and s.expires_at > now() and u.disabled_at is null
        """,
        session_id,
        tenant_id,
        user_id,
    )
    if row is None:
        return None
    if row["stale"]:
        await conn.execute("update sessions set last_used_at = now() where id = $1", session_id)
    role = Role(row["role"])
    permissions = role.permissions
    if row["operator"]:
        permissions |= {Permission.OPERATOR}
    return Actor(
        tenant_id,
        permissions,
        user_id=user_id,
        session_id=session_id,
        role=role,
        requests_per_minute=row["cap_requests_per_minute"],
    )


async def is_session_young(
    conn: Connection, tenant_id: TenantId, session_id: SessionId, *, within_s: float
) -> bool:
    """Returns whether the session was opened within this time."""
    found = await conn.fetchval(
        """
        select 1
        from sessions
        where id = $1 and tenant_id = $2 and created_at > now() - make_interval(secs => $3)
        """,
        session_id,
        tenant_id,
        within_s,
    )
    return found is not None


async def list_sessions(conn: Connection, tenant_id: TenantId, user_id: UserId) -> list[Session]:
    """Returns a user's sessions, newest first: the open ones, and those that ended lately."""
    rows = await conn.fetch(
        """
        select
            id, user_id, kind, address, client, created_at, last_used_at, expires_at, ended_at
        from sessions
        where tenant_id = $1 and user_id = $2
        order by created_at desc, id desc
        limit 200
        """,
        tenant_id,
        user_id,
    )
    return [Session(**dict(row)) for row in rows]


async def end_session(
    conn: Connection, tenant_id: TenantId, user_id: UserId, session_id: SessionId
) -> None:
    """Ends a session at once, everywhere. Idempotent. Raises NotFound."""
    found = await conn.fetchval(
        """
        update sessions
        set ended_at = coalesce(ended_at, now())
        where id = $1 and tenant_id = $2 and user_id = $3
        returning 1
        """,
        session_id,
        tenant_id,
        user_id,
    )
    if not found:
        raise NotFound("There is no such session.")


async def end_sessions(
    conn: Connection, tenant_id: TenantId, user_id: UserId, *, except_for: SessionId | None = None
) -> int:
    """Ends all sessions of a user except for one. Returns how many ended."""
    ended = await conn.fetch(
        """
        update sessions
        set ended_at = now()
        where
            tenant_id = $1 and user_id = $2 and ended_at is null and expires_at > now()
            and id is distinct from $3
        returning id
        """,
        tenant_id,
        user_id,
        except_for,
    )
    return len(ended)


async def delete_old_sessions(conn: Connection, *, limit: int) -> int:
    """Deletes sessions that ended or expired more than LISTED_DAYS ago. Returns how many."""
    gone = await conn.fetch(
        """
        delete from sessions
        where id in (
            select id
            from sessions
            where expires_at < now() - make_interval(days => $1)
            or ended_at < now() - make_interval(days => $1)
            limit $2
            for update skip locked
        )
        returning id
        """,
        LISTED_DAYS,
        limit,
    )
    return len(gone)
