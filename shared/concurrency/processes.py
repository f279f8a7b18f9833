"""Work that would hold up the event loop, done in processes that can be stopped."""

import asyncio
import contextlib
import os
import resource
import signal
import sys
from collections.abc import Callable
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
# What the same input raises again; others may come of a machine that is short of something.
REPEATABLE = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    NotImplementedError,
)
# Of these processes among those of the machine: answering requests and renewing leases goes first,
# then work on text, which is done in a moment and carries the callback; recordings take seconds to
# minutes of all processors, and may have what nobody else wants.
TEXT_NICENESS, AUDIO_NICENESS = 10, 19


@dataclass(frozen=True, slots=True)
class _Unusable:
    """RecordingUnusable on its way between processes: exceptions with keyword arguments do not
    unpickle.
    """

    message: str
    reason: str


class _Slot:
    """One process, started when first needed and again after it died. It alone can be killed."""

    def __init__(self, niceness: int, memory_bytes: int | None, walls: Walls | None) -> None:
        self._niceness = niceness
        self._memory_bytes = memory_bytes
        self._walls = walls
        self._executor: Child | None = None
        self._pid: int | None = None

    async def run(self, task: Callable[..., T], *args: object) -> T | _Unusable:
        loop = asyncio.get_running_loop()
        executor = self._executor = self._executor or self._start_child()
        if self._pid is None:
            self._pid = await loop.run_in_executor(executor, os.getpid)
        return await loop.run_in_executor(executor, _guarded, self._niceness, task, *args)

    def _start_child(self) -> Child:
        return Child(_prepare, self._memory_bytes, self._walls)

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
        """A task cannot be interrupted, so its process is killed."""
        executor, pid = self._executor, self._pid
        self._executor = self._pid = None
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if executor is not None:
            executor.shutdown(wait=False, cancel_futures=True)


class Processes:
    """At most `count` tasks at once; more wait, tenants in turn. Tasks and arguments must pickle.

    A task that outlives its time, or whose caller is cancelled, loses its own process only. With
    `memory_bytes` none may map more than that (on Linux) nor write a file of more than a gigabyte.
    None has secrets in its environment or reaches the network (on Linux), and with `walls` no files
    but those.
    """

    def __init__(
        self,
        count: int,
        *,
        niceness: int = TEXT_NICENESS,
        memory_bytes: int | None = None,
        walls: Walls | None = None,
    ) -> None:
        self._all = [_Slot(niceness, memory_bytes, walls) for _ in range(count)]
        self._queue = FairQueue(self._all)

    async def run(self, task: Callable[..., T], *args: object, timeout_s: float, name: str) -> T:
        """`timeout_s` counts from when a process is free. Raises Transient errors,
        RecordingUnusable, and Permanent ones for what the same input would lead to again.
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
    """Returns what the process could not be kept from."""
    if memory_bytes is not None:
        _limit_resources(memory_bytes)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return enclose(walls)


def _limit_resources(memory_bytes: int) -> None:
    """Limits what a hostile file can make a decoder use. Systems other than Linux do not limit
    address space.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


@cache
def _yield_to_others(niceness: int) -> None:
    """Lowers this process's priority, once, for the threads that it starts from now on too.

    Several threads at the lowest priority still take as much as one of the text's. On Linux there
    is a class below it, which gives way as soon as anybody else has work.
    """
    os.nice(max(0, niceness - os.nice(0)))
    if niceness >= AUDIO_NICENESS and hasattr(os, "SCHED_IDLE"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _guarded(niceness: int, task: Callable[..., T], *args: object) -> T | _Unusable:
    _yield_to_others(niceness)
    try:
        return task(*args)
    except RecordingUnusable as error:
        return _Unusable(str(error), error.reason)
