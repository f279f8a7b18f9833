"""Headers that protect answers, and a check of the name under which the API is asked."""

from fnmatch import fnmatchcase
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import refused
from api.http.request_limits import RateLimit
from shared.settings.runtime import RuntimeSettings

HSTS = "max-age=31536000"
LOCAL_NAMES = ("localhost", "*.localhost")


class Protection:
    """ASGI middleware.

    A request for another name than ours is refused: it comes from a page of another site whose name
    was pointed at this machine (DNS rebinding), or would be redirected to that name. Addresses are
    no names that can be pointed elsewhere. Answers of the API are not stored by browsers and
    proxies, unless their route says how.
    """

    def __init__(self, app: ASGIApp, runtime: RuntimeSettings) -> None:
        self._app = app
        public = urlsplit(runtime.public_base_url)
        self._names = tuple(
            name.lower() for name in (public.hostname or "", *runtime.allowed_hosts, *LOCAL_NAMES)
        )
        self._strict_transport = public.scheme == "https"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
                limit: RateLimit | None = scope.get("state", {}).get("rate_limit")
                if limit:
                    headers.update(limit.headers)
                if self._strict_transport:
                    headers.setdefault("Strict-Transport-Security", HSTS)
            await send(message)

        if self._is_ours(Headers(scope=scope).get("host", "")):
            await self._app(scope, receive, send_protected)
            return
        answer = refused(
            Request(scope),
            HTTPStatus.BAD_REQUEST,
            "The request names another host. Set ALLOWED_HOSTS, or PUBLIC_BASE_URL, to the name"
            " under which people reach this installation.",
            code="unknown_host",
        )
        await answer(scope, receive, send_protected)

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        if not name:
            return False
        name = name.rstrip(".")
        try:
            ip_address(name)
        except ValueError:
            return any(fnmatchcase(name, pattern) for pattern in self._names)
        return True
