"""Secret addresses by which calendars read callbacks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from shared.db.callback_words import NAME, OF_PERSON, REASON
from shared.db.pool import Connection
from shared.db.rows import fetch_row
from shared.domain.access import Permission, Role
from shared.domain.ids import CalendarFeedId, CallbackId, CallId, TenantId, UserId, new_id
from shared.domain.statuses import CallbackStatus
from shared.errors import Conflict, NotFound

MOST_OF_PERSON = 20
# What a calendar gets: what is open, soonest first, and then what was settled lately, so that
# calendars take it out.
MOST_EVENTS = 300
SETTLED_DAYS = 30

Whose = Literal["team", "mine"]
# An address works while its person may read callbacks.
_MAY_READ = ", ".join(f"'{role}'" for role in Role if Permission.READ in role.permissions)


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """An address; `read_at` is when a calendar last read it, to the hour."""

    id: CalendarFeedId
    whose: Whose
    created_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenedFeed:
    """Whose callbacks a token shows."""

    id: CalendarFeedId
    tenant_id: TenantId
    user_id: UserId
    whose: Whose
    team: str


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A callback as a calendar shows it."""

    id: CallbackId
    call_id: CallId
    version: int
    status: CallbackStatus
    due_at: datetime
    due_until: datetime | None
    changed_at: datetime
    reason: str
    name: str | None
    phone: str | None
    assignee: str | None


async def insert_feed(
    conn: Connection, tenant_id: TenantId, user_id: UserId, whose: Whose, token_hash: bytes
) -> CalendarFeed:
    """Stores an address, in a transaction. Raises Conflict when the person has MOST_OF_PERSON."""
    await conn.execute(
        "select 1 from users where id = $1 and tenant_id = $2 for no key update",
        user_id,
        tenant_id,
    )
    if len(await list_feeds(conn, tenant_id, user_id)) >= MOST_OF_PERSON:
        raise Conflict(
            f"A person has at most {MOST_OF_PERSON} calendar addresses; delete one first.",
            code="too_many_calendars",
        )
    row = await fetch_row(
        conn,
        """
        insert into calendar_feeds (id, tenant_id, user_id, whose, token_hash)
        values ($1, $2, $3, $4, $5)
        returning id, whose, created_at, read_at
        """,
        new_id(),
        tenant_id,
        user_id,
        whose,
        token_hash,
    )
    return CalendarFeed(**row)


async def list_feeds(conn: Connection, tenant_id: TenantId, user_id: UserId) -> list[CalendarFeed]:
    """Returns the person's addresses, the oldest first."""
    rows = await conn.fetch(
        """
        select id, whose, created_at, read_at
        from calendar_feeds
        where user_id = $1 and tenant_id = $2
        order by created_at, id
        limit $3
        """,
        user_id,
        tenant_id,
        MOST_OF_PERSON,
    )
    return [CalendarFeed(**row) for row in rows]


async def delete_feed(
    conn: Connection, tenant_id: TenantId, user_id: UserId, feed_id: CalendarFeedId
) -> None:
    """Raises NotFound for one that is not the person's."""
    deleted = await conn.fetchval(
        """
        delete from calendar_feeds
        where id = $1 and tenant_id = $2 and user_id = $3
        returning 1
        """,
        feed_id,
        tenant_id,
        user_id,
    )
    if deleted is None:
        raise NotFound("There is no such calendar address.")


async def open_feed(conn: Connection, token_hash: bytes) -> OpenedFeed | None:
    """Returns whose callbacks a token shows; None for one that never was, was deleted, or whose
    person or team is gone or may not read. The token says whose it is, so the connection is one for
    all tenants.
    """
    row = await conn.fetchrow(
        f"""
        select
            calendar_feeds.id, calendar_feeds.tenant_id, user_id, whose, tenants.name as team
        from calendar_feeds
        join users on users.id = user_id
        join tenants on tenants.id = calendar_feeds.tenant_id
        where token_hash = $1
            and users.disabled_at is null
            and users.role in ({_MAY_READ})
            and tenants.deleted_at is null
        """,  # noqa: S608
        token_hash,
    )
    if row is None:
        return None
    await conn.execute(
        """
        update calendar_feeds
        set read_at = now()
        where id = $1 and (read_at is null or read_at < now() - interval '1 hour')
        """,
        row["id"],
    )
    return OpenedFeed(**row)


async def list_calendar_events(conn: Connection, feed: OpenedFeed) -> list[CalendarEvent]:
    """Returns the callbacks of a feed that have a time, at most MOST_EVENTS."""
    values: list[Any] = [feed.tenant_id, SETTLED_DAYS, MOST_EVENTS]
    mine = ""
    if feed.whose == "mine":
        values.append(feed.user_id)
        mine = "and assignee_id = $4"
    rows = await conn.fetch(
        f"""
        with shown as (
            (
                select id, 0 as place
                from callbacks
                where tenant_id = $1
                    and status = 'scheduled'
                    and listed_at > now() - make_interval(days => $2) {mine}
                order by listed_at
                limit $3
            )
            union all
            (
                select id, 1
                from callbacks
                where tenant_id = $1
                    and status in ('done', 'cancelled')
                    and due_at is not null
                    and listed_at > now() - make_interval(days => $2) {mine}
                order by listed_at desc
                limit $3
            )
            order by place
            limit $3
        )
        select
            callbacks.id, callbacks.call_id, version, callbacks.status, due_at, due_until,
            coalesce(
                (
                    select at
                    from callback_changes
                    where callback_id = callbacks.id
                    order by callback_changes.version desc
                    limit 1
                ),
                callbacks.created_at
            ) as changed_at,
            {REASON} as reason, {NAME} as name,
            case
                when leads.corrected ? 'phone' then leads.phone
                else coalesce(
                    callbacks.phone, leads.phone,
                    case when calls.direction = 'outbound' then to_number else from_number end
                )
            end as phone,
            coalesce(users.name, users.email) as assignee
        from callbacks
        join calls on calls.id = callbacks.call_id
        {OF_PERSON}
        left join users on users.id = assignee_id
        where callbacks.id = any(array(select id from shown)) and callbacks.tenant_id = $1
        order by due_at, callbacks.id
        """,  # noqa: S608
        *values,
    )
    return [CalendarEvent(**{**row, "status": CallbackStatus(row["status"])}) for row in rows]
