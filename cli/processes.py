"""Keeps programs running: one that dies is started again after a growing pause, and all stop in
order.
"""

import asyncio
import os
import signal
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cli.programs import open_log, tail, tethered
from shared.errors import AftercallError

BACKOFF_FIRST_S = 0.5
BACKOFF_MAX_S = 30.0
STEADY_S = 60.0


class ProgramFailed(AftercallError):
    """A program ended during its start; the message contains the end of its log."""


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """A program. `stop_timeout_s` is the time between SIGTERM and SIGKILL."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    log: Path
    stop_timeout_s: float


@dataclass(frozen=True, slots=True)
class Backoff:
    """A pause that doubles with each death, and is reset once a program has run for `steady_s`."""

    first_s: float = BACKOFF_FIRST_S
    max_s: float = BACKOFF_MAX_S
    steady_s: float = STEADY_S

    def after(self, pause_s: float, ran_s: float) -> float:
        return (
            self.first_s if ran_s >= self.steady_s or not pause_s else min(pause_s * 2, self.max_s)
        )


class Supervisor:
    """Supervises programs. Call `start`, then `settled` when all respond, and `stop` at the end;
    `report` is called with each event.

    Until `settled` a death is final: a program that cannot start is not restarted.
    """

    def __init__(self, report: Callable[[str], None], backoff: Backoff | None = None) -> None:
        self._report = report
        self._backoff = backoff or Backoff()
        self._stopping = asyncio.Event()
        self._settled = False
        self._keepers: dict[Program, asyncio.Task[None]] = {}
        self._processes: dict[Program, Process] = {}

    def start(self, program: Program) -> None:
        self._keepers[program] = asyncio.create_task(self._keep_running(program), name=program.name)

    def settled(self) -> None:
        self._settled = True

    async def failed(self) -> None:
        """Waits for a program that cannot be kept running and raises its error; returns once
        stopping.
        """
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            done, _ = await asyncio.wait(
                {stopping, *self._keepers.values()}, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done - {stopping}:
                task.result()
        finally:
            stopping.cancel()

    async def stop(self) -> None:
        """Stops the programs one after the other, in the order in which they were started."""
        self._stopping.set()
        for program, keeper in self._keepers.items():
            if process := self._processes.get(program):
                with suppress(ProcessLookupError):
                    process.terminate()
            done, _ = await asyncio.wait({keeper}, timeout=program.stop_timeout_s)
            if not done and (process := self._processes.get(program)):
                self._report(
                    f"{program.name} did not stop in {program.stop_timeout_s:g} s and was killed"
                )
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            await asyncio.wait({keeper})
            if not keeper.cancelled():
                keeper.exception()

    def kill(self) -> None:
        """Kills all programs now."""
        for process in self._processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    async def _keep_running(self, program: Program) -> None:
        pause_s = 0.0
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._run_program(program)
            if self._stopping.is_set():
                return
            if not self._settled:
                raise ProgramFailed(
                    f"{program.name} ended with code {code} while starting. "
                    f"The end of {program.log}:\n{tail(program.log)}"
                )
            pause_s = self._backoff.after(pause_s, time.monotonic() - started)
            self._report(
                f"{program.name} ended with code {code}; starting it again in {pause_s:g} s"
                f" ({program.log})"
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause_s)

    async def _run_program(self, program: Program) -> int:
        with open_log(program.log) as log:
            process = await asyncio.create_subprocess_exec(
                *tethered(list(program.command), stop_signal=signal.SIGTERM),
                stdin=PIPE,
                stdout=log,
                stderr=log,
                env=dict(program.environment),
                start_new_session=True,
            )
        self._processes[program] = process
        if self._stopping.is_set():
            process.terminate()
        try:
            return await process.wait()
        finally:
            if process.stdin:
                process.stdin.close()
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            del self._processes[program]
