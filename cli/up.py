"""`aftercall up`: migrates the schema and runs the API and the workers until it is stopped."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass

from cli.installation import Installation, Restartable
from cli.processes import Program, Supervisor
from cli.readiness import listed, wait_until_ready
from shared.db.migrate import migrate
from shared.errors import AftercallError
from shared.queue.queue import AWAY, open_queue
from shared.settings.redis import QueueSettings

START_TIMEOUT_S = 90.0
# A dependency that is missing only for a moment is not reported.
READY_PATIENCE_S = 10.0
STOP_SPARE_S = 10
WATCH_S = 0.5


class NotReady(AftercallError):
    """A dependency of the installation does not work; the message names each check that fails."""

    def __init__(self, failing: Mapping[str, str]) -> None:
        super().__init__(
            f"Aftercall is not ready:\n{listed(failing)}\n`aftercall doctor --online` looks closer."
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """The arguments of the command."""

    host: str = "127.0.0.1"
    port: int = 3001
    workers: int = 1

    @property
    def base_url(self) -> str:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


async def serve(
    plan: Plan,
    place: Installation,
    say: Callable[[str], None],
    then: Callable[[Mapping[str, str]], Coroutine[None, None, None]],
    *,
    only_ready: bool = False,
) -> None:
    """Runs `then` once the API responds and a worker lives; stops everything when it returns, or at
    SIGINT, SIGTERM or SIGHUP.

    `then` is called with the failed checks of /health/ready: calls are accepted all the same, and
    wait. With `only_ready` it raises NotReady instead. A second signal kills everything at once.
    """
    database = place.settings.database
    applied = await migrate(database.owner_url, application_url=database.application_url)
    if applied:
        say(f"Migrated: {', '.join(applied)}")
    supervisor, stop = Supervisor(say), asyncio.Event()

    def on_signal() -> None:
        if stop.is_set():
            supervisor.kill()
        stop.set()

    hung_up = () if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else (signal.SIGHUP,)
    for number in (signal.SIGINT, signal.SIGTERM, *hung_up):
        asyncio.get_running_loop().add_signal_handler(number, on_signal)
    watchers = [asyncio.create_task(_keep_server_running(server, say)) for server in place.servers]
    failing: dict[str, str] = {}

    async def start() -> None:
        failing.update(
            await wait_until_ready(
                plan.base_url, say, start_timeout_s=START_TIMEOUT_S, patience_s=READY_PATIENCE_S
            )
        )
        if failing and only_ready:
            raise NotReady(failing)

    try:
        for program in programs(plan, place):
            supervisor.start(program)
        say(
            f"Starting the API and {plan.workers} worker{'s' if plan.workers > 1 else ''}; logs:"
            f" {place.logs}"
        )
        if await _before(stop, supervisor, start()):
            supervisor.settled()
            await _before(stop, supervisor, then(failing))
    finally:
        say("Stopping")
        await supervisor.stop()
        for watcher in watchers:
            watcher.cancel()


def programs(plan: Plan, place: Installation) -> list[Program]:
    """Returns the programs in the order in which they stop: the API first, so that nothing new is
    accepted, then the workers.
    """
    python = [sys.executable, "-m"]
    environ = {**os.environ, **place.environ}
    # The programs that strangers reach never hold the owner's password.
    environ["DATABASE_MIGRATE_URL"] = ""
    stop_timeout_s = place.settings.work.shutdown_grace_s + STOP_SPARE_S
    api = Program(
        name="api",
        command=[*python, "api", "--host", plan.host, "--port", str(plan.port)],
        environment=environ,
        log=place.logs / "api.log",
        stop_timeout_s=stop_timeout_s,
    )
    workers = [
        Program(
            name=f"worker-{number}",
            command=[*python, "worker"],
            environment={
                **environ,
                "WORKER_NAME": _worker_name(place, number),
                **_metrics_port(place, number),
            },
            log=place.logs / f"worker-{number}.log",
            stop_timeout_s=stop_timeout_s,
        )
        for number in range(1, plan.workers + 1)
    ]
    return [api, *workers]


def _worker_name(place: Installation, number: int) -> str:
    """Returns the worker's name. The first has the name that health checks use by default
    (WORKER_NAME, else the host's).
    """
    first = place.settings.work.worker_name
    return first if number == 1 else f"{first}-{number}"


def _metrics_port(place: Installation, number: int) -> dict[str, str]:
    """Returns the port for metrics. The first worker has the configured one, each other one the
    next.
    """
    first = place.settings.telemetry.worker_metrics_port
    return {"WORKER_METRICS_PORT": str(first + number - 1)} if first else {}


async def _before(
    stop: asyncio.Event, supervisor: Supervisor, work: Coroutine[None, None, None]
) -> bool:
    """Returns True when `work` was done first, False when a stop was requested; raises the error of
    a program that died.
    """
    done = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    died = asyncio.create_task(supervisor.failed())
    try:
        await asyncio.wait({done, stopping, died}, return_when=asyncio.FIRST_COMPLETED)
        if died.done():
            died.result()
        if done.done():
            done.result()
        return done.done() and not stopping.done()
    finally:
        for task in (done, stopping, died):
            task.cancel()


async def worker_alive(settings: QueueSettings) -> bool:
    """Returns whether a worker has reported itself lately."""
    async with open_queue(settings) as queue:
        try:
            return await queue.count_workers() > 0
        except AWAY:
            return False


async def _keep_server_running(server: Restartable, say: Callable[[str], None]) -> None:
    """Restarts an embedded server that dies; the API and the workers tolerate the interruption."""
    while True:
        code = server.ended()
        if code is not None:
            say(f"{server.name} ended with code {code}; starting it again ({server.log})")
            with suppress(AftercallError):
                await asyncio.to_thread(server.start)
        await asyncio.sleep(WATCH_S)
