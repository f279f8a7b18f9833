"""The supervisor, with real processes."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from cli.processes import Backoff, Program, ProgramFailed, Supervisor
from cli.programs import tethered
from tests.cli.waiting import wait_until

OBEDIENT = """
import os, signal, sys
from pathlib import Path
signal.signal(signal.SIGTERM, lambda *_: sys.exit(print("told to stop", flush=True)))
Path(sys.argv[1]).write_text(str(os.getpid()))
while True:
    signal.pause()
"""
DEAF = OBEDIENT.replace('lambda *_: sys.exit(print("told to stop", flush=True))', "signal.SIG_IGN")
QUICK = Backoff(first_s=0.01, max_s=0.01)


def program(folder: Path, code: str, *, name: str = "child", stop_timeout_s: float = 20) -> Program:
    return Program(
        name=name,
        command=[sys.executable, "-c", code, str(folder / f"{name}.pid")],
        environment=dict(os.environ),
        log=folder / f"{name}.log",
        stop_timeout_s=stop_timeout_s,
    )


async def pid_of(folder: Path, *, name: str = "child", besides: int = 0) -> int:
    def read() -> int | None:
        pid = read_pid(folder / f"{name}.pid")
        return None if pid == besides else pid

    return await asyncio.to_thread(wait_until, read)


def read_pid(path: Path) -> int | None:
    text = path.read_text() if path.exists() else ""
    return int(text) if text else None


@asynccontextmanager
async def supervising(reports: list[str]) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(reports.append, QUICK)
    try:
        yield supervisor
    finally:
        await supervisor.stop()


async def test_program_that_dies_is_started_again(tmp_path: Path) -> None:
    reports: list[str] = []
    async with supervising(reports) as supervisor:
        supervisor.start(program(tmp_path, OBEDIENT))
        first = await pid_of(tmp_path)
        supervisor.settled()
        os.kill(first, signal.SIGKILL)
        second = await pid_of(tmp_path, besides=first)
    assert second != first
    assert reports == [
        f"child ended with code 137; starting it again in 0.01 s ({tmp_path / 'child.log'})"
    ]


async def test_stop_asks_first_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with supervising([]) as supervisor:
        supervisor.start(program(tmp_path, OBEDIENT))
        pid = await pid_of(tmp_path)
    assert (tmp_path / "child.log").read_text() == "told to stop\n"
    assert not psutil.pid_exists(pid)


async def test_programs_stop_in_the_order_they_were_started(tmp_path: Path) -> None:
    async with supervising([]) as supervisor:
        for name in ("first", "second"):
            supervisor.start(program(tmp_path, OBEDIENT, name=name))
            await pid_of(tmp_path, name=name)
    stopped = [(tmp_path / f"{name}.log").stat().st_mtime_ns for name in ("first", "second")]
    assert stopped == sorted(stopped)


async def test_program_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    reports: list[str] = []
    async with supervising(reports) as supervisor:
        supervisor.start(program(tmp_path, DEAF, stop_timeout_s=0.2))
        pid = await pid_of(tmp_path)
    assert reports == ["child did not stop in 0.2 s and was killed"]
    assert await asyncio.to_thread(wait_until, lambda: not is_alive(pid))


async def test_program_that_cannot_start_ends_the_start_with_its_last_words(tmp_path: Path) -> None:
    async with supervising([]) as supervisor:
        supervisor.start(program(tmp_path, "import sys; sys.exit('no such model')"))
        with pytest.raises(
            ProgramFailed, match=r"child ended with code 1 while starting(?s:.*)no such model"
        ):
            await supervisor.failed()


def test_pause_doubles_up_to_a_limit_and_starts_over_after_a_steady_run() -> None:
    backoff = Backoff(first_s=1, max_s=5, steady_s=60)
    assert [backoff.after(pause, ran_s=0) for pause in (0, 1, 2, 4)] == [1, 2, 4, 5]
    assert backoff.after(5, ran_s=61) == 1


def test_tethered_program_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    command = tethered(
        [sys.executable, "-c", OBEDIENT, str(tmp_path / "pid")], stop_signal=signal.SIGTERM
    )
    starter = (
        f"import subprocess, sys; subprocess.Popen({command!r}, stdin=subprocess.PIPE);"
        " sys.stdin.read()"
    )
    run = subprocess.Popen(
        [sys.executable, "-c", starter], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    pid = wait_until(lambda: read_pid(tmp_path / "pid"))
    run.kill()
    run.communicate()
    assert wait_until(lambda: not is_alive(pid))


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
