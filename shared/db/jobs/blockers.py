"""Ends idle transactions of stalled workers, so that a request does not wait for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import structlog

from shared.concurrency.tasks import stop
from shared.db.pool import ALL_TENANTS, APPLICATION, Connection, Database
from shared.errors import Unavailable

log = structlog.get_logger()

# Our transactions are idle for some milliseconds at most, unless their process has stopped.
IDLE_S = 0.2


@asynccontextmanager
async def unblocked(database: Database, conn: Connection) -> AsyncIterator[None]:
    """Within a transaction of `conn`, ends sessions of our processes that block it while they are
    idle.

    The process that owned the session finds its connection closed and its transaction rolled back,
    as after a crash. Sessions of other programs, for example an operator's psql, are not ended.
    """
    pid = await conn.fetchval("select pg_backend_pid()")
    ending = asyncio.create_task(_end_blockers(database, pid), name="blockers")
    try:
        yield
    finally:
        await stop(ending)


async def _end_blockers(database: Database, pid: int) -> None:
    """Runs until cancelled, or until the database refuses the permission to end sessions."""
    try:
        while True:
            await asyncio.sleep(IDLE_S)
            async with database.connection(ALL_TENANTS) as conn:
                ended = await end_idle_blockers(conn, pid)
            if ended:
                log.warning("ended idle transactions that blocked others", sessions=ended)
    except (Unavailable, asyncpg.InsufficientPrivilegeError) as error:
        log.warning(
            "idle transactions block others and cannot be ended", error=type(error).__name__
        )


async def end_idle_blockers(conn: Connection, pid: int) -> int:
    """Ends our sessions that block session `pid` and are idle in a transaction. Returns
    how many.
    """
    return int(
        await conn.fetchval(
            """
            with recursive blockers (pid) as (
                select unnest(pg_blocking_pids($1))
                union select unnest(pg_blocking_pids(blockers.pid))
                from blockers
            )
            select count(*) filter (where pg_terminate_backend(pid))
            from pg_stat_activity
            join blockers using (pid)
            where application_name = $3
                and state like 'idle in transaction%'
                and state_change < clock_timestamp() - make_interval(secs => $2)
            """,
            pid,
            IDLE_S,
            APPLICATION,
        )
    )
