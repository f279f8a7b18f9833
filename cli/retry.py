"""`aftercall retry`: retries every run that failed in an outage."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from rich.console import Console

from api.retry_runs import ENDED_BADLY, retry_matching
from cli.arguments import OptionInvalid
from shared.db.jobs.retryable import RetryFilter
from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.db.tenants import list_tenant_names
from shared.domain.ids import TenantId
from shared.domain.statuses import JobStatus
from shared.errors import InvalidRequest
from shared.queue.queue import Wakeup, open_queue
from shared.settings.load import Settings

BATCH = 200
# Older than anything that is stored; years earlier, there is no date any more.
LONGEST_AGE = timedelta(days=365 * 100)
UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def age_of(text: str) -> timedelta:
    """Parses `90s`, `30m`, `2h` or `3d`, at most LONGEST_AGE. Raises OptionInvalid."""
    found = re.fullmatch(r"([0-9]{1,6})([smhd])", text.strip().lower())
    if not found:
        raise OptionInvalid(f"{text!r} is not a time: write 90s, 30m, 2h or 3d.")
    return min(timedelta(seconds=int(found[1]) * UNITS_S[found[2]]), LONGEST_AGE)


async def retry(
    settings: Settings,
    console: Console,
    *,
    error_code: str | None,
    since: str | None,
    tenant: str | None,
    cancelled: bool,
) -> int:
    """Prints and returns how many runs are retried. Raises AftercallError."""
    now = datetime.now(UTC)
    began = now - age_of(since) if since else None
    async with (
        open_database(settings.database, size=2) as database,
        open_queue(settings.queue) as queue,
    ):
        where = RetryFilter(
            await _tenant_named(database, tenant) if tenant else None,
            ENDED_BADLY if cancelled else (JobStatus.FAILED,),
            error_code,
            began,
        )
        count, last = 0, None
        while True:
            wakeups: list[Wakeup] = []
            done = await retry_matching(
                database, where, wakeups.append, until=now, after=last, limit=BATCH
            )
            if wakeups:
                # A wakeup that is not sent is no loss: the workers find the run.
                await queue.wakeup(*wakeups)
            count, last = count + done.count, done.last
            if last is None:
                break
    console.print(
        f"{count} run{'' if count == 1 else 's'} will be tried again, behind the calls that come in"
        " now."
    )
    return count


async def _tenant_named(database: Database, tenant: str) -> TenantId:
    """Finds the named tenant. Raises InvalidRequest."""
    with suppress(ValueError):
        return TenantId(UUID(tenant))
    async with database.connection(ALL_TENANTS) as conn:
        names = await list_tenant_names(conn)
    found = [tenant_id for tenant_id, name in names.items() if name == tenant]
    if len(found) != 1:
        raise InvalidRequest(
            f"{'Several tenants are' if found else 'No tenant is'} called {tenant!r}; give the id."
        )
    return found[0]
