"""A worker is killed before and after each effect of schedules, two work at once, and the server's
clock is set back and forward: each occurrence is carried out once.
"""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.concurrency.tasks import stop
from shared.db.pool import ALL_TENANTS, Database
from shared.errors import Unavailable
from tests.api.test_reading import accept
from tests.chaos.points import PointedDatabase, PointedQueue, Points
from tests.support.agent_calls import due_callback
from tests.support.people import Team
from tests.support.schedules import first_time, new_schedule, occurrences, run_fails
from worker.resources import Resources
from worker.upkeep.schedules import run_due_schedules

HOUR = timedelta(hours=1)
ACTIONS: dict[str, dict[str, Any]] = {
    "callback.reminder": {"kind": "remind"},
    "schedule.due": {"kind": "event"},
    "job.queued": {"kind": "retry_failed", "days": 30},
}
# One of each was missed.
MISSED = 2


async def run_until_killed(worker: Resources, at: datetime, points: Points) -> None:
    pointed = replace(
        worker,
        database=PointedDatabase(worker.database, points),
        queue=PointedQueue(worker.queue, points),
    )
    running = asyncio.create_task(run_due_schedules(pointed, at))
    stopped = asyncio.create_task(points.stopped.wait())
    await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
    points.kill()
    for task in (stopped, running):
        try:
            await stop(task)
        except* Unavailable:
            pass


async def three_schedules(team: Team) -> tuple[list[dict[str, Any]], datetime]:
    """One of each action, and when all are due for the second time."""
    made = [await new_schedule(team, action=each, missed="all") for each in ACTIONS.values()]
    return made, first_time(made[0]) + (MISSED - 1) * HOUR


async def happened(database: Database, team: Team) -> Counter[tuple[str, str | None]]:
    """How often each occurrence was reported, and the run was tried again."""
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch(
            """
            select type, data ->> 'schedule_id' || ' ' || (data ->> 'due_at') as of
            from events
            where tenant_id = $1 and type = any($2)
            """,
            UUID(team.tenant_id),
            list(ACTIONS),
        )
    return Counter((row["type"], row["of"]) for row in rows)


async def check(database: Database, team: Team, made: list[dict[str, Any]], *, queued: int) -> None:
    """Each schedule ran at each of its times, and nothing was done twice."""
    for schedule in made:
        first = first_time(schedule)
        assert await occurrences(team, schedule) == [
            (first + count * HOUR, "ran") for count in range(MISSED)
        ]
    found = await happened(database, team)
    retried = found.pop(("job.queued", None))
    assert retried == queued
    assert len(found) == 2 * MISSED
    assert set(found.values()) == {1}


async def forget(database: Database, job_id: str) -> int:
    """Schedules begin anew, and the run has failed again; returns the events that it has."""
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("delete from schedules")
        await conn.execute("delete from events where type = any($1)", list(ACTIONS)[:2])
    await run_fails(database, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        count: int = await conn.fetchval("select count(*) from events where type = 'job.queued'")
    return count


async def test_a_kill_at_any_effect_loses_and_doubles_no_occurrence(
    team: Team, worker: Resources, database: Database
) -> None:
    job_id = (await accept(team))["job_id"]
    await due_callback(team, database, "conv_2")
    before = await forget(database, job_id)
    made, at = await three_schedules(team)
    whole = Points()
    await run_until_killed(worker, at, whole)
    await check(database, team, made, queued=before + 1)
    # Each occurrence is a commit, the run's wakeup comes after one, and the last finds nothing.
    assert Counter(whole.seen) == {"commit": 3 * MISSED + 1, "wakeup": 1}
    for effect in range(1, len(whole.seen) + 1):
        for is_before in (True, False):
            before = await forget(database, job_id)
            made, at = await three_schedules(team)
            killed = Points(effect, before=is_before)
            await run_until_killed(worker, at, killed)
            assert killed.stopped.is_set()
            await run_due_schedules(worker, at + timedelta(minutes=1))
            await check(database, team, made, queued=before + 1)


async def test_workers_at_once_share_the_occurrences(
    team: Team, worker: Resources, database: Database
) -> None:
    job_id = (await accept(team))["job_id"]
    await due_callback(team, database, "conv_2")
    before = await forget(database, job_id)
    made, at = await three_schedules(team)
    ran = await asyncio.gather(*(run_due_schedules(worker, at) for _ in range(4)))
    # What one had locked when the others looked, it carried out itself.
    assert sum(ran) == 3 * MISSED
    await check(database, team, made, queued=before + 1)


async def test_a_clock_that_jumps_repeats_no_occurrence(
    team: Team, worker: Resources, database: Database
) -> None:
    """Two hours forward and back again; and a person changes the schedule meanwhile, so that its
    times are planned anew from the true time on.
    """
    made = await new_schedule(team, missed="all")
    first = first_time(made)
    assert await run_due_schedules(worker, first + 2 * HOUR) == 3
    assert await run_due_schedules(worker, first) == 0
    for cron in ("*/30 * * * *", "0 * * * *"):
        answer = await team.patch(f"/api/schedules/{made['id']}", {"cron": cron})
        assert first_time(answer.json()) <= first
    assert await run_due_schedules(worker, first) == 0
    assert await run_due_schedules(worker, first + 3 * HOUR) == 1
    assert await occurrences(team, made) == [(first + count * HOUR, "ran") for count in range(4)]
    assert datetime.now(UTC) < first
