"""Traces a run within its call's trace, and measures how long it waited."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.db.jobs.claims import Claim
from worker.resources import Resources


@contextmanager
def watching(resources: Resources, claim: Claim) -> Iterator[None]:
    """Observes the whole of one attempt."""
    # A run whose worker died did not wait for a worker: its lease had to expire.
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
