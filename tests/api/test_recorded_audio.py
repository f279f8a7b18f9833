"""Recorded audio: had back by its tenant, kept as long as they want, gone afterwards."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.rows import fetch_row
from shared.domain.ids import JobId
from shared.providers.open import open_storage
from shared.settings.load import Settings, load_settings
from tests.conftest import ApiFactory
from tests.support.files import files
from tests.support.people import Team, sign_up
from tests.support.sounds import SPEECH
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.housekeeping import delete_expired_audio
from worker.upkeep.sweeper import sweep_runs

SOUND = SPEECH


async def upload(team: Team, *, media_type: str = "audio/wav") -> dict[str, Any]:
    created: dict[str, Any] = (await team.post("/api/recordings", {})).json()
    path = httpx.URL(created["upload_url"]).path
    headers = {**team.headers, "Content-Type": media_type}
    assert (await team.client.put(path, content=SOUND, headers=headers)).status_code == 200
    return created


async def process(team: Team, worker: Resources) -> dict[str, Any]:
    created = await upload(team)
    started = await team.post(httpx.URL(created["finalize_url"]).path)
    await run_job(worker, JobId(UUID(started.json()["job_id"])))
    return created


async def media(team: Team, created: dict[str, Any]) -> httpx.Response:
    return await team.get(f"/api/recordings/{created['recording_id']}/media")


async def age(database: Database, *, days: int) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update calls set created_at = now() - make_interval(days => $1)", days)


def keeping(worker: Resources, environ: dict[str, str], days: int) -> Resources:
    return replace(worker, settings=load_settings({**environ, "AUDIO_RETENTION_DAYS": str(days)}))


async def test_audio_is_had_back_as_it_was_sent(team: Team) -> None:
    answer = await media(team, await upload(team))
    assert (answer.status_code, answer.content) == (200, SOUND)
    assert (answer.headers["content-type"], answer.headers["content-length"]) == (
        "audio/wav",
        str(len(SOUND)),
    )


async def test_audio_is_never_answered_as_something_to_run(team: Team) -> None:
    answer = await media(team, await upload(team, media_type="text/html"))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment;")


async def test_another_tenants_audio_is_not_found(team: Team, other_team: Team) -> None:
    assert (await media(other_team, await upload(team))).status_code == 404


async def test_audio_that_never_came_is_not_found(team: Team) -> None:
    created = (await team.post("/api/recordings", {})).json()
    answer = await media(team, created)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_a_run_whose_audio_is_gone_says_so(
    team: Team, worker: Resources, settings: Settings
) -> None:
    created = await upload(team)
    started = await team.post(httpx.URL(created["finalize_url"]).path)
    for name in files(settings):
        (settings.runtime.recordings_dir / name).unlink()
    await run_job(worker, JobId(UUID(started.json()["job_id"])))
    recording = (await team.get(f"/api/recordings/{created['recording_id']}")).json()
    assert (recording["status"], recording["error"]) == (
        "error",
        "transcribe: The recording's audio is not there any more.",
    )
    assert (await media(team, created)).status_code == 404


async def test_audio_is_deleted_when_its_tenants_days_are_over_and_the_transcript_stays(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    await team.patch("/api/tenant", {"audio_retention_days": 30})
    created = await process(team, worker)
    await age(database, days=31)
    await delete_expired_audio(worker)
    assert (files(settings), (await media(team, created)).status_code) == ([], 404)
    call = (await team.get(f"/api/calls/{created['call_id']}")).json()
    assert call["transcript"]["turns"]
    assert (call["recordings"][0]["status"], call["recordings"][0]["audio_deleted_at"] is None) == (
        "completed",
        False,
    )
    async with database.connection(ALL_TENANTS) as conn:
        found = await fetch_row(
            conn, "select call_id, data from events where type = 'recording.audio_deleted'"
        )
    assert (str(found["call_id"]), found["data"]) == (
        created["call_id"],
        {"recording_id": created["recording_id"]},
    )


@pytest.mark.parametrize(
    ("own", "of_installation", "kept"),
    [
        (None, None, True),
        (30, None, True),
        (None, 30, True),
        (None, 5, False),
        (30, 5, False),
        (5, 30, False),
    ],
)
async def test_audio_is_kept_for_the_smaller_of_the_tenants_and_the_installations_days(
    team: Team,
    worker: Resources,
    database: Database,
    environ: dict[str, str],
    own: int | None,
    of_installation: int | None,
    kept: bool,
) -> None:
    assert (await team.patch("/api/tenant", {"audio_retention_days": own})).status_code == 200
    created = await process(team, worker)
    await age(database, days=10)
    await delete_expired_audio(
        keeping(worker, environ, of_installation) if of_installation else worker
    )
    assert (await media(team, created)).status_code == (200 if kept else 404)


async def test_audio_of_a_call_that_is_worked_on_stays(
    team: Team, worker: Resources, database: Database, environ: dict[str, str]
) -> None:
    created = await upload(team)
    await team.post(httpx.URL(created["finalize_url"]).path)
    await age(database, days=10)
    await delete_expired_audio(keeping(worker, environ, 1))
    assert (await media(team, created)).status_code == 200


async def test_an_upload_nobody_started_is_deleted_too_and_cannot_be_started(
    team: Team, worker: Resources, database: Database, environ: dict[str, str]
) -> None:
    created = await upload(team)
    await age(database, days=10)
    await delete_expired_audio(keeping(worker, environ, 1))
    assert (await team.post(httpx.URL(created["finalize_url"]).path)).status_code == 409


async def test_workers_at_once_delete_each_audio_once(
    team: Team, worker: Resources, database: Database, environ: dict[str, str]
) -> None:
    for _ in range(5):
        await upload(team)
    await age(database, days=10)
    await asyncio.gather(*(delete_expired_audio(keeping(worker, environ, 1)) for _ in range(4)))
    async with database.connection(ALL_TENANTS) as conn:
        assert (
            await conn.fetchval(
                "select count(*) from events where type = 'recording.audio_deleted'"
            )
            == 5
        )


async def test_audio_of_a_call_that_is_being_deleted_is_left_to_its_deletion(
    team: Team, worker: Resources, database: Database, environ: dict[str, str]
) -> None:
    created = await upload(team)
    await age(database, days=10)
    async with database.transaction(ALL_TENANTS) as deleting:
        await deleting.fetchval("select 1 from calls for update")
        await delete_expired_audio(keeping(worker, environ, 1))
    assert (await media(team, created)).status_code == 200


async def test_recordings_of_the_first_releases_are_read_and_deleted(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    created = await upload(team)
    recording_id, folder = created["recording_id"], settings.runtime.recordings_dir
    (folder / team.tenant_id / f"{recording_id}.wav").rename(folder / f"{recording_id}.audio")
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update recordings set audio_stem = id::text, audio_key = id || '.audio'"
        )
    assert (await media(team, created)).content == SOUND
    await team.delete(f"/api/calls/{created['call_id']}")
    await sweep_runs(worker)
    assert files(settings) == []


class TestInS3:
    @pytest.fixture
    async def s3_team(
        self, open_api: ApiFactory, s3_environ: dict[str, str]
    ) -> AsyncIterator[Team]:
        async with open_api(**s3_environ) as client:
            yield await sign_up(client, "north@example.com", "Northside Plumbing")

    @pytest.fixture
    def s3_worker(
        self, worker: Resources, environ: dict[str, str], s3_environ: dict[str, str]
    ) -> Resources:
        settings = load_settings({**environ, **s3_environ})
        return replace(worker, settings=settings, storage=open_storage(settings))

    async def test_a_recording_goes_the_whole_way_and_touches_no_shared_disk(
        self, s3_team: Team, s3_worker: Resources, settings: Settings
    ) -> None:
        created = await process(s3_team, s3_worker)
        assert (await s3_team.get(f"/api/calls/{created['call_id']}")).json()["status"] == "ready"
        assert (await media(s3_team, created)).content == SOUND
        assert files(settings) == []
        assert list(settings.runtime.fetching_dir.iterdir()) == []

    async def test_a_deleted_call_takes_its_audio_along(
        self, s3_team: Team, s3_worker: Resources
    ) -> None:
        created = await upload(s3_team)
        await s3_team.delete(f"/api/calls/{created['call_id']}")
        await sweep_runs(s3_worker)
        assert [
            stems async for stems in s3_worker.storage.stored(older_than_s=-3600) if stems
        ] == []

    async def test_an_upload_is_refused_while_s3_is_away(
        self, open_api: ApiFactory, s3_environ: dict[str, str]
    ) -> None:
        async with open_api(**s3_environ | {"S3_ENDPOINT_URL": "http://127.0.0.1:1"}) as client:
            team = await sign_up(client, "north@example.com", "Northside Plumbing")
            created = (await team.post("/api/recordings", {})).json()
            path = httpx.URL(created["upload_url"]).path
            answer = await client.put(path, content=SOUND, headers=team.headers)
            ready = (await client.get("/health/ready")).json()
        assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
        assert ready["checks"]["recordings"] == "S3 cannot be reached"


@pytest.mark.parametrize(
    ("wanted", "status", "start", "end"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=10-", 206, 10, None),
        ("bytes=-7", 206, -7, None),
        ("bytes=5-999999999", 206, 5, None),
        ("bytes=0-", 200, 0, None),
        ("bytes=0-1,5-6", 200, 0, None),
        ("bytes=9-5", 200, 0, None),
        ("lines=1-2", 200, 0, None),
    ],
)
async def test_a_player_gets_the_part_that_it_asks_for(
    team: Team, wanted: str, status: int, start: int, end: int | None
) -> None:
    created = await upload(team)
    address = f"/api/recordings/{created['recording_id']}/media"
    answer = await team.client.get(address, headers={**team.headers, "Range": wanted})
    assert (answer.status_code, answer.content) == (status, SOUND[start:end])
    assert answer.headers["accept-ranges"] == "bytes"
    if status == 206:
        first = start % len(SOUND)
        assert (
            answer.headers["content-range"]
            == f"bytes {first}-{first + len(answer.content) - 1}/{len(SOUND)}"
        )


async def test_a_part_past_the_end_is_refused_with_the_length(team: Team) -> None:
    created = await upload(team)
    address = f"/api/recordings/{created['recording_id']}/media"
    answer = await team.client.get(
        address, headers={**team.headers, "Range": f"bytes={len(SOUND)}-"}
    )
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(SOUND)}")


async def test_audio_that_has_not_changed_is_not_sent_again_and_what_changed_is_sent_whole(
    team: Team,
) -> None:
    created = await upload(team)
    address = f"/api/recordings/{created['recording_id']}/media"
    tag = (await media(team, created)).headers["etag"]
    again = await team.client.get(address, headers={**team.headers, "If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    part = await team.client.get(
        address, headers={**team.headers, "Range": "bytes=0-3", "If-Range": tag}
    )
    assert part.status_code == 206
    other = await team.client.get(
        address, headers={**team.headers, "Range": "bytes=0-3", "If-Range": '"old"'}
    )
    assert (other.status_code, other.content) == (200, SOUND)


async def test_audio_is_played_unless_it_is_to_be_saved(team: Team) -> None:
    created = await upload(team)
    address = f"/api/recordings/{created['recording_id']}/media"
    shown, saved = await team.get(address), await team.get(address, download="true")
    assert shown.headers["content-disposition"].startswith("inline")
    assert saved.headers["content-disposition"].startswith("attachment")
    head = await team.client.head(address, headers=team.headers)
    assert (head.status_code, head.headers["content-length"], head.content) == (
        200,
        str(len(SOUND)),
        b"",
    )
