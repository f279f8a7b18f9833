"""Saved views: filters of lists, and searches, under a name, of one person or of the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

import asyncpg

from shared.db.pool import Connection
from shared.domain.ids import TenantId, UserId, ViewId
from shared.errors import Conflict, NotFound

MOST_VIEWS = 50
ListName: TypeAlias = Literal["calls", "callbacks", "search"]
_COLUMNS = "id, list, name, filters, user_id is null as is_team, created_at, updated_at"


@dataclass(frozen=True, slots=True)
class SavedView:
    """Filters under a name. `filters` are the parameters of the list's page; with `is_team` the
    whole team sees the view.
    """

    id: ViewId
    list: ListName
    name: str
    filters: Mapping[str, str]
    is_team: bool
    created_at: datetime
    updated_at: datetime


async def list_views(conn: Connection, tenant_id: TenantId, user_id: UserId) -> list[SavedView]:
    """Returns what a person sees: their own views and the team's, by name."""
    rows = await conn.fetch(
        f"""
        select {_COLUMNS}
        from saved_views
        where tenant_id = $1 and (user_id = $2 or user_id is null)
        order by lower(name), id
        """,  # noqa: S608
        tenant_id,
        user_id,
    )
    return [_view(row) for row in rows]


async def get_view(
    conn: Connection, tenant_id: TenantId, user_id: UserId, view_id: ViewId
) -> SavedView:
    """Returns a view that the person sees. Raises NotFound."""
    row = await conn.fetchrow(
        f"""
        select {_COLUMNS}
        from saved_views
        where id = $1 and tenant_id = $2 and (user_id = $3 or user_id is null)
        """,  # noqa: S608
        view_id,
        tenant_id,
        user_id,
    )
    if row is None:
        raise NotFound("There is no such view.")
    return _view(row)


async def store_view(
    conn: Connection, tenant_id: TenantId, user_id: UserId, view: SavedView
) -> SavedView:
    """Inserts a view, or changes the one with its id. `user_id` is whose it is if it is not the
    team's. The tenant must be locked, so that names and counts stay as they are. Raises Conflict.
    """
    owner = None if view.is_team else user_id
    others = await conn.fetch(
        """
        select list = $4 and lower(name) = lower($5) as is_namesake
        from saved_views
        where tenant_id = $1 and user_id is not distinct from $2 and id <> $3
        """,
        tenant_id,
        owner,
        view.id,
        view.list,
        view.name,
    )
    if any(row["is_namesake"] for row in others):
        raise Conflict("There is a view with this name already.", code="view_exists")
    if len(others) >= MOST_VIEWS:
        raise Conflict(
            f"A person has at most {MOST_VIEWS} views, and the team as many; delete one first.",
            code="too_many_views",
        )
    row = await conn.fetchrow(
        f"""
        insert into saved_views (id, tenant_id, user_id, list, name, filters)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (id) do update
        set user_id = excluded.user_id, name = excluded.name, filters = excluded.filters,
            updated_at = now()
        where saved_views.tenant_id = $2
        returning {_COLUMNS}
        """,  # noqa: S608
        view.id,
        tenant_id,
        owner,
        view.list,
        view.name,
        dict(view.filters),
    )
    if row is None:
        raise NotFound("There is no such view.")
    return _view(row)


async def delete_view(conn: Connection, tenant_id: TenantId, view_id: ViewId) -> None:
    await conn.execute(
        "delete from saved_views where id = $1 and tenant_id = $2", view_id, tenant_id
    )


def _view(row: asyncpg.Record) -> SavedView:
    return SavedView(
        id=ViewId(row["id"]),
        list=row["list"],
        name=row["name"],
        filters=row["filters"],
        is_team=row["is_team"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )
