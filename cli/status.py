"""`aftercall status`: reports what runs here, its addresses, and what waits."""

import asyncio
import json
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console

from cli.account import EMAIL
from cli.readiness import failing_checks
from cli.tables import add_row, plain_table, print_table
from shared.db.jobs.backlog import measure_backlog
from shared.db.overview import count_calls, count_missed_calls
from shared.db.pool import ALL_TENANTS, open_database
from shared.db.tenants import list_tenant_names
from shared.db.users import find_user
from shared.errors import AftercallError
from shared.queue.queue import AWAY, open_queue
from shared.settings.load import Settings

SECRETS = "secrets.json"


@dataclass(frozen=True, slots=True)
class Work:
    """Counts over all tenants but the canary's, except for runs. `due_runs` may start now,
    `stalled_runs` are due and no worker processes them.
    """

    tenants: int
    calls: dict[str, int]
    due_runs: int
    running_runs: int
    postponed_runs: int
    stalled_runs: int
    missed_calls: int


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an installation. `failing` are the failed checks of /health/ready, None where
    the API does not respond; `workers` and `work` are None where Redis or PostgreSQL cannot be
    queried. `account` is the one that `aftercall up` created.
    """

    address: str
    environment: str
    data_dir: str
    account: str | None
    failing: dict[str, str] | None
    workers: list[str] | None
    work: Work | None

    @property
    def sound(self) -> bool:
        return self.failing == {} and bool(self.workers) and self.work is not None

    def as_json(self) -> str:
        return json.dumps({"ready": self.sound, "pages": self.pages, **asdict(self)}, indent=2)

    @property
    def pages(self) -> dict[str, str]:
        return {"reference": f"{self.address}/docs", "page": f"{self.address}/"}


NOTHING_RUNS = {"ready": False, "address": None}


async def look(settings: Settings) -> Status:
    """Queries the API, Redis and PostgreSQL, and changes nothing."""
    address = settings.runtime.public_base_url.rstrip("/")
    failing, workers, (account, work) = await asyncio.gather(
        asyncio.to_thread(failing_checks, address), _list_workers(settings), _work_status(settings)
    )
    return Status(
        address=address,
        environment=settings.runtime.environment,
        data_dir=str(settings.runtime.data_dir),
        account=account,
        failing=failing,
        workers=workers,
        work=work,
    )


async def _list_workers(settings: Settings) -> list[str] | None:
    async with open_queue(settings.queue) as queue:
        try:
            return await queue.list_workers()
        except AWAY:
            return None


async def _work_status(settings: Settings) -> tuple[str | None, Work | None]:
    try:
        async with (
            open_database(settings.database, size=1, awaited=True) as database,
            database.connection(ALL_TENANTS) as conn,
        ):
            user = await find_user(conn, EMAIL)
            backlog = await measure_backlog(
                conn, stalled_after_s=settings.readiness.stalled_after_s
            )
            work = Work(
                tenants=len(await list_tenant_names(conn)),
                calls=await count_calls(conn),
                due_runs=backlog.waiting,
                running_runs=backlog.running,
                postponed_runs=backlog.postponed,
                stalled_runs=backlog.stalled,
                missed_calls=await count_missed_calls(conn),
            )
    except AftercallError:
        return None, None
    return user.email if user else None, work


def show(status: Status, console: Console) -> None:
    table = plain_table("What", "", show_header=False)
    match status.failing:
        case None:
            api = "does not answer"
        case {}:
            api = "ready"
        case failing:
            api = "not ready:\n" + "\n".join(
                f"{name}: {reason}" for name, reason in failing.items()
            )
    if status.workers is None:
        workers = "not known: Redis cannot be asked"
    else:
        workers = (
            ", ".join(status.workers) if status.workers else "none: calls are accepted and wait"
        )
    rows = [
        ("Address", f"{status.address} ({status.environment})"),
        ("API", api),
        ("Pages", "\n".join(status.pages.values())),
        ("Data folder", status.data_dir),
        ("Workers", workers),
    ]
    if status.account:
        rows.insert(
            1,
            (
                "Account",
                (
                    f"{status.account} (password: LOCAL_ACCOUNT_PASSWORD in"
                    f" {status.data_dir}/{SECRETS})"
                ),
            ),
        )
    rows += _work_rows(status.work) if status.work else [("PostgreSQL", "cannot be asked")]
    for name, value in rows:
        add_row(table, name, value)
    print_table(console, table)


def _work_rows(work: Work) -> list[tuple[str, str]]:
    calls = ", ".join(f"{count} {status}" for status, count in work.calls.items())
    runs: dict[str, Any] = {
        "due": work.due_runs,
        "running": work.running_runs,
        "for later": work.postponed_runs,
        "stalled": work.stalled_runs,
    }
    return [
        ("Tenants", str(work.tenants)),
        ("Calls", calls or "none yet"),
        ("Runs", ", ".join(f"{count} {state}" for state, count in runs.items())),
        ("Missed calls", f"{work.missed_calls} missing"),
    ]
