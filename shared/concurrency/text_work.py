"""Processes senders' texts; long ones in other processes, so that they do not block the
event loop.
"""

from collections.abc import Callable
from typing import TypeVar

from shared.concurrency.processes import Processes

T = TypeVar("T")

# Ten times the time that reading the longest transcript takes.
MEMORY_BYTES = 2**30
# The limit of one task: about a second of work on an idle machine.
TIMEOUT_S = 60.0


class TextWork:
    """Runs work on long texts in one of `processes`, while tenants take turns. All work on texts
    has a time limit. The caller closes it.
    """

    def __init__(self, processes: int) -> None:
        self._processes = Processes(processes, memory_bytes=MEMORY_BYTES)

    async def run(self, task: Callable[..., T], *args: object, short: bool, name: str) -> T:
        """Runs work on a text. `short` says that it is too little work to be worth another process.
        Raises Transient errors.
        """
        if short:
            return task(*args)
        return await self._processes.run(task, *args, timeout_s=TIMEOUT_S, name=name)

    async def close(self) -> None:
        await self._processes.close()
