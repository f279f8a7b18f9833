"""What every Scheduler must do, and how Cal.com is spoken to."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from shared.domain.callbacks import CallbackOrder
from shared.domain.ids import CallbackId, CallId, TenantId
from shared.errors import (
    AccountRefused,
    ProviderMalformed,
    ProviderRejected,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
)
from shared.providers.gate import open_gate
from shared.providers.hosted.calcom_scheduler import CalComScheduler
from shared.providers.local.scheduler import LocalScheduler
from shared.providers.ports import Scheduler
from shared.settings import CalComSettings, LimitSettings, QueueSettings
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


async def test_calcom_gets_utc_the_zone_and_our_id(calcom: CalComScheduler, calcom_fake: FakeCalCom) -> None:
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


async def test_a_lost_answer_does_not_book_twice(calcom: CalComScheduler, calcom_fake: FakeCalCom) -> None:
    wanted = order()
    calcom_fake.script.then("create", fakes.LOST)
    with pytest.raises(ProviderUnavailable):
        await calcom.book(wanted)
    assert (await calcom.book(wanted)).reference == "bk_1"
    assert len(calcom_fake.bookings) == 1


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


async def test_a_booking_is_found_on_a_later_page(calcom: CalComScheduler, calcom_fake: FakeCalCom) -> None:
    wanted = order()
    await calcom.book(wanted)
    (own,) = calcom_fake.bookings
    calcom_fake.bookings[:0] = [{**own, "uid": f"other{n}", "metadata": {}} for n in range(150)]
    assert (await calcom.book(wanted)).reference == "bk_1"
    assert calcom_fake.script.count("create") == 1


async def test_a_phone_number_is_contact_enough(calcom: CalComScheduler) -> None:
    assert await calcom.book(replace(order(), name=None, email=None))


async def test_nobody_to_reach_is_refused_before_asking(calcom: CalComScheduler, calcom_fake: FakeCalCom) -> None:
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
    calcom: CalComScheduler, calcom_fake: FakeCalCom, endpoint: str, fault: Fault, error: type[Exception]
) -> None:
    calcom_fake.script.then(endpoint, fault)
    with pytest.raises(error):
        await calcom.book(order())
    assert calcom_fake.script.count(endpoint) == 1


async def test_a_rate_limit_says_when_to_come_back(calcom: CalComScheduler, calcom_fake: FakeCalCom) -> None:
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


async def test_a_silent_server_is_a_timeout(calcom_fake: FakeCalCom, calcom_settings: Build) -> None:
    scheduler = CalComScheduler(calcom_settings(CALCOM_TIMEOUT_S=0.2), open_door().vendor("calcom", "cal"))
    calcom_fake.script.then("create", fakes.HANG)
    with pytest.raises(ProviderTimeout):
        await scheduler.book(order())
    await scheduler.close()
