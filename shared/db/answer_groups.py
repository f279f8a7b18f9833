"""Counts calls by what they have in common, and measures how long they are."""

from dataclasses import dataclass
from typing import Any

from shared.db.answer_scopes import HAPPENED, NUMBER, Scope, scope_condition, with_words
from shared.db.pool import Connection, plan_for_values
from shared.db.rows import fetch_row
from shared.domain.answers.plans import Grouping, Measure, Order
from shared.domain.ids import CallId, TenantId


@dataclass(frozen=True, slots=True)
class Group:
    """Calls that have something in common. `call_ids` are a few of the newest; `length_s` is their
    average or total length, if it was asked for and known of one of them.
    """

    name: str
    calls: int
    call_ids: tuple[CallId, ...]
    length_s: float | None = None


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups with the most calls, how many groups and calls there are in all, and the calls in
    no group.
    """

    groups: list[Group]
    count: int
    calls: int
    ungrouped: int


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long the calls are whose length is known."""

    calls: int
    unknown: int
    average_s: float
    total_s: float


_GROUPS = {
    Grouping.CALLER: "coalesce(leads.name, leads.phone, leads.email, of_scope.number)",
    Grouping.AGENT: "agents.name",
    Grouping.OUTCOME: "of_scope.current_outcome",
    Grouping.LANGUAGE: "of_scope.language",
    Grouping.CITY: "leads.city",
    Grouping.SERVICE: "lower(lead_calls.service)",
    Grouping.DAY: "to_char(happened_at at time zone {zone}, 'YYYY-MM-DD')",
    Grouping.WEEK: "to_char(date_trunc('week', happened_at at time zone {zone}), 'YYYY-MM-DD')",
    Grouping.MONTH: "to_char(happened_at at time zone {zone}, 'YYYY-MM')",
}
# By what calls belong together, where names alone do not say it.
_KEYS = {Grouping.CALLER: "coalesce(lead_calls.lead_id::text, of_scope.number)"}
_IN_TIME = (Grouping.DAY, Grouping.WEEK, Grouping.MONTH)
_MEASURES = {Measure.AVERAGE: "avg(duration_s)", Measure.TOTAL: "sum(duration_s)"}


async def list_groups(
    conn: Connection,
    tenant_id: TenantId,
    scope: Scope,
    grouping: Grouping,
    *,
    limit: int,
    zone: str = "UTC",
    measure: Measure | None = None,
    order: Order = Order.NEWEST,
    least_calls: int = 1,
) -> Groups:
    """Returns the groups with the most calls, or the greatest length, of those with at least so
    many calls. Days are in their order with `Order.OLDEST`. The connection is in a transaction.
    """
    values: list[Any] = [tenant_id]
    name = _GROUPS[grouping]
    if grouping in _IN_TIME:
        values.append(zone)
        name = name.replace("{zone}", f"${len(values)}::text")
    conditions = scope_condition(scope, values)
    conditions += f" and {with_words(scope, conditions, values)}"
    values += (least_calls, limit)
    await plan_for_values(conn)
    by = "length_s desc nulls last, name" if measure else "calls desc, name"
    if order is Order.OLDEST:
        by = "name"
    rows = await conn.fetch(
        # The statement is built only from constants.
        f"""
        with of_scope as materialized (
            select id, agent_id, current_outcome, language, duration_s, {NUMBER} as number,
                {HAPPENED} as happened_at
            from calls
            where {conditions}
        ),
        groups as materialized (
            select
                {_KEYS.get(grouping, name)} as key, max({name}) as name, count(*) as calls,
                {_MEASURES[measure] if measure else "null::float8"} as length_s,
                (array_agg(of_scope.id order by happened_at desc, of_scope.id))[1:3] as call_ids
            from of_scope
            left join agents on agents.id = of_scope.agent_id and agents.tenant_id = $1
            left join lead_calls on lead_calls.call_id = of_scope.id and lead_calls.tenant_id = $1
            left join leads on leads.id = lead_calls.lead_id and leads.tenant_id = $1
            group by 1
        )
        select
            key is null as is_ungrouped, name, calls, length_s, call_ids,
            count(*) filter (where key is not null) over () as count,
            (sum(calls) filter (where key is not null) over ())::integer as of_groups
        from groups
        where key is null or calls >= ${len(values) - 1}
        order by key is null desc, {by}
        limit ${len(values)} + 1
        """,  # noqa: S608
        *values,
    )
    found = [row for row in rows if not row["is_ungrouped"]][:limit]
    return Groups(
        [
            Group(
                row["name"],
                row["calls"],
                tuple(CallId(each) for each in row["call_ids"]),
                row["length_s"],
            )
            for row in found
        ],
        rows[0]["count"] if rows else 0,
        (rows[0]["of_groups"] or 0) if rows else 0,
        sum(row["calls"] for row in rows if row["is_ungrouped"]),
    )


async def measure_lengths(conn: Connection, tenant_id: TenantId, scope: Scope) -> Lengths:
    """Measures the calls that match. The connection is in a transaction."""
    values: list[Any] = [tenant_id]
    conditions = scope_condition(scope, values)
    conditions += f" and {with_words(scope, conditions, values)}"
    await plan_for_values(conn)
    row = await fetch_row(
        conn,
        f"""
        select
            count(duration_s) as calls, count(*) - count(duration_s) as unknown,
            coalesce(avg(duration_s), 0) as average_s, coalesce(sum(duration_s), 0) as total_s
        from calls
        where {conditions}
        """,  # noqa: S608
        *values,
    )
    return Lengths(row["calls"], row["unknown"], row["average_s"], row["total_s"])
