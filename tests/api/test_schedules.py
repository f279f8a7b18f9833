"""A team adds schedules, sees when they are due and what came of them, and changes them."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from shared.db.pool import ALL_TENANTS, Database
from shared.db.schedules import MOST_SCHEDULES
from shared.domain.access import Role
from shared.settings.load import Settings
from tests.api.accounts.people import person
from tests.support.events import events_of, new_target
from tests.support.people import Team
from tests.support.processes import until
from tests.support.schedules import EVENT, first_time, new_schedule, read_schedule

NEW_YORK = ZoneInfo("America/New_York")


async def test_a_schedule_is_made_listed_changed_paused_and_deleted(
    team: Team, other_team: Team
) -> None:
    made = await new_schedule(
        team, name="Before work", cron=" 30 8  * * 1-5", timezone=None, action={"kind": "remind"}
    )
    assert (made["cron"], made["zone"], made["missed"]) == (
        "30 8 * * 1-5",
        "America/New_York",
        "latest",
    )
    assert made["action"]["within_hours"] == 24
    times = [datetime.fromisoformat(each) for each in made["next_times"]]
    assert times == sorted(set(times))
    assert {f"{each.astimezone(NEW_YORK):%H:%M}" for each in times} == {"08:30"}
    assert all(each.astimezone(NEW_YORK).weekday() < 5 for each in times)
    assert (await team.get("/api/schedules")).json() == {"schedules": [made]}
    path = f"/api/schedules/{made['id']}"
    paused = (await team.patch(path, {"enabled": False})).json()
    assert (paused["next_times"], paused["disabled_because"]) == ([], "person")
    changes = {"enabled": True, "timezone": "UTC", "missed": "all", "action": EVENT, "name": "x"}
    changed = (await team.patch(path, changes)).json()
    assert {name: changed[name] for name in changes} == changes
    assert changed == await read_schedule(team, made)
    assert first_time(changed).hour == 8
    for method in (other_team.get, other_team.delete):
        answer = await method(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_schedule")
    assert (await team.delete(path)).status_code == 204
    assert (await team.get(path)).status_code == 404


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"cron": "60 * * * *"}, "/body/cron", "wrong minute"),
    ({"cron": "* * * * * *"}, "/body/cron", "five fields"),
    ({"cron": "0 0 */31 * MON#5"}, "/body/cron", "does not occur"),
    ({"cron": "1," * 200 + " * * * *"}, "/body/cron", "200"),
    ({"timezone": "Mars/Base"}, "/body/timezone", "time zone"),
    ({"action": {"kind": "shell"}}, "/body/action", "kind"),
    ({"action": {"kind": "remind", "within_hours": 1000}}, "/body/action", "168"),
    ({"action": {"kind": "event", "data": {"x": "y" * 5000}}}, "/body/action", "4,096"),
    ({"action": {"kind": "event", "data": {"x": ["a\x00"]}}}, "/body/action", "NUL"),
    ({"missed": "some"}, "/body/missed", "skip"),
    ({"name": " "}, "/body/name", ""),
]


async def test_a_reminder_names_people_and_agents_of_the_team(team: Team, other_team: Team) -> None:
    theirs = (await other_team.get("/api/me")).json()["user_id"]
    named = {"assignee_id": theirs, "agent_id": other_team.agent_id}
    made = await new_schedule(team)
    for name, value in named.items():
        action = {"kind": "remind", name: value}
        body = {"name": "x", "cron": "@daily", "action": action}
        for answer in (
            await team.post("/api/schedules", body),
            await team.patch(f"/api/schedules/{made['id']}", {"action": action}),
        ):
            assert answer.status_code == 400, answer.text
            assert answer.json()["errors"][0]["pointer"] == f"/body/action/{name}"
    await new_schedule(team, action={"kind": "remind", "agent_id": team.agent_id})


async def test_a_reminder_is_for_people_who_can_have_callbacks(
    team: Team, database: Database, settings: Settings
) -> None:
    member, viewer = [
        (await team.client.get("/api/me", headers=headers)).json()["user_id"]
        for headers in [
            await person(database, settings, team, role) for role in (Role.MEMBER, Role.VIEWER)
        ]
    ]
    made = await new_schedule(team, action={"kind": "remind", "assignee_id": member})
    path = f"/settings/schedules/{made['id']}"
    warning = "It reminds of callbacks of a person who cannot have any"
    assert warning not in (await team.get(path)).text
    await team.patch(f"/api/users/{member}", {"disabled": True})
    assert warning in (await team.get(path)).text
    for user_id in (member, viewer):
        action = {"kind": "remind", "assignee_id": user_id}
        refused = await team.patch(f"/api/schedules/{made['id']}", {"action": action})
        assert (refused.status_code, refused.json()["code"]) == (400, "unknown_user")


async def test_what_cannot_be_a_schedule_is_refused_with_its_field(team: Team) -> None:
    for changes, pointer, said in REFUSED:
        body = {"name": "x", "cron": "@daily", "action": EVENT, **changes}
        answer = await team.post("/api/schedules", body)
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"].startswith(pointer)
        assert said in answer.text
    assert (await team.get("/api/schedules")).json() == {"schedules": []}


async def test_a_team_has_a_limited_number_of_them(team: Team, database: Database) -> None:
    made = await new_schedule(team)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            insert into schedules (id, tenant_id, name, cron, action, missed, next_at)
            select gen_random_uuid(), tenant_id, name, cron, action, missed, next_at
            from schedules, generate_series(2, $1)
            """,
            MOST_SCHEDULES,
        )
    body = {"name": "x", "cron": "@daily", "action": EVENT}
    answer = await team.post("/api/schedules", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_schedules")
    assert (await team.delete(f"/api/schedules/{made['id']}")).status_code == 204
    assert (await team.post("/api/schedules", body)).status_code == 201


async def test_one_is_run_by_hand_once_for_a_key_also_while_paused(
    team: Team, database: Database
) -> None:
    made = await new_schedule(team)
    path = f"/api/schedules/{made['id']}"
    paused = (await team.patch(path, {"enabled": False})).json()
    keyed = {**team.headers, "Idempotency-Key": str(uuid4())}
    answers = [
        await team.client.post(f"{path}/run", headers=keyed),
        await team.client.post(f"{path}/run", headers=keyed),
        await team.post(f"{path}/run"),
    ]
    assert [each.status_code for each in answers] == [200, 200, 200]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["result"] == {"events": 1}
    events = await events_of(database, team, "schedule.due")
    assert [each["data"] for each in events] == [EVENT["data"]] * 2
    page = (await team.get(f"{path}/occurrences", limit=1)).json()
    assert page["occurrences"] == [answers[2].json()]
    rest = (await team.get(f"{path}/occurrences", cursor=page["next_cursor"])).json()
    assert rest == {"occurrences": [answers[0].json()], "next_cursor": None}
    assert await read_schedule(team, made) == paused


async def test_with_another_zone_of_the_team_its_times_are_planned_anew(team: Team) -> None:
    """Those of schedules with a zone of their own stay."""
    own = await new_schedule(team, cron="0 8 * * *", timezone="Asia/Tokyo")
    follows = await new_schedule(team, cron="0 8 * * *", timezone=None)
    assert (await team.patch("/api/tenant", {"timezone": "Asia/Kolkata"})).status_code == 200
    assert await read_schedule(team, own) == own
    changed = await read_schedule(team, follows)
    next_at = first_time(changed)
    assert f"{next_at.astimezone(ZoneInfo('Asia/Kolkata')):%H:%M}" == "08:00"
    assert datetime.now(UTC) < next_at <= datetime.now(UTC) + timedelta(days=1)


async def test_a_change_of_the_name_does_not_forget_what_is_due(
    team: Team, database: Database
) -> None:
    made = await new_schedule(team)
    due_at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update schedules set next_at = $1", due_at)
    path = f"/api/schedules/{made['id']}"
    assert first_time((await team.patch(path, {"name": "y"})).json()) == due_at
    assert first_time((await team.patch(path, {"cron": "@daily"})).json()) > due_at


async def test_a_change_of_the_teams_zone_does_not_forget_what_is_due(
    team: Team, database: Database
) -> None:
    made = await new_schedule(team, timezone=None)
    due_at = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=2)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update schedules set next_at = $1", due_at)
    assert (await team.patch("/api/tenant", {"timezone": "Asia/Kolkata"})).status_code == 200
    assert first_time(await read_schedule(team, made)) == due_at


async def test_a_schedule_that_is_made_while_the_teams_zone_changes_has_the_new_one(
    team: Team, database: Database
) -> None:
    other = await new_schedule(team, cron="0 8 * * *", timezone="UTC")

    async def waiting() -> bool:
        async with database.connection(ALL_TENANTS) as watcher:
            count: int = await watcher.fetchval("select count(*) from pg_locks where not granted")
        return count >= 2

    async with database.transaction(ALL_TENANTS) as conn:
        await conn.execute("update tenants set timezone = 'Asia/Kolkata'")
        body = {"name": "x", "cron": "0 8 * * *", "action": EVENT}
        making = asyncio.create_task(team.post("/api/schedules", body))
        changing = asyncio.create_task(
            team.patch(f"/api/schedules/{other['id']}", {"timezone": None})
        )
        await until(waiting)
    for answer in (await making, await changing):
        assert answer.json()["zone"] == "Asia/Kolkata", answer.text
        local = first_time(answer.json()).astimezone(ZoneInfo("Asia/Kolkata"))
        assert f"{local:%H:%M}" == "08:00"


async def test_a_schedule_says_how_many_targets_get_its_events(
    team: Team, other_team: Team
) -> None:
    """A digest has no single events, and one that is disabled gets none."""
    remind, send, retry = [
        await new_schedule(team, action=each)
        for each in ({"kind": "remind"}, EVENT, {"kind": "retry_failed"})
    ]
    assert [each["targets"] for each in (remind, send, retry)] == [0, 0, None]
    await new_target(other_team, types=["schedule", "callback"])
    disabled = await new_target(team, types=["schedule"])
    await team.patch(f"/api/event-targets/{disabled['id']}", {"enabled": False})
    await new_target(team, types=["callback.reminder"])
    await new_target(team, types=["schedule", "callback"])
    listed = (await team.get("/api/schedules")).json()["schedules"]
    assert [each["targets"] for each in listed] == [2, 1, None]
