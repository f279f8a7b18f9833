"""The resource views. Written by `make docs`; do not edit."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import OMIT, Omit, Request, given, query_of, segment


class AsyncViews:
    """Requests about views."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list(
        self, *, list: Literal["calls", "callbacks", "search"] | None = None
    ) -> models.ViewList:
        """Returns the signed-in person's own views and the team's, by name.

        Args:
            list: Only views of this list.
        """
        answer = await self._sender.send(Request("GET", "/api/views", query=query_of(list=list)))
        return read(answer, models.ViewList)

    async def create(
        self,
        *,
        list: Literal["calls", "callbacks", "search"],
        name: str,
        filters: dict[str, str],
        team: bool | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.ViewBody:
        """Saves filters under a name, for the signed-in person or for the team.

        Args:
            list: Which list it filters; `search` is a search in what was said (`GET
                /api/search`).
            name: The view's name; a person has one of it for each list, and so has the team.
            filters: The parameters of the list's page, or of the search, as an address has
                them, such as `status` and `q`; at most 20. A search has `q`.
            team: Whether the whole team sees it; only who may work on calls makes and changes
                such views.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                "/api/views",
                json=given(list=list, name=name, filters=filters, team=team),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.ViewBody)

    async def change(
        self,
        view_id: UUID | str,
        *,
        name: str | Omit | None = OMIT,
        filters: dict[str, str] | Omit | None = OMIT,
        team: bool | Omit | None = OMIT,
    ) -> models.ViewBody:
        """Changes what is given and leaves the rest. A team's view that becomes an own one is
        the signed-in person's then.

        Args:
            name: The view's name; a person has one of it for each list, and so has the team.
            filters: The parameters of the list's page, or of the search, as an address has
                them, such as `status` and `q`; at most 20. A search has `q`.
            team: Whether the whole team sees it; only who may work on calls makes and changes
                such views.
        """
        answer = await self._sender.send(
            Request(
                "PATCH",
                f"/api/views/{segment(view_id)}",
                json=given(name=name, filters=filters, team=team),
            )
        )
        return read(answer, models.ViewBody)

    async def delete(self, view_id: UUID | str) -> None:
        """Deletes a view."""
        await self._sender.send(Request("DELETE", f"/api/views/{segment(view_id)}"))
