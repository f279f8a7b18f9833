"""Connections to PostgreSQL: limited in number and time; they raise `Unavailable` when the server
does not respond.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from enum import Enum
from functools import partial
from traceback import walk_tb
from typing import Any, ClassVar, Final, TypeAlias, cast

import asyncpg
import structlog

from shared.domain.ids import TenantId
from shared.errors import DatabaseAway, InvalidRequest, Unavailable
from shared.settings.database import DatabaseSettings

log = structlog.get_logger()

# PostgreSQL lists our sessions under this name.
APPLICATION = "aftercall"
# The setting that the policies of the tables compare with a row's tenant. Unset hides all rows.
SCOPE_SETTING = "aftercall.tenant_id"
# Locks of a process that has stopped are released after this time, before other statements reach
# their timeout.
IDLE_IN_TRANSACTION_S = 10.0
# How long a connection is closed with words; then it is dropped.
CLOSE_TIMEOUT_S = 5.0

Connection: TypeAlias = asyncpg.Connection
Pool: TypeAlias = asyncpg.Pool


class AllTenants(Enum):
    """The scope of work that is not one tenant's. The policies know its value (RFC 9562's greatest
    UUID).
    """

    ALL_TENANTS = "ffffffff-ffff-ffff-ffff-ffffffffffff"

    def __str__(self) -> str:
        return self.value


ALL_TENANTS: Final = AllTenants.ALL_TENANTS
# Whose rows a connection reads and writes. PostgreSQL hides all other rows (row level security).
Scope: TypeAlias = TenantId | AllTenants

# The errors that a client sees when the server restarts, is down, has no free connection, refuses
# logins (as during a restore or after a change of password), or ends a deadlock. asyncpg fails
# internally (InternalClientError) when the server dies during a handshake.
AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.PostgresSystemError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.ObjectNotInPrerequisiteStateError,
    asyncpg.TransactionRollbackError,
)
# The errors of a server that is starting. An error in the URL does not pass with time, so it is not
# in this list.
_COMING = (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.TooManyConnectionsError)
# In a backup that is being restored, tables exist before their unique constraints.
_NOT_MIGRATED = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidColumnReferenceError,
)


# Types of PostgreSQL itself have smaller numbers, which are the same on all servers.
_FIRST_ADDED_TYPE = 16384


class _ScopedConnection(asyncpg.Connection):
    """A connection that remembers its scope, so that only a change of it costs a round trip."""

    scope: Scope | None = None
    # By the numbers of the types, for all connections of the process.
    _described: ClassVar[dict[frozenset[int], Any]] = {}

    async def _introspect_types(
        self,
        typeoids: Collection[int],
        timeout: float | None,  # noqa: ASYNC109
    ) -> Any:
        """Replaces asyncpg's request for the elements of arrays. A new connection repeats it for
        each combination of arrays, with three round trips and some milliseconds of the server.
        """
        numbers = frozenset(typeoids)
        if numbers in self._described:
            return self._described[numbers]
        described = await super()._introspect_types(typeoids, timeout)  # type: ignore[misc]
        if max(numbers) < _FIRST_ADDED_TYPE:
            self._described[numbers] = described
        return described

    async def close(self, *, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Closes the connection, also one whose server does not respond. The pool closes expired
        connections in tasks that nothing awaits.
        """
        with suppress(*AWAY):
            await super().close(timeout=timeout or CLOSE_TIMEOUT_S)

    async def enter(self, scope: Scope) -> None:
        if self.scope == scope:
            return
        # Until the server has answered, which scope is in force is not known.
        self.scope = None
        # Ids are UUIDs: nothing in them needs an escape.
        await self.execute(f"set {SCOPE_SETTING} = '{scope}'")
        self.scope = scope


class Database:
    """A connection pool. Never hold a connection across a call to a provider."""

    def __init__(self, pool: Pool, *, acquire_timeout_s: float, awaited: bool = False) -> None:
        """Use `open_database` to create one."""
        self._pool = pool
        self._acquire_timeout_s = acquire_timeout_s
        self._awaited = awaited

    @property
    def connections_idle(self) -> int:
        return int(self._pool.get_idle_size())

    @property
    def connections_in_use(self) -> int:
        return int(self._pool.get_size()) - self.connections_idle

    @asynccontextmanager
    async def connection(self, scope: Scope) -> AsyncIterator[Connection]:
        """Yields a connection that reads and writes the rows of `scope` only.

        Raises DatabaseAway when none can be opened in time, when it breaks in use, or when it is
        read-only. Raises InvalidRequest for a value that PostgreSQL cannot store: NUL in a text,
        infinity in JSON, the year 0. Errors of the block that are not the database's pass through.
        """
        in_use = False
        try:
            async with self._scoped(scope) as connection:
                in_use = True
                yield connection
        except asyncpg.DiskFullError as error:
            raise DatabaseAway("The database's disk is full: free some space.") from error
        except AWAY as error:
            if in_use and not is_drivers(error):
                raise
            raise DatabaseAway("The database cannot be reached right now.") from error
        except asyncpg.ReadOnlySQLTransactionError as error:
            # The server is a standby, or a primary that was replaced. New connections may reach the
            # current primary.
            await self._pool.expire_connections()
            raise DatabaseAway("The database takes no writes right now.") from error
        except _NOT_MIGRATED as error:
            if self._awaited:
                raise DatabaseAway(
                    "The database is not migrated (run `aftercall migrate`), or being restored."
                ) from error
            raise
        except asyncpg.InsufficientPrivilegeError as error:
            if self._awaited:
                raise DatabaseAway(
                    "The database denies this role a right (run `aftercall migrate`)."
                ) from error
            raise
        except asyncpg.DataError as error:
            raise InvalidRequest(
                "A value cannot be stored, because it contains NUL or is out of range."
            ) from error

    @asynccontextmanager
    async def _scoped(self, scope: Scope) -> AsyncIterator[Connection]:
        connection = await self._pool.acquire(timeout=self._acquire_timeout_s)
        try:
            await cast(_ScopedConnection, connection).enter(scope)
            # The pool yields a proxy with the same methods.
            yield cast(Connection, connection)
        except TimeoutError as error:
            # When the server does not respond, the other connections may be dead too; expiring all
            # of them saves one timeout each.
            if is_drivers(error):
                await self._pool.expire_connections()
            raise
        finally:
            releasing = asyncio.ensure_future(self._pool.release(connection))
            # A caller that is cancelled does not wait for a server that does not respond.
            releasing.add_done_callback(_read_outcome)
            await asyncio.shield(releasing)

    @asynccontextmanager
    async def transaction(self, scope: Scope) -> AsyncIterator[Connection]:
        async with self.connection(scope) as connection, connection.transaction():
            yield connection


def _read_outcome(task: asyncio.Future[None]) -> None:
    """An error that is not read would be logged as one that nothing handles."""
    if not task.cancelled():
        task.exception()


def is_drivers(error: BaseException) -> bool:
    """Returns whether an error on a connection in use is asyncpg's. An OSError, as TimeoutError is
    one, can also be that of a file, of another host or of a time limit that runs out meanwhile.
    """
    if not isinstance(error, OSError):
        return True
    modules = [str(frame.f_globals["__name__"]) for frame, _ in walk_tb(error.__traceback__)]
    raised_in = [module for module in modules if not module.startswith("asyncio.")]
    return bool(raised_in) and raised_in[-1].startswith("asyncpg.")


async def plan_for_values(conn: Connection) -> None:
    """Makes PostgreSQL plan each statement of this transaction for its values, for lists whose
    filters are mostly absent, and read on one processor: starting others takes longer than a page
    of a list, and leaves less to the next request.
    """
    await conn.execute(
        "set local plan_cache_mode = force_custom_plan;"
        " set local max_parallel_workers_per_gather = 0"
    )


@asynccontextmanager
async def open_database(
    settings: DatabaseSettings,
    *,
    size: int | None = None,
    plan_once: bool = False,
    lock_timeout_s: float | None = None,
    awaited: bool = False,
) -> AsyncIterator[Database]:
    """Opens a pool and closes it at the end. Raises Unavailable when the server cannot be reached
    at the start.

    `size` is for a second pool. `plan_once` is for statements whose best plan does not depend on
    their values. `lock_timeout_s` limits the wait for a lock. With `awaited` the server and its
    tables may appear later; until then each use raises DatabaseAway.
    """
    server_settings = {
        "application_name": APPLICATION,
        "timezone": "UTC",
        "statement_timeout": str(int(settings.statement_timeout_s * 1000)),
        "idle_in_transaction_session_timeout": str(int(IDLE_IN_TRANSACTION_S * 1000)),
        "plan_cache_mode": "force_generic_plan" if plan_once else "auto",
        **({"lock_timeout": str(int(lock_timeout_s * 1000))} if lock_timeout_s else {}),
    }
    create_pool = partial(
        asyncpg.create_pool,
        settings.url.get_secret_value(),
        max_size=size or settings.pool_max,
        timeout=settings.connect_timeout_s,
        command_timeout=settings.statement_timeout_s + 1,
        server_settings=server_settings,
        init=register_json,
        connection_class=_ScopedConnection,
        reset=_keep_session,
    )
    try:
        pool = await create_pool(min_size=size or settings.pool_min)
    except (*AWAY, asyncpg.PostgresError) as error:
        if not (awaited and isinstance(error, _COMING)):
            raise Unavailable(
                f"The database cannot be used ({type(error).__name__}); check DATABASE_URL."
            ) from error
        log.warning(
            "the database is away",
            error=type(error).__name__,
            wakeup="should it not come, check DATABASE_URL",
        )
        pool = await create_pool(min_size=0)
    try:
        yield Database(pool, acquire_timeout_s=settings.acquire_timeout_s, awaited=awaited)
    finally:
        try:
            async with asyncio.timeout(5):
                await pool.close()
        except TimeoutError:
            pool.terminate()


async def _keep_session(_connection: Connection) -> None:
    """Replaces asyncpg's reset of a returned connection and saves its round trip: no code changes
    session settings but the scope, which the next user sets, and asyncpg ends an open transaction
    by itself.
    """


async def register_json(connection: Connection) -> None:
    """Has values of jsonb be read and written as Python's, as all statements here expect."""
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads
    )
