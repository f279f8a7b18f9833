"""The ledger and budgets: booked once, never overspent, apart by tenant."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared.db.budgets import get_spent
from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import get_tenant, insert_tenant, update_tenant
from shared.db.usage import Accounts, sum_by_day, sum_by_step, sum_by_team_day
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.steps import Step
from shared.domain.usage import Amounts, BilledTo, Budget, Entry, Outcome
from shared.errors import BudgetSpent, RateLimited, Unavailable

TENANT, OTHER = TenantId(new_id()), TenantId(new_id())
CALL, JOB = CallId(new_id()), JobId(new_id())


@pytest.fixture
async def accounts(database: Database) -> AsyncIterator[Accounts]:
    async with database.connection(ALL_TENANTS) as conn:
        await insert_tenant(conn, TENANT, "Northside", "UTC")
        await insert_tenant(conn, OTHER, "Southside", "UTC")
    yield Accounts(database)


async def allow(database: Database, budget: Budget, tenant_id: TenantId = TENANT) -> None:
    async with database.connection(ALL_TENANTS) as conn:
        await update_tenant(conn, replace(await get_tenant(conn, tenant_id), budget=budget))


def entry(cost: int = 100, tenant_id: TenantId = TENANT, **changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "id": new_id(),
        "billed_to": BilledTo(tenant_id, CALL, JOB, Step.SUMMARIZE, 1),
        "provider": "openai",
        "model": "gpt-6-luna",
        "amounts": Amounts(1000, 200, 50, 0.0),
        "cost_microusd": cost,
        "priced": True,
        "outcome": Outcome.ANSWERED,
    }
    return Entry(**{**fields, **changes})


async def test_an_entry_that_cannot_be_stored_does_not_cost_the_answer(accounts: Accounts) -> None:
    await accounts.record(entry(amounts=Amounts(10**30)))


async def test_usage_is_summed_by_step(accounts: Accounts, database: Database) -> None:
    for each in (
        entry(),
        entry(7, outcome=Outcome.UNUSABLE),
        entry(
            0,
            billed_to=BilledTo(TENANT, CALL, JOB, Step.TRANSCRIBE, 1),
            amounts=Amounts(audio_s=30.0),
            priced=False,
        ),
    ):
        await accounts.record(each)
    async with database.connection(ALL_TENANTS) as conn:
        found = await sum_by_step(conn, TENANT, CALL, job_id=JOB)
    summarized, heard = found[Step.SUMMARIZE], found[Step.TRANSCRIBE]
    assert (summarized.requests, summarized.cost_microusd, summarized.failure_cost_microusd) == (
        2,
        107,
        7,
    )
    assert (summarized.input_tokens, summarized.cached_tokens, summarized.output_tokens) == (
        2000,
        400,
        100,
    )
    assert (heard.audio_s, heard.priced, summarized.priced) == (30.0, False, True)


async def test_usage_is_summed_by_day_and_model(accounts: Accounts, database: Database) -> None:
    await accounts.record(entry())
    await accounts.record(entry(5, model="text-embedding-3-small", billed_to=BilledTo(TENANT)))
    today = datetime.now(UTC).date()
    async with database.connection(ALL_TENANTS) as conn:
        found = await sum_by_day(conn, TENANT, today, today)
    assert [(day.day, day.model, day.usage.cost_microusd) for day in found] == [
        (today, "gpt-6-luna", 100),
        (today, "text-embedding-3-small", 5),
    ]


async def test_an_entry_is_booked_once(accounts: Accounts, database: Database) -> None:
    same = entry()
    await accounts.record(same)
    await accounts.record(same)
    async with database.connection(ALL_TENANTS) as conn:
        assert (await get_spent(conn, TENANT)).month_microusd == 100


async def test_tenants_see_their_own_usage_only(accounts: Accounts, database: Database) -> None:
    await accounts.record(entry())
    today = datetime.now(UTC).date()
    async with database.connection(ALL_TENANTS) as conn:
        assert await sum_by_step(conn, OTHER, CALL) == {}
        assert await sum_by_day(conn, OTHER, today, today) == []
        assert (await get_spent(conn, OTHER)).month_microusd == 0


async def test_without_a_budget_nothing_is_set_aside(accounts: Accounts) -> None:
    assert await accounts.reserve(TENANT, 10**12) is None


@pytest.mark.parametrize("budget", [Budget(day_microusd=150), Budget(month_microusd=150)])
async def test_a_spent_budget_refuses_and_says_what_to_do(
    accounts: Accounts, database: Database, budget: Budget
) -> None:
    await allow(database, budget)
    await accounts.record(entry(100))
    with pytest.raises(BudgetSpent, match="PATCH /api/tenant") as caught:
        await accounts.reserve(TENANT, 51)
    assert caught.value.reason == "budget_spent"
    assert await accounts.reserve(TENANT, 50)


async def test_another_tenants_budget_is_its_own(accounts: Accounts, database: Database) -> None:
    for tenant_id in (TENANT, OTHER):
        await allow(database, Budget(day_microusd=100), tenant_id)
    await accounts.record(entry(100))
    assert await accounts.reserve(OTHER, 100)


async def test_many_at_once_never_set_aside_more_than_there_is(
    accounts: Accounts, database: Database
) -> None:
    await allow(database, Budget(month_microusd=1000))
    results = await asyncio.gather(
        *(accounts.reserve(TENANT, 300) for _ in range(20)), return_exceptions=True
    )
    assert sum(not isinstance(result, BaseException) for result in results) == 3
    assert {type(result) for result in results if isinstance(result, BaseException)} == {
        RateLimited
    }


async def test_what_is_set_aside_is_settled_by_its_entry(
    accounts: Accounts, database: Database
) -> None:
    await allow(database, Budget(month_microusd=1000))
    reservation = await accounts.reserve(TENANT, 1000)
    with pytest.raises(RateLimited) as caught:
        await accounts.reserve(TENANT, 1)
    assert caught.value.retry_after_s
    await accounts.record(entry(100, reservation=reservation))
    assert await accounts.reserve(TENANT, 900)


async def test_what_is_released_can_be_spent(accounts: Accounts, database: Database) -> None:
    await allow(database, Budget(month_microusd=1000))
    reservation = await accounts.reserve(TENANT, 1000)
    assert reservation
    await accounts.release(TENANT, reservation)
    assert await accounts.reserve(TENANT, 1000)


async def test_what_a_dead_worker_set_aside_expires(accounts: Accounts, database: Database) -> None:
    await allow(database, Budget(month_microusd=1000))
    await accounts.reserve(TENANT, 1000)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update budget_reservations set expires_at = now() - interval '1 second'"
        )
    assert await accounts.reserve(TENANT, 1000)
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select count(*) from budget_reservations") == 1


async def test_last_months_spending_is_over(accounts: Accounts, database: Database) -> None:
    await allow(database, Budget(day_microusd=100, month_microusd=100))
    await accounts.record(entry(100))
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update spending set day = date_trunc('month', day)::date - 1")
    assert await accounts.reserve(TENANT, 100)


async def test_an_entry_that_cannot_be_booked_costs_nobody_the_answer(
    accounts: Accounts, owner_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("drop table usage_ledger")
    await accounts.record(entry(100))
    told = capsys.readouterr().out
    assert "usage not recorded" in told
    assert str(CALL) in told


async def test_without_the_database_nothing_is_set_aside_or_sent(
    accounts: Accounts, database: Database
) -> None:
    await database._pool.close()
    with pytest.raises(Unavailable):
        await accounts.reserve(TENANT, 1)


async def test_a_team_has_days_of_its_own_clock(accounts: Accounts, database: Database) -> None:
    now = datetime.now(UTC)
    # One of the two is on another day.
    name = "Pacific/Kiritimati" if now.hour >= 12 else "Etc/GMT+12"
    today = now.astimezone(ZoneInfo(name)).date()
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update tenants set timezone = $2 where id = $1", TENANT, name)
        await accounts.record(entry(100))
        await conn.execute(
            """
            insert into usage_days
            select
                tenant_id, team_day, provider, model, requests, input_tokens, cached_tokens,
                output_tokens, audio_s, 20, 0, true
            from usage_sums
            """
        )
        by_team = await sum_by_team_day(conn, TENANT, today, today)
        by_bill = await sum_by_day(conn, TENANT, now.date(), now.date())
        # The clock goes back at 06:00 UTC of this day, which has 25 hours.
        days = [
            await conn.fetchval("select day_in_zone($1, 'America/New_York')", moment)
            for moment in (
                datetime(2026, 11, 1, 4, tzinfo=UTC),
                datetime(2026, 11, 2, 4, 59, tzinfo=UTC),
                datetime(2026, 11, 2, 5, tzinfo=UTC),
            )
        ]
    assert [(one.day, one.usage.cost_microusd) for one in by_team] == [(today, 120)]
    assert [one.usage.cost_microusd for one in by_bill] == [100]
    assert [day.day for day in days] == [1, 1, 2]


async def test_the_days_sums_are_the_ledgers(accounts: Accounts, database: Database) -> None:
    entries = [
        entry(
            number,
            model=f"model-{number % 3}",
            outcome=Outcome.UNUSABLE if number % 5 == 0 else Outcome.ANSWERED,
            priced=number != 7,
            tenant_id=OTHER if number % 4 == 0 else TENANT,
        )
        for number in range(40)
    ]
    # Each twice, as after an answer that was lost.
    await asyncio.gather(*(accounts.record(one) for one in entries * 2))
    async with database.connection(ALL_TENANTS) as conn:
        days = await conn.fetch(
            """
            select
                tenant_id, model, requests, input_tokens, audio_s, cost_microusd,
                failure_cost_microusd, priced
            from usage_sums
            order by tenant_id, model
            """
        )
        ledger = await conn.fetch(
            """
            select
                tenant_id, model, count(*) as requests,
                sum(input_tokens)::bigint as input_tokens, sum(audio_s) as audio_s,
                sum(cost_microusd)::bigint as cost_microusd,
                coalesce(sum(cost_microusd) filter (where outcome <> 'answered'), 0)::bigint
                    as failure_cost_microusd,
                bool_and(priced) as priced
            from usage_ledger
            group by tenant_id, model
            order by tenant_id, model
            """
        )
    assert len(days) == 6
    assert [tuple(row) for row in days] == [tuple(row) for row in ledger]
