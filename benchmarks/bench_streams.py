"""Five hundred open pages on one API process: whether each stream gets each event, how late, and
what that costs the other requests.

    python benchmarks/bench_streams.py [--streams 500] [--tenants 5] [--calls 100] [--per-s 5]

The streams are of people of several teams. A worker with local models makes calls ready meanwhile.
Delays count from the beginning of the transaction that an event belongs to until a reader has its
last byte; readers run in this process, whose own work is in the delays. Other requests are
measured in quiet, with the streams open, and while calls come, in one run.

Exits 1 when a stream misses an event of its team, or gets one of another team.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.bench_accept import cpu_ms
from benchmarks.folders import data_folder
from cli.embedded import embedded_postgres, embedded_valkey
from tests.support.calls import send, transcription
from tests.support.databases import database_urls, migrate_both
from tests.support.people import Team, sign_up
from tests.support.processes import Installation, installation, until

SECRET = "wsec_" + "b" * 64
QUIET_REQUESTS = 200
OPEN_S = 10.0
EVERY_S = 0.03
WAIT_S = 120.0


@dataclass
class Reader:
    """A stream of a team: how often it got each type of event, of which calls, and how late."""

    team: Team
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    delays_ms: list[float] = field(default_factory=list)

    async def follow(self, port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            f"GET /api/events/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization:"
            f" {self.team.headers['Authorization']}\r\n\r\n".encode()
        )
        try:
            name = ""
            while line := await reader.readline():
                if line.startswith(b"event: "):
                    name = line[7:].decode().strip()
                elif line.startswith(b"data: "):
                    self._take(name, json.loads(line[6:]))
        finally:
            writer.close()

    def _take(self, name: str, data: dict[str, str]) -> None:
        if name == "stream.open":
            self.opened.set()
            return
        self.delays_ms.append((time.time() - datetime.fromisoformat(data["at"]).timestamp()) * 1000)
        self.counts[name, data["call_id"]] += 1


@asynccontextmanager
async def following(readers: list[Reader], port: int) -> AsyncIterator[float]:
    """Opens the streams, and yields the seconds that took."""
    began = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(reader.follow(port)) for reader in readers]
        async with asyncio.timeout(WAIT_S):
            for reader in readers:
                await reader.opened.wait()
        yield time.monotonic() - began
        for each in running:
            each.cancel()


async def request_for(team: Team, seconds: float) -> list[float]:
    """Sends one request after another, and returns the milliseconds of each."""
    taken, until_s = [], time.monotonic() + seconds
    while time.monotonic() < until_s:
        began = time.perf_counter()
        (await team.get("/api/calls")).raise_for_status()
        taken.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(EVERY_S)
    return taken


async def send_calls(teams: list[Team], calls: int, per_s: float) -> dict[str, set[str]]:
    """Sends the calls at a rate, to one team after the other. Returns the ids of each team's."""
    sent: dict[str, set[str]] = {team.tenant_id: set() for team in teams}
    began = time.monotonic()
    for number in range(calls):
        await asyncio.sleep(max(0.0, began + number / per_s - time.monotonic()))
        team = teams[number % len(teams)]
        event = transcription(
            team.agent_id,
            f"conv_{number}",
            metadata={"start_time_unix_secs": 1795015800 + 86400 * number, "timezone": "UTC"},
        )
        answer = await send(team.client, event, secret=SECRET)
        sent[team.tenant_id].add(answer.json()["call_id"])
    return sent


async def _measure(
    installed: Installation, *, streams: int, tenants: int, calls: int, per_s: float
) -> dict[str, float]:
    await installed.start_api()
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            httpx.AsyncClient(base_url=installed.base_url, timeout=60)
        )
        teams = [
            await sign_up(client, f"owner{number}@example.com", f"Team {number}")
            for number in range(tenants)
        ]
        pid = installed.processes["api"].pid
        # A first request makes what the others use.
        await request_for(teams[0], 1)
        memory_before = installed.memory_mib("api")
        quiet = await request_for(teams[0], OPEN_S)
        readers = [Reader(teams[number % tenants]) for number in range(streams)]
        async with following(readers, installed.port) as opening_s:
            before, began = cpu_ms(pid), time.monotonic()
            await asyncio.sleep(OPEN_S)
            idle_percent = (cpu_ms(pid) - before) / (time.monotonic() - began) / 10
            idle = await request_for(teams[0], OPEN_S)
            installed.start_worker()
            before = cpu_ms(pid)
            sending = asyncio.create_task(send_calls(teams, calls, per_s))
            busy: list[float] = []
            while not sending.done():
                busy += await request_for(teams[0], 1)
            sent = await sending

            async def missing() -> int:
                return sum(
                    reader.counts["call.ready", call_id] != 1
                    for reader in readers
                    for call_id in sent[reader.team.tenant_id]
                )

            lost = 0
            try:
                await until(missing, lambda left: left == 0, timeout_s=WAIT_S, every_s=0.5)
            except AssertionError:
                lost = await missing()
            delivered = sum(len(reader.delays_ms) for reader in readers)
            spent_ms = cpu_ms(pid) - before
            memory = installed.memory_mib("api")
        foreign = sum(
            call_id not in sent[reader.team.tenant_id]
            for reader in readers
            for _, call_id in reader.counts
        )
    delays = [delay for reader in readers for delay in reader.delays_ms]
    print(
        f"{streams} streams of {tenants} teams, opened in {opening_s:.1f} s; {calls} calls at"
        f" {per_s:g}/s, {delivered} events delivered"
    )
    return {
        "streams": streams,
        "streams_lost": lost,
        "streams_foreign": foreign,
        "streams_delay_p50_ms": statistics.median(delays),
        "streams_delay_p95_ms": p95(delays),
        "streams_memory_kib": (memory - memory_before) * 1024 / streams,
        "streams_idle_cpu_percent": idle_percent,
        "streams_cpu_ms": spent_ms / max(1, delivered),
        "streams_others_quiet_p95_ms": p95(quiet),
        "streams_others_open_ratio": p95(idle) / p95(quiet),
        "streams_others_p50_ratio": statistics.median(busy) / statistics.median(quiet),
        "streams_others_p95_ratio": p95(busy) / p95(quiet),
        "streams_others_p95_ms": p95(busy),
    }


def p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20, method="inclusive")[-1]


def measure(
    *, streams: int = 500, tenants: int = 5, calls: int = 100, per_s: float = 5
) -> dict[str, float]:
    """Returns the figures; prints how many events were delivered."""
    with ExitStack() as stack:
        folder = stack.enter_context(data_folder())
        postgres_url = stack.enter_context(embedded_postgres(folder))
        environ = {
            **database_urls(postgres_url),
            "REDIS_URL": stack.enter_context(embedded_valkey(folder)),
            "AFTERCALL_DATA_DIR": str(folder / "data"),
            "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
            "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
            "SIGNUP_OPEN": "direct",
            "ELEVENLABS_WEBHOOK_SECRET": SECRET,
            "REQUESTS_PER_MINUTE": "1000000",
        }
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        installed = stack.enter_context(installation(environ, logs))
        asyncio.run(migrate_both(environ))
        return asyncio.run(
            _measure(installed, streams=streams, tenants=tenants, calls=calls, per_s=per_s)
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--streams", type=int, default=500)
    parser.add_argument("--tenants", type=int, default=5)
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--per-s", type=float, default=5)
    figures = measure(**vars(parser.parse_args()))
    for name, value in figures.items():
        print(f"{name}: {value:.2f}")
    return 1 if figures["streams_lost"] or figures["streams_foreign"] else 0


if __name__ == "__main__":
    sys.exit(main())
