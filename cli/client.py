"""Requests to the API as a person of one team: with an API key, or as the account that
`aftercall up` made on this machine.
"""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Self

import httpx2
from pydantic import HttpUrl

from cli.account import EMAIL
from cli.arguments import validated
from cli.installation import running_environment
from cli.secret_store import load_secrets
from shared.errors import AftercallError, NotFound, SettingsInvalid, Unauthorized, Unavailable

ADDRESS, API_KEY = "AFTERCALL_URL", "AFTERCALL_API_KEY"
TIMEOUT_S, ANSWER_TIMEOUT_S = 60.0, 300.0
# A stream has a comment every 15 seconds.
STREAM_TIMEOUT_S = 40.0


class RequestRefused(AftercallError):
    """The API refused a request; the message is its reason."""


class Client:
    """Sends requests to `base_url`. `async with` signs in and closes it."""

    def __init__(
        self,
        base_url: str,
        *,
        key: str | None,
        password: str | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """Takes an API key, else the password of the account that `aftercall up` made."""
        self.base_url = base_url.rstrip("/")
        self._key, self._password = key, password
        self._http = httpx2.AsyncClient(
            base_url=self.base_url, timeout=TIMEOUT_S, transport=transport
        )

    async def __aenter__(self) -> Self:
        try:
            token = self._key or await self._sign_in()
        except BaseException:
            await self._http.aclose()
            raise
        self._http.headers["Authorization"] = f"Bearer {token}"
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._http.aclose()

    async def get(self, path: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the answer. Raises RequestRefused and Unavailable."""
        return await self._read_answer("GET", path, params=params)

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the answer, which a model may take some time for. Raises RequestRefused and
        Unavailable.
        """
        return await self._read_answer("POST", path, json=body, timeout=ANSWER_TIMEOUT_S)

    async def text(self, path: str, params: Mapping[str, Any]) -> str:
        """Returns an answer as it was written. Raises RequestRefused, NotFound, and Unavailable."""
        answer = await self._send_request("GET", path, params=params)
        if answer.status_code == httpx2.codes.NOT_FOUND:
            raise NotFound(f"{path} does not exist.")
        self._require_success(answer, path)
        return answer.text

    async def messages(
        self, path: str, params: Mapping[str, Any], last_id: str | None
    ) -> AsyncIterator[dict[str, str]]:
        """Yields the messages of a stream of server-sent events, each with its fields. Raises
        RequestRefused, and Unavailable when it breaks.
        """
        headers = {"Last-Event-ID": last_id} if last_id else {}
        try:
            async with self._http.stream(
                "GET", path, params=params, headers=headers, timeout=STREAM_TIMEOUT_S
            ) as answer:
                self._require_success(answer, path)
                message: dict[str, str] = {}
                rest = b""
                async for part in answer.aiter_bytes():
                    # `aiter_lines` also ends lines at letters that JSON may hold, such as U+2028.
                    *lines, rest = (rest + part).split(b"\n")
                    for line in lines:
                        name, _, value = line.decode().partition(": ")
                        if line and name:
                            message[name] = value
                        elif not line and "event" in message:
                            yield message
                        if not line:
                            message = {}
        except httpx2.HTTPError as error:
            raise Unavailable(
                f"The stream of {self.base_url} broke ({type(error).__name__})."
            ) from error

    async def post_elsewhere(
        self, address: str, headers: Mapping[str, str], content: bytes, *, timeout_s: float
    ) -> int:
        """Sends JSON to another address, without our credentials; returns the status. Raises
        Unavailable.
        """
        headers = {"Content-Type": "application/json", **headers}
        try:
            async with httpx2.AsyncClient(timeout=timeout_s) as other:
                return (await other.post(address, headers=headers, content=content)).status_code
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise Unavailable(f"{address} does not answer ({type(error).__name__})") from error

    def _require_success(self, answer: httpx2.Response, path: str) -> None:
        """Raises Unavailable for what may succeed later, and RequestRefused."""
        status = answer.status_code
        if status >= 500 or status == httpx2.codes.TOO_MANY_REQUESTS:
            raise Unavailable(f"{self.base_url} answered {status}.")
        if status >= 400:
            raise RequestRefused(f"{path} answered {status}.")

    async def _sign_in(self) -> str:
        if self._password:
            login = {"email": EMAIL, "password": self._password}
            try:
                return str(
                    (await self._read_answer("POST", "/api/auth/login", json=login))["access_token"]
                )
            except RequestRefused:
                pass
        raise Unauthorized(
            f"Set {API_KEY} to an API key of your team, which {self.base_url}/settings makes."
        )

    async def _read_answer(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        answer = await self._send_request(method, path, **content)
        try:
            body: dict[str, Any] = answer.json()
        except ValueError as error:
            raise Unavailable(f"{self.base_url} is no Aftercall.") from error
        if answer.status_code >= 400:
            raise RequestRefused(str(body.get("detail") or body.get("title")))
        return body

    async def _send_request(self, method: str, path: str, **content: Any) -> httpx2.Response:
        try:
            return await self._http.request(method, path, **content)
        except httpx2.HTTPError as error:
            raise Unavailable(
                f"{self.base_url} does not answer ({type(error).__name__})."
            ) from error


def client_of(data_dir: Path | None, address: str | None) -> Client:
    """Returns a client with AFTERCALL_API_KEY, else for the account that `aftercall up` made.
    `address` is by default AFTERCALL_URL, else that of the running installation. Raises
    SettingsInvalid, OptionInvalid.
    """
    if address:
        validated(HttpUrl, address, "--url", "an http or https address")
    environ = running_environment(data_dir)
    if not address and environ.get(ADDRESS):
        validated(HttpUrl, environ[ADDRESS], ADDRESS, "an http or https address")
    base_url = address or environ.get(ADDRESS) or environ.get("PUBLIC_BASE_URL")
    if not base_url:
        raise SettingsInvalid(
            f"{ADDRESS}: nothing runs here; start `aftercall up`, or set it and {API_KEY}"
        )
    folder = Path(environ.get("AFTERCALL_DATA_DIR", ".aftercall"))
    has_account = "PUBLIC_BASE_URL" in environ and (folder / "secrets.json").is_file()
    return Client(
        base_url,
        key=environ.get(API_KEY),
        password=load_secrets(folder)["LOCAL_ACCOUNT_PASSWORD"] if has_account else None,
    )
