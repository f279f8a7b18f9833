"""The resource callbacks. Written by `make docs`; do not edit."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._answers import read
from aftercall_client._requests import OMIT, Omit, Request, given, query_of, segment
from aftercall_client._sync.paging import pages
from aftercall_client._sync.sender import Sender


class Callbacks:
    """Requests about callbacks."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list(
        self,
        *,
        order: Literal["soonest", "latest"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        status: models.CallbackStatus | None = None,
        state: Sequence[models.CallbackState | Literal["open"]] | None = None,
        due_before: datetime | str | None = None,
        assignee: Literal["me", "none"] | UUID | str | None = None,
        agent_id: UUID | str | None = None,
    ) -> models.CallbackPage:
        """Returns callbacks with their call and person, by their time; those without one by when
        they were recorded.

        Args:
            order: Which come first, by their time.
            cursor: The `next_cursor` of the page before; without one the list begins at its
                start.
            limit: At most so many entries.
            status: Only callbacks with this status.
            state: Only callbacks in one of these states; `open` is `overdue`, `due`, `coming`
                and `ambiguous`. May be repeated.
            due_before: Only callbacks due before this time, with its UTC offset.
            assignee: Only callbacks of this user (an id, or `me`), or of no one (`none`).
            agent_id: Only callbacks of calls of the agent with this `id`.
        """
        answer = self._sender.send(
            Request(
                "GET",
                "/api/callbacks",
                query=query_of(
                    order=order,
                    cursor=cursor,
                    limit=limit,
                    status=status,
                    state=state,
                    due_before=due_before,
                    assignee=assignee,
                    agent_id=agent_id,
                ),
            )
        )
        return read(answer, models.CallbackPage)

    def iterate(
        self,
        *,
        order: Literal["soonest", "latest"] | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        status: models.CallbackStatus | None = None,
        state: Sequence[models.CallbackState | Literal["open"]] | None = None,
        due_before: datetime | str | None = None,
        assignee: Literal["me", "none"] | UUID | str | None = None,
        agent_id: UUID | str | None = None,
    ) -> Generator[models.CallbackBody]:
        """Yields what `list` lists, of all pages; it asks for the next page when it is needed."""
        return pages(
            lambda place: self.list(
                order=order,
                cursor=place,
                limit=limit,
                status=status,
                state=state,
                due_before=due_before,
                assignee=assignee,
                agent_id=agent_id,
            ),
            lambda page: page.callbacks,
            lambda page: page.next_cursor,
            cursor,
        )

    def get(self, callback_id: UUID | str) -> models.CallbackBody:
        """Returns one callback."""
        answer = self._sender.send(Request("GET", f"/api/callbacks/{segment(callback_id)}"))
        return read(answer, models.CallbackBody)

    def correct(
        self, callback_id: UUID | str, *, reason: str, base_version: int | Omit | None = OMIT
    ) -> models.CallbackBody:
        """Corrects why a callback is needed. It is in the callback's history.

        Args:
            reason: Why a callback is needed.
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
        """
        answer = self._sender.send(
            Request(
                "PATCH",
                f"/api/callbacks/{segment(callback_id)}",
                json=given(reason=reason, base_version=base_version),
            )
        )
        return read(answer, models.CallbackBody)

    def history(self, callback_id: UUID | str) -> models.ChangeList:
        """Returns who changed the callback, when and how, newest first. Runs are in it too."""
        answer = self._sender.send(Request("GET", f"/api/callbacks/{segment(callback_id)}/history"))
        return read(answer, models.ChangeList)

    def done(
        self,
        callback_id: UUID | str,
        *,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Marks the callback as done: the caller was reached, or it is over in another way.

        Args:
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/done",
                json=given(base_version=base_version, comment=comment),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def cancel(
        self,
        callback_id: UUID | str,
        *,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Cancels the callback: no one has to call. A booking in a calendar is cancelled, too.

        Args:
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/cancel",
                json=given(base_version=base_version, comment=comment),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def reopen(
        self,
        callback_id: UUID | str,
        *,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Opens a done or cancelled callback again, at the time that it had.

        Args:
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/reopen",
                json=given(base_version=base_version, comment=comment),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def not_reached(
        self,
        callback_id: UUID | str,
        *,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        next_at: datetime | str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Counts a try that reached no one, and sets the time of the next one. Send an
        `Idempotency-Key`, so that a repeat is not counted.

        Args:
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
            next_at: When to try again, with its UTC offset, within two years; null leaves the
                time as it is.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/not-reached",
                json=given(base_version=base_version, comment=comment, next_at=next_at),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def move(
        self,
        callback_id: UUID | str,
        *,
        due_at: datetime | str,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        due_until: datetime | str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Sets when to call, and opens a settled callback again. No run changes the time any
        more. A booking in a calendar moves, too.

        Args:
            due_at: When to call, or from when on, with its UTC offset: within two years, and
                at most a day ago.
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
            due_until: The end of a window; null for an instant.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/move",
                json=given(
                    base_version=base_version, comment=comment, due_at=due_at, due_until=due_until
                ),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def snooze(
        self,
        callback_id: UUID | str,
        *,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        until: datetime | str | Omit | None = OMIT,
        minutes: int | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Puts the callback off for a while: it is not due, and the agent does not call, until
        then. `due_at` stays as it is. Then `callback.due` is sent again. Moving, deciding,
        finishing, cancelling and opening again end it.

        Args:
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
            until: Until when, with its UTC offset; at most 30 days ahead.
            minutes: How many minutes from now; `until` or this.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/snooze",
                json=given(
                    base_version=base_version, comment=comment, until=until, minutes=minutes
                ),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def unsnooze(
        self,
        callback_id: UUID | str,
        *,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Ends the snooze of a callback: its time counts again.

        Args:
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/unsnooze",
                json=given(base_version=base_version, comment=comment),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def decide(
        self,
        callback_id: UUID | str,
        *,
        candidate: datetime | str,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Chooses one of the `candidates` of an ambiguous callback.

        Args:
            candidate: One of the callback's `candidates`.
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/decide",
                json=given(base_version=base_version, comment=comment, candidate=candidate),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def assign(
        self,
        callback_id: UUID | str,
        *,
        assignee_id: UUID | str | Literal["me"] | None,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Gives the callback to a person of the team, or takes it from them.

        Args:
            assignee_id: The user's id, or `me`; null makes it no one's.
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/assign",
                json=given(base_version=base_version, comment=comment, assignee_id=assignee_id),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def note(
        self,
        callback_id: UUID | str,
        *,
        note: str | None,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Sets the team's note on the callback.

        Args:
            note: The note, in place of an earlier one; null removes it.
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/note",
                json=given(base_version=base_version, comment=comment, note=note),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def approve_call(
        self,
        callback_id: UUID | str,
        *,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Lets the agent call the number that the callback has now, at the first moment at which
        it may. Takes back `stop-call`. If the number changes, a person is asked again.

        Args:
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/approve-call",
                json=given(base_version=base_version, comment=comment),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def stop_call(
        self,
        callback_id: UUID | str,
        *,
        base_version: int | Omit | None = OMIT,
        comment: str | Omit | None = OMIT,
        idempotency_key: str | None = None,
    ) -> models.CallbackBody:
        """Lets people call: the agent does not. A call that it is placing is not ended.

        Args:
            base_version: The `version` that was read; a conflict (409) if the callback has
                changed since.
            comment: Why, for the callback's history.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/callbacks/{segment(callback_id)}/stop-call",
                json=given(base_version=base_version, comment=comment),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.CallbackBody)

    def agent_calls(self, callback_id: UUID | str) -> models.AgentCallList:
        """Returns the calls that the agent placed for a callback, and tried to place."""
        answer = self._sender.send(
            Request("GET", f"/api/callbacks/{segment(callback_id)}/agent-calls")
        )
        return read(answer, models.AgentCallList)

    def undo_correction(
        self,
        callback_id: UUID | str,
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
    ) -> models.CallbackBody:
        """Returns a field to what the machine says."""
        answer = self._sender.send(
            Request("DELETE", f"/api/callbacks/{segment(callback_id)}/corrections/{segment(field)}")
        )
        return read(answer, models.CallbackBody)
