"""Samples of events: whole, marked as tests, and about no call."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import httpx2
import jsonschema_rs
import pytest
from standardwebhooks.webhooks import Webhook

from api.sample_events import sample_event
from cli.client import Client
from cli.listening import forward
from cli.triggering import triggered
from shared.db.event_targets import BodyKind
from shared.db.pool import Database
from shared.domain.events import CHANGES
from shared.errors import NotFound
from shared.outgoing.bodies import written
from shared.outgoing.messages import message_of
from shared.outgoing.secrets import new_secret
from shared.outgoing.wording import Wording
from tests.api.test_isolation import APP
from tests.fakes.receiver import answering, open_receiver
from tests.support.events import new_target
from tests.support.people import Team
from tests.worker.test_event_deliveries import delivering
from worker.resources import Resources


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Receivers are on this machine."""
    return {**environ, "TARGET_ALLOW_HTTP": "true", "TARGET_ALLOW_PRIVATE": "true"}


def schema_of(name: str) -> dict[str, Any]:
    described = APP.openapi()
    content = described["webhooks"][name]["post"]["requestBody"]["content"]
    schema = content["application/json"]["schema"]
    return {**schema, "components": described["components"]}


@pytest.mark.parametrize("kind", ["thin", "full"])
def test_each_type_has_a_sample_as_its_schema_says(kind: BodyKind) -> None:
    for name, change in CHANGES.items():
        sample = sample_event(
            name, at=datetime.now(UTC), sequence=7, body=kind, base_url="https://calls.example/"
        )
        jsonschema_rs.validate(schema_of(name), json.loads(written(sample)))
        change.model_validate(sample.data.change)
        assert sample.data.test
        has_content = kind == "full" and sample.data.call is not None
        assert (sample.data.content is not None) == has_content
        message = message_of(sample.model_dump(mode="json"), None, Wording.of(None))
        assert message.title.startswith("Test")


def client_of(team: Team) -> Client:
    transport = team.client._transport
    assert isinstance(transport, httpx.ASGITransport)
    return Client(
        "http://aftercall.test",
        key=team.headers["Authorization"].removeprefix("Bearer "),
        transport=httpx2.ASGITransport(app=transport.app),
    )


async def test_a_sample_is_sent_to_the_targets_that_want_it(
    team: Team, worker: Resources, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_receiver() as receiver, client_of(team) as client:
        made = await new_target(team, receiver.url(), types=["call"], body="full")
        await new_target(team, receiver.url("/leads"), types=["lead"], name="Leads")
        async with delivering(worker):
            assert await triggered(client, "call.ready", None)
            receiver.answers.append(answering(500))
            assert not await triggered(client, "callback.due", "CRM")
        with pytest.raises(NotFound, match="No target wants budget"):
            await triggered(client, "budget.reached", None)
        with pytest.raises(NotFound, match="no target ERP"):
            await triggered(client, "call.ready", "ERP")
    shown = capsys.readouterr().out
    assert "CRM  200 in" in shown
    assert "CRM  answered 500" in shown
    first, second = receiver.requests
    assert (first.path, first.type, second.type) == ("/events", "call.ready", "callback.due")
    assert Webhook(made["secret"]).verify(first.body, first.headers) == first.json
    assert first.json["data"]["test"] is True
    assert first.json["data"]["content"]["title"].startswith("Test")
    # No call stands behind it, and nothing is recorded of it but its delivery.
    call_id = first.json["data"]["call"]["id"]
    assert (await team.get(f"/api/calls/{call_id}")).status_code == 404
    assert (await team.get("/api/events")).json()["events"] == []


async def test_a_sample_is_forwarded_from_here(team: Team) -> None:
    secret = new_secret()
    async with open_receiver() as receiver, client_of(team) as client:
        text = await client.text("/api/events/sample", {"type": "lead.extracted", "body": "thin"})
        outcome = await forward(client, {"event_id": "evt-1"}, text, receiver.url(), secret)
    assert outcome.startswith("200 in")
    (request,) = receiver.requests
    assert Webhook(secret).verify(request.body, request.headers)["type"] == "lead.extracted"


async def test_an_unknown_type_lists_the_known_ones(team: Team) -> None:
    made = await new_target(team)
    path = f"/api/event-targets/{made['id']}/test"
    refused = await team.post(path, {"type": "call.sung"})
    assert refused.status_code == 422
    assert "call.ready" in refused.json()["errors"][0]["detail"]
    assert (await team.get("/api/events/sample", type="step.done")).status_code == 422
    assert (await team.post(path)).status_code == 202
