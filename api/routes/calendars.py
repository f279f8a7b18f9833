"""Secret addresses by which calendars subscribe to callbacks, and what is read there."""

import asyncio
from datetime import datetime
from hashlib import sha256
from typing import Annotated

from fastapi import Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.authentication import ActorDep
from api.http.bodies import JsonBody
from api.http.calendars import calendar_of
from api.http.credentials import LINK_TOKEN, hash_token, new_link_token
from api.http.idempotency import KeyedJsonRoute
from api.http.permissions import SelfDep
from api.http.problems import responses
from api.http.representations import matches
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.calendar_feeds import (
    MOST_OF_PERSON,
    Whose,
    delete_feed,
    insert_feed,
    list_calendar_events,
    list_feeds,
    open_feed,
)
from shared.db.pool import ALL_TENANTS
from shared.db.tenants import get_tenant
from shared.domain.access import Actor
from shared.domain.ids import CalendarFeedId, UserId
from shared.errors import Forbidden, NotFound
from shared.outgoing.wording import Wording

router = Router(tags=["callbacks"], prefix="/api/me/calendars", route_class=KeyedJsonRoute)
# Who has the address needs no other credential, as calendars can send none.
feeds = Router(prefix="/calendar", include_in_schema=False)

WHOSE = "`team`: all callbacks of the team. `mine`: those that are given to you."


class CalendarRequest(JsonBody):
    """Whose callbacks a calendar gets."""

    whose: Whose = Field(description=WHOSE)


class CalendarBody(BaseModel):
    """An address of a calendar, without its secret."""

    model_config = ConfigDict(from_attributes=True)

    id: CalendarFeedId = Field(description="The address's id.")
    whose: Whose = Field(description=WHOSE)
    created_at: datetime = Field(description="When it was made.")
    read_at: datetime | None = Field(
        description="When a calendar last read it, to the hour; null if none did."
    )


class NewCalendar(CalendarBody):
    """A new address, with the URL that is shown once."""

    url: str = Field(
        description=(
            "What a calendar subscribes to (iCalendar). Who has it can read names, numbers and"
            " reasons: keep it secret."
        )
    )


class CalendarList(BaseModel):
    """The addresses of the signed-in person."""

    calendars: list[CalendarBody] = Field(
        description=f"The oldest first, at most {MOST_OF_PERSON}."
    )


@router.post("", status_code=201, responses=responses(409))
async def create_calendar(
    body: CalendarRequest, tenant_id: SelfDep, actor: ActorDep, resources: ResourcesDep
) -> NewCalendar:
    """Makes an address to which a calendar subscribes. It works while you may read callbacks."""
    token = new_link_token()
    async with resources.database.transaction(tenant_id) as conn:
        feed = await insert_feed(conn, tenant_id, _me(actor), body.whose, hash_token(token))
    base = resources.settings.runtime.public_base_url.rstrip("/")
    return NewCalendar(
        **CalendarBody.model_validate(feed).model_dump(), url=f"{base}/calendar/{token}.ics"
    )


@router.get("")
async def get_calendars(
    tenant_id: SelfDep, actor: ActorDep, resources: ResourcesDep
) -> CalendarList:
    """Returns your addresses. Their URLs are not stored."""
    async with resources.database.connection(tenant_id) as conn:
        found = await list_feeds(conn, tenant_id, _me(actor))
    return CalendarList(calendars=[CalendarBody.model_validate(one) for one in found])


@router.delete("/{calendar_id}", status_code=204, responses=responses(404))
async def end_calendar(
    calendar_id: Annotated[CalendarFeedId, Path(description="The address's id.")],
    tenant_id: SelfDep,
    actor: ActorDep,
    resources: ResourcesDep,
) -> Response:
    """Ends an address: calendars that subscribed get nothing any more."""
    async with resources.database.connection(tenant_id) as conn:
        await delete_feed(conn, tenant_id, _me(actor), calendar_id)
    return Response(status_code=204)


@feeds.get("/{token}.ics")
async def read_calendar(token: str, request: Request, resources: ResourcesDep) -> Response:
    """Returns the callbacks as iCalendar, or 304 when nothing has changed."""
    await resources.throttles.shared(request)
    found = None
    if LINK_TOKEN.fullmatch(token):
        # The token itself says whose callbacks these are.
        async with resources.database.connection(ALL_TENANTS) as conn:
            found = await open_feed(conn, hash_token(token))
    if found is None:
        raise NotFound("There is no such calendar.")
    async with resources.database.connection(found.tenant_id) as conn:
        events = await list_calendar_events(conn, found)
        wording = Wording.of((await get_tenant(conn, found.tenant_id)).message_language)
    base_url = resources.settings.runtime.public_base_url
    shown = (found.team, base_url, wording, events)
    headers = {
        "ETag": f'"{sha256(repr(shown).encode()).hexdigest()[:32]}"',
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
    if matches(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    # Writing the longest one takes a fifth of a second.
    body = await asyncio.to_thread(calendar_of, found.team, events, wording, base_url=base_url)
    headers["Content-Disposition"] = 'inline; filename="callbacks.ics"'
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def _me(actor: Actor) -> UserId:
    if actor.user_id is None:
        raise Forbidden("A calendar is a person's: sign in.", code="not_allowed")
    return actor.user_id
