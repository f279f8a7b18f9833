"""The step that fetches: what another attempt need not fetch again, and who is waited for."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.recordings import Recording, get_recording, insert_recording
from shared.db.rows import fetch_row
from shared.domain.ids import CallId, JobId, RecordingId, new_id
from shared.domain.statuses import RecordingStatus
from shared.download.fetcher import RecordingFetcher
from shared.errors import Busy, ProviderUnavailable
from shared.settings.fetching import FetchSettings
from shared.storage.partial_files import open_partial
from tests.fakes.raw_server import RawServer, answer, raw_server
from tests.support.gates import open_door
from tests.worker.conftest import TENANT, AcceptCall
from worker.resources import Resources
from worker.runner import run_job
from worker.steps.fetch_recording import StoredRecording, fetch_recording

AUDIO = b"RIFF" + b"\0" * 5000


@pytest.fixture
async def host() -> AsyncIterator[RawServer]:
    """One that sends the recording once, and then nothing more."""
    async with raw_server() as server:
        server.then(answer(AUDIO, "Content-Type: audio/wav"))
        yield server


@pytest.fixture
async def near(resources: Resources) -> AsyncIterator[Resources]:
    """A worker that may fetch from this machine."""
    settings = resources.settings
    fetch = FetchSettings.model_validate({"FETCH_ALLOW_HTTP": True, "FETCH_ALLOW_PRIVATE": True})
    fetcher = RecordingFetcher(
        fetch, settings.twilio, settings.elevenlabs, open_door(), max_bytes=10**6
    )
    yield replace(resources, fetcher=fetcher)
    await fetcher.close()


@pytest.fixture
async def call(accept_call: AcceptCall) -> tuple[CallId, JobId]:
    return await accept_call()


@pytest.fixture
async def recording(database: Database, call: tuple[CallId, JobId], host: RawServer) -> Recording:
    recording_id = RecordingId(new_id())
    async with database.connection(ALL_TENANTS) as conn:
        await insert_recording(
            conn,
            TENANT,
            recording_id,
            call_id=call[0],
            status=RecordingStatus.PENDING,
            remote_url=host.url,
        )
        return await get_recording(conn, TENANT, recording_id)


async def fetched(
    resources: Resources, recording: Recording, *, waited_s: float = 0
) -> StoredRecording:
    return await fetch_recording(
        recording,
        fetcher=resources.fetcher,
        storage=resources.storage,
        folder=resources.settings.runtime.fetching_dir,
        auth_token=None,
        installation_owned=recording.installation_owned,
        waited_s=waited_s,
        patience_s=60,
    )


def block_storage(resources: Resources) -> Path:
    """Puts a file where the folder of the recordings has to be."""
    in_the_way = resources.settings.runtime.recordings_dir
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    in_the_way.write_text("in the way")
    return in_the_way


async def test_what_the_storage_refused_is_handed_over_without_another_download(
    near: Resources, recording: Recording, host: RawServer
) -> None:
    in_the_way = block_storage(near)
    with pytest.raises(ProviderUnavailable) as caught:
        await fetched(near, recording)
    assert caught.value.retry_after_s == 10
    in_the_way.unlink()
    kept = await fetched(near, recording)
    assert (kept.size_bytes, kept.media_type, len(host.heads)) == (len(AUDIO), "audio/wav", 1)
    assert list(near.settings.runtime.fetching_dir.iterdir()) == []


async def test_a_storage_that_refuses_costs_a_run_time_and_no_attempt(
    near: Resources, recording: Recording, call: tuple[CallId, JobId], database: Database
) -> None:
    block_storage(near)
    await run_job(near, call[1])
    async with database.connection(ALL_TENANTS) as conn:
        job = await fetch_row(
            conn, "select status, attempts, error_code from jobs where id = $1", call[1]
        )
    assert tuple(job) == ("queued", 0, "not_stored")


async def test_another_worker_is_waited_for_however_old_the_run_is(
    near: Resources, recording: Recording
) -> None:
    async with open_partial(near.settings.runtime.fetching_dir / str(recording.id)):
        with pytest.raises(Busy):
            await fetched(near, recording, waited_s=10**6)
