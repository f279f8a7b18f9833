"""Queries Redis for limits within a short time; without an answer the caller decides alone."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import structlog
from redis.asyncio import Redis
from redis.asyncio.connection import BlockingConnectionPool
from redis.exceptions import RedisError

from shared.concurrency.tasks import stop
from shared.settings.redis import QueueSettings

T = TypeVar("T")

# Counted in this process's free time: while it is busy it cannot see the answer. The connection's
# own limit counts real time and only ends connections that hang.
REDIS_TIMEOUT_S, REDIS_SLICE_S, SOCKET_TIMEOUT_S = 0.25, 0.025, 5.0
# After a missing answer Redis is not queried for this time, because waiting for it would slow down
# every request.
AWAY_S = 1.0

log = structlog.get_logger()


class BoundedRedis:
    """Runs commands on Redis while it answers. `without` is logged when it does not."""

    def __init__(self, without: str) -> None:
        self._without = without
        self._away_until = 0.0

    async def run(self, call: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
        """Runs a command on Redis. Returns None when Redis does not answer in time."""
        if time.monotonic() < self._away_until:
            return None
        try:
            return await _answer_within(call(), REDIS_TIMEOUT_S)
        except (RedisError, OSError, TimeoutError) as error:
            log.warning(self._without, error=type(error).__name__)
        self._away_until = time.monotonic() + AWAY_S
        return None


async def _answer_within(answer: Coroutine[Any, Any, T], limit_s: float) -> T:
    """Raises TimeoutError when the answer did not arrive in the given time, counting only time in
    which this process was not busy.

    Time is counted in slices. A slice that took longer was a stall of this process, during which
    the answer may have arrived.
    """
    asking = asyncio.ensure_future(answer)
    try:
        for _ in range(round(limit_s / REDIS_SLICE_S)):
            done, _ = await asyncio.wait((asking,), timeout=REDIS_SLICE_S)
            if done:
                return asking.result()
        raise TimeoutError
    finally:
        if not asking.done():
            with suppress(RedisError, OSError):
                await stop(asking)


@asynccontextmanager
async def open_redis(settings: QueueSettings) -> AsyncIterator[Redis]:
    """Opens a client that connects on first use. It has its own connections, so that limits do not
    wait behind the queue's commands.
    """
    pool: Any = BlockingConnectionPool.from_url(
        settings.url,
        max_connections=settings.max_connections,
        timeout=SOCKET_TIMEOUT_S,
        socket_timeout=SOCKET_TIMEOUT_S,
        socket_connect_timeout=SOCKET_TIMEOUT_S,
        socket_keepalive=True,
    )
    redis = Redis(connection_pool=pool)
    try:
        yield redis
    finally:
        await redis.aclose(close_connection_pool=True)
