"""The application's role in PostgreSQL. It owns nothing, so that row level security applies to
it.
"""

import hashlib
import hmac
import secrets
import unicodedata
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from shared.db.pool import Connection
from shared.errors import AftercallError

SCRAM_ITERATIONS = 4096
# The tables that the application's role may not change freely; on all others it may do everything
# but change their shape.
READ_ONLY = ("schema_migrations",)
APPEND_ONLY = ("audit_log", "audit_chain")
# Tables without rows of tenants, each with a reason; every other table has a policy.
WITHOUT_POLICY = {
    "schema_migrations": "names and checksums of the applied migrations",
    "source_checks": "when each vendor was last asked for missed calls, for the installation",
}
_PLACE = "select current_database(), pg_postmaster_start_time()"
_AUTHENTICATION = (
    asyncpg.InvalidPasswordError,
    asyncpg.InvalidAuthorizationSpecificationError,
)


class RoleRefused(AftercallError):
    """The application's role cannot be created or used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Login:
    role: str
    password: str


def login_of(url: str) -> Login:
    """Returns the role and the password of a URL; empty ones where it has none."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    return Login(
        unquote(user) or query.get("user", [""])[-1],
        unquote(password) or query.get("password", [""])[-1],
    )


async def prepare_application_role(owner: Connection, application_url: str) -> None:
    """Creates the role of `application_url` as `create_application_role` does, and grants it what
    the application needs, no more. Idempotent. Raises RoleRefused.
    """
    await create_application_role(owner, application_url)
    commands = await owner.fetch(
        """
        with target as (select current_schema() as place, $1::text as role)
        select format(command, place, role) as command
        from target
        cross join unnest(array[
            'revoke all on all tables in schema %1$I from %2$I',
            'revoke create on schema %1$I from %2$I',
            'grant usage on schema %1$I to %2$I',
            'grant select on all tables in schema %1$I to %2$I',
            'grant select on all sequences in schema %1$I to %2$I',
            -- An event's position is given by the application, when the event is committed.
            'grant usage on sequence %1$I.event_positions to %2$I'
        ]) as commands (command)
        union all
        select format(
            case
                when relname = any($2) then 'grant select on %1$I.%2$I to %3$I'
                when relname = any($3) then 'grant insert on %1$I.%2$I to %3$I'
                else 'grant insert, update, delete on %1$I.%2$I to %3$I'
            end,
            place, relname, role
        )
        from pg_class
        cross join target
        where relnamespace = place::regnamespace and relkind in ('r', 'p')
        """,
        login_of(application_url).role,
        READ_ONLY,
        APPEND_ONLY,
    )
    async with owner.transaction():
        for row in commands:
            await owner.execute(row["command"])


async def create_application_role(owner: Connection, application_url: str) -> None:
    """Creates the role of `application_url` where it is missing, and gives it that URL's password
    where it cannot log in. Idempotent. Raises RoleRefused, also when the URL leads to another
    database.
    """
    login = login_of(application_url)
    if not login.role:
        raise RoleRefused("DATABASE_URL names no role: postgresql://role:password@host/database")
    if login.role == await owner.fetchval("select session_user"):
        raise RoleRefused(
            "DATABASE_URL and DATABASE_MIGRATE_URL have the same role. Give the application a role"
            " of its own in DATABASE_URL, or unset DATABASE_MIGRATE_URL."
        )
    try:
        exists = await owner.fetchval("select 1 from pg_roles where rolname = $1", login.role)
        if not exists:
            # Roles belong to the server: a migration of another database may just have created it.
            with suppress(asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
                await owner.execute(
                    await _command(owner, "create role %I login password %L", login)
                )
        elif not await _can_log_in(application_url):
            await owner.execute(await _command(owner, "alter role %I login password %L", login))
    except asyncpg.InsufficientPrivilegeError as error:
        raise RoleRefused(
            f"The role of DATABASE_MIGRATE_URL may not create the role {login.role} or set its"
            " password. As a superuser run: create role"
            f" {login.role} login password '…'; then run the command again."
        ) from error
    await require_same_database(owner, application_url)


async def require_same_database(owner: Connection, application_url: str) -> None:
    """Raises RoleRefused when `application_url` cannot log in, or leads to another database."""
    try:
        application = await asyncpg.connect(application_url, timeout=10)
    except _AUTHENTICATION as error:
        raise RoleRefused(
            f"The role {login_of(application_url).role} cannot log in with DATABASE_URL; check its"
            " password and pg_hba.conf."
        ) from error
    try:
        places = [await connection.fetchrow(_PLACE) for connection in (owner, application)]
    finally:
        await application.close(timeout=5)
    if places[0] != places[1]:
        raise RoleRefused(
            "DATABASE_URL and DATABASE_MIGRATE_URL lead to different databases; they must differ"
            " only in role and password."
        )


async def _command(owner: Connection, template: str, login: Login) -> str:
    """Returns the command with the password's SCRAM verifier, because the server's log may hold
    commands. The server quotes the values.
    """
    return str(
        await owner.fetchval(
            "select format($1, $2::text, $3::text)",
            template,
            login.role,
            scram_verifier(login.password, b64encode(secrets.token_bytes(16)).decode())
            if login.password
            else None,
        )
    )


def scram_verifier(password: str, salt: str) -> str:
    """Returns what PostgreSQL stores of a password (RFC 5803). `salt` is in base64."""
    salted = hashlib.pbkdf2_hmac(
        "sha256",
        unicodedata.normalize("NFKC", password).encode(),
        b64decode(salt),
        SCRAM_ITERATIONS,
    )
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    keys = ":".join(b64encode(key).decode() for key in (stored, server))
    return f"SCRAM-SHA-256${SCRAM_ITERATIONS}:{salt}${keys}"


async def _can_log_in(url: str) -> bool:
    """Returns False only when the server refuses the role or its password."""
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except _AUTHENTICATION:
        return False
    await connection.close(timeout=5)
    return True


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What `aftercall doctor` says about the role that the application uses."""

    role: str
    is_superuser: bool
    bypasses_policies: bool
    owns_tables: bool
    can_change_audit_log: bool
    # Tables that no policy protects.
    unprotected: list[str]
    # A session without a scope saw a tenant.
    sees_without_scope: bool


async def describe_role(conn: Connection) -> RoleFacts:
    """Reads the facts about the role of a connection without a scope, on a migrated database."""
    (row,) = await conn.fetch(
        """
        select
            current_user::text as role,
            rolsuper as is_superuser,
            rolbypassrls as bypasses_policies,
            exists (
                select 1
                from pg_class
                where relnamespace = current_schema()::regnamespace
                    and relkind in ('r', 'p')
                    and pg_has_role(relowner, 'usage')
            ) as owns_tables,
            has_table_privilege('audit_log', 'update, delete, truncate') as can_change_audit_log,
            array(
                select relname::text
                from pg_class
                where relnamespace = current_schema()::regnamespace
                    and relkind in ('r', 'p')
                    and relname <> all($1)
                    and not (
                        relrowsecurity
                        and exists (select 1 from pg_policy where polrelid = pg_class.oid)
                    )
                order by relname
            ) as unprotected,
            exists (select 1 from tenants) as sees_without_scope
        from pg_roles
        where rolname = current_user
        """,
        list(WITHOUT_POLICY),
    )
    return RoleFacts(**row)
