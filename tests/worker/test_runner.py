"""A run: walked once, with every part, by one worker."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import get_tenant, update_tenant
from shared.domain.statuses import (
    CallStatus,
    JobStatus,
    StepStatus,
)
from shared.domain.steps import Step
from shared.errors import (
    ProviderRejected,
    ProviderUnavailable,
)
from tests.support.calls import CALLBACK_TURNS
from tests.support.providers import Script
from tests.support.runs import call_of, fetch, job_of, let_time_pass, statuses
from tests.worker.conftest import TENANT, AcceptCall
from worker.resources import Resources
from worker.runner import run_job


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
