"""The resource people. Written by `make docs`; do not edit."""

from __future__ import annotations

from typing import Any

from aftercall_client import models
from aftercall_client._answers import read, read_object
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import OMIT, Omit, Request, given


class AsyncPeople:
    """Requests about people."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def erase(
        self, *, phone: str | Omit | None = OMIT, email: str | Omit | None = OMIT
    ) -> models.PersonErased:
        """Deletes all calls of a person with their results, vectors and audio, and with them the
        person's lead and contact, what answers quote of these calls, and questions that name
        the person. A number on the list of those that are never called stays there, by
        itself. Idempotent.

        Args:
            phone: The person's telephone number; without a country code it is one of the
                tenant's `country`.
            email: The person's e-mail address.
        """
        answer = await self._sender.send(
            Request(
                "POST", "/api/people/erase", json=given(phone=phone, email=email), timeout_s=120.0
            )
        )
        return read(answer, models.PersonErased)

    async def export(
        self, *, phone: str | Omit | None = OMIT, email: str | Omit | None = OMIT
    ) -> dict[str, Any]:
        """Returns everything about a person in one JSON document: `person`, `exported_at`,
        `calls`, each with transcripts, insights, documents, callback, lead, recordings with
        the address of their audio, runs and events, `contacts` with what people noted and
        decided, `do_not_call` with their numbers on that list, and `questions` that name the
        person or whose answers hold words of these calls, with the parts of the answers that
        hold no others' words.

        Args:
            phone: The person's telephone number; without a country code it is one of the
                tenant's `country`.
            email: The person's e-mail address.
        """
        answer = await self._sender.send(
            Request("POST", "/api/people/export", json=given(phone=phone, email=email))
        )
        return read_object(answer)
