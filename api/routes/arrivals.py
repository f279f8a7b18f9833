"""How many of the calls that senders know of are here, and which events could not be used."""

from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from api.dependencies import Resources, ResourcesDep, TenantDep
from api.idempotency import KeyedRoute
from api.problems import responses
from api.router import Router
from api.routes.webhooks import elevenlabs, transcription, twilio
from api.unused_events import Use, replay_kept
from shared.db.source_checks import list_arrivals
from shared.db.unused_events import count_unused, list_unused
from shared.domain.statuses import Sender, Source

router = Router(tags=["results"], route_class=KeyedRoute)


class ArrivalsOfSource(BaseModel):
    """Of the tenant's calls that ended in the last `window_hours`: `listed` by the sender, `arrived` before the check,
    `fetched` because of it, and still `missing`. `checked_at` and all figures are null before the first check;
    `failing`: the last one was broken off, so the figures are older.
    """

    source: Source
    listed: int | None
    arrived: int | None
    fetched: int | None
    missing: int | None
    checked_at: datetime | None
    failing: bool


class UnusedBody(BaseModel):
    """A signed event that could not be used, and how often it came. `kept` ones are tried again by a replay, unless
    they were too large to be kept whole: then `can_be_tried` is false. Of `ignored` ones, which concern no call, only
    the type is known. `event_type` and `conversation_id` are null where they could not be read.
    """

    id: UUID
    source: Sender
    kind: Literal["kept", "ignored"]
    event_type: str | None
    conversation_id: str | None
    reason: str
    size_bytes: int
    times: int
    can_be_tried: bool
    received_at: datetime
    last_at: datetime


class UnclaimedBody(BaseModel):
    """Of the installation's own URLs, and of nobody who is known here: how many events are kept or were ignored."""

    kept: int
    ignored: int


class ArrivalsBody(BaseModel):
    """`unused` are the newest signed events that could not be used."""

    window_hours: float
    sources: list[ArrivalsOfSource]
    unused: list[UnusedBody]
    unclaimed: UnclaimedBody


class ReplayBody(BaseModel):
    """Kept events that could be used now, and those that still cannot."""

    used: int
    left: int


@router.get("/api/arrivals", responses=responses(401))
async def get_arrivals(tenant_id: TenantDep, resources: ResourcesDep) -> ArrivalsBody:
    """By sender. A sender is asked with the installation's own credentials, where it has some."""
    async with resources.database.connection() as conn:
        found = await list_arrivals(conn, tenant_id)
        unused = await list_unused(conn, tenant_id)
        unclaimed = await count_unused(conn, unclaimed_only=True)
    return ArrivalsBody(
        window_hours=resources.settings.arrivals.window_hours,
        sources=[
            ArrivalsOfSource(
                source=each.source,
                listed=each.counts.listed if each.checked_at else None,
                arrived=each.counts.arrived if each.checked_at else None,
                fetched=each.counts.fetched if each.checked_at else None,
                missing=each.counts.missing if each.checked_at else None,
                checked_at=each.checked_at,
                failing=each.failed,
            )
            for each in found
        ],
        unused=[
            UnusedBody.model_validate({**asdict(each), "source": each.owner.source, "can_be_tried": each.has_body})
            for each in unused
        ],
        unclaimed=UnclaimedBody(kept=unclaimed.kept, ignored=unclaimed.ignored),
    )


@router.post("/api/arrivals/replay", responses=responses(401))
async def replay_arrivals(tenant_id: TenantDep, resources: ResourcesDep) -> ReplayBody:
    """Tries the tenant's kept events again, as after an upgrade. Those that can be used are processed as if they came
    now; the others stay.
    """
    replayed = await replay_kept(resources, uses_of_kept(resources), tenant_id=tenant_id)
    return ReplayBody(used=replayed.used, left=replayed.left)


def uses_of_kept(resources: Resources) -> dict[Sender, Use]:
    return {
        Sender.ELEVENLABS: partial(elevenlabs.use_kept, resources),
        Sender.TWILIO: partial(twilio.use_kept, resources),
        Sender.TRANSCRIPTION: partial(transcription.use_kept, resources),
    }
