"""Questions with streamed answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from uuid import UUID

import httpx

from aftercall_client import params
from aftercall_client._async.resources import ask as generated
from aftercall_client._following import AnswerFollower, require_answer
from aftercall_client._messages import MessageReader
from aftercall_client._requests import OMIT, Omit, Request, given
from aftercall_client.chunks import AnswerChunk
from aftercall_client.errors import AftercallError

# A comment comes every 15 seconds when there is nothing else.
SILENCE_S = 45.0


class AsyncAsk(generated.AsyncAsk):
    """Questions about calls."""

    async def stream(
        self,
        question: str,
        *,
        scope: params.ScopeBodyParam | Omit | None = OMIT,
        thread_id: UUID | str | Omit | None = OMIT,
        max_cost_microusd: int | Omit | None = OMIT,
        keep: bool | Omit = OMIT,
    ) -> AsyncGenerator[AnswerChunk]:
        """Asks, and yields the answer as it is written, each part once. It goes on after a broken
        connection. Raises Problem, ConnectionFailed, and AnswerFailed for an answer that ends with
        an error.
        """
        body = given(
            question=question,
            scope=scope,
            thread_id=thread_id,
            max_cost_microusd=max_cost_microusd,
            keep=keep,
            stream=True,
            format="ui",
        )
        first = Request("POST", "/api/ask", json=body)
        follower = AnswerFollower(self._sender.retries, None, None)
        async with aclosing(self._followed(first, follower)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def resume(
        self, answer_id: UUID | str, *, last_event_id: str | None = None
    ) -> AsyncGenerator[AnswerChunk]:
        """Yields a streamed answer from its beginning, or from after an event, for some minutes
        after it was asked for. Raises as `stream` does.
        """
        follower = AnswerFollower(self._sender.retries, str(answer_id), last_event_id)
        async with aclosing(self._followed(follower.request(), follower)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def _followed(
        self, request: Request, follower: AnswerFollower
    ) -> AsyncGenerator[AnswerChunk]:
        while True:
            broken: Exception | None = None
            try:
                async with self._sender.opened(request, read_timeout_s=SILENCE_S) as answer:
                    reader = MessageReader()
                    async for part in answer.aiter_bytes():
                        for message in reader.feed(part):
                            for chunk in follower.take(message):
                                require_answer(chunk)
                                yield chunk
                            if follower.is_over:
                                return
            except (AftercallError, httpx.HTTPError) as error:
                broken = error
            await self._sender.sleep(follower.broke(broken))
            request = follower.request()
