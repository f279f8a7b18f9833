"""The queue carries wakeups: "look at run X". Losing, doubling or delaying one never changes a
result.

Wakeups are arq jobs under arq's own keys, so any arq worker can process them. Their order is added:
a wakeup that is due has a turn as its score, and tenants take turns. Live wakeups come before
backfill. Only later wakeups have a time as their score, as in arq.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import structlog
from arq.connections import ArqRedis, RedisSettings
from arq.constants import job_key_prefix
from arq.jobs import serialize_job
from redis.asyncio.connection import BlockingConnectionPool, parse_url
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

from shared.domain.ids import JobId, TenantId
from shared.domain.statuses import Lane
from shared.liveness import health_key
from shared.queue.scripts import ENQUEUE, TAKE
from shared.settings.redis import QueueSettings
from shared.telemetry.metrics import Metrics, create_metrics

QUEUE_NAME = "aftercall:queue"
TURNS_KEY = "aftercall:queue:turns"
WAKE_CHANNEL = "aftercall:wake"
WORKERS_KEY = "aftercall:workers"
PROCESS_CALL = "process_call"
WAKEUP_EXPIRES_S = 30 * 24 * 3600
WAKEUP_TIMEOUT_S = 2
WAKEUPS_AT_ONCE = 200
# The most wakeups in Redis; the other runs wait in their rows.
MOST_WAKEUPS = 100_000
# The errors of an unreachable, restarting or full Redis.
AWAY = (RedisError, OSError, TimeoutError)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Wakeup:
    """A wakeup of a run. `number` grows with every change of the run, so that a wakeup from before
    a change is ignored.
    """

    tenant_id: TenantId
    job_id: JobId
    number: int
    lane: Lane = Lane.LIVE
    delay_s: float = 0.0

    @property
    def id(self) -> str:
        return f"{self.lane}:{self.tenant_id}:{self.job_id}:{self.number}"

    @classmethod
    def of(cls, wakeup_id: str) -> Self:
        """Parses the id of a wakeup. Raises ValueError when it is none."""
        lane, tenant_id, job_id, number = wakeup_id.split(":")
        return cls(TenantId(UUID(tenant_id)), JobId(UUID(job_id)), int(number), Lane(lane))


@dataclass(frozen=True, slots=True)
class Taken:
    """The wakeups that were taken. `next_in_s` is when the next later wakeup is due, None without
    one.
    """

    wakeups: Sequence[Wakeup]
    next_in_s: float | None


def serialize(message: dict[str, Any]) -> bytes:
    """Serializes as JSON, never pickle: write access to Redis must not allow code execution."""
    return json.dumps(message, default=str).encode()


def deserialize(data: bytes) -> dict[str, Any]:
    message = json.loads(data)
    if not isinstance(message, dict):
        raise TypeError("a queue message must be an object")
    return message


def open_redis(settings: QueueSettings) -> ArqRedis:
    """Opens a client with bounded connections and a timeout on every wait. It connects on first
    use.

    One quick retry covers a connection that was closed while it was idle; callers handle longer
    outages. The builtin OSError is in the list because redis-py raises it unwrapped when a
    connection is refused.
    """
    pool: Any = BlockingConnectionPool.from_url(
        settings.url,
        max_connections=settings.max_connections,
        timeout=settings.socket_timeout_s,
        socket_timeout=settings.socket_timeout_s,
        socket_connect_timeout=settings.connect_timeout_s,
        socket_keepalive=True,
        health_check_interval=10,
        retry=Retry(ExponentialBackoff(cap=0.1, base=0.02), 1),
        retry_on_error=[RedisConnectionError, RedisTimeoutError, OSError],
    )
    return ArqRedis(
        pool_or_conn=pool,
        job_serializer=serialize,
        job_deserializer=deserialize,
        default_queue_name=QUEUE_NAME,
        expires_extra_ms=WAKEUP_EXPIRES_S * 1000,
    )


def arq_redis_settings(settings: QueueSettings) -> RedisSettings:
    """Returns arq's own settings for the same server, for `arq --check`.

    arq's own `from_dsn` keeps percent-encoding in passwords and treats a missing user as an empty
    one.
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
    """Sends and takes wakeups. A wakeup that cannot be sent is logged; the sweeper
    finds its run.
    """

    def __init__(self, redis: ArqRedis, metrics: Metrics | None = None) -> None:
        self.redis = redis
        self.metrics = metrics or create_metrics()
        self._enqueue = redis.register_script(ENQUEUE)
        self._take = redis.register_script(TAKE)

    async def wakeup(self, *wakeups: Wakeup) -> bool:
        """Sends wakeups in one round trip. A repeated wakeup changes nothing. Returns False when
        they could not be sent.
        """
        try:
            async with asyncio.timeout(WAKEUP_TIMEOUT_S):
                now_ms = round(time.time() * 1000)
                arguments: list[str | int | bytes] = []
                for wakeup in wakeups:
                    message = serialize_job(
                        PROCESS_CALL, (str(wakeup.job_id),), {}, None, now_ms, serializer=serialize
                    )
                    arguments += [wakeup.id, round(wakeup.delay_s * 1000), message]
                await self._enqueue(keys=[QUEUE_NAME, TURNS_KEY], args=[*_CONSTANTS, *arguments])
        except AWAY as error:
            self.metrics.wakeup_handled("failed", len(wakeups))
            log.warning(
                "wakeups not sent",
                job_ids=[str(wakeup.job_id) for wakeup in wakeups],
                error=type(error).__name__,
            )
            return False
        self.metrics.wakeup_handled("sent", len(wakeups))
        return True

    async def take(self, most: int, *, spare: int = 0, busy: Collection[TenantId] = ()) -> Taken:
        """Removes and returns the next wakeups, and up to `spare` more of tenants that are not
        `busy`, one of each.

        Raises the errors in AWAY.
        """
        reply = await self._take(
            keys=[QUEUE_NAME, TURNS_KEY],
            args=[most, spare, job_key_prefix, *(str(tenant) for tenant in busy)],
        )
        next_in_ms, *taken = reply
        wakeups = [wakeup for wakeup_id in taken if (wakeup := _parsed_wakeup(wakeup_id))]
        return Taken(wakeups, None if next_in_ms < 0 else next_in_ms / 1000)

    async def waiting(self) -> int:
        """Returns the number of wakeups, later ones included. Raises the errors in AWAY."""
        return int(await self.redis.zcard(QUEUE_NAME))

    async def ping(self) -> None:
        """Checks the connection. Raises RedisError or OSError."""
        await self.redis.ping()

    async def report_worker(self, worker_name: str, report: str, *, lasting_s: float) -> None:
        """Reports a worker; `arq --check` shows the report until it expires. Raises the errors in
        AWAY.
        """
        now_s, _ = await self.redis.time()
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.set(health_key(worker_name), report, px=round(lasting_s * 1000))
            pipe.zadd(WORKERS_KEY, {worker_name: now_s + lasting_s})
            pipe.zremrangebyscore(WORKERS_KEY, "-inf", now_s)
            await pipe.execute()

    async def forget_worker(self, worker_name: str) -> None:
        async with self.redis.pipeline(transaction=True) as pipe:
            pipe.delete(health_key(worker_name))
            pipe.zrem(WORKERS_KEY, worker_name)
            await pipe.execute()

    async def count_workers(self) -> int:
        """Counts the workers that reported themselves lately. Raises the errors in AWAY."""
        now_s, _ = await self.redis.time()
        return int(await self.redis.zcount(WORKERS_KEY, now_s, "+inf"))

    async def list_workers(self) -> list[str]:
        """Returns the sorted names of the workers that reported themselves lately. Raises the
        errors in AWAY.
        """
        now_s, _ = await self.redis.time()
        names = await self.redis.zrangebyscore(WORKERS_KEY, now_s, "+inf")
        return sorted(name.decode() if isinstance(name, bytes) else str(name) for name in names)

    async def workers_alive(self) -> int | None:
        """Returns the number of live workers, None while Redis does not answer."""
        try:
            async with asyncio.timeout(WAKEUP_TIMEOUT_S):
                return await self.count_workers()
        except AWAY:
            return None


class WakeupSender:
    """Sends wakeups from a bounded backlog, so that accepting a call never waits for Redis.

    Wakeups that gather during one round trip share the next. When the backlog is full a wakeup is
    dropped; the sweeper finds its run.
    """

    def __init__(self, queue: Queue, *, backlog: int = 10_000) -> None:
        self._queue = queue
        self._waiting: asyncio.Queue[Wakeup] = asyncio.Queue(backlog)

    def send(self, wakeup: Wakeup) -> None:
        try:
            self._waiting.put_nowait(wakeup)
        except asyncio.QueueFull:
            self._queue.metrics.wakeup_handled("dropped")
            log.warning("wakeup dropped", job_id=str(wakeup.job_id))

    async def run(self) -> None:
        """Sends wakeups. Runs until cancelled."""
        while True:
            wakeups = [await self._waiting.get()]
            while len(wakeups) < WAKEUPS_AT_ONCE and not self._waiting.empty():
                wakeups.append(self._waiting.get_nowait())
            await self._queue.wakeup(*wakeups)


@asynccontextmanager
async def open_queue(
    settings: QueueSettings, metrics: Metrics | None = None
) -> AsyncIterator[Queue]:
    redis = open_redis(settings)
    try:
        yield Queue(redis, metrics)
    finally:
        await redis.aclose(close_connection_pool=True)


_CONSTANTS = (MOST_WAKEUPS, WAKE_CHANNEL, job_key_prefix, WAKEUP_EXPIRES_S * 1000)


def _parsed_wakeup(wakeup_id: bytes) -> Wakeup | None:
    """Parses a message. Returns None for one of another program or an earlier release; its run gets
    another wakeup.
    """
    try:
        return Wakeup.of(wakeup_id.decode())
    except ValueError:
        log.warning("not a wakeup", length=len(wakeup_id))
        return None
