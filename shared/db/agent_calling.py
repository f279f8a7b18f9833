"""Teams' rules for the calls that their agents place, and what follows from them for a callback."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from shared.db.pool import Connection
from shared.db.tenants import get_tenant
from shared.domain.agent_calls import (
    CallbackToPlace,
    CallingMode,
    CallingRules,
    Decision,
    Plan,
    plan_call,
)
from shared.domain.callback_time.local_time import Office
from shared.domain.ids import CallbackId, TenantId
from shared.domain.zones import find_zone

# Of calls that took a try: the person's telephone may have rung.
TOOK_A_TRY = "agent_calls.state <> 'not_placed'"

CALLER_NUMBER = """
    case when calls.direction = 'outbound' then calls.to_number else calls.from_number end
        as caller_number
"""
# What a plan follows from, of callbacks that are joined with calls and leads under these names.
PLACE_COLUMNS = f"""
    case
        when leads.corrected ? 'phone' then leads.phone
        else coalesce(callbacks.phone, leads.phone)
    end as dialled,
    {CALLER_NUMBER},
    case when timezone_source = 'sender' then callbacks.timezone end as caller_zone,
    agent_decision, agent_decided_number, agent_calling, missed_at,
    (
        select count(*)
        from agent_calls
        where callback_id = callbacks.id
            and {TOOK_A_TRY}
            and created_at > coalesce(callbacks.decided_at, '-infinity')
    ) as agent_tries,
    (
        select max(ended_at)
        from agent_calls
        where callback_id = callbacks.id
    ) as agent_ended_at,
    exists (
        select 1
        from (
            values (calls.from_number), (calls.to_number), (callbacks.phone), (leads.phone)
        ) as numbers (number)
        where exists (
                select 1
                from do_not_call
                where do_not_call.tenant_id = callbacks.tenant_id
                    and do_not_call.number = numbers.number
            )
            or exists (
                select 1
                from contact_keys
                join contacts on contacts.id = contact_keys.contact_id
                where contact_keys.tenant_id = callbacks.tenant_id
                    and kind = 'number'
                    and value = numbers.number
                    and contacts.do_not_call
            )
    ) or exists (
        select 1
        from contact_calls
        join contacts on contacts.id = contact_calls.contact_id
        where contact_calls.call_id = callbacks.call_id and contacts.do_not_call
    ) as is_barred
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans the callbacks of one team."""

    rules: CallingRules
    office: Office

    def plan(self, row: asyncpg.Record, now: datetime) -> Plan | None:
        """Returns the plan of an open callback, whose row has PLACE_COLUMNS; None for one without a
        time, or that people make.
        """
        if row["status"] != "scheduled" or row["due_at"] is None:
            return None
        return plan_call(
            CallbackToPlace(
                due_at=row["due_at"],
                due_until=row["due_until"],
                number=row["dialled"],
                caller_number=row["caller_number"],
                zone=row["caller_zone"],
                do_not_call=row["is_barred"],
                decision=row["agent_decision"],
                decided_number=row["agent_decided_number"],
                tries=row["agent_tries"],
                last_try_at=row["agent_ended_at"],
                is_calling=row["agent_calling"],
            ),
            self.rules,
            self.office,
            now,
        )


async def get_calling_rules(conn: Connection, tenant_id: TenantId) -> CallingRules:
    """Returns the team's rules; those of a team that set none are off."""
    row = await conn.fetchrow(
        """
        select
            mode, agent_id, phone_number_id, line, countries, earliest, latest, max_tries, pause,
            late_after, daily_limit
        from agent_calling
        where tenant_id = $1
        """,
        tenant_id,
    )
    return rules_of_row(row) if row else CallingRules()


async def store_calling_rules(conn: Connection, tenant_id: TenantId, rules: CallingRules) -> None:
    await conn.execute(
        """
        insert into agent_calling (
            tenant_id, mode, agent_id, phone_number_id, line, countries, earliest, latest,
            max_tries, pause, late_after, daily_limit
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (tenant_id) do update
        set
            mode = excluded.mode, agent_id = excluded.agent_id,
            phone_number_id = excluded.phone_number_id, line = excluded.line,
            countries = excluded.countries, earliest = excluded.earliest,
            latest = excluded.latest, max_tries = excluded.max_tries, pause = excluded.pause,
            late_after = excluded.late_after, daily_limit = excluded.daily_limit
        """,
        tenant_id,
        rules.mode,
        rules.agent_id,
        rules.phone_number_id,
        rules.line,
        sorted(rules.countries),
        rules.earliest,
        rules.latest,
        rules.max_tries,
        rules.pause,
        rules.late_after,
        rules.daily_limit,
    )


async def find_planner(conn: Connection, tenant_id: TenantId) -> Planner | None:
    """Returns None for a team whose people make all callbacks, and none is being called."""
    rules = await get_calling_rules(conn, tenant_id)
    if rules.mode is CallingMode.OFF:
        return None
    return Planner(rules, await office_of(conn, tenant_id))


async def decide(
    conn: Connection, tenant_id: TenantId, callback_id: CallbackId, decision: Decision | None
) -> None:
    """Stores a person's decision about a locked callback, for the number that it has now."""
    await conn.execute(
        f"""
        with one as (
            select callbacks.id, {PLACE_COLUMNS}
            from callbacks
            join calls on calls.id = callbacks.call_id
            left join lead_calls on lead_calls.call_id = callbacks.call_id
            left join leads on leads.id = lead_calls.lead_id
            where callbacks.id = $1 and callbacks.tenant_id = $2
        )
        update callbacks
        set
            agent_decision = $3, agent_look_at = null, missed_at = null,
            agent_decided_number = case
                when $3::text is not null then coalesce(one.dialled, one.caller_number)
            end
        from one
        where callbacks.id = one.id
        """,  # noqa: S608
        callback_id,
        tenant_id,
        decision,
    )


async def office_of(conn: Connection, tenant_id: TenantId) -> Office:
    tenant = await get_tenant(conn, tenant_id)
    zone = find_zone(tenant.timezone) or ZoneInfo("UTC")
    return Office(tenant.hours, zone, tenant.country, tenant.closed_days)


def rules_of_row(row: Any) -> CallingRules:
    return CallingRules(
        mode=CallingMode(row["mode"]),
        agent_id=row["agent_id"],
        phone_number_id=row["phone_number_id"],
        line=row["line"],
        countries=frozenset(row["countries"]),
        earliest=row["earliest"],
        latest=row["latest"],
        max_tries=row["max_tries"],
        pause=row["pause"],
        late_after=row["late_after"],
        daily_limit=row["daily_limit"],
    )
