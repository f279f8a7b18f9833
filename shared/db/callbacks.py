"""Callbacks: stores whom to call back, and when."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from shared.db.pool import Connection
from shared.db.writes import Write
from shared.domain.callbacks import IN_OWN_LIST, Booking, TimeKind
from shared.domain.ids import CallbackId, CallId, TenantId
from shared.domain.statuses import BookingState, CallbackStatus
from shared.domain.stored_texts import TimeRule
from shared.domain.zones import ZoneSource

# What a callback takes from the caller's words.
_READING = (
    "status", "time_kind", "due_at", "due_until", "candidates", "rule", "reason", "phrase",
    "phrase_turn", "phrase_start_s", "timezone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Callback:
    """A customer's wish to be called back. `due_at` is None while a person has to choose one of
    `candidates`. `time_kind` says how exact the caller's time is; for a window or a day `due_until`
    is its end.

    `booking_error` says why no calendar booked the callback, or that a calendar booked it for
    another time, `booked_for`; the callback is still valid and a person must act on it.
    `booking_state` says whether a calendar has a booking. With `timezone` None the caller's time
    zone is unknown.
    """

    id: CallbackId
    call_id: CallId
    status: CallbackStatus
    due_at: datetime | None
    timezone: str | None
    candidates: tuple[datetime, ...]
    rule: str
    reason: str
    phrase: str | None
    phone: str | None
    name: str | None
    provider: str | None
    reference: str | None
    booking_error: str | None
    created_at: datetime
    booked_for: datetime | None = None
    timezone_source: ZoneSource | None = None
    booking_state: BookingState = BookingState.NONE
    time_kind: TimeKind = TimeKind.INSTANT
    due_until: datetime | None = None
    phrase_turn: int | None = None
    phrase_start_s: float | None = None
    # A person said when to call; no run changes this time.
    is_decided: bool = False
    # A person finished or cancelled it; no run changes it.
    was_settled: bool = False

    @property
    def booking(self) -> Booking | None:
        """Returns the booking in an external calendar; None where this row is the only record."""
        if (
            self.provider in (None, IN_OWN_LIST)
            or self.reference is None
            or self.booked_for is None
        ):
            return None
        return Booking(str(self.provider), self.reference, self.booked_for)

    def reads_as(self, other: "Callback") -> bool:
        """Returns whether both say the same of the caller's words."""
        return all(getattr(self, name) == getattr(other, name) for name in _READING)

    @property
    def is_settled(self) -> bool:
        """Returns whether a person has settled the callback. A callback that only an edited
        transcript withdrew can become open again.
        """
        return (
            self.was_settled
            or self.status is CallbackStatus.DONE
            or (self.status is CallbackStatus.CANCELLED and self.rule != TimeRule.WITHDRAWN)
        )


def callback_of_call(tenant_id: TenantId, callback: Callback) -> Write:
    """Returns the write that stores a call's only callback. A repeat replaces it, unless a person
    has settled it. Where a person said when to call, the new reading is stored as `machine`.

    An unknown booking state remains until a calendar says whether it has the booking.
    """
    return Write(
        """
        insert into callbacks (
            id, tenant_id, call_id, status, due_at, timezone, candidates, rule, reason, phrase,
            phone, name, provider, reference, booking_error, booked_for, timezone_source,
            booking_state, time_kind, due_until, phrase_turn, phrase_start_s
        )
        select
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $18, $19, $20,
            $21, $22, $23
        from fence
        on conflict (call_id) do update
        set
            status = case
                when callbacks.decided_at is null then excluded.status else callbacks.status
            end,
            due_at = case
                when callbacks.decided_at is null then excluded.due_at else callbacks.due_at
            end,
            due_until = case
                when callbacks.decided_at is null then excluded.due_until else callbacks.due_until
            end,
            time_kind = case
                when callbacks.decided_at is null then excluded.time_kind else callbacks.time_kind
            end,
            candidates = case
                when callbacks.decided_at is null then excluded.candidates
                else callbacks.candidates
            end,
            rule = case
                when callbacks.decided_at is null then excluded.rule else callbacks.rule
            end,
            machine = case
                when callbacks.decided_at is not null then machine_reading(to_jsonb(excluded))
            end,
            timezone = excluded.timezone, reason = excluded.reason, phrase = excluded.phrase,
            phone = excluded.phone, name = excluded.name, provider = excluded.provider,
            reference = excluded.reference, booking_error = excluded.booking_error,
            booked_for = excluded.booked_for, timezone_source = excluded.timezone_source,
            phrase_turn = excluded.phrase_turn, phrase_start_s = excluded.phrase_start_s,
            booking_state = case
                when callbacks.booking_state = 'unknown' and excluded.booking_state = 'none'
                    then 'unknown'
                else excluded.booking_state
            end
        where callbacks.tenant_id = excluded.tenant_id
            and callbacks.settled_at is null
            and (
                callbacks.status in ('scheduled', 'ambiguous')
                or callbacks.status = 'cancelled' and callbacks.rule = $17
            )
        """,
        (
            callback.id,
            tenant_id,
            callback.call_id,
            callback.status,
            callback.due_at,
            callback.timezone,
            list(callback.candidates),
            callback.rule,
            callback.reason,
            callback.phrase,
            callback.phone,
            callback.name,
            callback.provider,
            callback.reference,
            callback.booking_error,
            callback.booked_for,
            TimeRule.WITHDRAWN,
            callback.timezone_source,
            callback.booking_state,
            callback.time_kind,
            callback.due_until,
            callback.phrase_turn,
            callback.phrase_start_s,
        ),
    )


async def mark_unbooked(
    conn: Connection, tenant_id: TenantId, call_id: CallId, reason: str, state: BookingState
) -> None:
    """Stores why no calendar has the callback. Changes nothing when a calendar has it or a person
    has settled it.

    An unknown booking state remains unknown when `state` is none, because the calendar was not
    queried.
    """
    await conn.execute(
        """
        update callbacks
        set
            booking_error = $3,
            booking_state = case
                when booking_state = 'unknown' and $4::text = 'none' then 'unknown'
                else $4
            end
        where call_id = $1
            and tenant_id = $2
            and reference is null
            and status in ('scheduled', 'ambiguous')
        """,
        call_id,
        tenant_id,
        reason,
        state,
    )


async def find_callback(conn: Connection, tenant_id: TenantId, call_id: CallId) -> Callback | None:
    row = await conn.fetchrow(
        """
        select
            id, call_id, status, due_at, timezone, candidates, rule, reason, phrase, phone, name,
            provider, reference, booking_error, created_at, booked_for, timezone_source,
            booking_state, time_kind, due_until, phrase_turn, phrase_start_s,
            decided_at is not null as is_decided, settled_at is not null as was_settled
        from callbacks
        where call_id = $1 and tenant_id = $2
        """,
        call_id,
        tenant_id,
    )
    return callback_of_row(row) if row else None


def callback_of_row(row: asyncpg.Record) -> Callback:
    """Returns the callback of a row with all columns of `find_callback`."""
    return Callback(
        id=row["id"],
        call_id=row["call_id"],
        status=CallbackStatus(row["status"]),
        due_at=row["due_at"],
        timezone=row["timezone"],
        candidates=tuple(row["candidates"]),
        rule=row["rule"],
        reason=row["reason"],
        phrase=row["phrase"],
        phone=row["phone"],
        name=row["name"],
        provider=row["provider"],
        reference=row["reference"],
        booking_error=row["booking_error"],
        created_at=row["created_at"],
        booked_for=row["booked_for"],
        timezone_source=ZoneSource(row["timezone_source"]) if row["timezone_source"] else None,
        booking_state=BookingState(row["booking_state"]),
        time_kind=TimeKind(row["time_kind"]),
        due_until=row["due_until"],
        phrase_turn=row["phrase_turn"],
        phrase_start_s=row["phrase_start_s"],
        is_decided=row["is_decided"],
        was_settled=row["was_settled"],
    )


async def report_due_callbacks(conn: Connection, *, limit: int) -> int:
    """Records an event for callbacks whose time has come or whose snooze is over, once for each
    time that they had, and returns how many.
    """
    status = await conn.execute(
        """
        with due as (
            update callbacks
            set due_reported = greatest(due_at, snoozed_until)
            where id in (
                select id
                from callbacks
                where status = 'scheduled'
                    and due_reported is distinct from greatest(due_at, snoozed_until)
                    and greatest(due_at, snoozed_until) <= now()
                order by greatest(due_at, snoozed_until)
                limit $1
                for update skip locked
            )
            returning id, tenant_id, call_id, due_at
        )
        insert into events (tenant_id, call_id, type, data)
        select
            tenant_id, call_id, 'callback.due',
            jsonb_build_object('callback_id', id, 'due_at', due_at)
        from due
        """,
        limit,
    )
    return int(status.rpartition(" ")[2])
