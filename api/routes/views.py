"""Saved views: filters of the list of calls or callbacks, and searches, under a name."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from api.accounts.presence import user_of
from api.http.authentication import ActorDep
from api.http.bodies import JsonBody
from api.http.fields import NO_NUL, VISIBLE, Stripped, Switch
from api.http.idempotency import KeyedJsonRoute
from api.http.permissions import SelfDep
from api.http.problems import responses
from api.http.resources import ResourcesDep
from api.http.router import Router
from api.view_filters import require_filters
from shared.db.pool import Connection
from shared.db.saved_views import (
    MOST_VIEWS,
    ListName,
    SavedView,
    delete_view,
    get_view,
    list_views,
    store_view,
)
from shared.db.tenants import lock_tenant
from shared.domain.access import Actor, Permission
from shared.domain.ids import ViewId, new_id
from shared.errors import Forbidden, InvalidRequest

router = Router(tags=["accounts"], prefix="/api/views", route_class=KeyedJsonRoute)

MOST_FILTERS = 20
_FILTER_NAME = r"^[a-z_]{1,40}$"
NAME = "The view's name; a person has one of it for each list, and so has the team."
LIST = "Which list it filters; `search` is a search in what was said (`GET /api/search`)."
FILTERS = (
    "The parameters of the list's page, or of the search, as an address has them, such as `status`"
    f" and `q`; at most {MOST_FILTERS}. A search has `q`."
)
TEAM = "Whether the whole team sees it; only who may work on calls makes and changes such views."

ViewName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=80, pattern=VISIBLE),
    Stripped,
]
FilterName = Annotated[str, StringConstraints(pattern=_FILTER_NAME)]
FilterValue = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
Filters = Annotated[
    dict[FilterName, FilterValue],
    Field(max_length=MOST_FILTERS),
    WithJsonSchema(
        {
            "type": "object",
            "maxProperties": MOST_FILTERS,
            "propertyNames": {"pattern": _FILTER_NAME},
            "additionalProperties": {"type": "string", "maxLength": 200, "pattern": NO_NUL},
        }
    ),
]
ViewInPath = Annotated[ViewId, Path(description="The view's id.")]


class NewView(JsonBody):
    """A view to save."""

    list: ListName = Field(description=LIST)
    name: ViewName = Field(description=NAME)
    filters: Filters = Field(description=FILTERS)
    team: Switch = Field(False, description=TEAM)


class ViewPatch(JsonBody):
    """What to change of a view; what is left out stays as it is."""

    name: ViewName | None = Field(None, description=NAME)
    filters: Filters | None = Field(None, description=FILTERS)
    team: Switch | None = Field(None, description=TEAM)


class ViewBody(BaseModel):
    """A saved view."""

    model_config = ConfigDict(from_attributes=True)

    id: ViewId = Field(description="The view's id.")
    list: ListName = Field(description=LIST)
    name: str = Field(description=NAME)
    filters: dict[str, str] = Field(description=FILTERS)
    team: bool = Field(description=TEAM)
    created_at: datetime = Field(description="When it was saved.")
    updated_at: datetime = Field(description="When it was last changed.")

    @classmethod
    def of(cls, view: SavedView) -> "ViewBody":
        return cls(
            id=view.id,
            list=view.list,
            name=view.name,
            filters=dict(view.filters),
            team=view.is_team,
            created_at=view.created_at,
            updated_at=view.updated_at,
        )


class ViewList(BaseModel):
    """The views of a person and of their team."""

    views: list[ViewBody] = Field(description=f"The views by name, at most {MOST_VIEWS} of each.")


@router.get("")
async def get_views(
    actor: ActorDep,
    tenant_id: SelfDep,
    resources: ResourcesDep,
    list: Annotated[ListName | None, Query(description="Only views of this list.")] = None,
) -> ViewList:
    """Returns the signed-in person's own views and the team's, by name."""
    async with resources.database.connection(tenant_id) as conn:
        found = await list_views(conn, tenant_id, user_of(actor))
    return ViewList(views=[ViewBody.of(view) for view in found if list in (None, view.list)])


@router.post("", status_code=201, responses=responses(400, 409))
async def save_view(
    body: NewView, actor: ActorDep, tenant_id: SelfDep, resources: ResourcesDep
) -> ViewBody:
    """Saves filters under a name, for the signed-in person or for the team."""
    require_filters(body.list, body.filters)
    now = datetime.now(UTC)
    view = SavedView(ViewId(new_id()), body.list, body.name, body.filters, body.team, now, now)
    async with resources.database.transaction(tenant_id) as conn:
        return await _store_view(conn, actor, view)


@router.patch("/{view_id}", responses=responses(400, 404, 409))
async def change_view(
    view_id: ViewInPath,
    body: ViewPatch,
    actor: ActorDep,
    tenant_id: SelfDep,
    resources: ResourcesDep,
) -> ViewBody:
    """Changes what is given and leaves the rest. A team's view that becomes an own one is the
    signed-in person's then.
    """
    async with resources.database.transaction(tenant_id) as conn:
        await lock_tenant(conn, tenant_id)
        view = await get_view(conn, tenant_id, user_of(actor), view_id)
        _require_right(actor, view)
        if body.filters is not None:
            require_filters(view.list, body.filters)
        changed = replace(
            view,
            name=body.name or view.name,
            filters=view.filters if body.filters is None else body.filters,
            is_team=view.is_team if body.team is None else body.team,
        )
        return await _store_view(conn, actor, changed)


@router.delete("/{view_id}", status_code=204, responses=responses(404))
async def remove_view(
    view_id: ViewInPath, actor: ActorDep, tenant_id: SelfDep, resources: ResourcesDep
) -> Response:
    """Deletes a view."""
    async with resources.database.transaction(tenant_id) as conn:
        _require_right(actor, await get_view(conn, tenant_id, user_of(actor), view_id))
        await delete_view(conn, tenant_id, view_id)
    return Response(status_code=204)


async def _store_view(conn: Connection, actor: Actor, view: SavedView) -> ViewBody:
    _require_right(actor, view)
    if view.list == "search" and not view.filters.get("q", "").strip():
        raise InvalidRequest(
            "A saved search has the words to find.",
            fields=(("/body/filters", "must have `q`"),),
        )
    await lock_tenant(conn, actor.tenant_id)
    return ViewBody.of(await store_view(conn, actor.tenant_id, user_of(actor), view))


def _require_right(actor: Actor, view: SavedView) -> None:
    if view.is_team and Permission.WRITE not in actor.permissions:
        raise Forbidden(
            "Your role may not change the team's views; save one of your own.", code="not_allowed"
        )
