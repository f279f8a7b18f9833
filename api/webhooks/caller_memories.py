"""Looks up what is stored of callers at the start of calls, within limits of time and number."""

import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog

from shared.concurrency.tasks import LateWork
from shared.db.caller_memory import TenantMemory
from shared.domain.ids import TenantId
from shared.errors import AftercallError, Unauthorized

log = structlog.get_logger()

# Look-ups of a process that may wait for the database, so that an outage does not add them up.
MOST_AT_ONCE: Final = 32
# Calls that begin at one team's numbers: so many at once, and one more each so many seconds.
MOST_LOOK_UPS, LOOK_UP_EVERY_S = 600, 0.05
# Teams whose own variables are remembered for answers without the database.
MOST_TEAMS: Final = 1000


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. Without a `memory`, the team's own variables are those of before."""

    outcome: str
    memory: TenantMemory | None = None


class CallerMemories:
    """Looks up what is stored of callers, within limits of time and number. The limits are this
    process's own: Redis could take longer than there is time.
    """

    def __init__(
        self,
        *,
        time_limit_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._time_limit_s = time_limit_s
        self._clock = clock
        self._asking = LateWork()
        # The latest teams' own variables, by URL or agent, and when their buckets are full again.
        self._variables: OrderedDict[str, Mapping[str, str]] = OrderedDict()
        self._full_at: OrderedDict[TenantId, float] = OrderedDict()

    async def close(self) -> None:
        await self._asking.close()

    def may_look_up(self, tenant_id: TenantId) -> bool:
        """Takes one look-up of a team, and returns whether there was one left."""
        now = self._clock()
        before = max(now, self._full_at.pop(tenant_id, now))
        # Differences of less than a microsecond are rounding.
        is_left = round(before - now - (MOST_LOOK_UPS - 1) * LOOK_UP_EVERY_S, 6) <= 0
        self._full_at[tenant_id] = before + LOOK_UP_EVERY_S if is_left else before
        if len(self._full_at) > MOST_TEAMS:
            self._full_at.popitem(last=False)
        return is_left

    async def ask(self, key: str, find: Coroutine[Any, Any, Found]) -> tuple[str, TenantMemory]:
        """Returns an outcome for the metrics, and what `find` returns in time, else an unknown
        caller with the team's own variables of before. Raises Unauthorized.
        """
        found = await self._within_limits(find)
        if found.memory is None:
            return found.outcome, TenantMemory(variables=self._variables.get(key, {}))
        self._variables[key] = found.memory.variables
        self._variables.move_to_end(key)
        if len(self._variables) > MOST_TEAMS:
            self._variables.popitem(last=False)
        return found.outcome, found.memory

    async def _within_limits(self, find: Coroutine[Any, Any, Found]) -> Found:
        if len(self._asking) >= MOST_AT_ONCE:
            find.close()
            return Found("busy")
        try:
            return await self._asking.result(find, limit_s=self._time_limit_s)
        except TimeoutError:
            return Found("late")
        except Unauthorized:
            raise
        except AftercallError as error:
            log.warning("caller not looked up", error=type(error).__name__)
            return Found("database_away")
