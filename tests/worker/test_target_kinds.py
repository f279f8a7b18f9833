"""Targets of each kind get their own requests by the same deliveries: claimed, tried again with the
same id, disabled when they are gone, and logged.
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from shared.db.pool import ALL_TENANTS, Database
from shared.outgoing.secrets import context_of
from shared.sealing import Sealer
from shared.settings.load import Settings
from tests.api.test_reading import accept
from tests.fakes.receiver import Receiver, Request, answering, open_receiver
from tests.support.events import happens, new_target
from tests.support.people import Team
from tests.support.processes import until
from tests.worker.test_event_deliveries import (
    delivering,
    failed_once,
    make_due,
    settled_as,
)
from worker.resources import Resources


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Receivers are on this machine."""
    return {**environ, "TARGET_ALLOW_HTTP": "true", "TARGET_ALLOW_PRIVATE": "true"}


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with open_receiver() as receiver:
        yield receiver


async def test_slack_is_told_of_a_call_and_disabled_when_its_webhook_is_gone(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    call_id = (await accept(team, "conv_1"))["call_id"]
    url = receiver.url("/services/T0/B0/s3cr3t")
    made = await new_target(team, url, kind="slack", types=["callback.due", "call.failed"])
    assert made["secret"] is None
    assert made["first_delivered_at"] is None
    assert (made["body"], made["url"]) == ("full", f"http://127.0.0.1:{receiver.port}/…")
    path = f"/api/event-targets/{made['id']}"
    refused = await team.post(f"{path}/secret", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_kind_of_target")
    receiver.answers.append(answering(503, "rate_limited", Retry_After="1"))
    async with delivering(worker):
        await happens(
            database, team, "callback.due", call_id, callback_id=call_id, due_at="2026-11-20T14:00Z"
        )
        await failed_once(team)
        await make_due(database)
        (one,) = await settled_as(team, "delivered")
        first, second = receiver.requests
        assert first.body == second.body
        assert first.path == "/services/T0/B0/s3cr3t"
        assert second.json["blocks"][0]["text"]["text"] == "Callback due"
        assert (await team.get(path)).json()["first_delivered_at"]
        log = await team.get(f"/api/event-deliveries/{one['id']}")
        assert json.loads(log.json()["request"]) == {
            "method": "POST",
            "url": made["url"],
            "headers": {},
            "body": second.json,
        }
        assert json.loads(log.json()["body"])["type"] == "callback.due"
        assert "s3cr3t" not in log.text + (await team.get("/api/event-targets")).text
        receiver.answers.append(answering(404, "no_service"))
        await happens(database, team, "call.failed", call_id)

        async def reason() -> str | None:
            because: str | None = (await team.get(path)).json()["disabled_because"]
            return because

        assert await until(reason) == "gone"


async def test_teams_gets_a_card_and_is_disabled_when_its_workflow_is_gone(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    call_id = (await accept(team, "conv_1"))["call_id"]
    url = receiver.url("/workflows/1?sig=s3cr3t")
    made = await new_target(team, url, kind="teams", types=["call.ready", "call.failed"])
    receiver.answers += [
        answering(202),
        answering(404, '{"error":{"code":"WorkflowNotFound"}}'),
    ]
    async with delivering(worker):
        await happens(database, team, "call.ready", call_id)
        await settled_as(team, "delivered")
        (sent,) = receiver.requests
        assert sent.path == "/workflows/1?sig=s3cr3t"
        card = sent.json["attachments"][0]["content"]
        assert card["body"][0]["text"] == "Call ready"
        assert card["actions"][0]["url"].endswith(f"/calls/{call_id}")
        await happens(database, team, "call.failed", call_id)

        async def reason() -> str | None:
            target = await team.get(f"/api/event-targets/{made['id']}")
            assert "s3cr3t" not in target.text
            because: str | None = target.json()["disabled_because"]
            return because

        assert await until(reason) == "gone"


async def test_a_template_gets_an_access_token_and_renews_it_once(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    tokens = iter(("first-t0ken", "second-t0ken", "third-t0ken"))

    def choose(request: Request) -> bytes | None:
        if request.path == "/token":
            assert b"client_secret=s3cr3t%26" in request.body
            return answering(200, json.dumps({"access_token": next(tokens)}))
        if request.headers["authorization"] == "Bearer first-t0ken":
            return answering(401, "first-t0ken has ended")
        # The log has the first 2000 bytes of an answer.
        return answering(200, f"{'x' * 1970} first-t0ken second-t0ken")

    receiver.choose = choose
    call_id = (await accept(team, "conv_1"))["call_id"]
    wanted = {
        "url": receiver.url("/token"),
        "client_id": "{{ input.client }}",
        "client_secret": "{{ secret.client_secret }}",
    }
    made = await new_target(
        team,
        receiver.url("/contacts/{{ call.id }}"),
        kind="template",
        types=["call.ready"],
        inputs={"client": "me"},
        secrets={"client_secret": "s3cr3t&"},
        request={"method": "PUT", "token": wanted, "body": {"id": "{{ call.id }}"}},
    )
    async with delivering(worker):
        await happens(database, team, "call.ready", call_id)
        (one,) = await settled_as(team, "delivered")
        await happens(database, team, "call.ready", call_id)
        await settled_as(team, "delivered", 2)
        paths = [each.path.split("/")[1] for each in receiver.requests]
        assert paths == ["token", "contacts", "token", "contacts", "contacts"]
        assert receiver.requests[-1].headers["authorization"] == "Bearer second-t0ken"
        log = await team.get(f"/api/event-deliveries/{one['id']}")
        assert json.loads(log.json()["request"])["headers"]["Authorization"] == "***"
        assert "t0k" not in log.text
        assert log.json()["answer"].endswith("x *** ***")
        # What is refused again is a failure, and its answer shows no token.
        receiver.choose = lambda request: (
            answering(400, '{"error": "invalid_client"}')
            if request.path == "/token"
            else answering(401, request.headers["authorization"])
        )
        await happens(database, team, "call.ready", call_id)
        failed = await failed_once(team)
        assert "400 invalid_client; check" in failed["last_try"]["error"]
        # Where tokens are given asks for a pause, too.
        receiver.choose = lambda request: answering(429, retry_after="7200")
        await happens(database, team, "call.ready", call_id)

        async def waits() -> bool:
            async with database.connection(ALL_TENANTS) as conn:
                return bool(
                    await conn.fetchval(
                        "select not_before > now() + interval '1 hour' from event_targets"
                    )
                )

        await until(waits)
    refused = await team.patch(
        f"/api/event-targets/{made['id']}",
        {"request": {"token": {**wanted, "client_secret": "{{ secret.other }}"}}},
    )
    assert (refused.status_code, "lacks other" in refused.text) == (400, True)


async def test_a_target_that_fails_is_probed_and_then_gets_everything(
    team: Team, worker: Resources, database: Database, receiver: Receiver
) -> None:
    receiver.always = answering(500)
    made = await new_target(team, receiver.url())
    path = f"/api/event-targets/{made['id']}"
    async with delivering(worker):
        for _ in range(12):
            await happens(database, team, "call.ready")

        async def waits() -> bool:
            return bool((await team.get(path)).json()["next_try_at"])

        await until(waits)
        assert len(receiver.requests) == 5
        # Once its pause is over, one delivery is tried, and the pause doubles.
        async with database.connection(ALL_TENANTS) as conn:
            await conn.execute("update event_targets set probe_at = now()")

        async def probed() -> bool:
            return len(receiver.requests) == 6

        await until(probed)

        async def pauses() -> bool:
            next_at = (await team.get(path)).json()["next_try_at"]
            return bool(next_at) and datetime.fromisoformat(next_at) > datetime.now(UTC)

        assert await until(pauses)
        async with database.connection(ALL_TENANTS) as conn:
            pause_s = await conn.fetchval(
                "select extract(epoch from probe_at - now()) from event_targets"
            )
        assert 30 < pause_s <= 60
        # A person's test is tried at once and before the others; its success ends the pause.
        receiver.always = answering(200)
        await team.post(f"{path}/test")
        await settled_as(team, "delivered", 7)
        assert receiver.requests[6].type == "webhook.test"
        await make_due(database)
        await settled_as(team, "delivered", 13)
    assert (await team.get(path)).json()["next_try_at"] is None


async def test_a_target_that_cannot_be_decrypted_is_listed_as_broken_and_removable(
    team: Team, database: Database, settings: Settings
) -> None:
    broken, works = await new_target(team), await new_target(team)
    other = await new_target(team)
    async with database.connection(ALL_TENANTS) as conn:
        await conn.execute(
            "update event_targets set sealed = 'other key' where id = $1::text::uuid", broken["id"]
        )
        # And one that another version wrote.
        sealer = Sealer(settings.auth)
        unknown = sealer.seal('{"address": 1}', context=context_of(other["id"]))
        await conn.execute(
            "update event_targets set sealed = $2 where id = $1::text::uuid", other["id"], unknown
        )
    listed = (await team.get("/api/event-targets")).json()["targets"]
    assert [(each["url"], each["problem"] is None) for each in listed] == [
        (None, False),
        (works["url"], True),
        (None, False),
    ]
    assert "ENCRYPTION_KEY" in listed[0]["problem"]
    path = f"/api/event-targets/{broken['id']}"
    assert (await team.patch(path, {"enabled": False})).json()["enabled"] is False
    for page in ("/settings/targets", f"/settings/targets/{broken['id']}"):
        assert "remove this target and make it again" in (await team.get(page)).text
    assert (await team.delete(path)).status_code == 204
