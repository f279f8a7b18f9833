"""What people do to runs: cancel them, try them again, take them off the list."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from shared.db.jobs.claims import claim, fenced
from shared.db.jobs.jobs import execute_writes, run_finished
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from shared.domain.statuses import JobStatus
from shared.errors import ProviderRejected, ProviderUnavailable, Unavailable
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team
from tests.support.providers import Script
from tests.support.sounds import SPEECH
from worker.resources import Resources
from worker.runner import run_job

REFUSED = ProviderRejected("The model refused.", reason="refused")


async def accept(team: Team, conversation_id: str = "conv_1", **changes: Any) -> str:
    payload = transcription(team.agent_id, conversation_id, **changes)
    answer = await send(team.client, payload, secret=ELEVENLABS_SECRET)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["job_id"])


async def walk(worker: Resources, job_id: str) -> None:
    await run_job(worker, JobId(UUID(job_id)))


async def failed(team: Team, worker: Resources, script: Script) -> str:
    script.fail["summarize"] = [REFUSED]
    job_id = await accept(team)
    await walk(worker, job_id)
    return job_id


async def job_of(team: Team, job_id: str) -> dict[str, Any]:
    job: dict[str, Any] = (await team.get(f"/api/job/{job_id}/status")).json()
    return job


async def call_of(team: Team, job_id: str) -> dict[str, Any]:
    call: dict[str, Any] = (
        await team.get(f"/api/calls/{(await job_of(team, job_id))['call_id']}")
    ).json()
    return call


def steps(job: dict[str, Any]) -> dict[str, str]:
    return {step["step"]: step["status"] for step in job["steps"]}


async def test_a_run_that_waits_is_cancelled_and_never_walked(
    team: Team, worker: Resources, script: Script
) -> None:
    job_id = await accept(team)
    answer = await team.post(f"/api/job/{job_id}/cancel")
    assert (answer.status_code, answer.json()["status"], answer.json()["error_code"]) == (
        200,
        "cancelled",
        "cancelled",
    )
    await walk(worker, job_id)
    assert not script.calls
    assert (await call_of(team, job_id))["status"] == "partial"


async def test_cancelling_stops_the_work_and_leaves_what_is_done(
    team: Team, worker: Resources, script: Script
) -> None:
    entered = script.hold("write_document")
    job_id = await accept(team)
    walking = asyncio.create_task(walk(worker, job_id))
    await entered.wait()
    async with asyncio.timeout(20):
        while steps(await job_of(team, job_id))["index_summary"] != "done":
            await asyncio.sleep(0.02)
    cancelled = await team.post(f"/api/job/{job_id}/cancel")
    await walking
    script.block["write_document"].set()
    job = await job_of(team, job_id)
    assert job == cancelled.json()
    assert steps(job)["summarize"] == "done"
    assert steps(job)["write_document"] == steps(job)["index_document"] == "skipped"
    call = await call_of(team, job_id)
    assert (call["status"], call["document"], call["summary"]["value"]["title"]) == (
        "partial",
        None,
        "A leaking boiler",
    )


@pytest.mark.parametrize("ends", ["cancel", "delete"])
async def test_ending_a_run_does_not_wait_for_a_worker_that_stands_still(
    team: Team, database: Database, ends: str
) -> None:
    """Its transaction holds the rows, and is ended as a crash would end it."""
    job_id = await accept(team)
    call_id = (await job_of(team, job_id))["call_id"]
    async with database.connection(ALL_TENANTS) as conn:
        claimed = await claim(conn, JobId(UUID(job_id)), worker="still", lease_s=60)
    assert claimed
    with pytest.raises(Unavailable):
        async with fenced(database, claimed) as conn:
            # Or PostgreSQL itself would end it after ten seconds.
            await conn.execute("set local idle_in_transaction_session_timeout = 0")
            await execute_writes(conn, claimed, run_finished(JobStatus.SUCCEEDED))
            if ends == "cancel":
                answer = await team.post(f"/api/job/{job_id}/cancel")
                assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
            else:
                assert (await team.delete(f"/api/calls/{call_id}")).status_code == 204
    assert (await team.get(f"/api/job/{job_id}/status")).json().get("status") in ("cancelled", 404)


async def test_cancelling_twice_is_harmless_and_too_late_is_a_conflict(
    team: Team, worker: Resources
) -> None:
    first, second = await accept(team), await accept(team, "conv_2")
    answers = [await team.post(f"/api/job/{first}/cancel") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    await walk(worker, second)
    answer = await team.post(f"/api/job/{second}/cancel")
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "The run is over (succeeded); there is nothing to cancel.",
    )


async def test_a_cancelled_run_is_finished_by_a_retry(
    team: Team, worker: Resources, script: Script
) -> None:
    job_id = await accept(team)
    await team.post(f"/api/job/{job_id}/cancel")
    assert (await team.post(f"/api/job/{job_id}/retry")).status_code == 202
    await walk(worker, job_id)
    assert (await job_of(team, job_id))["status"] == "succeeded"
    assert (await call_of(team, job_id))["status"] == "ready"


async def test_a_retry_does_only_what_failed(team: Team, worker: Resources, script: Script) -> None:
    job_id = await failed(team, worker, script)
    asked = dict(script.calls)
    answer = await team.post(f"/api/job/{job_id}/retry")
    assert (answer.status_code, answer.json()["job_id"]) == (202, job_id)
    assert (await call_of(team, job_id))["status"] == "processing"
    await walk(worker, job_id)
    job = await job_of(team, job_id)
    assert (job["status"], job["error"], job["attempts"]) == ("succeeded", None, 0)
    again = {
        name: count - asked.get(name, 0)
        for name, count in script.calls.items()
        if count != asked.get(name)
    }
    assert again == {"summarize": 1, "embed": 1}


async def test_a_retry_from_a_step_on_does_what_follows_from_it(
    team: Team, worker: Resources, script: Script
) -> None:
    job_id = await accept(team)
    await walk(worker, job_id)
    asked = dict(script.calls)
    answer = await team.post(f"/api/job/{job_id}/retry", {"fromStep": "write_document"})
    assert answer.status_code == 202, answer.text
    await walk(worker, job_id)
    again = {
        name: count - asked[name] for name, count in script.calls.items() if count != asked[name]
    }
    assert again["write_document"] == 1
    assert set(again) <= {"write_document", "embed"}
    assert (await call_of(team, job_id))["document"]["version"] == 2


async def test_a_recording_is_heard_again_in_another_language(
    team: Team, worker: Resources, script: Script
) -> None:
    upload = (await team.post("/api/recordings", {})).json()
    path = f"/api/recordings/{upload['recording_id']}"
    await team.client.put(
        f"{path}/media", headers=team.headers | {"Content-Type": "audio/wav"}, content=SPEECH
    )
    job_id = (await team.post(f"{path}/finalize")).json()["job_id"]
    await walk(worker, job_id)
    answer = await team.post(
        f"/api/job/{job_id}/retry", {"from_step": "transcribe", "settings": {"language": "de"}}
    )
    assert answer.status_code == 202, answer.text
    await walk(worker, job_id)
    assert (await job_of(team, job_id))["status"] == "succeeded"
    assert [language for _, language, _ in script.heard] == [None, "de"]
    assert (await call_of(team, job_id))["transcript"]["version"] == 2


async def test_a_call_without_audio_cannot_be_heard_again(team: Team, worker: Resources) -> None:
    job_id = await accept(team)
    await walk(worker, job_id)
    answer = await team.post(f"/api/job/{job_id}/retry", {"from_step": "transcribe"})
    assert answer.status_code == 409
    assert "no recording" in answer.json()["detail"]


async def test_a_retry_can_skip_steps(team: Team, worker: Resources, script: Script) -> None:
    job_id = await failed(team, worker, script)
    answer = await team.post(
        f"/api/job/{job_id}/retry", {"settings": {"skip_steps": ["summarize"]}}
    )
    assert answer.status_code == 202, answer.text
    await walk(worker, job_id)
    job = await job_of(team, job_id)
    assert (job["status"], steps(job)["summarize"]) == ("succeeded", "skipped")


async def test_a_run_that_waits_to_be_tried_again_is_let_go_now(
    team: Team, worker: Resources, script: Script, database: Database
) -> None:
    script.fail["summarize"] = [ProviderUnavailable("down", retry_after_s=3600)]
    job_id = await accept(team)
    await walk(worker, job_id)
    await walk(worker, job_id)
    assert script.calls["summarize"] == 1
    assert (await team.post(f"/api/job/{job_id}/retry")).status_code == 202
    await walk(worker, job_id)
    assert (await job_of(team, job_id))["status"] == "succeeded"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (None, 409),
        ({"from_step": "brew_coffee"}, 422),
        ({"settings": {"skip_steps": ["transcribe"]}}, 422),
        ({"settings": {"colour": "red"}}, 422),
    ],
)
async def test_what_cannot_be_retried_so_is_refused(
    team: Team, worker: Resources, body: Any, status: int
) -> None:
    job_id = await accept(team)
    await walk(worker, job_id)
    assert (await team.post(f"/api/job/{job_id}/retry", body)).status_code == status


async def test_a_run_that_is_worked_on_is_not_retried(
    team: Team, worker: Resources, script: Script
) -> None:
    entered = script.hold("summarize")
    job_id = await accept(team)
    walking = asyncio.create_task(walk(worker, job_id))
    await entered.wait()
    assert (await team.post(f"/api/job/{job_id}/retry")).status_code == 409
    script.block["summarize"].set()
    await walking
    assert (await job_of(team, job_id))["status"] == "succeeded"


async def test_what_took_its_worker_down_is_walked_apart_when_it_is_retried(
    team: Team, worker: Resources, database: Database
) -> None:
    job_id = await accept(team)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update jobs set status = 'running', crashes = $1, lease_until = now() - interval '1"
            " second'",
            worker.settings.work.max_crashes - 1,
        )
    await walk(worker, job_id)
    assert (await job_of(team, job_id))["error_code"] == "quarantined"
    assert (await team.get("/api/queue/stats")).json()["quarantined"] == 1
    assert (await team.post(f"/api/job/{job_id}/retry")).status_code == 202
    assert (await team.post(f"/api/job/{job_id}/cancel")).status_code == 200
    assert (await team.post(f"/api/job/{job_id}/retry")).status_code == 202
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select isolated from jobs")
    assert await run_job(worker, JobId(UUID(job_id)), isolated=True)
    assert (await job_of(team, job_id))["status"] == "succeeded"


async def test_jobs_are_listed_newest_first_and_by_status(team: Team, worker: Resources) -> None:
    ids = [await accept(team, f"conv_{number}") for number in range(3)]
    await walk(worker, ids[0])
    page = (await team.get("/api/jobs", limit=2)).json()
    rest = (await team.get("/api/jobs", limit=2, cursor=page["next_cursor"])).json()
    assert [job["job_id"] for job in page["jobs"] + rest["jobs"]] == ids[::-1]
    done = (await team.get("/api/jobs", status="succeeded")).json()
    assert [job["job_id"] for job in done["jobs"]] == ids[:1]


async def test_the_queue_is_counted_for_its_tenant_only(
    team: Team, other_team: Team, worker: Resources, script: Script, database: Database
) -> None:
    await failed(team, worker, script)
    done, _waiting, later = [await accept(team, f"conv_{number}") for number in (2, 3, 4)]
    await walk(worker, done)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update jobs set not_before = now() + interval '1 hour' where id = $1", UUID(later)
        )
    stats = (await team.get("/api/queue/stats")).json()
    counted = {
        name: stats[name]
        for name in ("waiting", "running", "scheduled", "succeeded", "failed", "dead")
    }
    assert counted == {
        "waiting": 1,
        "running": 0,
        "scheduled": 1,
        "succeeded": 1,
        "failed": 1,
        "dead": 1,
    }
    assert stats["oldest_s"] >= 0
    assert stats["drained_per_minute"] == pytest.approx(2 / 5)
    assert [each["lane"] for each in stats["open"]] == ["live"]
    others = (await other_team.get("/api/queue/stats")).json()
    assert [others[name] for name in ("waiting", "failed", "dead", "oldest_s")] == [0, 0, 0, None]


async def test_runs_of_a_kind_that_only_a_newer_release_knows_are_left_out(
    team: Team, worker: Resources, owner_database: Database
) -> None:
    """As while old and new processes run side by side."""
    known, *new = [await accept(team, f"conv_{number}") for number in range(3)]
    await walk(worker, new[0])
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("alter table jobs drop constraint jobs_kind_check")
        await conn.execute(
            "update jobs set kind = 'of_tomorrow' where id = any($1)", [UUID(each) for each in new]
        )
        stats, jobs = await team.get("/api/queue/stats"), await team.get("/api/jobs")
        asked = [
            await team.get(f"/api/job/{new[1]}/status"),
            await team.post(f"/api/job/{new[1]}/cancel"),
            await team.post(f"/api/job/{new[1]}/retry"),
        ]
        await conn.execute("update jobs set kind = 'process_call'")
        await conn.execute(
            "alter table jobs add constraint jobs_kind_check check (kind in ('process_call',"
            " 'attach_recording'))"
        )
    assert [stats.json()[name] for name in ("waiting", "succeeded")] == [1, 0]
    assert [job["job_id"] for job in jobs.json()["jobs"]] == [known]
    assert [answer.status_code for answer in asked] == [503, 503, 503]


async def test_cleaning_takes_what_failed_off_the_list_and_a_retry_puts_it_back(
    team: Team, other_team: Team, worker: Resources, script: Script
) -> None:
    job_id = await failed(team, worker, script)
    assert (await other_team.post("/api/queue/clean", {"older_than_s": 0})).json() == {"cleaned": 0}
    # One of a moment ago is not old unless somebody says so.
    assert (await team.post("/api/queue/clean")).json() == {"cleaned": 0}
    assert (await team.post("/api/queue/clean", {"older_than_s": 0})).json() == {"cleaned": 1}
    assert (await team.get("/api/queue/stats")).json()["dead"] == 0
    assert (await call_of(team, job_id))["status"] == "partial"
    (listed,) = (await team.get("/api/jobs", status="failed")).json()["jobs"]
    assert (listed["job_id"], bool(listed["dismissed_at"])) == (job_id, True)
    for dismissed, expected in ((True, 1), (False, 0)):
        assert len((await team.get("/api/jobs", dismissed=dismissed)).json()["jobs"]) == expected
    script.fail["summarize"] = [REFUSED]
    await team.post(f"/api/job/{job_id}/retry")
    await walk(worker, job_id)
    assert (await team.get("/api/queue/stats")).json()["dead"] == 1
    assert (await job_of(team, job_id))["dismissed_at"] is None


async def test_another_worker_cannot_bring_a_cancelled_run_back(
    team: Team, worker: Resources, script: Script
) -> None:
    entered = script.hold("summarize")
    job_id = await accept(team)
    walking = asyncio.create_task(walk(worker, job_id))
    await entered.wait()
    await team.post(f"/api/job/{job_id}/cancel")
    await walk(replace(worker, worker="another-worker"), job_id)
    script.block["summarize"].set()
    await walking
    assert (await job_of(team, job_id))["status"] == "cancelled"
    assert (await call_of(team, job_id))["summary"] is None


async def test_a_retry_of_hearing_again_that_failed_hears_again_in_the_same_language(
    team: Team, worker: Resources, script: Script
) -> None:
    upload = (await team.post("/api/recordings", {})).json()
    path = f"/api/recordings/{upload['recording_id']}"
    await team.client.put(
        f"{path}/media", headers=team.headers | {"Content-Type": "audio/wav"}, content=SPEECH
    )
    job_id = (await team.post(f"{path}/finalize")).json()["job_id"]
    await walk(worker, job_id)
    await team.post(
        f"/api/job/{job_id}/retry", {"from_step": "transcribe", "settings": {"language": "de"}}
    )
    script.fail["transcribe"] = [REFUSED]
    await walk(worker, job_id)
    assert (await job_of(team, job_id))["status"] == "failed"
    assert (await team.post(f"/api/job/{job_id}/retry")).status_code == 202
    await walk(worker, job_id)
    assert steps(await job_of(team, job_id))["transcribe"] == "done"
    assert [language for _, language, _ in script.heard] == [None, "de", "de"]
    assert (await call_of(team, job_id))["transcript"]["version"] == 2


async def failed_with(
    team: Team, worker: Resources, script: Script, **reasons: str
) -> dict[str, str]:
    """Conversations to the reason for which their run failed; returns their runs."""
    jobs = {}
    for conversation_id, reason in reasons.items():
        script.fail["summarize"] = [ProviderRejected("The model refused.", reason=reason)]
        jobs[conversation_id] = await accept(team, conversation_id)
        await walk(worker, jobs[conversation_id])
    script.fail.clear()
    return jobs


async def statuses(team: Team, jobs: dict[str, str]) -> dict[str, tuple[str, str]]:
    found = {name: await job_of(team, job_id) for name, job_id in jobs.items()}
    return {name: (job["status"], job["lane"]) for name, job in found.items()}


async def test_all_runs_that_match_are_retried_behind_new_calls(
    team: Team, other_team: Team, worker: Resources, script: Script
) -> None:
    jobs = await failed_with(team, worker, script, a="quota", b="quota", c="refused")
    theirs = await failed_with(other_team, worker, script, d="quota")
    answer = await team.post("/api/jobs/retry", {"error_code": "quota"})
    assert (answer.status_code, answer.json()) == (202, {"retried": 2, "more": False})
    assert await statuses(team, jobs) == {
        "a": ("queued", "backfill"),
        "b": ("queued", "backfill"),
        "c": ("failed", "live"),
    }
    assert await statuses(other_team, theirs) == {"d": ("failed", "live")}
    script.calls.clear()
    await walk(worker, jobs["a"])
    assert (await job_of(team, jobs["a"]))["status"] == "succeeded"
    assert (script.calls["summarize"], script.calls["extract_lead"]) == (1, 0)


async def test_a_retry_of_all_takes_no_more_than_its_limit_and_the_oldest_first(
    team: Team, worker: Resources, script: Script
) -> None:
    jobs = await failed_with(team, worker, script, a="x", b="x", c="x")
    told = [(await team.post("/api/jobs/retry", {"limit": 2})).json() for _ in range(3)]
    assert told == [
        {"retried": 2, "more": True},
        {"retried": 1, "more": False},
        {"retried": 0, "more": False},
    ]
    assert {status for status, _ in (await statuses(team, jobs)).values()} == {"queued"}


@pytest.mark.parametrize(
    ("asked", "retried"),
    [
        ({}, 1),
        ({"kind": "attach_recording"}, 0),
        ({"kind": "process_call"}, 1),
        ({"since": "2999-01-01T00:00:00Z"}, 0),
        ({"since": "2020-01-01T00:00:00Z"}, 1),
        ({"status": ["cancelled"]}, 1),
        ({"status": ["failed", "cancelled"]}, 2),
        ({"error_code": "another"}, 0),
    ],
    ids=str,
)
async def test_a_retry_of_all_takes_what_was_asked_for(
    team: Team, worker: Resources, script: Script, asked: dict[str, Any], retried: int
) -> None:
    await failed_with(team, worker, script, a="refused")
    await team.post(f"/api/job/{await accept(team, 'b')}/cancel")
    assert (await team.post("/api/jobs/retry", asked)).json()["retried"] == retried


async def test_what_was_taken_off_the_list_is_not_retried_with_all(
    team: Team, worker: Resources, script: Script
) -> None:
    await failed_with(team, worker, script, a="refused")
    await team.post("/api/queue/clean", {"older_than_s": 0})
    assert (await team.post("/api/jobs/retry")).json() == {"retried": 0, "more": False}


@pytest.mark.parametrize(
    "wrong", [{"status": ["succeeded"]}, {"limit": 0}, {"limit": 1001}, {"since": "yesterday"}]
)
async def test_a_retry_of_all_says_what_is_wrong_with_it(team: Team, wrong: dict[str, Any]) -> None:
    assert (await team.post("/api/jobs/retry", wrong)).status_code == 422
