"""Callbacks and Cal.com's bookings end in agreement, whichever side changed and whatever is
lost.
"""

import hmac
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.db.booking_agreement import claim_bookings, store_agreement
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.agreement import BookedCallback, Remedy, remedy_for
from shared.domain.callbacks import Booking, CallbackOrder
from shared.domain.ids import CallbackId, CallId, JobId, TenantId, new_id
from shared.domain.statuses import CallbackStatus
from shared.settings.load import Settings, load_settings
from shared.vendors.calcom.scheduler import CalComScheduler
from tests.conftest import ELEVENLABS_SECRET
from tests.fakes.calcom_server import (
    FAILED_AFTER,
    HANG,
    LOST,
    SERVER_ERROR,
    TAKEN,
    FakeCalCom,
    refused,
)
from tests.fakes.serving import Fault, served
from tests.support.agent_calls import due_callback
from tests.support.calls import send, transcription
from tests.support.gates import open_door
from tests.support.people import Team
from worker.resources import Resources
from worker.runner import run_job
from worker.upkeep.bookings import compare_due

SECRET = "calcom-" + "5" * 32
LIMITED = Fault("status", 429, {"x-ratelimit-reset-default": "0"})
NOW = datetime.now(UTC).replace(microsecond=0, second=0)
TOMORROW, LATER = NOW + timedelta(days=1), NOW + timedelta(days=2)


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    return {**environ, "CALCOM_WEBHOOK_SECRET": SECRET}


@pytest.fixture
def calcom() -> FakeCalCom:
    return FakeCalCom()


@pytest.fixture
def booking_at(environ: dict[str, str], calcom: FakeCalCom) -> Iterator[Settings]:
    with served(calcom.app) as url:
        yield load_settings(
            {
                **environ,
                "CALCOM_BASE_URL": f"{url}/v2",
                "CALCOM_API_KEY": "cal_1",
                "CALCOM_EVENT_TYPE_ID": str(calcom.event_type_id),
                "CALCOM_TIMEOUT_S": "2",
            }
        )
        calcom.script.release()


@pytest.fixture
async def scheduler(booking_at: Settings) -> AsyncIterator[CalComScheduler]:
    scheduler = CalComScheduler(booking_at.calcom, open_door().vendor("calcom", "cal_1"))
    yield scheduler
    await scheduler.close()


@pytest.fixture
def keeper(worker: Resources, scheduler: CalComScheduler) -> Resources:
    return replace(worker, providers=replace(worker.providers, scheduler=scheduler))


@pytest.fixture
async def booked(team: Team, database: Database, scheduler: CalComScheduler) -> CallbackId:
    """A callback of tomorrow that Cal.com has."""
    callback_id = await due_callback(team, database, ago=NOW - TOMORROW)
    async with database.connection(ALL_TENANTS) as conn:
        order = CallbackOrder(
            id=callback_id,
            tenant_id=TenantId(UUID(team.tenant_id)),
            call_id=CallId(new_id()),
            due_at=TOMORROW,
            timezone=None,
            reason="asked",
            name="Ann",
            phone="+12025550143",
            email=None,
        )
        booking = await scheduler.book(order)
        await conn.execute(
            "update callbacks set due_at = $1, reference = $2, booked_for = $1,"
            " provider = 'calcom', booking_state = 'booked'",
            TOMORROW,
            booking.reference,
        )
    return callback_id


async def compared(keeper: Resources, database: Database) -> None:
    """Whatever waits to be compared is compared, until nothing does."""
    for _ in range(5):
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute(
                "update callbacks set calendar_look_at = now() where calendar_look_at is not null"
            )
        await compare_due(keeper)


async def callback_of(team: Team, callback_id: CallbackId) -> dict[str, Any]:
    return dict((await team.get(f"/api/callbacks/{callback_id}")).json())


def starts(calcom: FakeCalCom) -> list[datetime]:
    return [datetime.fromisoformat(each["start"]) for each in calcom.standing()]


async def webhook(client: httpx.AsyncClient, body: Any, *, secret: str = SECRET) -> httpx.Response:
    content = json.dumps(body).encode()
    signature = hmac.new(secret.encode(), content, sha256).hexdigest()
    return await client.post(
        "/api/webhooks/calcom",
        content=content,
        headers={"Content-Type": "application/json", "X-Cal-Signature-256": signature},
    )


def event(name: str, uid: str, callback_id: CallbackId | None = None) -> dict[str, Any]:
    metadata = {"aftercall_callback_id": str(callback_id)} if callback_id else {}
    return {
        "triggerEvent": name,
        "createdAt": "2026-11-30T10:00:00.000Z",
        "payload": {"uid": uid, "metadata": metadata, "status": "ACCEPTED"},
    }


@pytest.mark.parametrize(
    "faults", [(), (LOST,), (FAILED_AFTER,), (SERVER_ERROR,), (LIMITED,), (HANG, LOST)]
)
async def test_a_moved_callback_moves_its_booking_once(
    team: Team, database: Database, keeper: Resources, calcom: FakeCalCom, booked: CallbackId,
    faults: tuple[Fault, ...],
) -> None:  # fmt: skip
    calcom.script.then("reschedule", *faults)
    await team.post(f"/api/callbacks/{booked}/move", {"due_at": LATER.isoformat()})
    await compared(keeper, database)
    assert starts(calcom) == [LATER]
    callback = await callback_of(team, booked)
    assert (callback["booking"]["agrees"], callback["booking"]["reason"]) == (True, None)
    assert callback["reference"] == calcom.standing()[0]["uid"]
    assert len(calcom.bookings) == 2


@pytest.mark.parametrize("faults", [(), (LOST,), (FAILED_AFTER,), (SERVER_ERROR,)])
async def test_a_cancelled_callback_cancels_its_booking(
    team: Team, database: Database, keeper: Resources, calcom: FakeCalCom, booked: CallbackId,
    faults: tuple[Fault, ...],
) -> None:  # fmt: skip
    calcom.script.then("cancel", *faults)
    await team.post(f"/api/callbacks/{booked}/cancel", {})
    await compared(keeper, database)
    assert starts(calcom) == []
    booking = (await callback_of(team, booked))["booking"]
    assert (booking["state"], booking["at"]) == ("none", None)


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("Can someone call me back tomorrow at five p m?", 17),
        ("No, thank you, that was all.", None),
    ],
)
async def test_an_edit_of_the_transcript_moves_the_booking_or_cancels_it(
    team: Team, database: Database, keeper: Resources, calcom: FakeCalCom, words: str,
    hour: int | None,
) -> None:  # fmt: skip
    metadata = {"start_time_unix_secs": int(NOW.timestamp()), "timezone": "UTC"}
    event = transcription(team.agent_id, metadata=metadata)
    accepted = (await send(team.client, event, secret=ELEVENLABS_SECRET)).json()
    await run_job(keeper, JobId(UUID(accepted["job_id"])))
    assert [each.hour for each in starts(calcom)] == [15]
    call = f"/api/calls/{accepted['call_id']}"
    turns = (await team.get(call)).json()["transcript"]["turns"]
    turns[3]["text"] = f"It's 503 555 0142. {words}"
    turns[4]["text"] = "Goodbye."
    edited = await team.put(f"{call}/transcript", {"turns": turns})
    assert edited.status_code == 202
    await run_job(keeper, JobId(UUID(accepted["job_id"])))
    await compared(keeper, database)
    assert [each.hour for each in starts(calcom)] == ([hour] if hour else [])


async def test_what_is_taken_back_at_once_changes_no_calendar(
    team: Team, database: Database, keeper: Resources, calcom: FakeCalCom, booked: CallbackId
) -> None:
    await team.post(f"/api/callbacks/{booked}/cancel", {})
    assert await compare_due(keeper) == 0
    await team.post(f"/api/callbacks/{booked}/reopen", {})
    await compared(keeper, database)
    assert starts(calcom) == [TOMORROW]
    assert calcom.script.count("cancel") == 0


async def test_a_refused_move_is_said_and_not_repeated(
    team: Team, database: Database, keeper: Resources, calcom: FakeCalCom, booked: CallbackId
) -> None:
    calcom.script.then("reschedule", refused(TAKEN))
    await team.post(f"/api/callbacks/{booked}/move", {"due_at": LATER.isoformat()})
    await compared(keeper, database)
    assert calcom.script.count("reschedule") == 1
    booking = (await callback_of(team, booked))["booking"]
    assert booking["agrees"] is False
    await team.post(
        f"/api/callbacks/{booked}/move", {"due_at": (LATER + timedelta(hours=1)).isoformat()}
    )
    await compared(keeper, database)
    assert starts(calcom) == [LATER + timedelta(hours=1)]


async def test_a_booking_that_is_moved_in_the_calendar_moves_the_callback(
    team: Team, database: Database, keeper: Resources, calcom: FakeCalCom, booked: CallbackId
) -> None:
    old = calcom.standing()[0]["uid"]
    new = calcom.moved(old, LATER.isoformat())["uid"]
    body = event("BOOKING_RESCHEDULED", new)
    body["payload"]["rescheduleUid"] = old
    for _ in range(3):
        assert (await webhook(team.client, body)).status_code == 202
        await compared(keeper, database)
    callback = await callback_of(team, booked)
    assert datetime.fromisoformat(callback["due_at"]) == LATER
    assert (callback["reference"], callback["booking"]["agrees"]) == (new, True)
    assert starts(calcom) == [LATER]
    history = (await team.get(f"/api/callbacks/{booked}/history")).json()["changes"]
    assert [each["action"] for each in history].count("moved_in_calendar") == 1


async def test_a_booking_is_followed_wherever_it_is_moved(
    team: Team, database: Database, keeper: Resources, calcom: FakeCalCom, booked: CallbackId
) -> None:
    """Three days and twice, and also where another event type is booked now."""
    far = LATER + timedelta(days=3)
    calcom.moved(calcom.moved("bk_1", LATER.isoformat())["uid"], far.isoformat())
    calcom.standing()[0]["eventTypeId"] = 99
    await webhook(team.client, event("BOOKING_RESCHEDULED", "bk_3", booked))
    await compared(keeper, database)
    callback = await callback_of(team, booked)
    assert (callback["status"], callback["reference"]) == ("scheduled", "bk_3")
    assert datetime.fromisoformat(callback["due_at"]) == far


async def test_a_booking_that_the_calendar_does_not_know_cancels_nothing(
    team: Team, database: Database, keeper: Resources, calcom: FakeCalCom, booked: CallbackId
) -> None:
    calcom.bookings.clear()
    await webhook(team.client, event("BOOKING_RESCHEDULED", "bk_1", booked))
    await compared(keeper, database)
    callback = await callback_of(team, booked)
    assert callback["status"] == "scheduled"


async def test_a_change_meanwhile_undoes_nothing_in_the_calendar(
    team: Team, database: Database, keeper: Resources, calcom: FakeCalCom, booked: CallbackId
) -> None:
    """A note is written between the comparison and storing what it found."""
    calcom.moved("bk_1", LATER.isoformat())
    await webhook(team.client, event("BOOKING_RESCHEDULED", "bk_2", booked))
    async with database.transaction(ALL_TENANTS) as conn:
        (one,) = await claim_bookings(conn, provider="calcom", hold_s=60, limit=9)
    await team.post(f"/api/callbacks/{booked}/note", {"note": "Ring twice."})
    async with database.transaction(ALL_TENANTS) as conn:
        await store_agreement(conn, one, Booking("calcom", "bk_2", LATER), follow=True)
    await compared(keeper, database)
    callback = await callback_of(team, booked)
    assert datetime.fromisoformat(callback["due_at"]) == LATER
    assert starts(calcom) == [LATER]


async def test_a_booking_that_is_cancelled_in_the_calendar_cancels_the_callback(
    team: Team, database: Database, keeper: Resources, calcom: FakeCalCom, booked: CallbackId
) -> None:
    calcom.bookings[0]["status"] = "cancelled"
    answer = await webhook(team.client, event("BOOKING_CANCELLED", "bk_other", booked))
    assert answer.status_code == 202
    await compared(keeper, database)
    callback = await callback_of(team, booked)
    assert (callback["status"], callback["booking"]["state"]) == ("cancelled", "none")


async def test_a_webhook_that_was_lost_is_made_up_for_before_the_callback_is_due(
    team: Team, database: Database, keeper: Resources, calcom: FakeCalCom, booked: CallbackId
) -> None:
    await team.post(f"/api/callbacks/{booked}/move", {"due_at": LATER.isoformat()})
    await compared(keeper, database)
    async with database.connection(ALL_TENANTS) as conn:
        look_at = await conn.fetchval("select calendar_look_at from callbacks")
    assert timedelta(0) < LATER - look_at <= timedelta(minutes=16)


async def test_webhooks_are_authenticated_and_unknown_ones_cost_nothing(
    team: Team, booked: CallbackId
) -> None:
    body = event("BOOKING_CANCELLED", "bk_1", booked)
    assert (await webhook(team.client, body, secret="wrong")).status_code == 401
    unsigned = await team.client.post("/api/webhooks/calcom", json=body)
    assert unsigned.status_code == 401
    odd_bodies: list[Any] = [
        {}, [], {"triggerEvent": "PING"}, {"payload": {"uid": 5, "metadata": []}}, "x"
    ]  # fmt: skip
    for odd in odd_bodies:
        assert (await webhook(team.client, odd)).status_code == 202, odd


KNOWN = Booking("calcom", "bk_1", TOMORROW)


@pytest.mark.parametrize(
    ("status", "due_at", "current", "remedy"),
    [
        ("scheduled", TOMORROW, KNOWN, Remedy.ADOPT),
        ("scheduled", TOMORROW, Booking("calcom", "bk_2", LATER), Remedy.FOLLOW),
        ("scheduled", TOMORROW, None, Remedy.CANCEL_HERE),
        ("scheduled", LATER, KNOWN, Remedy.MOVE),
        ("scheduled", LATER, Booking("calcom", "bk_2", LATER), Remedy.ADOPT),
        # Both changed: what a person decided here counts.
        ("scheduled", LATER, Booking("calcom", "bk_2", NOW), Remedy.MOVE),
        ("scheduled", LATER, None, Remedy.LOST),
        ("cancelled", TOMORROW, KNOWN, Remedy.CANCEL),
        ("cancelled", TOMORROW, Booking("calcom", "bk_2", LATER), Remedy.CANCEL),
        ("cancelled", TOMORROW, None, Remedy.LOST),
        ("done", TOMORROW, Booking("calcom", "bk_2", LATER), Remedy.ADOPT),
        ("done", TOMORROW, None, Remedy.LOST),
        ("ambiguous", None, KNOWN, Remedy.ADOPT),
        ("ambiguous", None, None, Remedy.LOST),
    ],
)
def test_remedies(
    status: str, due_at: datetime | None, current: Booking | None, remedy: Remedy
) -> None:
    one = BookedCallback(CallbackStatus(status), due_at, None, KNOWN)
    assert remedy_for(one, current) is remedy
