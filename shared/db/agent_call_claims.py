"""Callbacks whose time has come, and the intents of the calls that agents place for them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.db.acting import act_as_worker
from shared.db.agent_calling import (
    PLACE_COLUMNS,
    TOOK_A_TRY,
    Planner,
    get_calling_rules,
    office_of,
    rules_of_row,
)
from shared.db.callback_words import NAME, OF_PERSON, REASON
from shared.db.pool import Connection
from shared.domain.agent_calls import LONGEST_LATE, CallingRules, HeldBecause, Plan, PlanState
from shared.domain.canary import CANARY_TENANT
from shared.domain.ids import AgentCallId, CallbackId, TenantId, new_id

# A callback that the agent does not call yet is looked at again after this time at the latest, so
# that changed rules, holidays and lists count. What people decide counts at once.
LOOK_AGAIN = timedelta(minutes=30)
TEAMS_AT_ONCE = 20
CALLBACKS_AT_ONCE = 50


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


async def claim_calls(
    conn: Connection, *, lease_s: float, installation_key: bytes | None
) -> list[CallToPlace]:
    """Commits the intent of calls whose time has come, with the end of the transaction, and returns
    them. Each team's rules are locked, so its limits hold for all workers together. Callbacks that
    wait for something are looked at again later. Teams without a key of their own are left out,
    unless they are alone and the installation has one, of which `installation_key` is the hash.
    Teams whose key is refused wait for its next try, which is one call.
    """
    teams = await conn.fetch(
        """
        select
            tenant_id, mode, agent_id, phone_number_id, line, countries, earliest, latest,
            max_tries, pause, late_after, daily_limit, refused_key = key_hash as is_refused
        from agent_calling
        cross join lateral (
            select coalesce(
                (
                    select sha256(key_sealed)
                    from elevenlabs_keys
                    where elevenlabs_keys.tenant_id = agent_calling.tenant_id
                ),
                $3
            ) as key_hash
        ) as used
        where mode <> 'off'
            and (retry_at is null or retry_at <= now() or refused_key is distinct from key_hash)
            and (
                $3 is not null
                and (select count(*) from tenants where deleted_at is null and id <> $4) = 1
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
        installation_key,
        CANARY_TENANT,
    )
    found: list[CallToPlace] = []
    for team in teams:
        found += await _claim_of_team(
            conn,
            TenantId(team["tenant_id"]),
            rules_of_row(team),
            lease_s=lease_s,
            most=1 if team["is_refused"] else CALLBACKS_AT_ONCE,
        )
    return found


async def _claim_of_team(
    conn: Connection, tenant_id: TenantId, rules: CallingRules, *, lease_s: float, most: int
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
            {REASON} as reason, {NAME} as name,
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
        {OF_PERSON}
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
    room = min(most, rules.daily_limit - placed_lately)
    found: list[CallToPlace] = []
    now = datetime.now(UTC)
    plans = await planner.plans(conn, tenant_id, rows, now)
    for row, plan in zip(rows, plans, strict=True):
        callback_id = CallbackId(row["id"])
        if plan and (plan.state is PlanState.MISSED or plan.because is HeldBecause.TOO_LATE):
            await act_as_worker(conn, "agent_gave_up")
            await conn.execute(
                "update callbacks set missed_at = now() where id = $1 and tenant_id = $2",
                callback_id,
                tenant_id,
            )
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
    await act_as_worker(conn, "agent_call")
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
        {OF_PERSON}
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
