"""The API and workers as the processes they are in production."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import httpx
import psutil

from cli.servers import Server
from tests.support.people import Team
from tests.support.ports import unused_port

T = TypeVar("T")
ROOT = Path(__file__).parent.parent.parent


async def until(
    probe: Callable[[], Awaitable[T]],
    accept: Callable[[T], bool] = bool,
    timeout_s: float = 60,
    every_s: float | None = None,
) -> T:
    """Asks until the answer is acceptable; fails with the last answer when it never is. The longer
    it takes, the less often it asks, unless `every_s` is given: what answers needs the processor
    that is waited for.
    """
    latest: object = None
    begun = time.monotonic()
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                latest = answer = await probe()
                if accept(answer):
                    return answer
                await asyncio.sleep(every_s or max(0.03, min(1.0, (time.monotonic() - begun) / 10)))
    except TimeoutError:
        raise AssertionError(f"still not so after {timeout_s} s: {latest}") from None


async def job_over(team: Team, job_id: str) -> dict[str, Any]:
    """The job, once it is over."""

    async def job() -> dict[str, Any]:
        answer: dict[str, Any] = (await team.get(f"/api/job/{job_id}/status")).json()
        return answer

    return await until(job, lambda answer: answer["status"] in ("succeeded", "failed", "cancelled"))


def signal_server(server: Server, number: signal.Signals) -> None:
    """The server and all its children, without what tethers it."""
    assert server.process is not None
    for process in psutil.Process(server.process.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)


class Process(Protocol):
    """What is used of `subprocess.Popen`."""

    @property
    def pid(self) -> int: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float) -> int: ...

    def send_signal(self, number: int, /) -> None: ...

    def kill(self) -> None: ...


class Start(Protocol):
    def __call__(
        self, program: str, *arguments: str, environ: dict[str, str], out: Path, cwd: Path
    ) -> Process:
        """Starts `python -m PROGRAM`; what it prints is appended to a file."""


def launch(program: str, *arguments: str, environ: dict[str, str], out: Path, cwd: Path) -> Process:
    with out.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", program, *arguments],
            env=environ,
            cwd=cwd,
            stdout=log,
            stderr=log,
        )


@dataclass
class Installation:
    """Processes by name, their logs, and an HTTP client for the API."""

    environ: dict[str, str]
    logs: Path
    port: int
    start: Start = launch
    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start_api(self) -> None:
        self._start("api", "api", "--port", str(self.port))
        # One client: making one reads the certificates of all authorities.
        async with httpx.AsyncClient(base_url=self.base_url) as client:
            await until(lambda: self._api_answers(client))

    def start_worker(self, name: str = "worker") -> None:
        self._start(name, "worker", WORKER_NAME=name)

    def kill(self, name: str) -> None:
        """SIGKILL: nothing is flushed, released or told."""
        process = self.processes.pop(name)
        process.kill()
        process.wait(10)

    def stop(self, name: str) -> int:
        """SIGTERM; the exit code."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGTERM)
        return process.wait(30)

    def memory_mib(self, name: str) -> float:
        """What is resident of it now."""
        return float(psutil.Process(self.processes[name].pid).memory_info().rss) / 2**20

    def check_worker(self, name: str = "worker") -> tuple[int, int]:
        """What `arq --check` and the containers' own check say of it."""
        commands = (["arq", "--check", "worker.main.WorkerSettings"], ["worker.alive"])
        arq, own = (
            subprocess.run(
                [sys.executable, "-m", *command],
                env=self._environ(WORKER_NAME=name),
                cwd=ROOT,
                capture_output=True,
                timeout=30,
                check=False,
            ).returncode
            for command in commands
        )
        return arq, own

    async def run(self, *arguments: str) -> tuple[int, str]:
        """Runs a program to its end; exit code and standard output, the rest goes to its log."""
        with (self.logs / "run.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *arguments,
                env=self._environ(),
                cwd=ROOT,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
            said, _ = await asyncio.wait_for(process.communicate(), 180)
        return process.returncode or 0, said.decode()

    def said(self) -> str:
        """Everything every process logged."""
        return "\n".join(path.read_text() for path in sorted(self.logs.glob("*.log")))

    def _start(self, name: str, program: str, *arguments: str, **also: str) -> None:
        self.processes[name] = self.start(
            program,
            *arguments,
            environ=self._environ(**also),
            out=self.logs / f"{name}.log",
            cwd=ROOT,
        )

    def _environ(self, **also: str) -> dict[str, str]:
        kept = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "TMPDIR", "LANG")
            if name in os.environ
        }
        return {**kept, "PYTHONUNBUFFERED": "1", **self.environ, **also}

    async def _api_answers(self, client: httpx.AsyncClient) -> bool:
        if (code := self.processes["api"].poll()) is not None:
            raise AssertionError(f"the API exited with {code}:\n{self.said()}")
        try:
            return (await client.get("/health")).status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def installation(
    environ: dict[str, str], logs: Path, start: Start = launch
) -> Iterator[Installation]:
    """Nothing runs yet; everything is killed at the end."""
    logs.mkdir(parents=True, exist_ok=True)
    port = unused_port()
    environ = {**environ, "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}"}
    installed = Installation(environ, logs, port, start)
    try:
        yield installed
    finally:
        for name in list(installed.processes):
            installed.kill(name)
