"""One installation with calls in it that a test does anything to: what senders and people ask, and
what time does.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from redis.asyncio import Redis

from shared.db.agents import ensure_agent
from shared.db.calls import lock_call
from shared.db.pool import ALL_TENANTS, Connection
from shared.db.tenants import insert_tenant
from shared.db.transcripts import find_current, insert_edited
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import JobStatus
from shared.domain.steps import MADE_OF_TRANSCRIPT
from shared.domain.transcript import Speaker, Turn
from shared.intake.calls import record_call
from shared.intake.events import Accepted
from shared.intake.runs import start_again
from shared.queue.queue import QUEUE_NAME, Wakeup
from shared.vendors.elevenlabs.webhook import parse_event
from tests.chaos.conftest import TURNS
from tests.chaos.expected import Expected, Seen, look
from tests.chaos.points import Points
from tests.chaos.worlds import Story, World
from tests.support.calls import transcription
from worker.resources import Resources
from worker.upkeep.sweeper import sweep_runs

T = TypeVar("T")

# The first turn alone fills a chunk.
LONG_TURNS = (("agent", "Northside Plumbing, good morning. " * 60), *TURNS[1:])

EMPTY = "delete from tenants"
TIME_PASSES = """
update jobs set not_before = now(), woken_at = now() - interval '1 minute',
    lease_until = case when status = 'running' then now() - interval '1 second' end
where status in ('queued', 'running')
"""
HINTS_AGE = "update jobs set woken_at = now() - interval '1 minute' where woken_at <= now()"
ERASURES_SETTLE = (
    "update erasures set created_at = now() - interval '3 minutes', not_before = now()"
)
TABLES_OF_CALLS = """
select table_name from information_schema.columns where table_schema = 'public'
    and column_name = 'call_id'
    and table_name not in ('erasures', 'usage_ledger')
"""


@dataclass
class Sleeper:
    """A worker that stopped in the middle; `fence` is what it claimed with, if it came that far."""

    points: Points
    walking: asyncio.Task[bool]
    fence: int | None


@dataclass
class Feedback:
    """A call that was accepted, and what its sender got to know."""

    name: str
    story: Story
    expected: Expected = field(default_factory=Expected)
    sleeper: Sleeper | None = None

    @property
    def call_id(self) -> CallId:
        return self.story.call_id

    @property
    def is_undisturbed(self) -> bool:
        """Nobody intervened: its run has to end as one to which nothing happened."""
        expected = self.expected
        is_first = expected.announced["job.queued"] == 1
        return is_first and expected.status is JobStatus.SUCCEEDED and not expected.deleted

    @property
    def job_id(self) -> JobId:
        return self.story.job_id


class Installation:
    """One database and one queue with a tenant of the example's own. Everything the rules do is
    done here.
    """

    def __init__(self, resources: Resources, redis: Redis) -> None:
        self.resources = resources
        self.redis = redis
        self.tenant_id = TenantId(new_id())
        self.world = World(resources, self._never)

    async def _never(self, _name: str) -> tuple[CallId, JobId]:
        raise AssertionError("calls come from rules")

    async def begin(self) -> None:
        """As a new installation: an example that failed may have left anything."""
        await self.redis.flushall()
        async with self.resources.database.transaction(ALL_TENANTS) as conn:
            await conn.execute(EMPTY)
            await insert_tenant(conn, self.tenant_id, "Northside", "America/New_York")
            await ensure_agent(conn, self.tenant_id, external_id="agent_1", name="Front desk")

    async def committed(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        async with self.resources.database.transaction(ALL_TENANTS) as conn:
            return await work(conn)

    async def deliver(self, name: str) -> Accepted:
        payload = transcription("agent_1", name, turns=LONG_TURNS)
        call = parse_event(payload)
        assert isinstance(call, IncomingCall)
        # A leg of its own, or the calls would be one.
        call = replace(call, call_sid=None)

        async def record(conn: Connection) -> Accepted:
            agent_id = await ensure_agent(
                conn, self.tenant_id, external_id="agent_1", name="Front desk"
            )
            return await record_call(conn, self.tenant_id, agent_id, call)

        return await self.committed(record)

    async def wakeup(self, wakeup: Wakeup | None, *, lost: bool) -> None:
        if wakeup and not lost:
            assert await self.resources.queue.wakeup(wakeup)

    async def look(self) -> dict[CallId, Seen]:
        async with self.resources.database.connection(ALL_TENANTS) as conn:
            return await look(conn, self.tenant_id)

    async def let_time_pass(self, *statements: str) -> None:
        """For the rows, and for the wakeups that are for later."""
        async with self.resources.database.transaction(ALL_TENANTS) as conn:
            for statement in statements:
                await conn.execute(statement)
        if TIME_PASSES in statements:
            for wakeup_id, score in await self.redis.zrange(QUEUE_NAME, 0, -1, withscores=True):
                if score > 1e12:
                    await self.redis.zadd(QUEUE_NAME, {wakeup_id: 1e12})

    async def edit(self, conn: Connection, call_id: CallId, said: str) -> Wakeup:
        """As the API stores it."""
        await lock_call(conn, self.tenant_id, call_id)
        current = await find_current(conn, self.tenant_id, call_id)
        assert current
        _, wakeup = await start_again(conn, self.tenant_id, call_id, MADE_OF_TRANSCRIPT)
        turns = (*current.transcript.turns[:1], Turn(Speaker.CUSTOMER, said, 6.0))
        await insert_edited(
            conn,
            self.tenant_id,
            call_id,
            replace(current.transcript, turns=turns),
            same_times=False,
        )
        return wakeup

    async def erased(self) -> set[CallId]:
        """What is deleted for good, once no worker can be at it any more."""
        await self.let_time_pass(ERASURES_SETTLE)
        await sweep_runs(self.resources)
        async with self.resources.database.connection(ALL_TENANTS) as conn:
            return {
                row["call_id"]
                for row in await conn.fetch(
                    "select call_id from erasures where tenant_id = $1 and erased_at is not null",
                    self.tenant_id,
                )
            }

    async def rows_of(self, call_id: CallId) -> dict[str, int]:
        async with self.resources.database.connection(ALL_TENANTS) as conn:
            tables = [row["table_name"] for row in await conn.fetch(TABLES_OF_CALLS)]
            return {
                table: count
                for table in tables
                if (
                    count := await conn.fetchval(
                        f"select count(*) from {table} where call_id = $1", call_id
                    )
                )
            }
