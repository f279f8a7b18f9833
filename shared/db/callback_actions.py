"""What people do with callbacks. Each function changes one whose row `lock_callback` has locked."""

from dataclasses import dataclass
from datetime import datetime

from shared.db.pool import Connection
from shared.domain.access import Permission, Role
from shared.domain.ids import CallbackId, TenantId, UserId
from shared.domain.statuses import CallbackStatus
from shared.domain.stored_texts import TimeRule
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class LockedCallback:
    """What a locked callback is before an action."""

    id: CallbackId
    tenant_id: TenantId
    version: int
    status: CallbackStatus
    due_at: datetime | None
    due_until: datetime | None
    candidates: tuple[datetime, ...]
    assignee_id: UserId | None
    note: str | None
    snoozed_until: datetime | None
    is_decided: bool
    is_settled: bool


async def lock_callback(
    conn: Connection, tenant_id: TenantId, callback_id: CallbackId
) -> LockedCallback:
    """Locks a callback, after its call, as deletions do. Raises NotFound."""
    await conn.execute(
        """
        select 1
        from calls
        where id = (select call_id from callbacks where id = $1 and tenant_id = $2)
            and tenant_id = $2
        for key share
        """,
        callback_id,
        tenant_id,
    )
    row = await conn.fetchrow(
        """
        select
            id, tenant_id, version, status, due_at, due_until, candidates, assignee_id, note,
            case when snoozed_until > now() then snoozed_until end as snoozed_until,
            decided_at is not null as is_decided, settled_at is not null as is_settled
        from callbacks
        where id = $1 and tenant_id = $2
        for update
        """,
        callback_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such callback.")
    return LockedCallback(
        **{
            **row,
            "status": CallbackStatus(row["status"]),
            "candidates": tuple(row["candidates"]),
        }
    )


async def settle(conn: Connection, one: LockedCallback, status: CallbackStatus) -> None:
    """Marks a callback as done or cancelled."""
    await conn.execute(
        """
        update callbacks
        set status = $3, settled_at = now()
        where id = $1 and tenant_id = $2
        """,
        one.id,
        one.tenant_id,
        status,
    )


async def reopen(conn: Connection, one: LockedCallback) -> None:
    """Opens a settled or withdrawn callback again, at the time that it had."""
    await conn.execute(
        """
        update callbacks
        set
            status = case when due_at is null then 'ambiguous' else 'scheduled' end,
            settled_at = null, decided_at = now(), machine = coalesce(
                machine, machine_reading(to_jsonb(callbacks))
            ),
            missed_at = null, agent_look_at = now(),
            rule = $3
        where id = $1 and tenant_id = $2
        """,
        one.id,
        one.tenant_id,
        TimeRule.OPENED_BY_PERSON,
    )


async def count_try(conn: Connection, one: LockedCallback, next_at: datetime | None) -> None:
    """Counts a call back that reached no one, and sets the time of the next try if one is given."""
    await conn.execute(
        """
        update callbacks
        set
            tries = tries + 1, tried_at = now(),
            machine = case
                when $3::timestamptz is null then machine
                else coalesce(machine, machine_reading(to_jsonb(callbacks)))
            end,
            decided_at = case when $3 is null then decided_at else now() end,
            missed_at = case when $3 is null then missed_at end,
            agent_look_at = case when $3 <= now() then now() end,
            status = case when $3 is null then status else 'scheduled' end,
            due_at = coalesce($3, due_at),
            due_until = case when $3 is null then due_until end,
            time_kind = case when $3 is null then time_kind else 'instant' end,
            candidates = case when $3 is null then candidates else '{}' end,
            rule = case when $3 is null then rule else $4 end
        where id = $1 and tenant_id = $2
        """,
        one.id,
        one.tenant_id,
        next_at,
        TimeRule.NEXT_TRY_BY_PERSON,
    )


async def set_time(
    conn: Connection,
    one: LockedCallback,
    due_at: datetime,
    due_until: datetime | None,
    *,
    rule: TimeRule,
) -> None:
    """Sets when to call, as a person says, and opens a settled callback again. What the machine
    read stays in `machine`.
    """
    await conn.execute(
        """
        update callbacks
        set
            machine = coalesce(machine, machine_reading(to_jsonb(callbacks))), decided_at = now(),
            status = 'scheduled', settled_at = null, due_at = $3, due_until = $4,
            missed_at = null, agent_look_at = case when $3 <= now() then now() end,
            snoozed_until = null,
            time_kind = case when $4::timestamptz is null then 'instant' else 'window' end,
            candidates = '{}', rule = $5
        where id = $1 and tenant_id = $2
        """,
        one.id,
        one.tenant_id,
        due_at,
        due_until,
        rule,
    )


async def snooze(conn: Connection, one: LockedCallback, until: datetime | None) -> None:
    """Puts an open callback with a time off until then, and leaves its time as it is; None ends
    that at once.
    """
    await conn.execute(
        """
        update callbacks
        set
            snoozed_until = $3::timestamptz,
            agent_look_at = case when $3 is null then now() else agent_look_at end
        where id = $1 and tenant_id = $2
        """,
        one.id,
        one.tenant_id,
        until,
    )


async def assign(conn: Connection, one: LockedCallback, user_id: UserId | None) -> bool:
    """Gives the callback to a person, or to no one. Returns False for one who is no active user of
    the tenant, or may not act on callbacks.
    """
    changed = await conn.fetchval(
        """
        update callbacks
        set assignee_id = $3
        where id = $1
            and tenant_id = $2
            and (
                $3::uuid is null
                or exists (
                    select 1
                    from users
                    where users.id = $3
                        and users.tenant_id = $2
                        and disabled_at is null
                        and role = any($4)
                )
            )
        returning 1
        """,
        one.id,
        one.tenant_id,
        user_id,
        [role for role in Role if Permission.WRITE in role.permissions],
    )
    return changed is not None


async def set_note(conn: Connection, one: LockedCallback, note: str | None) -> None:
    await conn.execute(
        "update callbacks set note = $3 where id = $1 and tenant_id = $2",
        one.id,
        one.tenant_id,
        note,
    )
