"""Calls that the teams' agents place for callbacks, from the intent to the end."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from shared.db.agent_calling import (
    PLACE_COLUMNS,
    TOOK_A_TRY,
    Planner,
    get_calling_rules,
    office_of,
    rules_of_row,
)
from shared.db.callback_actions import lock_callback
from shared.db.pool import Connection
from shared.domain.agent_calls import LONGEST_LATE, CallingRules, HeldBecause, Plan, PlanState
from shared.domain.canary import CANARY_TENANT
from shared.domain.ids import AgentCallId, CallbackId, CallId, TenantId, new_id
from shared.errors import NotFound

# A callback that the agent does not call yet is looked at again after this time at the latest, so
# that changed rules, holidays and lists count. What people decide counts at once.
LOOK_AGAIN = timedelta(minutes=30)
TEAMS_AT_ONCE = 20
CALLBACKS_AT_ONCE = 50
MOST_LISTED = 100

AgentCallState = Literal[
    "placing", "unknown", "placed", "reached", "not_reached", "refused", "not_placed"
]
EndState = Literal["reached", "not_reached", "refused", "not_placed"]


@dataclass(frozen=True, slots=True)
class CallToPlace:
    """A call whose intent is committed, for the vendor's request. `key_hash` names the team's own
    key, by its encrypted form; with None the installation's is used.
    """

    id: AgentCallId
    tenant_id: TenantId
    callback_id: CallbackId
    number: str
    rules: CallingRules
    name: str | None
    reason: str
    summary: str | None
    key_hash: bytes | None


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


async def claim_calls(
    conn: Connection, *, lease_s: float, installation_has_key: bool
) -> list[CallToPlace]:
    """Commits the intent of calls whose time has come, with the end of the transaction, and returns
    them. Each team's rules are locked, so its limits hold for all workers together. Callbacks that
    wait for something are looked at again later. Teams without a key of their own are left out,
    unless they are alone and the installation has one.
    """
    teams = await conn.fetch(
        """
        select
            tenant_id, mode, agent_id, phone_number_id, line, countries, earliest, latest,
            max_tries, pause, late_after, daily_limit
        from agent_calling
        where mode <> 'off'
            and (
                $3 and (select count(*) from tenants where deleted_at is null and id <> $4) = 1
                or exists (
                    select 1
                    from elevenlabs_keys
                    where elevenlabs_keys.tenant_id = agent_calling.tenant_id
                )
            )
            and exists (
                select 1
                from callbacks
                where callbacks.tenant_id = agent_calling.tenant_id
                    and status = 'scheduled'
                    and not callbacks.agent_calling
                    and missed_at is null
                    and coalesce(agent_look_at, due_at) between now() - $1::interval and now()
            )
            and exists (
                select 1
                from tenants
                where tenants.id = agent_calling.tenant_id and deleted_at is null
            )
        order by random()
        limit $2
        for update of agent_calling skip locked
        """,
        LONGEST_LATE + timedelta(days=1),
        TEAMS_AT_ONCE,
        installation_has_key,
        CANARY_TENANT,
    )
    found: list[CallToPlace] = []
    for team in teams:
        found += await _claim_of_team(
            conn, TenantId(team["tenant_id"]), rules_of_row(team), lease_s=lease_s
        )
    return found


async def _claim_of_team(
    conn: Connection, tenant_id: TenantId, rules: CallingRules, *, lease_s: float
) -> list[CallToPlace]:
    placed_lately = await conn.fetchval(
        f"""
        select count(*)
        from agent_calls
        where tenant_id = $1 and created_at > now() - interval '24 hours' and {TOOK_A_TRY}
        """,  # noqa: S608
        tenant_id,
    )
    rows = await conn.fetch(
        f"""
        select
            callbacks.id, callbacks.status, due_at, due_until, {PLACE_COLUMNS},
            case
                when callbacks.corrected ? 'reason'
                    then callbacks.corrected -> 'reason' ->> 'value'
                else callbacks.reason
            end as reason,
            case
                when leads.corrected ? 'name' then leads.name
                else coalesce(callbacks.name, leads.name)
            end as name,
            case
                when calls.corrected ? 'summary' then calls.corrected -> 'summary' ->> 'value'
                else (
                    select value ->> 'text'
                    from insights
                    where insights.call_id = callbacks.call_id and kind = 'summary'
                    order by version desc
                    limit 1
                )
            end as summary
        from callbacks
        join calls on calls.id = callbacks.call_id
        left join lead_calls on lead_calls.call_id = callbacks.call_id
        left join leads on leads.id = lead_calls.lead_id
        where callbacks.id in (
            select id
            from callbacks
            where tenant_id = $1
                and status = 'scheduled'
                and not agent_calling
                and missed_at is null
                and coalesce(agent_look_at, due_at) between now() - $2::interval and now()
            order by coalesce(agent_look_at, due_at)
            limit $3
        )
        for key share of calls skip locked
        for update of callbacks skip locked
        """,  # noqa: S608
        tenant_id,
        LONGEST_LATE + timedelta(days=1),
        CALLBACKS_AT_ONCE,
    )
    if not rows:
        return []
    planner = Planner(rules, await office_of(conn, tenant_id))
    room = rules.daily_limit - placed_lately
    found: list[CallToPlace] = []
    now = datetime.now(UTC)
    plans = await planner.plans(conn, tenant_id, rows, now)
    for row, plan in zip(rows, plans, strict=True):
        callback_id = CallbackId(row["id"])
        if plan and (plan.state is PlanState.MISSED or plan.because is HeldBecause.TOO_LATE):
            await _mark_missed(conn, tenant_id, callback_id)
            continue
        is_time = plan and plan.state is PlanState.PLANNED and plan.at and plan.at <= now
        intent = None
        if plan and is_time and len(found) < room:
            intent = await _intend(conn, tenant_id, callback_id, plan, rules, lease_s)
        if plan is None or intent is None:
            again_at = plan.at if plan and plan.at and plan.at > now else now + LOOK_AGAIN
            await conn.execute(
                "update callbacks set agent_look_at = $3 where id = $1 and tenant_id = $2",
                callback_id,
                tenant_id,
                min(again_at, now + LOOK_AGAIN),
            )
            continue
        found.append(
            CallToPlace(
                id=intent[0],
                key_hash=intent[1],
                tenant_id=tenant_id,
                callback_id=callback_id,
                number=plan.number or "",
                rules=rules,
                name=row["name"],
                reason=row["reason"],
                summary=row["summary"],
            )
        )
    return found


async def _intend(
    conn: Connection,
    tenant_id: TenantId,
    callback_id: CallbackId,
    plan: Plan,
    rules: CallingRules,
    lease_s: float,
) -> tuple[AgentCallId, bytes | None] | None:
    """Stores that a call is about to be placed, and returns its id and what names the key. Returns
    None when its number is being called.
    """
    row = await conn.fetchrow(
        """
        insert into agent_calls (
            id, tenant_id, callback_id, state, number, agent_id, lease_until, next_at, key_hash
        )
        values (
            $1, $2, $3, 'placing', $4, $5, now() + make_interval(secs => $6),
            now() + make_interval(secs => $6),
            (select sha256(key_sealed) from elevenlabs_keys where tenant_id = $2)
        )
        on conflict do nothing
        returning id, key_hash
        """,
        new_id(),
        tenant_id,
        callback_id,
        plan.number,
        rules.agent_id,
        lease_s,
    )
    if row is None:
        return None
    await _act_as_agent(conn, "agent_call")
    await conn.execute(
        """
        update callbacks
        set agent_calling = true, agent_look_at = null
        where id = $1 and tenant_id = $2
        """,
        callback_id,
        tenant_id,
    )
    return AgentCallId(row["id"]), row["key_hash"]


async def is_still_permitted(conn: Connection, call: CallToPlace) -> bool:
    """Returns whether the call may be placed at this moment: what people did, the lists and the
    clock may have changed since its intent was stored.
    """
    rules = await get_calling_rules(conn, call.tenant_id)
    rows = await conn.fetch(
        f"""
        select callbacks.id, callbacks.status, due_at, due_until, {PLACE_COLUMNS}
        from callbacks
        join calls on calls.id = callbacks.call_id
        left join lead_calls on lead_calls.call_id = callbacks.call_id
        left join leads on leads.id = lead_calls.lead_id
        where callbacks.id = $1 and callbacks.tenant_id = $2
        """,  # noqa: S608
        call.callback_id,
        call.tenant_id,
    )
    planner = Planner(rules, await office_of(conn, call.tenant_id), before_calling=True)
    now = datetime.now(UTC)
    plans = await planner.plans(conn, call.tenant_id, rows, now)
    return any(
        plan.state is PlanState.PLANNED
        and plan.at is not None
        and plan.at <= now
        and plan.number == call.number
        for plan in plans
        if plan
    )


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
    await _act_as_agent(conn, "agent_reached" if reached else "agent_not_reached")
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


async def _mark_missed(conn: Connection, tenant_id: TenantId, callback_id: CallbackId) -> None:
    await _act_as_agent(conn, "agent_gave_up")
    await conn.execute(
        "update callbacks set missed_at = now() where id = $1 and tenant_id = $2",
        callback_id,
        tenant_id,
    )


async def _act_as_agent(conn: Connection, action: str) -> None:
    await conn.execute(
        "select set_config('aftercall.acting', $1, true)",
        json.dumps({"actor": "worker", "action": action}),
    )
