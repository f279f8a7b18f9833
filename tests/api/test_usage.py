"""What people read of usage and budgets."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from shared.db.pool import Database
from shared.db.usage import Accounts
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.steps import Step
from shared.domain.usage import Amounts, BilledTo, Entry, Outcome
from tests.conftest import ELEVENLABS_SECRET
from tests.support.calls import send, transcription
from tests.support.people import Team


async def accepted(team: Team) -> dict[str, Any]:
    answer: dict[str, Any] = (
        await send(team.client, transcription(team.agent_id), secret=ELEVENLABS_SECRET)
    ).json()
    return answer


async def book(
    database: Database, team: Team, call: dict[str, Any] | None, outcome: Outcome, cost: int
) -> None:
    billed_to = BilledTo(TenantId(UUID(team.tenant_id)))
    if call:
        ids = CallId(UUID(call["call_id"])), JobId(UUID(call["job_id"]))
        billed_to = BilledTo(billed_to.tenant_id, *ids, Step.SUMMARIZE, 1)
    await Accounts(database).record(
        Entry(
            new_id(), billed_to, "openai", "gpt-6-luna", Amounts(1000, 100, 50), cost, True, outcome
        )
    )


async def test_a_call_and_its_job_tell_what_they_cost(team: Team, database: Database) -> None:
    call = await accepted(team)
    await book(database, team, call, Outcome.ANSWERED, 125)
    await book(database, team, call, Outcome.UNUSABLE, 25)
    usage = (await team.get(f"/api/calls/{call['call_id']}")).json()["usage"]
    assert (usage["requests"], usage["cost_microusd"], usage["failure_cost_microusd"]) == (
        2,
        150,
        25,
    )
    assert usage["steps"]["summarize"]["input_tokens"] == 2000
    steps = (await team.get(f"/api/job/{call['job_id']}/status")).json()["steps"]
    used = {step["step"]: step["usage"] for step in steps if step["usage"]}
    assert used["summarize"]["cost_microusd"] == 150
    assert set(used) == {"summarize"}


async def test_a_tenant_reads_its_usage_by_day(
    team: Team, other_team: Team, database: Database
) -> None:
    await book(database, team, await accepted(team), Outcome.ANSWERED, 125)
    await book(database, team, None, Outcome.ANSWERED, 5)
    today = str(datetime.now(UTC).date())
    page = (await team.get("/api/usage", **{"from": today, "to": today})).json()
    assert page["total"]["cost_microusd"] == page["budget"]["day_spent_microusd"] == 130
    assert [(day["day"], day["model"], day["usage"]["requests"]) for day in page["days"]] == [
        (today, "gpt-6-luna", 2)
    ]
    assert (await other_team.get("/api/usage")).json()["total"]["requests"] == 0


async def test_a_deleted_calls_cost_stays_spent(team: Team, database: Database) -> None:
    call = await accepted(team)
    await book(database, team, call, Outcome.ANSWERED, 125)
    await team.delete(f"/api/calls/{call['call_id']}")
    assert (await team.get("/api/usage")).json()["total"]["cost_microusd"] == 125


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"from": "2026-02-01", "to": "2026-01-01"}, 400),
        ({"from": "2024-01-01", "to": "2026-01-01"}, 400),
        ({"from": "x"}, 422),
    ],
)
async def test_days_that_are_none_are_refused(
    team: Team, params: dict[str, str], status: int
) -> None:
    assert (await team.get("/api/usage", **params)).status_code == status


async def test_a_budget_is_set_read_and_lifted(team: Team) -> None:
    answer = await team.patch(
        "/api/tenant", {"budget_day_microusd": 5_000_000, "budgetMonthMicrousd": 50_000_000}
    )
    assert answer.status_code == 200
    await team.patch("/api/tenant", {"budget_day_microusd": None})
    tenant = (await team.get("/api/tenant")).json()
    assert (tenant["budget_day_microusd"], tenant["budget_month_microusd"]) == (None, 50_000_000)
    assert (await team.get("/api/usage")).json()["budget"]["month_microusd"] == 50_000_000


async def test_a_budget_is_no_negative_sum(team: Team) -> None:
    assert (await team.patch("/api/tenant", {"budget_day_microusd": -1})).status_code == 422
