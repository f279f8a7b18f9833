"""Calls that the teams' agents placed for callbacks, from the request to the end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.db.acting import act_as_worker
from shared.db.callback_actions import lock_callback
from shared.db.pool import Connection
from shared.domain.ids import AgentCallId, CallbackId, CallId, TenantId
from shared.errors import NotFound

MOST_LISTED = 100

AgentCallState = Literal[
    "placing", "unknown", "placed", "reached", "not_reached", "refused", "not_placed"
]
EndState = Literal["reached", "not_reached", "refused", "not_placed"]


@dataclass(frozen=True, slots=True)
class OpenAgentCall:
    """A call whose placing is not known, claimed to ask the vendor."""

    id: AgentCallId
    tenant_id: TenantId
    callback_id: CallbackId
    agent_id: str
    created_at: datetime
    key_hash: bytes | None


@dataclass(frozen=True, slots=True)
class PlacedCallOver:
    """A placed call that is over. `became` is the call that its conversation became, and `reason`
    why it reached no one; None when it reached a person.
    """

    id: AgentCallId
    tenant_id: TenantId
    callback_id: CallbackId
    became: CallId | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class AgentCall:
    """A call that the agent placed or tried to place, as people see it."""

    id: AgentCallId
    state: AgentCallState
    number: str
    conversation_id: str | None
    call_id: CallId | None
    reason: str | None
    created_at: datetime
    ended_at: datetime | None


async def mark_placed(
    conn: Connection, tenant_id: TenantId, call_id: AgentCallId, conversation_id: str
) -> None:
    """Stores the conversation of a call. Changes nothing for one that is over."""
    await conn.execute(
        """
        update agent_calls
        set state = 'placed', conversation_id = $3, lease_until = null, next_at = now()
        where id = $1 and tenant_id = $2 and state in ('placing', 'unknown')
        """,
        call_id,
        tenant_id,
        conversation_id,
    )


async def mark_unknown(
    conn: Connection, tenant_id: TenantId, call_id: AgentCallId, *, again_in_s: float
) -> None:
    """Stores that nothing says whether a call was placed; the vendor is asked from then on."""
    await conn.execute(
        """
        update agent_calls
        set
            state = 'unknown', lease_until = null, next_at = now() + make_interval(secs => $3)
        where id = $1 and tenant_id = $2 and state in ('placing', 'unknown')
        """,
        call_id,
        tenant_id,
        again_in_s,
    )


async def end_call(
    conn: Connection,
    tenant_id: TenantId,
    callback_id: CallbackId,
    call_id: AgentCallId,
    state: EndState,
    *,
    reason: str | None = None,
    became: CallId | None = None,
    again_in_s: float = 0.0,
    stop: bool = False,
) -> None:
    """Ends a call: one that reached a person makes the callback done, unless a person set a later
    time meanwhile. After another the next try may come in `again_in_s` at the soonest; with `stop`
    people have to decide first. Changes nothing for one that is over. Runs in a transaction.
    """
    try:
        await lock_callback(conn, tenant_id, callback_id)
    except NotFound:
        return
    ended = await conn.fetchval(
        """
        update agent_calls
        set state = $3, reason = $4, call_id = $5, ended_at = now(), lease_until = null
        where id = $1 and tenant_id = $2 and ended_at is null
        returning 1
        """,
        call_id,
        tenant_id,
        state,
        reason,
        became,
    )
    if ended is None:
        return
    reached = state == "reached"
    await act_as_worker(conn, "agent_reached" if reached else "agent_not_reached")
    # A person may have settled it meanwhile.
    await conn.execute(
        """
        update callbacks
        set
            agent_calling = false,
            agent_look_at = greatest(due_at, now() + make_interval(secs => $4)),
            status = case
                when $3 and status = 'scheduled' and due_at <= now() then 'done' else status
            end,
            settled_at = case
                when $3 and status = 'scheduled' and due_at <= now() then now() else settled_at
            end,
            tries = tries + case when $5 then 1 else 0 end,
            tried_at = case when $5 then now() else tried_at end,
            agent_decision = case when $6 then 'stopped' else agent_decision end
        where id = $1 and tenant_id = $2
        """,
        callback_id,
        tenant_id,
        reached,
        again_in_s,
        state == "not_reached",
        stop,
    )


async def claim_unknown(conn: Connection, *, hold_s: float, limit: int) -> list[OpenAgentCall]:
    """Claims calls whose placing is not known for `hold_s`, those of dead workers too."""
    rows = await conn.fetch(
        """
        update agent_calls
        set
            state = 'unknown', lease_until = null, next_at = now() + make_interval(secs => $1)
        where id in (
            select id
            from agent_calls
            where ended_at is null and state in ('placing', 'unknown') and next_at <= now()
            order by next_at
            limit $2
            for update skip locked
        )
        returning id, tenant_id, callback_id, agent_id, created_at, key_hash
        """,
        hold_s,
        limit,
    )
    return [
        OpenAgentCall(
            AgentCallId(row["id"]),
            TenantId(row["tenant_id"]),
            CallbackId(row["callback_id"]),
            row["agent_id"],
            row["created_at"],
            row["key_hash"],
        )
        for row in rows
    ]


async def list_over(
    conn: Connection, *, give_up_after: timedelta, limit: int
) -> list[PlacedCallOver]:
    """Returns placed calls whose conversations arrived as calls, and those whose conversation did
    not within `give_up_after`.
    """
    rows = await conn.fetch(
        """
        select
            agent_calls.id, agent_calls.tenant_id, agent_calls.callback_id, calls.id as became,
            case
                when calls.id is null then 'conversation_missing'
                when calls.failure is not null then 'not_connected'
                when calls.outcome in ('voicemail', 'busy', 'no_answer', 'failed')
                    then calls.outcome
                when not exists (
                    select 1
                    from transcripts
                    where transcripts.call_id = calls.id
                        and jsonb_path_exists(turns, '$[*] ? (@.speaker == "customer")')
                ) then 'nothing_said'
            end as reason
        from agent_calls
        left join calls on calls.tenant_id = agent_calls.tenant_id
            and calls.source = 'elevenlabs'
            and calls.external_id = agent_calls.conversation_id
            and calls.status in ('ready', 'partial', 'failed')
        where agent_calls.state = 'placed'
            and ended_at is null
            and (calls.id is not null or agent_calls.created_at < now() - $1::interval)
        order by agent_calls.created_at
        limit $2
        """,
        give_up_after,
        limit,
    )
    return [PlacedCallOver(**row) for row in rows]


async def list_agent_calls(
    conn: Connection, tenant_id: TenantId, callback_id: CallbackId
) -> list[AgentCall]:
    """Returns the newest first, at most MOST_LISTED."""
    rows = await conn.fetch(
        """
        select id, state, number, conversation_id, call_id, reason, created_at, ended_at
        from agent_calls
        where callback_id = $1 and tenant_id = $2
        order by created_at desc
        limit $3
        """,
        callback_id,
        tenant_id,
        MOST_LISTED,
    )
    return [AgentCall(**row) for row in rows]
