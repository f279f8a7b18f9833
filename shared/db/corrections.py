"""Stores a person's values for fields of calls, leads and callbacks; the machine's stay."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from shared.db.contacts import settle_contacts_of_lead
from shared.db.events import insert_event
from shared.db.leads import lock_leads
from shared.db.pool import Connection
from shared.domain.access import Actor
from shared.domain.ids import CallbackId, CallId, LeadId, TenantId
from shared.errors import NotFound


async def correct_call(
    conn: Connection, actor: Actor, call_id: CallId, values: Mapping[str, str | None]
) -> None:
    """Corrects fields of a call. Raises NotFound."""
    corrected = await conn.fetchval(
        "select corrected from calls where id = $1 and tenant_id = $2 for no key update",
        call_id,
        actor.tenant_id,
    )
    await _store_call(
        conn, actor.tenant_id, call_id, corrected, _corrections(corrected, actor, values)
    )


async def undo_call_correction(
    conn: Connection, tenant_id: TenantId, call_id: CallId, field: str
) -> None:
    """Returns a field of a call to the machine's value. Idempotent. Raises NotFound."""
    corrected = await conn.fetchval(
        "select corrected from calls where id = $1 and tenant_id = $2 for no key update",
        call_id,
        tenant_id,
    )
    await _store_call(conn, tenant_id, call_id, corrected, _without_field(corrected, field))


async def correct_lead(
    conn: Connection, actor: Actor, lead_id: LeadId, values: Mapping[str, str | None]
) -> None:
    """Corrects fields of a lead. Raises NotFound."""
    await lock_leads(conn, actor.tenant_id)
    corrected = await _corrected_of_lead(conn, actor.tenant_id, lead_id)
    await _store_lead(
        conn, actor.tenant_id, lead_id, corrected, _corrections(corrected, actor, values)
    )


async def undo_lead_correction(
    conn: Connection, tenant_id: TenantId, lead_id: LeadId, field: str
) -> None:
    """Returns a field of a lead to what its calls say. Idempotent. Raises NotFound."""
    await lock_leads(conn, tenant_id)
    corrected = await _corrected_of_lead(conn, tenant_id, lead_id)
    await _store_lead(conn, tenant_id, lead_id, corrected, _without_field(corrected, field))


async def correct_callback(
    conn: Connection, actor: Actor, callback_id: CallbackId, values: Mapping[str, str | None]
) -> None:
    """Corrects fields of a locked callback."""
    await conn.execute(
        "update callbacks set corrected = corrected || $3 where id = $1 and tenant_id = $2",
        callback_id,
        actor.tenant_id,
        with_values({}, actor, values),
    )


async def undo_callback_correction(
    conn: Connection, tenant_id: TenantId, callback_id: CallbackId, field: str
) -> None:
    """Returns a field of a locked callback to the machine's value."""
    await conn.execute(
        "update callbacks set corrected = corrected - $3 where id = $1 and tenant_id = $2",
        callback_id,
        tenant_id,
        field,
    )


async def machine_values(
    conn: Connection, tenant_id: TenantId, lead_ids: Sequence[LeadId]
) -> dict[LeadId, dict[str, str | None]]:
    """Returns what the calls of these leads say, by the names of the leads' fields."""
    rows = await conn.fetch(
        """
        select
            asked.id,
            (array_agg(name order by at desc, call_id desc)
                filter (where name is not null))[1] as name,
            (array_agg(phone order by at desc, call_id desc)
                filter (where phone is not null))[1] as phone,
            (array_agg(said_email order by at desc, call_id desc)
                filter (where said_email is not null))[1] as email,
            (array_agg(company order by at desc, call_id desc)
                filter (where company is not null))[1] as company,
            (array_agg(service order by at desc, call_id desc)
                filter (where service is not null))[1] as service,
            (array_agg(city order by at desc, call_id desc)
                filter (where city is not null))[1] as city
        from unnest($2::uuid[]) as asked (id)
        join lead_calls on lead_id = asked.id and tenant_id = $1
        group by asked.id
        """,
        tenant_id,
        lead_ids,
    )
    return {LeadId(row["id"]): dict(row) for row in rows}


def with_values(
    corrected: Mapping[str, Any], actor: Actor, values: Mapping[str, str | None]
) -> dict[str, Any]:
    """Returns the corrections with these values. One that stands already keeps its author."""
    at = datetime.now(UTC).isoformat()
    author = {"at": at, "by": actor.kind, "by_id": str(actor.user_id or actor.key_id)}
    return dict(corrected) | {
        field: {"value": value, **author}
        for field, value in values.items()
        if field not in corrected or corrected[field]["value"] != value
    }


def _corrections(
    corrected: Mapping[str, Any] | None, actor: Actor, values: Mapping[str, str | None]
) -> dict[str, Any] | None:
    return None if corrected is None else with_values(corrected, actor, values)


def _without_field(corrected: Mapping[str, Any] | None, field: str) -> dict[str, Any] | None:
    if corrected is None:
        return None
    return {name: one for name, one in corrected.items() if name != field}


async def _store_call(
    conn: Connection,
    tenant_id: TenantId,
    call_id: CallId,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    if before is None or after is None:
        raise NotFound("There is no such call.")
    if before == after:
        return
    await conn.execute(
        "update calls set corrected = $3 where id = $1 and tenant_id = $2",
        call_id,
        tenant_id,
        after,
    )
    await insert_event(
        conn,
        tenant_id,
        "call.updated",
        call_id=call_id,
        data={"fields": _changed_fields(before, after)},
    )


async def _store_lead(
    conn: Connection,
    tenant_id: TenantId,
    lead_id: LeadId,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    if before is None or after is None:
        raise NotFound("There is no such lead.")
    if before == after:
        return
    await conn.execute(
        "update leads set corrected = $3 where id = $1 and tenant_id = $2",
        lead_id,
        tenant_id,
        after,
    )
    await conn.execute("select refresh_lead($1)", lead_id)
    await settle_contacts_of_lead(conn, tenant_id, lead_id)
    await insert_event(
        conn,
        tenant_id,
        "lead.updated",
        data={"lead_id": str(lead_id), "fields": _changed_fields(before, after)},
    )


async def _corrected_of_lead(
    conn: Connection, tenant_id: TenantId, lead_id: LeadId
) -> dict[str, Any] | None:
    found: dict[str, Any] | None = await conn.fetchval(
        "select corrected from leads where id = $1 and tenant_id = $2 for no key update",
        lead_id,
        tenant_id,
    )
    return found


def _changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return sorted(field for field in {*before, *after} if before.get(field) != after.get(field))
