"""A run's place in its call's trace, and how long it was waited for."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.db.jobs.claims import Claim
from worker.resources import Resources


@contextmanager
def watching(resources: Resources, claim: Claim) -> Iterator[None]:
    """Around the whole of one attempt."""
    # A run whose worker died was not waiting; its lease had to run out.
    if claim.crashes == 0:
        resources.metrics.pickup.labels(claim.kind).observe(claim.overdue_s)
    with resources.tracing.span(
        f"run {claim.kind}",
        parent=claim.traceparent,
        job_id=str(claim.job_id),
        call_id=str(claim.call_id),
        attempt=claim.attempts + 1,
        fence=claim.fence,
    ):
        yield
