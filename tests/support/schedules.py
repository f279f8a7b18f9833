"""Schedules of teams, as tests make them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from shared.db.pool import ALL_TENANTS, Database
from tests.support.people import Team

EVENT = {"kind": "event", "data": {"report": "week"}}


async def new_schedule(team: Team, **changes: Any) -> dict[str, Any]:
    body = {"name": "Hourly", "cron": "0 * * * *", "timezone": "UTC", "action": EVENT, **changes}
    answer = await team.post("/api/schedules", body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def first_time(schedule: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(schedule["next_times"][0])


async def read_schedule(team: Team, schedule: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await team.get(f"/api/schedules/{schedule['id']}")).json()
    return found


async def occurrences(team: Team, schedule: dict[str, Any]) -> list[tuple[datetime, str]]:
    """When the schedule was due, and whether it ran, the first first."""
    answer = await team.get(f"/api/schedules/{schedule['id']}/occurrences", limit=200)
    assert answer.status_code == 200, answer.text
    return [
        (datetime.fromisoformat(each["due_at"]), each["status"])
        for each in reversed(answer.json()["occurrences"])
    ]


async def run_fails(database: Database, job_id: str) -> None:
    """The run of a call ended some hours ago, as if a vendor had refused it."""
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            update jobs
            set
                status = 'failed', error = 'Failed.', error_code = 'refused',
                finished_at = now() - interval '2 hours'
            where id = $1
            """,
            UUID(job_id),
        )
