"""What people correct counts, stays beside what the machine said, and no run overwrites it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.db.digests import find_digest
from shared.db.event_facts import find_facts
from shared.db.pool import Database
from shared.db.reminders import find_whom_to_call
from shared.domain.ids import CallbackId, CallId, TenantId
from tests.api.test_callback_actions import history, made, run_again
from tests.api.test_reading import accept, process
from tests.support.people import Team
from worker.resources import Resources


async def ok(answering: Any) -> dict[str, Any]:
    answer: httpx.Response = await answering
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def processed(team: Team, worker: Resources, name: str = "conv_1", **changes: Any) -> str:
    accepted = await accept(team, name, **changes)
    await process(worker, accepted)
    call_id: str = accepted["call_id"]
    return call_id


async def test_a_corrected_call_shows_the_persons_words_everywhere(
    team: Team, worker: Resources
) -> None:
    call_id = await processed(team, worker)
    path = f"/api/calls/{call_id}"
    before = await ok(team.get(path))
    right = {"title": "Leaking boiler", "summary": "She needs a repair.", "outcome": "voicemail"}
    body = await ok(team.patch(path, right))
    assert (body["title"], body["outcome"]) == ("Leaking boiler", "voicemail")
    detail = await ok(team.get(path))
    assert detail["summary"]["value"]["text"] == "She needs a repair."
    assert detail["corrected"]["title"]["machine"] == before["title"]
    assert detail["corrected"]["summary"]["machine"] == before["summary"]["value"]["text"]
    assert detail["corrected"]["outcome"]["machine"] is None
    assert detail["corrected"]["title"]["by_id"] == (await ok(team.get("/api/me")))["user_id"]
    [row] = (await ok(team.get("/api/calls")))["calls"]
    assert row["title"] == "Leaking boiler"
    [lead] = (await ok(team.get("/api/leads")))["leads"]
    assert lead["calls"][0]["title"] == "Leaking boiler"
    [callback] = (await ok(team.get("/api/callbacks")))["callbacks"]
    assert callback["call"]["title"] == "Leaking boiler"


async def test_an_outcome_that_a_person_takes_back_is_not_found(
    team: Team, worker: Resources, database: Database
) -> None:
    call_id = await processed(team, worker)
    tenant_id = TenantId(UUID(team.tenant_id))
    async with database.connection(tenant_id) as conn:
        await conn.execute("update calls set outcome = 'busy' where id = $1", UUID(call_id))
    assert len((await ok(team.get("/api/calls", outcome="busy")))["calls"]) == 1
    await ok(team.patch(f"/api/calls/{call_id}", {"outcome": None}))
    assert (await ok(team.get("/api/calls", outcome="busy")))["calls"] == []
    async with database.connection(tenant_id) as conn:
        sent = await find_facts(conn, tenant_id, CallId(UUID(call_id)), full=False)
    assert sent is not None
    assert sent["call"]["outcome"] is None


async def test_a_run_overwrites_no_correction_and_undoing_shows_the_machine_again(
    team: Team, worker: Resources
) -> None:
    callback = await made(team, worker)
    path = f"/api/calls/{callback['call_id']}"
    before = await ok(team.get(path))
    await ok(team.patch(path, {"title": "Leaking boiler", "summary": "She needs a repair."}))
    await run_again(team, worker, callback)
    detail = await ok(team.get(path))
    assert (detail["title"], detail["summary"]["value"]["text"]) == (
        "Leaking boiler", "She needs a repair."
    )  # fmt: skip
    for _ in range(2):
        await ok(team.delete(f"{path}/corrections/title"))
        await ok(team.delete(f"{path}/corrections/summary"))
    detail = await ok(team.get(path))
    assert detail["title"] == before["title"]
    assert detail["summary"]["value"] == before["summary"]["value"]
    assert detail["corrected"] == {}


async def test_a_repeated_correction_keeps_its_author_and_time(
    team: Team, worker: Resources
) -> None:
    path = f"/api/calls/{await processed(team, worker)}"
    first = await ok(team.patch(path, {"title": "Leaking boiler"}))
    assert await ok(team.patch(path, {"title": "Leaking boiler"})) == first


async def test_a_corrected_lead_outlives_its_calls_next_run(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    path = f"/api/leads/{callback['call']['lead_id']}"
    before = await ok(team.get(path))
    right = {"name": "Maria López", "phone": "+1 (503) 555-0199", "city": None}
    body = await ok(team.patch(path, right))
    assert (body["name"], body["phone"], body["city"]) == ("Maria López", "+15035550199", None)
    assert body["corrected"]["name"]["machine"] == before["name"]
    assert body["corrected"]["city"]["machine"] == before["city"]
    await run_again(team, worker, callback)
    assert (await ok(team.get(path)))["name"] == "Maria López"
    [row] = (await ok(team.get("/api/callbacks")))["callbacks"]
    assert (row["name"], row["phone"]) == ("Maria López", "+15035550199")
    for number in ("+15035550199", before["phone"]):
        found = await ok(team.get("/api/leads", phone=number))
        assert [lead["id"] for lead in found["leads"]] == [before["id"]]
    for field in ("name", "phone", "city"):
        body = await ok(team.delete(f"{path}/corrections/{field}"))
    assert {**body, "updated_at": None} == {**before, "updated_at": None}


@pytest.mark.parametrize("phone", ["+15035550199", None])
async def test_what_is_sent_of_a_callback_names_the_corrected_person(
    team: Team, worker: Resources, database: Database, phone: str | None
) -> None:
    callback = await made(team, worker)
    right = {"name": "Maria López", "phone": phone}
    await ok(team.patch(f"/api/leads/{callback['call']['lead_id']}", right))
    await ok(team.patch(f"/api/callbacks/{callback['id']}", {"reason": "Boiler"}))
    tenant_id, now = TenantId(UUID(team.tenant_id)), datetime.now(UTC)
    callback_id = CallbackId(UUID(callback["id"]))
    async with database.connection(tenant_id) as conn:
        sent = await find_facts(conn, tenant_id, CallId(UUID(callback["call"]["id"])), full=True)
        whom = await find_whom_to_call(conn, tenant_id, [callback_id])
        facts = await find_digest(
            conn, tenant_id, None, since=now, until=now, period=timedelta(days=366)
        )
    assert sent is not None
    words = sent["content"]["callback"]
    assert (words["name"], words["phone"], words["reason"]) == ("Maria López", phone, "Boiler")
    assert whom == {callback_id: (" ".join(filter(None, ("Maria López", phone))), "Boiler")}
    [row] = [*facts.overdue, *facts.due]
    assert (row["name"], row["phone"], row["reason"]) == ("Maria López", phone, "Boiler")


async def test_a_callbacks_reason_is_corrected_with_history(team: Team, worker: Resources) -> None:
    callback = await made(team, worker)
    path = f"/api/callbacks/{callback['id']}"
    stale = await team.patch(path, {"reason": "Boiler", "base_version": callback["version"] - 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "version_conflict")
    for _ in range(2):
        body = await ok(team.patch(path, {"reason": "Boiler", "base_version": callback["version"]}))
    assert (body["reason"], body["version"]) == ("Boiler", callback["version"] + 1)
    assert body["corrected"]["reason"]["machine"] == callback["reason"]
    await run_again(team, worker, callback)
    assert (await ok(team.get(path)))["reason"] == "Boiler"
    undone = await ok(team.delete(f"{path}/corrections/reason"))
    assert (undone["reason"], undone["corrected"]) == (callback["reason"], {})
    assert [change["action"] for change in await history(team, callback)][:2] == [
        "undo_correction", "correct"
    ]  # fmt: skip


async def test_wrong_corrections_are_refused(
    team: Team, other_team: Team, worker: Resources
) -> None:
    callback = await made(team, worker)
    call, lead = f"/api/calls/{callback['call_id']}", f"/api/leads/{callback['call']['lead_id']}"
    for path, body in (
        (call, {}),
        (call, {"title": None}),
        (call, {"title": " "}),
        (call, {"outcome": "nonsense"}),
        (call, {"status": "ready"}),
        (lead, {"email": "nobody"}),
        (lead, {"phone": "call me"}),
    ):
        assert (await team.patch(path, body)).status_code == 422, body
    for path, right in (
        (call, {"title": "x"}),
        (lead, {"name": "x"}),
        (f"/api/callbacks/{callback['id']}", {"reason": "x"}),
    ):
        assert (await other_team.patch(path, right)).status_code == 404, path
        field = next(iter(right))
        assert (await other_team.delete(f"{path}/corrections/{field}")).status_code == 404
    assert (await team.delete(f"{call}/corrections/status")).status_code == 422
