"""The queue carries hints: "look at run X". Losing, doubling or delaying one never changes an outcome."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from arq.connections import ArqRedis, RedisSettings
from redis.asyncio.connection import BlockingConnectionPool, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from shared.domain.ids import JobId
from shared.metrics import Metrics, create_metrics
from shared.settings import QueueSettings

QUEUE_NAME = "aftercall:queue"
HEALTH_KEY = "aftercall:worker-alive"
PROCESS_CALL = "process_call"
HINT_EXPIRES_S = 30 * 24 * 3600
HINT_TIMEOUT_S = 2

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hint:
    """`number` makes the queue's id new each time, so no stale key of an older hint can swallow it."""

    job_id: JobId
    number: int
    delay_s: float = 0.0


def serialize(message: dict[str, Any]) -> bytes:
    """JSON, never pickle: write access to Redis must not be code execution."""
    return json.dumps(message, default=str).encode()


def deserialize(data: bytes) -> dict[str, Any]:
    message = json.loads(data)
    if not isinstance(message, dict):
        raise TypeError("a queue message must be an object")
    return message


def open_redis(settings: QueueSettings) -> ArqRedis:
    """A client with bounded connections and a timeout on every wait. Connects on first use.

    The builtin OSError is in the retry list because redis-py raises it unwrapped when a connect is refused.
    """
    pool: Any = BlockingConnectionPool.from_url(
        settings.url,
        max_connections=settings.max_connections,
        timeout=settings.socket_timeout_s,
        socket_timeout=settings.socket_timeout_s,
        socket_connect_timeout=settings.connect_timeout_s,
        socket_keepalive=True,
        health_check_interval=10,
        retry=Retry(ExponentialBackoff(cap=1, base=0.05), 12),
        retry_on_error=[RedisConnectionError, RedisTimeoutError, OSError],
    )
    return ArqRedis(
        pool_or_conn=pool,
        job_serializer=serialize,
        job_deserializer=deserialize,
        default_queue_name=QUEUE_NAME,
        expires_extra_ms=HINT_EXPIRES_S * 1000,
    )


def arq_redis_settings(settings: QueueSettings) -> RedisSettings:
    """The same server in arq's own terms, for `arq --check`.

    arq's own `from_dsn` keeps percent-encoding in passwords and takes a missing user for an empty one.
    """
    parts = parse_url(settings.url)
    return RedisSettings(
        host=parts.get("host", "localhost"),
        port=parts.get("port", 6379),
        unix_socket_path=parts.get("path"),
        database=parts.get("db", 0),
        username=parts.get("username"),
        password=parts.get("password"),
        ssl=settings.url.startswith("rediss:"),
        ssl_check_hostname=True,
        conn_timeout=max(1, round(settings.connect_timeout_s)),
        conn_retries=1,
    )


class Queue:
    """Sends hints. A hint that cannot be sent is logged and left to the reconciler."""

    def __init__(self, redis: ArqRedis, metrics: Metrics) -> None:
        self._redis = redis
        self.metrics = metrics

    async def hint(self, hint: Hint) -> None:
        try:
            async with asyncio.timeout(HINT_TIMEOUT_S):
                await self._redis.enqueue_job(
                    PROCESS_CALL,
                    str(hint.job_id),
                    _job_id=f"{hint.job_id}:{hint.number}",
                    _defer_by=hint.delay_s or None,
                    _expires=HINT_EXPIRES_S,
                )
            self.metrics.hint_handled("sent")
        except (RedisError, OSError, TimeoutError) as error:
            self.metrics.hint_handled("failed")
            log.warning("hint not sent", job_id=str(hint.job_id), error=type(error).__name__)

    async def ping(self) -> None:
        """Raises RedisError or OSError."""
        await self._redis.ping()

    async def worker_is_alive(self) -> bool:
        return bool(await self._redis.exists(HEALTH_KEY))


class HintSender:
    """Sends hints from a bounded backlog, so that accepting a call never waits for Redis.

    When the backlog is full a hint is dropped: the reconciler finds the run.
    """

    def __init__(self, queue: Queue, *, backlog: int = 10_000) -> None:
        self._queue = queue
        self._waiting: asyncio.Queue[Hint] = asyncio.Queue(backlog)

    def send(self, hint: Hint) -> None:
        try:
            self._waiting.put_nowait(hint)
        except asyncio.QueueFull:
            self._queue.metrics.hint_handled("dropped")
            log.warning("hint dropped", job_id=str(hint.job_id))

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._queue.hint(await self._waiting.get())


@asynccontextmanager
async def open_queue(settings: QueueSettings, metrics: Metrics | None = None) -> AsyncIterator[Queue]:
    redis = open_redis(settings)
    try:
        yield Queue(redis, metrics or create_metrics())
    finally:
        await redis.aclose(close_connection_pool=True)
