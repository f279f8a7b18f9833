"""The runs of a job before the last one: none is lost when it is begun anew."""

from typing import Any
from uuid import UUID

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import JobId
from shared.errors import ProviderRejected
from tests.api.test_reading import accept, process
from tests.support.people import Team
from tests.support.providers import Script
from worker.resources import Resources
from worker.runner import run_job


async def runs_of(team: Team, job_id: str, **params: Any) -> dict[str, Any]:
    answer = await team.get(f"/api/job/{job_id}/runs", **params)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def step_of(run: dict[str, Any], name: str) -> dict[str, Any]:
    return next(step for step in run["steps"] if step["step"] == name)


async def again(team: Team, worker: Resources, accepted: dict[str, Any], *steps: str) -> None:
    answer = await team.post(
        f"/api/calls/{accepted['call_id']}/reprocess", {"steps": list(steps)} if steps else None
    )
    assert answer.status_code == 202, answer.text
    await run_job(worker, JobId(UUID(accepted["job_id"])))


async def test_a_reprocess_keeps_the_run_before_it_with_its_steps_and_times(
    team: Team, worker: Resources
) -> None:
    accepted = await accept(team)
    await process(worker, accepted)
    first = (await runs_of(team, accepted["job_id"]))["runs"]
    assert [run["run"] for run in first] == [1]
    await again(team, worker, accepted)
    runs = (await runs_of(team, accepted["job_id"]))["runs"]
    assert [run["run"] for run in runs] == [2, 1]
    assert runs[1] == first[0]
    assert runs[0]["started_at"] > runs[1]["finished_at"]
    assert (
        step_of(runs[0], "summarize")["started_at"] > step_of(runs[1], "summarize")["finished_at"]
    )
    status = (await team.get(f"/api/job/{accepted['job_id']}/status")).json()
    assert (status["run"], status["steps"]) == (2, runs[0]["steps"])


async def test_a_run_that_failed_is_kept_with_its_error(
    team: Team, worker: Resources, script: Script
) -> None:
    script.fail["summarize"] = [
        ProviderRejected("the vendor does not want this call", reason="refused")
    ]
    accepted = await accept(team)
    await process(worker, accepted)
    answer = await team.post(f"/api/job/{accepted['job_id']}/retry")
    assert answer.status_code == 202, answer.text
    await process(worker, accepted)
    second, first = (await runs_of(team, accepted["job_id"]))["runs"]
    assert (first["status"], second["status"]) == ("failed", "succeeded")
    assert "does not want this call" in first["error"]
    assert step_of(first, "summarize")["status"] == "failed"
    assert step_of(second, "summarize")["status"] == "done"
    # What the second did not do anew stands as the first left it.
    assert step_of(second, "extract_lead") == step_of(first, "extract_lead")


async def test_every_run_is_found_page_by_page(team: Team, worker: Resources) -> None:
    accepted = await accept(team)
    await process(worker, accepted)
    for _ in range(4):
        await again(team, worker, accepted, "summarize")
    numbers, before = [], None
    while True:
        page = await runs_of(
            team, accepted["job_id"], limit=2, **({"before_run": before} if before else {})
        )
        numbers.append([run["run"] for run in page["runs"]])
        before = page["next_before_run"]
        if before is None:
            break
    assert numbers == [[5, 4], [3, 2], [1]]


async def test_runs_are_their_tenants_and_go_with_their_call(
    team: Team, other_team: Team, worker: Resources, database: Database
) -> None:
    accepted = await accept(team)
    await process(worker, accepted)
    await again(team, worker, accepted)
    assert (await other_team.get(f"/api/job/{accepted['job_id']}/runs")).status_code == 404
    assert (await team.delete(f"/api/calls/{accepted['call_id']}")).status_code == 204
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from past_runs") == 0
        assert await conn.fetchval("select count(*) from past_run_steps") == 0
