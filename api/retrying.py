"""Tries all runs again that match, as after an outage: a transaction each, and never more than was
asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api.run_actions import retry_as_backfill
from shared.db.jobs.retryable import Retryable, RetryFilter, list_retryable
from shared.db.pool import Database
from shared.domain.statuses import JobStatus
from shared.errors import NotFound
from shared.queue.queue import Wakeup

# Those that may be tried again as they are.
ENDED_BADLY = (JobStatus.FAILED, JobStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Retried:
    """`last` is the last run that was looked at, None when none was left; go on after it."""

    count: int
    last: Retryable | None


async def retry_matching(
    database: Database,
    where: RetryFilter,
    send: Callable[[Wakeup], None],
    *,
    until: datetime,
    after: Retryable | None = None,
    limit: int,
) -> Retried:
    """Looks at `limit` runs, those that ended longest ago first; each joins the backfill, behind
    new calls.

    A run that fails again meanwhile ended after `until`, and is not tried twice. `send` gets a
    wakeup for each.
    """
    async with database.connection() as conn:
        found = await list_retryable(conn, where, until=until, after=after, limit=limit)
    count = 0
    for each in found:
        try:
            async with database.transaction() as conn:
                wakeup = await retry_as_backfill(
                    conn, each.tenant_id, each.job_id, statuses=where.statuses
                )
        except NotFound:
            # Deleted meanwhile.
            continue
        if wakeup:
            send(wakeup)
            count += 1
    return Retried(count, found[-1] if found else None)
