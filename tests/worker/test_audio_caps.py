"""The operator's cap on minutes of audio: enforced before anything is sent, and counted once."""

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from rich.console import Console

from cli.tenant_limits import print_tenants, set_limits
from shared.db.calls import upsert_call
from shared.db.caps import Caps, get_caps, set_caps
from shared.db.jobs.steps import list_steps
from shared.db.pool import ALL_TENANTS, Database
from shared.db.recordings import insert_recording, stem_of
from shared.db.tenants import insert_tenant
from shared.db.transcribed_audio import count_audio, get_audio_use
from shared.domain.ids import CallId, JobId, RecordingId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import RecordingStatus, Source, StepStatus
from shared.domain.steps import Step
from shared.errors import BudgetSpent, ProviderTimeout
from shared.intake.runs import start_run
from shared.settings.load import Settings
from tests.support.providers import Script
from tests.support.sounds import bursts
from worker.resources import Resources
from worker.runner import run_job

TENANT = TenantId(new_id())
# Speech of one minute.
MINUTE = bursts([(1, 61)], seconds=62)


@pytest.fixture
async def tenant(database: Database) -> TenantId:
    async with database.connection(ALL_TENANTS) as conn:
        await insert_tenant(conn, TENANT, "Northside", "UTC")
    return TENANT


async def upload(worker: Resources, audio: bytes = MINUTE) -> JobId:
    async def whole() -> AsyncIterator[bytes]:
        yield audio

    recording_id = RecordingId(new_id())
    stored = await worker.storage.write(
        stem_of(TENANT, recording_id), whole(), media_type="audio/wav", max_bytes=2**30
    )
    call = IncomingCall(Source.UPLOAD, "upload", str(recording_id), str(recording_id))
    async with worker.database.transaction(ALL_TENANTS) as conn:
        call_id: CallId = await upsert_call(conn, TENANT, None, call)
        await insert_recording(
            conn,
            TENANT,
            recording_id,
            call_id=call_id,
            status=RecordingStatus.UPLOADED,
            audio_key=stored.key,
        )
        job_id, _ = await start_run(conn, TENANT, call_id)
    return job_id


async def cap(database: Database, **caps: int) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await set_caps(conn, TENANT, replace(Caps(), **caps))


async def minutes(database: Database) -> float:
    async with database.connection(ALL_TENANTS) as conn:
        return round((await get_audio_use(conn, TENANT)).day_minutes, 1)


@pytest.mark.parametrize("period", ["day", "month"])
async def test_a_call_above_the_cap_is_not_sent_and_says_what_to_do(
    tenant: TenantId, worker: Resources, database: Database, script: Script, period: str
) -> None:
    await cap(database, **{f"{period}_minutes": 1})
    await run_job(worker, await upload(worker, bursts([(1, 31)], seconds=32)))
    assert await minutes(database) == 0.5
    sent = script.calls["transcribe"]
    refused = await upload(worker)
    await run_job(worker, refused)
    async with database.connection(ALL_TENANTS) as conn:
        step = (await list_steps(conn, tenant, refused))[Step.TRANSCRIBE]
    assert (step.status, step.error_code) == (StepStatus.FAILED, "minutes_spent")
    assert f"cap of 1 minutes of audio for this {period} has 0.5 minutes left" in str(step.error)
    assert f"aftercall tenants limit --{period}-minutes" in str(step.error)
    assert (script.calls["transcribe"], await minutes(database)) == (sent, 0.5)


async def test_a_repeated_attempt_is_counted_once(
    tenant: TenantId, worker: Resources, database: Database, script: Script
) -> None:
    await cap(database, day_minutes=1)
    script.fail["transcribe"] = [ProviderTimeout("slow")]
    job_id = await upload(worker, bursts([(1, 31)], seconds=32))
    await run_job(worker, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set not_before = now()")
    await run_job(worker, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        step = (await list_steps(conn, tenant, job_id))[Step.TRANSCRIBE]
    assert (step.status, await minutes(database)) == (StepStatus.DONE, 0.5)


async def test_two_calls_never_share_the_last_minute(
    tenant: TenantId, worker: Resources, database: Database
) -> None:
    await cap(database, day_minutes=1)
    for _ in range(8):
        await upload(worker)
    async with database.connection(ALL_TENANTS) as conn:
        recordings = await conn.fetch("select id from recordings")

    async def count(recording_id: RecordingId) -> bool:
        try:
            async with database.transaction(ALL_TENANTS) as conn:
                await count_audio(conn, tenant, recording_id, question=b"q", seconds=40)
        except BudgetSpent:
            return False
        return True

    allowed = await asyncio.gather(*(count(RecordingId(row["id"])) for row in recordings))
    assert (sum(allowed), await minutes(database)) == (1, 0.7)


async def test_days_before_count_for_the_month_only(tenant: TenantId, database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            insert into transcribed_audio (tenant_id, day, seconds)
            select $1, date_trunc('month', now() at time zone 'UTC')::date + each, 60
            from unnest(array[-1, 0]) as each
            """,
            tenant,
        )
        used = await get_audio_use(conn, tenant)
    assert used.month_minutes == 1.0
    assert used.day_minutes in (0.0, 1.0)


async def test_the_command_sets_and_removes_the_caps(
    tenant: TenantId, settings: Settings, database: Database
) -> None:
    out = io.StringIO()
    console = Console(file=out, width=200)
    await set_limits(settings, console, "Northside", day_minutes=90, month_minutes=2000)
    await set_limits(settings, console, "Northside", month_minutes=-1)
    await print_tenants(settings, console)
    assert "Minutes a day: 90. Minutes a month: no limit." in out.getvalue()
    async with database.connection(ALL_TENANTS) as conn:
        assert await get_caps(conn, tenant) == Caps(day_minutes=90)
