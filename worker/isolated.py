"""A process of its own for a run that took its worker down: what it breaks now is only itself."""

import asyncio
import contextlib
import resource
import sys

import structlog

from shared.domain.ids import JobId

log = structlog.get_logger()

# Models and all, a run needs a fraction of it.
MEMORY_BYTES = 8 * 2**30
STOP_S = 10.0


async def walk_isolated(job_id: JobId, *, limit_s: float) -> None:
    """Until the run is over, given back or dead, as it is after `limit_s`. Cancelled, it gives the
    run back.
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
    """Of this process. macOS takes no such limit, and a run there is only kept apart."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
