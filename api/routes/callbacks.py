"""Callbacks: whom to call back, and when."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, computed_field

from api.http import cursors
from api.http.dependencies import ReaderDep, ResourcesDep
from api.http.fields import Instant
from api.http.parameters import NEXT_CURSOR, Cursor, Limit
from api.http.router import Router
from shared.db.callbacks import list_callbacks
from shared.domain.callbacks import TimeKind
from shared.domain.ids import CallbackId, CallId
from shared.domain.statuses import BookingState, CallbackStatus
from shared.domain.zones import ZoneSource, find_zone

router = Router(tags=["results"])


class BookingBody(BaseModel):
    """Whether an external calendar has the callback. The callback itself is valid in any case."""

    state: BookingState = Field(
        description=(
            "`booked`: a calendar has it, as `reference`. `refused`: the calendar refused it, and"
            " `reason` says why. `unknown`: a booking was sent and its answer is lost; it is looked"
            " up before it is sent again. `none`: no calendar is connected, none was asked yet, or"
            " it could not be reached, which `reason` then says."
        )
    )
    reason: str | None = Field(
        description="Why no calendar has it, or has it at another time than `due_at`; else null."
    )


class CallbackBody(BaseModel):
    """Whom to call back, and when."""

    model_config = ConfigDict(from_attributes=True)

    id: CallbackId = Field(description="The callback's id.")
    call_id: CallId = Field(description="The call that asks for it.")
    status: CallbackStatus = Field(
        description=(
            "`scheduled`: `due_at` says when. `ambiguous`: a person has to say when; `rule`"
            " says why."
        )
    )
    time_kind: TimeKind = Field(
        description=(
            "What the caller's words come to. `instant`: one moment. `window`: from `due_at` to"
            " `due_until`. `day`: any time on it, within the team's hours. `ambiguous`: a person"
            " chooses among the `candidates`. `past`: the time that was named is over. `none`: no"
            " time was named, so the team's usual delay counts."
        )
    )
    due_at: datetime | None = Field(
        description=(
            "When to call, of a window or a day from when on; null while that is ambiguous or past."
        )
    )
    due_until: datetime | None = Field(
        description="The end of the window or of the day's hours; else null."
    )
    timezone: str | None = Field(
        description=(
            "The IANA time zone in which the caller's words were read; null if it is unknown."
        )
    )
    timezone_source: ZoneSource | None = Field(description="Where `timezone` is from.")
    candidates: list[datetime] = Field(
        description="If the time is ambiguous, the ways to read it; else empty."
    )
    rule: str = Field(description="How the time was read, for people.")
    reason: str = Field(description="Why a callback is needed, for people.")
    phrase: str | None = Field(description="What the caller said, as it stands in the transcript.")
    phone: str | None = Field(description="The number to call, E.164.")
    name: str | None = Field(description="The caller's name.")
    provider: str | None = Field(
        description="The calendar that has it, such as `calcom`; `local` if only this row does."
    )
    reference: str | None = Field(description="The calendar's id of the booking.")
    booking_error: str | None = Field(
        description=(
            "Why the calendar did not take it, or that the calendar has it at another time; for"
            " people."
        )
    )
    booked_for: datetime | None = Field(description="When the calendar has it.")
    created_at: datetime = Field(description="When it was made.")
    booking_state: BookingState = Field(exclude=True)

    @computed_field(description="What a calendar answered.")  # type: ignore[prop-decorator]
    @property
    def booking(self) -> BookingBody:
        return BookingBody(state=self.booking_state, reason=self.booking_error)

    @computed_field(  # type: ignore[prop-decorator]
        description="`due_at` on the clock of `timezone`."
    )
    @property
    def due_local(self) -> datetime | None:
        zone = find_zone(self.timezone)
        return self.due_at.astimezone(zone) if self.due_at and zone else None


class CallbackPage(BaseModel):
    """A page of callbacks."""

    callbacks: list[CallbackBody] = Field(description="The callbacks, soonest first.")
    next_cursor: str | None = Field(description=NEXT_CURSOR)


@router.get("/api/callbacks")
async def get_callbacks(
    tenant_id: ReaderDep,
    resources: ResourcesDep,
    status: Annotated[
        CallbackStatus | None, Query(description="Only callbacks with this status.")
    ] = None,
    due_before: Annotated[
        Instant | None,
        Query(description="Only callbacks due before this time, with its UTC offset."),
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CallbackPage:
    """Returns callbacks, soonest first."""
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
