"""Paid answers: whose they are, and how long."""

import asyncio
from dataclasses import replace

import pytest

from shared.db.call_deletion import delete_call
from shared.db.calls import upsert_call
from shared.db.jobs.claims import Claim, claim, fenced, fenced_writes
from shared.db.jobs.endings import end_run
from shared.db.jobs.steps import mark_steps_running, step_over
from shared.db.pool import ALL_TENANTS, Database
from shared.db.tenants import insert_tenant
from shared.db.usage import Accounts
from shared.domain.ids import CallId, JobId, TenantId, new_id
from shared.domain.incoming import IncomingCall
from shared.domain.statuses import JobStatus, Source, StepStatus
from shared.domain.steps import Step
from shared.domain.usage import Amounts, BilledTo, Entry, Outcome
from shared.errors import Unavailable
from shared.intake.runs import start_run
from tests.support.processes import until

TENANT = TenantId(new_id())
ASKED = b"q" * 32


@pytest.fixture
async def claimed(database: Database) -> Claim:
    """A run that is summarizing its call."""
    async with database.transaction(ALL_TENANTS) as conn:
        await insert_tenant(conn, TENANT, "North", "UTC")
        call_id = await upsert_call(
            conn, TENANT, None, IncomingCall(Source.UPLOAD, "test", "1", "1")
        )
        job_id, _ = await start_run(conn, TENANT, call_id)
    async with database.connection(ALL_TENANTS) as conn:
        found = await claim(conn, job_id, worker="w", lease_s=60)
        assert found
        await mark_steps_running(conn, found, [Step.SUMMARIZE])
    return found


@pytest.fixture
def billed_to(claimed: Claim) -> BilledTo:
    return BilledTo(TENANT, claimed.call_id, claimed.job_id, Step.SUMMARIZE, 1)


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database)


async def keep(accounts: Accounts, billed_to: BilledTo, asked: bytes, answer: bytes) -> None:
    await accounts.record(
        Entry(
            new_id(),
            billed_to,
            "openai",
            "m",
            Amounts(1),
            1,
            True,
            Outcome.ANSWERED,
            request_hash=asked,
            answer=answer,
        )
    )


async def count(database: Database) -> int:
    async with database.connection(ALL_TENANTS) as conn:
        return int(await conn.fetchval("select count(*) from paid_answers"))


async def finish_run(database: Database, claimed: Claim) -> None:
    async with fenced(database, claimed) as conn:
        await fenced_writes(conn, claimed, step_over(Step.SUMMARIZE, StepStatus.DONE))
        await end_run(conn, claimed, JobStatus.SUCCEEDED)


async def test_an_answer_is_found_by_whoever_does_the_step_next(
    accounts: Accounts, billed_to: BilledTo
) -> None:
    await keep(accounts, billed_to, ASKED, b"{}")
    await keep(accounts, billed_to, ASKED, b"[]")
    assert await accounts.find_answer(replace(billed_to, attempt=2), ASKED) == b"[]"
    assert await accounts.find_answer(billed_to, b"p" * 32) is None


@pytest.mark.parametrize(
    "changes",
    [{"tenant_id": TenantId(new_id())}, {"call_id": CallId(new_id())}, {"step": Step.EXTRACT_LEAD}],
    ids=lambda changes: next(iter(changes)),
)
async def test_nobody_else_finds_or_keeps_it(
    accounts: Accounts, billed_to: BilledTo, database: Database, changes: dict[str, object]
) -> None:
    other = replace(billed_to, **changes)  # type: ignore[arg-type]
    await keep(accounts, other, ASKED, b"{}")
    assert await count(database) == 0
    await keep(accounts, billed_to, ASKED, b"{}")
    assert await accounts.find_answer(other, ASKED) is None


async def test_a_step_that_failed_keeps_its_answers(
    accounts: Accounts, billed_to: BilledTo, claimed: Claim, database: Database
) -> None:
    async with fenced(database, claimed) as conn:
        await fenced_writes(conn, claimed, step_over(Step.SUMMARIZE, StepStatus.FAILED))
    await keep(accounts, billed_to, ASKED, b"{}")
    assert await count(database) == 1


async def test_a_step_that_is_done_keeps_none(
    accounts: Accounts, billed_to: BilledTo, claimed: Claim, database: Database
) -> None:
    await keep(accounts, billed_to, ASKED, b"{}")
    await finish_run(database, claimed)
    await keep(accounts, billed_to, b"p" * 32, b"{}")
    assert await count(database) == 0


async def test_an_answer_that_comes_while_the_step_ends_is_not_left_behind(
    accounts: Accounts, billed_to: BilledTo, claimed: Claim, database: Database
) -> None:
    async with fenced(database, claimed) as conn, database.connection(ALL_TENANTS) as watcher:
        await fenced_writes(conn, claimed, step_over(Step.SUMMARIZE, StepStatus.DONE))
        keeping = asyncio.create_task(keep(accounts, billed_to, ASKED, b"{}"))
        await until(lambda: watcher.fetchval("select count(*) from pg_locks where not granted"))
    await keeping
    assert await count(database) == 0


async def test_a_deleted_calls_answers_are_gone_and_none_comes_after(
    accounts: Accounts,
    billed_to: BilledTo,
    claimed: Claim,
    database: Database,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await keep(accounts, billed_to, b"p" * 32, b"{}")
    async with (
        database.transaction(ALL_TENANTS) as conn,
        database.connection(ALL_TENANTS) as watcher,
    ):
        await delete_call(conn, TENANT, claimed.call_id)
        keeping = asyncio.create_task(keep(accounts, billed_to, ASKED, b"{}"))
        await until(lambda: watcher.fetchval("select count(*) from pg_locks where not granted"))
    await keeping
    assert await count(database) == 0
    assert "not kept" not in capsys.readouterr().out


async def test_answers_that_cannot_be_kept_cost_only_money(
    accounts: Accounts, billed_to: BilledTo, owner_database: Database
) -> None:
    async with owner_database.connection(ALL_TENANTS) as conn:
        await conn.execute("drop table paid_answers")
    await keep(accounts, billed_to, ASKED, b"{}")
    assert await accounts.find_answer(billed_to, ASKED) is None


async def test_without_the_database_nothing_is_asked(
    accounts: Accounts, database: Database
) -> None:
    billed_to = BilledTo(TENANT, CallId(new_id()), JobId(new_id()), Step.SUMMARIZE)
    await database._pool.close()
    await keep(accounts, billed_to, ASKED, b"{}")
    with pytest.raises(Unavailable):
        await accounts.find_answer(billed_to, ASKED)


async def test_a_locked_call_costs_no_other_request_its_entry(
    accounts: Accounts, billed_to: BilledTo, database: Database
) -> None:
    """As while a call is deleted; both requests were answered at the same moment."""
    async with database.transaction(ALL_TENANTS) as conn:
        await conn.execute("select from calls for update")
        locked = asyncio.create_task(keep(accounts, billed_to, ASKED, b"{}"))
        await asyncio.create_task(keep(accounts, BilledTo(TENANT), ASKED, b"{}"))
        assert not locked.done()
    await locked
    assert await count(database) == 1
    async with database.connection(ALL_TENANTS) as conn:
        assert await conn.fetchval("select sum(requests) from usage_sums") == 2
