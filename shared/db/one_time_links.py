"""One-time links: an invitation, a new password, a sign-in, or an installation's first tenant.

Only the SHA-256 of a link's token is stored, which is enough for 256-bit random tokens.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import asyncpg

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.access import Role
from shared.domain.ids import LinkId, TenantId, UserId, new_id
from shared.errors import NotFound


class Purpose(StrEnum):
    JOIN = "join"
    RESET = "reset"
    SIGN_IN = "sign_in"
    SETUP = "setup"


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A link that has not been used. An invitation (JOIN) has address and role, a RESET and a
    SIGN_IN have a user, a SETUP has an address if it was mailed.
    """

    id: LinkId
    purpose: Purpose
    tenant_id: TenantId | None
    user_id: UserId | None
    email: str | None
    role: Role | None
    created_at: datetime
    expires_at: datetime


_COLUMNS = "id, purpose, tenant_id, user_id, email, role, created_at, expires_at"


async def insert_link(
    conn: Connection,
    purpose: Purpose,
    token_hash: bytes,
    *,
    ttl_s: float,
    tenant_id: TenantId | None = None,
    user_id: UserId | None = None,
    email: str | None = None,
    role: Role | None = None,
    created_by: UserId | None = None,
) -> OneTimeLink:
    """Inserts a link. It replaces earlier links with the same purpose for the same person."""
    if purpose in (Purpose.JOIN, Purpose.SETUP):
        await conn.execute(
            "delete from one_time_links where purpose = $1 and tenant_id is not distinct from $2"
            " and lower(email) is not distinct from lower($3)",
            purpose,
            tenant_id,
            email,
        )
    else:
        await conn.execute(
            "delete from one_time_links where purpose = $1 and user_id is not distinct from $2"
            " and tenant_id is not distinct from $3",
            purpose,
            user_id,
            tenant_id,
        )
    row = await fetch_row(
        conn,
        f"""
        insert into one_time_links (
            id, token_hash, purpose, tenant_id, user_id, email, role, created_by, expires_at
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9))
        returning {_COLUMNS}
        """,  # noqa: S608
        new_id(),
        token_hash,
        purpose,
        tenant_id,
        user_id,
        email,
        role,
        created_by,
        ttl_s,
    )
    return _link(row)


async def find_link(conn: Connection, purpose: Purpose, token_hash: bytes) -> OneTimeLink | None:
    """Finds a link that still works, over all tenants: its token identifies the tenant."""
    row = await conn.fetchrow(
        f"select {_COLUMNS} from one_time_links"  # noqa: S608
        " where token_hash = $1 and purpose = $2 and expires_at > now()",
        token_hash,
        purpose,
    )
    return _link(row) if row else None


async def use_link(conn: Connection, purpose: Purpose, token_hash: bytes) -> OneTimeLink | None:
    """Uses a link up and returns it; None when it does not exist, was used or has expired."""
    row = await conn.fetchrow(
        f"delete from one_time_links where token_hash = $1 and purpose = $2"  # noqa: S608
        f" and expires_at > now() returning {_COLUMNS}",
        token_hash,
        purpose,
    )
    return _link(row) if row else None


async def list_invitations(conn: Connection, tenant_id: TenantId) -> list[OneTimeLink]:
    rows = await conn.fetch(
        f"select {_COLUMNS} from one_time_links"  # noqa: S608
        " where tenant_id = $1 and purpose = 'join' order by created_at limit 500",
        tenant_id,
    )
    return [_link(row) for row in rows]


async def delete_invitation(conn: Connection, tenant_id: TenantId, link_id: LinkId) -> None:
    """Deletes an invitation, whose link stops to work. Raises NotFound."""
    gone = await conn.fetchval(
        "delete from one_time_links where id = $1 and tenant_id = $2 and purpose = 'join'"
        " returning 1",
        link_id,
        tenant_id,
    )
    if not gone:
        raise NotFound("There is no such invitation.")


def _link(row: asyncpg.Record) -> OneTimeLink:
    return OneTimeLink(
        id=row["id"],
        purpose=Purpose(row["purpose"]),
        tenant_id=row["tenant_id"],
        user_id=row["user_id"],
        email=row["email"],
        role=Role(row["role"]) if row["role"] else None,
        created_at=row["created_at"],
        expires_at=row["expires_at"],
    )
