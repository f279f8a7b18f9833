"""Everything that a storm does to an installation: kills, cuts, vendors' moods, hostile senders and
a full disk.
"""

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx
from redis.asyncio import Redis

from cli.servers import EmbeddedServerFailed, Server
from shared.db.pool import AWAY
from tests.chaos.ledger import Ledger
from tests.chaos.proxy import Proxy
from tests.chaos.small_disk import SmallDisk
from tests.chaos.strangers import hostile_event
from tests.fakes import openai_server as openai
from tests.fakes.serving import Fault, Script
from tests.support.processes import Installation, signal_server
from tests.system.vendors import Vendors

WORKERS = 3
# After space is back, and after the last call.
SETTLE_S = 60.0
# None, right, too early, too late, and no time at all.
RETRY_AFTER = (None, "1", "0", "4", "soon", "-3", "Wed, 21 Oct 2015 07:28:00 GMT")
OPERATIONS = (
    ("openai", "chat"),
    ("openai", "embeddings"),
    ("pinecone", "upsert"),
    ("calcom", "list"),
    ("calcom", "create"),
)
UNAVAILABLE = Fault("status", 503)

Happening = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True)
class Sizes:
    """How many calls there are, and how often each kind of trouble comes."""

    calls: int = 2000
    kills: int = 100
    redis: int = 12
    postgres: int = 6
    wire: int = 12
    vendors: int = 30
    disk: int = 4
    hostile: int = 9

    def scaled(self, calls: int) -> "Sizes":
        """The same for fewer calls, each kind of trouble at least once."""
        share = calls / self.calls
        return Sizes(
            calls, *(max(1, round(share * count)) for count in list(vars(self).values())[1:])
        )


@dataclass
class Storm:
    """Everything there is to break; `counts` says how often each was.

    `late` are calls that were not ready in time once there was space again, `unnamed` answers of a
    full disk that did not name it.
    """

    choose: random.Random
    installed: Installation
    fakes: Vendors
    postgres: Server
    redis: Server
    wires: dict[str, Proxy]
    vendor_wires: dict[str, Proxy]
    disk: SmallDisk
    direct_url: str
    ledger: Ledger | None = None
    hostile: Ledger | None = None
    counts: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0
    progress: float = 0
    late: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    recovered_s: list[float] = field(default_factory=list)
    sending: list[asyncio.Task[None]] = field(default_factory=list)
    _next_worker: int = WORKERS
    # Whoever kills and starts a server or the API keeps the supervisor from starting it as well.
    _restarting: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def ledgers(self) -> list[Ledger]:
        return [ledger for ledger in (self.ledger, self.hostile) if ledger]

    def happenings(self, sizes: Sizes) -> list[tuple[str, Happening]]:
        """In the order of the seed."""
        flushes = sizes.redis // 2
        planned: list[tuple[str, Happening, int]] = [
            ("worker SIGKILL", self.kill_a_worker, sizes.kills),
            ("worker paused past its lease", self.put_a_worker_to_sleep, max(1, sizes.kills // 20)),
            ("API SIGKILL", self.kill_the_api, max(1, sizes.kills // 20)),
            ("Redis kill -9", self.kill_redis, sizes.redis - flushes),
            ("Redis FLUSHALL", self.flush_redis, flushes),
            ("PostgreSQL kill -9", self.crash_postgres, sizes.postgres),
            ("PostgreSQL frozen", self.freeze_postgres, max(1, sizes.postgres // 3)),
            ("wire cut, stalled or losing answers", self.break_a_wire, sizes.wire),
            ("vendor in trouble", self.trouble_vendors, sizes.vendors // 3),
            ("vendor answers 429", self.limit_a_vendor, sizes.vendors // 3),
            ("vendor away", self.take_a_vendor_away, max(1, sizes.vendors // 6)),
            ("hostile event", self.send_a_hostile_event, sizes.hostile),
            ("disk full", self.fill_the_disk, 0 if self.disk.skipped else sizes.disk),
        ]
        every = [(name, happening) for name, happening, count in planned for _ in range(count)]
        self.choose.shuffle(every)
        # A minute is believed of it, which must be over before the last call.
        return [("vendor answers 429, come back tomorrow", self.limit_a_vendor_for_a_day), *every]

    async def kill_a_worker(self) -> None:
        name = self.choose.choice(self._workers())
        await self._note_steps_in_flight(self.installed.processes[name].pid)
        await asyncio.to_thread(self.installed.kill, name)
        self._replace_a_worker()

    async def put_a_worker_to_sleep(self) -> None:
        """Past its lease; it wakes while others have its runs."""
        process = self.installed.processes[self.choose.choice(self._workers())]
        await self._note_steps_in_flight(process.pid)
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(6.5)
        process.send_signal(signal.SIGCONT)

    async def kill_the_api(self) -> None:
        async with self._restarting:
            await asyncio.to_thread(self.installed.kill, "api")
            await self.installed.start_api()

    async def kill_redis(self) -> None:
        async with self._restarting:
            await asyncio.to_thread(self.redis.kill)
            await asyncio.sleep(self.choose.uniform(0.2, 2))
            await asyncio.to_thread(self.redis.start)

    async def flush_redis(self) -> None:
        async with Redis.from_url(self.redis.url, socket_timeout=5) as redis:
            await redis.flushall()

    async def crash_postgres(self) -> None:
        await self._note_steps_in_flight()
        async with self._restarting:
            await asyncio.to_thread(self.postgres.kill)
            await asyncio.sleep(self.choose.uniform(0.2, 1))
            await asyncio.to_thread(self.postgres.start)

    async def freeze_postgres(self) -> None:
        """Past the leases, and past the time that a sender waits for its answer."""
        await self._note_steps_in_flight()
        async with self._restarting:
            await asyncio.to_thread(signal_server, self.postgres, signal.SIGSTOP)
            try:
                await asyncio.sleep(self.choose.uniform(6, 12))
            finally:
                await asyncio.to_thread(signal_server, self.postgres, signal.SIGCONT)

    async def break_a_wire(self) -> None:
        await self._note_steps_in_flight()
        wire = self.wires[self.choose.choice(sorted(self.wires))]
        match self.choose.choice(("cut", "stall", "lose answers")):
            case "cut":
                wire.cut()
            case "stall":
                await wire.stall(self.choose.uniform(1, 4))
            case _:
                await wire.lose_answers(self.choose.uniform(0.1, 0.5))

    async def trouble_vendors(self) -> None:
        faults = (openai.RATE_LIMITED, openai.SERVER_ERROR, openai.OVERLOADED, openai.TRUNCATED)
        for endpoint in ("chat", "embeddings"):
            self.fakes.openai.script.then(endpoint, self.choose.choice(faults))

    async def limit_a_vendor(self) -> None:
        """One refusal or a few, with a time to come back or without, true or not."""
        vendor, endpoint = self.choose.choice(OPERATIONS)
        told = self.choose.choice(RETRY_AFTER)
        self._script(vendor).then(endpoint, *[_limited(told)] * self.choose.randint(1, 3))

    async def limit_a_vendor_for_a_day(self) -> None:
        vendor, endpoint = self.choose.choice(OPERATIONS)
        self._script(vendor).then(endpoint, _limited("86400"))

    async def take_a_vendor_away(self) -> None:
        """Either it says so or nobody listens there."""
        vendor = self.choose.choice(sorted(self.vendor_wires))
        away_s = self.choose.uniform(2, 5)
        if self.choose.random() < 0.5:
            self._script(vendor).away[None] = UNAVAILABLE
            await asyncio.sleep(away_s)
            self._script(vendor).away.clear()
        else:
            await self._note_steps_in_flight()
            await self.vendor_wires[vendor].refuse(away_s)

    async def send_a_hostile_event(self) -> None:
        """Nobody waits for it."""
        assert self.hostile
        number = len(self.sending)
        name = f"hostile_{number}"
        # Days that no other call asks for.
        event = hostile_event(self.hostile.agent_id, name, 30_000 + number, self.choose)
        self.sending.append(asyncio.create_task(self.hostile.deliver(name, event)))

    async def fill_the_disk(self) -> None:
        """Until everything that was accepted meanwhile is ready, or should be."""
        await self._note_steps_in_flight()
        await asyncio.to_thread(self.disk.fill)
        self._say_full(True)
        until = time.monotonic() + self.choose.uniform(4, 8)
        while time.monotonic() < until:
            await self._read_readiness()
            await asyncio.sleep(0.5)
        self._say_full(False)
        accepted = [name for ledger in self.ledgers for name in ledger.accepted]
        await asyncio.to_thread(self.disk.free)
        began = time.monotonic()
        while missing := await self._not_ready(accepted):
            if time.monotonic() - began > SETTLE_S:
                self.late += missing
                break
            await asyncio.sleep(0.25)
        self.recovered_s.append(time.monotonic() - began)

    def _say_full(self, is_full: bool) -> None:
        for ledger in self.ledgers:
            ledger.disk_is_full = is_full

    async def _read_readiness(self) -> None:
        try:
            async with httpx.AsyncClient(base_url=self.installed.base_url, timeout=10) as client:
                answer = await client.get("/health/ready")
        except httpx.HTTPError:
            # Silent clients have all places, or the API is being started again.
            self.counts["readiness not to be had while the disk was full"] += 1
            return
        if answer.status_code != 503 or "disk" not in answer.json()["checks"].get("disk", ""):
            self.unnamed.append(f"readiness: {answer.status_code} {answer.text}")

    async def _not_ready(self, names: Sequence[str]) -> list[str]:
        """All of them while the database is away."""
        rows = await self._fetch("select external_id from calls where status = 'ready'")
        ready = {row["external_id"] for row in rows or ()}
        return [name for name in names if name not in ready]

    async def open_runs(self) -> int | None:
        """None while the database is away."""
        rows = await self._fetch("select 1 from jobs where status in ('queued', 'running')")
        return None if rows is None else len(rows)

    def _script(self, vendor: str) -> Script:
        script: Script = getattr(self.fakes, vendor).script
        return script

    def _workers(self) -> list[str]:
        return [name for name in self.installed.processes if name.startswith("worker")]

    def _replace_a_worker(self) -> None:
        self._next_worker += 1
        self.installed.start_worker(f"worker-{self._next_worker}")

    async def supervise(self) -> None:
        """Starts again what ended by itself, as `aftercall up` or whoever runs it would. Until
        cancelled.
        """
        while True:
            await asyncio.sleep(0.5)
            async with self._restarting:
                for server in (self.postgres, self.redis):
                    if server.ended() is not None:
                        self.counts[f"{server.name} ended and was started again"] += 1
                        with suppress(EmbeddedServerFailed):
                            await asyncio.to_thread(server.start)
                for name, process in list(self.installed.processes.items()):
                    if process.poll() is not None and self.installed.processes.get(name) is process:
                        await self._start_again(name)

    async def _start_again(self, name: str) -> None:
        if name == "api":
            self.counts["API ended and was started again"] += 1
            with suppress(AssertionError):
                await self.installed.start_api()
        else:
            self.counts["worker ended and was started again"] += 1
            del self.installed.processes[name]
            self._replace_a_worker()

    async def _note_steps_in_flight(self, pid: int | None = None) -> None:
        """What a kill now, of one worker or of what all need, may have to be paid for again."""
        rows = await self._fetch(
            """
            select 1
            from job_steps
            join jobs on jobs.id = job_id
            where job_steps.status = 'running'
                and jobs.status = 'running'
                and lease_until > now()
                and ($1::text is null or split_part(worker, ':', 2) = $1)
            """,
            None if pid is None else str(pid),
        )
        self.in_flight += len(rows or ())

    async def _fetch(self, query: str, *arguments: Any) -> Any:
        """None while the database is away."""
        try:
            conn = await asyncpg.connect(self.direct_url, timeout=5)
            try:
                return await conn.fetch(query, *arguments)
            finally:
                await conn.close()
        except (*AWAY, asyncpg.PostgresError):
            return None


def _limited(told: str | None) -> Fault:
    return Fault("status", 429, {} if told is None else {"retry-after": told})
