"""The resource schedules. Written by `make docs`; do not edit."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from uuid import UUID

from aftercall_client import models, params
from aftercall_client._answers import read
from aftercall_client._async.paging import apages
from aftercall_client._async.sender import AsyncSender
from aftercall_client._requests import OMIT, Omit, Request, given, query_of, segment


class AsyncSchedules:
    """Requests about schedules."""

    def __init__(self, sender: AsyncSender) -> None:
        self._sender = sender

    async def create(
        self,
        *,
        name: str,
        cron: str,
        action: params.RemindParam | params.SendEventParam | params.RetryFailedParam,
        timezone: str | Omit | None = OMIT,
        missed: models.Missed | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.ScheduleBody:
        """Creates a schedule. Each of its occurrences is carried out once.

        Args:
            name: What people call it.
            cron: When it is due: minute, hour, day of month, month and day of week, as in
                Debian's cron, such as `0 9 * * 1-5`; or @hourly, @daily, @weekly, @monthly or
                @yearly.
            action: What it does.
            timezone: The IANA time zone of its clock; null is the team's, also when that is
                changed.
            missed: What happens with occurrences that were missed, because no worker ran:
                `skip`, those that are more than five minutes late are only recorded; `latest`,
                the last one is carried out for all; `all`, each is, at most the newest 100.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                "/api/schedules",
                json=given(name=name, cron=cron, timezone=timezone, action=action, missed=missed),
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.ScheduleBody)

    async def list(self) -> models.ScheduleList:
        """Returns the schedules with their next occurrences."""
        answer = await self._sender.send(Request("GET", "/api/schedules"))
        return read(answer, models.ScheduleList)

    async def get(self, schedule_id: UUID | str) -> models.ScheduleBody:
        """Returns a schedule with its next occurrences."""
        answer = await self._sender.send(Request("GET", f"/api/schedules/{segment(schedule_id)}"))
        return read(answer, models.ScheduleBody)

    async def change(
        self,
        schedule_id: UUID | str,
        *,
        name: str | Omit | None = OMIT,
        cron: str | Omit | None = OMIT,
        timezone: str | Omit | None = OMIT,
        action: params.RemindParam
        | params.SendEventParam
        | params.RetryFailedParam
        | Omit
        | None = OMIT,
        missed: models.Missed | Omit | None = OMIT,
        enabled: bool | Omit | None = OMIT,
    ) -> models.ScheduleBody:
        """Changes, pauses or resumes a schedule. With another time, and after a pause, the next
        occurrence is the first from now on; what was missed before is not made up for.

        Args:
            name: What people call it.
            cron: When it is due: minute, hour, day of month, month and day of week, as in
                Debian's cron, such as `0 9 * * 1-5`; or @hourly, @daily, @weekly, @monthly or
                @yearly.
            timezone: The IANA time zone of its clock; null is the team's, also when that is
                changed.
            action: What it does.
            missed: What happens with occurrences that were missed, because no worker ran:
                `skip`, those that are more than five minutes late are only recorded; `latest`,
                the last one is carried out for all; `all`, each is, at most the newest 100.
            enabled: False pauses it; true goes on with the next occurrence from now on.
        """
        answer = await self._sender.send(
            Request(
                "PATCH",
                f"/api/schedules/{segment(schedule_id)}",
                json=given(
                    name=name,
                    cron=cron,
                    timezone=timezone,
                    action=action,
                    missed=missed,
                    enabled=enabled,
                ),
            )
        )
        return read(answer, models.ScheduleBody)

    async def delete(self, schedule_id: UUID | str) -> None:
        """Deletes a schedule with its log."""
        await self._sender.send(Request("DELETE", f"/api/schedules/{segment(schedule_id)}"))

    async def run(
        self, schedule_id: UUID | str, *, idempotency_key: str | None = None
    ) -> models.OccurrenceBody:
        """Does what the schedule does, once and now, also while it is paused. Its occurrences
        stay as they are.
        """
        answer = await self._sender.send(
            Request(
                "POST",
                f"/api/schedules/{segment(schedule_id)}/run",
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.OccurrenceBody)

    async def occurrences(
        self, schedule_id: UUID | str, *, cursor: str | None = None, limit: int | None = None
    ) -> models.OccurrencePage:
        """Returns what came of the occurrences of the last 90 days.

        Args:
            cursor: The `next_cursor` of the page before; without one the list begins at its
                start.
            limit: At most so many entries.
        """
        answer = await self._sender.send(
            Request(
                "GET",
                f"/api/schedules/{segment(schedule_id)}/occurrences",
                query=query_of(cursor=cursor, limit=limit),
            )
        )
        return read(answer, models.OccurrencePage)

    def iterate_occurrences(
        self, schedule_id: UUID | str, *, cursor: str | None = None, limit: int | None = None
    ) -> AsyncGenerator[models.OccurrenceBody]:
        """Yields what `occurrences` lists, of all pages; it asks for the next page when it is
        needed.
        """
        return apages(
            lambda place: self.occurrences(schedule_id, cursor=place, limit=limit),
            lambda page: page.occurrences,
            lambda page: page.next_cursor,
            cursor,
        )
