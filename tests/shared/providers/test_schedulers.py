"""What every Scheduler must do, and how Cal.com is spoken to."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from shared.domain.callbacks import CallbackOrder
from shared.domain.ids import CallbackId, CallId, TenantId
from shared.errors import (
    AccountRefused,
    BookingUnknown,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
)
from shared.limits.vendor_gate import open_gate
from shared.local.scheduler import LocalScheduler
from shared.ports import Scheduler
from shared.settings.calcom import CalComSettings
from shared.settings.limits import LimitSettings
from shared.settings.redis import QueueSettings
from shared.vendors.calcom.scheduler import CalComScheduler
from tests.fakes import calcom_server as fakes
from tests.fakes.calcom_server import FakeCalCom
from tests.fakes.serving import Fault
from tests.support.gates import open_door

Build = Callable[..., CalComSettings]


def order() -> CallbackOrder:
    return CallbackOrder(
        id=CallbackId(uuid4()),
        tenant_id=TenantId(uuid4()),
        call_id=CallId(uuid4()),
        due_at=datetime(2026, 11, 23, 20, tzinfo=UTC),
        timezone="America/New_York",
        reason="asked to be called back",
        name="Jordan Example",
        phone="+12025550143",
        email="jordan@example.com",
    )


@pytest.fixture
async def calcom(calcom_fake: FakeCalCom, calcom_settings: Build) -> AsyncIterator[CalComScheduler]:
    scheduler = CalComScheduler(calcom_settings(), open_door().vendor("calcom", "cal"))
    yield scheduler
    await scheduler.close()


@pytest.fixture(params=["hosted", "local"])
def scheduler(request: pytest.FixtureRequest, calcom: CalComScheduler) -> Scheduler:
    return calcom if request.param == "hosted" else LocalScheduler()


async def test_booking_twice_is_one_booking(scheduler: Scheduler) -> None:
    wanted = order()
    assert await scheduler.book(wanted) == await scheduler.book(wanted)


async def test_a_booking_names_where_it_is(scheduler: Scheduler) -> None:
    booking = await scheduler.book(order())
    assert booking.provider in {"calcom", "local"}
    assert booking.reference
    assert booking.at == order().due_at


async def test_calcom_gets_utc_the_zone_and_our_id(
    calcom: CalComScheduler, calcom_fake: FakeCalCom
) -> None:
    wanted = order()
    await calcom.book(wanted)
    (seen,) = calcom_fake.script.seen["create"]
    assert seen.headers["cal-api-version"] == "2026-02-25"
    assert seen.headers["authorization"] == "Bearer cal_test"
    assert seen.body["start"] == "2026-11-23T20:00:00Z"
    assert seen.body["attendee"]["timeZone"] == "America/New_York"
    assert seen.body["metadata"]["aftercall_callback_id"] == str(wanted.id)


async def test_another_process_finds_the_booking(
    calcom: CalComScheduler, calcom_fake: FakeCalCom, calcom_settings: Build
) -> None:
    wanted = order()
    first = await calcom.book(wanted)
    other = CalComScheduler(calcom_settings(), open_door().vendor("calcom", "cal"))
    assert await other.book(wanted) == first
    assert calcom_fake.script.count("create") == 1
    await other.close()


@pytest.mark.parametrize("fault", [fakes.LOST, fakes.FAILED_AFTER, fakes.MUTE_AFTER])
async def test_an_error_after_the_effect_is_looked_up_before_it_is_believed(
    calcom_fake: FakeCalCom, calcom_settings: Build, fault: Fault
) -> None:
    wanted = order()
    calcom = CalComScheduler(
        calcom_settings(CALCOM_TIMEOUT_S=0.5), open_door().vendor("calcom", "cal")
    )
    calcom_fake.script.then("create", fault)
    assert (await calcom.book(wanted)).reference == "bk_1"
    assert (len(calcom_fake.bookings), calcom_fake.script.count("create")) == (1, 1)
    await calcom.close()


@pytest.mark.parametrize(
    "look_up", [fakes.SERVER_ERROR, fakes.TRUNCATED, fakes.RATE_LIMITED, fakes.UNAUTHORIZED]
)
async def test_a_booking_that_cannot_be_looked_up_is_unknown_and_not_booked_twice(
    calcom: CalComScheduler, calcom_fake: FakeCalCom, look_up: Fault
) -> None:
    wanted = order()
    calcom_fake.script.then("create", fakes.LOST)
    calcom_fake.script.then("list", fakes.TRUTH, look_up)
    with pytest.raises(BookingUnknown, match="not known"):
        await calcom.book(wanted)
    assert (await calcom.book(wanted)).reference == "bk_1"
    assert (len(calcom_fake.bookings), calcom_fake.script.count("create")) == (1, 1)


async def test_an_unknown_booking_is_looked_for_at_the_time_it_was_tried_for(
    calcom: CalComScheduler, calcom_fake: FakeCalCom
) -> None:
    wanted = order()
    await calcom.book(wanted)
    later = replace(wanted, due_at=wanted.due_at + timedelta(days=9), tried_at=wanted.due_at)
    assert (await calcom.book(later)).at == wanted.due_at
    assert len(calcom_fake.bookings) == 1


@pytest.mark.parametrize("status", ["cancelled", "rejected"])
async def test_a_booking_that_somebody_took_back_is_not_made_again(
    calcom: CalComScheduler, calcom_fake: FakeCalCom, status: str
) -> None:
    wanted = order()
    await calcom.book(wanted)
    calcom_fake.bookings[0]["status"] = status
    with pytest.raises(ProviderRejected, match=f"{status} in Cal.com"):
        await calcom.book(wanted)
    # Moving one leaves it behind, cancelled, with the same mark.
    calcom_fake.bookings.append({**calcom_fake.bookings[0], "uid": "moved", "status": "accepted"})
    assert (await calcom.book(wanted)).reference == "moved"
    assert calcom_fake.script.count("create") == 1


@pytest.mark.parametrize(
    ("fault", "reason", "sentence"),
    [
        (
            fakes.refused(fakes.TAKEN),
            "slot_taken",
            "the time is taken, or no one is available then",
        ),
        (fakes.refused(fakes.TEAM_TAKEN), "slot_taken", "the time is taken"),
        (fakes.refused(fakes.TOO_SOON), "time_not_bookable", "too soon or too far ahead"),
        (fakes.refused(fakes.PAST), "time_not_bookable", "the time is in the past"),
        (fakes.refused(fakes.NEEDS_EMAIL), "email_required", "the e-mail address is missing"),
        (fakes.refused("Attendees limit reached"), "limit_reached", "a limit of the event type"),
        (
            fakes.refused("attendeePhoneNumber is invalid"),
            "phone_required",
            "the phone number is missing",
        ),
        (fakes.refused("Missing required field: company"), "field_required", "requires a field"),
        (
            fakes.refused("Something new"),
            "invalid_request",
            "Cal.com refused the booking (400): the event type's",
        ),
        (Fault("status", 400), "invalid_request", "Cal.com refused the booking (400)"),
        (
            fakes.refused("Event type not found", 404),
            "unknown_event_type",
            "check CALCOM_EVENT_TYPE_ID",
        ),
        (fakes.refused("Invalid API key", 401), "invalid_api_key", "check CALCOM_API_KEY"),
        (fakes.refused("Forbidden", 403), "permission_denied", "check what CALCOM_API_KEY may do"),
    ],
)
async def test_a_refusal_says_why(
    calcom: CalComScheduler, calcom_fake: FakeCalCom, fault: Fault, reason: str, sentence: str
) -> None:
    calcom_fake.script.then("create", fault)
    with pytest.raises((ProviderRejected, AccountRefused)) as caught:
        await calcom.book(order())
    assert getattr(caught.value, "reason", None) == reason
    assert sentence in str(caught.value)


async def test_nothing_of_a_refusals_message_is_shown(
    calcom: CalComScheduler, calcom_fake: FakeCalCom
) -> None:
    said = (
        "Jordan Example said: call me back (jordan@example.com, +12025550143)" + " and so on" * 5000
    )
    calcom_fake.script.then("create", fakes.refused(said))
    with pytest.raises(ProviderRejected) as caught:
        await calcom.book(order())
    assert not [
        word
        for word in ("Jordan", "jordan", "call me", "2025550143", "so on")
        if word in str(caught.value)
    ]
    assert len(str(caught.value)) < 200


async def test_an_order_with_another_time_is_not_moved_and_the_answer_says_so(
    calcom: CalComScheduler, calcom_fake: FakeCalCom
) -> None:
    wanted = order()
    await calcom.book(wanted)
    again = await calcom.book(replace(wanted, due_at=wanted.due_at + timedelta(hours=2)))
    assert (again.reference, again.at) == ("bk_1", wanted.due_at)
    assert len(calcom_fake.bookings) == 1


async def test_a_taken_slot_is_refused_with_its_reason(calcom: CalComScheduler) -> None:
    await calcom.book(order())
    with pytest.raises(ProviderRejected) as caught:
        await calcom.book(order())
    assert caught.value.reason == "slot_taken"


async def test_a_booking_is_found_on_a_later_page(
    calcom: CalComScheduler, calcom_fake: FakeCalCom
) -> None:
    wanted = order()
    await calcom.book(wanted)
    (own,) = calcom_fake.bookings
    calcom_fake.bookings[:0] = [{**own, "uid": f"other{n}", "metadata": {}} for n in range(150)]
    assert (await calcom.book(wanted)).reference == "bk_1"
    assert calcom_fake.script.count("create") == 1


@pytest.mark.parametrize("metadata", [None, "x", [], {"aftercall_callback_id": 5}])
async def test_other_peoples_bookings_may_have_any_form(
    calcom: CalComScheduler, calcom_fake: FakeCalCom, metadata: Any
) -> None:
    """One of them must not keep callbacks from being booked and compared."""
    wanted = order()
    start = (wanted.due_at + timedelta(hours=2)).isoformat()
    other = {"uid": "other", "start": start, "eventTypeId": 50, "status": None}
    calcom_fake.bookings.append({**other, "metadata": metadata})
    assert await calcom.book(wanted) == await calcom.book(wanted)
    assert calcom_fake.script.count("create") == 1


async def test_a_phone_number_is_contact_enough(calcom: CalComScheduler) -> None:
    assert await calcom.book(replace(order(), name=None, email=None))


async def test_nobody_to_reach_is_refused_before_asking(
    calcom: CalComScheduler, calcom_fake: FakeCalCom
) -> None:
    with pytest.raises(ProviderRejected) as caught:
        await calcom.book(replace(order(), phone=None, email=None))
    assert caught.value.reason == "no_contact"
    assert calcom_fake.script.count("list") == 0


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (fakes.RATE_LIMITED, RateLimited),
        (fakes.SERVER_ERROR, ProviderUnavailable),
        (fakes.UNAUTHORIZED, AccountRefused),
        (fakes.MALFORMED, ProviderMalformed),
        (fakes.TRUNCATED, ProviderUnavailable),
    ],
)
@pytest.mark.parametrize("endpoint", ["list", "create"])
async def test_a_failure_is_our_error(
    calcom: CalComScheduler,
    calcom_fake: FakeCalCom,
    endpoint: str,
    fault: Fault,
    error: type[Exception],
) -> None:
    calcom_fake.script.then(endpoint, fault)
    with pytest.raises(error):
        await calcom.book(order())
    assert calcom_fake.script.count(endpoint) == 1


async def test_a_rate_limit_says_when_to_come_back(
    calcom: CalComScheduler, calcom_fake: FakeCalCom
) -> None:
    calcom_fake.script.then("create", fakes.RATE_LIMITED)
    with pytest.raises(RateLimited) as caught:
        await calcom.book(order())
    assert caught.value.retry_after_s == 30


@pytest.mark.parametrize("endpoint", ["list", "create"])
async def test_a_429_without_a_time_costs_one_look_up_more(
    calcom_fake: FakeCalCom, calcom_settings: Build, redis_url: str, endpoint: str
) -> None:
    queue, wanted = QueueSettings.model_validate({"REDIS_URL": redis_url}), order()
    async with open_gate(queue, LimitSettings.model_validate({})) as gate:
        scheduler = CalComScheduler(calcom_settings(), gate.vendor("calcom", "cal"))
        calcom_fake.script.then(endpoint, Fault("status", 429))
        with pytest.raises(RateLimited) as caught:
            await scheduler.book(wanted)
        assert caught.value.retry_after_s
        assert caught.value.retry_after_s <= 2
        assert (await scheduler.book(wanted)).reference
        await scheduler.close()
    assert calcom_fake.script.count("list") == 2


async def test_a_silent_server_is_a_timeout(
    calcom_fake: FakeCalCom, calcom_settings: Build
) -> None:
    scheduler = CalComScheduler(
        calcom_settings(CALCOM_TIMEOUT_S=0.2), open_door().vendor("calcom", "cal")
    )
    calcom_fake.script.then("create", fakes.HANG)
    with pytest.raises(ProviderTimeout):
        await scheduler.book(order())
    await scheduler.close()
