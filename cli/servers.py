"""Manages one server process: starts it, waits for it, stops it, and recognises one that an earlier
run left.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from cli.programs import Owner, open_log, tail, tethered
from shared.errors import AftercallError

POLL_S = 0.02
REAP_S = 5
LEFTOVER_S = 20


class EmbeddedServerFailed(AftercallError):
    """A server from the package cannot run here; the message says what to do."""


@dataclass(slots=True)
class Server:
    """A server process. `readiness` is called before each start; the check that it returns is
    repeated until true, and must not raise.

    A server that ends with `worth_retrying` in its log is started again until the time is over.
    """

    name: str
    url: str = field(repr=False)
    command: list[str] = field(repr=False)
    readiness: Callable[[], Callable[[], bool]]
    log: Path
    stop_signal: signal.Signals
    owner: Owner | None = None
    worth_retrying: str | None = None
    environ: Mapping[str, str] = field(default_factory=dict)
    start_timeout_s: float = 60
    stop_timeout_s: float = 30
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns when the server responds; raises EmbeddedServerFailed with the end of its log."""
        is_ready, deadline = self.readiness(), time.monotonic() + self.start_timeout_s
        process, log_offset = self._spawn()
        while not is_ready():
            late = time.monotonic() > deadline
            if late or process.poll() is not None:
                self.kill()
                said = tail(self.log, offset=log_offset)
                if late or not self.worth_retrying or self.worth_retrying not in said:
                    problem = (
                        f"was not ready in {self.start_timeout_s:g} s" if late else "did not start"
                    )
                    raise EmbeddedServerFailed(f"{self.name} {problem}.\n{said}")
                process, log_offset = self._spawn()
            time.sleep(POLL_S)

    def _spawn(self) -> tuple[subprocess.Popen[bytes], int]:
        with open_log(self.log) as log:
            offset = os.fstat(log).st_size
            self.process = subprocess.Popen(
                tethered(self.command, stop_signal=self.stop_signal, owner=self.owner),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **self.environ},
            )
        return self.process, offset

    def stop(self) -> None:
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(self.stop_timeout_s)
            except subprocess.TimeoutExpired:
                self.kill()
        self._release_lock()

    def kill(self) -> None:
        """Kills the server like a power failure: nothing is flushed."""
        if self.process is None:
            return
        # The tether may reap its child: where orphans are not reaped, PostgreSQL takes a dead one
        # for alive.
        with suppress(psutil.Error):
            for child in psutil.Process(self.process.pid).children():
                child.kill()
        try:
            self.process.wait(REAP_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self._release_lock()

    def ended(self) -> int | None:
        """Returns the exit code of a server that has ended, None while it runs."""
        return None if self.process is None else self.process.poll()

    def _release_lock(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


@contextmanager
def running(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def exclusive(path: Path, what: str) -> Iterator[None]:
    """Holds `path` as a lock; the kernel releases it with the process, so no lock is ever stale."""
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise EmbeddedServerFailed(
                f"{what} is already in use by another aftercall (process {holder}). "
                "Stop that one first, or choose another folder with --data-dir."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def stop_leftover(pid_file: Path, *, program: str, home: Path, stop_signal: signal.Signals) -> None:
    """Stops the server that a killed run left in `home`.

    A process counts as ours by its program and its working directory: process ids are reused, in a
    container at once.
    """
    with suppress(FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        if _is_running(process, program, home):
            process.send_signal(stop_signal)
        deadline = time.monotonic() + LEFTOVER_S
        while _is_running(process, program, home):
            if time.monotonic() > deadline:
                process.kill()
            time.sleep(POLL_S)
    # It names a process that is gone, was not reaped yet or is another program's: to PostgreSQL it
    # would be a running server in each case.
    pid_file.unlink(missing_ok=True)


def _is_running(process: psutil.Process, program: str, home: Path) -> bool:
    """Returns False also for a dead process that was not reaped."""
    try:
        return process.name() == program and Path(process.cwd()) == home
    except (psutil.AccessDenied, psutil.ZombieProcess):
        return False
