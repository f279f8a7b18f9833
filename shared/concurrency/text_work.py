"""Work on senders' texts: long ones are read in other processes, so that they do not block the
event loop.
"""

from collections.abc import Callable
from typing import TypeVar

from shared.concurrency.processes import Processes

T = TypeVar("T")

# Ten times what reading the longest transcript takes.
MEMORY_BYTES = 2**30
# Of one piece of work: about a second where the machine has nothing else to do.
TIMEOUT_S = 60.0


class TextWork:
    """Long texts wait for one of `processes`, tenants in turn; a text of any kind ends in time.
    Close it.
    """

    def __init__(self, processes: int) -> None:
        self._processes = Processes(processes, memory_bytes=MEMORY_BYTES)

    async def run(self, task: Callable[..., T], *args: object, short: bool, name: str) -> T:
        """`short`: so little that starting it elsewhere would cost more. Raises
        Transient errors.
        """
        if short:
            return task(*args)
        return await self._processes.run(task, *args, timeout_s=TIMEOUT_S, name=name)

    async def close(self) -> None:
        await self._processes.close()
