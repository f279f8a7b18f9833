"""Schedules are carried out when they are due: what each action does, whom it tells, and that one
that fails holds up no other.
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.db.schedules import LOG_ENTRIES
from shared.domain.ids import JobId
from tests.api.test_reading import accept
from tests.fakes.receiver import Receiver, open_receiver
from tests.support.agent_calls import due_callback
from tests.support.events import events_of, new_target, queue_events
from tests.support.people import Team
from tests.support.schedules import (
    EVENT,
    first_time,
    new_schedule,
    occurrences,
    read_schedule,
    run_fails,
)
from tests.worker.test_event_deliveries import deliveries, delivering, settled_as
from worker.resources import Resources
from worker.upkeep.housekeeping import drop_old_occurrences
from worker.upkeep.schedules import (
    MOST_FAILURES,
    SHARE,
    plan_back_schedules,
    run_due_schedules,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Receivers are on this machine."""
    return {**environ, "TARGET_ALLOW_HTTP": "true", "TARGET_ALLOW_PRIVATE": "true"}


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with open_receiver() as receiver:
        yield receiver


async def test_people_are_reminded_of_callbacks_and_of_nothing_else(
    team: Team, other_team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    """A chat names whom to call; the log, which outlives calls, does not."""
    made = await new_schedule(team, name="Before <work>", action={"kind": "remind"})
    at = first_time(made)
    assert await run_due_schedules(worker, at - timedelta(seconds=1)) == 0
    assert await run_due_schedules(worker, at) == 1
    assert await events_of(database, team, "callback.reminder") == []
    types = ["callback.reminder"]
    await new_target(team, receiver.url("/slack"), kind="slack", types=types)
    overdue = await due_callback(team, database, "conv_1", ago=2 * HOUR)
    soon = await due_callback(team, database, "conv_2", ago=-5 * HOUR)
    await due_callback(team, database, "conv_3", ago=-60 * HOUR)
    await due_callback(other_team, database, "conv_4", ago=HOUR)
    assert await run_due_schedules(worker, at + HOUR) == 1
    (event,) = await events_of(database, team, "callback.reminder")
    assert [each["callback_id"] for each in event["callbacks"]] == [str(overdue), str(soon)]
    assert (event["overdue"], event["due"]) == (1, 1)
    assert "Ann" not in json.dumps(event)
    async with delivering(worker):
        (one,) = await settled_as(team, "delivered")
    (sent,) = [each.json for each in receiver.requests]
    text = json.dumps(sent)
    assert "The boiler" in text
    assert sent["text"] == "Callbacks to make: 1 overdue, 1 due"
    assert "Before &lt;work&gt;" in text
    assert f"/calls/{event['callbacks'][0]['call_id']}|Open>" in text
    log = (await team.get(f"/api/event-deliveries/{one['id']}")).json()
    assert log["request"] is None
    assert "The boiler" not in json.dumps(log)
    assert json.loads(log["body"])["data"]["change"]["callbacks"][1]["state"] == "coming"


async def test_an_occurrence_has_the_same_event_id_always(
    team: Team, worker: Resources, database: Database
) -> None:
    """Also when all of it is done again, as after a backup was restored. Two schedules that are due
    at the same time have two.
    """
    await new_target(team, types=["schedule"])
    made = [await new_schedule(team, name=name) for name in ("a", "b")]
    at = first_time(made[0])
    assert await run_due_schedules(worker, at) == 2
    await queue_events(database)
    first = {each["event_id"] for each in await deliveries(team)}
    async with database.connection(ALL_TENANTS) as conn:
        for table in ("event_deliveries", "events", "schedule_occurrences"):
            await conn.execute(f"delete from {table}")
        await conn.execute("update schedules set next_at = $1", at)
    assert await run_due_schedules(worker, at + HOUR / 2) == 2
    await queue_events(database)
    assert {each["event_id"] for each in await deliveries(team)} == first
    assert len(first) == 2


async def test_failed_runs_are_tried_again_for_some_days(
    team: Team, other_team: Team, worker: Resources, database: Database
) -> None:
    young, old, others = [
        (await accept(each, f"conv_{name}"))["job_id"]
        for each, name in ((team, 1), (team, 2), (other_team, 3))
    ]
    for job_id in (young, old, others):
        await run_fails(database, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update jobs set created_at = now() - interval '8 days' where id = $1", UUID(old)
        )
    made = await new_schedule(team, action={"kind": "retry_failed", "days": 7})
    assert await run_due_schedules(worker, first_time(made)) == 1
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch("select id, status, lane from jobs")
    found = {JobId(row["id"]): (row["status"], row["lane"]) for row in rows}
    assert found[JobId(UUID(young))] == ("queued", "backfill")
    assert {found[JobId(UUID(each))][0] for each in (old, others)} == {"failed"}
    path = f"/api/schedules/{made['id']}/occurrences"
    (one,) = (await team.get(path)).json()["occurrences"]
    assert one["result"] == {"retried": 1}


@pytest.mark.parametrize(
    ("missed", "wanted"),
    [
        ("skip", ["skipped", "skipped", "skipped"]),
        ("latest", ["skipped", "skipped", "ran"]),
        ("all", ["ran", "ran", "ran"]),
    ],
)
async def test_missed_occurrences_follow_the_rule(
    team: Team, worker: Resources, database: Database, missed: str, wanted: list[str]
) -> None:
    made = await new_schedule(team, missed=missed)
    first = first_time(made)
    late = first + 2 * HOUR + timedelta(minutes=10)
    assert await run_due_schedules(worker, late) == wanted.count("ran")
    assert await run_due_schedules(worker, late) == 0
    assert await occurrences(team, made) == [
        (first + each * HOUR, status) for each, status in enumerate(wanted)
    ]
    events = await events_of(database, team, "schedule.due")
    assert len(events) == wanted.count("ran")
    assert first_time(await read_schedule(team, made)) == first + 3 * HOUR


@pytest.mark.parametrize(
    "broken",
    [
        "cron = '99 * * * *'",
        "timezone = 'Mars/Base'",
        "params = '{\"data\": 5}'",
    ],
)
async def test_one_that_cannot_be_read_is_disabled_and_holds_up_no_other(
    team: Team, other_team: Team, worker: Resources, database: Database, broken: str
) -> None:
    bad = await new_schedule(team)
    good = await new_schedule(other_team)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            f"update schedules set {broken} where id = $1",
            UUID(bad["id"]),
        )
    assert await run_due_schedules(worker, first_time(good)) == 1
    listed = (await team.get("/api/schedules")).json()["schedules"]
    assert [(each["enabled"], each["disabled_because"]) for each in listed] == [
        (False, "unreadable")
    ]
    assert await occurrences(team, bad) == []
    (told,) = await events_of(database, team, "schedule.disabled")
    assert told == {"schedule_id": bad["id"], "name": bad["name"], "reason": "unreadable"}
    await queue_events(database)
    listed = (await team.get("/api/events", type="schedule")).json()["events"]
    assert "schedule.disabled" in {each["type"] for each in listed}


async def change_table(owner_url: str, change: str) -> None:
    conn = await asyncpg.connect(owner_url)
    await conn.execute(f"alter table events {change}")
    await conn.close()


async def test_one_that_fails_is_tried_again_and_then_disabled(
    team: Team, other_team: Team, worker: Resources, owner_url: str
) -> None:
    """What a failed try did is rolled back, also its record."""
    bad = await new_schedule(team, missed="all")
    good = await new_schedule(other_team)
    await change_table(
        owner_url,
        f"add constraint refused check (tenant_id <> '{team.tenant_id}' or type <> 'schedule.due')",
    )
    at: datetime = first_time(good)
    ran = [await run_due_schedules(worker, at)]
    state: dict[str, Any] = {}
    for _ in range(MOST_FAILURES - 1):
        state = await read_schedule(team, bad)
        assert state["enabled"]
        # Not before its pause is over.
        ran.append(await run_due_schedules(worker, at + timedelta(seconds=30)))
        at += timedelta(minutes=31)
        ran.append(await run_due_schedules(worker, at))
    state = await read_schedule(team, bad)
    assert (state["enabled"], state["disabled_because"]) == (False, "failing")
    assert ran[0] == 1
    assert await occurrences(team, bad) == []
    await change_table(owner_url, "drop constraint refused")
    assert (await team.patch(f"/api/schedules/{bad['id']}", {"enabled": True})).json()["enabled"]
    assert EVENT["data"] == (await read_schedule(team, bad))["action"]["data"]


async def test_a_schedule_whose_statements_take_too_long_holds_up_no_other(
    team: Team, other_team: Team, worker: Resources, database: Database, owner_url: str
) -> None:
    """PostgreSQL ends such a statement with the error that it has when it is shut down."""
    bad = await new_schedule(team)
    good = await new_schedule(other_team)
    conn = await asyncpg.connect(owner_url)
    await conn.execute(
        f"""
        create function too_long() returns trigger language plpgsql as $$
        begin
            if new.tenant_id = '{team.tenant_id}' then
                raise exception 'slow' using errcode = 'query_canceled';
            end if;
            return new;
        end $$;
        create trigger too_long before insert on schedule_occurrences
        for each row execute function too_long()
        """
    )
    await conn.close()
    async with database.connection(ALL_TENANTS) as connection:
        await connection.execute(
            "update schedules set next_at = next_at - interval '1 hour' where id = $1",
            UUID(bad["id"]),
        )
    assert await run_due_schedules(worker, first_time(good)) == 1
    assert len(await occurrences(other_team, good)) == 1


async def test_a_tenant_with_much_to_do_leaves_the_others_their_turn(
    team: Team, other_team: Team, worker: Resources
) -> None:
    busy = [await new_schedule(team, missed="all", cron="* * * * *") for _ in range(3)]
    other = await new_schedule(other_team)
    at = first_time(busy[0]) + 2 * HOUR
    # What is left of the busy tenant was due before the other's.
    assert await run_due_schedules(worker, at) == SHARE + 1
    assert [status for _, status in await occurrences(other_team, other)][-1] == "ran"
    assert await run_due_schedules(worker, at) == SHARE
    assert await run_due_schedules(worker, at) == SHARE
    assert await run_due_schedules(worker, at) == 0


async def test_schedules_that_a_clock_carried_out_ahead_go_on_from_the_true_time(
    team: Team, worker: Resources, database: Database
) -> None:
    """Once the clock is set back; and a pause that began ahead of time is over."""
    made = await new_schedule(team)
    first = first_time(made)
    ahead = first + timedelta(days=400)
    assert await run_due_schedules(worker, ahead) == 1
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update schedule_occurrences set ran_at = $1", ahead)
        await conn.execute("update schedules set failures = 1, retry_at = $1", ahead)
    assert await run_due_schedules(worker, first) == 0
    await plan_back_schedules(worker, first - timedelta(seconds=1))
    assert first_time(await read_schedule(team, made)) == first
    assert await run_due_schedules(worker, first) == 1
    assert first_time(await read_schedule(team, made)) == first + HOUR


async def test_a_run_that_keeps_failing_is_not_tried_each_minute(
    team: Team, worker: Resources, database: Database
) -> None:
    """Each try may cost money. A person does not wait."""
    job_id = (await accept(team))["job_id"]
    await run_fails(database, job_id)
    made = await new_schedule(team, cron="* * * * *", action={"kind": "retry_failed"})
    first = first_time(made)
    assert await run_due_schedules(worker, first) == 1
    await run_fails(database, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set finished_at = $1", first + timedelta(seconds=1))
    tries = [first + timedelta(minutes=minutes) for minutes in (1, 30, 61)]
    assert [await run_due_schedules(worker, at) for at in tries] == [1, 1, 1]
    answer = await team.get(f"/api/schedules/{made['id']}/occurrences", limit=200)
    retried = [
        each["result"]["retried"]
        for each in reversed(answer.json()["occurrences"])
        if each["status"] == "ran"
    ]
    assert retried == [1, 0, 0, 1]
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update jobs set status = 'failed', finished_at = now()")
    answer = await team.post(f"/api/schedules/{made['id']}/run")
    assert answer.json()["result"] == {"retried": 1}


async def test_a_log_has_its_newest_records_of_some_months(
    team: Team, worker: Resources, database: Database
) -> None:
    hourly, each_minute = await new_schedule(team), await new_schedule(team, cron="* * * * *")
    insert = """
        insert into schedule_occurrences (schedule_id, due_at, tenant_id, status, ran_at)
        select $1::uuid, at, $2::uuid, 'ran', at
        from generate_series($3::timestamptz - $4::int * $5::interval, $3, $5) as at
    """
    now, tenant_id = datetime.now(UTC), UUID(team.tenant_id)
    made = ((hourly, 91, timedelta(days=1)), (each_minute, LOG_ENTRIES + 5, timedelta(minutes=1)))
    async with database.connection(ALL_TENANTS) as conn:
        for schedule, count, pause in made:
            await conn.execute(insert, UUID(schedule["id"]), tenant_id, now, count, pause)
        await drop_old_occurrences(worker)
        rows = await conn.fetch(
            "select schedule_id, count(*) as rows, max(due_at) as last from schedule_occurrences"
            " group by schedule_id"
        )
    left = {str(row["schedule_id"]): (row["rows"], row["last"]) for row in rows}
    assert left == {hourly["id"]: (90, now), each_minute["id"]: (LOG_ENTRIES, now)}
