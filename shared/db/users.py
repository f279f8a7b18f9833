"""Users: the people of a tenant, their roles and how they prove who they are."""

from dataclasses import dataclass, field
from datetime import datetime

import asyncpg

from shared.db.pool import Connection
from shared.domain.access import Permission, Role
from shared.domain.ids import TenantId, UserId
from shared.errors import Conflict, NotFound

_COLUMNS = (
    "id, tenant_id, email, password_hash, name, role, operator, disabled_at, totp_sealed,"
    " totp_step, totp_enabled_at, oidc_subject, created_at"
)
MOST_USERS = 1000


@dataclass(frozen=True, slots=True)
class User:
    """A person. Without `password_hash` the person signs in with an OpenID provider only.

    `totp_sealed` is the encrypted secret of an authenticator app; codes are asked for once
    `totp_enabled_at` is set.
    """

    id: UserId
    tenant_id: TenantId
    email: str
    password_hash: str | None = field(repr=False)
    role: Role = Role.OWNER
    name: str | None = None
    operator: bool = False
    disabled_at: datetime | None = None
    totp_sealed: bytes | None = field(default=None, repr=False)
    totp_step: int = 0
    totp_enabled_at: datetime | None = None
    oidc_subject: str | None = field(default=None, repr=False)
    created_at: datetime | None = None

    @property
    def has_second_factor(self) -> bool:
        return self.totp_enabled_at is not None

    @property
    def may_act(self) -> bool:
        """Whether callbacks can be theirs: a viewer's and a disabled person's cannot."""
        return self.disabled_at is None and Permission.WRITE in self.role.permissions


async def insert_user(conn: Connection, user: User) -> None:
    """Inserts a user. Raises Conflict when the address is taken.

    It does nothing on a conflict instead of failing, because a failed statement's values, here the
    address, are in the database's log.
    """
    inserted = await conn.fetchval(
        """
        insert into users (id, tenant_id, email, password_hash, name, role, operator)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (lower(email)) do nothing
        returning 1
        """,
        user.id,
        user.tenant_id,
        user.email,
        user.password_hash,
        user.name,
        user.role,
        user.operator,
    )
    if not inserted:
        raise Conflict(
            "This e-mail address already has an account; log in instead.", code="email_taken"
        )


async def find_user(conn: Connection, email: str) -> User | None:
    """Finds a user of any tenant by e-mail address, whose case does not matter."""
    row = await conn.fetchrow(
        f"select {_COLUMNS} from users where id in (select users_with_email($1))",  # noqa: S608
        email,
    )
    return _user_of_row(row) if row else None


async def find_user_of_provider(conn: Connection, issuer: str, subject: str) -> User | None:
    """Finds a user of any tenant by the account at an OpenID provider."""
    row = await conn.fetchrow(
        f"select {_COLUMNS} from users where oidc_issuer = $1 and oidc_subject = $2",  # noqa: S608
        issuer,
        subject,
    )
    return _user_of_row(row) if row else None


async def get_user(
    conn: Connection, tenant_id: TenantId, user_id: UserId, *, locked: bool = False
) -> User:
    """Returns a user; `locked` until the transaction ends. Raises NotFound."""
    row = await conn.fetchrow(
        f"select {_COLUMNS} from users where id = $1 and tenant_id = $2"  # noqa: S608
        + (" for update" if locked else ""),
        user_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such user.")
    return _user_of_row(row)


async def list_users(conn: Connection, tenant_id: TenantId) -> list[User]:
    rows = await conn.fetch(
        f"select {_COLUMNS} from users where tenant_id = $1"  # noqa: S608
        " order by created_at, id limit $2",
        tenant_id,
        MOST_USERS,
    )
    return [_user_of_row(row) for row in rows]


async def count_users(conn: Connection, tenant_id: TenantId) -> int:
    return int(await conn.fetchval("select count(*) from users where tenant_id = $1", tenant_id))


async def count_other_owners(conn: Connection, tenant_id: TenantId, user_id: UserId) -> int:
    """Returns how many owners a tenant has besides this user. Disabled ones do not count."""
    return int(
        await conn.fetchval(
            """
            select count(*)
            from users
            where tenant_id = $1 and id <> $2 and role = 'owner' and disabled_at is null
            """,
            tenant_id,
            user_id,
        )
    )


async def update_user(
    conn: Connection,
    tenant_id: TenantId,
    user_id: UserId,
    *,
    name: str | None,
    role: Role,
    disabled: bool,
) -> User:
    """Updates a user. A user who was disabled before keeps the time. Open callbacks of one who
    cannot act on them any more are no one's. Raises NotFound.
    """
    row = await conn.fetchrow(
        f"""
        update users
        set name = $3, role = $4,
            disabled_at = case when $5 then coalesce(disabled_at, now()) end
        where id = $1 and tenant_id = $2
        returning {_COLUMNS}
        """,  # noqa: S608
        user_id,
        tenant_id,
        name,
        role,
        disabled,
    )
    if row is None:
        raise NotFound("There is no such user.")
    user = _user_of_row(row)
    if not user.may_act:
        await conn.execute(
            """
            update callbacks
            set assignee_id = null
            where assignee_id = $1 and tenant_id = $2 and status in ('scheduled', 'ambiguous')
            """,
            user_id,
            tenant_id,
        )
    return user


async def hold_user(conn: Connection, tenant_id: TenantId, user_id: UserId) -> None:
    """Keeps a user as they are until the end of the transaction; waits for a change of them."""
    await conn.execute(
        "select 1 from users where id = $1 and tenant_id = $2 for share", user_id, tenant_id
    )


async def set_password(conn: Connection, user_id: UserId, password_hash: str) -> None:
    await conn.execute("update users set password_hash = $2 where id = $1", user_id, password_hash)


async def set_operator(conn: Connection, email: str, *, operator: bool) -> bool:
    """Makes a user an operator of the installation, or no longer one. Returns False without such a
    user.
    """
    return bool(
        await conn.fetchval(
            "update users set operator = $2 where id in (select users_with_email($1)) returning 1",
            email,
            operator,
        )
    )


async def link_provider(conn: Connection, user_id: UserId, issuer: str, subject: str) -> None:
    """Links an account at an OpenID provider. Raises Conflict when it belongs to another user."""
    try:
        await conn.execute(
            "update users set oidc_issuer = $2, oidc_subject = $3 where id = $1",
            user_id,
            issuer,
            subject,
        )
    except asyncpg.UniqueViolationError as error:
        raise Conflict(
            "This account at the sign-in provider belongs to another user.", code="email_taken"
        ) from error


async def offer_totp(conn: Connection, user_id: UserId, sealed: bytes) -> bool:
    """Stores the secret of an authenticator app that is still to be confirmed. Returns False when
    another one is in use.
    """
    return bool(
        await conn.fetchval(
            """
            update users
            set totp_sealed = $2, totp_step = 0
            where id = $1 and totp_enabled_at is null
            returning 1
            """,
            user_id,
            sealed,
        )
    )


async def use_totp_step(conn: Connection, user_id: UserId, step: int) -> bool:
    """Records that the code of a time step was used. Returns False when it or a later one was used
    before.
    """
    return bool(
        await conn.fetchval(
            "update users set totp_step = $2 where id = $1 and totp_step < $2 returning 1",
            user_id,
            step,
        )
    )


async def enable_totp(
    conn: Connection, tenant_id: TenantId, user_id: UserId, code_hashes: list[bytes]
) -> None:
    """Requires a code at each sign-in from now on, and replaces the recovery codes."""
    await conn.execute("update users set totp_enabled_at = now() where id = $1", user_id)
    await conn.execute("delete from recovery_codes where user_id = $1", user_id)
    await conn.executemany(
        "insert into recovery_codes (user_id, tenant_id, code_hash) values ($1, $2, $3)",
        [(user_id, tenant_id, code_hash) for code_hash in code_hashes],
    )


async def disable_totp(conn: Connection, user_id: UserId) -> None:
    """Removes the authenticator app and the recovery codes. Idempotent."""
    await conn.execute(
        "update users set totp_sealed = null, totp_step = 0, totp_enabled_at = null where id = $1",
        user_id,
    )
    await conn.execute("delete from recovery_codes where user_id = $1", user_id)


async def use_recovery_code(conn: Connection, user_id: UserId, code_hash: bytes) -> bool:
    """Uses up a recovery code. Returns False when it is none, or was used."""
    return bool(
        await conn.fetchval(
            "delete from recovery_codes where user_id = $1 and code_hash = $2 returning 1",
            user_id,
            code_hash,
        )
    )


async def count_recovery_codes(conn: Connection, user_id: UserId) -> int:
    return int(
        await conn.fetchval("select count(*) from recovery_codes where user_id = $1", user_id)
    )


async def delete_user(conn: Connection, tenant_id: TenantId, user_id: UserId) -> None:
    """Deletes a user with sessions, links and recovery codes. Raises NotFound."""
    gone = await conn.fetchval(
        "delete from users where id = $1 and tenant_id = $2 returning 1", user_id, tenant_id
    )
    if not gone:
        raise NotFound("There is no such user.")


def _user_of_row(row: asyncpg.Record) -> User:
    return User(
        id=row["id"],
        tenant_id=row["tenant_id"],
        email=row["email"],
        password_hash=row["password_hash"],
        role=Role(row["role"]),
        name=row["name"],
        operator=row["operator"],
        disabled_at=row["disabled_at"],
        totp_sealed=row["totp_sealed"],
        totp_step=row["totp_step"],
        totp_enabled_at=row["totp_enabled_at"],
        oidc_subject=row["oidc_subject"],
        created_at=row["created_at"],
    )
