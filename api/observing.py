"""Every request counted, timed and traced by its route; the path, the query and the sender are left out."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.dependencies import Resources

# Any word may stand there, and senders choose it.
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
WEBHOOKS = {
    "/api/webhooks/elevenlabs": "elevenlabs",
    "/api/webhooks/twilio": "twilio",
    "/api/webhooks": "transcription",
}


class Observing:
    """ASGI middleware, outside all others so that it sees the answer that leaves.

    A trace begins here: what the sender says of a trace of its own is not taken over.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        resources: Resources = scope["app"].state.resources
        started, status = time.monotonic(), 500

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with resources.tracing.span("request") as span:
            try:
                await self._app(scope, receive, send_noting)
            finally:
                route = str(getattr(scope.get("route"), "path", "unmatched"))
                method = scope["method"] if scope["method"] in METHODS else "other"
                resources.metrics.request_answered(route, method, status, time.monotonic() - started)
                _count_refused(resources, scope, route, status)
                if span:
                    span.update_name(f"{method} {route}")
                    span.set_attributes({"http.route": route, "http.response.status_code": status})


def _count_refused(resources: Resources, scope: Scope, route: str, status: int) -> None:
    """An event that is kept for later is answered with 404, and not refused."""
    source = next((source for prefix, source in WEBHOOKS.items() if route.startswith(prefix)), None)
    if source and status >= 400 and not scope.get("state", {}).get("held"):
        resources.metrics.event_received(source, "refused")
