"""Counts and lists what questions ask for: exactly, over all calls in scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.db.call_filters import WITHOUT_CALLBACK, CallFilter, selecting_calls
from shared.db.callback_lists import in_states
from shared.db.pool import Connection, plan_for_values
from shared.db.rows import fetch_row
from shared.domain.answers.plans import Length, Order, Period, Plan
from shared.domain.answers.words import query_of, query_of_any
from shared.domain.callbacks import CallbackState
from shared.domain.ids import CallbackId, CallId, ChunkId, LeadId, TenantId

# When a call began, or when it was reported if its sender stated no time that can be.
HAPPENED = """
    case
        when started_at >= '1900-01-01' and started_at < '2201-01-01' then started_at
        else created_at
    end
"""
NUMBER = "case when direction = 'outbound' then to_number else from_number end"
# Whose call one of `of_scope` is; it has one `number`.
PERSON = "coalesce(lead_id::text, of_scope.number, of_scope.id::text)"


@dataclass(frozen=True, slots=True)
class Scope:
    """The calls that a question is about: those of a filter, and of what the question says of them
    itself. `query` (a tsquery) must be found in a passage of the transcript, `absent` in none.
    """

    where: CallFilter
    period: Period | None = None
    direction: str | None = None
    outcome: str | None = None
    status: str | None = None
    query: str | None = None
    absent: str | None = None
    without_callback: bool = False
    with_callback: bool = False
    lengths: tuple[Length, ...] = ()
    # What is absent, or a callback, is so in all calls of a person in scope.
    of_people: bool = False

    @classmethod
    def of(cls, where: CallFilter, plan: Plan, *, with_period: bool = True) -> "Scope":
        return cls(
            where,
            period=plan.period if with_period else None,
            direction=plan.direction,
            outcome=plan.outcome,
            status=plan.status,
            query=query_of(plan.terms, plan.speaker, plan.alternatives) or None,
            absent=query_of_any(plan.absent, plan.speaker) or None,
            without_callback=plan.without_callback,
            with_callback=plan.with_callback,
            lengths=plan.lengths,
            of_people=plan.denies_people,
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """How many calls there are in scope, and which of them can be read."""

    in_scope: int
    without_transcript: int
    not_processed: int

    def with_those(self, other: "Counted") -> "Counted":
        """Returns the sum with calls of which none is in this scope."""
        return Counted(
            self.in_scope + other.in_scope,
            self.without_transcript + other.without_transcript,
            self.not_processed + other.not_processed,
        )

    @property
    def readable(self) -> int:
        return self.in_scope - self.without_transcript - self.not_processed


@dataclass(frozen=True, slots=True)
class Matches:
    """How many calls match, and how many people they are of. A person is a lead, else a number;
    calls without either are of one person each.
    """

    calls: int
    callers: int


@dataclass(frozen=True, slots=True)
class FoundLead:
    """A lead, its newest call in scope and how many there are."""

    id: LeadId
    name: str | None
    phone: str | None
    email: str | None
    company: str | None
    service: str | None
    city: str | None
    call_ids: tuple[CallId, ...]


def scope_condition(scope: Scope, values: list[Any]) -> str:
    """Returns the condition on `calls` of the scope, without the query, and adds its values."""
    found = [selecting_calls(scope.where, values)]
    if scope.period:
        values += (scope.period.since, scope.period.until)
        found.append(f"{HAPPENED} >= ${len(values) - 1} and {HAPPENED} < ${len(values)}")
    for column, value in (
        ("direction", scope.direction),
        ("current_outcome", scope.outcome),
        ("status", scope.status),
    ):
        if value is not None:
            values.append(value)
            found.append(f"{column} = ${len(values)}")
    for length in scope.lengths:
        values.append(length.seconds)
        found.append(f"duration_s {length.comparison} ${len(values)}")
    if scope.without_callback and not scope.of_people:
        found.append(WITHOUT_CALLBACK)
    if scope.with_callback:
        found.append(f"not {WITHOUT_CALLBACK}")
    return " and ".join(found)


def _without_words(scope: Scope, conditions: str, values: list[Any]) -> str:
    """Only of a call with passages is it known what was not said."""
    found = ["true"]
    if scope.absent is not None:
        values.append(scope.absent)
        having = f"id in (select call_id from spoken_passages($1, ${len(values)}))"  # noqa: S608
        found += [
            "id in (select call_id from chunks where tenant_id = $1 and source = 'transcript')",
            _of_other_people(having, conditions) if scope.of_people else f"not {having}",
        ]
    if scope.without_callback and scope.of_people:
        having = "id in (select call_id from callbacks where tenant_id = $1)"
        found.append(_of_other_people(having, conditions))
    return " and ".join(found)


def _of_other_people(having: str, conditions: str) -> str:
    """Returns the condition that no call in scope of the same person is one of those `having`
    something.
    """
    return f"""
        id in (
            with people as materialized (
                select of_scope.id, {PERSON} as person
                from (select id, {NUMBER} as number from calls where {conditions}) as of_scope
                left join lead_calls
                    on lead_calls.call_id = of_scope.id and lead_calls.tenant_id = $1
            )
            select id
            from people
            where person not in (select person from people where {having})
        )
    """  # noqa: S608


def with_words(scope: Scope, conditions: str, values: list[Any]) -> str:
    """Returns the condition on `calls` of the words of the scope, and adds its values. `conditions`
    are the other ones.
    """
    without = _without_words(scope, conditions, values)
    if scope.query is None:
        return without
    values.append(scope.query)
    return f"{without} and id in (select call_id from spoken_passages($1, ${len(values)}))"  # noqa: S608


async def count_scope(conn: Connection, tenant_id: TenantId, scope: Scope) -> Counted:
    """Counts the calls in scope, whatever their words. The connection is in a transaction."""
    values: list[Any] = [tenant_id]
    conditions = scope_condition(scope, values)
    await plan_for_values(conn)
    row = await fetch_row(
        conn,
        # The statement is built only from constants.
        f"""
        with scope as materialized (select id from calls where {conditions})
        select
            count(*) as in_scope,
            count(*) filter (where not has_transcript) as without_transcript,
            count(*) filter (where has_transcript and not has_passages) as not_processed
        from (
            select
                exists (
                    select 1 from transcripts where call_id = scope.id and tenant_id = $1
                ) as has_transcript,
                exists (
                    select 1
                    from chunks
                    where call_id = scope.id and tenant_id = $1 and source = 'transcript'
                ) as has_passages
            from scope
        ) as states
        """,  # noqa: S608
        *values,
    )
    return Counted(row["in_scope"], row["without_transcript"], row["not_processed"])


async def count_matches(conn: Connection, tenant_id: TenantId, scope: Scope) -> Matches:
    """Counts the calls and people that match. The connection is in a transaction."""
    values: list[Any] = [tenant_id]
    conditions = scope_condition(scope, values)
    conditions += f" and {with_words(scope, conditions, values)}"
    await plan_for_values(conn)
    row = await fetch_row(
        conn,
        f"""
        with of_scope as materialized (
            select id, {NUMBER} as number from calls where {conditions}
        )
        select count(*) as calls, count(distinct {PERSON}) as callers
        from of_scope
        left join lead_calls on lead_calls.call_id = of_scope.id and lead_calls.tenant_id = $1
        """,  # noqa: S608
        *values,
    )
    return Matches(row["calls"], row["callers"])


_ORDERS = {
    Order.NEWEST: f"{HAPPENED} desc, id desc",
    Order.OLDEST: f"{HAPPENED}, id",
    Order.LONGEST: "duration_s desc, id desc",
    Order.SHORTEST: "duration_s, id desc",
}


async def list_matches(
    conn: Connection,
    tenant_id: TenantId,
    scope: Scope,
    *,
    limit: int,
    order: Order = Order.NEWEST,
) -> list[tuple[CallId, ChunkId | None]]:
    """Returns the calls that match, those with a known length if they are in its order, each with
    its first passage that has the words. The connection is in a transaction.
    """
    values: list[Any] = [tenant_id]
    conditions = scope_condition(scope, values)
    conditions += f" and {_without_words(scope, conditions, values)}"
    await plan_for_values(conn)
    if order in (Order.LONGEST, Order.SHORTEST):
        conditions += " and duration_s is not null"
    if scope.query is None:
        values.append(limit)
        rows = await conn.fetch(
            f"""
            select id, null::uuid as chunk_id
            from calls
            where {conditions}
            order by {_ORDERS[order]}
            limit ${len(values)}
            """,  # noqa: S608
            *values,
        )
    else:
        values += (scope.query, limit)
        rows = await conn.fetch(
            f"""
            with passages as materialized (
                select distinct on (call_id) call_id, chunk_id
                from spoken_passages($1, ${len(values) - 1})
                order by call_id, "position"
            )
            select id, chunk_id
            from calls
            join passages on passages.call_id = calls.id
            where {conditions}
            order by {_ORDERS[order]}
            limit ${len(values)}
            """,  # noqa: S608
            *values,
        )
    return [(CallId(row["id"]), row["chunk_id"]) for row in rows]


@dataclass(frozen=True, slots=True)
class CallbackMatches:
    """The callbacks that match, by their time; how many there are; and how many open ones have no
    certain time.
    """

    ids: list[CallbackId]
    count: int
    uncertain: int


async def list_callback_matches(
    conn: Connection,
    tenant_id: TenantId,
    scope: Scope,
    states: Sequence[CallbackState],
    period: Period | None,
    *,
    limit: int,
) -> CallbackMatches:
    """Returns the callbacks in these states of calls in scope. In a period are those whose time, or
    window, is on its days; done ones, those that were done then. The connection is in a
    transaction.
    """
    values: list[Any] = [tenant_id]
    conditions = scope_condition(scope, values)
    conditions += f" and {with_words(scope, conditions, values)}"
    in_period = "true"
    if period:
        values += (period.since, period.until)
        since, until = f"${len(values) - 1}", f"${len(values)}"
        in_period = f"""
            case
                when status in ('done', 'cancelled') then
                    settled_at >= {since} and settled_at < {until}
                else due_at < {until}
                    and (due_at >= {since} or coalesce(due_until, due_at) > {since})
            end
        """
    values.append(limit)
    await plan_for_values(conn)
    row = await fetch_row(
        conn,
        f"""
        with of_scope as materialized (
            select id, status, due_at, due_until, snoozed_until, settled_at, listed_at, in_time
            from callbacks
            where tenant_id = $1 and call_id in (select id from calls where {conditions})
        ),
        matching as (
            select id, listed_at from of_scope where ({in_states(states)}) and {in_period}
        )
        select
            (select count(*) from matching) as count,
            (select count(*) from of_scope where status = 'ambiguous') as uncertain,
            array(
                select id from matching order by listed_at, id limit ${len(values)}
            ) as ids
        """,  # noqa: S608
        *values,
    )
    return CallbackMatches(
        [CallbackId(each) for each in row["ids"]], row["count"], row["uncertain"]
    )


async def list_lead_matches(
    conn: Connection,
    tenant_id: TenantId,
    scope: Scope,
    stems: Sequence[Sequence[str]],
    *,
    limit: int,
) -> tuple[list[FoundLead], int]:
    """Returns the leads with calls in scope, the newest first, and how many there are. Each of
    `stems` must stand in name, company, service or city, in one of its forms. The connection is in
    a transaction.
    """
    values: list[Any] = [tenant_id]
    conditions = scope_condition(scope, values)
    matching = []
    for forms in stems:
        values.append([f"%{form}%" for form in forms])
        matching.append(
            "searchable(concat_ws(' ', leads.name, leads.company, leads.service, leads.city))"
            f" like any(${len(values)})"
        )
    values.append(limit)
    await plan_for_values(conn)
    rows = await conn.fetch(
        f"""
        with scope as materialized (select id, {HAPPENED} as happened_at from calls
            where {conditions}),
        found as (
            select
                leads.id, leads.name, leads.phone, leads.email, leads.company, leads.service,
                leads.city, max(happened_at) as last_at,
                (array_agg(scope.id order by happened_at desc, scope.id))[1:3] as call_ids
            from scope
            join lead_calls on lead_calls.call_id = scope.id and lead_calls.tenant_id = $1
            join leads on leads.id = lead_calls.lead_id and leads.tenant_id = $1
            where num_nonnulls(leads.name, leads.phone, leads.email, leads.company) > 0
                and {" and ".join(matching) or "true"}
            group by leads.id
        )
        select found.*, (select count(*) from found) as count
        from found
        order by last_at desc, id
        limit ${len(values)}
        """,  # noqa: S608
        *values,
    )
    leads = [
        FoundLead(
            id=LeadId(row["id"]),
            name=row["name"],
            phone=row["phone"],
            email=row["email"],
            company=row["company"],
            service=row["service"],
            city=row["city"],
            call_ids=tuple(CallId(each) for each in row["call_ids"]),
        )
        for row in rows
    ]
    return leads, rows[0]["count"] if rows else 0


async def find_leads(
    conn: Connection,
    tenant_id: TenantId,
    *,
    names: Sequence[Sequence[str]],
    phones: Sequence[str],
    emails: Sequence[str],
    limit: int,
) -> list[LeadId]:
    """Returns the leads with one of these numbers or addresses, or whose name has all words of one
    of `names`, the newest first.
    """
    values: list[Any] = [tenant_id, list(phones), list(emails)]
    named = []
    for words in names:
        values.append([f"%{word}%" for word in words])
        named.append(f"searchable(name) like all(${len(values)})")
    values.append(limit)
    rows = await conn.fetch(
        f"""
        select id
        from leads
        where tenant_id = $1
            and (phone = any($2) or lower(email) = any($3) or {" or ".join(named) or "false"})
        order by last_call_at desc, id
        limit ${len(values)}
        """,  # noqa: S608
        *values,
    )
    return [LeadId(row["id"]) for row in rows]


async def list_calls_of_caller(
    conn: Connection,
    tenant_id: TenantId,
    scope: Scope,
    *,
    leads: Sequence[LeadId],
    phones: Sequence[str],
    limit: int,
) -> list[CallId]:
    """Returns the newest calls in scope of these people or numbers, the oldest of them first. The
    connection is in a transaction.
    """
    values: list[Any] = [tenant_id]
    conditions = scope_condition(scope, values)
    values += (list(leads), list(phones), limit)
    place = len(values)
    await plan_for_values(conn)
    rows = await conn.fetch(
        f"""
        select id
        from (
            select id, {HAPPENED} as happened_at
            from calls
            where {conditions}
                and (
                    id in (
                        select call_id
                        from lead_calls
                        where tenant_id = $1 and lead_id = any(${place - 2})
                    )
                    or from_number = any(${place - 1})
                    or to_number = any(${place - 1})
                )
            order by happened_at desc, id desc
            limit ${place}
        ) as newest
        order by happened_at, id
        """,  # noqa: S608
        *values,
    )
    return [CallId(row["id"]) for row in rows]
