"""The endpoint for assistants that speak the Model Context Protocol."""

import asyncio
from importlib import import_module

from fastapi import Response
from starlette.types import Receive, Scope, Send

from api.http.permissions import ReaderDep
from api.http.router import Router

router = Router(tags=["results"], prefix="/api/mcp")


class _Spoken(Response):
    """An answer that the protocol's package gives: it reads the request, and sends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The package takes half a second to import, which only those who use it wait for.
        server = await asyncio.to_thread(import_module, "api.assistants.server")
        await server.speak(scope, receive, send)


# The protocol describes itself; it has one address for everything.
@router.post("", include_in_schema=False)
async def answer_assistant(tenant_id: ReaderDep) -> Response:
    """Answers one message of the protocol for a key, or a person, that may read."""
    return _Spoken()
