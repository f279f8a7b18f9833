"""Figures of a tenant's calls over a period: how many, how fast, at what cost."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from shared.domain.ids import AgentId

# A bucket of times is by this factor longer than the one before; the first ends at FIRST_S.
GROWTH = 1.1
FIRST_S = 0.1


def time_of_bucket(bucket: int) -> float:
    """Returns the middle of a bucket in seconds, which is within 5 % of each time in it."""
    return float(FIRST_S * GROWTH ** (bucket - 0.5))


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took, in seconds."""

    median_s: float
    p95_s: float


def spread_of(buckets: Sequence[int]) -> Spread:
    """Returns the spread of times that are counted by bucket; at least one is."""
    reached = list(accumulate(buckets))

    def part(share: float) -> float:
        return time_of_bucket(bisect_left(reached, share * reached[-1]))

    return Spread(part(0.5), part(0.95))


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums over calls. `agent_ms` and `caller_ms` are what each spoke, where it is known. `ready`
    is from the end of a call to its results, `response` from the end of a call to the end of its
    callback; None where there is none.
    """

    calls: int = 0
    failed: int = 0
    callbacks: int = 0
    callbacks_done: int = 0
    callbacks_in_time: int = 0
    agent_ms: int = 0
    caller_ms: int = 0
    cost_microusd: int = 0
    ready: Spread | None = None
    response: Spread | None = None

    @property
    def agent_share(self) -> float | None:
        """Returns the agent's part of the talking; None where it is not known."""
        spoken = self.agent_ms + self.caller_ms
        return self.agent_ms / spoken if spoken else None


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """The figures of a period, as a whole, by day and by agent; None is for calls without one."""

    total: Figures
    days: dict[date, Figures]
    agents: dict[AgentId | None, Figures]
