"""How fast a call is accepted, how much one process accepts, and what is answered while Redis or
PostgreSQL is dead.

    python benchmarks/bench_accept.py [--seconds 10] [--rounds 5]

PostgreSQL and Valkey write to disk as in production; API, worker and the load are processes of
their own. Latencies are taken at 200 requests/s, from the time each should have left, while a
worker has every slot full or Redis is dead: the medians of three rounds. What one process accepts
is compared with a FastAPI endpoint that parses the same body and does nothing, in rounds that
alternate; PostgreSQL, Valkey and the load have the same processors. In the end PostgreSQL is killed
under load, and every call that was answered with 202 is looked for.

Exits 1 when an accepted call is missing, or one was refused for want of Redis.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx
import psutil

sys.path.insert(0, str(Path(__file__).parent.parent))


from benchmarks.folders import data_folder
from cli.embedded import postgres_server, valkey_server
from cli.ports import free_port
from cli.servers import Server
from shared.db.pool import ALL_TENANTS, open_database
from shared.settings.load import load_settings
from tests.fakes.openai_server import FakeOpenAI
from tests.fakes.serving import served
from tests.fakes.slow import Slow
from tests.support.databases import database_urls, migrate_both
from tests.support.people import sign_up
from tests.support.processes import ROOT, Installation, installation, until

RATE = 200
RATE_ROUNDS = 3
ROUND_S = 2
LOG_FILES = 24
CONNECTIONS = 50
VENDOR_S = 0.5
SECRET = "wsec_" + "b" * 64
GOALS = {
    "accept_p50_ms": "at most 3",
    "accept_p99_ms": "at most 10",
    "accept_to_bare_ratio": "at least 0.7",
    "redis_dead_p99_ms": "at most 20",
    "redis_dead_refused": "0",
    "postgres_dead_lost": "0",
}


@dataclass(frozen=True, slots=True)
class Load:
    """What the load process saw."""

    per_s: float
    latencies_ms: list[float]
    statuses: dict[str, int]
    accepted: list[str]

    def percentile_ms(self, percent: int) -> float:
        return statistics.quantiles(self.latencies_ms, n=100, method="inclusive")[percent - 1]

    @property
    def refused(self) -> int:
        return sum(number for status, number in self.statuses.items() if status != "202")


@dataclass(frozen=True, slots=True)
class Bare:
    """The process of the endpoint that does nothing."""

    port: int
    pid: int


@dataclass(frozen=True, slots=True)
class Bench:
    installed: Installation
    postgres: Server
    valkey: Server
    bare: Bare
    agent_id: str

    async def at_a_rate(self, seconds: float) -> Load:
        return await load(self.installed.port, self.agent_id, "--rate", RATE, "--seconds", seconds)

    async def saturated(self, seconds: float, *, bare: bool = False) -> float:
        """Answers a second, each with 202."""
        where = ["--path", "/bare"] if bare else []
        port = self.bare.port if bare else self.installed.port
        seen = await load(
            port, self.agent_id, "--connections", CONNECTIONS, "--seconds", seconds, *where
        )
        if seen.refused:
            raise AssertionError(f"not everything was accepted: {seen.statuses}")
        return seen.per_s


async def load(port: int, agent_id: str, *arguments: object) -> Load:
    options = ["--port", port, "--agent", agent_id, "--secret", SECRET, *arguments]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "benchmarks" / "load.py"),
        *map(str, options),
        stdout=subprocess.PIPE,
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise AssertionError(f"the load process exited with {process.returncode}")
    seen = json.loads(said)
    answered = len(seen["latencies_ms"])
    return Load(
        answered / seen["seconds"], seen["latencies_ms"], seen["statuses"], seen["accepted"]
    )


async def measure(*, seconds: float = 10, rounds: int = 5) -> dict[str, float]:
    async with opened() as bench:
        installed = bench.installed
        installed.start_worker()
        await bench.saturated(2)
        await reserve_log_files(installed.environ["DATABASE_MIGRATE_URL"])
        usual = await rounds_at_a_rate(bench, seconds)
        installed.kill("worker")
        figures = {
            "accept_p50_ms": median_ms(usual, 50),
            "accept_p99_ms": median_ms(usual, 99),
            **await against_bare(bench, rounds),
            "api_mib": installed.memory_mib("api"),
        }
        bench.valkey.kill()
        without_redis = await rounds_at_a_rate(bench, seconds)
        bench.valkey.start()
        return {
            **figures,
            "redis_dead_p99_ms": median_ms(without_redis, 99),
            "redis_dead_refused": sum(seen.refused for seen in without_redis),
            **await with_postgres_killed(bench, seconds),
        }


async def reserve_log_files(database_url: str) -> None:
    """As a server has them that runs for some time: it uses its log's old files again. A new one
    has to make each first, 16 MB of zeros, and a commit then waits 50 ms and more.
    """
    conn = await asyncpg.connect(database_url)
    for _ in range(LOG_FILES):
        await conn.execute("select pg_logical_emit_message(false, 'bench', ''), pg_switch_wal()")
    await conn.execute("checkpoint")
    await conn.close()


async def rounds_at_a_rate(bench: Bench, seconds: float) -> list[Load]:
    return [await bench.at_a_rate(seconds) for _ in range(RATE_ROUNDS)]


def median_ms(rounds: list[Load], percent: int) -> float:
    return statistics.median(seen.percentile_ms(percent) for seen in rounds)


async def against_bare(bench: Bench, rounds: int) -> dict[str, float]:
    """Medians of rounds that alternate; the first is for warming up. `_cpu_ms`: processor time for
    each request.
    """
    assert bench.postgres.process
    watched = {
        "accept_cpu_ms": bench.installed.processes["api"].pid,
        "postgres_cpu_ms": bench.postgres.process.pid,
        "bare_cpu_ms": bench.bare.pid,
    }
    found: dict[str, list[float]] = {}
    for _ in range(rounds + 1):
        for name, bare in (("bare", True), ("accepted", False)):
            before = {each: cpu_ms(pid) for each, pid in watched.items()}
            per_s = await bench.saturated(ROUND_S, bare=bare)
            found.setdefault(f"{name}_per_s", []).append(per_s)
            for each, pid in watched.items():
                if each.startswith("bare") == bare:
                    found.setdefault(each, []).append(
                        (cpu_ms(pid) - before[each]) / (per_s * ROUND_S)
                    )
    figures = {name: statistics.median(values[1:]) for name, values in found.items()}
    return {**figures, "accept_to_bare_ratio": figures["accepted_per_s"] / figures["bare_per_s"]}


def cpu_ms(pid: int) -> float:
    """What a process and those that it started have used."""
    process = psutil.Process(pid)
    times = [each.cpu_times() for each in (process, *process.children(recursive=True))]
    return 1000 * sum(float(each.user + each.system) for each in times)


async def with_postgres_killed(bench: Bench, seconds: float) -> dict[str, float]:
    """Killed a third into the load, and back when it is over."""
    loading = asyncio.create_task(bench.at_a_rate(seconds))
    await asyncio.sleep(seconds / 3)
    await asyncio.to_thread(bench.postgres.kill)
    seen = await loading
    await asyncio.to_thread(bench.postgres.start)
    async with httpx.AsyncClient(base_url=bench.installed.base_url, timeout=20) as client:
        await until(lambda: spooled(client), lambda waiting: waiting == 0, timeout_s=300)
    lost = len(seen.accepted) - await recorded(bench, seen.accepted)
    return {
        "postgres_dead_accepted": len(seen.accepted),
        "postgres_dead_refused": seen.refused,
        "postgres_dead_lost": lost,
    }


async def spooled(client: httpx.AsyncClient) -> int:
    return int((await client.get("/health/ready")).json()["spooled_events"])


async def recorded(bench: Bench, conversation_ids: list[str]) -> int:
    """How many of these calls there are, each with its run."""
    settings = load_settings(bench.installed.environ)
    async with (
        open_database(settings.database) as database,
        database.connection(ALL_TENANTS) as conn,
    ):
        return int(
            await conn.fetchval(
                "select count(*) from calls c join jobs j on j.call_id = c.id where c.external_id ="
                " any($1)",
                conversation_ids,
            )
        )


@asynccontextmanager
async def opened() -> AsyncIterator[Bench]:
    """Everything runs but the worker."""
    async with AsyncExitStack() as stack:
        environ, postgres, valkey = stack.enter_context(environment())
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bare = await stack.enter_async_context(bare_server())
        installed = stack.enter_context(installation(environ, logs))
        await migrate_both(environ)
        await installed.start_api()
        async with httpx.AsyncClient(base_url=installed.base_url, timeout=20) as client:
            team = await sign_up(client, "bench@example.com", "Bench")
        yield Bench(installed, postgres, valkey, bare, team.agent_id)


@contextmanager
def environment() -> Iterator[tuple[dict[str, str], Server, Server]]:
    """Embedded servers, and a vendor that takes its time."""
    openai = FakeOpenAI()
    with ExitStack() as stack:
        folder = stack.enter_context(data_folder())
        vendor = stack.enter_context(served(Slow(openai.app, {"/v1/": VENDOR_S})))
        postgres = stack.enter_context(postgres_server(folder))
        valkey = stack.enter_context(valkey_server(folder))
        yield (
            {
                **database_urls(postgres.url),
                "REDIS_URL": valkey.url,
                "AFTERCALL_DATA_DIR": str(folder / "data"),
                "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
                "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
                "SIGNUP_OPEN": "direct",
                "ELEVENLABS_WEBHOOK_SECRET": SECRET,
                "OPENAI_API_KEY": "sk-bench",
                "OPENAI_BASE_URL": f"{vendor}/v1",
            },
            postgres,
            valkey,
        )


@asynccontextmanager
async def bare_server() -> AsyncIterator[Bare]:
    """With uvicorn set as it is for the API."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "benchmarks" / "bare.py"), str(port)
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            await until(lambda: answers(client), bool)
        yield Bare(port, process.pid)
    finally:
        process.kill()
        await process.wait()


async def answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.post("/bare", json={"type": "x"})).status_code == 202
    except httpx.TransportError:
        return False


def show(figures: dict[str, float]) -> None:
    for name, value in figures.items():
        goal = f"   goal: {GOALS[name]}" if name in GOALS else ""
        print(f"{name:24} {value:10.2f}{goal}")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    figures = asyncio.run(measure(seconds=given.seconds, rounds=given.rounds))
    show(figures)
    return 1 if figures["postgres_dead_lost"] or figures["redis_dead_refused"] else 0


if __name__ == "__main__":
    sys.exit(main())
