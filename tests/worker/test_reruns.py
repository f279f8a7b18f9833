"""A run that was opened again: what changed is made anew, once, and nothing else."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.db.callbacks import Callback, find_callback
from shared.db.calls import lock_call
from shared.db.jobs import claims
from shared.db.jobs.claims import fenced
from shared.db.jobs.jobs import get_job
from shared.db.pool import ALL_TENANTS, Database
from shared.db.recordings import insert_recording
from shared.db.transcripts import find_current, insert_edited
from shared.db.vectors import PgVectorIndex
from shared.domain.ids import CallId, ChunkId, JobId, RecordingId, TenantId, new_id
from shared.domain.statuses import (
    BookingState,
    CallbackStatus,
    JobKind,
    JobStatus,
    RecordingStatus,
)
from shared.domain.steps import MADE_OF_TRANSCRIPT, Step
from shared.domain.stored_texts import BookingReason
from shared.domain.transcript import Speaker, Turn
from shared.errors import BookingUnknown, LeaseLost, ProviderRejected, ProviderUnavailable
from shared.intake.runs import start_again, start_fetch
from shared.local.scheduler import LocalScheduler
from tests.support.providers import Script
from tests.support.runs import fetch, let_time_pass
from tests.worker.conftest import TENANT, AcceptCall
from worker.resources import Resources
from worker.runner import run_job

ASKS = "Can someone call me back tomorrow at three p m?"
ASKS_LATER = "Can someone call me back in two days at five p m?"
ASKS_VAGUELY = "Can someone call me back monday or tuesday at three p m?"
SETTLED = "Thanks, that was all."

THREE = datetime(2026, 11, 19, 20, 0, tzinfo=UTC)
FIVE = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)

Edit = Callable[..., Awaitable[None]]


@pytest.fixture
def edit(database: Database) -> Edit:
    """The call's transcript now says this, as the API would store it; nothing is run yet."""

    async def edit(call_id: CallId, *texts: str) -> None:
        turns = tuple(
            Turn(Speaker.CUSTOMER, text, 6.0 * position) for position, text in enumerate(texts)
        )
        async with database.transaction(ALL_TENANTS) as conn:
            await lock_call(conn, TENANT, call_id)
            current = await find_current(conn, TENANT, call_id)
            assert current
            await start_again(conn, TENANT, call_id, MADE_OF_TRANSCRIPT)
            await insert_edited(
                conn, TENANT, call_id, replace(current.transcript, turns=turns), same_times=False
            )

    return edit


@pytest.fixture
def rerun(resources: Resources, database: Database, edit: Edit) -> Edit:
    """The call after it was edited and its run walked again."""

    async def rerun(call_id: CallId, *texts: str) -> None:
        await edit(call_id, *texts)
        await run_job(
            resources, await fetch(database, "select id from jobs where kind = 'process_call'")
        )

    return rerun


async def callback_of(database: Database, call_id: CallId) -> Callback:
    async with database.connection(ALL_TENANTS) as conn:
        callback = await find_callback(conn, TENANT, call_id)
    assert callback
    return callback


async def status_of(database: Database, job_id: JobId) -> JobStatus:
    async with database.connection(ALL_TENANTS) as conn:
        return (await get_job(conn, TENANT, job_id)).status


async def embedded(database: Database) -> int:
    """How many chunks of the transcript the last run paid for."""
    return int(
        await fetch(
            database,
            "select (meta ->> 'embedded')::int from job_steps where step = 'index_transcript'",
        )
    )


async def test_only_chunks_whose_text_changed_are_embedded_again(
    resources: Resources, database: Database, accept_call: AcceptCall, rerun: Edit
) -> None:
    texts = [f"{number}. {'and so on ' * 150}" for number in range(6)]
    call_id, job_id = await accept_call(turns=tuple(("user", text) for text in texts))
    await run_job(resources, job_id)
    chunks = await fetch(database, "select count(*) from chunks where source = 'transcript'")
    assert await embedded(database) == chunks == 6
    await rerun(call_id, *texts[:4], "Something else. " + "and so on " * 150, texts[5])
    assert await embedded(database) == 1
    assert (
        await fetch(
            database,
            """
            select count(*)
            from chunks
            left join chunk_vectors on chunk_id = id
            where chunk_id is null or indexed_at is null
            """,
        )
        == 0
    )
    assert await fetch(
        database, "select text like '%Something else.%' from chunks where position = 4"
    )


async def test_chunks_of_a_longer_text_before_are_removed(
    resources: Resources, database: Database, accept_call: AcceptCall, rerun: Edit
) -> None:
    texts = [f"{number}. {'and so on ' * 150}" for number in range(6)]
    call_id, job_id = await accept_call(turns=tuple(("user", text) for text in texts))
    await run_job(resources, job_id)
    await rerun(call_id, *texts[:2])
    assert await fetch(database, "select count(*) from chunks where source = 'transcript'") == 2
    assert await fetch(database, "select count(*) from chunks where source <> 'transcript'") == 2
    assert await embedded(database) == 0


class WatchedIndex(PgVectorIndex):
    """Fails at the first deletion, after doing it: as when a worker dies there."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.deleted: list[list[ChunkId]] = []

    async def delete(self, tenant_id: TenantId, ids: Sequence[ChunkId]) -> None:
        await super().delete(tenant_id, ids)
        self.deleted.append(list(ids))
        if len(self.deleted) == 1:
            raise ProviderUnavailable("The answer was lost.")


async def test_a_surplus_chunk_keeps_its_row_until_its_vector_is_certainly_gone(
    resources: Resources, database: Database, accept_call: AcceptCall, edit: Edit
) -> None:
    index = WatchedIndex(database)
    resources = replace(resources, providers=replace(resources.providers, vector_index=index))
    texts = [f"{number}. {'and so on ' * 150}" for number in range(3)]
    call_id, job_id = await accept_call(turns=tuple(("user", text) for text in texts))
    await run_job(resources, job_id)
    await edit(call_id, *texts[:1])
    await run_job(resources, job_id)
    assert await fetch(database, "select count(*) from chunks where source = 'transcript'") == 3
    await let_time_pass(database)
    await run_job(resources, job_id)
    assert await fetch(database, "select count(*) from chunks where source = 'transcript'") == 1
    assert index.deleted[0] == index.deleted[1]


async def test_a_kill_in_the_middle_of_a_rerun_doubles_nothing(
    resources: Resources,
    another_worker: Resources,
    database: Database,
    accept_call: AcceptCall,
    edit: Edit,
    script: Script,
) -> None:
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    await edit(call_id, "My boiler leaks.", ASKS)
    entered = script.hold("summarize")
    running = asyncio.create_task(run_job(resources, job_id))
    await entered.wait()
    await let_time_pass(database)
    held = script.block.pop("summarize")
    await run_job(another_worker, job_id)
    held.set()
    await running
    assert await status_of(database, job_id) is JobStatus.SUCCEEDED
    versions = "select array_agg(version order by version) from {table} where {which}"
    for kind in ("summary", "callback", "lead"):
        assert await fetch(
            database, versions.format(table="insights", which=f"kind = '{kind}'")
        ) == [1, 2]
    assert await fetch(database, versions.format(table="documents", which="true")) == [1, 2]
    assert await fetch(database, "select count(*) from chunks") == 3
    assert len(script.bookings) == 1


async def test_a_worker_from_before_the_edit_can_write_nothing(
    resources: Resources, database: Database, accept_call: AcceptCall, edit: Edit
) -> None:
    call_id, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        claim = await claims.claim(conn, job_id, worker="zombie", lease_s=5)
    assert claim
    await let_time_pass(database)
    await run_job(resources, job_id)
    await edit(call_id, SETTLED)
    with pytest.raises(LeaseLost):
        async with fenced(database, claim) as conn:
            await conn.execute("update calls set title = 'zombie' where id = $1", call_id)


async def test_an_old_call_that_is_run_again_has_all_the_time_a_new_one_has(
    resources: Resources, database: Database, accept_call: AcceptCall, edit: Edit, script: Script
) -> None:
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set created_at = now() - interval '30 days'")
    await edit(call_id, SETTLED)
    script.fail["summarize"] = [ProviderUnavailable("The vendor is away.")]
    await run_job(resources, job_id)
    assert await status_of(database, job_id) is JobStatus.QUEUED


async def test_a_callback_that_is_not_asked_for_any_more_is_cancelled_and_can_be_wanted_again(
    resources: Resources, database: Database, accept_call: AcceptCall, rerun: Edit, script: Script
) -> None:
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    await rerun(call_id, SETTLED)
    callback = await callback_of(database, call_id)
    assert callback.status is CallbackStatus.CANCELLED
    assert (
        callback.booking_error
        == "The calendar still has it at 2026-11-19 15:00 (America/New_York)."
    )
    await rerun(call_id, ASKS)
    callback = await callback_of(database, call_id)
    assert (callback.status, callback.due_at, callback.booking_error) == ("scheduled", THREE, None)
    assert len(script.bookings) == 1


async def test_a_callback_that_may_be_booked_is_looked_up_at_its_old_time_when_withdrawn(
    resources: Resources, database: Database, accept_call: AcceptCall, edit: Edit, script: Script
) -> None:
    work = resources.settings.work.model_copy(update={"outage_patience_s": 0})
    resources = replace(resources, settings=resources.settings.model_copy(update={"work": work}))
    script.fail["book"] = [BookingUnknown("It may be booked.")]
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    await edit(call_id, SETTLED)
    await run_job(resources, job_id)
    callback = await callback_of(database, call_id)
    assert (callback.status, callback.booking_state) == (
        CallbackStatus.CANCELLED,
        BookingState.UNKNOWN,
    )
    assert callback.booking_error == BookingReason.MAY_HAVE_IT
    await edit(call_id, ASKS_LATER)
    await run_job(resources, job_id)
    (sent,) = script.bookings
    assert (sent.due_at, sent.tried_at) == (FIVE, THREE)
    assert (await callback_of(database, call_id)).booking_state is BookingState.BOOKED


async def test_a_time_that_changed_after_it_was_booked_outside_says_where_the_calendar_has_it(
    resources: Resources, database: Database, accept_call: AcceptCall, rerun: Edit, script: Script
) -> None:
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    # The second of these edits must still know the time of the booking, not that of the first.
    for asks, due_at in ((ASKS_LATER, FIVE), (ASKS_VAGUELY, None)):
        await rerun(call_id, asks)
        callback = await callback_of(database, call_id)
        assert (callback.due_at, callback.booked_for, callback.provider) == (
            due_at,
            THREE,
            "scripted",
        )
        assert callback.booking_error
        assert "2026-11-19 15:00 (America/New_York)" in callback.booking_error
    await rerun(call_id, ASKS)
    callback = await callback_of(database, call_id)
    assert (callback.due_at, callback.booking_error) == (THREE, None)
    assert (script.calls["book"], len(script.bookings)) == (1, 1)


async def test_a_callback_kept_here_only_moves(
    resources: Resources, database: Database, accept_call: AcceptCall, edit: Edit
) -> None:
    resources = replace(
        resources, providers=replace(resources.providers, scheduler=LocalScheduler())
    )
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    await edit(call_id, ASKS_LATER)
    await run_job(resources, job_id)
    callback = await callback_of(database, call_id)
    assert (callback.due_at, callback.booked_for, callback.booking_error) == (FIVE, FIVE, None)


@pytest.mark.parametrize("status", [CallbackStatus.DONE, CallbackStatus.CANCELLED])
@pytest.mark.parametrize("says", [SETTLED, ASKS_LATER])
async def test_a_callback_that_a_person_settled_is_never_touched(
    resources: Resources,
    database: Database,
    accept_call: AcceptCall,
    rerun: Edit,
    script: Script,
    status: CallbackStatus,
    says: str,
) -> None:
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update callbacks set status = $1", status)
    before = await callback_of(database, call_id)
    await rerun(call_id, says)
    assert await callback_of(database, call_id) == before
    assert script.calls["book"] == 1


async def test_a_callback_that_is_settled_while_it_is_scheduled_anew_stays_settled(
    resources: Resources, database: Database, accept_call: AcceptCall, edit: Edit, script: Script
) -> None:
    call_id, job_id = await accept_call(turns=(("user", SETTLED),))
    await run_job(resources, job_id)
    await edit(call_id, ASKS_VAGUELY)
    await run_job(resources, job_id)
    await edit(call_id, ASKS)
    entered = script.hold("book")
    running = asyncio.create_task(run_job(resources, job_id))
    await entered.wait()
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update callbacks set status = 'done'")
    script.block["book"].set()
    await running
    callback = await callback_of(database, call_id)
    assert (callback.status, callback.reference) == (CallbackStatus.DONE, None)


@pytest.mark.parametrize("given", [None, "Named by its sender"])
async def test_a_title_that_a_summary_gave_follows_the_newest_one(
    resources: Resources, database: Database, accept_call: AcceptCall, edit: Edit, given: str | None
) -> None:
    call_id, job_id = await accept_call(analysis={"call_summary_title": given})
    await run_job(resources, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        changed = (
            "update insights set value = jsonb_set(value, '{title}', '\"Before\"') where kind ="
            " 'summary'"
        )
        await conn.execute(changed)
        await conn.execute("update calls set title = 'Before' where title = 'A leaking boiler'")
    await edit(call_id, SETTLED)
    await run_job(resources, job_id)
    assert await fetch(database, "select title from calls") == (given or "A leaking boiler")


async def test_a_recording_that_arrives_while_a_rerun_waits_gets_a_run_of_its_own(
    resources: Resources, database: Database, accept_call: AcceptCall, edit: Edit
) -> None:
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    await edit(call_id, SETTLED)
    async with database.transaction(ALL_TENANTS) as conn:
        fetching, _ = await start_fetch(conn, TENANT, call_id)
        assert (await get_job(conn, TENANT, fetching)).kind is JobKind.ATTACH_RECORDING


async def test_a_rerun_that_fails_leaves_alone_a_recording_that_another_run_fetches(
    resources: Resources, database: Database, accept_call: AcceptCall, rerun: Edit, script: Script
) -> None:
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    async with database.transaction(ALL_TENANTS) as conn:
        recording_id = RecordingId(new_id())
        url = "https://example.com/call.mp3"
        await insert_recording(
            conn,
            TENANT,
            recording_id,
            call_id=call_id,
            status=RecordingStatus.PENDING,
            remote_url=url,
        )
        await start_fetch(conn, TENANT, call_id)
    script.fail["summarize"] = [ProviderRejected("The model refused.", reason="refused")]
    await rerun(call_id, SETTLED)
    assert await fetch(database, "select status from calls") == "partial"
    assert await fetch(database, "select status from recordings") == "pending"


async def test_listening_is_not_done_again(
    resources: Resources, database: Database, accept_call: AcceptCall, rerun: Edit, script: Script
) -> None:
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    before = await fetch(
        database, "select finished_at from job_steps where step = $1", Step.TRANSCRIBE
    )
    await rerun(call_id, SETTLED)
    assert (
        await fetch(database, "select finished_at from job_steps where step = $1", Step.TRANSCRIBE)
        == before
    )
    assert script.calls["transcribe"] == 0
