"""Audio for players: ranges of a call's parts, and how loud they are."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.providers.open import open_storage
from shared.settings.load import load_settings
from tests.api.test_recorded_audio import SOUND, upload
from tests.conftest import ApiFactory
from tests.support.people import Team, sign_up
from tests.support.sounds import bursts
from worker.resources import Resources
from worker.upkeep.housekeeping import delete_expired_audio
from worker.upkeep.peaks import make_requested_peaks


async def peaks(team: Team, recording_id: str, **headers: str) -> httpx.Response:
    return await team.client.get(
        f"/api/recordings/{recording_id}/peaks", headers={**team.headers, **headers}
    )


async def made(team: Team, worker: Resources, recording_id: str) -> dict[str, Any]:
    """The peaks, which a worker makes while the request waits."""
    asking = asyncio.create_task(peaks(team, recording_id))
    while not asking.done() and not await make_requested_peaks(worker):
        await asyncio.sleep(0.02)
    answer = await asking
    # A slow machine takes longer than a player waits.
    if answer.status_code == 202:
        answer = await peaks(team, recording_id)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_peaks_are_made_when_first_asked_for_and_then_stored(
    team: Team, worker: Resources
) -> None:
    created = await upload(team)
    body = await made(team, worker, created["recording_id"])
    assert (body["per_s"], body["duration_s"], len(body["channels"])) == (20, 4.0, 1)
    [channel] = body["channels"]
    assert len(channel) == 80
    assert max(channel[:8]) < 5 < max(channel[12:68])
    assert not await make_requested_peaks(worker)
    again = await peaks(team, created["recording_id"])
    assert again.json() == body
    assert "no-store" not in again.headers["cache-control"]
    known = await peaks(team, created["recording_id"], **{"If-None-Match": again.headers["etag"]})
    assert (known.status_code, known.content) == (304, b"")


async def test_a_player_is_asked_to_come_back_while_no_worker_reads(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.audio.PATIENCE_S", 0.1)
    created = await upload(team)
    answer = await peaks(team, created["recording_id"])
    assert (answer.status_code, answer.json()) == (202, {"status": "pending"})
    assert answer.headers["retry-after"] == "1"


async def test_each_request_is_answered_by_one_worker(
    team: Team, worker: Resources, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.audio.PATIENCE_S", 0.0)
    for _ in range(3):
        await peaks(team, (await upload(team))["recording_id"])
    found = await asyncio.gather(*(make_requested_peaks(worker) for _ in range(5)))
    assert sorted(found) == [False, False, True, True, True]
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from recording_peaks where per_s = 20") == 3


async def test_a_recording_that_cannot_be_read_says_why(
    team: Team, worker: Resources, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.audio.PATIENCE_S", 0.0)
    created = await upload(team)
    key = await _key_of(database, created["recording_id"])
    path = worker.settings.runtime.data_dir / "recordings" / key
    path.write_bytes(b"\0" * 100)
    await peaks(team, created["recording_id"])
    assert await make_requested_peaks(worker)
    answer = await peaks(team, created["recording_id"])
    assert (answer.status_code, answer.json()["code"]) == (404, "no_peaks")


async def test_peaks_go_with_their_audio(
    team: Team, worker: Resources, database: Database, environ: dict[str, str]
) -> None:
    created = await upload(team)
    await made(team, worker, created["recording_id"])
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update calls set created_at = now() - interval '9 days'")
    keeping = load_settings({**environ, "AUDIO_RETENTION_DAYS": "1"})
    await delete_expired_audio(replace(worker, settings=keeping))
    answer = await peaks(team, created["recording_id"])
    assert (answer.status_code, answer.json()["code"]) == (404, "no_audio")
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from recording_peaks") == 0


async def test_a_calls_parts_are_played_in_their_order(team: Team, database: Database) -> None:
    created = await upload(team)
    call_id = created["call_id"]
    # A second leg, as Twilio sends one recording for each.
    other = await upload(team)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update recordings set call_id = $1, offset_s = 7.5 where id = $2",
            call_id,
            other["recording_id"],
        )
    answer = await team.get(f"/api/calls/{call_id}/audio")
    tracks = answer.json()["tracks"]
    assert [(track["recording_id"], track["offset_s"]) for track in tracks] == [
        (created["recording_id"], None), (other["recording_id"], 7.5)
    ]  # fmt: skip
    for track in tracks:
        for path in (track["media_url"], f"/api/calls/{call_id}/media?part={track['part']}"):
            found = await team.client.get(path, headers={**team.headers, "Range": "bytes=44-99"})
            assert (found.status_code, found.content) == (206, SOUND[44:100])
            assert found.headers["content-range"] == f"bytes 44-99/{len(SOUND)}"
            assert found.headers["content-type"] == "audio/wav"
            assert found.headers["content-disposition"].startswith("inline")
            assert found.headers["x-content-type-options"] == "nosniff"
    missing = await team.get(f"/api/calls/{call_id}/media", part=2)
    assert (missing.status_code, missing.json()["code"]) == (404, "no_audio")


async def test_audio_is_its_tenants(team: Team, other_team: Team) -> None:
    created = await upload(team)
    for path in (
        f"/api/calls/{created['call_id']}/audio",
        f"/api/calls/{created['call_id']}/media",
        f"/api/recordings/{created['recording_id']}/peaks",
    ):
        assert (await other_team.get(path)).status_code == 404, path


async def test_a_range_of_a_large_file_in_s3_is_streamed(
    open_api: ApiFactory,
    worker: Resources,
    environ: dict[str, str],
    s3_environ: dict[str, str],
) -> None:
    sound = bursts([(1.0, 200.0)], [(50.0, 400.0)], seconds=500)
    async with open_api(**s3_environ) as client:
        team = await sign_up(client, "s3@example.com", "S3")
        created = (await team.post("/api/recordings", {})).json()
        path = httpx.URL(created["upload_url"]).path
        headers = {**team.headers, "Content-Type": "audio/wav"}
        assert (await client.put(path, content=sound, headers=headers)).status_code == 200
        media = f"/api/recordings/{created['recording_id']}/media"
        middle = len(sound) // 2
        for wanted, expected in (
            (f"bytes={middle}-{middle + 999}", sound[middle : middle + 1000]),
            ("bytes=-500", sound[-500:]),
            (f"bytes={len(sound) - 10}-", sound[-10:]),
        ):
            answer = await client.get(media, headers={**team.headers, "Range": wanted})
            assert (answer.status_code, answer.content) == (206, expected)
        past = await client.get(media, headers={**team.headers, "Range": f"bytes={len(sound)}-"})
        assert (past.status_code, past.json()["code"]) == (416, "range_not_satisfiable")
        tag = answer.headers["etag"]
        same = await client.get(
            media, headers={**team.headers, "Range": "bytes=0-9", "If-Range": tag}
        )
        other = await client.get(
            media, headers={**team.headers, "Range": "bytes=0-9", "If-Range": '"other"'}
        )
        assert (same.status_code, other.status_code, len(other.content)) == (206, 200, len(sound))
        settings = load_settings({**environ, **s3_environ})
        in_s3 = replace(worker, settings=settings, storage=open_storage(settings))
        body = await made(team, in_s3, created["recording_id"])
        assert [len(channel) for channel in body["channels"]] == [10_000, 10_000]


async def _key_of(database: Database, recording_id: str) -> str:
    async with database.connection(ALL_TENANTS) as conn:
        key: str = await conn.fetchval(
            "select audio_key from recordings where id = $1::text::uuid", recording_id
        )
    return key
