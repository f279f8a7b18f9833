"""Callbacks of a run: booked, refused by a calendar, or without a lead."""

import pytest

from shared.db.callbacks import find_callback
from shared.db.jobs.steps import list_steps
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.statuses import (
    BookingState,
    JobStatus,
)
from shared.domain.steps import Step
from shared.errors import (
    AccountRefused,
    BookingUnknown,
    ProviderRejected,
    ProviderUnavailable,
    Transient,
)
from tests.support.providers import Script
from tests.support.runs import fetch, job_of, let_time_pass
from tests.worker.conftest import TENANT, AcceptCall
from worker.resources import Resources
from worker.runner import run_job


async def test_a_calendar_that_refuses_does_not_lose_the_callback(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["book"] = [ProviderRejected("The slot is taken.", reason="slot_taken")]
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED
    async with database.connection(ALL_TENANTS) as conn:
        callback = await find_callback(conn, TENANT, call_id)
    assert callback
    assert (callback.status, callback.provider, callback.booking_error) == (
        "scheduled",
        None,
        "The slot is taken.",
    )
    assert callback.booking_state is BookingState.REFUSED
    async with database.connection(ALL_TENANTS) as conn:
        step = (await list_steps(conn, TENANT, job_id))[Step.SCHEDULE_CALLBACK]
    assert (step.meta["booking"], step.meta["booking_error"]) == ("refused", "The slot is taken.")


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (AccountRefused("The key is wrong.", reason="invalid_api_key"), BookingState.REFUSED),
        (BookingUnknown("It may be booked."), BookingState.UNKNOWN),
        (ProviderUnavailable("The calendar is away."), BookingState.NONE),
    ],
)
async def test_a_callback_says_what_its_calendar_said_until_it_is_booked(
    resources: Resources,
    database: Database,
    accept_call: AcceptCall,
    script: Script,
    error: Transient,
    state: BookingState,
) -> None:
    script.fail["book"] = [error]
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        callback = await find_callback(conn, TENANT, call_id)
    assert callback
    assert (callback.booking_state, callback.booking_error) == (state, str(error))
    await let_time_pass(database)
    await run_job(resources, job_id)
    async with database.connection(ALL_TENANTS) as conn:
        callback = await find_callback(conn, TENANT, call_id)
    assert callback
    assert (callback.booking_state, callback.booking_error) == (BookingState.BOOKED, None)


async def test_a_booking_stays_unknown_until_the_calendar_could_be_asked(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["book"] = [
        BookingUnknown("It may be booked."),
        ProviderUnavailable("The calendar is away."),
    ]
    call_id, job_id = await accept_call()
    for _ in range(2):
        await run_job(resources, job_id)
        await let_time_pass(database)
    async with database.connection(ALL_TENANTS) as conn:
        callback = await find_callback(conn, TENANT, call_id)
    assert callback
    assert (callback.booking_state, callback.booking_error) == (
        BookingState.UNKNOWN,
        "The calendar is away.",
    )
    await run_job(resources, job_id)
    assert script.bookings[0].tried_at == callback.due_at


async def test_a_callback_waits_for_a_lead_that_is_late(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["extract_lead"] = [ProviderUnavailable("down")]
    call_id, job_id = await accept_call()
    await run_job(resources, job_id)
    assert not script.bookings
    # It is listed meanwhile.
    assert await fetch(database, "select count(*) from callbacks where call_id = $1", call_id) == 1
    await let_time_pass(database)
    await run_job(resources, job_id)
    assert (await job_of(database, job_id)).status is JobStatus.SUCCEEDED
    assert [(order.name, order.phone) for order in script.bookings] == [
        ("Maria Lopez", "+15035550142")
    ]


async def test_a_callback_is_scheduled_without_a_lead_that_is_not_to_be_had(
    resources: Resources, database: Database, accept_call: AcceptCall, script: Script
) -> None:
    script.fail["extract_lead"] = [ProviderRejected("The model refused.", reason="refused")]
    _, job_id = await accept_call()
    await run_job(resources, job_id)
    assert [order.name for order in script.bookings] == [None]
