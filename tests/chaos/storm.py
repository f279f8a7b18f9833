"""Calls are accepted while everything is killed around them; afterwards everything is counted.

    python -m tests.chaos.storm [--seed 1] [--calls 2000] [--kills 100] [--redis 12] [--postgres 6] [--wire 12]

An API and three workers run as processes over durable embedded servers, with the vendors faked at the wire. A sender
that keeps a ledger delivers the calls; the seed decides what happens when. Exits 1 when a call that was promised is
lost, anything is there twice, more was paid for again than was in flight, or a run is open a minute after the last.
"""

import argparse
import asyncio
import os
import random
import re
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx
from redis.asyncio import Redis

from cli.embedded import postgres_server, valkey_server
from cli.servers import Server
from shared.db.migrate import migrate
from shared.db.pool import AWAY
from shared.tasks import stop
from tests.chaos.ledger import Findings, Ledger, findings
from tests.chaos.proxy import Proxy, proxied
from tests.fakes import openai_server as openai
from tests.support.people import sign_up
from tests.support.processes import Installation, installation
from tests.system.vendors import Vendors, vendors

WORKERS = 3
SENDERS = 8
# A sender would not go on for ever either when nothing of what it sent is done.
MOST_OPEN = 150
SETTLE_S = 60.0
LATENCY_S = {"/chat/": 0.3, "/embeddings": 0.1}
SECRET = "wsec_" + "5" * 64
ENVIRON = {
    "JWT_SECRET": "j" * 32,
    "ENCRYPTION_KEY": "e" * 32,
    "ELEVENLABS_WEBHOOK_SECRET": SECRET,
    "WORKER_CONCURRENCY": "10",
    "OPENAI_TIMEOUT_S": "5",
    # The kills are the storm's, not the calls'.
    "MAX_CRASHES": "1000",
    "MAX_ATTEMPTS": "100",
    "BACKOFF_MAX_S": "2",
    "LOG_LEVEL": "warning",
}


@dataclass(frozen=True)
class Sizes:
    calls: int
    kills: int
    redis: int
    postgres: int
    wire: int


@dataclass
class Storm:
    """Everything there is to break; `counts` says how often each was."""

    choose: random.Random
    installed: Installation
    fakes: Vendors
    postgres: Server
    redis: Server
    wires: dict[str, Proxy]
    direct_url: str
    counts: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0
    progress: float = 0
    _next_worker: int = WORKERS

    async def kill_a_worker(self) -> None:
        name = self.choose.choice(self._workers())
        await self._note_steps_in_flight(self.installed.processes[name].pid)
        await asyncio.to_thread(self.installed.kill, name)
        self.replace_a_worker()

    async def put_a_worker_to_sleep(self) -> None:
        """Past its lease; it wakes while others have its runs."""
        process = self.installed.processes[self.choose.choice(self._workers())]
        await self._note_steps_in_flight(process.pid)
        process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(6.5)
        process.send_signal(signal.SIGCONT)

    async def kill_the_api(self) -> None:
        await asyncio.to_thread(self.installed.kill, "api")
        await self.installed.start_api()

    async def kill_redis(self) -> None:
        await asyncio.to_thread(self.redis.kill)
        await asyncio.sleep(self.choose.uniform(0.2, 2))
        await asyncio.to_thread(self.redis.start)

    async def flush_redis(self) -> None:
        async with Redis.from_url(self.redis.url, socket_timeout=5) as redis:
            await redis.flushall()

    async def crash_postgres(self) -> None:
        await self._note_steps_in_flight()
        await asyncio.to_thread(self.postgres.kill)
        await asyncio.sleep(self.choose.uniform(0.2, 1))
        await asyncio.to_thread(self.postgres.start)

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

    def _workers(self) -> list[str]:
        return [name for name in self.installed.processes if name.startswith("worker")]

    def replace_a_worker(self) -> None:
        self._next_worker += 1
        self.installed.start_worker(f"worker-{self._next_worker}")

    async def _note_steps_in_flight(self, pid: int | None = None) -> None:
        """What a kill now, of one worker or of what all need, may have to be paid for again."""
        try:
            conn = await asyncpg.connect(self.direct_url, timeout=5)
        except AWAY:
            return
        self.in_flight += await conn.fetchval(
            "select count(*) from job_steps join jobs on jobs.id = job_id"
            " where job_steps.status = 'running' and jobs.status = 'running' and lease_until > now()"
            " and ($1::text is null or split_part(worker, ':', 2) = $1)",
            None if pid is None else str(pid),
        )
        await conn.close()


def happenings(storm: Storm, sizes: Sizes) -> list[tuple[str, Callable[[], Coroutine[Any, Any, None]]]]:
    """In the order of the seed."""
    flushes = sizes.redis // 2
    planned: list[tuple[str, Callable[[], Coroutine[Any, Any, None]], int]] = [
        ("worker SIGKILL", storm.kill_a_worker, sizes.kills),
        ("worker paused past its lease", storm.put_a_worker_to_sleep, max(1, sizes.kills // 20)),
        ("API SIGKILL", storm.kill_the_api, max(1, sizes.kills // 20)),
        ("Redis kill -9", storm.kill_redis, sizes.redis - flushes),
        ("Redis FLUSHALL", storm.flush_redis, flushes),
        ("PostgreSQL kill -9", storm.crash_postgres, sizes.postgres),
        ("wire cut, stalled or losing answers", storm.break_a_wire, sizes.wire),
        ("vendor in trouble", storm.trouble_vendors, sizes.wire),
    ]
    every = [(name, happening) for name, happening, count in planned for _ in range(count)]
    storm.choose.shuffle(every)
    return every


async def rage(storm: Storm, sizes: Sizes) -> None:
    """One thing after the other."""
    every = happenings(storm, sizes)
    for position, (name, happening) in enumerate(every):
        storm.progress = (position + 1) / len(every)
        storm.counts[name] += 1
        await happening()
        await asyncio.sleep(storm.choose.uniform(0.2, 1.8))


async def deliver_all(ledger: Ledger, storm: Storm, sizes: Sizes, raging: asyncio.Task[None]) -> None:
    """Spread over the storm, but never so many that most only wait."""
    numbers = iter(range(sizes.calls))

    async def sender() -> None:
        for number in numbers:
            while (not raging.done() and number > storm.progress * sizes.calls) or await _open_runs(storm) > MOST_OPEN:
                await asyncio.sleep(0.1)
            await ledger.deliver(number)

    async with asyncio.TaskGroup() as group:
        for _ in range(SENDERS):
            group.create_task(sender())
    await raging


async def _open_runs(storm: Storm) -> int:
    try:
        conn = await asyncpg.connect(storm.direct_url, timeout=5)
        try:
            return int(await conn.fetchval("select count(*) from jobs where status in ('queued', 'running')"))
        finally:
            await conn.close()
    except AWAY:
        return 0


async def supervise(storm: Storm) -> None:
    """As whoever runs it would: what ended by itself, because it found no database at its start, is started again."""
    while True:
        await asyncio.sleep(0.5)
        for name, process in list(storm.installed.processes.items()):
            if name.startswith("worker") and process.poll() is not None:
                storm.installed.processes.pop(name, None)
                storm.counts["worker started in vain"] += 1
                storm.replace_a_worker()


async def settle(storm: Storm) -> float:
    """Until nothing is open, a minute at most; returns how long it took."""
    began = time.monotonic()
    while time.monotonic() - began < SETTLE_S and await _open_runs(storm):
        await asyncio.sleep(0.25)
    return time.monotonic() - began


def repeated_questions(storm: Storm) -> int:
    """Chat requests that were made once more: the same question about the same call. Refused ones were not paid for."""
    asked = Counter(_question(str(each.body)) for each in storm.fakes.openai.script.seen["chat"])
    return sum(count - 1 for count in asked.values()) - storm.counts["vendor in trouble"]


def _question(body: str) -> tuple[str, ...]:
    found = re.search(r"file (conv_\d+)", body), re.search(r"'json_schema': \{'name': '(\w+)'", body)
    return tuple(each[1] for each in found if each)


@dataclass(frozen=True)
class Outcome:
    """What a storm did, and what was there afterwards."""

    seed: int
    counts: Counter[str]
    accepted: int
    refusals: Counter[str]
    found: Findings
    repeated: int
    in_flight: int
    took_s: float
    settled_s: float

    @property
    def held(self) -> bool:
        found = self.found
        return not (found.lost or found.doubled or found.open) and self.repeated <= self.in_flight


async def blow(seed: int, sizes: Sizes) -> Outcome:
    """Leaves its logs and its database behind when something is wrong, and says where."""
    folder = Path(tempfile.gettempdir()) / f"aftercall-storm-{secrets.token_hex(4)}"
    async with AsyncExitStack() as stack:
        outcome = await _blow_in(seed, sizes, folder, stack)
    if outcome.held:
        shutil.rmtree(folder)
    else:
        print(f"The logs and the database are left in {folder}")
    return outcome


async def _blow_in(seed: int, sizes: Sizes, folder: Path, stack: AsyncExitStack) -> Outcome:
    storm = await _prepared(seed, folder, stack)
    began = time.monotonic()
    supervising = asyncio.create_task(supervise(storm))
    ledger = await _blow(storm, sizes, stack)
    settled_s = await settle(storm)
    await stop(supervising)
    conn = await asyncpg.connect(storm.postgres.url, timeout=10)
    booked = [str(each["metadata"]["aftercall_callback_id"]) for each in storm.fakes.calcom.bookings]
    vectors = {vector for space in storm.fakes.pinecone.namespaces.values() for vector in space}
    found = await findings(conn, ledger, booked, vectors)
    await conn.close()
    return Outcome(
        seed=seed,
        counts=storm.counts,
        accepted=len(ledger.accepted),
        refusals=ledger.refusals,
        found=found,
        repeated=repeated_questions(storm),
        in_flight=storm.in_flight,
        took_s=time.monotonic() - began,
        settled_s=settled_s,
    )


async def _prepared(seed: int, folder: Path, stack: AsyncExitStack) -> Storm:
    """Servers, wires and vendors; no process of ours runs yet."""
    postgres = stack.enter_context(postgres_server(folder / "data"))
    redis = stack.enter_context(valkey_server(folder / "data"))
    fakes = stack.enter_context(vendors(LATENCY_S))
    postgres_wire, postgres_port = await stack.enter_async_context(proxied(_to_postgres(postgres.url)))
    at = urlsplit(redis.url)
    redis_wire, redis_port = await stack.enter_async_context(
        proxied(lambda: asyncio.open_connection(at.hostname, at.port))
    )
    await migrate(postgres.url)
    environ = {
        **fakes.environ,
        **ENVIRON,
        "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{postgres_port}/postgres",
        "REDIS_URL": f"redis://{at.username or ''}:{at.password}@127.0.0.1:{redis_port}/0",
        "AFTERCALL_DATA_DIR": str(folder / "data"),
    }
    installed = stack.enter_context(installation(environ, folder / "logs"))
    wires = {"postgres": postgres_wire, "redis": redis_wire}
    return Storm(random.Random(seed), installed, fakes, postgres, redis, wires, postgres.url)


async def _blow(storm: Storm, sizes: Sizes, stack: AsyncExitStack) -> Ledger:
    await storm.installed.start_api()
    for number in range(WORKERS):
        storm.installed.start_worker(f"worker-{number}")
    client = await stack.enter_async_context(httpx.AsyncClient(base_url=storm.installed.base_url, timeout=20))
    team = await sign_up(client, "storm@example.com", "Storm")
    ledger = Ledger(client, team.agent_id, SECRET, random.Random(storm.choose.random()))
    raging = asyncio.create_task(rage(storm, sizes))
    await deliver_all(ledger, storm, sizes, raging)
    return ledger


def report(outcome: Outcome) -> None:
    found = outcome.found
    for name, count in sorted(outcome.counts.items()):
        print(f"{count:6}  {name}")
    print(
        f"{outcome.accepted:6}  calls accepted in {outcome.took_s:.0f} s; refused for a while: {dict(outcome.refusals)}"
    )
    print(f"{len(found.lost):6}  lost")
    print(f"{len(found.doubled):6}  doubled")
    print(f"{found.open:6}  open {outcome.settled_s:.0f} s after the last call")
    print(f"{outcome.repeated:6}  questions paid for again, of {outcome.in_flight} steps in flight at a kill or a cut")
    for each in [*found.lost[:20], *found.doubled[:20]]:
        print(f"        {each}")
    print("held" if outcome.held else f"NOT held; again with: python -m tests.chaos.storm --seed {outcome.seed}")


def _to_postgres(url: str) -> Callable[[], Coroutine[Any, Any, tuple[asyncio.StreamReader, asyncio.StreamWriter]]]:
    """The embedded server listens on a socket in a folder."""
    folder = parse_qs(urlsplit(url).query)["host"][0]
    return lambda: asyncio.open_unix_connection(os.path.join(folder, ".s.PGSQL.5432"))  # noqa: PTH118


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    for name, default in (("calls", 2000), ("kills", 100), ("redis", 12), ("postgres", 6), ("wire", 12)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    sizes = Sizes(given.calls, given.kills, given.redis, given.postgres, given.wire)
    print(f"seed {given.seed}: {sizes}", flush=True)
    outcome = asyncio.run(blow(given.seed, sizes))
    report(outcome)
    return 0 if outcome.held else 1


if __name__ == "__main__":
    sys.exit(main())
