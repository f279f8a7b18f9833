"""Calls, callbacks and leads as tables, CSV or JSON Lines: all that the filters of lists select."""

from collections.abc import AsyncGenerator, Iterable
from datetime import datetime

from fastapi.responses import Response

from api.http.csv_answers import (
    Cell,
    CsvFormDep,
    csv_answer,
    csv_responses,
    lines_answer,
    lines_responses,
)
from api.http.permissions import ReaderDep
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.routes.call_list import CallFilterDep, CallRowBody
from api.routes.callbacks import CallbackFilterDep, Order
from api.routes.leads import LeadFilterDep
from shared.db.call_filters import CallFilter
from shared.db.call_lists import list_calls
from shared.db.callback_lists import CallbackFilter, WorkedCallback, list_callbacks
from shared.db.lead_lists import LeadFilter, StoredLead, list_leads
from shared.db.pool import Database
from shared.domain.ids import CallbackId, CallId, LeadId, TenantId

router = Router(prefix="/api")

Pages = AsyncGenerator[Iterable[tuple[Cell, ...]], None]

# Rows are read in pages of this size, and no connection is held while the client reads them.
AT_ONCE = 200
CALL_COLUMNS = (
    "id", "started_at", "created_at", "status", "direction", "from_number", "to_number",
    "duration_s", "language", "outcome", "title", "summary", "lead_name", "lead_phone",
    "callback_state", "callback_due_at", "agent_id", "source", "external_id",
)  # fmt: skip
CALLBACK_COLUMNS = (
    "id", "call_id", "state", "due_at", "due_until", "name", "phone", "reason", "phrase",
    "assignee", "note", "tries", "tried_at", "settled_at", "call_title", "caller_number",
    "created_at", "snoozed_until",
)  # fmt: skip
LEAD_COLUMNS = (
    "id", "name", "phone", "email", "company", "service", "city", "unverified", "call_count",
    "last_call_at", "created_at",
)  # fmt: skip


@router.get(
    "/calls.csv",
    tags=["results"],
    responses=csv_responses(CALL_COLUMNS),
    response_class=Response,
)
async def export_calls(
    tenant_id: ReaderDep, resources: ResourcesDep, where: CallFilterDep, form: CsvFormDep
) -> Response:
    """Returns all calls that the filters select as a table, newest first.

    Text that a spreadsheet would run as a formula begins with an apostrophe; telephone numbers with
    a `+` do too.
    """
    pages = _pages_of_calls(resources.database, tenant_id, where)
    return await csv_answer("calls.csv", CALL_COLUMNS, pages, form)


@router.get(
    "/callbacks.csv",
    tags=["callbacks"],
    responses=csv_responses(CALLBACK_COLUMNS),
    response_class=Response,
)
async def export_callbacks(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    where: CallbackFilterDep,
    form: CsvFormDep,
    order: Order = "soonest",
) -> Response:
    """Returns all callbacks that the filters select as a table.

    Text that a spreadsheet would run as a formula begins with an apostrophe; telephone numbers with
    a `+` do too.
    """
    pages = _pages_of_callbacks(
        resources.database, tenant_id, where, latest_first=order == "latest"
    )
    return await csv_answer("callbacks.csv", CALLBACK_COLUMNS, pages, form)


@router.get(
    "/leads.csv",
    tags=["results"],
    responses=csv_responses(LEAD_COLUMNS),
    response_class=Response,
)
async def export_leads(
    tenant_id: ReaderDep, resources: ResourcesDep, where: LeadFilterDep, form: CsvFormDep
) -> Response:
    """Returns all leads that the filters select as a table, the latest caller first.

    Text that a spreadsheet would run as a formula begins with an apostrophe; telephone numbers with
    a `+` do too.
    """
    pages = _pages_of_leads(resources.database, tenant_id, where)
    return await csv_answer("leads.csv", LEAD_COLUMNS, pages, form)


@router.get(
    "/calls.jsonl",
    tags=["results"],
    responses=lines_responses(CALL_COLUMNS),
    response_class=Response,
)
async def export_calls_as_lines(
    tenant_id: ReaderDep, resources: ResourcesDep, where: CallFilterDep
) -> Response:
    """Returns all calls that the filters select, newest first, as a JSON object a line with the
    columns of the table.
    """
    pages = _pages_of_calls(resources.database, tenant_id, where)
    return await lines_answer("calls.jsonl", CALL_COLUMNS, pages)


@router.get(
    "/callbacks.jsonl",
    tags=["callbacks"],
    responses=lines_responses(CALLBACK_COLUMNS),
    response_class=Response,
)
async def export_callbacks_as_lines(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    where: CallbackFilterDep,
    order: Order = "soonest",
) -> Response:
    """Returns all callbacks that the filters select as a JSON object a line with the columns of the
    table.
    """
    pages = _pages_of_callbacks(
        resources.database, tenant_id, where, latest_first=order == "latest"
    )
    return await lines_answer("callbacks.jsonl", CALLBACK_COLUMNS, pages)


@router.get(
    "/leads.jsonl",
    tags=["results"],
    responses=lines_responses(LEAD_COLUMNS),
    response_class=Response,
)
async def export_leads_as_lines(
    tenant_id: ReaderDep, resources: ResourcesDep, where: LeadFilterDep
) -> Response:
    """Returns all leads that the filters select, the latest caller first, as a JSON object a line
    with the columns of the table.
    """
    pages = _pages_of_leads(resources.database, tenant_id, where)
    return await lines_answer("leads.jsonl", LEAD_COLUMNS, pages)


async def _pages_of_calls(database: Database, tenant_id: TenantId, where: CallFilter) -> Pages:
    before: tuple[datetime, CallId] | None = None
    while True:
        async with database.transaction(tenant_id) as conn:
            found = await list_calls(conn, tenant_id, where, before=before, limit=AT_ONCE)
        yield [_cells_of_call(CallRowBody.of_row(row)) for row in found]
        if len(found) < AT_ONCE:
            return
        before = found[-1].call.created_at, found[-1].call.id


async def _pages_of_callbacks(
    database: Database, tenant_id: TenantId, where: CallbackFilter, *, latest_first: bool
) -> Pages:
    after: tuple[datetime, CallbackId] | None = None
    while True:
        async with database.transaction(tenant_id) as conn:
            found = await list_callbacks(
                conn, tenant_id, where, after=after, limit=AT_ONCE, latest_first=latest_first
            )
        yield [_cells_of_callback(one) for one in found]
        if len(found) < AT_ONCE:
            return
        last = found[-1].callback
        after = last.due_at or last.created_at, last.id


async def _pages_of_leads(database: Database, tenant_id: TenantId, where: LeadFilter) -> Pages:
    before: tuple[datetime, LeadId] | None = None
    while True:
        async with database.transaction(tenant_id) as conn:
            found = await list_leads(
                conn, tenant_id, where, before=before, limit=AT_ONCE, most_calls=1
            )
        yield [_cells_of_lead(lead) for lead in found]
        if len(found) < AT_ONCE:
            return
        before = found[-1].last_call_at, found[-1].id


def _cells_of_call(call: CallRowBody) -> tuple[Cell, ...]:
    return (
        call.id,
        call.started_at,
        call.created_at,
        call.status,
        call.direction,
        call.from_number,
        call.to_number,
        None if call.duration_s is None else round(call.duration_s),
        call.language,
        call.outcome,
        call.title,
        call.summary,
        call.lead.name if call.lead else None,
        call.lead.phone if call.lead else None,
        call.callback.state if call.callback else None,
        call.callback.due_at if call.callback else None,
        call.agent_id,
        call.source,
        call.external_id,
    )


def _cells_of_callback(one: WorkedCallback) -> tuple[Cell, ...]:
    callback = one.callback
    return (
        callback.id,
        callback.call_id,
        one.state,
        callback.due_at,
        callback.due_until,
        callback.name,
        callback.phone,
        callback.reason,
        callback.phrase,
        (one.assignee.name or one.assignee.email) if one.assignee else None,
        one.note,
        one.tries,
        one.tried_at,
        one.settled_at,
        one.call.title,
        one.call.caller_number,
        callback.created_at,
        one.snoozed_until,
    )


def _cells_of_lead(lead: StoredLead) -> tuple[Cell, ...]:
    return (
        lead.id,
        lead.name,
        lead.phone,
        lead.email,
        lead.company,
        lead.service,
        lead.city,
        " ".join(lead.unverified),
        lead.call_count,
        lead.last_call_at,
        lead.created_at,
    )
