"""Jobs, with a wait for their end."""

from __future__ import annotations

from uuid import UUID

from aftercall_client._async.resources import jobs as generated
from aftercall_client._following import Patience
from aftercall_client.models import JobBody


class AsyncJobs(generated.AsyncJobs):
    """The work on a call."""

    async def wait(
        self, job_id: UUID | str, *, timeout_s: float = 600.0, every_s: float = 1.0
    ) -> JobBody:
        """Returns the job when its run is over, however it ended. Raises TimeoutError."""
        patience = Patience(timeout_s, every_s)
        while True:
            job = await self.status(job_id)
            if job.status not in {"queued", "running"}:
                return job
            await self._sender.sleep(patience.next_s())
