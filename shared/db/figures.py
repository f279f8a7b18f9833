"""Figures: the sums of calls by day and agent (see migrations/0040_figures.sql)."""

from datetime import date, timedelta
from operator import add
from typing import TypeAlias
from uuid import UUID

import asyncpg

from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.figures import Figures, PeriodFigures, Spread, spread_of
from shared.domain.ids import TenantId

# The values of grouping(day, agent_id): a set bit says that rows of all its values are summed.
_DAY, _AGENT = 1, 2

# No call is of a later day, and the day after it exists.
_FAR = date(9998, 12, 31)

Key: TypeAlias = tuple[int, date | None, UUID | None]
_TOTAL: Key = (_DAY | _AGENT, None, None)


async def read_figures(
    conn: Connection, tenant_id: TenantId, first: date, last: date
) -> PeriodFigures:
    """Returns the figures of the days from `first` to `last`; days and agents without calls are
    left out.
    """
    spreads = await _read_spreads(conn, tenant_id, first, last)
    rows = await conn.fetch(
        """
        select
            grouping(day, agent_id) as level, day, agent_id, sum(calls)::bigint as calls,
            sum(failed)::bigint as failed, sum(callbacks)::bigint as callbacks,
            sum(callbacks_done)::bigint as callbacks_done,
            sum(callbacks_in_time)::bigint as callbacks_in_time,
            sum(agent_ms)::bigint as agent_ms, sum(caller_ms)::bigint as caller_ms,
            sum(cost_microusd)::bigint as cost_microusd
        from (
            select
                day, agent_id, calls, failed, callbacks, callbacks_done, callbacks_in_time,
                agent_ms, caller_ms, cost_microusd
            from figure_days
            where tenant_id = $1 and day between $2 and $3
            union all
            select
                day, agent_id, calls, failed, callbacks, callbacks_done, callbacks_in_time,
                agent_ms, caller_ms, cost_microusd
            from figure_changes
            where tenant_id = $1 and day between $2 and $3
        ) as summed
        group by grouping sets ((day), (agent_id), ())
        having sum(calls) <> 0 or sum(cost_microusd) <> 0
        order by level, day, agent_id
        """,
        tenant_id,
        first,
        last,
    )
    found = {_figure_key(row): _figures_of_row(row, spreads) for row in rows}
    return PeriodFigures(
        total=found.get(_TOTAL, Figures()),
        days={row["day"]: found[_figure_key(row)] for row in rows if row["level"] == _DAY},
        agents={row["agent_id"]: found[_figure_key(row)] for row in rows if row["level"] == _AGENT},
    )


async def _read_spreads(
    conn: Connection, tenant_id: TenantId, first: date, last: date
) -> dict[tuple[str, Key], Spread]:
    counts: dict[tuple[str, Key], list[int]] = {}
    for row in await conn.fetch(
        """
        select span, day, agent_id, measure, buckets
        from figure_times
        where tenant_id = $1
            and (
                span = 'day' and day between $2 and $3
                or span = 'agent_month' and day >= $4 and day < $5
                or span = 'agent_day' and day >= $2 and day < $4
                or span = 'agent_day' and day >= $5 and day <= $3
            )
        """,
        tenant_id,
        first,
        last,
        *_full_months(min(first, _FAR), min(last, _FAR)),
    ):
        keys = (_of_day(row["day"]), _TOTAL) if row["span"] == "day" else (_of_agent(row),)
        for key in keys:
            before = counts.get((row["measure"], key), [])
            counts[row["measure"], key] = _added(before, row["buckets"])
    for row in await conn.fetch(
        """
        select measure, day, agent_id, bucket, sum(calls)::integer as calls
        from figure_changes
        cross join lateral (
            values ('ready', ready_bucket), ('response', response_bucket)
        ) as taken (measure, bucket)
        where tenant_id = $1 and day between $2 and $3 and bucket is not null
        group by measure, day, agent_id, bucket
        """,
        tenant_id,
        first,
        last,
    ):
        for key in (_of_day(row["day"]), _TOTAL, _of_agent(row)):
            found = counts.setdefault((row["measure"], key), [])
            found.extend([0] * (row["bucket"] + 1 - len(found)))
            found[row["bucket"]] += row["calls"]
    return {key: spread_of(found) for key, found in counts.items() if any(found)}


def _added(ones: list[int], others: list[int]) -> list[int]:
    """Adds the calls of each bucket. The lists may differ in length."""
    longer = ones if len(ones) > len(others) else others
    both = min(len(ones), len(others))
    return [*map(add, ones, others), *longer[both:]]


def _of_day(day: date) -> Key:
    return _DAY, day, None


def _of_agent(row: asyncpg.Record) -> Key:
    return _AGENT, None, row["agent_id"]


def _full_months(first: date, last: date) -> tuple[date, date]:
    """Returns the first day of the first whole month and the day after the last one; two equal days
    in a period without a whole month.
    """
    start = first if first.day == 1 else _next_month(first)
    end = _next_month(last) if (last + timedelta(days=1)).day == 1 else last.replace(day=1)
    return (start, end) if start < end else (last + timedelta(days=1),) * 2


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _figure_key(row: asyncpg.Record) -> Key:
    return row["level"], row["day"], row["agent_id"]


def _figures_of_row(row: asyncpg.Record, spreads: dict[tuple[str, Key], Spread]) -> Figures:
    return Figures(
        calls=row["calls"],
        failed=row["failed"],
        callbacks=row["callbacks"],
        callbacks_done=row["callbacks_done"],
        callbacks_in_time=row["callbacks_in_time"],
        agent_ms=row["agent_ms"],
        caller_ms=row["caller_ms"],
        cost_microusd=row["cost_microusd"],
        ready=spreads.get(("ready", _figure_key(row))),
        response=spreads.get(("response", _figure_key(row))),
    )


async def sum_figure_changes(conn: Connection, *, limit: int) -> int:
    """Adds changes to the sums, inside a transaction; returns how many. Does nothing while another
    process does it, because both would lock the same sums.
    """
    if not await conn.fetchval(
        "select pg_try_advisory_xact_lock(hashtextextended('figure changes', 0))"
    ):
        return 0
    row = await fetch_row(
        conn,
        """
        with gone as (
            delete from figure_changes
            where id in (select id from figure_changes order by id limit $1)
            returning
                tenant_id, day, agent_id, calls, failed, callbacks, callbacks_done,
                callbacks_in_time, agent_ms, caller_ms, cost_microusd, ready_bucket, response_bucket
        ),
        days as (
            insert into figure_days (
                tenant_id, day, agent_id, calls, failed, callbacks, callbacks_done,
                callbacks_in_time, agent_ms, caller_ms, cost_microusd
            )
            select
                tenant_id, day, agent_id, sum(calls), sum(failed), sum(callbacks),
                sum(callbacks_done), sum(callbacks_in_time), sum(agent_ms), sum(caller_ms),
                sum(cost_microusd)
            from gone
            group by tenant_id, day, agent_id
            on conflict (tenant_id, day, agent_id) do update
            set
                calls = figure_days.calls + excluded.calls,
                failed = figure_days.failed + excluded.failed,
                callbacks = figure_days.callbacks + excluded.callbacks,
                callbacks_done = figure_days.callbacks_done + excluded.callbacks_done,
                callbacks_in_time = figure_days.callbacks_in_time + excluded.callbacks_in_time,
                agent_ms = figure_days.agent_ms + excluded.agent_ms,
                caller_ms = figure_days.caller_ms + excluded.caller_ms,
                cost_microusd = figure_days.cost_microusd + excluded.cost_microusd
        ),
        times as (
            insert into figure_times (tenant_id, span, day, agent_id, measure, buckets)
            select
                tenant_id, span, start, agent, measure,
                buckets_of(array_agg(bucket), array_agg(calls))
            from (
                select tenant_id, span, start, agent, measure, bucket, sum(calls) as calls
                from gone
                cross join lateral (
                    values ('ready', ready_bucket), ('response', response_bucket)
                ) as taken (measure, bucket)
                cross join lateral (
                    values
                        ('day', day, null),
                        ('agent_day', day, agent_id),
                        ('agent_month', date_trunc('month', day)::date, agent_id)
                ) as spans (span, start, agent)
                where bucket is not null
                group by tenant_id, span, start, agent, measure, bucket
            ) as counted
            group by tenant_id, span, start, agent, measure
            on conflict (tenant_id, span, day, agent_id, measure) do update
            set buckets = add_buckets(figure_times.buckets, excluded.buckets)
        )
        select count(*) as summed from gone
        """,
        limit,
    )
    return int(row["summed"])
