"""Limits the time in which an event is recorded. What the database has not taken by then goes to
the outage spool, because a sender waits only so long: Twilio for 15 seconds.

The statement that was sent may be carried out all the same, when a frozen database goes on. The
spooled event is recognised as a repeat then.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine
from typing import Any, BinaryIO, TypeVar

import structlog
from fastapi import Response

from api.http.schemas import AcceptedBody
from api.webhooks.incoming_deliveries import note_outcome
from api.webhooks.outage_spool import EventSpool, SpooledEvent
from shared.concurrency.tasks import LateWork
from shared.db.pool import ALL_TENANTS, Database
from shared.db.unused_events import Owner
from shared.db.webhook_endpoints import WebhookEndpoint, find_endpoint, list_all_endpoints
from shared.domain.statuses import Sender
from shared.errors import AftercallError, DatabaseAway, NotFound
from shared.telemetry.metrics import Metrics

# Long transcripts fit.
MOST_SPOOLED_BYTES = 8 * 2**20
# What the storage of recordings takes at least. It counts in the time for a large event.
SLOWEST_BYTES_PER_S = 4 * 2**20
READ_EVERY_S = 60.0

log = structlog.get_logger()
T = TypeVar("T")


class Acceptor:
    """Accepts events within a time limit. Run `run` in the background."""

    def __init__(
        self, database: Database, spool: EventSpool, metrics: Metrics, *, limit_s: float
    ) -> None:
        self._database = database
        self._spool = spool
        self._metrics = metrics
        self._limit_s = limit_s
        self._work = LateWork()
        # Tenants' own URLs as last seen, for the time in which the database does not answer.
        self._endpoints: dict[str, WebhookEndpoint] = {}

    def begin(self) -> "Acceptance":
        """Begins to accept one event."""
        return Acceptance(self, self._limit_s)

    async def run(self) -> None:
        """Reads all tenants' own URLs again and again. Runs until cancelled."""
        while True:
            try:
                async with self._database.connection(ALL_TENANTS) as conn:
                    self._endpoints = await list_all_endpoints(conn)
            except AftercallError as error:
                log.info("webhook endpoints not read", error=type(error).__name__)
            await asyncio.sleep(READ_EVERY_S)

    async def close(self) -> None:
        await self._work.close()

    async def within(self, work: Coroutine[Any, Any, T], limit_s: float) -> T:
        """Returns what `work` returns. Raises DatabaseAway when it is late, and leaves it to end by
        itself.
        """
        try:
            return await self._work.result(work, limit_s=limit_s)
        except TimeoutError as error:
            raise DatabaseAway("The database does not answer in time.") from error

    async def find(self, endpoint_id: str) -> WebhookEndpoint | None:
        """Returns a tenant's own URL, and remembers how it is now."""
        async with self._database.connection(ALL_TENANTS) as conn:
            endpoint = await find_endpoint(conn, endpoint_id)
        if endpoint:
            self._endpoints[endpoint_id] = endpoint
        else:
            self._endpoints.pop(endpoint_id, None)
        return endpoint

    def last_seen(self, endpoint_id: str) -> WebhookEndpoint | None:
        return self._endpoints.get(endpoint_id)

    async def spool(self, owner: Owner, body: bytes, status: int) -> Response:
        await self._spool.keep(SpooledEvent(owner, body))
        self._metrics.event_received(owner.source, "spooled")
        note_outcome("spooled")
        return Response(
            AcceptedBody.spooled().model_dump_json(), status, media_type="application/json"
        )


class Acceptance:
    """The time that is left for accepting one event. The time that the sender takes for the body
    does not count.
    """

    def __init__(self, acceptor: Acceptor, limit_s: float) -> None:
        self._acceptor = acceptor
        self._left_s = limit_s
        self._is_away = False

    async def endpoint(self, endpoint_id: str, sender: Sender) -> WebhookEndpoint:
        """Returns a tenant's own URL; while the database does not answer, as last seen. Raises
        NotFound, and DatabaseAway for a URL that was never seen.
        """
        try:
            endpoint = await self.within(self._acceptor.find(endpoint_id))
        except DatabaseAway:
            self._is_away = True
            endpoint = self._acceptor.last_seen(endpoint_id)
            if endpoint is None:
                raise
        if endpoint is None or endpoint.source is not sender:
            raise NotFound("There is no such webhook endpoint.")
        return endpoint

    async def within(self, work: Coroutine[Any, Any, T], *, more_s: float = 0.0) -> T:
        """Returns what `work` returns. Raises DatabaseAway when it takes longer than what is left,
        and leaves it to end by itself then.
        """
        if self._is_away:
            work.close()
            raise DatabaseAway("The database does not answer.")
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            return await self._acceptor.within(work, self._left_s + more_s)
        finally:
            self._left_s = max(0.0, self._left_s - (clock() - begun))

    async def record(
        self,
        work: Coroutine[Any, Any, Response],
        owner: Owner,
        body: bytes | BinaryIO,
        *,
        signed: bool = True,
        status: int = 202,
        is_refused: Callable[[bytes], bool] = lambda _body: False,
    ) -> Response:
        """Returns the answer of `work`, which records an event. When the database does not answer
        in time, a signed event is spooled. Raises DatabaseAway for others, and for a large one
        that the spool has no room for or `is_refused` there.
        """
        size = len(body) if isinstance(body, bytes) else await asyncio.to_thread(_size_of, body)
        more_s = 0.0 if isinstance(body, bytes) else size / SLOWEST_BYTES_PER_S
        try:
            return await self.within(work, more_s=more_s)
        except DatabaseAway:
            if not signed or size > MOST_SPOOLED_BYTES:
                raise
            if isinstance(body, bytes):
                return await self._acceptor.spool(owner, body, status)
            whole = await asyncio.to_thread(_read, body, size)
            if await asyncio.to_thread(is_refused, whole):
                raise
            return await self._acceptor.spool(owner, whole, status)


def _size_of(file: BinaryIO) -> int:
    file.flush()
    return os.fstat(file.fileno()).st_size


def _read(file: BinaryIO, size: int) -> bytes:
    """Reads without moving the file's position, because late work may still read it."""
    return os.pread(file.fileno(), size, 0)
