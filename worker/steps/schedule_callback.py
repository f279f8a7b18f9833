"""Turns "call me tomorrow at three" into an entry in somebody's calendar, or into a question."""

from datetime import timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from shared.db.callbacks import Callback
from shared.domain.callback_time import resolve_callback_time
from shared.domain.callbacks import Ambiguous, CallbackOrder, Resolved
from shared.domain.calls import Call, Tenant
from shared.domain.ids import CallbackId
from shared.domain.insights import CallbackDetection, Lead
from shared.domain.statuses import CallbackStatus
from shared.domain.transcript import Transcript
from shared.errors import Permanent
from shared.providers.ports import Scheduler


async def schedule_callback(
    call: Call,
    tenant: Tenant,
    detection: CallbackDetection,
    lead: Lead | None,
    *,
    transcript: Transcript,
    zone: ZoneInfo,
    scheduler: Scheduler,
) -> Callback:
    """Books a callback whose time is clear. Otherwise nothing is booked and the readings are kept.

    A calendar that refuses does not lose the callback: it is kept with the refusal, for a person.
    """
    turn = transcript.turns[detection.turn] if detection.turn is not None else None
    said_at = call.happened_at + timedelta(seconds=turn.start_s or 0 if turn else 0)
    time = resolve_callback_time(
        detection.requested_time,
        said_at=said_at,
        zone=zone,
        hours=tenant.hours,
        default_delay=tenant.callback_delay,
    )
    phone = (lead.phone if lead else None) or call.customer_number
    callback_id = CallbackId(uuid5(call.id, "callback"))
    provider = reference = booking_error = None
    if isinstance(time, Resolved):
        order = CallbackOrder(
            id=callback_id,
            tenant_id=tenant.id,
            call_id=call.id,
            due_at=time.at,
            timezone=zone.key,
            reason=detection.reason,
            name=lead.name if lead else None,
            phone=phone,
            email=lead.email if lead else None,
        )
        try:
            booking = await scheduler.book(order)
            provider, reference = booking.provider, booking.reference
        except Permanent as refusal:
            booking_error = str(refusal)
    return Callback(
        id=callback_id,
        call_id=call.id,
        status=CallbackStatus.SCHEDULED if isinstance(time, Resolved) else CallbackStatus.AMBIGUOUS,
        due_at=time.at if isinstance(time, Resolved) else None,
        timezone=zone.key,
        candidates=time.candidates if isinstance(time, Ambiguous) else (),
        rule=time.rule if isinstance(time, Resolved) else time.reason,
        reason=detection.reason,
        phrase=detection.phrase,
        phone=phone,
        name=lead.name if lead else None,
        provider=provider,
        reference=reference,
        booking_error=booking_error,
        created_at=call.created_at,
    )
