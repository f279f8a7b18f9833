"""Callbacks whose bookings in an external calendar have to be compared with it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from shared.db.acting import act_as_worker
from shared.db.callback_actions import lock_callback
from shared.db.pool import Connection
from shared.domain.agreement import BookedCallback
from shared.domain.callbacks import Booking, CallbackOrder
from shared.domain.ids import CallbackId, CallId, TenantId
from shared.domain.statuses import BookingState, CallbackAction, CallbackStatus
from shared.domain.stored_texts import TimeRule
from shared.errors import NotFound

# A booking is compared once more shortly before it is due, for a calendar whose webhook was lost.
BEFORE_DUE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class BookingToCompare:
    """A claimed callback with its booking. `version` is the one that was read: what people did
    since then is compared next.
    """

    order: CallbackOrder
    booked: BookedCallback
    version: int
    failures: int


async def claim_bookings(
    conn: Connection, *, provider: str, hold_s: float, limit: int
) -> list[BookingToCompare]:
    """Claims what is to be compared now, for `hold_s`."""
    rows = await conn.fetch(
        """
        update callbacks
        set calendar_look_at = now() + make_interval(secs => $2)
        where id in (
            select id
            from callbacks
            where calendar_look_at <= now() and reference is not null and provider = $1
            order by calendar_look_at
            limit $3
            for update skip locked
        )
        returning
            id, tenant_id, call_id, status, due_at, due_until, timezone, reason, name, phone,
            provider, reference, booked_for, version, calendar_failures
        """,
        provider,
        hold_s,
        limit,
    )
    return [_to_compare(row) for row in rows]


def _to_compare(row: Any) -> BookingToCompare:
    booking = Booking(row["provider"], row["reference"], row["booked_for"])
    return BookingToCompare(
        order=CallbackOrder(
            id=CallbackId(row["id"]),
            tenant_id=TenantId(row["tenant_id"]),
            call_id=CallId(row["call_id"]),
            due_at=row["due_at"] or booking.at,
            timezone=row["timezone"],
            reason=row["reason"],
            name=row["name"],
            phone=row["phone"],
            email=None,
            tried_at=booking.at,
            due_until=row["due_until"],
        ),
        booked=BookedCallback(
            CallbackStatus(row["status"]), row["due_at"], row["due_until"], booking
        ),
        version=row["version"],
        failures=row["calendar_failures"],
    )


async def store_agreement(
    conn: Connection,
    one: BookingToCompare,
    booking: Booking | None,
    *,
    follow: bool = False,
    cancel: bool = False,
    error: str | None = None,
) -> None:
    """Stores what the calendar has now: `booking`, or None. With `follow` the callback moves to its
    time, with `cancel` it is cancelled. A callback that someone has changed since it was claimed is
    compared again instead. Runs in a transaction.
    """
    order = one.order
    try:
        locked = await lock_callback(conn, order.tenant_id, order.id)
    except NotFound:
        return
    if locked.version != one.version:
        await conn.execute(
            "update callbacks set calendar_look_at = now() where id = $1 and tenant_id = $2",
            order.id,
            order.tenant_id,
        )
        return
    action: CallbackAction = (
        "cancelled_in_calendar" if cancel else "moved_in_calendar" if follow else "calendar"
    )
    await act_as_worker(conn, action)
    await conn.execute(
        """
        update callbacks
        set
            reference = $3, booked_for = $4,
            provider = case when $3::text is null then null else provider end,
            booking_state = $5, booking_error = $6,
            machine = case
                when $7 or $8 then coalesce(machine, machine_reading(to_jsonb(callbacks)))
                else machine
            end,
            decided_at = case when $7 or $8 then now() else decided_at end,
            status = case when $8 then 'cancelled' when $7 then 'scheduled' else status end,
            settled_at = case when $8 then now() else settled_at end,
            due_at = case when $7 then $4 else due_at end,
            missed_at = case when $7 then null else missed_at end,
            agent_look_at = case when $7 then null else agent_look_at end,
            due_until = case when $7 then null else due_until end,
            time_kind = case when $7 then 'instant' else time_kind end,
            rule = case
                when $8 then $9
                when $7 then $10
                else rule
            end
        where id = $1 and tenant_id = $2
        """,
        order.id,
        order.tenant_id,
        booking.reference if booking else None,
        booking.at if booking else None,
        BookingState.BOOKED if booking else BookingState.NONE,
        error,
        follow,
        cancel,
        TimeRule.CANCELLED_IN_CALENDAR,
        TimeRule.MOVED_IN_CALENDAR,
    )
    # After the trigger of the update, which asks for a comparison of what was just compared.
    await conn.execute(
        """
        update callbacks
        set
            calendar_failures = 0,
            calendar_look_at = case
                when status = 'scheduled' and reference is not null
                    and due_at > now() + $3::interval
                    then due_at - $3::interval
            end
        where id = $1 and tenant_id = $2
        """,
        order.id,
        order.tenant_id,
        BEFORE_DUE,
    )


async def store_refusal(conn: Connection, one: BookingToCompare, error: str) -> None:
    """Stores why the calendar refused a change, which is not tried again until the callback
    changes.
    """
    await conn.execute(
        """
        update callbacks
        set booking_error = $3, calendar_look_at = null
        where id = $1 and tenant_id = $2 and version = $4
        """,
        one.order.id,
        one.order.tenant_id,
        error,
        one.version,
    )


async def store_failure(conn: Connection, one: BookingToCompare, *, again_in_s: float) -> None:
    """Stores that the calendar could not be asked, and when it is asked again."""
    await conn.execute(
        """
        update callbacks
        set
            calendar_failures = calendar_failures + 1,
            calendar_look_at = now() + make_interval(secs => $3)
        where id = $1 and tenant_id = $2 and version = $4
        """,
        one.order.id,
        one.order.tenant_id,
        again_in_s,
        one.version,
    )


async def compare_soon(
    conn: Connection, provider: str, references: list[str], callback_id: CallbackId | None
) -> int:
    """Asks for a comparison of the callbacks with these bookings; returns how many."""
    status = await conn.execute(
        """
        update callbacks
        set calendar_look_at = now(), calendar_failures = 0
        where provider = $1 and (reference = any($2) or id = $3 and reference is not null)
        """,
        provider,
        references,
        callback_id,
    )
    return int(status.rpartition(" ")[2])
