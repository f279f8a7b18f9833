"""The resource contacts. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from collections.abc import AsyncGenerator
from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._async.paging import apages
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import OMIT, Omit, Request, given, query_of, segment


class AsyncContacts:
    """Requests about contacts."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def list(
        self,
        *,
        q: str | None = None,
        email: str | None = None,
        do_not_call: bool | None = None,
        open_callback: bool | None = None,
        call_id: UUID | str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        phone: str | None = None,
    ) -> models.ContactPage:
        """Returns contacts, the latest caller first. Callers who withheld their number and said
        no address are none.

        Args:
            q: Words of a name, company or address, or a number.
            email: Only the contact with this e-mail address.
            do_not_call: Only those who are not to be called, or only the others.
            open_callback: Only those with an open callback, or only the others.
            call_id: Only the contact of this call.
            cursor: The `next_cursor` of the page before; without one the list begins at its
                start.
            limit: At most so many entries.
            phone: Only what has this number, in any form; without a country code it is one of
                the team's `country`.
        """
        answer = await self._sender.send(
            Request(
                "GET",
                "/api/contacts",
                query=query_of(
                    q=q,
                    email=email,
                    do_not_call=do_not_call,
                    open_callback=open_callback,
                    call_id=call_id,
                    cursor=cursor,
                    limit=limit,
                    phone=phone,
                ),
            )
        )
        return read(answer, models.ContactPage)

    def iterate(
        self,
        *,
        q: str | None = None,
        email: str | None = None,
        do_not_call: bool | None = None,
        open_callback: bool | None = None,
        call_id: UUID | str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        phone: str | None = None,
    ) -> AsyncGenerator[models.ContactBody]:
        """Yields what `list` lists, of all pages; it asks for the next page when it is needed."""
        return apages(
            lambda place: self.list(
                q=q,
                email=email,
                do_not_call=do_not_call,
                open_callback=open_callback,
                call_id=call_id,
                cursor=place,
                limit=limit,
                phone=phone,
            ),
            lambda page: page.contacts,
            lambda page: page.next_cursor,
            cursor,
        )

    async def get(self, contact_id: UUID | str) -> models.ContactDetail:
        """Returns a contact with their newest calls, callbacks, corrections and opt-outs."""
        answer = await self._sender.send(Request("GET", f"/api/contacts/{segment(contact_id)}"))
        return read(answer, models.ContactDetail)

    async def correct(
        self,
        contact_id: UUID | str,
        *,
        name: str | Omit | None = OMIT,
        company: str | Omit | None = OMIT,
        phone: str | Omit | None = OMIT,
        email: str | Omit | None = OMIT,
        service: str | Omit | None = OMIT,
        city: str | Omit | None = OMIT,
        language: str | Omit | None = OMIT,
        notes: str | Omit | None = OMIT,
        do_not_call: bool | Omit | None = OMIT,
    ) -> models.ContactDetail:
        """Corrects a contact, and says whether they may be called. No run overwrites it. Their
        numbers and addresses follow from their calls: merge or split contacts to change whose
        they are.

        Args:
            name: Their name.
            company: Their company.
            phone: The number to reach them at; without a country code it is one of the team's
                `country`.
            email: Their e-mail address.
            service: What they want.
            city: Where they want it.
            language: The language they speak, ISO 639.
            notes: Notes of people, in place of earlier ones.
            do_not_call: True: they are not to be called. False lifts it, until they say so
                again.
        """
        answer = await self._sender.send(
            Request(
                "PATCH",
                f"/api/contacts/{segment(contact_id)}",
                json=given(
                    name=name,
                    company=company,
                    phone=phone,
                    email=email,
                    service=service,
                    city=city,
                    language=language,
                    notes=notes,
                    do_not_call=do_not_call,
                ),
            )
        )
        return read(answer, models.ContactDetail)

    async def delete(self, contact_id: UUID | str) -> None:
        """Deletes a contact with corrections, notes and the wish not to be called; their calls
        stay. If they call again, or a call is processed again, a new contact begins. POST
        /api/people/erase deletes the calls too.
        """
        await self._sender.send(Request("DELETE", f"/api/contacts/{segment(contact_id)}"))

    async def undo_correction(
        self, contact_id: UUID | str, field: models.ContactField | Literal["notes"]
    ) -> models.ContactDetail:
        """Returns a field to what the calls say, or deletes the notes."""
        answer = await self._sender.send(
            Request("DELETE", f"/api/contacts/{segment(contact_id)}/corrections/{segment(field)}")
        )
        return read(answer, models.ContactDetail)

    async def merge(
        self, id: UUID | str, *, contact_id: UUID | str, idempotency_key: str | None = None
    ) -> models.ContactDetail:
        """Merges another contact into this one: its calls, numbers, addresses and corrections
        move here. Where people corrected both, this one's corrections stay.

        Args:
            contact_id: The other contact, which is gone afterwards.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                f"/api/contacts/{segment(id)}/merge",
                json=given(contact_id=contact_id),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.ContactDetail)

    async def split(
        self,
        contact_id: UUID | str,
        *,
        numbers: builtins.list[str] | Omit = OMIT,
        emails: builtins.list[str] | Omit = OMIT,
        call_ids: builtins.list[UUID | str] | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.ContactDetail:
        """Moves numbers, addresses and calls of another person to a new contact, and returns
        that. Both need a call.

        Args:
            numbers: Numbers to move with their calls; later calls of them go there too.
            emails: Addresses to move, with the calls that only state these.
            call_ids: Single calls to move.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                f"/api/contacts/{segment(contact_id)}/split",
                json=given(numbers=numbers, emails=emails, call_ids=call_ids),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.ContactDetail)
