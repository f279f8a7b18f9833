"""How long lists and pages take of teams with many calls and with few, over HTTP.

    python benchmarks/bench_lists.py [--folder DIR] [--calls 1000000] [--requests 20]
        [--only "calls, words"] [--save FILE]

Measures on the database that benchmarks/million_calls.py made in the folder; without one it makes
one and removes it in the end. One person of the largest and one of the smallest team send one
request after another. `cpu` is the processor time of PostgreSQL for a request.

Exits 1 when the 95th percentile of a list reaches 100 ms, or of a page 200 ms.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import psutil

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.folders import data_folder
from benchmarks.list_cases import Case, known_of, lists_of, pages_of
from benchmarks.million_calls import NOTES, MadeTenant, fill_server
from cli.embedded import postgres_server, valkey_server
from cli.servers import Server
from shared.db.pool import open_database
from shared.domain.ids import TenantId, UserId
from shared.settings.load import load_settings
from tests.support.databases import database_urls, migrate_both
from tests.support.people import signed_in
from tests.support.processes import Installation, installation

LIST_GOAL_MS, PAGE_GOAL_MS = 100.0, 200.0
WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Measured:
    """A case, with milliseconds for a request."""

    name: str
    p50_ms: float
    p95_ms: float
    slowest_ms: float
    cpu_ms: float
    status: int

    @property
    def is_page(self) -> bool:
        return self.name.startswith("page ")

    @property
    def is_met(self) -> bool:
        return self.p95_ms < (PAGE_GOAL_MS if self.is_page else LIST_GOAL_MS)


def cpu_ms(pid: int) -> float:
    """Returns what a server and its processes have used, those that ended included: a parallel
    query starts some for itself.
    """
    process = psutil.Process(pid)
    own = process.cpu_times()
    times = [own.user, own.system, own.children_user, own.children_system]
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            used = child.cpu_times()
            times += [used.user, used.system]
    return 1000 * float(sum(times))


async def measure_case(
    client: httpx.AsyncClient, postgres: Server, case: Case, requests: int
) -> Measured:
    assert postgres.process
    requests = max(requests, len(case.variants))
    for number in range(min(WARM_UP, requests)):
        path, params = case.request(number)
        await client.get(path, params=dict(params))
    before, taken, status = cpu_ms(postgres.process.pid), [], 200
    for number in range(requests):
        path, params = case.request(number)
        began = time.perf_counter()
        answer = await client.get(path, params=dict(params))
        taken.append((time.perf_counter() - began) * 1000)
        status = max(status, answer.status_code)
    return Measured(
        case.name,
        statistics.median(taken),
        statistics.quantiles(taken, n=20, method="inclusive")[-1],
        max(taken),
        (cpu_ms(postgres.process.pid) - before) / requests,
        status,
    )


async def measure_tenant(
    installed: Installation,
    postgres: Server,
    tenant: MadeTenant,
    ends: datetime,
    *,
    requests: int,
    only: str | None,
) -> list[Measured]:
    owner = await asyncpg.connect(postgres.url)
    known = await known_of(owner, tenant, ends)
    await owner.close()
    settings = load_settings(installed.environ)
    async with open_database(settings.database, size=1) as database:
        token = await signed_in(database, settings, TenantId(tenant.id), UserId(known.user))
    found = []
    async with httpx.AsyncClient(
        base_url=installed.base_url, timeout=60, headers={"Authorization": f"Bearer {token}"}
    ) as client:
        for case in (*lists_of(known), *pages_of(known)):
            if not only or any(each in case.name for each in only.split(",")):
                found.append(await measure_case(client, postgres, case, requests))
                show(found[-1])
    return found


def show(one: Measured) -> None:
    missed = "" if one.is_met else "   missed"
    failed = "" if one.status < 400 else f"   status {one.status}"
    print(
        f"{one.name:44} {one.p50_ms:8.1f} {one.p95_ms:8.1f} {one.slowest_ms:8.1f}"
        f" {one.cpu_ms:8.1f}{missed}{failed}",
        flush=True,
    )


@contextmanager
def filled(
    folder: Path | None, calls: int
) -> Iterator[tuple[Installation, Server, dict[str, Any]]]:
    """Yields an installation without processes, on a filled database that is up to date."""
    with ExitStack() as stack:
        home = folder or stack.enter_context(data_folder())
        postgres = stack.enter_context(postgres_server(home, durable=False))
        valkey = stack.enter_context(valkey_server(home, durable=False))
        if (home / NOTES).exists():
            notes = json.loads((home / NOTES).read_text())
            asyncio.run(migrate_both(database_urls(postgres.url)))
        else:
            ends = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
            tenants = asyncio.run(fill_server(postgres.url, calls=calls, seed=1, ends=ends))
            notes = {
                "ends": ends.isoformat(),
                "tenants": [{**asdict(each), "id": str(each.id)} for each in tenants],
            }
        environ = {
            **database_urls(postgres.url),
            "REDIS_URL": valkey.url,
            "AFTERCALL_DATA_DIR": str(home / "data"),
            "JWT_SECRET": "J7w4Kz9TqLm2Xc8RvNb5Ys3Gd6Fh1Pt0",
            "ENCRYPTION_KEY": "E3r6Ty8Ui1Op4As7Df2Gh9Jk5Lz0Xc2V",
            "REQUESTS_PER_MINUTE": "1000000",
        }
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield stack.enter_context(installation(environ, logs)), postgres, notes


async def _measure(
    installed: Installation,
    postgres: Server,
    notes: dict[str, Any],
    *,
    requests: int,
    only: str | None,
) -> dict[str, list[Measured]]:
    await installed.start_api()
    tenants = [
        MadeTenant(each["number"], UUID(each["id"]), each["size"]) for each in notes["tenants"]
    ]
    found = {}
    for name, tenant in (("large", tenants[0]), ("small", tenants[-1])):
        print(f"\n{name}: {tenant.size} calls {'':24} p50 ms   p95 ms  slowest   cpu ms")
        found[name] = await measure_tenant(
            installed,
            postgres,
            tenant,
            datetime.fromisoformat(str(notes["ends"])),
            requests=requests,
            only=only,
        )
    return found


def figures_of(found: dict[str, list[Measured]]) -> dict[str, float]:
    """Returns the worst of lists and of pages, for each team."""
    figures: dict[str, float] = {}
    for team, cases in found.items():
        for kind, is_page in (("lists", False), ("pages", True)):
            some = [one for one in cases if one.is_page is is_page]
            if some:
                figures[f"{kind}_{team}_p50_ms"] = statistics.median(one.p50_ms for one in some)
                figures[f"{kind}_{team}_worst_p95_ms"] = max(one.p95_ms for one in some)
                figures[f"{kind}_{team}_cases"] = len(some)
    return figures


def measure(
    *,
    folder: Path | None = None,
    calls: int = 1_000_000,
    requests: int = 20,
    only: str | None = None,
    save: Path | None = None,
) -> dict[str, float]:
    """Returns the figures; prints the table."""
    with filled(folder, calls) as (installed, postgres, notes):
        found = asyncio.run(_measure(installed, postgres, notes, requests=requests, only=only))
    if save:
        save.write_text(
            json.dumps({team: [asdict(one) for one in cases] for team, cases in found.items()})
        )
    return figures_of(found)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--only")
    parser.add_argument("--save", type=Path)
    figures = measure(**vars(parser.parse_args()))
    for name, value in figures.items():
        print(f"{name}: {value:.1f}")
    goals = {"lists": LIST_GOAL_MS, "pages": PAGE_GOAL_MS}
    return (
        0
        if all(
            value < goals[name.partition("_")[0]]
            for name, value in figures.items()
            if name.endswith("_worst_p95_ms")
        )
        else 1
    )


if __name__ == "__main__":
    sys.exit(main())
