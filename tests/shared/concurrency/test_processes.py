"""Work in other processes ends in time, and takes nobody with it."""

import asyncio
import errno
import mmap
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.concurrency.processes import (
    AUDIO_NICENESS,
    LARGEST_FILE,
    LONG_TASK_NICENESS,
    TEXT_NICENESS,
    Processes,
)
from shared.errors import NotStored, RecordingUnusable, WorkFailed


def sleep_well(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    raise RecordingUnusable("nothing there", reason="empty")


def fail() -> None:
    raise RuntimeError("the model burst")


def fill_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def map_memory(size_bytes: int) -> None:
    mmap.mmap(-1, size_bytes).close()


def write_far(path: Path, at: int) -> None:
    """Sparse: no disk is used."""
    with path.open("wb") as file:
        file.seek(at)
        file.write(b"x")


def offline() -> str:
    return os.environ["HF_HUB_OFFLINE"]


def niceness() -> int:
    return os.nice(0)


def scheduling() -> tuple[int, int]:
    """Of this thread, and of one that is started now, as the recogniser does."""
    with ThreadPoolExecutor(1) as threads:
        return os.sched_getscheduler(0), threads.submit(os.sched_getscheduler, 0).result()


@pytest.fixture(scope="module")
async def processes() -> AsyncIterator[Processes]:
    processes = Processes(1)
    yield processes
    await processes.close()


async def pid(processes: Processes) -> int:
    return await processes.run(sleep_well, 0, timeout_s=20, name="test")


async def test_a_process_is_kept(processes: Processes) -> None:
    assert await pid(processes) == await pid(processes) != os.getpid()


async def test_models_are_never_fetched(processes: Processes) -> None:
    assert await processes.run(offline, timeout_s=20, name="test") == "1"


async def test_unusable_recordings_come_through(processes: Processes) -> None:
    with pytest.raises(RecordingUnusable, match="nothing there") as caught:
        await processes.run(refuse, timeout_s=20, name="test")
    assert caught.value.reason == "empty"


async def test_a_failure_of_the_work_is_told_from_a_full_disk(processes: Processes) -> None:
    with pytest.raises(NotStored, match="the disk is full"):
        await processes.run(fill_disk, timeout_s=20, name="test")


async def test_a_failure_is_of_the_work(processes: Processes) -> None:
    with pytest.raises(WorkFailed, match="RuntimeError"):
        await processes.run(fail, timeout_s=20, name="test")


async def test_a_dead_process_is_replaced(processes: Processes) -> None:
    with pytest.raises(WorkFailed):
        await processes.run(die, timeout_s=20, name="test")
    assert await pid(processes)


async def test_a_late_task_is_stopped_and_replaced(processes: Processes) -> None:
    before = await pid(processes)
    with pytest.raises(WorkFailed):
        await processes.run(sleep_well, 60, timeout_s=0.2, name="test")
    assert await pid(processes) != before


async def test_a_cancelled_caller_frees_its_process(processes: Processes) -> None:
    before = await pid(processes)
    task = asyncio.create_task(processes.run(sleep_well, 60, timeout_s=60, name="test"))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await pid(processes) != before


@pytest.fixture(scope="module")
async def limited() -> AsyncIterator[Processes]:
    processes = Processes(1, memory_bytes=2**30)
    yield processes
    await processes.close()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit address space")
async def test_a_task_cannot_map_more_than_it_may(limited: Processes) -> None:
    with pytest.raises(WorkFailed, match="failed"):
        await limited.run(map_memory, 2**31, timeout_s=20, name="test")
    await limited.run(map_memory, 2**20, timeout_s=20, name="test")


async def test_a_task_cannot_write_a_file_larger_than_it_may(
    limited: Processes, tmp_path: Path
) -> None:
    with pytest.raises(WorkFailed, match="OSError"):
        await limited.run(write_far, tmp_path / "large", LARGEST_FILE, timeout_s=20, name="test")
    await limited.run(write_far, tmp_path / "small", LARGEST_FILE - 1, timeout_s=20, name="test")


async def test_nobody_outlives_a_killed_parent() -> None:
    program = (
        "import asyncio, os\n"
        "from shared.concurrency.processes import Processes\n"
        "async def main():\n"
        "    print(await Processes(1).run(os.getpid, timeout_s=20, name='test'), flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout
    child = int(await asyncio.wait_for(parent.stdout.readline(), 20))
    parent.kill()
    await parent.wait()
    async with asyncio.timeout(10):
        while runs(child):
            await asyncio.sleep(0.02)


def runs(process: int) -> bool:
    """Somebody must still collect a dead one, so a zombie counts as dead."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_work_on_text_goes_before_recordings(processes: Processes) -> None:
    recordings = Processes(1, niceness=AUDIO_NICENESS)
    found = [
        await each.run(niceness, timeout_s=60, name="test") for each in (processes, recordings)
    ]
    await recordings.close()
    assert found == [TEXT_NICENESS, AUDIO_NICENESS]


def thread_niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def niceness_after_a_while() -> int:
    """Works until the priority has changed, for half a minute at most."""
    before, until = thread_niceness(), time.monotonic() + 30
    while thread_niceness() == before and time.monotonic() < until:
        sum(range(1000))
    return thread_niceness()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has priorities of threads")
async def test_a_long_task_gives_way_and_the_next_one_does_not(processes: Processes) -> None:
    found = [
        await processes.run(task, timeout_s=60, name="test")
        for task in (thread_niceness, niceness_after_a_while, thread_niceness)
    ]
    assert found == [TEXT_NICENESS, LONG_TASK_NICENESS, TEXT_NICENESS]


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="a class of Linux")
async def test_recordings_have_only_what_nobody_else_wants(processes: Processes) -> None:
    recordings = Processes(1, niceness=AUDIO_NICENESS)
    found = [
        await each.run(scheduling, timeout_s=60, name="test") for each in (processes, recordings)
    ]
    await recordings.close()
    assert found == [(os.SCHED_OTHER, os.SCHED_OTHER), (os.SCHED_IDLE, os.SCHED_IDLE)]
