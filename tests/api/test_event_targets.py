"""Targets of events: what is accepted, what is shown, and who gets which events."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.db import event_targets
from shared.db.event_deliveries import claim_deliveries
from shared.db.exports import each_row
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.events import CHANGES
from shared.domain.ids import TenantId
from tests.api.test_reading import accept
from tests.support.events import URL, happens, new_target, queue_events
from tests.support.people import Team

KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()


async def queued(team: Team, target: dict[str, Any]) -> list[str]:
    """The types of what was queued for a target, oldest first."""
    answer = (await team.get("/api/event-deliveries", target_id=target["id"])).json()
    return [
        each["type"] for each in sorted(answer["deliveries"], key=lambda each: each["occurred_at"])
    ]


async def test_a_secret_is_shown_once(team: Team) -> None:
    made = await new_target(team, secret=KEY)
    assert made["secret"] == KEY
    path = f"/api/event-targets/{made['id']}"
    read = (await team.get(path)).json()
    assert "secret" not in read
    assert read["url"] == URL
    assert KEY not in (await team.get("/api/event-targets")).text
    new = (await team.post(f"{path}/secret", {"keep_previous_h": 48})).json()
    assert new["secret"] not in (KEY, None)
    left = datetime.fromisoformat(new["previous_secret_until"]) - datetime.now(UTC)
    assert timedelta(hours=47) < left < timedelta(hours=49)
    assert (await team.delete(f"{path}/previous-secret")).status_code == 204
    assert (await team.get(path)).json()["previous_secret_until"] is None


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"url": "http://receiver.example/"}, "/url"),
        ({"url": "https://127.0.0.1/"}, "/url"),
        ({"url": "https://[::1]:8443/"}, "/url"),
        ({"url": "https://169.254.169.254/latest"}, "/url"),
        ({"url": "https://a:b@receiver.example/"}, "/url"),
        ({"url": "https://receiver.example/#here"}, "/url"),
        ({"url": "file:///etc/passwd"}, "/url"),
        ({"types": ["call.answered"]}, "/types/0"),
        ({"types": []}, "/types"),
        ({"types": ["step"]}, "/types/0"),
        ({"secret": "too short"}, "/secret"),
        ({"secret": "whsec_AAAA"}, "/secret"),
        ({"body": "everything"}, "/body"),
        ({"credentials": {"kind": "header", "name": "Host", "value": "x"}}, "/credentials"),
        ({"credentials": {"kind": "header", "name": "X-Key", "value": "a\r\nb"}}, "/credentials"),
        ({"credentials": {"kind": "header", "name": "X-Key", "value": "a "}}, "/credentials"),
        ({"credentials": {"kind": "header", "name": "webhook-id", "value": "x"}}, "/credentials"),
        ({"credentials": {"kind": "basic", "username": "a:b", "password": "c"}}, "/credentials"),
        ({"name": " "}, "/name"),
    ],
)
async def test_what_cannot_work_is_refused_and_named(
    team: Team, changes: dict[str, Any], pointer: str
) -> None:
    answer = await team.post("/api/event-targets", {"name": "CRM", "url": URL, **changes})
    assert answer.status_code in (400, 422), answer.text
    pointers = [each["pointer"] for each in answer.json()["errors"]]
    assert any(each.startswith(f"/body{pointer}") for each in pointers), pointers


async def test_agents_of_a_target_are_of_the_team(team: Team, other_team: Team) -> None:
    target = await new_target(team, agent_ids=[team.agent_id])
    given = {"agent_ids": [team.agent_id, other_team.agent_id]}
    for answer in (
        await team.post("/api/event-targets", {"name": "CRM", "url": URL, **given}),
        await team.patch(f"/api/event-targets/{target['id']}", given),
    ):
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_agent")
        assert [each["pointer"] for each in answer.json()["errors"]] == ["/body/agent_ids/1"]


async def test_only_the_wanted_events_are_queued(team: Team, database: Database) -> None:
    call_id = (await accept(team, "conv_1"))["call_id"]
    await queue_events(database)
    everything = await new_target(team, types=["call", "lead"])
    ready = await new_target(team, types=["call.ready"])
    mine = await new_target(team, types=["call"], agent_ids=[team.agent_id])
    other = (await team.post("/api/agents", {"name": "Other"})).json()["id"]
    others = await new_target(team, types=["call"], agent_ids=[other])
    failed = await new_target(team, types=["call"], outcomes=["voicemail"])
    for name in ("call.ready", "call.updated", "step.done", "job.queued"):
        await happens(database, team, name, call_id)
    await happens(database, team, "lead.updated", lead_id=team.agent_id, fields=[])
    await queue_events(database)
    assert await queued(team, everything) == ["call.ready", "call.updated", "lead.updated"]
    assert await queued(team, ready) == ["call.ready"]
    assert await queued(team, mine) == ["call.ready", "call.updated"]
    assert await queued(team, others) == []
    assert await queued(team, failed) == []
    # A deleted call has an agent and an outcome, too.
    right = await team.patch(f"/api/calls/{call_id}", {"outcome": "voicemail"})
    assert right.status_code == 200
    busy = await new_target(team, types=["call"], outcomes=["busy"])
    assert (await team.delete(f"/api/calls/{call_id}")).status_code == 204
    await queue_events(database)
    assert (await queued(team, mine))[-1] == "call.deleted"
    assert (await queued(team, failed))[-1] == "call.deleted"
    assert await queued(team, busy) == []
    assert await queued(team, others) == []


async def test_an_event_is_queued_once_and_not_for_other_teams(
    team: Team, other_team: Team, database: Database
) -> None:
    mine, theirs = await new_target(team), await new_target(other_team)
    await happens(database, team, "lead.updated", lead_id=team.agent_id, fields=[])
    await queue_events(database)
    await queue_events(database)
    assert await queued(team, mine) == ["lead.updated"]
    assert await queued(other_team, theirs) == []


async def test_events_while_it_is_disabled_wait_or_are_left_out(
    team: Team, database: Database
) -> None:
    target = await new_target(team)
    path = f"/api/event-targets/{target['id']}"
    off = (await team.patch(path, {"enabled": False})).json()
    assert (off["enabled"], off["disabled_because"]) == (False, "person")
    await happens(database, team, "lead.updated", lead_id=team.agent_id, fields=[])
    await queue_events(database)
    assert await queued(team, target) == []
    await team.patch(path, {"enabled": True})
    await queue_events(database)
    assert await queued(team, target) == ["lead.updated"]
    await team.patch(path, {"enabled": False})
    await happens(database, team, "budget.reached", period="day", limit_microusd=1)
    await queue_events(database)
    on = (await team.patch(path, {"enabled": True, "skip_missed": True})).json()
    assert (on["enabled"], on["pending"]) == (True, 0)
    await queue_events(database)
    assert await queued(team, target) == ["lead.updated"]


async def test_what_is_being_sent_is_not_sent_again_by_enabling(
    team: Team, database: Database
) -> None:
    path = f"/api/event-targets/{(await new_target(team))['id']}"
    await happens(database, team, "call.ready")
    await queue_events(database)
    async with database.transaction(ALL_TENANTS) as conn:
        assert len(await claim_deliveries(conn, limit=9, lease_s=60)) == 1
    await team.patch(path, {"enabled": False})
    await team.patch(path, {"enabled": True})
    async with database.transaction(ALL_TENANTS) as conn:
        assert await claim_deliveries(conn, limit=9, lease_s=60) == []


async def test_a_target_goes_with_all_its_deliveries(
    team: Team, other_team: Team, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_targets, "DELETED_AT_ONCE", 1)
    path = f"/api/event-targets/{(await new_target(team))['id']}"
    for _ in range(3):
        assert (await team.post(f"{path}/test", {})).status_code == 202
    assert (await other_team.delete(path)).status_code == 404
    assert (await team.get(path)).json()["pending"] == 3
    assert (await team.delete(path)).status_code == 204
    async with database.connection(ALL_TENANTS) as conn:
        assert not await conn.fetchval("select count(*) from event_deliveries")
    assert (await team.delete(path)).status_code == 404


async def test_the_export_names_targets_without_their_secrets(
    team: Team, database: Database
) -> None:
    target = await new_target(team)
    tenant_id = TenantId(UUID(team.tenant_id))
    (one,) = [json.loads(row) async for row in each_row(database, "target", tenant_id)]
    assert (one["id"], one["name"]) == (target["id"], "CRM")
    assert "sealed" not in one


async def test_events_from_before_can_be_sent(team: Team, database: Database) -> None:
    await happens(database, team, "lead.updated", lead_id=team.agent_id, fields=[])
    await happens(database, team, "budget.reached", period="day", limit_microusd=1)
    await queue_events(database)
    target = await new_target(team)
    path = f"/api/event-targets/{target['id']}/replay"
    since = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    assert (await team.post(path, {"since": since, "types": ["lead"]})).json() == {"queued": 1}
    assert (await team.post(path, {"since": since})).json() == {"queued": 1}
    # What waits is not queued twice.
    assert (await team.post(path, {"since": since})).json() == {"queued": 0}
    late = await team.post(path, {"since": since, "until": since})
    assert late.status_code == 400


async def test_tests_are_not_sent_again_with_the_events_of_their_time(
    team: Team, database: Database
) -> None:
    """A sample has a made-up person, which a CRM would get again."""
    path = f"/api/event-targets/{(await new_target(team))['id']}"
    tested = (await team.post(f"{path}/test", {"type": "call.ready"})).json()["delivery_id"]
    await happens(database, team, "lead.updated", lead_id=team.agent_id, fields=[])
    await queue_events(database)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update event_deliveries set status = 'delivered', ended_at = now()")
    since = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    assert (await team.post(f"{path}/replay", {"since": since})).json() == {"queued": 1}
    # By itself it is.
    again = await team.post(f"/api/event-deliveries/{tested}/replay")
    assert again.json()["status"] == "pending"


async def test_the_numbers_of_targets_are_limited(team: Team, database: Database) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            """
            insert into event_targets (id, tenant_id, name, sealed, types, body, position)
            select gen_random_uuid(), $1, 'one', '\\x00', '{call}', 'thin', 0
            from generate_series(1, 50)
            """,
            UUID(team.tenant_id),
        )
    answer = await team.post("/api/event-targets", {"name": "CRM", "url": URL})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_targets")


async def test_an_id_follows_from_what_happened(team: Team, database: Database) -> None:
    call_id = (await accept(team, "conv_1"))["call_id"]
    await happens(database, team, "call.ready", call_id)
    await queue_events(database)
    await happens(database, team, "call.ready", call_id)
    await happens(database, team, "call.ready", call_id)
    await queue_events(database)

    async def events() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await team.get("/api/events", type="call.ready")).json()[
            "events"
        ]
        return found

    before = await events()
    assert [each["version"] for each in before] == [1, 2, 3]
    assert len({each["id"] for each in before}) == 3
    assert sorted(each["sequence"] for each in before) == [each["sequence"] for each in before]
    # The same happens after a restored backup, in which nothing of it is.
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("delete from events where type = 'call.ready'")
    for _ in range(3):
        await happens(database, team, "call.ready", call_id)
    await queue_events(database)
    assert [each["id"] for each in await events()] == [each["id"] for each in before]
    # Where the first events of a call are gone, no id is given out twice.
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("delete from events where call_id = $1", UUID(call_id))
    await happens(database, team, "call.ready", call_id)
    await queue_events(database)
    (late,) = await events()
    assert late["id"] not in {each["id"] for each in before}
    assert late["version"] > 3


async def test_events_are_listed_in_pages_from_a_time_on(team: Team, database: Database) -> None:
    for _ in range(5):
        await happens(database, team, "lead.updated", lead_id=team.agent_id, fields=[])
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update events set created_at = now() - interval '1 day' * (6 - place) from ("
            " select id, row_number() over (order by id) as place from events) as placed"
            " where placed.id = events.id"
        )
    await queue_events(database)
    first = (await team.get("/api/events", limit=3)).json()
    rest = (await team.get("/api/events", limit=3, cursor=first["next_cursor"])).json()
    assert (len(first["events"]), len(rest["events"])) == (3, 2)
    assert (await team.get("/api/events", cursor=rest["next_cursor"])).json() == {
        "events": [],
        "next_cursor": rest["next_cursor"],
    }
    since = (datetime.now(UTC) - timedelta(days=2.5)).isoformat()
    recent = (await team.get("/api/events", since=since)).json()["events"]
    assert [each["id"] for each in recent] == [each["id"] for each in rest["events"]]
    # The first and the last moment that the description allows.
    for since, count in (("0001-01-01T00:00:00Z", 5), ("9999-12-31T23:59:59Z", 0)):
        assert len((await team.get("/api/events", since=since)).json()["events"]) == count
    assert (await team.get("/api/events", cursor="x")).status_code == 400
    # Who waits for a rare event does not read all others each time.
    rare = (await team.get("/api/events", type="budget")).json()
    assert rare == {"events": [], "next_cursor": rest["next_cursor"]}


async def test_events_are_listed_by_types_and_groups(team: Team, database: Database) -> None:
    names = ("budget.reached", "lead.updated", "lead.extracted", "step.done", "job.failed")
    for name in names:
        await happens(database, team, name, lead_id=team.agent_id)
    await queue_events(database)
    for types, expected in (
        ([], {"budget.reached", "lead.updated", "lead.extracted", "job.failed"}),
        (["budget"], {"budget.reached"}),
        (["budget", "lead"], {"budget.reached", "lead.updated", "lead.extracted"}),
        (["job.failed", "step.done"], {"job.failed", "step.done"}),
        (["step"], {"step.done"}),
        (["event"], set()),
    ):
        answer = await team.client.get(
            "/api/events", headers=team.headers, params=[("type", each) for each in types]
        )
        assert {each["type"] for each in answer.json()["events"]} == expected, types


async def test_an_event_can_be_read_as_it_is_sent(
    team: Team, other_team: Team, database: Database
) -> None:
    call_id = (await accept(team, "conv_1"))["call_id"]
    await queue_events(database)
    (event,) = (await team.get("/api/events", type="call.received")).json()["events"]
    path = f"/api/events/{event['sequence']}/body"
    thin, full = (await team.get(path)).json(), (await team.get(path, body="full")).json()
    assert thin["data"]["call"]["id"] == call_id
    assert thin["data"]["change"] == {"source": "elevenlabs"}
    assert thin["data"]["content"] is None
    assert "customer: " in full["data"]["content"]["transcript"]
    assert (await other_team.get(path)).status_code == 404
    assert (await team.get("/api/events/999999/body")).status_code == 404


def test_every_event_is_described(client: Any) -> None:
    described = client._transport.app.openapi()["webhooks"]
    assert set(described) == set(CHANGES)
