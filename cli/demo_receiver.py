"""Receives the events of the demo on this machine, and verifies their signatures."""

import hmac
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request, Response

from cli.demo_serving import serving_in_thread
from shared.outgoing.secrets import new_secret, signatures


@dataclass(frozen=True, slots=True)
class ReceivedEvent:
    """A verified event, with the time at which it arrived."""

    id: str
    body: dict[str, Any]
    at: datetime

    @property
    def elapsed_ms(self) -> float:
        """The time since it happened: since its transaction began."""
        happened_at = datetime.fromisoformat(self.body["timestamp"])
        return (self.at - happened_at).total_seconds() * 1000


@dataclass(frozen=True, slots=True)
class DemoReceiver:
    """A receiver on a free port of this machine. Events with a wrong signature are refused."""

    port: int
    secret: str = field(default_factory=new_secret, repr=False)
    events: list[ReceivedEvent] = field(default_factory=list)

    @property
    def environ(self) -> dict[str, str]:
        """The settings of the workers and the API, which send to this machine only with them."""
        return {"TARGET_ALLOW_HTTP": "true", "TARGET_ALLOW_PRIVATE": "true"}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/events"

    def serving(self) -> AbstractContextManager[None]:
        app = FastAPI(openapi_url=None)

        @app.post("/events")
        async def receive(request: Request) -> Response:
            body, at = await request.body(), datetime.now(UTC)
            event_id = request.headers.get("webhook-id", "")
            timestamp = int(request.headers.get("webhook-timestamp", "0"))
            expected = signatures([self.secret], event_id, timestamp, body)
            if not hmac.compare_digest(request.headers.get("webhook-signature", ""), expected):
                return Response(status_code=401)
            self.events.append(ReceivedEvent(event_id, await request.json(), at))
            return Response(status_code=204)

        return serving_in_thread(app, self.port, name="receiver of the demo")
