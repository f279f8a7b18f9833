"""Leases: by the database's clock, kept in one trip, and given up when nobody can vouch
for them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from shared.db.jobs.claims import Claim, claim
from shared.db.pool import ALL_TENANTS, Database, Scope
from shared.domain.ids import JobId
from shared.errors import Unavailable
from shared.telemetry.metrics import create_metrics
from tests.worker.conftest import AcceptCall
from worker.lease_renewal import Leases

LEASE_S = 60.0


class Away(Database):
    """A server that cannot be reached."""

    def __init__(self) -> None:
        pass

    @asynccontextmanager
    async def connection(self, scope: Scope) -> AsyncIterator[Any]:
        raise Unavailable("away")
        yield


class Unasked(Away):
    @asynccontextmanager
    async def connection(self, scope: Scope) -> AsyncIterator[Any]:
        raise AssertionError("nothing had to be asked")
        yield


async def claimed(database: Database, job_id: JobId) -> Claim | None:
    async with database.connection(ALL_TENANTS) as conn:
        return await claim(conn, job_id, worker="a-worker", lease_s=LEASE_S)


async def held(database: Database, job_id: JobId) -> Claim:
    found = await claimed(database, job_id)
    assert found
    return found


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_worker_whose_clock_is_wrong_neither_loses_nor_takes_runs(
    database: Database, accept_call: AcceptCall, hours: int
) -> None:
    _, job_id = await accept_call()
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
        await held(database, job_id)
        assert await claimed(database, job_id) is None
    assert await claimed(database, job_id) is None


async def test_leases_are_renewed_together_and_the_lost_ones_are_told(
    database: Database, accept_call: AcceptCall
) -> None:
    leases = Leases(database, create_metrics(), lease_s=LEASE_S)
    first, second = [
        await held(database, (await accept_call(name))[1]) for name in ("conv_1", "conv_2")
    ]
    with leases.held(first) as first_lost, leases.held(second) as second_lost:
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute("update jobs set fence = fence + 1 where id = $1", first.job_id)
            before = await conn.fetchval(
                "select lease_until from jobs where id = $1", second.job_id
            )
        await leases.renew()
        assert (first_lost.is_set(), second_lost.is_set()) == (True, False)
        async with database.connection(ALL_TENANTS) as conn:
            assert (
                await conn.fetchval("select lease_until from jobs where id = $1", second.job_id)
                > before
            )


async def test_a_cancelled_run_is_lost_at_the_next_renewal(
    database: Database, accept_call: AcceptCall
) -> None:
    leases = Leases(database, create_metrics(), lease_s=LEASE_S)
    run = await held(database, (await accept_call())[1])
    with leases.held(run) as lost:
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute(
                "update jobs set status = 'cancelled', lease_until = null, finished_at = now()"
                " where id = $1",
                run.job_id,
            )
        await leases.renew()
        assert lost.is_set()


async def test_a_row_that_stays_locked_costs_the_other_runs_nothing(
    database: Database, accept_call: AcceptCall
) -> None:
    leases = Leases(database, create_metrics(), lease_s=1.0)
    first, second = [
        await held(database, (await accept_call(name))[1]) for name in ("conv_1", "conv_2")
    ]
    with leases.held(first) as first_lost, leases.held(second) as second_lost:
        async with database.transaction(ALL_TENANTS) as conn:
            await conn.execute("select 1 from jobs where id = $1 for no key update", first.job_id)
            await leases.renew()
            assert (first_lost.is_set(), second_lost.is_set()) == (False, False)
            await asyncio.sleep(1.0)
            await leases.renew()
            assert (first_lost.is_set(), second_lost.is_set()) == (True, False)


@pytest.mark.parametrize(("lease_s", "is_lost"), [(LEASE_S, False), (0.0, True)])
async def test_without_an_answer_a_lease_lasts_as_long_as_it_was_given(
    database: Database, accept_call: AcceptCall, lease_s: float, is_lost: bool
) -> None:
    run = await held(database, (await accept_call())[1])
    leases = Leases(Away(), create_metrics(), lease_s=lease_s)
    with leases.held(run) as lost:
        await leases.renew()
        assert lost.is_set() is is_lost


async def test_nothing_is_asked_while_nothing_is_held() -> None:
    await Leases(Unasked(), create_metrics(), lease_s=LEASE_S).renew()
