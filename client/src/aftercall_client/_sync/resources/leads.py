"""The resource leads. Written by `make docs`; do not edit."""

from __future__ import annotations

from collections.abc import Generator
from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import OMIT, Omit, Request, given, query_of, segment
from aftercall_client._sync.paging import pages
from aftercall_client._sync.sender import Sender


class Leads:
    """Requests about leads."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        email: str | None = None,
        phone: str | None = None,
    ) -> models.LeadPage:
        """Returns leads, the latest caller first. Calls without any name, number, address or
        company make no lead.

        Args:
            cursor: The `next_cursor` of the page before; without one the list begins at its
                start.
            limit: At most so many entries.
            email: Only the person with this e-mail address.
            phone: Only what has this number, in any form; without a country code it is one of
                the team's `country`.
        """
        answer = self._sender.send(
            Request(
                "GET",
                "/api/leads",
                query=query_of(cursor=cursor, limit=limit, email=email, phone=phone),
            )
        )
        return read(answer, models.LeadPage)

    def iterate(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        email: str | None = None,
        phone: str | None = None,
    ) -> Generator[models.LeadBody]:
        """Yields what `list` lists, of all pages; it asks for the next page when it is needed."""
        return pages(
            lambda place: self.list(cursor=place, limit=limit, email=email, phone=phone),
            lambda page: page.leads,
            lambda page: page.next_cursor,
            cursor,
        )

    def get(self, lead_id: UUID | str) -> models.LeadBody:
        """Returns one person with their newest calls."""
        answer = self._sender.send(Request("GET", f"/api/leads/{segment(lead_id)}"))
        return read(answer, models.LeadBody)

    def correct(
        self,
        lead_id: UUID | str,
        *,
        name: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        email: str | Omit | None = OMIT,
        company: str | Omit | None = OMIT,
        service: str | Omit | None = OMIT,
        city: str | Omit | None = OMIT,
    ) -> models.LeadBody:
        """Corrects a person's fields. No run overwrites them. Which calls are theirs still
        follows from what was said in the calls.

        Args:
            name: Their name.
            phone: The number to reach them at; without a country code it is one of the team's
                `country`.
            email: Their e-mail address.
            company: The company that they call for.
            service: What they want.
            city: The place where they want it.
        """
        answer = self._sender.send(
            Request(
                "PATCH",
                f"/api/leads/{segment(lead_id)}",
                json=given(
                    name=name, phone=phone, email=email, company=company, service=service, city=city
                ),
            )
        )
        return read(answer, models.LeadBody)

    def undo_correction(
        self,
        lead_id: UUID | str,
        field: Literal[
            "title",
            "summary",
            "outcome",
            "name",
            "phone",
            "email",
            "company",
            "service",
            "city",
            "reason",
        ],
    ) -> models.LeadBody:
        """Returns a field to what the person's calls say."""
        answer = self._sender.send(
            Request("DELETE", f"/api/leads/{segment(lead_id)}/corrections/{segment(field)}")
        )
        return read(answer, models.LeadBody)
