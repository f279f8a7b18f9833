"""Compares the senders' lists with the stored calls, and lists the events that could
not be used.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.http.idempotency import KeyedRoute
from api.http.permissions import ReaderDep, WriterDep
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.webhooks.senders import uses_of_stored
from api.webhooks.unused_events import replay_unused
from shared.db.elevenlabs_keys import KeyState, find_key_state
from shared.db.missed_calls import list_missed_calls
from shared.db.pool import ALL_TENANTS
from shared.db.unused_events import count_unused, list_unused
from shared.domain.statuses import Sender, Source

router = Router(tags=["results"], route_class=KeyedRoute)


class SourceCheckBody(BaseModel):
    """A sender's list of the tenant's calls, compared with the stored ones. Figures are null before
    the first check.
    """

    source: Source = Field(description="The sender.")
    listed: int | None = Field(
        description="Calls that the sender lists as ended in the last `window_hours`."
    )
    arrived: int | None = Field(description="How many of them were here before the check.")
    fetched: int | None = Field(description="How many of them the check fetched.")
    missing: int | None = Field(description="How many of them are still missing.")
    checked_at: datetime | None = Field(description="When the figures were made.")
    failing: bool = Field(
        description="True if the last check was broken off, so that the figures are older."
    )


class OwnKeyCheckBody(BaseModel):
    """What the tenant's own key at ElevenLabs lists, compared with the stored calls. Figures are
    null before the first check.
    """

    listed: int | None = Field(
        description=(
            "Calls of the tenant's agents that the key lists as ended in the last `window_hours`."
        )
    )
    arrived: int | None = Field(description="How many of them were here before the check.")
    fetched: int | None = Field(description="How many of them the check fetched.")
    missing: int | None = Field(description="How many of them are still missing.")
    checked_at: datetime | None = Field(description="When the figures were made.")
    failure: str | None = Field(
        description=(
            "Why the last check was broken off, for people, such as a refused key; null if it was"
            " not."
        )
    )


class UnusedBody(BaseModel):
    """A signed event that could not be used."""

    id: UUID = Field(description="The event's id here.")
    source: Sender = Field(description="Who sent it.")
    kind: Literal["stored", "ignored"] = Field(
        description=(
            "`stored` events are tried again by a replay. Of `ignored` ones only the type is known."
        )
    )
    event_type: str | None = Field(description="The event's type; null if it could not be read.")
    conversation_id: str | None = Field(
        description="The sender's id of the call; null if it could not be read."
    )
    reason: str = Field(description="Why it could not be used, for people.")
    size_bytes: int = Field(description="Its size in bytes.")
    times: int = Field(description="How often it came.")
    can_be_tried: bool = Field(description="False if it was too large to be stored whole.")
    received_at: datetime = Field(description="When it came first.")
    last_at: datetime = Field(description="When it came last.")


class UnclaimedBody(BaseModel):
    """Signed events at the installation's own URLs whose tenant is unknown."""

    stored: int = Field(description="Events that are stored.")
    ignored: int = Field(description="Events that were ignored.")


class MissedCallsBody(BaseModel):
    """Whether all calls arrived."""

    window_hours: float = Field(
        description="How far back the senders' lists are compared, in hours."
    )
    sources: list[SourceCheckBody] = Field(description="The comparison with each sender.")
    own_key: OwnKeyCheckBody | None = Field(
        description="The comparison with the tenant's own key; null without one."
    )
    unused: list[UnusedBody] = Field(description="The newest signed events that could not be used.")
    unclaimed: UnclaimedBody = Field(description="Events that belong to no tenant.")


class ReplayBody(BaseModel):
    """The result of a replay."""

    used: int = Field(description="Stored events that could be used now.")
    left: int = Field(description="Stored events that still cannot be used.")


@router.get("/api/missed-calls")
async def get_missed_calls(tenant_id: ReaderDep, resources: ResourcesDep) -> MissedCallsBody:
    """Returns how many of the calls that each sender lists are stored, and which signed events
    could not be used.

    A sender is queried with the installation's own credentials, where these are set, and
    ElevenLabs with the tenant's own key too, if one is stored.
    """
    async with resources.database.connection(tenant_id) as conn:
        found = await list_missed_calls(conn, tenant_id)
        own_key = await find_key_state(conn, tenant_id)
        unused = await list_unused(conn, tenant_id)
    # Rows without a tenant are hidden in a tenant's scope.
    async with resources.database.connection(ALL_TENANTS) as conn:
        unclaimed = await count_unused(conn, unclaimed_only=True)
    return MissedCallsBody(
        window_hours=resources.settings.missed_calls.window_hours,
        sources=[
            SourceCheckBody(
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
        own_key=_own_key_body(own_key) if own_key else None,
        unused=[
            UnusedBody.model_validate(
                {**asdict(each), "source": each.owner.source, "can_be_tried": each.has_body}
            )
            for each in unused
        ],
        unclaimed=UnclaimedBody(stored=unclaimed.stored, ignored=unclaimed.ignored),
    )


def _own_key_body(state: KeyState) -> OwnKeyCheckBody:
    known = state.counts if state.checked_at else None
    return OwnKeyCheckBody(
        listed=known.listed if known else None,
        arrived=known.arrived if known else None,
        fetched=known.fetched if known else None,
        missing=known.missing if known else None,
        checked_at=state.checked_at,
        failure=state.failure,
    )


@router.post("/api/missed-calls/replay")
async def replay_missed_calls(tenant_id: WriterDep, resources: ResourcesDep) -> ReplayBody:
    """Processes the tenant's stored events again, as after an upgrade. Usable ones are recorded as
    if they arrived now; the others remain.
    """
    replayed = await replay_unused(resources, uses_of_stored(resources), tenant_id=tenant_id)
    return ReplayBody(used=replayed.used, left=replayed.left)
