"""The product's programs as processes of their own, without the seconds of work that importing them
takes.

Each is forked from a process that imported them (`preloaded`), and has its own environment, folder
and output, as if it had been started by `python -m`. What starts, ends or kills it cannot tell.
That the commands themselves work is shown where a test starts them with `subprocess`.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests.support.processes import Installation
from tests.support.processes import installation as of_programs

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.support.preloaded"])
_PROGRAMS = {"api": "api.__main__", "worker": "worker.__main__", "cli": "cli.main"}


@dataclass(frozen=True)
class Forked:
    """Used as one uses `subprocess.Popen`."""

    process: BaseProcess

    @property
    def pid(self) -> int:
        assert self.process.pid is not None
        return self.process.pid

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self, timeout: float) -> int:
        self.process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(self.process.name, timeout)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def installation(environ: dict[str, str], logs: Path) -> AbstractContextManager[Installation]:
    """An installation of such processes."""
    return of_programs(environ, logs, start)


def start(
    program: str,
    *arguments: str,
    environ: Mapping[str, str],
    out: Path,
    errors: Path | None = None,
    cwd: Path | None = None,
) -> Forked:
    """Starts `python -m PROGRAM`. Appends what it prints to the files; without `errors` all to the
    first.
    """
    given: dict[str, Any] = {
        "environ": dict(environ),
        "out": str(out),
        "errors": str(errors or out),
        "cwd": str(cwd or Path.cwd()),
    }
    process = _FORKS.Process(
        target=_run, args=(program, arguments), kwargs=given, name=program, daemon=False
    )
    process.start()
    return Forked(process)


def _run(
    program: str,
    arguments: Sequence[str],
    *,
    environ: dict[str, str],
    out: str,
    errors: str,
    cwd: str,
) -> None:
    os.environ.clear()
    os.environ.update(environ)
    for path, stream in ((out, sys.stdout), (errors, sys.stderr)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(file, stream.fileno())
        os.close(file)
    os.chdir(cwd)
    sys.argv = [program, *arguments]
    import_module(_PROGRAMS[program]).main()
