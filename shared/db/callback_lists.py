"""Reads callbacks as people work with them: with their call, their person and their history."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

import asyncpg

from shared.db.agent_calling import CALLER_NUMBER, PLACE_COLUMNS, Planner, find_planner
from shared.db.callback_words import NAME, OF_PERSON, PHONE, REASON
from shared.db.callbacks import Callback, callback_of_row
from shared.db.filters import given_conditions
from shared.db.pool import Connection, plan_for_values
from shared.domain.agent_calls import Plan
from shared.domain.callbacks import OPEN_STATES, CallbackState
from shared.domain.corrections import Correction, corrections_of
from shared.domain.ids import AgentId, CallbackId, CallId, ContactId, LeadId, TenantId, UserId
from shared.domain.statuses import CallbackStatus
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the tenant, as others see them."""

    id: UserId
    name: str | None
    email: str


@dataclass(frozen=True, slots=True)
class CallOfCallback:
    """The call that asks for a callback, with the number of the caller's end of the line."""

    id: CallId
    title: str | None
    agent_id: AgentId | None
    caller_number: str | None
    started_at: datetime | None
    lead_id: LeadId | None
    contact_id: ContactId | None
    do_not_call: bool


@dataclass(frozen=True, slots=True)
class WorkedCallback:
    """A callback with all that its list shows. Name, number and reason are the ones that count:
    those of a person where one corrected them.
    """

    callback: Callback
    state: CallbackState
    version: int
    assignee: Person | None
    note: str | None
    tries: int
    tried_at: datetime | None
    snoozed_until: datetime | None
    decided_at: datetime | None
    settled_at: datetime | None
    machine: dict[str, Any] | None
    corrected: dict[str, Correction]
    call: CallOfCallback
    # What the team's agent does about it; None where people make the callbacks.
    agent_plan: Plan | None

    def corrected_to(self, field: str) -> str | None:
        """Returns a person's value of a field; None where no one corrected it."""
        return getattr(self.callback, field) if field in self.corrected else None


@dataclass(frozen=True, slots=True)
class CallbackFilter:
    """Selects callbacks. `unassigned` selects those of no person, `ids` these alone."""

    status: CallbackStatus | None = None
    states: tuple[CallbackState, ...] = ()
    due_before: datetime | None = None
    assignee_id: UserId | None = None
    unassigned: bool = False
    agent_id: AgentId | None = None
    ids: tuple[CallbackId, ...] | None = None


@dataclass(frozen=True, slots=True)
class CallbackChange:
    """One change of a callback. `before` and `after` hold the changed fields."""

    version: int
    at: datetime
    actor: str
    actor_id: str | None
    actor_name: str | None
    action: str
    before: dict[str, Any]
    after: dict[str, Any]
    comment: str | None


MOST_CHANGES = 200
CALLBACK_STATE = """
    case
        when callbacks.status <> 'scheduled' then callbacks.status
        when due_at > now() or snoozed_until > now() then 'coming'
        when due_until > now() then 'due'
        when due_until is null
            and due_at + (select overdue_after from tenants where id = callbacks.tenant_id) > now()
            then 'due'
        else 'overdue'
    end
"""
# The part of the done callbacks that were done before they were overdue.
DoneInTime: TypeAlias = Literal["done_in_time"]
_OVERDUE_AFTER = "(select overdue_after from tenants where id = $1)"
_AWAKE = "(snoozed_until is null or snoozed_until <= now())"
# The same in columns of `callbacks` whose values the planner can count and look up. $1 is the
# tenant.
_IN_STATE: dict[CallbackState | DoneInTime, str] = {
    CallbackState.OVERDUE: (
        f"status = 'scheduled' and coalesce(due_until, due_at + {_OVERDUE_AFTER}) <= now()"
        f" and {_AWAKE}"
    ),
    # No setting is longer than the day, which the planner counts with.
    CallbackState.DUE: (
        "status = 'scheduled' and due_at <= now() and (due_until > now() or due_until is null"
        f" and listed_at > now() - interval '1 day' and listed_at > now() - {_OVERDUE_AFTER})"
        f" and {_AWAKE}"
    ),
    CallbackState.COMING: (
        "status = 'scheduled' and (due_at > now() and listed_at > now() or snoozed_until > now())"
    ),
    CallbackState.AMBIGUOUS: "status = 'ambiguous'",
    CallbackState.DONE: "status = 'done'",
    "done_in_time": "status = 'done' and in_time",
    CallbackState.CANCELLED: "status = 'cancelled'",
}
_ROW = f"""
    select
        callbacks.id, callbacks.call_id, callbacks.status, due_at, callbacks.timezone, candidates,
        rule, phrase, provider, reference, booking_error, callbacks.created_at, booked_for,
        timezone_source, booking_state, time_kind, due_until, phrase_turn, phrase_start_s,
        decided_at, settled_at, decided_at is not null as is_decided,
        settled_at is not null as was_settled,
        {REASON} as reason, {PHONE} as phone, {NAME} as name,
        reason as machine_reason, version, note, tries, tried_at, machine, callbacks.corrected,
        case when snoozed_until > now() then snoozed_until end as snoozed_until,
        {CALLBACK_STATE} as state,
        case
            when calls.corrected ? 'title' then calls.corrected -> 'title' ->> 'value'
            else calls.title
        end as title,
        calls.agent_id, calls.started_at, lead_calls.lead_id, {{}},
        person.contact_id, coalesce(person.do_not_call, false) as do_not_call,
        assignee_id, users.name as assignee_name, users.email as assignee_email
    from callbacks
    join calls on calls.id = callbacks.call_id
    {OF_PERSON}
    left join users on users.id = assignee_id
    left join lateral (
        select contacts.id as contact_id, contacts.do_not_call
        from contact_calls
        join contacts on contacts.id = contact_calls.contact_id
        where contact_calls.call_id = callbacks.call_id
    ) as person on true
"""  # noqa: S608


def _row_for(planner: Planner | None) -> str:
    """Returns the statement of rows, without what only plans of the agent need where there are
    none.
    """
    return _ROW.format(PLACE_COLUMNS if planner else CALLER_NUMBER)


def in_states(states: Collection[CallbackState | DoneInTime]) -> str:
    """Returns the condition on `callbacks` of these states, in a statement whose first value is the
    tenant's id. Open ones have their own index.
    """
    if set(states) == set(OPEN_STATES):
        return "status in ('scheduled', 'ambiguous')"
    found = " or ".join(_IN_STATE[state] for state in states)
    if set(states) < set(OPEN_STATES):
        return f"status in ('scheduled', 'ambiguous') and ({found})"
    return f"({found})"


_FILTERS = {
    "status": "status = {}",
    "due_before": "due_at < {}",
    "assignee_id": "assignee_id = {}",
    "agent_id": "call_id in (select id from calls where tenant_id = $1 and agent_id = {})",
    "ids": "id = any({})",
}


async def list_callbacks(
    conn: Connection,
    tenant_id: TenantId,
    where: CallbackFilter,
    *,
    after: tuple[datetime, CallbackId] | None,
    limit: int,
    latest_first: bool = False,
) -> list[WorkedCallback]:
    """Returns callbacks by their time, starting after `after` (exclusive). Those without an instant
    are sorted by the time at which they were recorded. The connection is in a transaction.
    """
    values: list[Any] = [tenant_id]
    conditions = ["tenant_id = $1", *given_conditions(_FILTERS, where, values)]
    if where.states:
        conditions.append(in_states(where.states))
    if where.unassigned:
        conditions.append("assignee_id is null")
    direction, later = ("desc", "<") if latest_first else ("asc", ">")
    if after:
        values += after
        conditions.append(f"(listed_at, id) {later} (${len(values) - 1}, ${len(values)}::uuid)")
    values.append(limit)
    await plan_for_values(conn)
    planner = await find_planner(conn, tenant_id)
    rows = await conn.fetch(
        # The statement is built only from constants of this module. What belongs to a callback is
        # read for those of the page only.
        f"""
        with page as materialized (
            select id
            from callbacks
            where {" and ".join(conditions)}
            order by listed_at {direction}, id {direction}
            limit ${len(values)}
        )
        {_row_for(planner)}
        where callbacks.id = any(array(select id from page)) and callbacks.tenant_id = $1
        order by listed_at {direction}, callbacks.id {direction}
        """,  # noqa: S608
        *values,
    )
    return await _all_worked(conn, tenant_id, rows, planner)


async def get_worked(
    conn: Connection, tenant_id: TenantId, callback_id: CallbackId
) -> WorkedCallback:
    """Returns a callback. Raises NotFound."""
    planner = await find_planner(conn, tenant_id)
    row = await conn.fetchrow(
        f"{_row_for(planner)} where callbacks.id = $1 and callbacks.tenant_id = $2",
        callback_id,
        tenant_id,
    )
    if row is None:
        raise NotFound("There is no such callback.")
    (worked,) = await _all_worked(conn, tenant_id, [row], planner)
    return worked


async def find_worked_of_call(
    conn: Connection, tenant_id: TenantId, call_id: CallId
) -> WorkedCallback | None:
    planner = await find_planner(conn, tenant_id)
    row = await conn.fetchrow(
        f"{_row_for(planner)} where callbacks.call_id = $1 and callbacks.tenant_id = $2",
        call_id,
        tenant_id,
    )
    found = await _all_worked(conn, tenant_id, [row] if row else [], planner)
    return found[0] if found else None


async def list_changes(
    conn: Connection, tenant_id: TenantId, callback_id: CallbackId
) -> list[CallbackChange]:
    """Returns the newest changes, at most MOST_CHANGES, newest first."""
    rows = await conn.fetch(
        """
        select
            version, at, actor, actor_id, action, before, after, comment,
            coalesce(users.name, users.email, api_keys.name) as actor_name
        from callback_changes
        left join users on users.id = actor_id and users.tenant_id = $2
        left join api_keys on api_keys.id = actor_id and api_keys.tenant_id = $2
        where callback_id = $1 and callback_changes.tenant_id = $2
        order by version desc
        limit $3
        """,
        callback_id,
        tenant_id,
        MOST_CHANGES,
    )
    return [
        CallbackChange(
            version=row["version"],
            at=row["at"],
            actor=row["actor"],
            actor_id=str(row["actor_id"]) if row["actor_id"] else None,
            actor_name=row["actor_name"],
            action=row["action"],
            before=row["before"],
            after=row["after"],
            comment=row["comment"],
        )
        for row in rows
    ]


async def _all_worked(
    conn: Connection,
    tenant_id: TenantId,
    rows: Sequence[asyncpg.Record],
    planner: Planner | None,
) -> list[WorkedCallback]:
    plans: Sequence[Plan | None] = [None] * len(rows)
    if planner and rows:
        plans = await planner.plans(conn, tenant_id, rows, datetime.now(UTC))
    return [_worked(row, plan) for row, plan in zip(rows, plans, strict=True)]


def _worked(row: asyncpg.Record, plan: Plan | None) -> WorkedCallback:
    assignee = None
    if row["assignee_id"]:
        assignee = Person(UserId(row["assignee_id"]), row["assignee_name"], row["assignee_email"])
    return WorkedCallback(
        callback=callback_of_row(row),
        state=CallbackState(row["state"]),
        version=row["version"],
        assignee=assignee,
        note=row["note"],
        tries=row["tries"],
        tried_at=row["tried_at"],
        snoozed_until=row["snoozed_until"],
        decided_at=row["decided_at"],
        settled_at=row["settled_at"],
        machine=row["machine"],
        corrected=corrections_of(row["corrected"], {"reason": row["machine_reason"]}),
        call=CallOfCallback(
            id=CallId(row["call_id"]),
            title=row["title"],
            agent_id=row["agent_id"],
            caller_number=row["caller_number"],
            started_at=row["started_at"],
            lead_id=row["lead_id"],
            contact_id=row["contact_id"],
            do_not_call=row["do_not_call"],
        ),
        agent_plan=plan,
    )
