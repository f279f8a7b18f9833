"""All calls of a contact, and what became of their callbacks."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import new_id
from shared.sealing import Sealer
from shared.settings.load import Settings
from tests.api.test_callback_actions import act, in_time
from tests.api.test_contacts import MARIA, OTHER, contacts_of, make_call
from tests.support.agent_calls import agent_calls_back
from tests.support.people import Team
from worker.resources import Resources


async def test_calls_are_found_by_their_contact(
    team: Team, other_team: Team, worker: Resources
) -> None:
    first = await make_call(team, worker, "conv_1")
    second = await make_call(team, worker, "conv_2")
    await make_call(team, worker, "conv_3", OTHER)
    [contact] = await contacts_of(team, phone=MARIA)
    found = await team.get("/api/calls", contact_id=contact["id"])
    assert {call["id"] for call in found.json()["calls"]} == {first, second}
    table = (await team.get("/api/calls.csv", contact_id=contact["id"])).text
    assert table.count("\r\n") == 3
    assert (await other_team.get("/api/calls", contact_id=contact["id"])).json()["calls"] == []
    page = (await team.get("/calls", contact_id=contact["id"])).text
    assert f'name="contact_id" value="{contact["id"]}"' in page
    assert first in page


async def test_a_timeline_has_the_life_of_callbacks_and_the_agents_calls(
    team: Team, worker: Resources, database: Database, settings: Settings
) -> None:
    await make_call(team, worker, "conv_1")
    [callback] = (await team.get("/api/callbacks")).json()["callbacks"]
    await act(team, callback, "assign", {"assignee_id": "me"})
    due_at = in_time(days=1)
    await act(team, callback, "move", {"due_at": due_at, "comment": "in the afternoon"})
    await agent_calls_back(team, database, Sealer(settings.auth), mode="ask")
    until = in_time(days=1, hours=1)
    snoozed = await act(team, callback, "snooze", {"until": until})
    # The agent waits for the end of a snooze.
    assert snoozed["agent_call"]["at"] >= until
    async with database.transaction(ALL_TENANTS) as conn:
        await conn.execute(
            """
            insert into agent_calls (
                id, tenant_id, callback_id, state, number, agent_id, reason, next_at, ended_at
            )
            select $1, tenant_id, id, 'not_reached', '+12025550143', 'agent_1', 'no_answer', now(),
                now()
            from callbacks
            where id = $2
            """,
            new_id(),
            UUID(callback["id"]),
        )
    [contact] = await contacts_of(team)
    detail = (await team.get(f"/api/contacts/{contact['id']}")).json()
    entries = [
        (each["kind"], each["action"], each["by"], each["text"])
        for each in detail["timeline"]
        if each["kind"] in ("callback_change", "agent_call")
    ]
    assert sorted(entries, key=str) == [
        ("agent_call", "needs_approval", "agent", None),
        ("agent_call", "not_reached", "agent", "no_answer"),
        ("callback_change", "created", "worker", None),
        ("callback_change", "move", "user", "in the afternoon"),
        ("callback_change", "snooze", "user", None),
    ]
    [moved] = [each for each in detail["timeline"] if each["action"] == "move"]
    shift = datetime.fromisoformat(moved["due_at"]) - datetime.fromisoformat(due_at)
    assert abs(shift) < timedelta(seconds=1)
    assert moved["callback_id"] == callback["id"]
    assert datetime.fromisoformat(detail["timeline"][-1]["at"]) < datetime.now(UTC)
    page = (await team.get(f"/contacts/{contact['id']}")).text
    for shown in ("waits for approval", "No answer", "moved", "in the afternoon"):
        assert shown in page
