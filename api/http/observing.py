"""Names, counts, times and traces every request by its route, without the path, the query and the
sender.
"""

import re
import time
from secrets import token_hex

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import method_of
from api.http.resources import Resources

REQUEST_ID = "X-Request-Id"
# The longest id of a caller that our logs accept.
PLAIN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
WEBHOOKS = {
    "/api/webhooks/elevenlabs": "elevenlabs",
    "/api/webhooks/twilio": "twilio",
    "/api/webhooks": "transcription",
}


log = structlog.get_logger()


class Observing:
    """ASGI middleware, outside all others so that it sees the response that is sent.

    A trace begins here: the sender's own trace is not continued. The id of the request is the
    caller's `X-Request-Id` where that is a plain word, and is part of the response and of every log
    line.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        resources: Resources = scope["app"].state.resources
        started, status = time.monotonic(), 500
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if PLAIN_ID.fullmatch(given) else token_hex(12)

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        with (
            structlog.contextvars.bound_contextvars(request_id=request_id),
            resources.tracing.span("request") as span,
        ):
            try:
                await self._app(scope, receive, send_noting)
            finally:
                route = str(getattr(scope.get("route"), "path", "unmatched"))
                method, elapsed_s = method_of(scope), time.monotonic() - started
                resources.metrics.request_answered(route, method, status, elapsed_s)
                log.debug(
                    "request",
                    route=route,
                    method=method,
                    status=status,
                    elapsed_ms=round(elapsed_s * 1000, 1),
                )
                _count_refused(resources, scope, route, status)
                if span:
                    span.update_name(f"{method} {route}")
                    span.set_attributes({"http.route": route, "http.response.status_code": status})


def _count_refused(resources: Resources, scope: Scope, route: str, status: int) -> None:
    """Counts a refused event. An event that is held for later is answered with 404, and does not
    count as refused.
    """
    source = next((source for prefix, source in WEBHOOKS.items() if route.startswith(prefix)), None)
    if source and status >= 400 and not scope.get("state", {}).get("held"):
        resources.metrics.event_received(source, "refused")
