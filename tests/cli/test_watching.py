"""A worker that is started again when its code changes."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.cli.waiting import wait_until

PROGRAM = """
import os, signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, lambda *_: sys.exit())
with Path(sys.argv[1]).open("a") as pids:
    print(os.getpid(), file=pids)
while True:
    signal.pause()
"""
# One that is being stopped until it is asked again.
SLOW = """
import os, signal, sys
from pathlib import Path
asked = Path(sys.argv[1])
def stop(*_):
    if asked.exists():
        sys.exit()
    asked.touch()
signal.signal(signal.SIGINT, stop)
asked.with_suffix(".pid").write_text(str(os.getpid()))
while True:
    signal.pause()
"""
WATCH = """
import sys
from pathlib import Path
from cli.watching import run_watched
folder, *command = sys.argv[1:]
run_watched([Path(folder)], command, grace_s=10, changed=lambda files: print(files, flush=True))
"""


async def test_the_program_is_started_again_when_a_file_changes_and_goes_with_its_watcher(
    tmp_path: Path,
) -> None:
    code, started = tmp_path / "code", tmp_path / "pids"
    code.mkdir()
    (tmp_path / "program.py").write_text(PROGRAM)
    command = [sys.executable, str(tmp_path / "program.py"), str(started)]
    watcher = subprocess.Popen([sys.executable, "-c", WATCH, str(code), *command])

    def pids(count: int) -> list[int] | None:
        found = [int(line) for line in started.read_text().splitlines()] if started.exists() else []
        return found if len(found) >= count else None

    try:
        await asyncio.to_thread(wait_until, lambda: pids(1))
        number = 0

        def started_again() -> list[int] | None:
            # The watcher may not look yet when the first program does.
            nonlocal number
            number += 1
            (code / "module.py").write_text(f"NUMBER = {number}")
            return pids(2)

        # More than twice where several changes are seen one by one.
        first, *_ = await asyncio.to_thread(wait_until, started_again)
        assert not psutil.pid_exists(first)
        watcher.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(watcher.wait, 20) == 0
        assert not [pid for pid in pids(2) or [] if psutil.pid_exists(pid)]
    finally:
        watcher.kill()
        watcher.wait()


async def test_a_signal_in_the_middle_of_a_restart_ends_both(tmp_path: Path) -> None:
    code, asked = tmp_path / "code", tmp_path / "asked"
    code.mkdir()
    (tmp_path / "program.py").write_text(SLOW)
    command = [sys.executable, str(tmp_path / "program.py"), str(asked)]
    watcher = subprocess.Popen([sys.executable, "-c", WATCH, str(code), *command])

    def is_stopping() -> bool:
        # Only once the program can take the signal, and the watcher may not look yet.
        if asked.with_suffix(".pid").exists():
            (code / "module.py").write_text(f"NUMBER = {time.monotonic()}")
        return asked.exists()

    try:
        await asyncio.to_thread(wait_until, is_stopping)
        watcher.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(watcher.wait, 20) == 0
        assert not psutil.pid_exists(int(asked.with_suffix(".pid").read_text()))
    finally:
        watcher.kill()
        watcher.wait()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["once", "--watch"], "runs until it is stopped"), (["--watch"], "for development")],
)
def test_only_a_worker_of_development_that_runs_on_is_watched(
    environ: dict[str, str], arguments: list[str], said: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "cli.main", "worker", *arguments],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert said in " ".join(ended.stderr.split())
