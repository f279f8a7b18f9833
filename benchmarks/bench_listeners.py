"""A thousand open streams of events on one API process at 200 events/s, while Valkey is killed and
the API is stopped and killed: whether each stream gets each event once, in order.

    python benchmarks/bench_listeners.py [--listeners 1000] [--tenants 20] [--per-s 200]
        [--phase-s 5]

Events are written to the table as workers write them, in turn for each tenant, and each listener
gets those of its tenant. A listener connects again with `Last-Event-ID` a little over two seconds
after its connection broke, as the stream asks of it. After a quiet phase Valkey is killed and
started again, then the API is stopped (SIGTERM) and started, then killed (SIGKILL) and started.
Delays are of the first phase: from the beginning of the transaction that wrote an event until a
listener has it; listeners run in this process, whose own work is in the delays.

Exits 1 when a listener misses an event, or gets one twice.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import httpx
from pwdlib import PasswordHash

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.bench_accept import cpu_ms
from benchmarks.folders import data_folder
from cli.embedded import embedded_postgres, valkey_server
from cli.servers import Server
from shared.db.events import insert_event
from shared.db.pool import ALL_TENANTS, Database, open_database
from shared.domain.ids import TenantId
from shared.settings.load import load_settings
from tests.support.databases import database_urls, migrate_both
from tests.support.people import PASSWORD, Team, settled
from tests.support.processes import Installation, installation, until

TYPE = "call.updated"
AWAY_S, RETRY_S, WAIT_S = 2.0, 2.0, 180.0
# What listeners read of a connection at a time.
BUFFER_BYTES = 2**18


@dataclass(eq=False)
class Listener:
    """A stream of a team. Its events have numbers from 0 on, so it knows what it should get."""

    team: Team
    measures: asyncio.Event
    last_id: str | None = None
    expected: int = 0
    missed: int = 0
    doubled: int = 0
    connections: int = 0
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    delays_ms: list[float] = field(default_factory=list)

    async def listen(self, port: int) -> None:
        """Connects again and again until it is cancelled."""
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._follow(port)
            await asyncio.sleep(RETRY_S * random.uniform(1, 1.5))

    async def _follow(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=BUFFER_BYTES)
        place = f"Last-Event-ID: {self.last_id}\r\n" if self.last_id else ""
        writer.write(
            f"GET /api/events/stream?type={TYPE} HTTP/1.1\r\nHost: localhost\r\n{place}"
            f"Authorization: {self.team.headers['Authorization']}\r\n\r\n".encode()
        )
        try:
            self.connections += 1
            message: dict[bytes, bytes] = {}
            while (line := await reader.readline()).endswith(b"\n"):
                if line != b"\n":
                    name, _, value = line.partition(b": ")
                    message[name] = value
                    continue
                # What an empty line does not end was cut off.
                if b"data" in message:
                    self._take(message)
                message = {}
        finally:
            writer.close()

    def _take(self, message: dict[bytes, bytes]) -> None:
        self.last_id = message[b"id"].decode().strip()
        name = message[b"event"].strip()
        if name == b"stream.open":
            self.opened.set()
            return
        body = json.loads(message[b"data"])
        number = body["data"]["number"]
        self.missed += max(0, number - self.expected)
        self.doubled += number < self.expected
        self.expected = max(self.expected, number + 1)
        if self.measures.is_set():
            at = datetime.fromisoformat(body["at"]).timestamp()
            self.delays_ms.append((time.time() - at) * 1000)


@dataclass
class Writer:
    """Writes events at a rate, a tenant after the other; `written` counts those of each."""

    database: Database
    tenants: list[TenantId]
    per_s: float
    written: list[int] = field(init=False)
    ends: bool = False

    def __post_init__(self) -> None:
        self.written = [0] * len(self.tenants)

    async def run(self) -> None:
        """Runs until `ends`."""
        began, number = time.monotonic(), 0
        while not self.ends:
            await asyncio.sleep(max(0.0, began + number / self.per_s - time.monotonic()))
            place = number % len(self.tenants)
            await self._write(place)
            number += 1

    async def _write(self, place: int) -> None:
        async with self.database.transaction(ALL_TENANTS) as conn:
            await insert_event(
                conn,
                self.tenants[place],
                TYPE,
                data={"fields": ["status"], "number": self.written[place]},
            )
        self.written[place] += 1


@asynccontextmanager
async def running(listeners: list[Listener], port: int) -> AsyncIterator[float]:
    """Opens the streams, and yields the seconds that took."""
    began = time.monotonic()
    tasks = [asyncio.create_task(each.listen(port)) for each in listeners]
    try:
        async with asyncio.timeout(WAIT_S):
            for each in listeners:
                await each.opened.wait()
        yield time.monotonic() - began
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Memory:
    """The most that the API had resident, looked at every half second."""

    def __init__(self, installed: Installation) -> None:
        self._installed = installed
        self.peak_mib = 0.0

    async def watch(self) -> None:
        while True:
            with suppress(KeyError):
                self.peak_mib = max(self.peak_mib, self._installed.memory_mib("api"))
            await asyncio.sleep(0.5)


async def _measure(
    installed: Installation,
    valkey: Server,
    *,
    listeners: int,
    tenants: int,
    per_s: float,
    phase_s: float,
) -> dict[str, float]:
    await installed.start_api()
    settings = load_settings(installed.environ)
    measures = asyncio.Event()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=installed.base_url))
        database = await stack.enter_async_context(open_database(settings.database))
        hashed = PasswordHash.recommended().hash(PASSWORD)
        teams = [
            await settled(client, database, settings, f"p{number}@example.com", "T", hashed)
            for number in range(tenants)
        ]
        readers = [Listener(teams[number % tenants], measures) for number in range(listeners)]
        writer = Writer(database, [TenantId(UUID(each.tenant_id)) for each in teams], per_s)
        memory = Memory(installed)
        before_mib = installed.memory_mib("api")
        async with running(readers, installed.port) as opening_s:
            open_mib = installed.memory_mib("api")
            watching = asyncio.create_task(memory.watch())
            writing = asyncio.create_task(writer.run())
            measures.set()
            before, began = cpu_ms(installed.processes["api"].pid), time.monotonic()
            await asyncio.sleep(phase_s)
            measures.clear()
            busy = (cpu_ms(installed.processes["api"].pid) - before) / (time.monotonic() - began)
            await asyncio.to_thread(valkey.kill)
            await asyncio.sleep(AWAY_S)
            await asyncio.to_thread(valkey.start)
            await asyncio.sleep(phase_s)
            stopping = time.monotonic()
            await asyncio.to_thread(installed.stop, "api")
            stopping_s = time.monotonic() - stopping
            await installed.start_api()
            await asyncio.sleep(phase_s)
            installed.kill("api")
            await installed.start_api()
            restarted = time.monotonic()
            await asyncio.sleep(phase_s)
            writer.ends = True
            await writing
            totals = {
                each.tenant_id: count for each, count in zip(teams, writer.written, strict=True)
            }

            async def behind() -> int:
                return sum(totals[each.team.tenant_id] - each.expected for each in readers)

            missing = 0
            try:
                await until(behind, lambda left: left == 0, timeout_s=WAIT_S, every_s=0.2)
            except AssertionError:
                missing = await behind()
            caught_up_s = time.monotonic() - restarted
            watching.cancel()
            delivered = sum(each.expected for each in readers)
            after_mib = installed.memory_mib("api")
    delays = [delay for each in readers for delay in each.delays_ms]
    print(
        f"{listeners} listeners of {tenants} tenants, opened in {opening_s:.1f} s;"
        f" {sum(writer.written)} events at {per_s:g}/s, {delivered} delivered over"
        f" {sum(each.connections for each in readers)} connections; SIGTERM took"
        f" {stopping_s:.1f} s; all had every event {caught_up_s:.1f} s after the last restart"
    )
    return {
        "listeners": listeners,
        "listeners_missed": missing + sum(each.missed for each in readers),
        "listeners_doubled": sum(each.doubled for each in readers),
        "listeners_delay_p50_ms": statistics.median(delays),
        "listeners_delay_p95_ms": statistics.quantiles(delays, n=20, method="inclusive")[-1],
        "listeners_cpu_percent": busy / 10,
        "listeners_memory_before_mib": before_mib,
        "listeners_memory_open_mib": open_mib,
        "listeners_memory_peak_mib": memory.peak_mib,
        "listeners_memory_after_mib": after_mib,
    }


def measure(
    *, listeners: int = 1000, tenants: int = 20, per_s: float = 200, phase_s: float = 5
) -> dict[str, float]:
    """Returns the figures; prints how many events were delivered."""
    with ExitStack() as stack:
        folder = stack.enter_context(data_folder())
        postgres_url = stack.enter_context(embedded_postgres(folder))
        valkey = stack.enter_context(valkey_server(folder))
        environ = {
            **database_urls(postgres_url),
            "REDIS_URL": valkey.url,
            "AFTERCALL_DATA_DIR": str(folder / "data"),
            "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
            "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
            "REQUESTS_PER_MINUTE": "1000000",
        }
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        installed = stack.enter_context(installation(environ, logs))
        asyncio.run(migrate_both(environ))
        return asyncio.run(
            _measure(
                installed,
                valkey,
                listeners=listeners,
                tenants=tenants,
                per_s=per_s,
                phase_s=phase_s,
            )
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--listeners", type=int, default=1000)
    parser.add_argument("--tenants", type=int, default=20)
    parser.add_argument("--per-s", type=float, default=200)
    parser.add_argument("--phase-s", type=float, default=5)
    figures = measure(**vars(parser.parse_args()))
    for name, value in figures.items():
        print(f"{name}: {value:.2f}")
    return 1 if figures["listeners_missed"] or figures["listeners_doubled"] else 0


if __name__ == "__main__":
    sys.exit(main())
