"""A run's place in its call's trace, and how long it was waited for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.db.claims import Claim
from shared.db.traces import find_origin
from worker.resources import Resources


@asynccontextmanager
async def watching(resources: Resources, claim: Claim) -> AsyncIterator[None]:
    """Around the whole of one attempt. Raises Unavailable."""
    async with resources.database.connection() as conn:
        origin = await find_origin(conn, claim.tenant_id, claim.job_id)
    # A run whose worker died was not waiting; its lease had to run out.
    if origin and claim.crashes == 0:
        resources.metrics.pickup.labels(claim.kind).observe(origin.overdue_s)
    with resources.tracing.span(
        f"run {claim.kind}",
        parent=origin.traceparent if origin else None,
        job_id=str(claim.job_id),
        call_id=str(claim.call_id),
        attempt=claim.attempts + 1,
        fence=claim.fence,
    ):
        yield
