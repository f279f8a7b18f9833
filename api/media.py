"""Audio on its way out."""

import asyncio

from fastapi.responses import StreamingResponse
from starlette.types import Message, Send

SEND_TIMEOUT_S = 60


class Media(StreamingResponse):
    """Gives up a client that has stopped reading, which would hold a connection and an open file for ever."""

    async def stream_response(self, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(SEND_TIMEOUT_S):
                await send(message)

        await super().stream_response(send_in_time)
