"""Teams' rules for the calls that their agents place, and what follows from them for a callback."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg

from shared.db.callback_words import OF_PERSON, PHONE
from shared.db.pool import Connection
from shared.db.tenants import get_tenant
from shared.domain.agent_calls import (
    CallbackToPlace,
    CallingMode,
    CallingRules,
    Decision,
    Plan,
    canonical,
    plan_call,
)
from shared.domain.business_hours import Office
from shared.domain.ids import CallbackId, TenantId
from shared.domain.zones import find_zone

# Of calls that took a try: the person's telephone may have rung.
TOOK_A_TRY = "agent_calls.state not in ('placing', 'not_placed', 'refused')"

CALLER_NUMBER = """
    case when calls.direction = 'outbound' then calls.to_number else calls.from_number end
        as caller_number
"""
# What a plan follows from, of callbacks that are joined with calls and leads under these names.
PLACE_COLUMNS = f"""
    {PHONE} as dialled,
    {CALLER_NUMBER},
    case when timezone_source = 'sender' then callbacks.timezone end as caller_zone,
    agent_decision, agent_decided_number, agent_calling, missed_at,
    snoozed_until as agent_not_before,
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
    (
        select case when state = 'refused' then state else reason end
        from agent_calls
        where callback_id = callbacks.id and ended_at is not null
        order by ended_at desc
        limit 1
    ) as agent_ended_with,
    array[calls.from_number, calls.to_number, callbacks.phone, leads.phone] as numbers,
    exists (
        select 1
        from contact_calls
        join contacts on contacts.id = contact_calls.contact_id
        where contact_calls.call_id = callbacks.call_id and contacts.do_not_call
    ) as opted_out
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans the callbacks of one team. With `before_calling` a call whose intent is stored is
    planned as if it were not.
    """

    rules: CallingRules
    office: Office
    before_calling: bool = False

    async def plans(
        self, conn: Connection, tenant_id: TenantId, rows: Sequence[asyncpg.Record], now: datetime
    ) -> list[Plan | None]:
        """Returns the plans of callbacks, whose rows have PLACE_COLUMNS; None for one without a
        time, one that is over, and one that people make.
        """
        # Which numbers are on the team's list, or are those of contacts who opted out.
        numbers = set[str]().union(*map(_spellings, rows))
        found = await conn.fetch(
            """
            select number
            from do_not_call
            where tenant_id = $1 and number = any($2)
            union all
            select value
            from contact_keys
            join contacts on contacts.id = contact_keys.contact_id
            where contact_keys.tenant_id = $1
                and kind = 'number'
                and value = any($2)
                and contacts.do_not_call
            """,
            tenant_id,
            list(numbers),
        )
        barred = frozenset(row["number"] for row in found)
        return [self._plan_of_row(row, barred, now) for row in rows]

    def _plan_of_row(
        self, row: asyncpg.Record, barred: frozenset[str], now: datetime
    ) -> Plan | None:
        if row["status"] != "scheduled" or row["due_at"] is None:
            return None
        return plan_call(
            CallbackToPlace(
                due_at=row["due_at"],
                due_until=row["due_until"],
                number=row["dialled"],
                caller_number=row["caller_number"],
                zone=row["caller_zone"],
                do_not_call=row["opted_out"] or not barred.isdisjoint(_spellings(row)),
                decision=row["agent_decision"],
                decided_number=row["agent_decided_number"],
                tries=row["agent_tries"],
                last_try_at=row["agent_ended_at"],
                ended_with=row["agent_ended_with"],
                not_before=row["agent_not_before"],
                is_calling=row["agent_calling"] and not self.before_calling,
            ),
            self.rules,
            self.office,
            now,
        )


def _spellings(row: asyncpg.Record) -> set[str]:
    """Returns the numbers of a callback as they are stored, and in E.164."""
    given = [number for number in row["numbers"] if number]
    return {*given, *filter(None, map(canonical, given))}


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
            {OF_PERSON}
            where callbacks.id = $1 and callbacks.tenant_id = $2
        )
        update callbacks
        set
            agent_decision = $3, agent_look_at = now(), missed_at = null,
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
