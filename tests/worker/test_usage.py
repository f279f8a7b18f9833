"""Who asks a vendor in a run: each paid request is booked under its call, step and attempt."""

from dataclasses import replace
from typing import Any, cast

import pytest

from shared.db.jobs.jobs import get_job
from shared.db.jobs.steps import list_steps
from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import get_tenant, update_tenant
from shared.db.usage import Accounts, sum_by_step
from shared.domain.ids import JobId
from shared.domain.insights import Summary
from shared.domain.prices import Price
from shared.domain.statuses import JobStatus, StepStatus
from shared.domain.steps import Step
from shared.domain.transcript import Transcript
from shared.domain.usage import Amounts, Budget
from shared.errors import ProviderMalformed, VendorPaused
from shared.limits.billing import PaidModel
from shared.limits.redis_limits import Bounds
from shared.ports import Answer, CallContext
from tests.support.gates import open_door
from tests.support.providers import Script, ScriptedProviders
from tests.support.runs import let_time_pass
from tests.worker.conftest import TENANT, AcceptCall
from worker.resources import Resources
from worker.runner import run_job

USED = Amounts(input_tokens=100, output_tokens=10)


class BilledProviders(ScriptedProviders):
    """Whose summary is paid for, also when it is of no use."""

    def __init__(self, script: Script, paid: PaidModel) -> None:
        super().__init__(script)
        self._paid = paid

    async def summarize(self, transcript: Transcript, context: CallContext) -> Answer[Summary]:
        async with self._paid.request(USED) as bill:
            bill.used(USED)
            return await super().summarize(transcript, context)


@pytest.fixture
def billed(resources: Resources, database: Database, script: Script) -> Resources:
    limiter = open_door().limiter("openai", "m", "sk", Bounds())
    paid = PaidModel("openai", "m", limiter, Price(input=1, output=1), Accounts(database))
    analyst = cast(Any, BilledProviders(script, paid))
    return replace(resources, providers=replace(resources.providers, analyst=analyst))


async def test_a_request_is_booked_under_its_step(
    billed: Resources, database: Database, accept_call: AcceptCall
) -> None:
    call_id, job_id = await accept_call()
    await run_job(billed, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        found = await sum_by_step(conn, TENANT, call_id, job_id=job_id)
    assert {step: usage.cost_microusd for step, usage in found.items()} == {Step.SUMMARIZE: 110}


async def test_each_attempt_is_booked_and_the_failed_one_as_such(
    billed: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    call_id, job_id = await accept_call()
    script.fail["summarize"] = [ProviderMalformed("cut off")]
    await run_job(billed, job_id)
    await let_time_pass(database)
    await run_job(billed, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        rows = await conn.fetch("select attempt, outcome from usage_ledger order by attempt")
        usage = (await sum_by_step(conn, TENANT, call_id))[Step.SUMMARIZE]
    assert [tuple(row) for row in rows] == [(1, "unusable"), (2, "answered")]
    assert (usage.cost_microusd, usage.failure_cost_microusd) == (220, 110)


async def test_a_spent_budget_fails_the_step_and_says_why(
    billed: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    _, job_id = await accept_call()
    async with database.connection(ALL_TENANTS) as conn:
        await update_tenant(
            conn, replace(await get_tenant(conn, TENANT), budget=Budget(month_microusd=100))
        )
    await run_job(billed, job_id)
    view = (await steps(database, job_id))[Step.SUMMARIZE]
    assert (view.status, view.error_code) == (StepStatus.FAILED, "budget_spent")
    assert script.calls["summarize"] == 0


async def test_a_paused_vendor_costs_no_attempt(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    _, job_id = await accept_call()
    script.fail["summarize"] = [VendorPaused("left alone", retry_after_s=20)]
    await run_job(resources, job_id)
    view = (await steps(database, job_id))[Step.SUMMARIZE]
    async with database.connection(ALL_TENANTS) as conn:
        job = await get_job(conn, TENANT, job_id)
    assert (view.status, view.errors, job.status, job.attempts) == (
        StepStatus.PENDING,
        0,
        JobStatus.QUEUED,
        0,
    )


async def steps(database: Database, job_id: JobId) -> Any:
    async with database.connection(ALL_TENANTS) as conn:
        return await list_steps(conn, TENANT, job_id)
