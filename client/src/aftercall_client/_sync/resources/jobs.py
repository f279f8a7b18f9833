"""The resource jobs. Written by `make docs`; do not edit."""

from __future__ import annotations

import builtins
from collections.abc import Generator, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from aftercall_client import models, params
from aftercall_client._answers import read
from aftercall_client._requests import OMIT, Omit, Request, given, query_of, segment
from aftercall_client._sync.paging import pages
from aftercall_client._sync.sender import Sender


class Jobs:
    """Requests about jobs."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def status(self, job_id: UUID | str) -> models.JobBody:
        """Returns status, progress and every step with its attempt, times, error and usage."""
        answer = self._sender.send(Request("GET", f"/api/job/{segment(job_id)}/status"))
        return read(answer, models.JobBody)

    def runs(
        self, job_id: UUID | str, *, before_run: int | None = None, limit: int | None = None
    ) -> models.RunPage:
        """Returns every run of the job, the newest first, each with its steps and their times.

        Args:
            before_run: Only runs with a smaller number.
            limit: At most so many runs.
        """
        answer = self._sender.send(
            Request(
                "GET",
                f"/api/job/{segment(job_id)}/runs",
                query=query_of(before_run=before_run, limit=limit),
            )
        )
        return read(answer, models.RunPage)

    def iterate_runs(
        self, job_id: UUID | str, *, before_run: int | None = None, limit: int | None = None
    ) -> Generator[models.JobBody]:
        """Yields what `runs` lists, of all pages; it asks for the next page when it is needed."""
        return pages(
            lambda place: self.runs(job_id, before_run=place, limit=limit),
            lambda page: page.runs,
            lambda page: page.next_before_run,
            before_run,
        )

    def attempts(self, job_id: UUID | str) -> models.AttemptList:
        """Returns the attempts at the job's steps that were followed by others, with why each
        failed. The last attempt at a step is the step itself.
        """
        answer = self._sender.send(Request("GET", f"/api/job/{segment(job_id)}/attempts"))
        return read(answer, models.AttemptList)

    def list(
        self,
        *,
        status: Sequence[models.JobStatus] | None = None,
        kind: models.JobKind | None = None,
        lane: models.Lane | None = None,
        dismissed: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> models.JobPage:
        """Returns jobs, newest first.

        Args:
            status: Only jobs with this status; may be given more than once.
            kind: Only jobs of this kind.
            lane: Only jobs of this lane.
            dismissed: Only those that were taken off the list of what ended badly, or only
                the others.
            cursor: The `next_cursor` of the page before; without one the list begins at its
                start.
            limit: At most so many entries.
        """
        answer = self._sender.send(
            Request(
                "GET",
                "/api/jobs",
                query=query_of(
                    status=status,
                    kind=kind,
                    lane=lane,
                    dismissed=dismissed,
                    cursor=cursor,
                    limit=limit,
                ),
            )
        )
        return read(answer, models.JobPage)

    def iterate(
        self,
        *,
        status: Sequence[models.JobStatus] | None = None,
        kind: models.JobKind | None = None,
        lane: models.Lane | None = None,
        dismissed: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Generator[models.JobSummary]:
        """Yields what `list` lists, of all pages; it asks for the next page when it is needed."""
        return pages(
            lambda place: self.list(
                status=status, kind=kind, lane=lane, dismissed=dismissed, cursor=place, limit=limit
            ),
            lambda page: page.jobs,
            lambda page: page.next_cursor,
            cursor,
        )

    def retry_all(
        self,
        *,
        status: builtins.list[Literal["failed", "cancelled"]] | Omit = OMIT,
        error_code: str | Omit | None = OMIT,
        since: datetime | str | Omit | None = OMIT,
        kind: models.JobKind | Omit | None = OMIT,
        limit: int | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.RetryAllAnswer:
        """Retries all matching runs, those that ended longest ago first, as after an outage.

        Args:
            status: How they ended.
            error_code: Only runs with this `error_code`.
            since: Only runs that ended at this time or later, with its UTC offset.
            kind: Only runs of this kind.
            limit: At most so many.
        """
        answer = self._sender.send(
            Request(
                "POST",
                "/api/jobs/retry",
                json=given(
                    status=status, error_code=error_code, since=since, kind=kind, limit=limit
                )
                or OMIT,
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.RetryAllAnswer)

    def cancel(self, job_id: UUID | str, *, idempotency_key: str | None = None) -> models.JobBody:
        """Cancels the run within a second. Completed steps remain; a retry does the others.
        Idempotent.
        """
        answer = self._sender.send(
            Request("POST", f"/api/job/{segment(job_id)}/cancel", keyed=True, key=idempotency_key)
        )
        return read(answer, models.JobBody)

    def retry(
        self,
        job_id: UUID | str,
        *,
        from_step: models.Step | Omit | None = OMIT,
        settings: params.RetrySettingsParam | Omit = OMIT,
        idempotency_key: str | None = None,
    ) -> models.AcceptedBody:
        """Retries a run that failed, was cancelled or is in quarantine; a waiting run starts
        now.

        Args:
            from_step: Do this step and all that follow from it again.
            settings: What this run is to do differently.
        """
        answer = self._sender.send(
            Request(
                "POST",
                f"/api/job/{segment(job_id)}/retry",
                json=given(from_step=from_step, settings=settings) or OMIT,
                keyed=True,
                key=idempotency_key,
            )
        )
        return read(answer, models.AcceptedBody)
