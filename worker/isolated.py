"""Processes a run that crashed its worker in a separate process, which a further crash
ends alone.
"""

import asyncio
import contextlib
import resource
import sys

import structlog

from shared.domain.ids import JobId

log = structlog.get_logger()

# A run needs a fraction of it, models included.
MEMORY_BYTES = 8 * 2**30
STOP_S = 10.0


async def walk_isolated(job_id: JobId, *, limit_s: float) -> None:
    """Waits until the run is over, returned or dead; it is killed after `limit_s`. When cancelled,
    it returns the run to the queue.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "worker", f"isolated:{job_id}", stdin=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(limit_s):
            code = await process.wait()
    except TimeoutError:
        log.error("isolated run hangs, its process is killed", limit_s=limit_s)
        return
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(process.wait()), STOP_S)
        raise
    finally:
        if process.returncode is None:
            process.kill()
    log.info("isolated run ended", exit_code=code)


def limit_memory() -> None:
    """Limits the memory of this process. macOS has no such limit, so a run there is
    only isolated.
    """
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
