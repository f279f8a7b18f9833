"""Mails that sum up a day or a week: which are due, and what is in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.db.callback_lists import CALLBACK_STATE
from shared.db.callback_words import NAME, OF_PERSON, PHONE, REASON
from shared.db.event_targets import digest_of_row
from shared.db.pool import Connection
from shared.domain.digests import DIGEST, Digest, next_occurrence
from shared.domain.ids import AgentId, TargetId, TenantId
from shared.domain.zones import find_zone

LISTED = 30
CLAIMED = 50


@dataclass(frozen=True, slots=True)
class DigestFacts:
    """What a team has to know. Each list has LISTED entries, and one more when there are more."""

    since: datetime
    until: datetime
    overdue: list[dict[str, Any]]
    due: list[dict[str, Any]]
    calls: list[dict[str, Any]]
    leads: list[dict[str, Any]]

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.due or self.calls or self.leads)


async def queue_due_digests(conn: Connection, *, at: datetime) -> int:
    """Queues the digests that are due, each occurrence once, and plans the next ones; returns how
    many. Of several that were missed, one is sent, with all that is new. Runs in a transaction.
    """
    rows = await conn.fetch(
        """
        select
            targets.id, targets.tenant_id, digest, digest_at, digest_weekday, digest_next_at,
            digest_since, timezone
        from event_targets as targets
        join tenants on tenants.id = targets.tenant_id
        where digest_next_at <= $1 and targets.disabled_at is null
        order by digest_next_at
        limit $2
        for no key update of targets skip locked
        """,
        at,
        CLAIMED,
    )
    for row in rows:
        digest = digest_of_row(row)
        if digest is None:
            continue
        await conn.execute(
            """
            insert into event_deliveries (
                tenant_id, target_id, event_id, type, data, version, sequence, occurred_at
            )
            select
                tenant_id, id,
                event_id(tenant_id, id::text, $2, (extract(epoch from digest_next_at))::bigint),
                $2, $3, 1, position, digest_next_at
            from event_targets
            where id = $1 and tenant_id = $4
            on conflict (target_id, event_id) do nothing
            """,
            row["id"],
            DIGEST,
            {"since": row["digest_since"].isoformat(), "until": at.isoformat()},
            row["tenant_id"],
        )
        await conn.execute(
            """
            update event_targets
            set digest_next_at = $3, digest_since = $4
            where id = $1 and tenant_id = $2
            """,
            row["id"],
            row["tenant_id"],
            next_occurrence(digest, find_zone(row["timezone"]), at),
            at,
        )
    return len(rows)


async def lock_digests(conn: Connection, tenant_id: TenantId) -> list[tuple[TargetId, Digest]]:
    """Locks the targets that have a digest, and returns when it comes."""
    rows = await conn.fetch(
        """
        select id, digest, digest_at, digest_weekday
        from event_targets
        where tenant_id = $1 and digest_next_at is not null
        order by id
        for no key update
        """,
        tenant_id,
    )
    return [(TargetId(row["id"]), digest) for row in rows if (digest := digest_of_row(row))]


async def plan_digest(
    conn: Connection, tenant_id: TenantId, target_id: TargetId, next_at: datetime
) -> None:
    await conn.execute(
        "update event_targets set digest_next_at = $3 where id = $1 and tenant_id = $2",
        target_id,
        tenant_id,
        next_at,
    )


async def find_digest(
    conn: Connection,
    tenant_id: TenantId,
    agent_ids: Sequence[AgentId] | None,
    *,
    since: datetime,
    until: datetime,
    period: timedelta,
) -> DigestFacts:
    """Returns the callbacks that are overdue at `until` and due in the period after it, and the
    calls and people that are new since `since`; of these agents, if any are given.
    """
    callbacks = await conn.fetch(
        f"""
        with open_ones as (
            select
                callbacks.id, callbacks.call_id, due_at, due_until, {REASON} as reason,
                {NAME} as name, {PHONE} as phone, {CALLBACK_STATE} as state
            from callbacks
            join calls on calls.id = callbacks.call_id
            {OF_PERSON}
            where callbacks.tenant_id = $1
                and callbacks.status = 'scheduled'
                and greatest(due_at, snoozed_until) < $2
                and ($3::uuid[] is null or calls.agent_id = any($3))
        ),
        listed as (
            select
                *,
                row_number() over (partition by state = 'overdue' order by due_at, id) as nth
            from open_ones
        )
        select call_id, due_at, due_until, reason, name, phone, state
        from listed
        where nth <= $4
        order by due_at, id
        """,  # noqa: S608
        tenant_id,
        until + period,
        agent_ids,
        LISTED + 1,
    )
    calls = await conn.fetch(
        """
        select
            id, coalesce(corrected -> 'title' ->> 'value', title) as title, started_at, created_at,
            status, current_outcome as outcome, from_number
        from calls
        where tenant_id = $1
            and created_at > $2
            and created_at <= $3
            and ($4::uuid[] is null or agent_id = any($4))
        order by created_at desc, id desc
        limit $5
        """,
        tenant_id,
        since,
        until,
        agent_ids,
        LISTED + 1,
    )
    leads = await conn.fetch(
        """
        select id, name, phone, email, service, city
        from leads
        where tenant_id = $1
            and created_at > $2
            and created_at <= $3
            -- Found by its index; a person whose last call is older is none that is new.
            and last_call_at > $2 - interval '30 days'
            and (
                $4::uuid[] is null
                or exists (
                    select 1
                    from lead_calls
                    join calls on calls.id = lead_calls.call_id
                    where lead_calls.lead_id = leads.id and calls.agent_id = any($4)
                )
            )
        order by last_call_at desc, id desc
        limit $5
        """,
        tenant_id,
        since,
        until,
        agent_ids,
        LISTED + 1,
    )
    return DigestFacts(
        since=since,
        until=until,
        overdue=[dict(row) for row in callbacks if row["state"] == "overdue"],
        due=[dict(row) for row in callbacks if row["state"] != "overdue"],
        calls=[dict(row) for row in calls],
        leads=[dict(row) for row in leads],
    )
