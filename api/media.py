"""Audio on its way out."""

import asyncio
from collections.abc import AsyncGenerator

from fastapi.responses import StreamingResponse
from starlette.types import Message, Send

from shared.tasks import finish

SEND_TIMEOUT_S = 60


class Media(StreamingResponse):
    """Gives up a client that has stopped reading, and closes the file behind it whatever ends the answer."""

    async def stream_response(self, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await send(message)

        try:
            await super().stream_response(send_in_time)
        finally:
            if isinstance(self.body_iterator, AsyncGenerator):
                # An answer is broken off by cancelling it, and closing a file takes a thread.
                await finish(self.body_iterator.aclose())
