"""Stores and shows signed events that cannot be used, and processes them again after an upgrade."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

import structlog
from fastapi import Response
from fastapi.responses import JSONResponse

from api.http.resources import Resources
from api.http.schemas import AcceptedBody, IgnoredBody
from api.webhooks.incoming_deliveries import note_outcome
from shared.db.events import insert_event
from shared.db.pool import ALL_TENANTS
from shared.db.unused_events import (
    MAX_EVENT_BYTES,
    Owner,
    StoredEvent,
    count_ignored,
    delete_unused,
    list_stored,
    store_event,
)
from shared.domain.ids import TenantId
from shared.domain.incoming import UnknownEvent
from shared.domain.statuses import Sender
from shared.errors import Conflict, InvalidRequest, NotFound, Unavailable
from shared.telemetry.logs import plain

log = structlog.get_logger()

FULL_RETRY_AFTER_S = 3600
BATCH = 50
TOO_LARGE = " It is too large to be stored whole, so it cannot be tried again."


class UnknownType(InvalidRequest):
    """An event of an unknown type that concerns a call; a later version may be able to use it."""

    def __init__(self) -> None:
        super().__init__("This version knows no event of this type.")


async def keep(
    resources: Resources,
    owner: Owner,
    body: bytes | BinaryIO,
    error: InvalidRequest,
    *,
    status: int = 202,
    event_type: str | None = None,
    conversation_id: str | None = None,
) -> Response:
    """Stores an event. Raises Unavailable when the owner has too many, so that its sender tries
    again.
    """
    whole, key, size = await asyncio.to_thread(_contents, body)
    fields = ", ".join(pointer for pointer, _ in error.fields[:5])
    reason = f"{error} {fields}".strip() + ("" if whole is not None else TOO_LARGE)
    async with resources.database.transaction(ALL_TENANTS) as conn:
        stored = await store_event(
            conn,
            owner,
            body_hash=key,
            conversation_id=conversation_id,
            event_type=event_type,
            reason=reason[:500],
            body=whole,
            size=size,
        )
        if stored and owner.tenant_id:
            await insert_event(
                conn,
                owner.tenant_id,
                "event.stored",
                data={"source": owner.source, "reason": reason[:500]},
            )
    if not stored:
        resources.metrics.event_received(owner.source, "refused")
        raise Unavailable(
            "Too many events that cannot be used are stored already; see GET /api/missed-calls.",
            retry_after_s=FULL_RETRY_AFTER_S,
        )
    resources.metrics.event_received(owner.source, "stored")
    note_outcome("stored")
    log.warning("event stored, it cannot be used", source=owner.source, reason=reason[:500])
    return Response(AcceptedBody.stored().model_dump_json(), status, media_type="application/json")


async def ignore(resources: Resources, owner: Owner, event: UnknownEvent) -> Response:
    """Counts an event that concerns no call."""
    event_type = plain(event.event_type)[:100] or "none"
    async with resources.database.connection(ALL_TENANTS) as conn:
        await count_ignored(
            conn, owner, event_type=event_type, reason="Events of this type concern no call."
        )
    resources.metrics.event_received(owner.source, "ignored")
    note_outcome("ignored")
    log.info("webhook event ignored", event_type=event_type)
    return JSONResponse(IgnoredBody(status="ignored").model_dump(), 200)


@dataclass(frozen=True, slots=True)
class Replayed:
    """Counts of events that could be used now, and of those that still cannot."""

    used: int
    left: int


Use = Callable[[Owner, bytes], Awaitable[object]]


async def replay_unused(
    resources: Resources, uses: Mapping[Sender, Use], *, tenant_id: TenantId | None = None
) -> Replayed:
    """Processes the stored events of these senders again, oldest first: one tenant's, or all.

    Any number of concurrent calls are safe.
    """
    used = left = 0
    after: UUID | None = None
    while True:
        async with resources.database.connection(ALL_TENANTS) as conn:
            events = await list_stored(conn, uses, tenant_id=tenant_id, after=after, limit=BATCH)
        # The next page continues after the last event, which must still exist, so used events are
        # removed when the batch is over.
        done: list[UUID] = []
        for event in events:
            if await _is_used(uses, event):
                done.append(event.id)
        after = next((event.id for event in reversed(events) if event.id not in done), after)
        async with resources.database.transaction(ALL_TENANTS) as conn:
            for event_id in done:
                await delete_unused(conn, event_id)
        used, left = used + len(done), left + len(events) - len(done)
        if len(events) < BATCH:
            return Replayed(used, left)


async def _is_used(uses: Mapping[Sender, Use], event: StoredEvent) -> bool:
    """Processes an event and returns whether it can be removed; one of a deleted call can be."""
    try:
        await uses[event.owner.source](event.owner, event.body)
    except (InvalidRequest, NotFound) as error:
        log.info("event still cannot be used", source=event.owner.source, reason=str(error))
        return False
    except Conflict:
        return True
    return True


def _contents(body: bytes | BinaryIO) -> tuple[bytes | None, str, int]:
    """Returns the body where it is small enough, its hash and its size. Blocks."""
    if isinstance(body, bytes):
        return (
            (body if len(body) <= MAX_EVENT_BYTES else None),
            hashlib.sha256(body).hexdigest(),
            len(body),
        )
    body.seek(0)
    size, digest = 0, hashlib.sha256()
    start = b""
    while block := body.read(2**20):
        size += len(block)
        digest.update(block)
        if size <= MAX_EVENT_BYTES:
            start += block
    return (start if size <= MAX_EVENT_BYTES else None), digest.hexdigest(), size
