"""Lists calls with what people look for in a list: summary, person and callback."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.db.callback_lists import CALLBACK_STATE
from shared.db.calls import SHOWN, call_of_row
from shared.db.pool import Connection, plan_for_values
from shared.domain.callbacks import CallbackState
from shared.domain.calls import Call
from shared.domain.ids import AgentId, CallbackId, CallId, LeadId, TenantId
from shared.domain.search_terms import Term
from shared.domain.statuses import CallbackStatus, CallOutcome, CallStatus


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Selects calls. `callbacks` are states of their callbacks; an empty one selects calls without
    a callback. `terms` must all be found in a call's title, summary, names or numbers.
    """

    status: CallStatus | None = None
    agent_id: AgentId | None = None
    since: datetime | None = None
    until: datetime | None = None
    phone: str | None = None
    lead_id: LeadId | None = None
    direction: str | None = None
    outcome: CallOutcome | None = None
    language: str | None = None
    callbacks: tuple[CallbackState, ...] | None = None
    terms: tuple[Term, ...] = ()
    ids: tuple[CallId, ...] | None = None


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


# The statement holds only the filters that are given, so that it uses their index.
_FILTERS = {
    "status": "status = {}",
    "agent_id": "agent_id = {}",
    "since": "created_at >= {}",
    "until": "created_at < {}",
    "phone": "(from_number = {} or to_number = {})",
    "lead_id": "id in (select call_id from lead_calls where lead_id = {} and tenant_id = $1)",
    "direction": "direction = {}",
    "outcome": "current_outcome = {}",
    "language": "language = {}",
    "ids": "id = any({})",
}
# As CALLBACK_STATE says, in columns whose values the planner can count.
_IN_STATE = {
    CallbackState.OVERDUE: (
        "status = 'scheduled' and coalesce(due_until, due_at + interval '15 minutes') <= now()"
    ),
    CallbackState.DUE: (
        "status = 'scheduled' and due_at <= now()"
        " and coalesce(due_until, due_at + interval '15 minutes') > now()"
    ),
    CallbackState.COMING: "status = 'scheduled' and due_at > now()",
    CallbackState.AMBIGUOUS: "status = 'ambiguous'",
    CallbackState.DONE: "status = 'done'",
    CallbackState.CANCELLED: "status = 'cancelled'",
}
_OF_CALLBACK = """
    exists (
        select 1
        from callbacks
        where call_id = calls.id and callbacks.tenant_id = $1 and ({})
    )
"""
_WITHOUT_CALLBACK = "not exists (select 1 from callbacks where call_id = calls.id)"
# Under a policy, PostgreSQL uses no index for `like`: the function does.
_WORDS = "id in (select calls_with_words($1, ${}))"
_LONGEST_SUMMARY = 1000


async def list_calls(
    conn: Connection,
    tenant_id: TenantId,
    where: CallFilter,
    *,
    before: tuple[datetime, CallId] | None,
    limit: int,
) -> list[CallRow]:
    """Returns the calls, newest first, starting after `before` (exclusive). The connection is in a
    transaction.
    """
    values: list[Any] = [tenant_id]
    conditions = list(_conditions(where, values))
    if before:
        values += before
        conditions.append(f"(created_at, id) < (${len(values) - 1}, ${len(values)}::uuid)")
    values.append(limit)
    await plan_for_values(conn)
    rows = await conn.fetch(
        # The statement is built only from constants of this module.
        f"""
        with page as materialized (
            select {SHOWN}
            from calls
            where {" and ".join(["tenant_id = $1", *conditions])}
            order by created_at desc, id desc
            limit ${len(values)}
        )
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
            callback=CallbackOfCall(
                id=CallbackId(row["callback_id"]),
                status=CallbackStatus(row["callback_status"]),
                state=CallbackState(row["callback_state"]),
                due_at=row["due_at"],
                due_until=row["due_until"],
                version=row["callback_version"],
            )
            if row["callback_id"]
            else None,
        )
        for row in rows
    ]


def _conditions(where: CallFilter, values: list[Any]) -> Sequence[str]:
    """Returns the conditions of the given filters, and adds their values."""
    found = []
    for name, condition in _FILTERS.items():
        value = getattr(where, name)
        if value is not None:
            values.append(value)
            found.append(condition.replace("{}", f"${len(values)}"))
    if where.callbacks:
        states = " or ".join(f"({_IN_STATE[state]})" for state in where.callbacks)
        found.append(_OF_CALLBACK.replace("{}", states))
    elif where.callbacks is not None:
        found.append(_WITHOUT_CALLBACK)
    if where.terms:
        for term in where.terms:
            values.append(list(term.patterns))
            found.append(_WORDS.replace("{}", str(len(values))))
    return found
