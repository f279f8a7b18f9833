"""What became of a contact's callbacks, and the calls that the agent places for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.db.callback_lists import CallbackFilter, list_callbacks
from shared.db.pool import Connection
from shared.domain.agent_calls import PlanState
from shared.domain.ids import CallbackId, CallId, TenantId

MOST_CHANGES = 200
MOST_AGENT_CALLS = 100
MOST_PLANNED = 20


@dataclass(frozen=True, slots=True)
class CallbackChangeOfContact:
    """A change of a callback's time or status, a try, or a snooze. `due_at` is the time that it
    set; None where the time stayed.
    """

    callback_id: CallbackId
    call_id: CallId
    at: datetime
    action: str
    actor: Literal["user", "key", "worker"]
    actor_id: str | None
    due_at: datetime | None
    comment: str | None


@dataclass(frozen=True, slots=True)
class AgentCallOfContact:
    """A call that the agent placed, tried to place, or is to place: then its state is that of the
    plan. `call_id` is the call that it became.
    """

    callback_id: CallbackId
    at: datetime
    state: str
    call_id: CallId | None = None
    reason: str | None = None


async def list_callback_changes_of(
    conn: Connection, tenant_id: TenantId, calls: Sequence[CallId]
) -> list[CallbackChangeOfContact]:
    """Returns the newest changes of these calls' callbacks, at most MOST_CHANGES, newest first. The
    agent's calls are left out, unless one made the callback done.
    """
    rows = await conn.fetch(
        """
        select
            callback_id, callbacks.call_id, at, action, actor, actor_id::text,
            (after ->> 'due_at')::timestamptz as due_at, comment
        from callbacks
        join callback_changes on callback_id = callbacks.id
        where callbacks.call_id = any($2)
            and callbacks.tenant_id = $1
            and callback_changes.tenant_id = $1
            and (
                after ?| '{status,due_at,due_until,snoozed_until}'::text[]
                or action = 'not_reached'
            )
        order by at desc, callback_changes.version desc
        limit $3
        """,
        tenant_id,
        calls,
        MOST_CHANGES,
    )
    return [CallbackChangeOfContact(**row) for row in rows]


async def list_agent_calls_of(
    conn: Connection, tenant_id: TenantId, calls: Sequence[CallId]
) -> list[AgentCallOfContact]:
    """Returns the newest calls that the agent began for these calls' callbacks, at most
    MOST_AGENT_CALLS, newest first.
    """
    rows = await conn.fetch(
        """
        select
            callback_id, agent_calls.created_at as at, state, agent_calls.call_id,
            agent_calls.reason
        from callbacks
        join agent_calls on callback_id = callbacks.id
        where callbacks.call_id = any($2)
            and callbacks.tenant_id = $1
            and agent_calls.tenant_id = $1
        order by agent_calls.created_at desc
        limit $3
        """,
        tenant_id,
        calls,
        MOST_AGENT_CALLS,
    )
    return [AgentCallOfContact(**row) for row in rows]


async def list_planned_agent_calls(
    conn: Connection, tenant_id: TenantId, calls: Sequence[CallId]
) -> list[AgentCallOfContact]:
    """Returns the calls that the agent is to place for these calls' callbacks, the soonest of at
    most MOST_PLANNED callbacks. The connection is in a transaction.
    """
    open_ones = await conn.fetch(
        """
        select id
        from callbacks
        where call_id = any($2) and tenant_id = $1 and status = 'scheduled'
        """,
        tenant_id,
        calls,
    )
    if not open_ones:
        return []
    where = CallbackFilter(ids=tuple(CallbackId(row["id"]) for row in open_ones))
    found = await list_callbacks(conn, tenant_id, where, after=None, limit=MOST_PLANNED)
    return [
        AgentCallOfContact(one.callback.id, one.agent_plan.at, one.agent_plan.state)
        for one in found
        if one.agent_plan
        and one.agent_plan.at
        and one.agent_plan.state in (PlanState.PLANNED, PlanState.NEEDS_APPROVAL)
    ]
