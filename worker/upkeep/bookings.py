"""Keeps callbacks and their bookings in an external calendar in agreement, in both directions.

Each comparison asks the calendar first, so a change whose answer was lost is found and not made
again.
"""

import asyncio

import structlog

from shared.concurrency.tenant_scope import billing_to
from shared.db.booking_agreement import (
    BookingToCompare,
    claim_bookings,
    store_agreement,
    store_failure,
    store_refusal,
)
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.agreement import Remedy, remedy_for
from shared.domain.callbacks import Booking
from shared.domain.usage import BilledTo
from shared.errors import Permanent, Transient, Unavailable
from shared.ports import Scheduler
from shared.telemetry.logs import where
from worker.resources import Resources

log = structlog.get_logger()

LOOK_S = 5.0
BATCH = 20
AT_ONCE = 4
# A worker that dies lets the comparison come again after this time.
HOLD_S = 180.0
FIRST_RETRY_S, LONGEST_RETRY_S = 30.0, 3600.0
CANCELLED_THERE = "The booking was cancelled in the calendar."


async def agree_forever(resources: Resources) -> None:
    """Runs until cancelled. Every worker does this; rows are claimed."""
    while True:
        try:
            await compare_due(resources)
        except Unavailable as error:
            log.warning("bookings not compared yet", error=type(error).__name__)
        # If this loop ended, no booking would follow its callback any more.
        except Exception as error:  # noqa: BLE001
            log.error("fault in comparing", error=type(error).__name__, where=where(error))
        await asyncio.sleep(LOOK_S)


async def compare_due(resources: Resources) -> int:
    """Compares what is due now; returns how many."""
    scheduler, database = resources.providers.scheduler, resources.database
    async with database.transaction(ALL_TENANTS) as conn:
        claimed = await claim_bookings(
            conn, provider=scheduler.provider, hold_s=HOLD_S, limit=BATCH
        )
    places = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as tasks:
        for one in claimed:
            tasks.create_task(_compare(database, scheduler, one, places))
    if claimed:
        resources.deliverer.poke()
    return len(claimed)


async def _compare(
    database: Database, scheduler: Scheduler, one: BookingToCompare, places: asyncio.Semaphore
) -> None:
    tenant_id = one.order.tenant_id
    async with places:
        try:
            with billing_to(BilledTo(tenant_id, one.order.call_id)):
                remedy, booking = await _bring_into_agreement(scheduler, one)
        except Permanent as refusal:
            log.warning("a calendar refused a change", error=str(refusal))
            async with database.connection(tenant_id) as conn:
                await store_refusal(conn, one, str(refusal))
            return
        except Transient as error:
            log.warning("a calendar could not be asked", error=type(error).__name__)
            wait_s = min(FIRST_RETRY_S * 2.0 ** min(one.failures, 10), LONGEST_RETRY_S)
            async with database.connection(tenant_id) as conn:
                await store_failure(conn, one, again_in_s=max(wait_s, error.retry_after_s or 0))
            return
    async with database.transaction(tenant_id) as conn:
        await store_agreement(
            conn,
            one,
            booking,
            follow=remedy is Remedy.FOLLOW,
            cancel=remedy is Remedy.CANCEL_HERE,
            error=CANCELLED_THERE
            if remedy is Remedy.LOST and one.booked.status in ("scheduled", "ambiguous")
            else None,
        )


async def _bring_into_agreement(
    scheduler: Scheduler, one: BookingToCompare
) -> tuple[Remedy, Booking | None]:
    """Compares, changes the calendar where the callback has changed, and returns the booking that
    the calendar has then.
    """
    current = await scheduler.current(one.booked.known, one.order)
    remedy = remedy_for(one.booked, current)
    if current and remedy is Remedy.MOVE:
        return remedy, await scheduler.move(current, one.order)
    if current and remedy is Remedy.CANCEL:
        await scheduler.cancel(current)
        return remedy, None
    return remedy, current
