"""The callbacks that have to be made, for reminders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.db.callback_lists import CALLBACK_STATE
from shared.db.callback_words import NAME, OF_PERSON, PHONE, REASON
from shared.db.pool import Connection
from shared.domain.ids import AgentId, CallbackId, TenantId, UserId

LISTED = 30
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class OpenCallbacks:
    """How many callbacks have to be made, of the first MOST_COUNTED, and the first LISTED of them
    as JSON values, without anything that a caller said.
    """

    overdue: int
    due: int
    listed: list[dict[str, Any]]


async def find_open_callbacks(
    conn: Connection,
    tenant_id: TenantId,
    *,
    before: datetime,
    assignee_id: UserId | None,
    agent_id: AgentId | None,
) -> OpenCallbacks:
    """Returns the scheduled callbacks whose time, or end of a snooze, is before a moment; the
    earliest first.
    """
    rows = await conn.fetch(
        f"""
        select callbacks.id, callbacks.call_id, due_at, due_until, {CALLBACK_STATE} as state
        from callbacks
        join calls on calls.id = callbacks.call_id
        where callbacks.tenant_id = $1
            and callbacks.status = 'scheduled'
            and greatest(due_at, snoozed_until) < $2
            and ($3::uuid is null or assignee_id = $3)
            and ($4::uuid is null or calls.agent_id = $4)
        order by due_at, callbacks.id
        limit $5
        """,  # noqa: S608
        tenant_id,
        before,
        assignee_id,
        agent_id,
        MOST_COUNTED,
    )
    overdue = sum(row["state"] == "overdue" for row in rows)
    return OpenCallbacks(
        overdue=overdue,
        due=len(rows) - overdue,
        listed=[
            {
                "callback_id": str(row["id"]),
                "call_id": str(row["call_id"]),
                "state": row["state"],
                "due_at": row["due_at"].isoformat(),
                "due_until": row["due_until"].isoformat() if row["due_until"] else None,
            }
            for row in rows[:LISTED]
        ],
    )


async def find_whom_to_call(
    conn: Connection, tenant_id: TenantId, callback_ids: Sequence[CallbackId]
) -> dict[CallbackId, tuple[str, str]]:
    """Returns name and number, and reason, of callbacks, as people corrected them. Those that are
    gone are left out.
    """
    rows = await conn.fetch(
        f"""
        select callbacks.id, {REASON} as reason, {NAME} as name, {PHONE} as phone
        from callbacks
        {OF_PERSON}
        where callbacks.tenant_id = $1 and callbacks.id = any($2)
        """,  # noqa: S608
        tenant_id,
        callback_ids,
    )
    return {
        CallbackId(row["id"]): (
            " ".join(filter(None, (row["name"], row["phone"]))),
            row["reason"],
        )
        for row in rows
    }
