"""What people read of the attempts at a run's steps, and how they repeat a run from a step."""

from typing import Any

from shared.db.pool import ALL_TENANTS, Database
from shared.errors import ProviderRejected, RateLimited
from tests.api.test_reading import accept, process
from tests.support.people import Team
from tests.support.providers import Script
from worker.resources import Resources


async def attempts(team: Team, job_id: str) -> list[dict[str, Any]]:
    answer = await team.get(f"/api/job/{job_id}/attempts")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["attempts"]
    return found


async def due_again(database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set not_before = now()")


async def test_an_attempt_that_is_made_again_is_on_record(
    team: Team, worker: Resources, database: Database, script: Script
) -> None:
    accepted = await accept(team)
    script.fail["summarize"] = [RateLimited("limited", retry_after_s=0.01)]
    await process(worker, accepted)
    await due_again(database)
    await process(worker, accepted)
    (first,) = await attempts(team, accepted["job_id"])
    assert (first["run"], first["step"], first["attempt"]) == (1, "summarize", 1)
    assert (first["error"], first["error_code"]) == ("limited", "rate_limited")
    assert first["started_at"] <= first["finished_at"]
    steps = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()["steps"]
    (summarize,) = (step for step in steps if step["step"] == "summarize")
    assert (summarize["status"], summarize["attempt"]) == ("done", 2)


async def test_an_attempt_whose_worker_was_lost_has_no_end(
    team: Team, worker: Resources, database: Database
) -> None:
    accepted = await accept(team)
    await process(worker, accepted)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update job_steps set status = 'running', finished_at = null where step = 'summarize'"
        )
        await conn.execute(
            "update job_steps set attempt = attempt + 1, started_at = now()"
            " where step = 'summarize'"
        )
    (lost,) = await attempts(team, accepted["job_id"])
    assert (lost["attempt"], lost["finished_at"], lost["error"]) == (1, None, None)


async def test_of_many_attempts_at_a_step_the_newest_are_stored(
    team: Team, worker: Resources, database: Database
) -> None:
    accepted = await accept(team)
    await process(worker, accepted)
    async with database.connection(ALL_TENANTS) as conn:
        for number in range(1, 31):
            await conn.execute(
                "update job_steps set status = 'running', attempt = $1 where step = 'summarize'",
                number,
            )
            await conn.execute("update job_steps set status = 'pending' where step = 'summarize'")
    found = await attempts(team, accepted["job_id"])
    assert sorted(one["attempt"] for one in found) == list(range(11, 31))


async def test_a_run_is_repeated_from_a_step_with_all_that_follows(
    team: Team, worker: Resources, script: Script
) -> None:
    accepted = await accept(team)
    script.fail["summarize"] = [ProviderRejected("no", reason="refused")]
    await process(worker, accepted)
    answer = await team.post(
        f"/api/job/{accepted['job_id']}/retry", {"from_step": "detect_callback"}
    )
    assert answer.status_code == 202, answer.text
    await process(worker, accepted)
    runs = (await team.get(f"/api/job/{accepted['job_id']}/runs")).json()["runs"]
    now, before = ({step["step"]: step for step in run["steps"]} for run in runs)
    assert [run["status"] for run in runs] == ["succeeded", "failed"]
    for step in ("detect_callback", "schedule_callback", "summarize"):
        assert now[step]["status"] == "done"
        assert now[step]["started_at"] > before["extract_lead"]["started_at"]
    assert now["extract_lead"]["started_at"] == before["extract_lead"]["started_at"]


async def test_attempts_are_their_tenants(team: Team, other_team: Team, worker: Resources) -> None:
    accepted = await accept(team)
    answer = await other_team.get(f"/api/job/{accepted['job_id']}/attempts")
    assert answer.status_code == 404
