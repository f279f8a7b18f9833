"""Processor time that one call costs the worker, the API, PostgreSQL and Valkey, with hosted
vendors faked at the wire.

    python benchmarks/bench_cpu.py [--calls 100] [--slots 20] [--rounds 3]

The vendors answer after a fixed time and run in this process, so what they cost is not in the
figures. Calls arrive together; the first round warms up and is left out. Prints milliseconds of
processor time a call, medians over the rounds, and how long the last call of a burst takes to be
ready.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.bench_critical_path import SECRET, environment
from shared.db.pool import ALL_TENANTS, open_database
from shared.settings.load import load_settings
from tests.support.calls import send, transcription
from tests.support.databases import migrate_both
from tests.support.people import Team, sign_up
from tests.support.processes import Installation, installation, until


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time so far, by process."""

    seconds: dict[str, float]

    def since(self, before: "Spent") -> dict[str, float]:
        return {name: spent - before.seconds.get(name, 0.0) for name, spent in self.seconds.items()}


def spent(installed: Installation, servers: dict[str, int]) -> Spent:
    pids = {name: process.pid for name, process in installed.processes.items()} | servers
    return Spent({name: _with_children(pid) for name, pid in pids.items()})


def _with_children(pid: int) -> float:
    """PostgreSQL's backends and a worker's helpers included; processes that ended before are
    counted by their parent.
    """
    process, total = psutil.Process(pid), 0.0
    for each in (process, *process.children(recursive=True)):
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    times = process.cpu_times()
    return float(total + times.children_user + times.children_system)


def servers() -> dict[str, int]:
    """The embedded servers are children of this process."""
    found = {}
    for child in psutil.Process().children(recursive=True):
        try:
            name = child.name()
        except psutil.NoSuchProcess:
            continue
        if name == "postgres" and "postgres" not in found:
            found["postgres"] = child.pid
        if name.startswith(("valkey", "redis")):
            found["valkey"] = child.pid
    return found


async def burst(team: Team, installed: Installation, calls: int, number: int) -> float:
    """Seconds from the first request to the last call that is ready."""
    begun = time.monotonic()
    events = [
        transcription(
            team.agent_id,
            f"conv_{number}_{call}",
            metadata={
                "start_time_unix_secs": 1795015800 + 86400 * (number * calls + call),
                "timezone": "UTC",
            },
        )
        for call in range(calls)
    ]
    await asyncio.gather(*(send(team.client, event, secret=SECRET) for event in events))
    settings = load_settings(installed.environ)
    async with open_database(settings.database, size=1) as database:

        async def unready() -> int:
            async with database.connection(ALL_TENANTS) as conn:
                return int(
                    await conn.fetchval("select count(*) from calls where status <> 'ready'")
                )

        await until(unready, lambda left: left == 0, timeout_s=300, every_s=0.1)
    return time.monotonic() - begun


async def measure(
    installed: Installation, calls: int, rounds: int
) -> tuple[dict[str, list[float]], list[float]]:
    await installed.start_api()
    installed.start_worker()
    costs: dict[str, list[float]] = {}
    took = []
    async with httpx.AsyncClient(base_url=installed.base_url, timeout=60) as client:
        team = await sign_up(client, "bench@example.com", "Bench")
        await burst(team, installed, calls, 0)
        found = servers()
        for number in range(1, rounds + 1):
            before = spent(installed, found)
            took.append(await burst(team, installed, calls, number))
            for name, seconds in spent(installed, found).since(before).items():
                costs.setdefault(name, []).append(seconds * 1000 / calls)
    return costs, took


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=100)
    parser.add_argument("--slots", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with environment() as environ, tempfile.TemporaryDirectory() as logs:
        environ |= {"WORKER_CONCURRENCY": str(given.slots)}
        with installation(environ, Path(logs)) as installed:
            asyncio.run(migrate_both(environ))
            costs, took = asyncio.run(measure(installed, given.calls, given.rounds))
    for name, each in sorted(costs.items()):
        rounds = ", ".join(f"{one:.1f}" for one in each)
        print(f"{name}: {statistics.median(each):.1f} ms of processor time a call ({rounds})")
    print(
        f"burst of {given.calls} with {given.slots} slots: last ready after"
        f" {statistics.median(took):.1f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
