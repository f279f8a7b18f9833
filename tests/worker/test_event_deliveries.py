"""Events reach their targets: at least once, with one id, signed, and apart from each other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from shared.concurrency.tasks import stop
from shared.db.event_deliveries import (
    Try,
    claim_deliveries,
    settle_delivered,
    settle_failed,
    store_body,
)
from shared.db.event_facts import find_facts
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import CallId, JobId, TenantId
from shared.errors import DatabaseAway, ProviderRejected
from shared.outgoing.http import OutgoingHttp, OutgoingRequest
from shared.settings.targets import TargetSettings
from tests.api.test_reading import accept
from tests.fakes.receiver import CUT, HANG, Receiver, Request, answering, open_receiver
from tests.support.events import happens, new_target, queue_events
from tests.support.people import Team
from tests.support.processes import until
from worker.event_deliveries import SCHEDULE_S
from worker.resources import Resources
from worker.runner import run_job


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Receivers are on this machine."""
    return {
        **environ,
        "TARGET_ALLOW_HTTP": "true",
        "TARGET_ALLOW_PRIVATE": "true",
        "TARGET_TIMEOUT_S": "5",
    }


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with open_receiver() as receiver:
        yield receiver


async def always_here(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


async def of_type(receiver: Receiver, name: str) -> list[Request]:
    return receiver.of_type(name)


@asynccontextmanager
async def delivering(resources: Resources) -> AsyncIterator[None]:
    running = asyncio.create_task(resources.deliverer.run())
    try:
        yield
    finally:
        await stop(running)


async def deliveries(team: Team, **query: Any) -> list[dict[str, Any]]:
    answer = await team.get("/api/event-deliveries", **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["deliveries"]
    return found


async def settled_as(team: Team, status: str, count: int = 1) -> list[dict[str, Any]]:
    return await until(lambda: deliveries(team, status=status), lambda found: len(found) == count)


async def failed_once(team: Team, failures: int = 1) -> dict[str, Any]:
    async def probe() -> list[dict[str, Any]]:
        return [each for each in await deliveries(team) if each["failures"] == failures]

    return (await until(probe))[0]


async def arrived(receiver: Receiver, count: int) -> bool:
    return len(receiver.requests) == count


async def make_due(database: Database) -> None:
    """Brings the next tries forward."""
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute("update event_deliveries set next_at = now() where status = 'pending'")
        await conn.execute("update event_targets set not_before = null")


async def test_an_event_arrives_signed_and_is_in_the_log(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    made = await new_target(team, receiver.url())
    async with delivering(worker):
        await happens(database, team, "lead.updated", lead_id=team.agent_id, fields=["name"])
        (one,) = await settled_as(team, "delivered")
    (request,) = receiver.requests
    assert Webhook(made["secret"]).verify(request.body, request.headers) == request.json
    assert request.id == one["event_id"]
    assert request.headers["content-type"] == "application/json"
    assert request.json["type"] == "lead.updated"
    assert request.json["data"]["change"] == {"lead_id": team.agent_id, "fields": ["name"]}
    assert request.json["data"]["content"] is None
    logged = (await team.get(f"/api/event-deliveries/{one['id']}")).json()
    assert logged["body"].encode() == request.body
    assert logged["answer"] == "ok"
    assert [each["status"] for each in logged["tries"]] == [200]
    (listed,) = (await team.get("/api/events", type="lead")).json()["events"]
    assert listed["id"] == one["event_id"]
    assert listed["sequence"] == request.json["data"]["sequence"]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (answering(500, "<b>down</b>"), 500),
        (answering(302, Location="http://127.0.0.1:1/"), 302),
        (answering(404), 404),
        (CUT, None),
    ],
)
async def test_a_failed_try_is_made_again_with_the_same_id_and_body(
    team: Team,
    worker: Resources,
    database: Database,
    receiver: Receiver,
    answer: bytes,
    status: int | None,
) -> None:
    receiver.answers.append(answer)
    await new_target(team, receiver.url())
    async with delivering(worker):
        await happens(database, team, "call.ready")
        one = await failed_once(team)
        waits_s = (datetime.fromisoformat(one["next_at"]) - datetime.now(UTC)).total_seconds()
        assert waits_s <= SCHEDULE_S[0] * 1.2
        logged = (await team.get(f"/api/event-deliveries/{one['id']}")).json()
        assert logged["tries"][0]["status"] == status
        assert logged["tries"][0]["error"]
        assert (await team.get("/api/event-targets")).json()["targets"][0]["failing_since"]
        await make_due(database)
        await settled_as(team, "delivered")
    first, second = receiver.requests
    assert first.id == second.id
    assert first.body == second.body
    assert (await team.get("/api/event-targets")).json()["targets"][0]["failing_since"] is None


async def test_a_receiver_that_asks_for_a_pause_gets_it(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    receiver.answers.append(answering(429, Retry_After="7200"))
    await new_target(team, receiver.url())
    async with delivering(worker):
        await happens(database, team, "call.ready")
        one = await failed_once(team)
        wait = datetime.fromisoformat(one["next_at"]) - datetime.now(UTC)
        assert timedelta(hours=1.9) < wait < timedelta(hours=2.1)
        # Other events to it wait as well; those to others do not.
        await new_target(team, receiver.url("/other"))
        await happens(database, team, "call.failed")
        await until(lambda: deliveries(team, status="delivered"))
    assert [each.path for each in receiver.requests] == ["/events", "/other"]


async def test_a_persons_test_does_not_wait_for_the_end_of_a_pause(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    receiver.answers += [answering(503, Retry_After="86400")] * 2
    path = f"/api/event-targets/{(await new_target(team, receiver.url()))['id']}/test"
    async with delivering(worker):
        await happens(database, team, "call.ready")
        await failed_once(team)
        # It asks for a pause again, which holds for all others.
        assert (await team.post(path)).status_code == 202
        await until(lambda: _failed(team, "webhook.test"))
        await happens(database, team, "call.failed")
        assert (await team.post(path)).status_code == 202
        await until(lambda: deliveries(team, status="delivered"))
    assert [each.type for each in receiver.requests][:3] == [
        "call.ready",
        "webhook.test",
        "webhook.test",
    ]


async def _failed(team: Team, type_: str) -> list[dict[str, Any]]:
    return [each for each in await deliveries(team, type=type_) if each["failures"]]


async def test_a_success_does_not_end_a_pause(team: Team, database: Database) -> None:
    await new_target(team, "https://receiver.example/")
    for _ in range(3):
        await happens(database, team, "call.ready")
    await queue_events(database)
    async with database.transaction(ALL_TENANTS) as conn:
        first, second = await claim_deliveries(conn, limit=2, lease_s=60)
        now = datetime.now(UTC)
        busy = Try(now, 1, 429, "answered 429")
        await settle_failed(conn, first, busy, next_in_s=3600, pause_s=3600)
        assert await settle_delivered(conn, second, Try(now, 1, 200, None))
        assert await claim_deliveries(conn, limit=2, lease_s=60) == []


async def test_what_need_not_be_sent_any_more_leaves_no_failing_target(
    team: Team, database: Database
) -> None:
    """A template's `when` may be corrected after it failed: a later failure is then the first."""
    path = f"/api/event-targets/{(await new_target(team, 'https://receiver.example/'))['id']}"
    for _ in range(2):
        await happens(database, team, "call.ready")
    await queue_events(database)
    now = datetime.now(UTC)
    async with database.transaction(ALL_TENANTS) as conn:
        for each in await claim_deliveries(conn, limit=2, lease_s=60):
            failed = Try(now, 1, None, "The template failed")
            await settle_failed(conn, each, failed, next_in_s=0, pause_s=None)
    for is_failing in (True, False):
        async with database.transaction(ALL_TENANTS) as conn:
            await conn.execute("update event_deliveries set next_at = now() - interval '1 s'")
            [one] = await claim_deliveries(conn, limit=1, lease_s=60)
            assert await settle_delivered(conn, one, Try(now, 0, None, "not sent"), reached=False)
        target = (await team.get(path)).json()
        assert (target["failing_since"] is not None) is is_failing
        assert target["first_delivered_at"] is None


async def test_an_event_whose_body_cannot_be_written_is_in_the_log(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    await new_target(team, receiver.url())
    await happens(database, team, "lead.updated", test="neither true nor false")
    async with delivering(worker):
        one = await failed_once(team)
    logged = (await team.get(f"/api/event-deliveries/{one['id']}")).json()
    assert logged["tries"][0]["error"] == "Aftercall could not send it (ValidationError)"
    assert receiver.requests == []


async def test_what_is_sent_of_a_call_cannot_outlive_it(team: Team, database: Database) -> None:
    """The call cannot be deleted between reading its facts and storing the body."""
    call_id = CallId(UUID((await accept(team, "conv_1"))["call_id"]))
    tenant_id = TenantId(UUID(team.tenant_id))
    async with database.transaction(tenant_id) as conn:
        assert await find_facts(conn, tenant_id, call_id, full=True, locking=True)
        with pytest.raises(DatabaseAway, match="reached"):
            async with database.transaction(tenant_id) as other:
                await other.execute("set local lock_timeout = 1")
                await other.execute("delete from calls where id = $1", call_id)


async def test_a_receiver_that_is_gone_is_disabled_and_loses_nothing(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    receiver.answers.append(answering(410))
    made = await new_target(team, receiver.url(), types=["call"])
    other = await new_target(team, receiver.url("/other"), types=["endpoint"])
    async with delivering(worker):
        await happens(database, team, "call.ready")
        await failed_once(team)
        target = (await team.get(f"/api/event-targets/{made['id']}")).json()
        assert (target["enabled"], target["disabled_because"]) == (False, "gone")
        await until(lambda: deliveries(team, target_id=other["id"], status="delivered"))
        (told,) = receiver.of_type("endpoint.disabled")
        assert told.json["data"]["change"] == {
            "target_id": made["id"],
            "name": "CRM",
            "reason": "gone",
        }
        # What happens meanwhile is delivered when it is enabled.
        await happens(database, team, "call.failed")
        await team.patch(f"/api/event-targets/{made['id']}", {"enabled": True})
        await until(
            lambda: deliveries(team, target_id=made["id"], status="delivered"),
            lambda found: len(found) == 2,
        )


async def test_three_days_of_failures_disable_a_target(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    receiver.always = answering(500)
    made = await new_target(team, receiver.url())
    async with delivering(worker):
        await happens(database, team, "call.ready")
        await failed_once(team)
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute(
                "update event_targets set failing_since = failing_since - interval '3 days'"
            )
        await make_due(database)
        await failed_once(team, failures=2)
    target = (await team.get(f"/api/event-targets/{made['id']}")).json()
    assert target["disabled_because"] == "failing"
    assert target["pending"] == 1


async def test_a_delivery_is_given_up_after_the_last_try_and_can_be_sent_again(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    receiver.answers.append(answering(500))
    await new_target(team, receiver.url())
    async with delivering(worker):
        await happens(database, team, "call.ready")
        one = await failed_once(team)
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute("update event_deliveries set failures = $1", len(SCHEDULE_S))
        receiver.answers.append(answering(500))
        await make_due(database)
        await settled_as(team, "failed")
        assert (await team.post(f"/api/event-deliveries/{one['id']}/replay")).status_code == 202
        await settled_as(team, "delivered")
    assert len({request.id for request in receiver.requests}) == 1


async def test_a_run_is_delivered_with_what_it_found(
    team: Team, worker: Resources, receiver: Receiver
) -> None:
    await new_target(
        team, receiver.url(), types=["call", "lead", "document", "embeddings"], body="full"
    )
    job = await accept(team)
    async with delivering(worker):
        await run_job(worker, JobId(UUID(job["job_id"])))
        # Several are sent at a time, so call.ready is not always the last to arrive.
        await until(lambda: of_type(receiver, "call.ready"))
        await until(lambda: of_type(receiver, "lead.extracted"))
        await until(lambda: of_type(receiver, "document.generated"))
        await until(
            lambda: of_type(receiver, "embeddings.generated"), lambda found: len(found) == 3
        )
    types = [request.type for request in receiver.requests]
    assert "call.received" in types
    assert len(types) == len({request.id for request in receiver.requests})
    (ready,) = receiver.of_type("call.ready")
    data = ready.json["data"]
    assert data["call"]["id"] == job["call_id"]
    assert data["call"]["url"].endswith(f"/calls/{job['call_id']}")
    assert data["call"]["status"] == "ready"
    assert data["callback"]["status"] in ("scheduled", "ambiguous")
    assert data["content"]["summary"]
    assert data["content"]["document"]
    assert data["content"]["lead"]["id"] == data["lead_id"]
    assert "customer: " in data["content"]["transcript"]
    # What was sent goes with its call; that it was sent is known.
    one = next(each for each in await deliveries(team) if each["type"] == "call.ready")
    assert (await team.delete(f"/api/calls/{job['call_id']}")).status_code == 204
    logged = (await team.get(f"/api/event-deliveries/{one['id']}")).json()
    assert (logged["body"], logged["answer"]) == (None, None)
    assert logged["body_sha256"] == sha256(ready.body).hexdigest()


async def test_both_secrets_sign_after_a_rotation(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    old = await new_target(team, receiver.url(), credentials={"kind": "bearer", "token": "t0ken"})
    path = f"/api/event-targets/{old['id']}"
    new = (await team.post(f"{path}/secret", {})).json()
    async with delivering(worker):
        await happens(database, team, "call.ready")
        await settled_as(team, "delivered", count=1)
        await team.delete(f"{path}/previous-secret")
        await happens(database, team, "call.failed")
        await settled_as(team, "delivered", count=2)
    both, single = receiver.requests
    for made in (old, new):
        Webhook(made["secret"]).verify(both.body, both.headers)
    Webhook(new["secret"]).verify(single.body, single.headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(old["secret"]).verify(single.body, single.headers)
    assert both.headers["authorization"] == "Bearer t0ken"


async def test_a_worker_that_dies_costs_a_delivery_only_time(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    await new_target(team, receiver.url())
    await happens(database, team, "call.ready")
    await queue_events(database)
    async with database.transaction(ALL_TENANTS) as conn:
        (lost,) = await claim_deliveries(conn, limit=1, lease_s=60)
    async with database.transaction(ALL_TENANTS) as conn:
        assert await claim_deliveries(conn, limit=1, lease_s=60) == []
        await conn.execute(
            "update event_deliveries set next_at = now(), sending_until = now() - interval '1 s'"
        )
    async with delivering(worker):
        (one,) = await settled_as(team, "delivered")
    assert one["event_id"] == str(lost.event.id) == receiver.requests[0].id
    assert one["failures"] == 0
    # The outcome of the first worker comes too late and changes nothing.
    late = Try(datetime.now(UTC), 1, 500, "answered 500")
    async with database.transaction(ALL_TENANTS) as conn:
        assert await settle_failed(conn, lost, late, next_in_s=None, pause_s=None) is None
        assert not await settle_delivered(conn, lost, late)
        assert not await store_body(conn, lost, "{}", b"x" * 32)
    assert (await deliveries(team))[0]["status"] == "delivered"


async def test_a_name_that_leads_to_this_machine_later_is_refused(receiver: Receiver) -> None:
    """The check at saving sees what the name meant then."""
    outgoing = OutgoingHttp(
        TargetSettings.model_validate({"TARGET_ALLOW_HTTP": True}), resolver=always_here
    )
    with pytest.raises(ProviderRejected, match="TARGET_ALLOW_PRIVATE"):
        await outgoing.send(OutgoingRequest(f"http://receiver.example:{receiver.port}/", {}, b"{}"))
    await outgoing.close()
    assert receiver.requests == []


async def test_a_slow_receiver_holds_up_no_other(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    async with open_receiver() as slow:
        slow.always = HANG
        await new_target(team, slow.url(), types=["call"])
        for number in range(9):
            await new_target(team, receiver.url(f"/{number}"), types=["call"])
        async with delivering(worker):
            for _ in range(10):
                await happens(database, team, "call.ready")
            await until(lambda: arrived(receiver, 90))
            assert slow.hanging <= 4
