"""Lists calls with what people look for in a list: summary, person and callback."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from shared.db.call_filters import (
    CallFilter,
    Place,
    has_few_callbacks,
    newest_calls,
    selecting_calls,
)
from shared.db.call_search import search_calls
from shared.db.callback_lists import CALLBACK_STATE
from shared.db.calls import SHOWN, call_of_row
from shared.db.pool import Connection, plan_for_values
from shared.domain.callbacks import CallbackState
from shared.domain.calls import Call
from shared.domain.ids import CallbackId, LeadId, TenantId
from shared.domain.statuses import CallbackStatus


@dataclass(frozen=True, slots=True)
class LeadOfCall:
    id: LeadId
    name: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class CallbackOfCall:
    id: CallbackId
    status: CallbackStatus
    state: CallbackState
    due_at: datetime | None
    due_until: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in a list. `summary` is the beginning of the summary that counts."""

    call: Call
    summary: str | None
    lead: LeadOfCall | None
    callback: CallbackOfCall | None


_LONGEST_SUMMARY = 1000


async def count_calls_where(conn: Connection, tenant_id: TenantId, where: CallFilter) -> int:
    """Counts the calls that a filter selects, terms aside. The connection is in a transaction."""
    await plan_for_values(conn)
    values: list[Any] = [tenant_id]
    # The statement is built only from constants.
    statement = f"select count(*) from calls where {selecting_calls(where, values)}"  # noqa: S608
    return int(await conn.fetchval(statement, *values))


async def list_calls(
    conn: Connection,
    tenant_id: TenantId,
    where: CallFilter,
    *,
    before: Place | None,
    limit: int,
) -> list[CallRow]:
    """Returns the calls, newest first, starting after `before` (exclusive). The connection is in a
    transaction.
    """
    await plan_for_values(conn)
    few_callbacks = await has_few_callbacks(conn, tenant_id, where)
    if where.terms:
        ids = await search_calls(
            conn, tenant_id, where, before=before, limit=limit, few_callbacks=few_callbacks
        )
        page, values = newest_calls(
            SHOWN,
            tenant_id,
            CallFilter(),
            before=None,
            limit=limit,
            also="id = any({})",
            given=[ids],
        )
    else:
        page, values = newest_calls(
            SHOWN, tenant_id, where, before=before, limit=limit, few_callbacks=few_callbacks
        )
    rows = await conn.fetch(
        # The statement is built only from constants of this module.
        f"""
        with page as materialized ({page})
        select
            page.*,
            case
                when page.corrected ? 'summary' then page.corrected -> 'summary' ->> 'value'
                else summary.text
            end as summary,
            leads.id as lead_id, leads.name as lead_name, leads.phone as lead_phone,
            callbacks.id as callback_id, callbacks.status as callback_status, due_at, due_until,
            callbacks.version as callback_version, {CALLBACK_STATE} as callback_state
        from page
        left join lateral (
            select left(value ->> 'text', {_LONGEST_SUMMARY}) as text
            from insights
            where call_id = page.id and kind = 'summary'
            order by version desc
            limit 1
        ) as summary on true
        left join lead_calls on lead_calls.call_id = page.id
        left join leads on leads.id = lead_calls.lead_id
        left join callbacks on callbacks.call_id = page.id
        order by page.created_at desc, page.id desc
        """,  # noqa: S608
        *values,
    )
    return [
        CallRow(
            call=call_of_row(row),
            summary=row["summary"],
            lead=LeadOfCall(LeadId(row["lead_id"]), row["lead_name"], row["lead_phone"])
            if row["lead_id"]
            else None,
            callback=callback_of_call(row),
        )
        for row in rows
    ]


def callback_of_call(row: asyncpg.Record) -> CallbackOfCall | None:
    """Returns the callback of a row that has its columns, as those of `list_calls`."""
    if row["callback_id"] is None:
        return None
    return CallbackOfCall(
        id=CallbackId(row["callback_id"]),
        status=CallbackStatus(row["callback_status"]),
        state=CallbackState(row["callback_state"]),
        due_at=row["due_at"],
        due_until=row["due_until"],
        version=row["callback_version"],
    )
