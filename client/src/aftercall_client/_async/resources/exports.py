"""The resource exports. Written by `make docs`; do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from aftercall_client import models
from aftercall_client._async.downloads import AsyncDownload, aopen_download
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import Request, query_of


class AsyncExports:
    """Requests about exports."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    def calls_csv(
        self,
        *,
        q: str | None = None,
        status: models.CallStatus | None = None,
        agent_id: UUID | str | None = None,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        lead_id: UUID | str | None = None,
        contact_id: UUID | str | None = None,
        direction: Literal["inbound", "outbound"] | None = None,
        outcome: models.CallOutcome | None = None,
        language: str | None = None,
        min_duration_s: float | None = None,
        max_duration_s: float | None = None,
        callback: Sequence[models.CallbackState | Literal["open", "any", "none", "done_in_time"]]
        | None = None,
        id: Sequence[UUID | str] | None = None,
        phone: str | None = None,
        separator: Literal["comma", "semicolon"] | None = None,
        bom: bool | None = None,
        timezone: str | None = None,
    ) -> AbstractAsyncContextManager[AsyncDownload]:
        """Returns all calls that the filters select as a table, newest first.

        Args:
            q: Only calls whose title, summary, names or numbers contain all of these words or
                parts of words, with the operators of `GET /api/search` (`"quoted words"`,
                `-word`, `or`); one or two Latin letters or digits stand for the beginning of a
                word. Case and accents do not matter. A number may be typed in any form, with or
                without its country code. Calls are found once their processing has begun.
            status: Only calls with this status.
            agent_id: Only calls of the agent with this `id`.
            since: Only calls first reported at this time or later, with its UTC offset.
            until: Only calls first reported before this time, with its UTC offset.
            lead_id: Only calls of this person.
            contact_id: Only calls of this contact.
            direction: Only calls in this direction.
            outcome: Only calls that ended like this.
            language: Only calls in this language (ISO 639).
            min_duration_s: Only calls of at least so many seconds.
            max_duration_s: Only calls of at most so many seconds.
            callback: Only calls with a callback in one of these states; `open` is `overdue`,
                `due`, `coming` and `ambiguous`, `any` all of them, and `done_in_time` those of
                `done` that were done before they were overdue. `none` is for calls without a
                callback, and stands alone. May be repeated.
            id: Only these calls. May be repeated.
            phone: Only what has this number, in any form; without a country code it is one of
                the team's `country`.
            separator: What stands between cells. Spreadsheets of languages with a decimal
                comma take semicolons; numbers have a decimal comma then.
            bom: Begin with a byte order mark, by which Excel knows UTF-8.
            timezone: Write times on the clock of this IANA zone, as `2026-11-18 10:30:00`;
                without it they are RFC 3339 in UTC.
        """
        return aopen_download(
            self._sender,
            Request(
                "GET",
                "/api/calls.csv",
                query=query_of(
                    q=q,
                    status=status,
                    agent_id=agent_id,
                    since=since,
                    until=until,
                    lead_id=lead_id,
                    contact_id=contact_id,
                    direction=direction,
                    outcome=outcome,
                    language=language,
                    min_duration_s=min_duration_s,
                    max_duration_s=max_duration_s,
                    callback=callback,
                    id=id,
                    phone=phone,
                    separator=separator,
                    bom=bom,
                    timezone=timezone,
                ),
            ),
        )

    def callbacks_csv(
        self,
        *,
        order: Literal["soonest", "latest"] | None = None,
        status: models.CallbackStatus | None = None,
        state: Sequence[models.CallbackState | Literal["open"]] | None = None,
        due_before: datetime | str | None = None,
        assignee: Literal["me", "none"] | UUID | str | None = None,
        agent_id: UUID | str | None = None,
        separator: Literal["comma", "semicolon"] | None = None,
        bom: bool | None = None,
        timezone: str | None = None,
    ) -> AbstractAsyncContextManager[AsyncDownload]:
        """Returns all callbacks that the filters select as a table.

        Args:
            order: Which come first, by their time.
            status: Only callbacks with this status.
            state: Only callbacks in one of these states; `open` is `overdue`, `due`, `coming`
                and `ambiguous`. May be repeated.
            due_before: Only callbacks due before this time, with its UTC offset.
            assignee: Only callbacks of this user (an id, or `me`), or of no one (`none`).
            agent_id: Only callbacks of calls of the agent with this `id`.
            separator: What stands between cells. Spreadsheets of languages with a decimal
                comma take semicolons; numbers have a decimal comma then.
            bom: Begin with a byte order mark, by which Excel knows UTF-8.
            timezone: Write times on the clock of this IANA zone, as `2026-11-18 10:30:00`;
                without it they are RFC 3339 in UTC.
        """
        return aopen_download(
            self._sender,
            Request(
                "GET",
                "/api/callbacks.csv",
                query=query_of(
                    order=order,
                    status=status,
                    state=state,
                    due_before=due_before,
                    assignee=assignee,
                    agent_id=agent_id,
                    separator=separator,
                    bom=bom,
                    timezone=timezone,
                ),
            ),
        )

    def leads_csv(
        self,
        *,
        email: str | None = None,
        phone: str | None = None,
        separator: Literal["comma", "semicolon"] | None = None,
        bom: bool | None = None,
        timezone: str | None = None,
    ) -> AbstractAsyncContextManager[AsyncDownload]:
        """Returns all leads that the filters select as a table, the latest caller first.

        Args:
            email: Only the person with this e-mail address.
            phone: Only what has this number, in any form; without a country code it is one of
                the team's `country`.
            separator: What stands between cells. Spreadsheets of languages with a decimal
                comma take semicolons; numbers have a decimal comma then.
            bom: Begin with a byte order mark, by which Excel knows UTF-8.
            timezone: Write times on the clock of this IANA zone, as `2026-11-18 10:30:00`;
                without it they are RFC 3339 in UTC.
        """
        return aopen_download(
            self._sender,
            Request(
                "GET",
                "/api/leads.csv",
                query=query_of(
                    email=email, phone=phone, separator=separator, bom=bom, timezone=timezone
                ),
            ),
        )

    def calls_jsonl(
        self,
        *,
        q: str | None = None,
        status: models.CallStatus | None = None,
        agent_id: UUID | str | None = None,
        since: datetime | str | None = None,
        until: datetime | str | None = None,
        lead_id: UUID | str | None = None,
        contact_id: UUID | str | None = None,
        direction: Literal["inbound", "outbound"] | None = None,
        outcome: models.CallOutcome | None = None,
        language: str | None = None,
        min_duration_s: float | None = None,
        max_duration_s: float | None = None,
        callback: Sequence[models.CallbackState | Literal["open", "any", "none", "done_in_time"]]
        | None = None,
        id: Sequence[UUID | str] | None = None,
        phone: str | None = None,
    ) -> AbstractAsyncContextManager[AsyncDownload]:
        """Returns all calls that the filters select, newest first, as a JSON object a line with
        the columns of the table.

        Args:
            q: Only calls whose title, summary, names or numbers contain all of these words or
                parts of words, with the operators of `GET /api/search` (`"quoted words"`,
                `-word`, `or`); one or two Latin letters or digits stand for the beginning of a
                word. Case and accents do not matter. A number may be typed in any form, with or
                without its country code. Calls are found once their processing has begun.
            status: Only calls with this status.
            agent_id: Only calls of the agent with this `id`.
            since: Only calls first reported at this time or later, with its UTC offset.
            until: Only calls first reported before this time, with its UTC offset.
            lead_id: Only calls of this person.
            contact_id: Only calls of this contact.
            direction: Only calls in this direction.
            outcome: Only calls that ended like this.
            language: Only calls in this language (ISO 639).
            min_duration_s: Only calls of at least so many seconds.
            max_duration_s: Only calls of at most so many seconds.
            callback: Only calls with a callback in one of these states; `open` is `overdue`,
                `due`, `coming` and `ambiguous`, `any` all of them, and `done_in_time` those of
                `done` that were done before they were overdue. `none` is for calls without a
                callback, and stands alone. May be repeated.
            id: Only these calls. May be repeated.
            phone: Only what has this number, in any form; without a country code it is one of
                the team's `country`.
        """
        return aopen_download(
            self._sender,
            Request(
                "GET",
                "/api/calls.jsonl",
                query=query_of(
                    q=q,
                    status=status,
                    agent_id=agent_id,
                    since=since,
                    until=until,
                    lead_id=lead_id,
                    contact_id=contact_id,
                    direction=direction,
                    outcome=outcome,
                    language=language,
                    min_duration_s=min_duration_s,
                    max_duration_s=max_duration_s,
                    callback=callback,
                    id=id,
                    phone=phone,
                ),
            ),
        )

    def callbacks_jsonl(
        self,
        *,
        order: Literal["soonest", "latest"] | None = None,
        status: models.CallbackStatus | None = None,
        state: Sequence[models.CallbackState | Literal["open"]] | None = None,
        due_before: datetime | str | None = None,
        assignee: Literal["me", "none"] | UUID | str | None = None,
        agent_id: UUID | str | None = None,
    ) -> AbstractAsyncContextManager[AsyncDownload]:
        """Returns all callbacks that the filters select as a JSON object a line with the columns
        of the table.

        Args:
            order: Which come first, by their time.
            status: Only callbacks with this status.
            state: Only callbacks in one of these states; `open` is `overdue`, `due`, `coming`
                and `ambiguous`. May be repeated.
            due_before: Only callbacks due before this time, with its UTC offset.
            assignee: Only callbacks of this user (an id, or `me`), or of no one (`none`).
            agent_id: Only callbacks of calls of the agent with this `id`.
        """
        return aopen_download(
            self._sender,
            Request(
                "GET",
                "/api/callbacks.jsonl",
                query=query_of(
                    order=order,
                    status=status,
                    state=state,
                    due_before=due_before,
                    assignee=assignee,
                    agent_id=agent_id,
                ),
            ),
        )

    def leads_jsonl(
        self, *, email: str | None = None, phone: str | None = None
    ) -> AbstractAsyncContextManager[AsyncDownload]:
        """Returns all leads that the filters select, the latest caller first, as a JSON object a
        line with the columns of the table.

        Args:
            email: Only the person with this e-mail address.
            phone: Only what has this number, in any form; without a country code it is one of
                the team's `country`.
        """
        return aopen_download(
            self._sender,
            Request("GET", "/api/leads.jsonl", query=query_of(email=email, phone=phone)),
        )

    def do_not_call_csv(
        self,
        *,
        separator: Literal["comma", "semicolon"] | None = None,
        bom: bool | None = None,
        timezone: str | None = None,
    ) -> AbstractAsyncContextManager[AsyncDownload]:
        """Returns the numbers that the team's agents never call as a table, in their order.
        Numbers begin with an apostrophe, so that no spreadsheet takes them for formulas; an
        import leaves it out.

        Args:
            separator: What stands between cells. Spreadsheets of languages with a decimal
                comma take semicolons; numbers have a decimal comma then.
            bom: Begin with a byte order mark, by which Excel knows UTF-8.
            timezone: Write times on the clock of this IANA zone, as `2026-11-18 10:30:00`;
                without it they are RFC 3339 in UTC.
        """
        return aopen_download(
            self._sender,
            Request(
                "GET",
                "/api/do-not-call.csv",
                query=query_of(separator=separator, bom=bom, timezone=timezone),
            ),
        )

    def tenant(self) -> AbstractAsyncContextManager[AsyncDownload]:
        """Returns everything that belongs to the tenant, without audio, as JSON lines: `kind`
        says what a line is, `data` holds it. The last line is of the kind `end`; without it
        the export is not complete.
        """
        return aopen_download(self._sender, Request("GET", "/api/tenant/export"))

    def numbers_csv(
        self,
        *,
        table: Literal["days", "agents", "models"],
        from_: date | str | None = None,
        to: date | str | None = None,
        separator: Literal["comma", "semicolon"] | None = None,
        bom: bool | None = None,
        timezone: str | None = None,
    ) -> AbstractAsyncContextManager[AsyncDownload]:
        """Returns one of the tables as a file for spreadsheets. Text that a spreadsheet would
        run as a formula begins with an apostrophe.

        Args:
            table: Which of the tables.
            from_: The first day; by default 29 before `to`.
            to: The last day; by default today, on the team's clock.
            separator: What stands between cells. Spreadsheets of languages with a decimal
                comma take semicolons; numbers have a decimal comma then.
            bom: Begin with a byte order mark, by which Excel knows UTF-8.
            timezone: Write times on the clock of this IANA zone, as `2026-11-18 10:30:00`;
                without it they are RFC 3339 in UTC.
        """
        return aopen_download(
            self._sender,
            Request(
                "GET",
                "/api/numbers.csv",
                query=query_of(
                    table=table, from_=from_, to=to, separator=separator, bom=bom, timezone=timezone
                ),
            ),
        )
