"""Steps that fail: tried again, waited for, or given up with a reason."""

import errno
from dataclasses import replace

import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.statuses import (
    CallStatus,
    JobStatus,
    StepStatus,
)
from shared.domain.steps import Step
from shared.errors import (
    AccountRefused,
    DatabaseAway,
    NotStored,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    QuotaExhausted,
    RateLimited,
    VendorPaused,
    WorkFailed,
)
from tests.support.providers import Script
from tests.support.runs import call_of, fetch, job_of, let_time_pass, statuses
from tests.worker.conftest import AcceptCall
from worker.resources import Resources
from worker.runner import run_job


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


async def test_a_call_that_waits_for_a_vendor_is_found_by_what_is_known_of_it(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["summarize"] = [RateLimited("Slow down.", retry_after_s=40.0)]
    _, job_id = await accept_call()
    await run_job(resources, job_id)
    lead = (await fetch(database, "select name from lead_calls")).lower()
    words = await fetch(database, "select words from call_texts")
    assert lead in words
    assert "a leaking boiler" not in words
    await let_time_pass(database)
    await run_job(resources, job_id)
    assert "a leaking boiler" in await fetch(database, "select words from call_texts")


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
