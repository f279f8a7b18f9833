"""Reads what an agent gets of a caller, by the number of the line."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import asyncpg

from shared.db.contact_lists import MOST_SUMMARIES
from shared.db.pool import Connection
from shared.domain.caller_memory import UNKNOWN_CALLER, CallerMemory
from shared.domain.contacts import ContactField, trusted_values
from shared.domain.ids import TenantId
from shared.domain.people import number_on_line


@dataclass(frozen=True, slots=True)
class TenantMemory:
    """What a tenant's agents get of a caller. `variables` are the team's own."""

    caller: CallerMemory = UNKNOWN_CALLER
    variables: Mapping[str, str] = field(default_factory=dict)
    sets_language: bool = False


async def find_memory(conn: Connection, tenant_id: TenantId, caller_id: str | None) -> TenantMemory:
    """Returns what is stored of the caller; an unknown caller where the team has not switched it
    on. Only calls of the contact's own lines count, because every caller can state a number.
    """
    # The country is needed for numbers without a country code only, so one look-up is enough.
    number = number_on_line(caller_id)
    row = await _read_memory(conn, tenant_id, number)
    if row is None:
        return TenantMemory()
    if number is None and (number := number_on_line(caller_id, row["country"])):
        row = await _read_memory(conn, tenant_id, number) or row
    if row["call_count"] is None:
        return TenantMemory(variables=row["agent_variables"])
    values = trusted_values(row["fields"], row["corrected"])
    caller = CallerMemory(
        name=values.get(ContactField.NAME),
        company=values.get(ContactField.COMPANY),
        language=values.get(ContactField.LANGUAGE),
        call_count=row["call_count"],
        last_call_at=row["last_call_at"],
        last_summary=row["summary"],
        has_open_callback=row["callback_id"] is not None,
        callback_due_at=row["due_at"],
        callback_reason=row["reason"],
        do_not_call=row["do_not_call"],
        zone=row["timezone"],
    )
    return TenantMemory(caller, row["agent_variables"], sets_language=row["caller_language"])


async def _read_memory(
    conn: Connection, tenant_id: TenantId, number: str | None
) -> asyncpg.Record | None:
    """Reads the tenant and its contact in one round trip, because the telephone rings. Summaries
    and callbacks of calls that only stated the number are left out.
    """
    return await conn.fetchrow(
        """
        select
            caller_language, agent_variables, country, timezone, contacts.fields,
            contacts.corrected, do_not_call, own.at as last_call_at,
            -- Few numbers have both kinds of calls, and counting one of them takes long with many.
            case when own.at is null and call_count > 0 then 0 else call_count end as call_count,
            summary.text as summary, callback.id as callback_id, callback.due_at, callback.reason
        from tenants
        left join contact_keys
            on caller_memory
            and contact_keys.tenant_id = $1
            and kind = 'number'
            and value = $2
        left join contacts on contacts.id = contact_keys.contact_id
        left join lateral (
            select at
            from contact_calls
            where contact_id = contacts.id and (on_line or moved)
            order by at desc
            limit 1
        ) as own on true
        left join lateral (
            select said.text
            from (
                select call_id, at
                from contact_calls
                where contact_id = contacts.id and (on_line or moved)
                order by at desc, call_id desc
                limit $3
            ) as recent
            join calls on calls.id = recent.call_id
            cross join lateral (
                select coalesce(
                    calls.corrected -> 'summary' ->> 'value',
                    (
                        select value ->> 'text'
                        from insights
                        where call_id = recent.call_id and kind = 'summary'
                        order by version desc
                        limit 1
                    )
                ) as text
            ) as said
            where said.text is not null
            order by recent.at desc, recent.call_id desc
            limit 1
        ) as summary on true
        left join lateral (
            select
                callbacks.id, due_at,
                case
                    when corrected ? 'reason' then corrected -> 'reason' ->> 'value'
                    else reason
                end as reason
            from contact_calls
            join callbacks on callbacks.call_id = contact_calls.call_id
            where contact_id = contacts.id
                and (on_line or moved)
                and callbacks.status in ('scheduled', 'ambiguous')
            order by due_at nulls first, callbacks.id
            limit 1
        ) as callback on true
        where tenants.id = $1 and deleted_at is null
        """,
        tenant_id,
        number,
        MOST_SUMMARIES,
    )
