"""Answers that are paid for, kept until the step that asked is done, so that nobody pays for them again."""

import asyncio

import asyncpg
import structlog

from shared.db.pool import Connection, Database
from shared.domain.ids import CallId, TenantId
from shared.domain.statuses import Step
from shared.domain.usage import Asker
from shared.errors import Unavailable

KEEP_TIMEOUT_S = 5.0

log = structlog.get_logger()


class PaidAnswers:
    """What steps that are not done yet were answered, by the hash of what they asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, asker: Asker, asked: bytes) -> bytes | None:
        """None also when it cannot be looked up. Raises Unavailable, as the step could not be committed either."""
        try:
            async with self._database.connection() as conn:
                return await find_answer(conn, asker, asked)
        except asyncpg.PostgresError as error:
            log.warning("paid answers cannot be read", error=type(error).__name__)
            return None

    async def keep(self, asker: Asker, asked: bytes, answer: bytes) -> None:
        """Never raises: the answer is there, and its step may still be committed."""
        try:
            async with asyncio.timeout(KEEP_TIMEOUT_S), self._database.connection() as conn:
                await insert_answer(conn, asker, asked, answer)
        except (Unavailable, TimeoutError, asyncpg.PostgresError) as error:
            log.warning("paid answer not kept", step=asker.step, error=type(error).__name__)


async def find_answer(conn: Connection, asker: Asker, asked: bytes) -> bytes | None:
    answer: bytes | None = await conn.fetchval(
        "select answer from paid_answers where tenant_id = $1 and call_id = $2 and step = $3 and asked = $4",
        asker.tenant_id,
        asker.call_id,
        asker.step,
        asked,
    )
    return answer


async def insert_answer(conn: Connection, asker: Asker, asked: bytes, answer: bytes) -> None:
    """Whoever owns the run by now, but never for a step that is done: doing it anew would find its old answer.

    The step's row is held, so that its end comes before or after; the call is locked first, as everywhere.
    """
    await conn.execute(
        "with paid_for as (select id from calls where id = $2 and tenant_id = $1 for key share),"
        " open as (select job_steps.step from paid_for cross join job_steps"
        " where job_id = $3 and step = $4 and tenant_id = $1 and status <> 'done' for share of job_steps)"
        " insert into paid_answers (tenant_id, call_id, step, asked, answer)"
        " select $1, $2, step, $5, $6 from open on conflict (call_id, step, asked) do update set answer = $6",
        asker.tenant_id,
        asker.call_id,
        asker.job_id,
        asker.step,
        asked,
        answer,
    )


async def delete_answers(conn: Connection, tenant_id: TenantId, call_id: CallId, step: Step) -> None:
    """After the step was marked done, in the same transaction: then nothing more is kept for it."""
    await conn.execute(
        "delete from paid_answers where tenant_id = $1 and call_id = $2 and step = $3", tenant_id, call_id, step
    )


async def delete_stale_answers(conn: Connection, *, older_than_days: int) -> None:
    """Of all tenants: those of steps that failed, and that nobody tried again."""
    await conn.execute("delete from paid_answers where created_at < now() - make_interval(days => $1)", older_than_days)
