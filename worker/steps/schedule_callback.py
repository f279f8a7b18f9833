"""Turns "call me tomorrow at three" into a calendar booking, or into a question for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import uuid5

from shared.db.callbacks import Callback, callback_of_call, find_callback
from shared.db.pool import Connection
from shared.db.writes import Write
from shared.domain.callback_time.moment import times_of
from shared.domain.callback_time.quotes import Quote, TimeContext
from shared.domain.callback_time.resolve import read_callback_time
from shared.domain.callbacks import (
    IN_OWN_LIST,
    SAME_TIME,
    Booking,
    CallbackOrder,
    ReadTime,
    TimeKind,
    still_at,
)
from shared.domain.calls import Call
from shared.domain.ids import CallbackId
from shared.domain.insights import CallbackDetection, Lead
from shared.domain.statuses import BookingState, CallbackStatus, Source
from shared.domain.steps import Step
from shared.domain.stored_texts import BookingReason, TimeNote, TimeRule, uncertain
from shared.domain.tenants import Tenant
from shared.domain.transcript import Transcript
from shared.domain.zones import CallZone, find_zone
from shared.errors import AccountRefused, BookingUnknown, Permanent
from shared.ports import Scheduler
from worker.checkpoints import PipelineStep, require
from worker.run import Run


@dataclass(frozen=True)
class ScheduleCallback(PipelineStep[Callback]):
    name: ClassVar = Step.SCHEDULE_CALLBACK

    run: Run
    transcript: Transcript
    detection: CallbackDetection
    lead: Lead | None

    async def work(self) -> Callback:
        run = self.run
        return await schedule_callback(
            run.call,
            run.tenant,
            self.detection,
            self.lead,
            before=await current_callback(run),
            transcript=self.transcript,
            zone=run.zone,
            scheduler=run.providers.scheduler,
        )

    async def load(self, conn: Connection) -> Callback:
        return await require(find_callback(conn, self.run.tenant.id, self.run.call.id))

    def writes(self, value: Callback) -> Sequence[Write]:
        return [callback_of_call(self.run.tenant.id, value)]

    def meta(self, value: Callback) -> dict[str, Any]:
        return {
            "status": value.status,
            "provider": value.provider,
            "booking": value.booking_state,
            "booking_error": value.booking_error,
        }


async def current_callback(run: Run) -> Callback | None:
    """Returns the current callback. Only the worker that holds the run changes it, except a person
    who settles it.
    """
    async with run.resources.database.connection(run.tenant.id) as conn:
        return await find_callback(conn, run.tenant.id, run.call.id)


def booking_state_after(error: BaseException | None) -> BookingState:
    """Returns the booking state after a failed booking."""
    match error:
        case AccountRefused():
            return BookingState.REFUSED
        case BookingUnknown():
            return BookingState.UNKNOWN
    return BookingState.NONE


async def schedule_callback(
    call: Call,
    tenant: Tenant,
    detection: CallbackDetection,
    lead: Lead | None,
    *,
    before: Callback | None,
    transcript: Transcript,
    zone: CallZone,
    scheduler: Scheduler,
) -> Callback:
    """Books a callback whose time is certain. Otherwise it books nothing and stores the readings.

    A callback that a calendar refuses is stored with the refusal, for a person. `before` is the
    callback from an earlier version of the transcript. An existing external booking is not
    repeated: when the time changed, the callback states the calendar's time. A callback that a
    person settled remains as it is, and nothing is booked where a person said when to call.
    """
    if before and before.is_settled:
        return before
    callback = unbooked_callback(call, tenant, detection, lead, transcript=transcript, zone=zone)
    if before and before.booking:
        return _booked(callback, before.booking)
    email = (lead.email if lead else None) or call.contact.email
    if callback.due_at is None or not (callback.phone or email):
        return callback
    if before and before.is_decided:
        return replace(
            callback, booking_error=before.booking_error, booking_state=before.booking_state
        )
    order = CallbackOrder(
        id=callback.id,
        tenant_id=tenant.id,
        call_id=call.id,
        due_at=callback.due_at,
        timezone=callback.timezone,
        reason=callback.reason,
        name=callback.name,
        phone=callback.phone,
        email=email,
        tried_at=before.due_at if before and before.booking_state is BookingState.UNKNOWN else None,
        due_until=callback.due_until,
    )
    try:
        return _booked(callback, await scheduler.book(order))
    except Permanent as refusal:
        return replace(callback, booking_error=str(refusal), booking_state=BookingState.REFUSED)


def withdrawn(callback: Callback) -> Callback:
    """Returns the callback after the call was found not to request one; an external booking
    remains.
    """
    still = still_at(callback.booking.at, callback.timezone) if callback.booking else None
    if callback.booking_state is BookingState.UNKNOWN:
        still = BookingReason.MAY_HAVE_IT
    return replace(
        callback, status=CallbackStatus.CANCELLED, rule=TimeRule.WITHDRAWN, booking_error=still
    )


def unbooked_callback(
    call: Call,
    tenant: Tenant,
    detection: CallbackDetection,
    lead: Lead | None,
    *,
    transcript: Transcript,
    zone: CallZone,
) -> Callback:
    """Returns the callback before any booking, with its time read from the caller's words.

    One that may not be needed is ambiguous, for a person to decide.
    """
    time = ReadTime(TimeKind.AMBIGUOUS, TimeRule.MAY_NOT_BE_NEEDED)
    rule = uncertain(detection.reason)
    if detection.needed:
        time = _requested_time(call, tenant, detection, transcript, zone)
        rule = time.explanation
    if (
        call.source is Source.UPLOAD
        and call.started_at is None
        and (time.due_at or time.candidates)
    ):
        rule += TimeNote.START_UNKNOWN
    phone = (lead.phone if lead else None) or call.contact.phone or call.customer_number
    return Callback(
        id=CallbackId(uuid5(call.id, "callback")),
        call_id=call.id,
        status=CallbackStatus.SCHEDULED if time.due_at else CallbackStatus.AMBIGUOUS,
        due_at=time.due_at,
        timezone=zone.known.key if zone.known else None,
        timezone_source=zone.source if zone.known else None,
        candidates=time.candidates,
        rule=rule,
        reason=detection.reason,
        phrase=detection.phrase,
        phone=phone,
        name=(lead.name if lead else None) or call.contact.name,
        provider=None,
        reference=None,
        booking_error=None if phone else BookingReason.NO_NUMBER,
        created_at=call.created_at,
        time_kind=time.kind,
        due_until=time.due_until,
        phrase_turn=detection.turn,
        phrase_start_s=_second_of(transcript, detection.turn),
    )


def _second_of(transcript: Transcript, turn: int | None) -> float | None:
    """Returns when a turn begins; None where that is not known."""
    if turn is None or not 0 <= turn < len(transcript.turns):
        return None
    return transcript.turns[turn].start_s


def _requested_time(
    call: Call,
    tenant: Tenant,
    detection: CallbackDetection,
    transcript: Transcript,
    zone: CallZone,
) -> ReadTime:
    """Reads the caller's words in the caller's zone, by the hours and holidays of the team.

    A model's words that were not said decide nothing: a person chooses from their readings.
    """
    turn = transcript.turns[detection.turn] if detection.turn is not None else None
    context = TimeContext(
        said_at=call.moment_of(turn.start_s if turn else None),
        caller_zones=tuple(zone.zones),
        office_zone=find_zone(tenant.timezone),
        hours=tenant.hours,
        country=tenant.country,
        closed_days=tenant.closed_days,
        default_delay=tenant.callback_delay,
        language=transcript.language or call.language or tenant.language,
    )
    quotes = [
        Quote(quote.words, quote.turn, transcript.turns[quote.turn].speaker)
        for quote in detection.time_quotes
        if quote.turn < len(transcript.turns)
    ]
    words = detection.requested_time
    if detection.unproved:
        readings = [
            read_callback_time(said, context)
            for said in (quotes, [Quote(words, detection.turn)] if words else [])
            if said
        ]
        found = {at for reading in readings for at in times_of(reading)}
        rule = (
            TimeRule.UNPROVED_PHRASE if "phrase" in detection.unproved else TimeRule.UNPROVED_TIME
        )
        return ReadTime(TimeKind.AMBIGUOUS, rule, candidates=tuple(sorted(found)))
    if not quotes and words:
        quotes = [Quote(words, detection.turn)]
    return read_callback_time(quotes or None, context)


def _booked(callback: Callback, booking: Booking) -> Callback:
    in_place = callback.due_at is not None and abs(booking.at - callback.due_at) < SAME_TIME
    return replace(
        callback,
        provider=booking.provider,
        reference=booking.reference,
        booked_for=booking.at,
        booking_state=BookingState.NONE if booking.provider == IN_OWN_LIST else BookingState.BOOKED,
        booking_error=(
            callback.booking_error if in_place else still_at(booking.at, callback.timezone)
        ),
    )
