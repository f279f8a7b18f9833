"""Reads what an agent gets of a caller, by the number of the line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from shared.db.contact_lists import first_open_callbacks, last_summaries
from shared.db.pool import Connection
from shared.domain.caller_memory import UNKNOWN_CALLER, CallerMemory
from shared.domain.contacts import ContactField
from shared.domain.ids import ContactId, TenantId
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
    tenant = await conn.fetchrow(
        """
        select caller_memory, caller_language, agent_variables, country, timezone
        from tenants
        where id = $1 and deleted_at is null
        """,
        tenant_id,
    )
    if tenant is None:
        return TenantMemory()
    variables = tenant["agent_variables"]
    number = number_on_line(caller_id, tenant["country"]) if tenant["caller_memory"] else None
    contact = await _find_contact(conn, tenant_id, number) if number else None
    if contact is None:
        return TenantMemory(variables=variables)
    contact_id = ContactId(contact["id"])
    values = await _trusted_values(conn, tenant_id, contact)
    summaries = await last_summaries(conn, tenant_id, [contact_id], only_on_line=True)
    callbacks = await first_open_callbacks(conn, tenant_id, [contact_id], only_on_line=True)
    summary, callback = summaries.get(contact_id), callbacks.get(contact_id)
    caller = CallerMemory(
        name=values.get(ContactField.NAME),
        company=values.get(ContactField.COMPANY),
        language=values.get(ContactField.LANGUAGE),
        call_count=contact["call_count"],
        last_call_at=contact["last_call_at"],
        last_summary=summary.text if summary else None,
        has_open_callback=callback is not None,
        callback_due_at=callback.callback.due_at if callback else None,
        callback_reason=callback.reason if callback else None,
        do_not_call=contact["do_not_call"],
        zone=tenant["timezone"],
    )
    return TenantMemory(caller, variables, sets_language=tenant["caller_language"])


async def _find_contact(
    conn: Connection, tenant_id: TenantId, number: str
) -> asyncpg.Record | None:
    return await conn.fetchrow(
        """
        select contacts.id, fields, corrected, call_count, last_call_at, do_not_call
        from contact_keys
        join contacts on contacts.id = contact_id
        where contact_keys.tenant_id = $1 and kind = 'number' and value = $2
        """,
        tenant_id,
        number,
    )


async def _trusted_values(
    conn: Connection, tenant_id: TenantId, contact: asyncpg.Record
) -> dict[str, str | None]:
    """Returns the values that people gave, or calls of the contact's own lines."""
    fields: dict[str, list[dict[str, Any]]] = contact["fields"]
    corrected: dict[str, Any] = contact["corrected"]
    first = {name: stored[0] for name, stored in fields.items()}
    calls = {one["call_id"] for one in first.values() if "call_id" in one}
    trusted = await conn.fetchval(
        """
        select array_agg(call_id::text)
        from contact_calls
        where call_id = any($2::text[]::uuid[]) and tenant_id = $1 and (on_line or moved)
        """,
        tenant_id,
        list(calls),
    )
    of_calls = {
        name: one["value"]
        for name, one in first.items()
        if "call_id" not in one or one["call_id"] in (trusted or ())
    }
    return of_calls | {name: one["value"] for name, one in corrected.items()}
