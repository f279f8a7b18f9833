"""A small recording sent with the wish to wait for what becomes of it."""

import asyncio
from itertools import count
from uuid import UUID

import httpx

from api.routes.processing import DIRECT_WAITING
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from tests.api.conftest import ServeFactory
from tests.support.people import Team, sign_up
from tests.support.processes import until
from tests.support.sounds import SPEECH
from worker.resources import Resources
from worker.runner import run_job


async def send_directly(team: Team, audio: bytes = SPEECH) -> httpx.Response:
    headers = {**team.headers, "Content-Type": "audio/wav"}
    return await team.client.post("/api/process-direct", content=audio, headers=headers, timeout=60)


async def jobs(database: Database) -> list[UUID]:
    """The newest first."""
    async with database.connection(ALL_TENANTS) as conn:
        return [
            row["id"] for row in await conn.fetch("select id from jobs order by created_at desc")
        ]


async def test_the_answer_is_the_call(team: Team, worker: Resources, database: Database) -> None:
    sent = asyncio.create_task(send_directly(team))
    (job_id,) = await until(lambda: jobs(database))
    await run_job(worker, JobId(job_id))
    answer = await sent
    assert answer.status_code == 200, answer.text
    assert (answer.json()["status"], answer.json()["recordings"][0]["status"]) == (
        "ready",
        "completed",
    )
    assert "call me back" in answer.json()["transcript"]["turns"][0]["text"]


async def test_who_would_be_one_too_many_is_not_kept_waiting(team: Team) -> None:
    sent = [asyncio.create_task(send_directly(team)) for _ in range(DIRECT_WAITING + 1)]
    done, waiting = await asyncio.wait(sent, return_when=asyncio.FIRST_COMPLETED)
    (answer,) = [task.result() for task in done]
    assert (answer.status_code, answer.headers["location"]) == (202, answer.json()["status_url"])
    assert len(waiting) == DIRECT_WAITING
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)


async def test_who_leaves_loses_nothing_and_makes_room(
    serve_api: ServeFactory, worker: Resources, database: Database
) -> None:
    async with serve_api() as client:
        team = await sign_up(client, "north@example.com", "Northside")
        leaving = [asyncio.create_task(send_directly(team)) for _ in range(DIRECT_WAITING)]
        left = await until(lambda: jobs(database), lambda found: len(found) == DIRECT_WAITING)
        for task in leaving:
            task.cancel()
        await asyncio.wait(leaving)
        await run_job(worker, JobId(left[0]))
        calls = (await team.get("/api/calls", status="ready")).json()["calls"]
        assert len(calls) == 1

        async def processed() -> int:
            before = len(await jobs(database))
            sent = asyncio.create_task(send_directly(team))
            found = await until(lambda: jobs(database), lambda found: len(found) > before)
            await run_job(worker, JobId(found[0]))
            return (await sent).status_code

        await until(processed, lambda status: status == 200)


async def test_the_fields_that_programs_of_the_first_description_read_are_there(
    team: Team, worker: Resources
) -> None:
    created = (await team.post("/api/recordings", {"title": "Test Recording"})).json()
    path = httpx.URL(created["upload_url"]).path
    await team.client.put(
        path, content=SPEECH, headers={**team.headers, "Content-Type": "audio/wav"}
    )
    result = (
        await team.post("/api/process-recording", {"recording_id": created["recording_id"]})
    ).json()
    assert result["jobId"] == result["job_id"]
    await run_job(worker, JobId(UUID(result["jobId"])))
    status = (await team.get(f"/api/recording/{created['recording_id']}/status")).json()
    assert status["status"] == {"status": "completed", "progress": 100, "error": None}
    assert status["progress"] == 100


async def test_a_priority_is_a_lane(team: Team) -> None:
    numbers = count(1)

    def recording(**said: str) -> dict[str, str]:
        return {"recording_url": f"https://example.com/{next(numbers)}.mp3", **said}

    for said in ("high", "normal", "low"):
        await team.post("/api/process-recording", recording(priority=said))
    kinds = [
        recording(),
        recording(priority="normal"),
        recording(priority="high"),
        recording(lane="live"),
    ]
    await team.post("/api/batch-process", {"recordings": kinds})
    await team.post("/api/batch-process", {"recordings": [recording()], "priority": "high"})
    found = (await team.get("/api/jobs")).json()["jobs"]
    lanes = [job["lane"] for job in reversed(found)]
    assert lanes == ["live", "live", "backfill", "backfill", "backfill", "live", "live", "live"]
    for wrong in ({"priority": "urgent"}, {"priority": "low", "lane": "live"}):
        assert (await team.post("/api/process-recording", recording(**wrong))).status_code == 422


async def test_a_direct_recording_over_the_limit_is_sent_elsewhere(team: Team) -> None:
    answer = await send_directly(team, b"x" * (19 * 2**20))
    assert answer.status_code == 413
    assert "/api/process-recording" in answer.json()["detail"]
