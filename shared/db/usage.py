"""Usage: the ledger of paid requests with their answers. An entry also settles the budget that was
reserved before the request.

Days and months are those of UTC, by the database's clock, except for days of a team.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Literal
from uuid import UUID

import asyncpg
import structlog

from shared.concurrency.group_commit import GroupCommit
from shared.db.budgets import delete_reservation, find_budget, report_spent, reserve
from shared.db.paid_answers import find_answer
from shared.db.pool import ALL_TENANTS, Connection, Database
from shared.domain.ids import CallId, JobId, TenantId
from shared.domain.steps import Step
from shared.domain.usage import UNLIMITED, BilledTo, DayUsage, Entry, Usage
from shared.errors import BudgetSpent, InvalidRequest, Unavailable

RECORD_TIMEOUT_S = 5.0
# Leaves time to try entries again alone, on another connection.
TOGETHER_TIMEOUT_S = 2.0
# How long entries that are recorded together wait for one of their locks.
LOCK_WAIT_S = 0.5
# A worker with many calls stores the answers of some milliseconds together. The requests of a
# single call are stored at once.
SPACING_S = 0.06
AT_ONCE = 6
# Every request of a call reads the budget; this saves the reads of a burst.
UNLIMITED_FOR_S = 1.0
MOST_REMEMBERED = 10_000

log = structlog.get_logger()


class Accounts:
    """Reads and writes the budgets and spending of tenants, and the answers that they paid for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # The times, by this process's clock, until which tenants are taken to have no budget.
        self._unlimited_until: dict[TenantId, float] = {}
        self._entries = GroupCommit(self._record_together, spacing_s=SPACING_S, at_once=AT_ONCE)

    async def reserve(self, tenant_id: TenantId, cost_microusd: int) -> UUID | None:
        """Reserves a sum. Returns None for a tenant without a budget; a new budget takes effect
        within a second.

        Raises BudgetSpent; RateLimited when pending requests may still settle for less than they
        reserved; Unavailable.
        """
        if time.monotonic() < self._unlimited_until.get(tenant_id, 0.0):
            return None
        async with self._database.connection(tenant_id) as conn:
            budget = await find_budget(conn, tenant_id)
            if budget == UNLIMITED:
                # The tenants without a limit are remembered, so that a request costs no query.
                now = time.monotonic()
                if len(self._unlimited_until) >= MOST_REMEMBERED:
                    self._unlimited_until = {
                        each: until for each, until in self._unlimited_until.items() if until > now
                    }
                if len(self._unlimited_until) < MOST_REMEMBERED:
                    self._unlimited_until[tenant_id] = now + UNLIMITED_FOR_S
                return None
            try:
                async with conn.transaction():
                    return await reserve(conn, tenant_id, cost_microusd)
            except BudgetSpent as error:
                if error.period:
                    await report_spent(conn, tenant_id, error.period)
                raise

    async def release(self, tenant_id: TenantId, reservation: UUID) -> None:
        """Releases a reservation. Best effort: a reservation expires by itself."""
        try:
            async with (
                asyncio.timeout(RECORD_TIMEOUT_S),
                self._database.connection(tenant_id) as conn,
            ):
                await delete_reservation(conn, reservation)
        except (Unavailable, TimeoutError, asyncpg.PostgresError) as error:
            log.warning("reservation not released", error=type(error).__name__)

    async def record(self, entry: Entry) -> None:
        """Records a paid request. Never raises, because the answer is worth more than its entry; on
        an error the entry is written to the log.

        Entries that arrive while others are committed are committed together. One that cannot be,
        for example because its call is locked, is tried again alone, so that it costs no other.
        """
        try:
            async with asyncio.timeout(RECORD_TIMEOUT_S):
                if not await self._entries.add(entry):
                    await self._insert([entry], lock_wait_s=RECORD_TIMEOUT_S)
        except (Unavailable, InvalidRequest, TimeoutError, asyncpg.PostgresError) as error:
            facts = {
                **asdict(entry.billed_to),
                **asdict(entry.amounts),
                "model": entry.model,
                "outcome": entry.outcome,
            }
            known = {name: str(value) for name, value in facts.items() if value is not None}
            log.error(
                "usage not recorded",
                entry=str(entry.id),
                error=type(error).__name__,
                cost=entry.cost_microusd,
                **known,
            )

    async def _record_together(self, entries: Sequence[Entry]) -> Sequence[bool]:
        """Returns for each of the entries whether it was recorded: all are, or none."""
        try:
            async with asyncio.timeout(TOGETHER_TIMEOUT_S):
                await self._insert(entries, lock_wait_s=LOCK_WAIT_S)
        except (Unavailable, InvalidRequest, TimeoutError, asyncpg.PostgresError) as error:
            log.debug("entries not recorded together", error=type(error).__name__)
            return [False] * len(entries)
        return [True] * len(entries)

    async def _insert(self, entries: Sequence[Entry], *, lock_wait_s: float) -> None:
        tenants = {entry.billed_to.tenant_id for entry in entries}
        scope = tenants.pop() if len(tenants) == 1 else ALL_TENANTS
        async with self._database.connection(scope) as conn:
            await insert_entries(conn, entries, lock_wait_s=lock_wait_s)

    async def find_answer(self, billed_to: BilledTo, request_hash: bytes) -> bytes | None:
        """Finds a stored answer. Returns None also when the lookup fails. Raises Unavailable,
        because the step could not be committed either.
        """
        try:
            async with self._database.connection(billed_to.tenant_id) as conn:
                return await find_answer(conn, billed_to, request_hash)
        except asyncpg.PostgresError as error:
            log.warning("paid answers cannot be read", error=type(error).__name__)
            return None


async def insert_entries(conn: Connection, entries: Sequence[Entry], *, lock_wait_s: float) -> None:
    """Stores entries and their answers, adds to the sums of their days and ends their reservations,
    in one round trip. Idempotent by the ids of the entries.

    Raises DatabaseAway, and stores nothing, when a lock is not granted within `lock_wait_s`.

    An answer is stored whichever worker has the run, but not for a completed step, where a repeat
    would find the old answer. The step's row is locked, so that its end comes before or after this
    statement. Calls are locked first and the sums of days, which all calls of a tenant share, last,
    each in one order.
    """
    await conn.execute(
        """
        with patience as materialized (
            select set_config('lock_timeout', $19, true)
        ),
        arrived as materialized (
            select paid.*
            from unnest(
                $1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::int[], $7::text[],
                $8::text[], $9::int[], $10::int[], $11::int[], $12::float8[], $13::bigint[],
                $14::bool[], $15::text[], $16::uuid[], $17::bytea[], $18::bytea[]
            ) as paid (
                id, tenant_id, call_id, job_id, step, attempt, provider, model, input_tokens,
                cached_tokens, output_tokens, audio_s, cost_microusd, priced, outcome, reservation,
                request_hash, answer
            )
            cross join patience
        ),
        entry as (
            insert into usage_ledger (
                id, tenant_id, call_id, job_id, step, attempt, provider, model, input_tokens,
                cached_tokens, output_tokens, audio_s, cost_microusd, priced, outcome
            )
            select
                id, tenant_id, call_id, job_id, step, attempt, provider, model, input_tokens,
                cached_tokens, output_tokens, audio_s, cost_microusd, priced, outcome
            from arrived
            on conflict (id) do nothing
            returning
                tenant_id, provider, model, input_tokens, cached_tokens, output_tokens, audio_s,
                cost_microusd, priced, outcome, (created_at at time zone 'UTC')::date as day,
                day_in_zone(
                    created_at, (select timezone from tenants where id = usage_ledger.tenant_id)
                ) as team_day
        ),
        settled as (
            delete from budget_reservations
            where id in (select reservation from arrived)
        ),
        paid_for as materialized (
            select arrived.*
            from arrived
            join calls on calls.id = arrived.call_id and calls.tenant_id = arrived.tenant_id
            where answer is not null
            order by calls.id
            for key share of calls
        ),
        open as materialized (
            select paid_for.*
            from paid_for
            join job_steps using (job_id, step, tenant_id)
            where job_steps.status <> 'done'
            order by job_id, step
            for share of job_steps
        ),
        stored as (
            insert into paid_answers (tenant_id, call_id, step, request_hash, answer)
            select distinct on (call_id, step, request_hash)
                tenant_id, call_id, step, request_hash, answer
            from open
            order by call_id, step, request_hash
            on conflict (call_id, step, request_hash) do update
            set answer = excluded.answer
            returning step
        ),
        summed as (
            insert into usage_sums (
                tenant_id, day, team_day, provider, model, requests, input_tokens, cached_tokens,
                output_tokens, audio_s, cost_microusd, failure_cost_microusd, priced
            )
            select
                tenant_id, day, team_day, provider, model, count(*), sum(input_tokens),
                sum(cached_tokens), sum(output_tokens), sum(audio_s), sum(cost_microusd),
                coalesce(sum(cost_microusd) filter (where outcome <> 'answered'), 0),
                bool_and(priced)
            from entry
            cross join (select count(*) from stored) as first
            group by tenant_id, day, team_day, provider, model
            order by tenant_id, day, team_day, provider, model
            on conflict (tenant_id, day, team_day, provider, model) do update
            set
                requests = usage_sums.requests + excluded.requests,
                input_tokens = usage_sums.input_tokens + excluded.input_tokens,
                cached_tokens = usage_sums.cached_tokens + excluded.cached_tokens,
                output_tokens = usage_sums.output_tokens + excluded.output_tokens,
                audio_s = usage_sums.audio_s + excluded.audio_s,
                cost_microusd = usage_sums.cost_microusd + excluded.cost_microusd,
                failure_cost_microusd =
                    usage_sums.failure_cost_microusd + excluded.failure_cost_microusd,
                priced = usage_sums.priced and excluded.priced
            returning 1
        )
        insert into spending (tenant_id, day, cost_microusd)
        select tenant_id, day, sum(cost_microusd)
        from entry
        cross join (select count(*) from summed) as first
        where cost_microusd > 0
        group by tenant_id, day
        order by tenant_id, day
        on conflict (tenant_id, day) do update
        set cost_microusd = spending.cost_microusd + excluded.cost_microusd
        """,
        *map(list, zip(*map(_values_of_entry, entries), strict=True)),
        str(int(lock_wait_s * 1000)),
    )


def _values_of_entry(entry: Entry) -> tuple[object, ...]:
    billed_to, amounts = entry.billed_to, entry.amounts
    return (
        entry.id,
        billed_to.tenant_id,
        billed_to.call_id,
        billed_to.job_id,
        billed_to.step,
        billed_to.attempt,
        entry.provider,
        entry.model,
        amounts.input_tokens,
        amounts.cached_tokens,
        amounts.output_tokens,
        amounts.audio_s,
        entry.cost_microusd,
        entry.priced,
        entry.outcome,
        entry.reservation,
        entry.request_hash,
        entry.answer,
    )


async def sum_by_step(
    conn: Connection, tenant_id: TenantId, call_id: CallId, *, job_id: JobId | None = None
) -> Mapping[Step, Usage]:
    """Returns the cost of a call or of one run, by step, without steps that this release does not
    know.
    """
    rows = await conn.fetch(
        """
        select
            step, count(*) as requests, sum(input_tokens)::bigint as input_tokens,
            sum(cached_tokens)::bigint as cached_tokens,
            sum(output_tokens)::bigint as output_tokens, sum(audio_s) as audio_s,
            sum(cost_microusd)::bigint as cost_microusd,
            coalesce(sum(cost_microusd) filter (where outcome <> 'answered'), 0)::bigint
                as failure_cost_microusd,
            bool_and(priced) as priced
        from usage_ledger
        where tenant_id = $1
            and call_id = $2
            and step = any($4)
            and ($3::uuid is null or job_id = $3)
        group by step
        """,
        tenant_id,
        call_id,
        job_id,
        list(Step),
    )
    return {Step(row["step"]): _usage_of_row(row) for row in rows}


async def sum_by_day(
    conn: Connection, tenant_id: TenantId, first: date, last: date
) -> list[DayUsage]:
    """Returns the usage by UTC day; both days are included."""
    return await _sum_by(conn, "day", tenant_id, first, last)


async def sum_by_team_day(
    conn: Connection, tenant_id: TenantId, first: date, last: date
) -> list[DayUsage]:
    """Returns the usage by day of the team's clock; both days are included."""
    return await _sum_by(conn, "team_day", tenant_id, first, last)


async def _sum_by(
    conn: Connection,
    column: Literal["day", "team_day"],
    tenant_id: TenantId,
    first: date,
    last: date,
) -> list[DayUsage]:
    # A team's day begins and ends at most a day from the one of UTC.
    rows = await conn.fetch(
        # The statement is built only from constants.
        f"""
        select
            {column} as day, provider, model, sum(requests)::bigint as requests,
            sum(input_tokens)::bigint as input_tokens,
            sum(cached_tokens)::bigint as cached_tokens,
            sum(output_tokens)::bigint as output_tokens, sum(audio_s) as audio_s,
            sum(cost_microusd)::bigint as cost_microusd,
            sum(failure_cost_microusd)::bigint as failure_cost_microusd, bool_and(priced) as priced
        from (
            select
                day, team_day, provider, model, requests, input_tokens, cached_tokens,
                output_tokens, audio_s, cost_microusd, failure_cost_microusd, priced
            from usage_sums
            where tenant_id = $1 and day between $2::date - 1 and $3::date + 1
            -- What processes of the release before wrote while they were replaced.
            union all
            select
                day, day, provider, model, requests, input_tokens, cached_tokens, output_tokens,
                audio_s, cost_microusd, failure_cost_microusd, priced
            from usage_days
            where tenant_id = $1 and day between $2::date - 1 and $3::date + 1
        ) as sums
        where {column} between $2 and $3
        group by {column}, provider, model
        order by {column}, provider, model
        """,  # noqa: S608
        tenant_id,
        first,
        last,
    )
    return [DayUsage(row["day"], row["provider"], row["model"], _usage_of_row(row)) for row in rows]


def _usage_of_row(row: asyncpg.Record) -> Usage:
    return Usage(
        requests=row["requests"],
        input_tokens=row["input_tokens"],
        cached_tokens=row["cached_tokens"],
        output_tokens=row["output_tokens"],
        audio_s=row["audio_s"],
        cost_microusd=row["cost_microusd"],
        failure_cost_microusd=row["failure_cost_microusd"],
        priced=row["priced"],
    )
