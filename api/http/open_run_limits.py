"""Load shedding: refuses new work before the open work of a tenant can no longer be finished in
time.

Requests that people and programs can repeat are refused first: recordings to process, one or many,
and uploads. Webhooks arrive once, and are refused only far beyond that, when even storing them
would be too much.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping

import structlog

from shared.db.caps import list_caps_of_runs
from shared.db.jobs.pressure import Pressure, read_pressure
from shared.db.pool import ALL_TENANTS, Database
from shared.domain.ids import TenantId
from shared.errors import TooManyRuns, Unavailable
from shared.settings.admission import AdmissionSettings

# The maximum age of the figures, and the share of time for counting.
REFRESH_S = 1.0
COUNTING_SHARE = 0.1
# Figures this much older than their interval, as after a time without traffic, are not used.
STALE_S = 10.0
# The part of MAX_OPEN_RUNS for senders that do not repeat.
WEBHOOK_FACTOR = 2
LONGEST_RETRY_S = 600


log = structlog.get_logger()


class Admission:
    """Queries the database at most once a second, in the background, and counts the admitted runs
    since then.

    Missing or outdated figures refuse no request: then the database does not respond, or there was
    no traffic. Only a sender that can repeat its request waits for new figures.
    """

    def __init__(
        self,
        database: Database,
        settings: AdmissionSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._pressure: Mapping[TenantId, Pressure] = {}
        self._caps: Mapping[TenantId, int] = {}
        self._whole = Pressure()
        self._counted = False
        # Runs admitted since the last count, and in the second before it, whose rows it may have
        # missed.
        self._recent: Counter[TenantId] = Counter()
        self._earlier: Counter[TenantId] = Counter()
        self._next_refresh = 0.0
        self._refreshing: asyncio.Task[None] | None = None

    async def require_room(self, tenant_id: TenantId, runs: int = 1) -> None:
        """Admits the given number of runs. Raises TooManyRuns for the tenant's own limit,
        Unavailable for the installation's.
        """
        self._refresh_if_old()
        if self._refreshing and not self._counted:
            await asyncio.wait({self._refreshing})
        limits, own = self._settings, self._pressure.get(tenant_id, Pressure())
        self._require_whole(limits.max_open_runs)
        if self._whole.oldest_s > limits.max_waiting_age_s:
            raise Unavailable(
                "Runs already wait for too long; try again later.",
                retry_after_s=LONGEST_RETRY_S,
                code="too_much_work",
            )
        most = self._caps.get(tenant_id, limits.max_open_runs_per_tenant)
        let_in = self._recent[tenant_id] + self._earlier[tenant_id]
        too_many = own.open + let_in + runs - most
        if too_many > 0:
            raise TooManyRuns(
                f"This tenant may have at most {most} open runs; send the rest later and more"
                " slowly, or have the operator raise MAX_OPEN_RUNS_PER_TENANT or the tenant's cap.",
                retry_after_s=_until_drained(too_many, own),
            )
        self._recent[tenant_id] += runs

    def require_room_for_webhook(self) -> None:
        """Admits a webhook. Raises Unavailable."""
        self._refresh_if_old()
        self._require_whole(self._settings.max_open_runs * WEBHOOK_FACTOR)

    async def close(self) -> None:
        if self._refreshing:
            self._refreshing.cancel()
            await asyncio.wait({self._refreshing})

    async def refresh(self) -> None:
        """Reads the figures. Raises Unavailable."""
        begun = self._clock()
        async with self._database.connection(ALL_TENANTS) as conn:
            self._pressure = await read_pressure(conn)
            self._caps = await list_caps_of_runs(conn)
        self._earlier, self._recent = self._recent, Counter()
        own = self._pressure.values()
        self._whole = Pressure(
            sum(each.open for each in own),
            sum(each.drained_per_s for each in own),
            max((each.oldest_s for each in own), default=0.0),
        )
        self._counted = True
        now = self._clock()
        self._next_refresh = now + max(REFRESH_S, (now - begun) / COUNTING_SHARE)

    def _require_whole(self, limit: int) -> None:
        too_many = self._whole.open + self._recent.total() + self._earlier.total() + 1 - limit
        if too_many > 0:
            raise Unavailable(
                "More work is open than this installation accepts; try again later, or start more"
                " workers.",
                retry_after_s=_until_drained(too_many, self._whole),
                code="too_much_work",
            )

    def _refresh_if_old(self) -> None:
        late_s = self._clock() - self._next_refresh
        if self._refreshing is None and late_s >= 0:
            if late_s > STALE_S:
                # A client that returns after Retry-After is not refused by older figures.
                self._pressure, self._whole, self._counted = {}, Pressure(), False
                self._recent, self._earlier = Counter(), Counter()
            self._refreshing = asyncio.create_task(self._refresh_quietly(), name="admission")

    async def _refresh_quietly(self) -> None:
        try:
            await self.refresh()
        except Unavailable:
            log.info("open runs not counted")
            self._next_refresh = self._clock() + REFRESH_S
        finally:
            self._refreshing = None


def _until_drained(runs: int, pressure: Pressure) -> int:
    """Returns the seconds until there is room, at the pace of the last minutes."""
    if not pressure.drained_per_s:
        return LONGEST_RETRY_S
    return max(1, min(LONGEST_RETRY_S, round(runs / pressure.drained_per_s)))
