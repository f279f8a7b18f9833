"""Lists of leads, each with its newest calls and the fields that could not be checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import asyncpg

from shared.db.call_lists import CallbackOfCall, callback_of_call
from shared.db.callback_lists import CALLBACK_STATE
from shared.db.filters import given_conditions
from shared.db.pool import Connection, plan_for_values
from shared.domain.ids import CallId, LeadId, TenantId
from shared.domain.people import email_of_person
from shared.domain.statuses import CallStatus


@dataclass(frozen=True, slots=True)
class LeadCall:
    call_id: CallId
    at: datetime
    title: str | None
    status: CallStatus
    callback: CallbackOfCall | None


@dataclass(frozen=True, slots=True)
class StoredLead:
    """A lead with its calls. `calls` are the newest ones, `call_count` counts all. The fields in
    `unverified` could not be checked against the call that they come from.
    """

    id: LeadId
    name: str | None
    phone: str | None
    email: str | None
    company: str | None
    service: str | None
    city: str | None
    confidence: float
    created_at: datetime
    updated_at: datetime
    last_call_at: datetime
    call_count: int
    calls: tuple[LeadCall, ...]
    unverified: tuple[str, ...] = ()
    # What a person corrected, as stored.
    corrected: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeadFilter:
    """Selects leads. `numbers` are forms of one that match the lead's own or any number of its
    calls, `email` the same of addresses.
    """

    numbers: tuple[str, ...] | None = None
    email: str | None = None
    id: LeadId | None = None


_FILTERS = {
    "numbers": """
        id in (
            select lead_id
            from lead_calls
            where tenant_id = $1 and number = any({})
            union all
            select lead_id
            from lead_calls
            where tenant_id = $1 and phone = any({})
            union all
            select id
            from leads
            where tenant_id = $1 and phone = any({})
        )
    """,
    "email": """
        id in (
            select lead_id
            from lead_calls
            where tenant_id = $1 and email = {}
            union all
            select id
            from leads
            where tenant_id = $1 and lower(email) = {}
        )
    """,
    "id": "id = {}",
}


async def list_leads(
    conn: Connection,
    tenant_id: TenantId,
    where: LeadFilter,
    *,
    before: tuple[datetime, LeadId] | None,
    limit: int,
    most_calls: int,
) -> list[StoredLead]:
    """Returns leads by their newest call, after `before` (exclusive), without leads that have no
    contact data. The connection is in a transaction.
    """
    values: list[Any] = [tenant_id]
    conditions = given_conditions(
        _FILTERS, replace(where, email=email_of_person(where.email)), values
    )
    if where.id is None:
        conditions.append("num_nonnulls(name, phone, email, company) > 0")
    if before:
        values += before
        conditions.append(f"(last_call_at, id) < (${len(values) - 1}, ${len(values)}::uuid)")
    values.append(limit)
    await plan_for_values(conn)
    rows = await conn.fetch(
        # The statement is built only from constants of this module.
        f"""
        select
            id, name, phone, email, company, service, city, confidence, created_at, updated_at,
            last_call_at, corrected,
            (select count(*) from lead_calls where lead_id = leads.id) as call_count
        from leads
        where {" and ".join(["tenant_id = $1", *conditions])}
        order by last_call_at desc, id desc
        limit ${len(values)}
        """,  # noqa: S608
        *values,
    )
    return await _with_calls(conn, tenant_id, rows, most_calls)


async def _with_calls(
    conn: Connection, tenant_id: TenantId, rows: Sequence[asyncpg.Record], most_calls: int
) -> list[StoredLead]:
    found = await conn.fetch(
        # The statement is built only from constants.
        f"""
        select
            asked.id as lead_id, call.id, call.at, call.title, call.status,
            callbacks.id as callback_id, callbacks.status as callback_status, due_at, due_until,
            callbacks.version as callback_version, {CALLBACK_STATE} as callback_state
        from unnest($2::uuid[]) as asked (id)
        cross join lateral (
            select
                calls.id, at, status,
                case
                    when corrected ? 'title' then corrected -> 'title' ->> 'value'
                    else title
                end as title
            from lead_calls
            join calls on calls.id = call_id
            where lead_id = asked.id and lead_calls.tenant_id = $1
            order by at desc, calls.id desc
            limit $3
        ) as call
        left join callbacks on callbacks.call_id = call.id and callbacks.tenant_id = $1
        order by call.at desc, call.id desc
        """,  # noqa: S608
        tenant_id,
        [row["id"] for row in rows],
        most_calls,
    )
    unverified = await _unverified_fields(conn, tenant_id, [row["id"] for row in rows])
    calls: dict[LeadId, list[LeadCall]] = {}
    for row in found:
        of_lead = calls.setdefault(LeadId(row["lead_id"]), [])
        of_lead.append(
            LeadCall(
                CallId(row["id"]),
                row["at"],
                row["title"],
                CallStatus(row["status"]),
                callback_of_call(row),
            )
        )
    return [
        StoredLead(
            id=LeadId(row["id"]),
            name=row["name"],
            phone=row["phone"],
            email=row["email"],
            company=row["company"],
            service=row["service"],
            city=row["city"],
            confidence=row["confidence"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
            last_call_at=row["last_call_at"],
            call_count=row["call_count"],
            calls=tuple(calls.get(LeadId(row["id"]), ())),
            unverified=tuple(
                name
                for name in unverified.get(LeadId(row["id"]), ())
                if name not in row["corrected"]
            ),
            corrected=row["corrected"],
        )
        for row in rows
    ]


async def _unverified_fields(
    conn: Connection, tenant_id: TenantId, lead_ids: Sequence[LeadId]
) -> dict[LeadId, tuple[str, ...]]:
    """Returns the fields whose value comes from a call with which it could not be compared: the
    newest call that has the field, as in `refresh_lead`.
    """
    rows = await conn.fetch(
        """
        select asked.id as lead_id, array_agg(field.name order by field.place) as names
        from unnest($2::uuid[]) as asked (id)
        cross join
            unnest(array['name', 'phone', 'email', 'company', 'service', 'city'])
            with ordinality as field (name, place)
        -- A field that no call has would be looked for in all of them.
        join leads on leads.id = asked.id
            and leads.tenant_id = $1
            and case field.name
                when 'name' then leads.name
                when 'phone' then leads.phone
                when 'email' then leads.email
                when 'company' then leads.company
                when 'service' then leads.service
                when 'city' then leads.city
            end is not null
        cross join lateral (
            select call_id
            from lead_calls
            where lead_id = asked.id
                and lead_calls.tenant_id = $1
                and case field.name
                    when 'name' then lead_calls.name
                    when 'phone' then lead_calls.phone
                    when 'email' then said_email
                    when 'company' then lead_calls.company
                    when 'service' then lead_calls.service
                    when 'city' then lead_calls.city
                end is not null
            order by at desc, call_id desc
            limit 1
        ) as source
        cross join lateral (
            select value
            from insights
            where call_id = source.call_id and tenant_id = $1 and kind = 'lead'
            order by version desc
            limit 1
        ) as insight
        where insight.value -> 'unverified' ? field.name
        group by asked.id
        """,
        tenant_id,
        lead_ids,
    )
    return {LeadId(row["lead_id"]): tuple(row["names"]) for row in rows}
