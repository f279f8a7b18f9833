"""`aftercall listen`: what it shows and forwards, and that it goes on after the stream ended."""

import json

import httpx2
import pytest
from standardwebhooks.webhooks import Webhook

import cli.listening as listening
from cli.client import Client, RequestRefused
from cli.listening import Body, described, followed, forward, written_event
from shared.outgoing.secrets import new_secret
from tests.fakes.receiver import answering, open_receiver

EVENT = {
    "id": 7,
    "event_id": "8d2f6a3e-51c4-8b07-a9e1-0c4b7d2f6e10",
    "type": "call.ready",
    "call_id": "01938f5e-7b1c-7c3a-9d2e-5a0c9a4c1f10",
    "at": "2026-11-18T15:31:20Z",
    "data": {"name": "one\u2028two"},
}
STREAM = (
    'retry: 2000\nid: 6\nevent: stream.open\ndata: {"position":6}\n\n: still here\n\n'
    f"id: 7\nevent: call.ready\ndata: {json.dumps(EVENT, ensure_ascii=False)}\n\n"
)


async def test_it_goes_on_where_the_stream_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "RECONNECT_S", 0)
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        status = 503 if len(asked) == 2 else 200
        return httpx2.Response(status, text=STREAM if status == 200 else "")

    async with Client("http://x", key="ac_1", transport=httpx2.MockTransport(answer)) as client:
        events = followed(client, ["call"])
        assert [(await anext(events))["id"] for _ in range(2)] == [7, 7]
        await events.aclose()  # type: ignore[attr-defined]
    assert [each.headers.get("last-event-id") for each in asked] == [None, "7", "7"]
    assert asked[0].url.params["type"] == "call"


async def test_an_event_is_read_when_the_api_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "RECONNECT_S", 0)
    answers = [503, 429, None, 200]

    def answer(_: httpx2.Request) -> httpx2.Response:
        if (status := answers.pop(0)) is None:
            raise httpx2.ConnectError("the API starts again")
        return httpx2.Response(status, text="{}")

    async with Client("http://x", key="ac_1", transport=httpx2.MockTransport(answer)) as client:
        assert await written_event(client, EVENT, Body.THIN) == "{}"
    assert answers == []


async def test_an_event_that_was_deleted_meanwhile_does_not_end_it() -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(404))
    async with Client("http://x", key="ac_1", transport=transport) as client:
        assert await written_event(client, EVENT, Body.THIN) is None


async def test_a_refusal_ends_it() -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(403))
    async with Client("http://x", key="ac_1", transport=transport) as client:
        with pytest.raises(RequestRefused):
            await anext(followed(client, ["call"]))
        with pytest.raises(RequestRefused):
            await written_event(client, EVENT, Body.THIN)


async def test_an_event_is_forwarded_as_a_target_would_get_it() -> None:
    secret, written = new_secret(), '{"type":"call.ready"}'
    async with open_receiver() as receiver, Client("http://x", key="ac_1") as client:
        receiver.answers.append(answering(418))
        first = await forward(client, EVENT, written, receiver.url(), secret)
        second = await forward(client, EVENT, written, receiver.url(), secret)
    gone = await forward(client, EVENT, written, receiver.url(), secret)
    assert first.startswith("418 in ")
    assert second.startswith("200 in ")
    assert gone.endswith("does not answer (ConnectError)")
    request = receiver.requests[0]
    assert Webhook(secret).verify(request.body, request.headers) == {"type": "call.ready"}
    assert request.id == EVENT["event_id"]
    # The key of the API stays with the API.
    assert "authorization" not in request.headers
    assert described(EVENT, first).startswith("15:31:20  call.ready")
