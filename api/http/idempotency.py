"""`Idempotency-Key`: a repeated POST is executed once and answered again.

After draft-ietf-httpapi-idempotency-key-header-07. A key is a tenant's, for one route, for a day.
Only successful responses are stored: a refused or failed request did nothing and can be repeated
with its key. A repeat passes all checks of its route first (identity and rights), so it learns
nothing that its sender may not read.

Responses are stored encrypted, because one may contain an API key; so a lost secret can be read
again with the same request, for a day.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import Header, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant, get_typed_signature
from fastapi.params import Depends
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from api.http.authentication import ActorDep, current_actor
from api.http.bodies import JsonRoute
from api.http.problems import responses
from api.http.resources import Resources, ResourcesDep, resources_of
from shared.concurrency.tasks import stop
from shared.db.idempotency import (
    Claimed,
    RequestKey,
    StoredAnswer,
    claim_key,
    release_key,
    renew_key,
    store_answer,
)
from shared.domain.ids import CallId
from shared.errors import AftercallError, Conflict, KeyInUse, KeyReused, SecretUnreadable

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
ANSWERS_LAST_S = 24 * 3600.0
# The time limit of a process that executes a request; after its death a repeat is executed when
# this time is over.
LEASE_S = 30.0
PATIENCE_S = 2.0
LOOK_S = 0.1
RETRY_AFTER_S = 2
MOST_ANSWER_BYTES = 2**20
# More than any of these routes reads. Later bytes are not compared.
MOST_COMPARED_BYTES = 24 * 2**20
MOST_BOUNDARY_CHARS = 200
STORED_HEADERS = ("location", "content-type")

DESCRIPTION = (
    "Any text of your own that names this request, such as a UUID. The same request with it within"
    f" 24 hours is answered as the first one was, with `{REPLAYED}: true`, and not carried out"
    " again; another request with it is refused (422, `idempotency_key_reused`), and a repeat"
    " while the first is under way waits a moment and is then refused (409,"
    " `idempotency_key_in_use`, with `Retry-After`). Requests that were refused or failed can be"
    " repeated with their key."
)

log = structlog.get_logger()


class _Answered(Exception):
    """The request was executed before."""

    def __init__(self, key: RequestKey, stored: StoredAnswer) -> None:
        super().__init__()
        self.key = key
        self.stored = stored


@dataclass(frozen=True, slots=True)
class _Claim:
    key: RequestKey
    token: UUID
    renewing: asyncio.Task[None]


def key_header(description: str) -> Any:
    return Header(min_length=1, max_length=255, pattern=r"^[ -~]+$", description=description)


def unquoted(key: str) -> str:
    """Returns the key without quotes: the draft writes them, and most senders do not."""
    return key[1:-1] if len(key) > 2 and key[0] == key[-1] == '"' else key


async def _claim_key(
    request: Request,
    actor: ActorDep,
    resources: ResourcesDep,
    idempotency_key: Annotated[str | None, key_header(DESCRIPTION)] = None,
) -> None:
    """Claims the key, as the last dependency of a route. Raises _Answered and KeyInUse."""
    if idempotency_key is None:
        return
    given_up_at = time.monotonic() + PATIENCE_S
    key = RequestKey(
        actor.tenant_id,
        f"{request.method} {request.scope['route'].path}",
        unquoted(idempotency_key),
    )
    while True:
        async with resources.database.connection(actor.tenant_id) as conn:
            found = await claim_key(conn, key, lease_s=LEASE_S, lasting_s=ANSWERS_LAST_S)
        match found:
            case Claimed(token):
                renewing = asyncio.create_task(_renew_claim(resources, key, token))
                request.state.idempotency = _Claim(key, token, renewing)
                return
            case StoredAnswer():
                raise _Answered(key, found)
        if time.monotonic() > given_up_at:
            raise KeyInUse(
                "A request with this Idempotency-Key is being executed: repeat it later.",
                retry_after_s=RETRY_AFTER_S,
            )
        await asyncio.sleep(LOOK_S)


class KeyedRoute(APIRoute):
    """A route that accepts an `Idempotency-Key` on a POST of a tenant."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
        self._is_keyed = "POST" in (given.get("methods") or ()) and _asks_for_tenant(endpoint)
        if self._is_keyed:
            given["responses"] = {**responses(409, 422), **(given.get("responses") or {})}
        super().__init__(path, endpoint, **given)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        if not self._is_keyed:
            return super().get_route_handler()
        # This runs after authentication, so that a repeat is answered only to a caller with access.
        self.dependant.dependencies.append(_claiming())
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            if HEADER not in request.headers:
                return await handle(request)
            return await _handle_once(handle, request)

        return handled


class KeyedJsonRoute(KeyedRoute, JsonRoute):
    """A JsonRoute that accepts an `Idempotency-Key`."""


async def _handle_once(
    handle: Callable[[Request], Coroutine[Any, Any, Response]], request: Request
) -> Response:
    body, resources = _Compared(request.scope, request.receive), resources_of(request)
    answer: Response | None = None
    try:
        answer = await handle(Request(request.scope, body.receive))
    except _Answered as answered:
        return await _stored_response(resources, answered, body)
    finally:
        claim: _Claim | None = getattr(request.state, "idempotency", None)
        if claim:
            await stop(claim.renewing)
            await _store_outcome(resources, claim, answer, body)
    return answer


async def _renew_claim(resources: Resources, key: RequestKey, token: UUID) -> None:
    while True:
        await asyncio.sleep(LEASE_S / 3)
        try:
            async with resources.database.connection(key.tenant_id) as conn:
                await renew_key(conn, key, token, lease_s=LEASE_S)
        except AftercallError as error:
            log.warning("idempotency key not renewed", error=type(error).__name__)


async def _store_outcome(
    resources: Resources, claim: _Claim, answer: Response | None, body: "_Compared"
) -> None:
    """Stores a successful response. The request was executed, so its response is sent even if this
    fails.
    """
    try:
        if answer is None or answer.status_code >= 300:
            async with resources.database.connection(claim.key.tenant_id) as conn:
                await release_key(conn, claim.key, claim.token)
            return
        content = bytes(answer.body).decode()
        sealed = None
        if len(content) <= MOST_ANSWER_BYTES:
            headers = {
                name: answer.headers[name] for name in STORED_HEADERS if name in answer.headers
            }
            text = json.dumps({"headers": headers, "content": content})
            sealed = resources.sealer.seal(text, context=_sealing_context(claim.key))
        stored = StoredAnswer(await body.fingerprint(), answer.status_code, sealed)
        async with resources.database.transaction(claim.key.tenant_id) as conn:
            answered = json.loads(content) if content else {}
            found = answered.get("call_id") or (answered.get("job") or {}).get("call_id")
            call_id = CallId(UUID(found)) if found else None
            await store_answer(conn, claim.key, claim.token, stored, call_id=call_id)
    except AftercallError as error:
        log.warning("answer not stored for its idempotency key", error=type(error).__name__)


async def _stored_response(
    resources: Resources, answered: _Answered, body: "_Compared"
) -> Response:
    """Returns the stored response. Raises KeyReused, Conflict."""
    if await body.fingerprint() != answered.stored.fingerprint:
        raise KeyReused(
            "This Idempotency-Key was used with another request: give each request its own."
        )
    stored = _unsealed_answer(resources, answered)
    if stored is None:
        raise Conflict(
            "The request with this Idempotency-Key was executed, and its response is not available"
            " any more (it was too large, or ENCRYPTION_KEY has changed): list the resources to"
            " find the result.",
            code="idempotency_answer_not_kept",
        )
    return Response(
        stored["content"], answered.stored.status, headers={**stored["headers"], REPLAYED: "true"}
    )


def _unsealed_answer(resources: Resources, answered: _Answered) -> dict[str, Any] | None:
    if answered.stored.answer is None:
        return None
    try:
        opened: dict[str, Any] = json.loads(
            resources.sealer.open(answered.stored.answer, context=_sealing_context(answered.key))
        )
    except SecretUnreadable:
        return None
    return opened


class _Compared:
    """Hashes the path and content of a request's body while it is read, to compare it with a
    repeat.

    A form's boundary is left out, because clients choose another one each time.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._hash = hashlib.sha256()
        for part in (scope["path"].encode(), scope["query_string"]):
            self._hash.update(len(part).to_bytes(8, "big") + part)
        self._boundary = _boundary(Headers(scope=scope).get("content-type", ""))
        self._tail = b""
        self._size_bytes = 0
        self._over = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._add_block(message.get("body", b""))
        self._over = self._over or not message.get("more_body", False)
        return message

    async def fingerprint(self) -> bytes:
        """Reads the rest of the body and returns its hash."""
        while not self._over:
            await self.receive()
        self._hash.update(self._tail)
        self._tail = b""
        return self._hash.digest()

    def _add_block(self, block: bytes) -> None:
        block = block[: MOST_COMPARED_BYTES - self._size_bytes]
        self._size_bytes += len(block)
        if not self._boundary:
            self._hash.update(block)
            return
        *before, last = (self._tail + block).split(self._boundary)
        for part in before:
            self._hash.update(part)
        # The beginning of another boundary may be at its end.
        held = min(len(last), len(self._boundary) - 1)
        self._hash.update(last[: len(last) - held])
        self._tail = last[len(last) - held :]


@cache
def _claiming() -> Dependant:
    """Returns the dependency that all keyed routes share; it has no parameter of a path."""
    return get_dependant(path="", call=_claim_key)


@cache
def _asks_for_tenant(call: Callable[..., Any]) -> bool:
    """Returns whether a function depends on the tenant, at whatever depth.

    Reads the signature of each function once, while FastAPI would build the validators of all its
    parameters again for each route.
    """
    return call is current_actor or any(
        isinstance(each, Depends) and each.dependency and _asks_for_tenant(each.dependency)
        for parameter in get_typed_signature(call).parameters.values()
        for each in (*getattr(parameter.annotation, "__metadata__", ()), parameter.default)
    )


def _boundary(content_type: str) -> bytes:
    if not content_type.lower().startswith("multipart/"):
        return b""
    boundary = content_type[:1000].partition("boundary=")[2].partition(";")[0].strip().strip('"')
    return boundary[:MOST_BOUNDARY_CHARS].encode()


def _sealing_context(key: RequestKey) -> str:
    return f"idempotency {key.tenant_id} {key.route} {key.key}"
