"""What happens becomes an event, once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.db.event_deliveries import EventToSend
from shared.db.missed_calls import mark_checked, take_check
from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import get_tenant, update_tenant
from shared.db.usage import Accounts
from shared.domain.events import CHANGES
from shared.domain.ids import TenantId, new_id
from shared.domain.missed_calls import CheckCounts
from shared.domain.statuses import Source
from shared.domain.usage import Budget
from shared.errors import BudgetSpent
from shared.outgoing.bodies import body_of
from tests.api.test_reading import accept, process
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import sample, send
from tests.support.events import events_of
from tests.support.people import Team
from worker.resources import Resources
from worker.upkeep.due_callbacks import report_due

NOW = datetime.now(UTC)
HERE = str(new_id())
DATA: dict[str, dict[str, Any]] = {
    "call.received": {"source": "elevenlabs"},
    "call.updated": {"fields": ["title"], "status": "processing"},
    "call.deleted": {"call_id": HERE, "agent_id": None},
    "callback.changed": {
        "callback_id": HERE,
        "version": 2,
        "action": "updated",
        "status": "scheduled",
    },
    "callback.due": {"callback_id": HERE, "due_at": "2026-11-18T15:00:00+00:00"},
    "callback.done": {"callback_id": HERE, "version": 3},
    "callback.reminder": {
        "schedule_id": HERE,
        "name": "Before work",
        "due_at": "2026-11-18T08:30:00+00:00",
        "url": "https://calls.example/",
        "within_hours": 24,
        "overdue": 0,
        "due": 0,
        "callbacks": [],
    },
    "lead.extracted": {"lead_id": HERE},
    "lead.updated": {"lead_id": HERE, "fields": ["name"]},
    "transcript.edited": {"version": 2},
    "embeddings.generated": {"source": "summary"},
    "budget.reached": {"period": "day", "limit_microusd": 5},
    "arrivals.missing": {"source": "twilio", "missing": 2},
    "event.stored": {"source": "twilio", "reason": "no version of ours reads it"},
    "endpoint.disabled": {"target_id": HERE, "name": "CRM", "reason": "gone"},
    "schedule.disabled": {"schedule_id": HERE, "name": "Nightly", "reason": "over"},
    "webhook.test": {"message": "A test."},
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_type_has_a_body(name: str) -> None:
    """A field that a later version records costs nothing."""
    data = DATA.get(name, {"recording_id": HERE} if name.startswith("recording") else {})
    event = EventToSend(new_id(), name, None, None, {**data, "later": 1}, 1, 7, NOW)
    body = body_of(event, None, base_url="https://calls.example")
    assert body.data.change.keys() == data.keys()
    assert (body.type, body.data.sequence, body.data.version) == (name, 7, 1)


def test_fields_that_another_version_recorded_otherwise_are_left_out() -> None:
    data = {"callback_id": HERE, "due_at": "tomorrow", "test": True}
    event = EventToSend(new_id(), "callback.due", None, None, data, 1, 7, NOW)
    body = body_of(event, None, base_url="https://calls.example")
    assert (body.data.change, body.data.test) == ({"callback_id": HERE}, True)


async def test_a_call_that_was_never_connected_fails_once(team: Team, database: Database) -> None:
    event = sample("call_initiation_failure_twilio")
    agent_id = event["data"]["agent_id"]
    await team.post("/api/agents", {"name": "Front desk", "external_id": agent_id})
    await send(team.client, event, secret=ELEVENLABS_SECRET)
    await send(team.client, event, secret=ELEVENLABS_SECRET)
    assert len(await events_of(database, team, "call.received")) == 1
    assert len(await events_of(database, team, "call.failed")) == 1


async def test_a_callback_is_due_once_for_each_of_its_times(
    team: Team, worker: Resources, database: Database
) -> None:
    await process(worker, await accept(team))
    (callback,) = (await team.get("/api/callbacks")).json()["callbacks"]
    path = f"/api/callbacks/{callback['id']}"

    async def due_in(hours: float) -> None:
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute(
                "update callbacks set status = 'scheduled', due_at = now() + $1",
                timedelta(hours=hours),
            )

    await due_in(1)
    assert await report_due(worker) == 0
    await due_in(-1)
    before = (await team.get(path)).json()["version"]
    assert await report_due(worker) == 1
    assert await report_due(worker) == 0
    assert (await team.get(path)).json()["version"] == before
    await due_in(-0.5)
    assert await report_due(worker) == 1
    assert [each["callback_id"] for each in await events_of(database, team, "callback.due")] == [
        callback["id"]
    ] * 2
    await team.post(f"{path}/done", {})
    await team.post(f"{path}/done", {})
    (done,) = await events_of(database, team, "callback.done")
    assert done["callback_id"] == callback["id"]


async def test_a_spent_budget_is_reported_once_in_its_period(
    team: Team, database: Database
) -> None:
    tenant_id = TenantId(UUID(team.tenant_id))
    async with database.connection(ALL_TENANTS) as conn:
        tenant = await get_tenant(conn, tenant_id)
        await update_tenant(conn, replace(tenant, budget=Budget(None, 50)))
    accounts = Accounts(database)
    for _ in range(2):
        with pytest.raises(BudgetSpent):
            await accounts.reserve(tenant_id, 51)
    assert await events_of(database, team, "budget.reached") == [
        {"period": "month", "limit_microusd": 50}
    ]
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update tenants set budget_month_reported = budget_month_reported - interval '1 month'"
        )
    with pytest.raises(BudgetSpent):
        await accounts.reserve(tenant_id, 51)
    assert len(await events_of(database, team, "budget.reached")) == 2


async def test_missed_calls_are_reported_when_there_are_more(
    team: Team, database: Database
) -> None:
    tenant_id = TenantId(UUID(team.tenant_id))
    for missing in (1, 1, 3, 0, 1):
        async with database.transaction(ALL_TENANTS) as conn:
            check = await take_check(conn, [Source.TWILIO], hold_s=60, due_only=False)
            assert check
            counts = CheckCounts(listed=5, arrived=5 - missing, fetched=0, missing=missing)
            await mark_checked(conn, check, {tenant_id: counts}, again_in_s=0)
    found = await events_of(database, team, "arrivals.missing")
    assert [each["missing"] for each in found] == [1, 3, 1]
