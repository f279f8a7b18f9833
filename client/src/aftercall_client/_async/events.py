"""Events with a stream that goes on after broken connections."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from uuid import UUID

import httpx

from aftercall_client._async.resources import events as generated
from aftercall_client._following import Follower
from aftercall_client._messages import MessageReader
from aftercall_client._requests import Request, query_of
from aftercall_client.errors import AftercallError
from aftercall_client.models import RecordedEvent

# A comment comes every 15 seconds when there is nothing else.
SILENCE_S = 45.0


class AsyncEvents(generated.AsyncEvents):
    """What happened: listed, and streamed as it happens."""

    async def stream(
        self,
        *,
        type: Sequence[str] | None = None,
        call_id: UUID | str | None = None,
        last_event_id: str | int | None = None,
    ) -> AsyncGenerator[RecordedEvent]:
        """Yields events as they happen, each once, until it is closed; without `last_event_id`
        from now on, with the `sequence` of an event from after that.

        It connects again after a broken connection, a restart or a refusal for a while, and misses
        nothing. Raises Problem where the API refuses for good, ConnectionFailed where it cannot be
        reached at the beginning, and StreamReset where it does not know the place any more.
        """
        query = query_of(type=type, call_id=call_id)
        follower = Follower(self._sender.retries, last_event_id)
        while True:
            request = Request("GET", "/api/events/stream", query, headers=follower.headers())
            try:
                async with self._sender.opened(request, read_timeout_s=SILENCE_S) as answer:
                    reader = MessageReader()
                    async for part in answer.aiter_bytes():
                        for message in reader.feed(part):
                            event = follower.take(message)
                            if event is not None:
                                yield event
            except (AftercallError, httpx.HTTPError) as error:
                follower.require_temporary(error)
            await self._sender.sleep(follower.wait_s())
