"""Links that show a call, read-only, to people without an account."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.authentication import ActorDep
from api.http.bodies import JsonBody
from api.http.credentials import hash_token, new_link_token
from api.http.fields import Count, Switch
from api.http.idempotency import KeyedJsonRoute
from api.http.parameters import CallInPath
from api.http.permissions import ReaderDep, WriterDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from shared.db.call_shares import delete_share, insert_share, list_shares
from shared.db.calls import get_call
from shared.domain.access import Permission
from shared.domain.ids import CallId, ShareId
from shared.errors import Forbidden

router = Router(tags=["results"], prefix="/api/calls/{call_id}/shares", route_class=KeyedJsonRoute)

DEFAULT_HOURS = 7 * 24
MOST_HOURS = 90 * 24


class ShareRequest(JsonBody):
    """How long a link works, and what it shows."""

    expires_in_hours: Annotated[Count, Field(ge=1, le=MOST_HOURS)] = Field(
        DEFAULT_HOURS, description="After how many hours the link ends; seven days by default."
    )
    plays_recording: Switch = Field(
        False, description="Whether the recording can be played, besides reading the transcript."
    )


class SharerBody(BaseModel):
    """Who made a link."""

    model_config = ConfigDict(from_attributes=True)

    kind: Literal["user", "key"] = Field(description="A person, or an API key.")
    id: str = Field(description="The id of the user or key.")
    name: str | None = Field(description="Their name; a person without one has their address here.")


class ShareBody(BaseModel):
    """A link that works."""

    model_config = ConfigDict(from_attributes=True)

    id: ShareId = Field(description="The link's id.")
    call_id: CallId = Field(description="The call that it shows.")
    made_by: SharerBody = Field(
        description="Who made it. It ends when they are removed, shut out or revoked."
    )
    plays_recording: bool = Field(description="Whether the recording can be played.")
    created_at: datetime = Field(description="When it was made.")
    expires_at: datetime = Field(description="When it ends by itself.")
    opened_at: datetime | None = Field(description="When it was last opened; null if never.")
    times_opened: int = Field(description="How often it was opened.")


class NewShare(ShareBody):
    """A new link."""

    url: str = Field(
        description=(
            "The link, shown this once: everyone who has it sees the call. It leads to a page with"
            " title, summary and transcript, without callback, lead, cost and the line's numbers."
        )
    )


class ShareList(BaseModel):
    """The links of a call."""

    shares: list[ShareBody] = Field(description="The links that work, newest first.")


@router.post("", status_code=201, responses=responses(404, 409))
async def share_call(
    call_id: CallInPath,
    body: ShareRequest,
    actor: ActorDep,
    tenant_id: WriterDep,
    resources: ResourcesDep,
) -> NewShare:
    """Makes a link that shows the call to everyone who has it, until it expires or is ended. It is
    refused where the tenant's `sharing_allowed` is false.
    """
    if Permission.READ not in actor.permissions:
        # The link would show more than its maker may read.
        raise Forbidden("This API key lacks the scope `read`.", code="not_allowed")
    token = new_link_token()
    async with resources.database.transaction(tenant_id) as conn:
        share = await insert_share(
            conn,
            actor,
            call_id,
            hash_token(token),
            plays_recording=body.plays_recording,
            ttl_s=body.expires_in_hours * 3600.0,
        )
    base = resources.settings.runtime.public_base_url.rstrip("/")
    return NewShare(**ShareBody.model_validate(share).model_dump(), url=f"{base}/shared/{token}")


@router.get("", responses=responses(404))
async def get_shares(
    call_id: CallInPath, tenant_id: ReaderDep, resources: ResourcesDep
) -> ShareList:
    """Returns the links of the call that work, newest first; their addresses are not stored."""
    async with resources.database.connection(tenant_id) as conn:
        await get_call(conn, tenant_id, call_id)
        return ShareList(
            shares=[
                ShareBody.model_validate(share)
                for share in await list_shares(conn, tenant_id, call_id)
            ]
        )


@router.delete("/{share_id}", status_code=204, responses=responses(404))
async def end_share(
    call_id: CallInPath,
    share_id: Annotated[ShareId, Path(description="The link's id.")],
    tenant_id: WriterDep,
    resources: ResourcesDep,
) -> Response:
    """Ends a link at once; it may be one of another person."""
    async with resources.database.connection(tenant_id) as conn:
        await delete_share(conn, tenant_id, call_id, share_id)
    return Response(status_code=204)
