"""A run: walked once, resumed after anything, owned by one worker at a time."""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.db.call_deletion import delete_call
from shared.db.callbacks import find_callback
from shared.db.calls import get_call
from shared.db.jobs import claims, jobs
from shared.db.jobs.claims import fenced
from shared.db.jobs.jobs import Job
from shared.db.jobs.steps import list_steps
from shared.db.pool import ALL_TENANTS, Database, Scope
from shared.db.tenants import get_tenant, update_tenant
from shared.domain.calls import Call
from shared.domain.ids import CallId, JobId
from shared.domain.statuses import (
    BookingState,
    CallStatus,
    JobStatus,
    StepStatus,
)
from shared.domain.steps import Step
from shared.errors import (
    AccountRefused,
    BookingUnknown,
    DatabaseAway,
    LeaseLost,
    NotStored,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaExhausted,
    RateLimited,
    Transient,
    VendorPaused,
    WorkFailed,
)
from tests.support.calls import CALLBACK_TURNS
from tests.support.providers import Script
from tests.worker.conftest import TENANT, AcceptCall, run_until
from worker.leases import Leases
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.sweeper import sweep_runs


async def job_of(database: Database, job_id: JobId) -> Job:
    async with database.connection(ALL_TENANTS) as conn:
        return await jobs.get_job(conn, TENANT, job_id)


async def call_of(database: Database, call_id: CallId) -> Call:
    async with database.connection(ALL_TENANTS) as conn:
        return await get_call(conn, TENANT, call_id)


async def statuses(database: Database, job_id: JobId) -> dict[Step, StepStatus]:
    async with database.connection(ALL_TENANTS) as conn:
        return {
            step: view.status for step, view in (await list_steps(conn, TENANT, job_id)).items()
        }


async def fetch(database: Database, query: str, *arguments: Any) -> Any:
    async with database.connection(ALL_TENANTS) as conn:
        return await conn.fetchval(query, *arguments)


async def let_time_pass(database: Database) -> None:
    """As if every lease and every wait had run out."""
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("""
            update jobs
            set
                not_before = now(), woken_at = now() - interval '1 minute',
                lease_until = case when status = 'running' then now() - interval '1 second' end
            where status in ('queued', 'running')
            """)


async def test_a_call_becomes_ready_with_every_part(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    job, call = await job_of(database, job_id), await call_of(database, call_id)
    assert (job.status, call.status, call.title) == (
        JobStatus.SUCCEEDED,
        CallStatus.READY,
        "A leaking boiler",
    )
    found = await statuses(database, job_id)
    for step in (Step.FETCH_TRANSCRIPT, Step.FETCH_RECORDING, Step.TRANSCRIBE):
        assert found.pop(step) is StepStatus.SKIPPED
    assert set(found.values()) == {StepStatus.DONE}
    due_at = await fetch(database, "select due_at from callbacks where call_id = $1", call_id)
    assert due_at == datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
    assert await fetch(database, "select count(*) from chunk_vectors") == 3
    assert [order.name for order in script.bookings] == ["Maria Lopez"]


async def test_a_long_call_is_cut_in_a_process_and_indexed(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    turns = [("user", f"The boiler in flat {number} leaks. " * 30) for number in range(100)]
    call_id, job_id = await accept_call(turns=turns)
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED
    assert await fetch(database, "select count(*) from chunks where call_id = $1", call_id) > 40


@pytest.mark.parametrize(
    ("began_s", "second"),
    [(253402300799, 18), (1795015800, 1e15), (1795015800, 1e308), (253402300799, 1e308)],
)
async def test_times_that_cannot_be_do_not_lose_the_callback(
    resources: Resources, database: Database, accept_call: AcceptCall, began_s: float, second: float
) -> None:
    turns = [
        {"role": role, "message": text, "time_in_call_secs": second}
        for role, text in CALLBACK_TURNS
    ]
    call_id, job_id = await accept_call(
        transcript=turns, metadata={"start_time_unix_secs": began_s}
    )
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED
    assert await fetch(
        database, "select due_at is not null from callbacks where call_id = $1", call_id
    )


async def test_a_finished_run_is_not_walked_again(
    resources: Resources, accept_call: AcceptCall, script: Script
) -> None:
    _, job_id = await accept_call()
    for _ in range(3):
        await run_job(resources, job_id)
    assert script.calls["summarize"] == 1


async def test_many_wakeups_at_once_walk_a_run_once(
    resources: Resources, accept_call: AcceptCall, script: Script
) -> None:
    _, job_id = await accept_call()
    await asyncio.gather(*(run_job(resources, job_id) for _ in range(8)))
    assert script.calls["summarize"] == 1


async def test_no_callback_is_scheduled_when_none_is_needed(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    _, job_id = await accept_call(turns=(("user", "Thanks, that was all."),))
    await run_job(resources, job_id)
    assert (await statuses(database, job_id))[Step.SCHEDULE_CALLBACK] is StepStatus.SKIPPED
    assert await fetch(database, "select count(*) from callbacks") == 0


async def test_steps_that_do_not_need_each_other_run_together(
    resources: Resources, accept_call: AcceptCall, script: Script
) -> None:
    entered = [
        script.hold(name)
        for name in ("summarize", "detect_callback", "extract_lead", "write_document")
    ]
    _, job_id = await accept_call()
    running = asyncio.create_task(run_job(resources, job_id))
    async with asyncio.timeout(10):
        for event in entered:
            await event.wait()
    for event in script.block.values():
        event.set()
    await running


async def test_a_transient_failure_is_tried_again_from_the_last_checkpoint(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["summarize"] = [
        ProviderUnavailable("The vendor is away."),
        ProviderTimeout("No answer."),
    ]
    _, job_id = await accept_call()
    for _ in range(3):
        await let_time_pass(database)
        await run_job(resources, job_id)
    job = await job_of(database, job_id)
    assert (job.status, job.attempts, job.snoozes) == (JobStatus.SUCCEEDED, 0, 2)
    assert script.calls == {
        "summarize": 3, "detect_callback": 1, "extract_lead": 1, "write_document": 1,
        "embed": 3, "book": 1,
    }  # fmt: skip


async def test_a_transcript_that_is_cut_in_a_process_of_its_own_is_indexed(
    worker: Resources, accept_call: AcceptCall
) -> None:
    call_id, job_id = await accept_call(
        turns=(("user", "My boiler leaks again, as it did. " * 1600),)
    )
    assert await run_job(worker, job_id)
    job = await job_of(worker.database, job_id)
    assert (job.status, job.attempts) == (JobStatus.SUCCEEDED, 0)
    indexed = (
        "select count(*) from chunks where call_id = $1 and source = 'transcript' and indexed_at is"
        " not null"
    )
    assert await fetch(worker.database, indexed, call_id) > 20


async def test_a_rate_limit_waits_as_told_and_costs_no_attempt(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["summarize"] = [RateLimited("Slow down.", retry_after_s=40.0)] * 12
    _, job_id = await accept_call()
    await run_job(resources, job_id)
    job = await job_of(database, job_id)
    assert (job.status, job.attempts, job.snoozes, job.error_code) == (
        JobStatus.QUEUED,
        0,
        1,
        "rate_limited",
    )
    waits = await fetch(database, "select extract(epoch from not_before - now())::float8 from jobs")
    assert 38 < waits <= 44
    await run_job(resources, job_id)
    assert script.calls["summarize"] == 1
    for _ in range(12):
        await let_time_pass(database)
        await run_job(resources, job_id)
    job = await job_of(database, job_id)
    assert (job.status, job.attempts, job.snoozes) == (JobStatus.SUCCEEDED, 0, 12)


async def test_attempts_spent_leave_a_partial_call_that_says_what_is_missing(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["write_document"] = [WorkFailed("Its process died.")] * 9
    call_id, job_id = await accept_call()
    for _ in range(6):
        await let_time_pass(database)
        await run_job(resources, job_id)
    job, call = await job_of(database, job_id), await call_of(database, call_id)
    assert script.calls["write_document"] == resources.settings.work.max_attempts
    assert (job.status, job.error_code) == (JobStatus.FAILED, "work_failed")
    assert (call.status, call.error) == (CallStatus.PARTIAL, "write_document: Its process died.")
    assert call.title == "A leaking boiler"
    assert (await statuses(database, job_id))[Step.INDEX_DOCUMENT] is StepStatus.SKIPPED


OUTAGES = [
    ProviderUnavailable("The vendor is away."),
    ProviderTimeout("The vendor did not answer."),
    VendorPaused("The vendor is left alone."),
    AccountRefused("The vendor refuses the key.", reason="invalid_api_key"),
    QuotaExhausted("The account has no credit left.", reason="insufficient_quota"),
    NotStored("The disk is full."),
    OSError(errno.ENOSPC, "No space left on device"),
]


@pytest.mark.parametrize("error", OUTAGES, ids=lambda error: type(error).__name__)
async def test_an_outage_is_waited_out_by_the_clock_however_often_it_was_tried(
    resources: Resources,
    database: Database,
    accept_call: AcceptCall,
    script: Script,
    error: Exception,
) -> None:
    script.fail["write_document"] = [error] * 12
    call_id, job_id = await accept_call()
    for _ in range(12):
        await let_time_pass(database)
        await run_job(resources, job_id)
    job = await job_of(database, job_id)
    assert (job.status, job.attempts, job.snoozes) == (JobStatus.QUEUED, 0, 12)
    await let_time_pass(database)
    await run_job(resources, job_id)
    assert (await call_of(database, call_id)).status is CallStatus.READY


async def test_an_outage_longer_than_patience_fails_and_says_how_long_it_lasted(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["summarize"] = [ProviderUnavailable("The vendor is away.")] * 2
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    patience_s = resources.settings.work.outage_patience_s
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update job_steps set failing_since = now() - make_interval(secs => $1)",
            patience_s + 60,
        )
    await let_time_pass(database)
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).error_code == "provider_unavailable"
    assert (
        await call_of(database, call_id)
    ).error == "summarize: The vendor is away. (tried for 6.0 hours, OUTAGE_PATIENCE_S)"


async def test_time_without_any_worker_is_no_part_of_an_outage(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["summarize"] = [ProviderUnavailable("The vendor is away.")] * 3
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    patience_s = resources.settings.work.outage_patience_s
    for _ in range(2):
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute(
                "update job_steps set failing_since = failing_since - make_interval(secs => $1)",
                patience_s,
            )
            await conn.execute(
                "update jobs set not_before = now() - make_interval(secs => $1)", patience_s
            )
        await run_job(resources, job_id)
        assert (await job_of(database, job_id)).status is JobStatus.QUEUED
    assert await fetch(
        database,
        "select now() - failing_since < interval '1 minute' from job_steps where step ="
        " 'summarize'",
    )
    await let_time_pass(database)
    await run_job(resources, job_id)
    assert (await call_of(database, call_id)).status is CallStatus.READY


async def test_the_pause_grows_with_the_outage_and_starts_over_after_it(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    work = resources.settings.work.model_copy(update={"backoff_base_s": 1, "backoff_max_s": 180})
    resources = replace(resources, settings=resources.settings.model_copy(update={"work": work}))
    script.fail["summarize"] = [ProviderUnavailable("The vendor is away.")] * 4
    _, job_id = await accept_call()
    for failing_s, shortest_s, longest_s in ((0, 0.5, 1), (60, 15, 31), (7200, 90, 180)):
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute(
                "update job_steps set failing_since = now() - make_interval(secs => $1) where step"
                " = 'summarize'",
                failing_s,
            )
        await let_time_pass(database)
        await run_job(resources, job_id)
        wait_s = await fetch(
            database, """
                select extract(epoch from not_before - job_steps.finished_at)::float8
                from jobs
                join job_steps on job_id = id
                where step = 'summarize'
                """
        )  # fmt: skip
        assert shortest_s <= wait_s <= longest_s + 1
    script.fail["summarize"] = []
    await let_time_pass(database)
    await run_job(resources, job_id)
    assert (
        await fetch(database, "select count(*) from job_steps where failing_since is not null") == 0
    )


async def test_a_vendor_that_asks_for_days_is_asked_again_within_the_hour(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["summarize"] = [RateLimited("Slow down.", retry_after_s=10**6)]
    _, job_id = await accept_call()
    await run_job(resources, job_id)
    assert await fetch(database, "select not_before < now() + interval '67 minutes' from jobs")


async def test_a_refusal_is_final_at_once(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["summarize"] = [ProviderRejected("The model refused.", reason="refused")]
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.FAILED
    assert (await call_of(database, call_id)).status is CallStatus.PARTIAL
    assert script.calls["summarize"] == 1


async def test_a_malformed_answer_is_asked_for_once_more(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["extract_lead"] = [ProviderMalformed("Not the schema.")] * 9
    _, job_id = await accept_call()
    for _ in range(4):
        await let_time_pass(database)
        await run_job(resources, job_id)
    assert script.calls["extract_lead"] == 2
    assert (await job_of(database, job_id)).error_code == "malformed_answer"
    assert len(script.bookings) == 1


async def test_a_fault_of_ours_is_tried_again_and_then_reported(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["summarize"] = [RuntimeError("secret: +1 503 555 0142")] * 9
    call_id, job_id = await accept_call()
    for _ in range(6):
        await let_time_pass(database)
        await run_job(resources, job_id)
    call = await call_of(database, call_id)
    assert (await job_of(database, job_id)).status is JobStatus.FAILED
    assert call.error
    assert "RuntimeError" in call.error
    assert "0142" not in call.error


async def test_what_the_database_never_takes_is_not_tried_beyond_the_deadline(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["summarize"] = [DatabaseAway("The statement took too long.")] * 2
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    job = await job_of(database, job_id)
    assert (job.status, job.attempts, job.crashes, job.snoozes) == (JobStatus.QUEUED, 0, 0, 0)
    await let_time_pass(database)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set created_at = now() - interval '2 days'")
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).error_code == "database_away"
    assert (await call_of(database, call_id)).status is CallStatus.PARTIAL


async def test_switched_off_steps_are_skipped(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    _, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        tenant = await get_tenant(conn, TENANT)
        await update_tenant(conn, replace(tenant, skipped_steps=frozenset({Step.WRITE_DOCUMENT})))
    await run_job(resources, job_id)
    found = await statuses(database, job_id)
    assert script.calls["write_document"] == 0
    assert (found[Step.WRITE_DOCUMENT], found[Step.INDEX_DOCUMENT]) == (
        StepStatus.SKIPPED,
        StepStatus.SKIPPED,
    )
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED


async def test_a_step_that_only_a_newer_release_knows_stays_switched_off_and_fails_no_run(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    """As while old and new processes run side by side."""
    _, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update tenants set skipped_steps = '{of_tomorrow}' where id = $1", TENANT
        )
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED
    async with database.connection(ALL_TENANTS) as conn:
        tenant = await get_tenant(conn, TENANT)
        await update_tenant(conn, replace(tenant, skipped_steps=frozenset({Step.WRITE_DOCUMENT})))
        kept = await conn.fetchval("select skipped_steps from tenants where id = $1", TENANT)
    assert sorted(kept) == ["of_tomorrow", "write_document"]


async def test_at_shutdown_the_run_is_given_back_with_nothing_counted(
    resources: Resources,
    another_worker: Resources,
    database: Database,
    accept_call: AcceptCall,
    script: Script,
) -> None:
    _, job_id, running = await run_until(resources, accept_call, script, "write_document")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    job = await job_of(database, job_id)
    assert (job.status, job.attempts, job.crashes) == (JobStatus.QUEUED, 0, 0)
    script.block.clear()
    await run_job(another_worker, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED


class SlowToAnswer(Database):
    """A server whose answers arrive late; what was asked has been done by then."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked = asyncio.Event()
        self.answers = asyncio.Event()

    @asynccontextmanager
    async def connection(self, scope: Scope) -> AsyncIterator[Any]:
        async with self._database.connection(scope) as conn:
            yield conn
        self.asked.set()
        await self.answers.wait()


async def test_at_shutdown_a_run_that_was_just_being_claimed_is_given_back_too(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    _, job_id = await accept_call()
    slow = SlowToAnswer(database)
    running = asyncio.create_task(run_job(replace(resources, database=slow), job_id))
    await slow.asked.wait()
    running.cancel()
    await asyncio.sleep(0)
    slow.answers.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await job_of(database, job_id)).status is JobStatus.QUEUED


class ComesAndGoes(Database):
    """A server that is away while it is told to be."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_away = False

    @asynccontextmanager
    async def connection(self, scope: Scope) -> AsyncIterator[Any]:
        if self.is_away:
            raise DatabaseAway("away")
        async with self._database.connection(scope) as conn:
            yield conn


@pytest.mark.parametrize("longer_than_the_lease", [False, True])
async def test_an_outage_of_the_database_is_nobodys_death(
    resources: Resources,
    database: Database,
    accept_call: AcceptCall,
    script: Script,
    *,
    longer_than_the_lease: bool,
) -> None:
    entered = script.hold("summarize")
    flaky = ComesAndGoes(database)
    leases = Leases(flaky, resources.metrics, lease_s=0.0)
    _, job_id = await accept_call()
    running = asyncio.create_task(
        run_job(replace(resources, database=flaky, leases=leases), job_id)
    )
    await entered.wait()
    flaky.is_away = True
    if longer_than_the_lease:
        await leases.renew()
    else:
        script.block["summarize"].set()
    await asyncio.sleep(0.3)
    flaky.is_away = False
    async with asyncio.timeout(10):
        await running
    assert (await job_of(database, job_id)).status is JobStatus.QUEUED


async def test_a_worker_that_wakes_after_being_replaced_writes_nothing(
    resources: Resources,
    another_worker: Resources,
    database: Database,
    accept_call: AcceptCall,
    script: Script,
) -> None:
    entered = script.hold("summarize")
    call_id, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        claim = await claims.claim(conn, job_id, worker="zombie", lease_s=5)
    assert claim
    await let_time_pass(database)
    taking_over = asyncio.create_task(run_job(another_worker, job_id))
    await entered.wait()
    with pytest.raises(LeaseLost):
        async with fenced(database, claim) as conn:
            await conn.execute("update calls set title = 'zombie' where id = $1", call_id)
    script.block["summarize"].set()
    await taking_over
    assert (await call_of(database, call_id)).title == "A leaking boiler"


async def test_losing_the_lease_stops_the_work(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    _, job_id, running = await run_until(resources, accept_call, script, "summarize")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set fence = fence + 1 where id = $1", job_id)
    async with asyncio.timeout(10):
        await running
    assert (await job_of(database, job_id)).status is JobStatus.RUNNING


async def test_a_run_that_kills_its_worker_again_and_again_is_quarantined(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    call_id, job_id = await accept_call()
    for _ in range(resources.settings.work.max_crashes):
        async with database.connection(ALL_TENANTS) as conn:
            assert await claims.claim(conn, job_id, worker="doomed", lease_s=5)
        await let_time_pass(database)
    await run_job(resources, job_id)
    job = await job_of(database, job_id)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "quarantined")
    assert (await call_of(database, call_id)).status is CallStatus.PARTIAL


async def test_crashes_are_forgotten_when_work_gets_done(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    _, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        await claims.claim(conn, job_id, worker="doomed", lease_s=5)
    await let_time_pass(database)
    script.fail["write_document"] = [ProviderUnavailable("The vendor is away.")]
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).crashes == 0


async def test_a_call_deleted_while_it_is_worked_on_leaves_nothing(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    call_id, _, running = await run_until(resources, accept_call, script, "summarize")
    async with database.transaction(ALL_TENANTS) as conn:
        await delete_call(conn, TENANT, call_id)
    script.block["summarize"].set()
    async with asyncio.timeout(10):
        await running
    for table in (
        "calls",
        "jobs",
        "job_steps",
        "transcripts",
        "insights",
        "chunks",
        "inbound_events",
    ):
        assert await fetch(database, f"select count(*) from {table}") == 0
    assert await fetch(database, "select type from events") == "call.deleted"


async def test_orphans_are_hinted_once_and_only_when_due(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    await accept_call("conv_1")
    await sweep_runs(resources)
    assert await resources.queue.waiting() == 0
    await let_time_pass(database)
    await asyncio.gather(*(sweep_runs(resources) for _ in range(4)))
    assert await resources.queue.waiting() == 1


async def test_a_call_without_transcript_waits_for_its_recording_and_then_says_why_it_failed(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    call_id, job_id = await accept_call(transcript=None)
    await run_job(resources, job_id)
    job = await job_of(database, job_id)
    assert (job.status, job.snoozes, job.error_code) == (JobStatus.QUEUED, 1, "not_ready")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set created_at = now() - interval '1 hour'")
    await let_time_pass(database)
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).error_code == "nothing_to_transcribe"
    assert (await call_of(database, call_id)).status is CallStatus.FAILED


async def test_a_step_that_failed_for_good_still_counts_after_another_was_tried_again(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["summarize"] = [ProviderRejected("The model refused.", reason="refused")]
    script.fail["write_document"] = [ProviderUnavailable("The vendor is away.")]
    call_id, job_id = await accept_call()
    for _ in range(2):
        await let_time_pass(database)
        await run_job(resources, job_id)
    job, call = await job_of(database, job_id), await call_of(database, call_id)
    assert (job.status, job.error_code) == (JobStatus.FAILED, "refused")
    assert (call.status, call.error) == (CallStatus.PARTIAL, "summarize: The model refused.")


async def test_a_calendar_that_refuses_does_not_lose_the_callback(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["book"] = [ProviderRejected("The slot is taken.", reason="slot_taken")]
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED
    async with database.connection(ALL_TENANTS) as conn:
        callback = await find_callback(conn, TENANT, call_id)
    assert callback
    assert (callback.status, callback.provider, callback.booking_error) == (
        "scheduled",
        None,
        "The slot is taken.",
    )
    assert callback.booking_state is BookingState.REFUSED
    async with database.connection(ALL_TENANTS) as conn:
        step = (await list_steps(conn, TENANT, job_id))[Step.SCHEDULE_CALLBACK]
    assert (step.meta["booking"], step.meta["booking_error"]) == ("refused", "The slot is taken.")


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (AccountRefused("The key is wrong.", reason="invalid_api_key"), BookingState.REFUSED),
        (BookingUnknown("It may be booked."), BookingState.UNKNOWN),
        (ProviderUnavailable("The calendar is away."), BookingState.NONE),
    ],
)
async def test_a_callback_says_what_its_calendar_said_until_it_is_booked(
    resources: Resources,
    database: Database,
    accept_call: AcceptCall,
    script: Script,
    error: Transient,
    state: BookingState,
) -> None:
    script.fail["book"] = [error]
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        callback = await find_callback(conn, TENANT, call_id)
    assert callback
    assert (callback.booking_state, callback.booking_error) == (state, str(error))
    await let_time_pass(database)
    await run_job(resources, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        callback = await find_callback(conn, TENANT, call_id)
    assert callback
    assert (callback.booking_state, callback.booking_error) == (BookingState.BOOKED, None)


async def test_a_booking_stays_unknown_until_the_calendar_could_be_asked(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["book"] = [
        BookingUnknown("It may be booked."),
        ProviderUnavailable("The calendar is away."),
    ]
    call_id, job_id = await accept_call()
    for _ in range(2):
        await run_job(resources, job_id)
        await let_time_pass(database)
    async with database.connection(ALL_TENANTS) as conn:
        callback = await find_callback(conn, TENANT, call_id)
    assert callback
    assert (callback.booking_state, callback.booking_error) == (
        BookingState.UNKNOWN,
        "The calendar is away.",
    )
    await run_job(resources, job_id)
    assert script.bookings[0].tried_at == callback.due_at


async def test_a_callback_waits_for_a_lead_that_is_late(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["extract_lead"] = [ProviderUnavailable("down")]
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    assert not script.bookings
    # It is listed meanwhile.
    assert await fetch(database, "select count(*) from callbacks where call_id = $1", call_id) == 1
    await let_time_pass(database)
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED
    assert [(order.name, order.phone) for order in script.bookings] == [
        ("Maria Lopez", "+15035550142")
    ]


async def test_a_callback_is_scheduled_without_a_lead_that_is_not_to_be_had(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["extract_lead"] = [ProviderRejected("The model refused.", reason="refused")]
    _, job_id = await accept_call()
    await run_job(resources, job_id)
    assert [order.name for order in script.bookings] == [None]


async def test_a_run_that_ends_leaves_no_step_open(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    entered = script.hold("summarize")
    _, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update jobs set attempts = $1", resources.settings.work.max_attempts - 1
        )
    hurried = resources.settings.work.model_copy(update={"processing_timeout_ms": 500})
    settings = resources.settings.model_copy(update={"work": hurried})
    await run_job(replace(resources, settings=settings), job_id)
    assert entered.is_set()
    # The other steps were done, so this attempt got on and uses up no patience; the next one does
    # not.
    job = await job_of(database, job_id)
    assert (job.status, job.attempts) == (JobStatus.QUEUED, settings.work.max_attempts - 1)
    await let_time_pass(database)
    await run_job(replace(resources, settings=settings), job_id)
    assert (await job_of(database, job_id)).error_code == "timeout"
    assert (await statuses(database, job_id))[Step.SUMMARIZE] is StepStatus.FAILED
    assert set((await statuses(database, job_id)).values()) <= {
        StepStatus.DONE,
        StepStatus.SKIPPED,
        StepStatus.FAILED,
    }


@pytest.mark.parametrize(("fault", "attempts"), [(ValueError, 2), (KeyError, 2), (RuntimeError, 5)])
async def test_a_fault_that_is_the_same_every_time_is_not_tried_to_the_last(
    resources: Resources,
    accept_call: AcceptCall,
    database: Database,
    script: Script,
    fault: type[Exception],
    attempts: int,
) -> None:
    script.fail["summarize"] = [fault("the same")] * 9
    call_id, job_id = await accept_call()
    for _ in range(9):
        await let_time_pass(database)
        await run_job(resources, job_id)
    assert script.calls["summarize"] == attempts
    assert (await job_of(database, job_id)).status is JobStatus.FAILED
    assert (await call_of(database, call_id)).status is CallStatus.PARTIAL
