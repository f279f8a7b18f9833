"""What must hold of a call whatever happened to its workers, and the workers that
things happen to.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from shared.db.jobs.jobs import find_job
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import CallId, JobId
from shared.domain.statuses import JobStatus
from tests.chaos.points import Points, pointed
from tests.support.providers import Script
from worker.lease_renewal import Leases
from worker.resources import Resources
from worker.runner import run_job

# A run that is not over after so many workers will never be.
MOST_WORKERS = 8
PATIENCE_S = 30.0
# Steps that are named as the request they make; each is one question, or one for each part of a
# recording.
ASKED_BY_NAME = ("transcribe", "summarize", "detect_callback", "extract_lead", "write_document")

Accept = Callable[[str], Awaitable[tuple[CallId, JobId]]]


async def killed(points: Points, walking: asyncio.Task[bool]) -> None:
    """Without a trace: of a worker that is dead nothing waits either."""
    points.kill()
    walking.cancel()
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.wait({walking})
    if not walking.cancelled():
        walking.result()


@dataclass
class World:
    """One database with many calls in it, each with vendors of its own that remember what they were
    asked.
    """

    resources: Resources
    accept: Accept
    script: Callable[[], Script] = Script
    # What vendors may be asked for one call when nothing goes wrong.
    asked_once: Counter[str] = field(default_factory=Counter)
    effects: list[str] = field(default_factory=list)
    _count: int = 0

    @property
    def database(self) -> Database:
        return self.resources.database

    async def story(self) -> "Story":
        self._count += 1
        call_id, job_id = await self.accept(f"conv_{self._count}")
        return Story(self, call_id, job_id, self.script())


@dataclass
class Story:
    """One call, and what happens to the workers that walk its run."""

    world: World
    call_id: CallId
    job_id: JobId
    script: Script
    deaths: int = 0
    said: str = ""
    _most_asked: dict[str, int] = field(default_factory=dict)

    def worker(self, points: Points, name: str) -> Resources:
        resources = pointed(self.world.resources, self.script, points, name=name)
        settings = resources.settings.work
        leases = Leases(resources.database, resources.metrics, lease_s=settings.lease_s)
        return replace(
            resources,
            leases=leases,
            transcription=asyncio.Semaphore(settings.transcribe_concurrency),
        )

    async def walk(self, points: Points) -> asyncio.Task[bool]:
        """Until the worker is through or was stopped. What is to be walked apart is walked here all
        the same.
        """
        walking = asyncio.create_task(
            run_job(self.worker(points, f"worker {self.deaths}"), self.job_id, isolated=True)
        )
        stopped = asyncio.create_task(points.stopped.wait())
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.wait({walking, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        return walking

    async def die_at(self, effect: int, *, before: bool) -> None:
        points = Points(effect, before=before)
        walking = await self.walk(points)
        if points.stopped.is_set():
            self.deaths += 1
            self.said += f"died {'before' if before else 'after'} {effect} ({points.seen[-1]}); "
        await killed(points, walking)
        await self._note_what_is_due()
        await self.let_time_pass()

    async def sleep_through(self, effect: int, *, before: bool) -> None:
        """The worker stops there, is replaced, and wakes when its successor is through."""
        points = Points(effect, before=before)
        sleeping = await self.walk(points)
        if points.stopped.is_set():
            self.deaths += 1
            self.said += f"slept {'before' if before else 'after'} {effect} ({points.seen[-1]}); "
        points.time_out_transactions()
        await self.let_time_pass()
        await self.finish()
        points.wake()
        async with asyncio.timeout(PATIENCE_S):
            await sleeping

    async def _note_what_is_due(self) -> None:
        """From here on vendors may be asked for what is not kept, and for nothing else."""
        async with self.world.database.connection(ALL_TENANTS) as conn:
            parts = await conn.fetchval(
                """
                select count(*)
                from recording_parts
                join recordings on recordings.id = recording_id
                where call_id = $1
                """,
                self.call_id,
            )
            done = await conn.fetch(
                "select step from job_steps where job_id = $1 and status = 'done'", self.job_id
            )
        kept = {row["step"] for row in done}
        due = {name: 0 if name in kept else self.world.asked_once[name] for name in ASKED_BY_NAME}
        due["transcribe"] -= min(due["transcribe"], parts)
        self._most_asked = {name: self.script.calls[name] + count for name, count in due.items()}

    async def finish(self) -> None:
        for _ in range(MOST_WORKERS):
            if await self.is_over():
                return
            async with asyncio.timeout(PATIENCE_S):
                await (await self.walk(Points()))
            await self.let_time_pass()

    async def is_over(self) -> bool:
        async with self.world.database.connection(ALL_TENANTS) as conn:
            job = await find_job(conn, self.job_id)
        assert job
        return job.status in (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED)

    async def let_time_pass(self) -> None:
        """As if every lease and every wait had run out."""
        async with self.world.database.connection(ALL_TENANTS) as conn:
            await conn.execute(
                """
                update jobs
                set
                    not_before = now(),
                    lease_until = case when status = 'running' then now() - interval '1 second' end
                where id = $1
                """,
                self.job_id,
            )

    async def violations(self) -> list[str]:
        found = [f"{self.said}{each}" for each in await self.broken()]
        for name, count in self.script.calls.items():
            most = self._most_asked.get(name, self.world.asked_once[name] * (1 + self.deaths))
            if count > most:
                found.append(
                    f"{self.said}{name} was paid for {count} times, at most {most} are due"
                )
        if len(self.script.bookings) > 1:
            found.append(f"{self.said}booked {len(self.script.bookings)} times")
        return found

    async def broken(self) -> list[str]:
        async with self.world.database.connection(ALL_TENANTS) as conn:
            rows = await conn.fetch(INVARIANTS, self.call_id, self.job_id)
        return [f"{row['name']}: {row['found']}" for row in rows]


INVARIANTS = """
select name, found from (
    select 'the run did not succeed' as name, status || coalesce(' ' || error, '') as found
    from jobs where id = $2 and status <> 'succeeded'
    union all select 'the call is not ready', status from calls where id = $1 and status <> 'ready'
    union all select 'a step is open', step from job_steps where job_id = $2
        and status not in ('done', 'skipped')
    union all select 'versions of an insight', kind || ' ' || count(*) from insights
        where call_id = $1
        group by kind having count(*) <> 1
    union all select 'insights', count(*)::text from insights
        where call_id = $1 having count(*) <> 3
    union all select 'documents', count(*)::text from documents
        where call_id = $1 having count(*) <> 1
    union all select 'transcripts', count(*)::text from transcripts
        where call_id = $1 having count(*) <> 1
    union all select 'callbacks', count(*)::text from callbacks
        where call_id = $1 having count(*) <> 1
    union all select 'leads', count(*)::text from lead_calls where call_id = $1 having count(*) <> 1
    union all select 'a chunk is not indexed', id::text from chunks where call_id = $1
        and (indexed_at is null
            or not exists (select 1 from chunk_vectors where chunk_id = chunks.id))
    union all select 'chunks', count(*)::text from chunks where call_id = $1 having count(*) < 3
    union all select 'an answer outlived its run', step from paid_answers where call_id = $1
    union all select 'told more than once', type || coalesce(' ' || (data ->> 'step'), '')
        from events
        where call_id = $1 and type in ('job.succeeded', 'call.ready', 'step.done',
            'call.received', 'job.queued')
        group by type, data ->> 'step' having count(*) <> 1
    union all select 'a step is done and nobody was told', step from job_steps where job_id = $2
        and status = 'done'
        and not exists (select 1 from events where job_id = $2 and type = 'step.done'
            and data ->> 'step' = step)
) as broken
"""
