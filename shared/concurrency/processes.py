"""Runs work that would block the event loop in processes that can be stopped."""

import asyncio
import contextlib
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from shared.concurrency.child import Child
from shared.concurrency.fair_queue import FairQueue
from shared.concurrency.sandbox import Walls, enclose
from shared.concurrency.tenant_scope import billed_tenant
from shared.errors import NotStored, Permanent, RecordingUnusable, WorkFailed, is_disk_full

T = TypeVar("T")

CLOSE_TIMEOUT_S = 3.0
LARGEST_FILE = 2**30
# The same input raises these again; other errors may be due to a shortage of the machine.
REPEATABLE = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    NotImplementedError,
)
# The priorities of these processes on the machine. Answering requests and renewing leases comes
# first. Text work is short and decides on callbacks. Recordings take seconds to minutes of all
# processors, so they get the remaining time.
TEXT_NICENESS, AUDIO_NICENESS = 10, 19
# A task that has worked for this long gives way to shorter ones, of which none takes as long.
LONG_TASK_S, LONG_TASK_NICENESS = 2.0, 19


@dataclass(frozen=True, slots=True)
class _Unusable:
    """RecordingUnusable as data for another process, because exceptions with keyword arguments do
    not unpickle.
    """

    message: str
    reason: str


class _Slot:
    """One process, started at its first use and again after it died. Each can be killed
    separately.
    """

    def __init__(self, niceness: int, memory_bytes: int | None, walls: Walls | None) -> None:
        self._niceness = niceness
        self._memory_bytes = memory_bytes
        self._walls = walls
        self._executor: Child | None = None
        self._pid: int | None = None

    async def run(self, task: Callable[..., T], *args: object) -> T | _Unusable:
        loop = asyncio.get_running_loop()
        executor = self._executor = self._executor or Child(
            _prepare, self._memory_bytes, self._walls
        )
        if self._pid is None:
            self._pid = await loop.run_in_executor(executor, os.getpid)
        return await loop.run_in_executor(executor, _guarded, self._niceness, task, *args)

    async def close(self) -> None:
        """Lets an idle process end by itself."""
        if self._executor is None:
            return
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await asyncio.to_thread(self._executor.shutdown, cancel_futures=True)
        except TimeoutError:
            self.stop()

    def stop(self) -> None:
        """Kills the process, because a task cannot be interrupted."""
        executor, pid = self._executor, self._pid
        self._executor = self._pid = None
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)


class Processes:
    """Runs at most `count` tasks at a time, `most_each` of them for one tenant; further ones wait,
    and tenants take turns. Tasks and arguments must pickle.

    A task that exceeds its time, or whose caller is cancelled, loses only its own process. With
    `memory_bytes` no task may map more memory than that (on Linux) or write a file of more than a
    gigabyte. No task has secrets in its environment or reaches the network (on Linux), and with
    `walls` none reaches other files.
    """

    def __init__(
        self,
        count: int,
        *,
        most_each: int | None = None,
        niceness: int = TEXT_NICENESS,
        memory_bytes: int | None = None,
        walls: Walls | None = None,
    ) -> None:
        self._all = [_Slot(niceness, memory_bytes, walls) for _ in range(count)]
        self._queue = FairQueue(self._all, most_each=most_each)

    async def run(self, task: Callable[..., T], *args: object, timeout_s: float, name: str) -> T:
        """Runs a task. `timeout_s` counts from when a process is free. Raises Transient errors,
        RecordingUnusable, and Permanent errors for failures that the same input would cause again.
        """
        async with self._queue.place(billed_tenant()) as slot:
            try:
                async with asyncio.timeout(timeout_s):
                    done = await slot.run(task, *args)
            except TimeoutError as error:
                slot.stop()
                raise WorkFailed(f"{name} took longer than {timeout_s:g} s") from error
            except BrokenProcessPool as error:
                slot.stop()
                raise WorkFailed(f"{name}: its process died ({error})") from error
            except asyncio.CancelledError:
                slot.stop()
                raise
            except REPEATABLE as error:
                raise Permanent(
                    f"{name} failed ({type(error).__name__})", reason="unreadable"
                ) from error
            except (RuntimeError, OSError, MemoryError) as error:
                if isinstance(error, OSError) and is_disk_full(error):
                    raise NotStored(f"{name}: the disk is full; free some space") from error
                raise WorkFailed(f"{name} failed ({type(error).__name__})") from error
        if isinstance(done, _Unusable):
            raise RecordingUnusable(done.message, reason=done.reason)
        return done

    async def close(self) -> None:
        for slot in self._all:
            await slot.close()


def _prepare(memory_bytes: int | None, walls: Walls | None) -> list[str]:
    """Restricts the process and returns the restrictions that could not be set."""
    if memory_bytes is not None:
        # A hostile file could make a decoder use more. Only Linux limits address space.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        if sys.platform == "linux":
            resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return enclose(walls)


@cache
def _yield_to_others(niceness: int) -> None:
    """Lowers the priority of this process once, also for the threads that it starts later.

    Several threads at the lowest priority still take as much time as one thread of the text work.
    Linux has a scheduling class below it, which runs only when no other work is ready.
    """
    os.nice(max(0, niceness - os.nice(0)))
    if niceness >= AUDIO_NICENESS and hasattr(os, "SCHED_IDLE"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _guarded(niceness: int, task: Callable[..., T], *args: object) -> T | _Unusable:
    """Runs the task in a thread, because Linux never raises a priority again: that of the thread
    ends with it.
    """
    _yield_to_others(niceness)
    done: Future[T] = Future()
    thread = threading.Thread(target=_settle_future, args=(done, task, args), daemon=True)
    thread.start()
    thread.join(LONG_TASK_S)
    if thread.is_alive() and sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread.native_id or 0, LONG_TASK_NICENESS)
    try:
        return done.result()
    except RecordingUnusable as error:
        return _Unusable(str(error), error.reason)


def _settle_future(done: "Future[T]", task: Callable[..., T], args: tuple[object, ...]) -> None:
    try:
        done.set_result(task(*args))
    except BaseException as error:  # noqa: BLE001 - it is raised again where the result is read
        done.set_exception(error)
