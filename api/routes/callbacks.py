"""Whom to call back, and when."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, computed_field

from api import cursors
from api.dependencies import ResourcesDep, TenantDep
from api.problems import responses
from api.router import Router
from shared.db.callbacks import list_callbacks
from shared.domain.ids import CallbackId, CallId
from shared.domain.statuses import BookingState, CallbackStatus
from shared.domain.zones import ZoneSource, find_zone

router = Router(tags=["results"])


class BookingBody(BaseModel):
    """Whether a calendar outside has the callback. The callback itself stands whatever is said here."""

    state: BookingState = Field(
        description="`booked`: a calendar has it, as `reference`. `refused`: the calendar refused it, and `reason` says"
        " why. `unknown`: a booking was sent and its answer is lost; it is looked up before it is sent again. `none`:"
        " no calendar is connected, none was asked yet, or it could not be reached, which `reason` then says"
    )
    reason: str | None = Field(description="Why no calendar has it, or has it at another time than `due_at`; else null")


class CallbackBody(BaseModel):
    """`due_at` is null while the time is ambiguous; then `candidates` are the readings to choose from.

    `rule` says how the time was read, `phrase` is what the caller said. `booking_error` says why the
    calendar did not take it, or that it has it at another time, which is `booked_for`.

    `timezone` is the one the caller's words were read in, `timezone_source` who named it, `due_local` the time on the
    clock there. They are null where nothing says in which zone the caller is.
    """

    model_config = ConfigDict(from_attributes=True)

    id: CallbackId
    call_id: CallId
    status: CallbackStatus
    due_at: datetime | None
    timezone: str | None
    timezone_source: ZoneSource | None
    candidates: list[datetime]
    rule: str
    reason: str
    phrase: str | None
    phone: str | None
    name: str | None
    provider: str | None
    reference: str | None
    booking_error: str | None
    booked_for: datetime | None
    created_at: datetime
    booking_state: BookingState = Field(exclude=True)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def booking(self) -> BookingBody:
        return BookingBody(state=self.booking_state, reason=self.booking_error)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def due_local(self) -> datetime | None:
        zone = find_zone(self.timezone)
        return self.due_at.astimezone(zone) if self.due_at and zone else None


class CallbackPage(BaseModel):
    callbacks: list[CallbackBody]
    next_cursor: str | None


@router.get("/api/callbacks", responses=responses(400, 401, 422))
async def get_callbacks(
    tenant_id: TenantDep,
    resources: ResourcesDep,
    status: CallbackStatus | None = None,
    due_before: AwareDatetime | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CallbackPage:
    """Soonest first."""
    after = cursors.decode(cursor)
    async with resources.database.connection() as conn:
        found = await list_callbacks(
            conn,
            tenant_id,
            status=status,
            due_before=due_before,
            after=(after[0], CallbackId(after[1])) if after else None,
            limit=limit + 1,
        )
    page, last = found[:limit], found[limit - 1] if len(found) > limit else None
    return CallbackPage(
        callbacks=[CallbackBody.model_validate(callback) for callback in page],
        next_cursor=cursors.encode(last.due_at or last.created_at, last.id) if last else None,
    )
