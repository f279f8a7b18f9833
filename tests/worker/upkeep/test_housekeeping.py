"""Housekeeping: leftovers go, and nothing that somebody knows or writes."""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest

from shared.concurrency.tasks import stop
from shared.db.inbound import HeldAudio, hold_inbound
from shared.db.pool import ALL_TENANTS, Database
from shared.db.recordings import held_stem, insert_recording, stem_of
from shared.domain.ids import RecordingId, new_id
from shared.domain.statuses import RecordingStatus
from shared.errors import ProviderUnavailable
from shared.providers.open import open_storage
from shared.settings.load import load_settings
from shared.storage.partial_files import Beginning, open_partial
from tests.shared.storage.recording_storage_suite import EVERYTHING, put, stems_of
from tests.support.processes import until
from tests.worker.conftest import TENANT, AcceptCall
from worker.resources import Resources
from worker.upkeep.housekeeping import (
    delete_expired_audio,
    forget_deleted_tenants,
    remove_leftovers,
    run_housekeeping,
)


def make_old(folder: Path) -> None:
    """As if everything in it had been written two days ago."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (path.stat().st_mtime - 2 * 86_400,) * 2)


@pytest.fixture
async def known(resources: Resources, database: Database, accept_call: AcceptCall) -> str:
    """The stem of a recording that has a row."""
    call_id, _ = await accept_call()
    recording_id = RecordingId(new_id())
    file = await put(resources.storage, stem_of(TENANT, recording_id), b"known")
    async with database.connection(ALL_TENANTS) as conn:
        await insert_recording(
            conn,
            TENANT,
            recording_id,
            call_id=call_id,
            status=RecordingStatus.UPLOADED,
            audio_key=file.key,
        )
    return stem_of(TENANT, recording_id)


async def test_old_files_that_no_row_knows_are_swept(resources: Resources, known: str) -> None:
    storage, held = resources.storage, f"held/{new_id()}"
    await put(storage, f"{TENANT}/{new_id()}", b"orphan")
    await put(storage, f"{TENANT}/AC{'0a' * 16}/RE{'1b' * 16}", b"orphan")
    await put(storage, held, b"held")
    make_old(resources.settings.runtime.recordings_dir)
    fresh = f"{TENANT}/{new_id()}"
    await put(storage, fresh, b"fresh")
    await remove_leftovers(resources)
    assert await stems_of(storage) == sorted([known, held, fresh])


async def test_a_file_whose_commit_never_came_is_swept_once_its_recording_rests(
    resources: Resources, database: Database, known: str
) -> None:
    make_old(resources.settings.runtime.recordings_dir)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update recordings set audio_key = null, status = 'uploading'")
        await remove_leftovers(resources)
        assert await stems_of(resources.storage) == [known]
        await conn.execute("update recordings set updated_at = now() - interval '3 days'")
    await remove_leftovers(resources)
    assert await stems_of(resources.storage) == []


async def hold(database: Database, recording_id: RecordingId) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await hold_inbound(
            conn,
            source="elevenlabs",
            event_type="post_call_audio",
            event_key=str(recording_id),
            agent_external_id="agent_new",
            payload=HeldAudio(recording_id, 5, b"0" * 32).named_in({"data": {}}),
        )


async def test_held_audio_stays_while_its_event_or_its_recording_has_it(
    resources: Resources, database: Database, known: str
) -> None:
    waiting, taken, lost = (RecordingId(new_id()) for _ in range(3))
    for recording_id in (waiting, taken, lost):
        await put(resources.storage, held_stem(recording_id), b"held")
    await hold(database, waiting)
    async with database.connection(ALL_TENANTS) as conn:
        await insert_recording(
            conn,
            TENANT,
            taken,
            call_id=await conn.fetchval("select id from calls"),
            status=RecordingStatus.UPLOADED,
            audio_stem=held_stem(taken),
            audio_key=f"{held_stem(taken)}.wav",
        )
    make_old(resources.settings.runtime.recordings_dir)
    await remove_leftovers(resources)
    assert await stems_of(resources.storage) == sorted(
        [known, held_stem(waiting), held_stem(taken)]
    )
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update recordings set audio_key = null, audio_deleted_at = now()")
    await remove_leftovers(resources)
    assert await stems_of(resources.storage) == [held_stem(waiting)]


async def test_what_lies_in_the_folder_of_an_unknown_tenant_is_left_alone(
    resources: Resources, known: str
) -> None:
    """It is another installation's: this one was given the wrong database, or a bucket
    they share.
    """
    stranger, of_first_release = f"{new_id()}/{new_id()}", str(new_id())
    for stem in (stranger, of_first_release):
        await put(resources.storage, stem, b"x")
    make_old(resources.settings.runtime.recordings_dir)
    await remove_leftovers(resources)
    assert await stems_of(resources.storage) == sorted([known, stranger, of_first_release])


async def test_files_of_the_first_releases_are_swept_where_others_are_known(
    resources: Resources, database: Database, known: str
) -> None:
    orphan, of_first_release = str(new_id()), str(new_id())
    for stem in (orphan, of_first_release):
        await put(resources.storage, stem, b"x")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update recordings set audio_stem = $1", of_first_release)
    make_old(resources.settings.runtime.recordings_dir)
    await remove_leftovers(resources)
    assert of_first_release in await stems_of(resources.storage)
    assert orphan not in await stems_of(resources.storage)


async def test_a_download_nobody_resumes_is_swept_with_its_note(resources: Resources) -> None:
    folder = resources.settings.runtime.fetching_dir
    for name in ("abandoned", "resumed"):
        with pytest.raises(ProviderUnavailable):
            async with open_partial(folder / name) as partial:
                await partial.begin(Beginning("source", '"etag"', 10))
                await partial.write(b"half")
                raise ProviderUnavailable("The host is away.")
    make_old(folder)
    (folder / "whole").write_bytes(b"fetched and not kept")
    make_old(folder)
    async with open_partial(folder / "resumed"):
        await remove_leftovers(resources)
        assert sorted(path.name for path in folder.iterdir()) == [
            "resumed.part",
            "resumed.part.json",
        ]


async def test_audio_that_could_not_be_deleted_is_swept(
    resources: Resources, database: Database, known: str, environ: dict[str, str]
) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update jobs set status = 'succeeded', finished_at = now(), lease_until = null"
        )
        await conn.execute("update calls set created_at = now() - interval '10 days'")
    settings = load_settings({**environ, "AUDIO_RETENTION_DAYS": "1"})
    in_the_way = settings.runtime.recordings_dir / f"{known}.aac"
    in_the_way.mkdir()
    await delete_expired_audio(replace(resources, settings=settings))
    assert await stems_of(resources.storage) == [known]
    in_the_way.rmdir()
    make_old(resources.settings.runtime.recordings_dir)
    await remove_leftovers(resources)
    assert await stems_of(resources.storage) == []


async def test_what_no_row_knows_is_swept_from_a_bucket(
    resources: Resources, known: str, environ: dict[str, str], s3_environ: dict[str, str]
) -> None:
    settings = load_settings({**environ, **s3_environ})
    in_s3 = replace(resources, settings=settings, storage=open_storage(settings))
    for stem in (known, f"{TENANT}/{new_id()}"):
        await put(in_s3.storage, stem, b"x")
    await remove_leftovers(in_s3)
    assert len(await stems_of(in_s3.storage)) == 2
    await remove_leftovers(in_s3, older_than_s=EVERYTHING)
    assert await stems_of(in_s3.storage) == [known]


async def test_one_chore_that_fails_does_not_keep_the_others_from_being_done(
    resources: Resources, owner_database: Database, known: str
) -> None:
    await put(resources.storage, f"{TENANT}/{new_id()}", b"orphan")
    make_old(resources.settings.runtime.recordings_dir)
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("alter table inbound_events rename column received_at to mislaid")

    async def swept() -> bool:
        return await stems_of(resources.storage) == [known]

    keeping = asyncio.create_task(run_housekeeping(resources))
    await until(swept)
    assert not keeping.done()
    await stop(keeping)


async def test_paid_answers_that_nobody_came_back_for_are_dropped(
    resources: Resources, database: Database, accept_call: AcceptCall
) -> None:
    call_id, _ = await accept_call()

    async def days_old() -> list[int]:
        async with database.connection(ALL_TENANTS) as conn:
            rows = await conn.fetch(
                "select extract(day from now() - created_at)::int as days from paid_answers"
            )
        return [row["days"] for row in rows]

    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            insert into paid_answers (tenant_id, call_id, step, request_hash, answer, created_at)
            select
                $1, $2, 'summarize', sha256(days::text::bytea), '',
                now() - make_interval(days => days)
            from unnest(array[2, 9]) as days
            """,
            TENANT,
            call_id,
        )
    keeping = asyncio.create_task(run_housekeeping(resources))
    await until(days_old, lambda days: days == [2])
    await stop(keeping)


async def test_the_ledger_of_deletions_forgets_a_tenant_after_its_days(
    resources: Resources, database: Database
) -> None:
    """With its calls and senders; not one of which something is left, and no other tenant's."""
    days = resources.settings.storage.erasure_ledger_days
    ledger = {
        name: new_id() for name in ("old", "young", "tenant is open", "call is open", "living")
    }
    async with database.connection(ALL_TENANTS) as conn:
        for name, tenant_id in ledger.items():
            if name != "living":
                await conn.execute(
                    """
                    insert into erased_tenants (tenant_id, deleted_at, erased_at)
                    values (
                        $1, now() - interval '9 years',
                        case when $3 then null else now() - make_interval(days => $2) end
                    )
                    """,
                    tenant_id,
                    days - 1 if name == "young" else days + 1,
                    name == "tenant is open",
                )
                await conn.execute(
                    "insert into erased_senders values ('elevenlabs', $2, $1)", tenant_id, name
                )
            await conn.execute(
                """
                insert into erasures (
                    id, tenant_id, call_id, source, external_id, recording_ids, chunk_ids, erased_at
                )
                values (
                    gen_random_uuid(), $1, gen_random_uuid(), 'elevenlabs', $2, '{}', '{}',
                    case when $2 <> 'call is open' then now() - interval '9 years' end
                )
                """,
                tenant_id,
                name,
            )
    await forget_deleted_tenants(resources)
    async with database.connection(ALL_TENANTS) as conn:
        left = {
            table: {row["tenant_id"] for row in await conn.fetch(f"select tenant_id from {table}")}
            for table in ("erased_tenants", "erased_senders", "erasures")
        }
    stays = {tenant_id for name, tenant_id in ledger.items() if name != "old"}
    assert left["erasures"] == stays
    assert left["erased_tenants"] == left["erased_senders"] == stays - {ledger["living"]}
